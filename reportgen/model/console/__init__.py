"""What a script printed, and how a terminal shows it."""
