"""Questions about the rows of a table: two spellings, one tree, and what the tree means."""
