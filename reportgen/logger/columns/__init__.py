"""What a logged table is made of: cells and their types, and columns of data frames of other libraries."""
