"""Errors of who calls the logging API."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportgen.errors import KnownError, Problem, nearest


class UsageError(KnownError, ValueError):
    """An argument cannot be logged: says which one, what came, and what would do."""

    def __str__(self) -> str:
        """Return it in the one layout of messages, in whole sentences."""
        hint = self.hint
        if re.match("(?!pip )[a-z]+[ ,]", hint):  # a word, and no name of code
            hint = hint[0].upper() + hint[1:]
        text = str(Problem(self.what, None, hint))
        return text if text.endswith((".", "?")) else f"{text}."


def named(value: object) -> str:
    """Return what came, by the name of its type: "a list", "an int", "None"."""
    name = type(value).__name__
    return "None" if value is None else f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


_SERVER = frozenset((
    "sweep", "agent", "controller", "restore", "use_model", "link_model", "link_artifact", "upsert_artifact",
    "finish_artifact", "project_url", "get_project_url", "get_url", "sweep_id", "sweep_url", "launch", "Graph",
    "integration", "apis", "sdk", "data_types", "CommError", "require", "beta", "proto",
))  # fmt: skip


def missing(name: str, known: Iterable[str], owner: str) -> str:
    """Return what to say of a name that does not exist: that it needs a server, or the nearest one that does."""
    what = f"{owner} has no attribute '{name}'"
    if name in _SERVER:
        return f"{what}: it needs a server, or is not a part of logging (docs/coming-from-wandb.md)"
    near = nearest(name, known)
    return f"{what}. Did you mean '{near}'?" if near else what
