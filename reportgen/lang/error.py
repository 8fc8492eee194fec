"""What is wrong with an expression, and where."""

from __future__ import annotations

from reportgen.errors import KnownError


class ExpressionError(KnownError):
    """The text is not an expression; ``offset`` (from 0) is where, ``hint`` what would be right."""

    def __init__(self, what: str, offset: int, hint: str = "") -> None:
        super().__init__(what, hint)
        self.offset = offset


class UnknownColumnError(ExpressionError):
    """No column is called so."""
