"""Tables from files; the engine's one door."""
