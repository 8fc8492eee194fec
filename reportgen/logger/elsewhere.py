"""Names that scripts written for other trackers use, so that they run with one line changed."""

from __future__ import annotations

import sys
from typing import Any

from reportgen.logger.misuse import UsageError as Error


class AlertLevel:
    """How important an alert is."""

    INFO, WARN, ERROR = "INFO", "WARN", "ERROR"


class Settings:
    """Settings for ``init`` as attributes; those that this logger does not have are ignored."""

    def __init__(self, **settings: Any) -> None:
        vars(self).update(settings)


def login(*arguments: Any, **others: Any) -> bool:
    """Return True: there is no account, so nobody needs to log in."""
    del arguments, others
    return True


def setup(*arguments: Any, **others: Any) -> None:
    """Do nothing: there is no service to be started."""
    del arguments, others


def teardown(exit_code: int | None = None) -> None:
    """End the current run; there is no service to be stopped."""
    from reportgen.logger.runs.session import finish

    finish(exit_code)


def termlog(text: str = "", *others: Any, **more: Any) -> None:
    """Print a line to the terminal."""
    del others, more
    sys.stderr.write(f"reportgen: {text}\n")


termwarn = termerror = termlog


def mark_preempting() -> None:
    """Do nothing: what was logged is there whenever the process ends."""


class util:  # noqa: N801 - the module of that name elsewhere
    """What scripts take from a module of this name."""

    @staticmethod
    def generate_id(length: int = 8) -> str:
        """Return letters and digits for a run's id."""
        from reportgen.logger.runs.run import new_id

        return (new_id() * (length // 8 + 1))[:length]


__all__ = [
    "AlertLevel", "Error", "Settings", "login", "mark_preempting", "setup", "teardown", "termerror", "termlog",
    "termwarn", "util",
]  # fmt: skip
