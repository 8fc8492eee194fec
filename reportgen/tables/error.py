"""What a table cannot be read as, or answer."""

from __future__ import annotations


class TableError(Exception):
    """A table cannot be read, or a question not be answered; says why."""
