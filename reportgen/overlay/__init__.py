"""What is drawn over images and counted in them, from plain values to plain values."""
