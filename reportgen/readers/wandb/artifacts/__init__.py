"""Staged artifacts and what they hold: tables with the types of their columns, and other objects."""
