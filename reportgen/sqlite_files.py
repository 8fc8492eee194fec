"""An SQLite file of another program, opened to be read: neither it nor what lies beside it is written to.

SQLite itself would write: to a file in WAL mode even a reader adds ``-wal`` and ``-shm``, and one that a killed writer
left in the middle of a change is repaired in place. Such a file is copied, with its journal, to a temporary folder.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from reportgen.errors import KnownError, Level
from reportgen.inputs import note_path

MAGIC = b"SQLite format 3\0"
"""What every SQLite file begins with."""
_HEADER = 100
_WAL = 2
_WAL_HEADER = 32
_SECONDS = 3.0
"""How long a writer may hold the file."""
_TRIES = 5
_RULES = ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA query_only = ON")


class DatabaseError(KnownError):
    """An SQLite file cannot be read; says why."""

    level = Level.MISSING


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that reads a file; what goes wrong, then and inside, is a DatabaseError."""
    note_path(path)
    try:
        head = _head(path)
        if head[18] == _WAL and _is_filled(path, "-wal"):
            with _copied(path, "-wal") as copy, _connected(copy, "") as found:
                yield found
        elif head[18] == _WAL:  # all of it is in the file, and no one has it open
            with _connected(path, "mode=ro&immutable=1") as found:
                yield found
        elif _is_left(path):
            with _copied(path, "-journal") as copy, _connected(copy, "") as found:
                yield found
        else:
            with _connected(path, "mode=ro") as found:
                yield found
    except sqlite3.Error as error:
        raise _told(path, error) from None
    except OSError as error:
        raise DatabaseError(f"'{path.name}' cannot be read: {error.strerror or error}") from None


def fault_of(path: Path) -> str:
    """Return what is wrong with a file by its header, such as one that is copied by half; empty where nothing is."""
    try:
        _head(path)
    except DatabaseError as error:
        return f"{error.what}. {error.hint}".strip()
    except OSError:
        return ""
    return ""


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the names of a table's columns, in its order; none where there is no such table."""
    there = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?"
    query = f"SELECT name FROM pragma_table_info(({there}))"  # noqa: S608 - of our own words
    return [str(row[0]) for row in connection.execute(query, (table,))]


def _head(path: Path) -> bytes:
    """Return a file's header; DatabaseError where it is none, or the file is shorter than it says."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if not head:
        raise DatabaseError(f"'{path.name}' is empty: it has 0 bytes")
    if not head.startswith(MAGIC[: len(head)]):
        raise DatabaseError(f"'{path.name}' is not an SQLite database")
    size, pages = path.stat().st_size, int.from_bytes(head[28:32], "big")
    page = int.from_bytes(head[16:18], "big")
    whole = pages * (1 << 16 if page == 1 else page) if head[24:28] == head[92:96] else 0
    if len(head) < _HEADER or (size < whole and not _is_filled(path, "-wal") and not _is_filled(path, "-journal")):
        raise _cut(path, size, whole)
    return head


def _cut(path: Path, size: int, whole: int) -> DatabaseError:
    of = f"{size:,} of {whole:,} bytes" if whole else f"{size:,} bytes"
    return DatabaseError(
        f"'{path.name}' is incomplete: it has {of}", "Copy it again, with its -wal file if it has one."
    )


def _is_filled(path: Path, suffix: str) -> bool:
    beside = path.with_name(path.name + suffix)
    return beside.is_file() and beside.stat().st_size > 0


def _is_left(path: Path) -> bool:
    """Tell a file that a killed writer left in the middle of a change; one that still writes holds a lock."""
    if not _is_filled(path, "-journal"):
        return False
    try:
        with _connected(path, "mode=ro"):
            return False
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY


@contextmanager
def _connected(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"file:{quote(path.absolute().as_posix())}?{mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=_SECONDS, isolation_level=None)) as connection:
        for rule in _RULES:
            connection.execute(rule)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield connection


@contextmanager
def _copied(path: Path, suffix: str) -> Iterator[Path]:
    """Yield a copy of a file and its journal of one moment: copied again when a writer came between."""
    beside = path.with_name(path.name + suffix)
    with tempfile.TemporaryDirectory(prefix="reportgen-") as folder:
        copy = Path(folder, "copy.db")
        for _ in range(_TRIES):
            before = _moment(path, beside)
            shutil.copyfile(path, copy)
            shutil.copyfile(beside, copy.with_name(copy.name + suffix))
            if _moment(path, beside) == before:
                break
        else:
            raise _busy(path)
        yield copy


def _moment(path: Path, beside: Path) -> tuple[int, int, bytes]:
    """Return what changes when pages of a file do: only lines added to a journal leave it as it is."""
    with beside.open("rb") as file:
        head = file.read(_WAL_HEADER)
    status = path.stat()
    return status.st_size, status.st_mtime_ns, head


def _busy(path: Path) -> DatabaseError:
    what = f"'{path.name}' is locked: another program is writing to it"
    return DatabaseError(what, "Build again when it has finished, or build from a copy of the file.")


def _told(path: Path, error: sqlite3.Error) -> DatabaseError:
    code = getattr(error, "sqlite_errorcode", None) or 0
    if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _busy(path)
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseError(
            f"'{path.name}' is damaged: {error}", "Copy it again, or recover it with sqlite3 .recover."
        )
    return DatabaseError(f"'{path.name}' cannot be read: {error}")
