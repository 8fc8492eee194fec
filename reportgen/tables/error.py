"""What a table cannot be read as, or answer."""

from __future__ import annotations

from reportgen.errors import KnownError, Level


class TableError(KnownError):
    """A table cannot be read, or a question not be answered; says why."""

    level = Level.MISSING
