"""What an anonymous report removes, by kind: the names that a spec uses, and words for messages and placeholders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "names", "ids", "groups", "sweeps", "projects", "teams", "users", "hosts", "paths", "remotes", "commits", "emails",
    "tags", "values",
]  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What a kind is called: one, many, and the word of its placeholder (``user1``), a name in any expression."""

    one: str
    many: str
    placeholder: str
    shortest: int = 3
    """Letters and digits below which a value is too short to be looked for inside texts."""
    spaced: bool = False
    """Whether it is the same with other signs between its words: Jane Doe, jane.doe, jane_doe."""
    within: bool = True
    """Whether a long one is looked for inside words, too."""


KINDS: dict[Kind, Words] = {
    "names": Words("run name", "run names", "run", 4, within=False),
    "ids": Words("run ID", "run IDs", "id", 4),
    "groups": Words("group", "groups", "group", 4, within=False),
    "sweeps": Words("sweep", "sweeps", "sweep", 4),
    "projects": Words("project", "projects", "project", 4, within=False),
    "teams": Words("team", "teams", "team"),
    "users": Words("user name", "user names", "user", spaced=True),
    "hosts": Words("host name", "host names", "host"),
    "paths": Words("folder", "folders", "folder"),
    "remotes": Words("git remote", "git remotes", "repository", 4),
    "commits": Words("commit", "commits", "commit", 7),
    "emails": Words("e-mail address", "e-mail addresses", "address"),
    "tags": Words("tag", "tags", "tag", 4, within=False),
    "values": Words("value of the spec", "values of the spec", "removed", 2, spaced=True),
}


@dataclass(frozen=True)
class Removed:
    """A value that is removed, and its placeholder."""

    kind: Kind
    text: str
    shown: str
