"""Errors of who calls the logging API."""

from __future__ import annotations

import re

from reportgen.errors import KnownError, Problem


class UsageError(KnownError, ValueError):
    """An argument cannot be logged: says which one, what came, and what would do."""

    def __str__(self) -> str:
        """Return it in the one layout of messages, in whole sentences."""
        hint = self.hint
        if re.match("(?!pip )[a-z]+[ ,]", hint):  # a word, and no name of code
            hint = hint[0].upper() + hint[1:]
        text = str(Problem(self.what, None, hint))
        return text if text.endswith((".", "?")) else f"{text}."
