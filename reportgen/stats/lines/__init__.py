"""How lines look from afar: which are noise, and which leave the y axis."""
