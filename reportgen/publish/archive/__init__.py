"""A report taken apart, and built again of what it holds."""
