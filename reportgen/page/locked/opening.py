"""A locked report's file, opened by its password."""

from __future__ import annotations

from pathlib import Path

from reportgen.errors import Problem, SpecError
from reportgen.inputs import note_path
from reportgen.page.locked.page import unlocked_page


def unlocked_file(path: Path, password: str) -> bytes:
    """Return the report that a file locks, bit for bit; LockError or SpecError says why it cannot be opened."""
    note_path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SpecError(Problem(f"cannot read '{path}': {error.strerror}")) from None
    return unlocked_page(content, password)
