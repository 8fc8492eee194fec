"""What is wrong with an expression, and where."""

from __future__ import annotations


class ExpressionError(ValueError):
    """The text is not an expression; ``offset`` (from 0) is where, ``hint`` what would be right."""

    def __init__(self, what: str, offset: int, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.offset, self.hint = what, offset, hint
