"""Tables of text: how one is written, and its cells to values."""
