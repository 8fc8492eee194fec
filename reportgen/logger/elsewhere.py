"""Names that scripts written for other trackers use, so that they run with one line changed."""

from __future__ import annotations

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


__all__ = ["AlertLevel", "Error", "Settings", "login", "setup", "teardown"]
