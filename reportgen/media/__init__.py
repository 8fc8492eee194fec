"""Media as runs log them: what kinds there are, where the bytes are, and what is drawn over them."""
