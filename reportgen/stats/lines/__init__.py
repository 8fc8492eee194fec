"""How lines look from afar: their course, which are noise, and which leave the y axis."""
