"""Errors of who calls the logging API."""

from __future__ import annotations

from reportgen.errors import KnownError, Problem


class UsageError(KnownError, ValueError):
    """An argument cannot be logged: says which one, what came, and what would do."""

    def __str__(self) -> str:
        """Return it in the one layout of messages, ended as a sentence."""
        text = str(Problem(self.what, None, self.hint))
        return text if text.endswith((".", "?")) else f"{text}."
