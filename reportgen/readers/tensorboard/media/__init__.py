"""Values that are no scalars, to what panels show."""
