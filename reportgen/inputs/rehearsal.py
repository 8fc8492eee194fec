"""Whether a report is only rehearsed: panels then say what is missing in them, and nothing is drawn or encoded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_REHEARSED: ContextVar[bool] = ContextVar("rehearsed", default=False)


@contextmanager
def rehearsing() -> Iterator[None]:
    """Only rehearse everything inside: no page is made of it."""
    before = _REHEARSED.set(True)
    try:
        yield
    finally:
        _REHEARSED.reset(before)


def is_rehearsed() -> bool:
    """Return whether no page is made of what is asked for, so that only its problems count."""
    return _REHEARSED.get()
