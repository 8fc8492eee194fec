"""Conversations in the forms that tools write them in: recognised, read, counted, and written in one form."""
