"""What molecules are, and how they are drawn: bonds, ribbons, colours."""
