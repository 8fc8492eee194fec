"""A SQLite file, read and never written to: not its tables, not its journals, not a lock that outlasts a question.

Where its last changes lie in a log or a journal beside it, or a program holds it, a copy in a temporary folder is read.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportgen.errors import KnownError
from reportgen.inputs import note_path
from reportgen.readers.mlflow.pages import Layout, Text, Unusual, rows_of

MAGIC = b"SQLite format 3\0"
_HEADER = 100
_PATIENCE = 2.0
"""Seconds to wait for who holds the file, before it is copied."""
_TRIES = 5
_LONGEST = 1 << 27
"""Bytes of a text or a row that SQLite may return."""
_WAL = 2
"""What a header says of a file that is written through a log."""
_LARGEST_PAGE = 65536
_UTF8 = b"\0\0\0\1"
_LOCKED = ("locked", "busy", "unable to open", "readonly")


class Unreadable(KnownError):  # noqa: N818 - a state of a file
    """A database cannot be read; says why and what to do."""


class Database:
    """An open database; ``cut`` says how much of the file is there where its end is not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cut = ""
        self._file = path
        self.faults: set[str] = set()
        """Tables that could not be read to their end."""
        note_path(path)
        header = _header(path)
        self._measure(header)
        log, journal = _beside(path, "-wal"), _beside(path, "-journal")
        try:
            if log or (journal and _is_hot(journal)):
                self._copy()
            elif header[18] == _WAL:  # without a log: to open it otherwise would make one
                self._connection = _connect(path, "mode=ro&immutable=1")
            else:
                self._connection = _connect(path, "mode=ro")
            self.tables = self._tables()
        except sqlite3.Error as error:
            raise Unreadable(f"the database cannot be read: {_reason(error)}", _again(path)) from None
        except OSError as error:
            what = f"the database cannot be copied to a temporary folder: {error.strerror}"
            raise Unreadable(
                what, "Its last changes are in a file next to it: free some space, or set TMPDIR."
            ) from None

    def _measure(self, header: bytes) -> None:
        whole = _page_size(header) * int.from_bytes(header[28:32], "big")
        there = self.path.stat().st_size
        if header[24:28] == header[92:96] and there < whole:
            self.cut = f"{there:,} of its {whole:,} bytes are there"

    def _copy(self) -> None:
        folder = tempfile.mkdtemp(prefix="reportgen-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._file = _copied(self.path, Path(folder))
        self._connection = _connect(self._file, "mode=rw")
        self._connection.execute("pragma wal_checkpoint(truncate)")  # then the copy is whole by itself
        self._connection.execute("pragma query_only=on")

    def _tables(self) -> dict[str, frozenset[str]]:
        """Return the columns of the tables that this reader asks, of those that are there."""
        if self.cut:
            self._connection.execute("pragma writable_schema=on")  # else SQLite refuses the file as a whole
        names = [str(row[0]) for row in self._asked("select name from sqlite_master where type = 'table'", ())]
        return {
            name: frozenset(str(row[1]) for row in self._asked(f"pragma table_info({name})", ()))
            for name in ASKED if name in names
        }  # fmt: skip

    def _asked(self, question: str, values: Sequence[Any]) -> list[Any]:
        try:
            return self._connection.execute(question, values).fetchall()
        except sqlite3.OperationalError as error:
            if not any(word in str(error) for word in _LOCKED):
                raise
            self._copy()
            return self._connection.execute(question, values).fetchall()

    def rows(self, table: str, columns: Sequence[str], rest: str = "", values: Sequence[Any] = ()) -> list[Any]:
        """Return rows of a table, None in columns that it has not; none where there is no table.

        Of a damaged file that is what can be read.
        """
        there = self.tables.get(table)
        if there is None:
            return []
        asked = ", ".join(column if column in there or column in _ALWAYS else "null" for column in columns)
        question = f"select {asked} from {table} {rest}"  # noqa: S608 - names of ours alone
        try:
            return self._asked(question, values)
        except sqlite3.DatabaseError:
            self.faults.add(table)
            return list(self._readable(question, values))

    def count(self, table: str) -> int:
        """Return how many rows a table has, whose cells are not looked at; 0 where there is none or it is damaged."""
        named = f'select count(*) from "{table}"'  # noqa: S608 - names of ours alone
        try:
            there = self._asked("select 1 from sqlite_master where type = 'table' and name = ?", (table,))
            return int(self._asked(named, ())[0][0]) if there else 0
        except sqlite3.DatabaseError:
            return 0

    def arrays(self, table: str, texts: dict[str, Text], wanted: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table as arrays, in the order of the table; ``Unusual`` where SQLite has to read them.

        A read transaction is held meanwhile: who writes waits.
        """
        if self.cut or table in self.faults:
            raise Unusual
        self._connection.execute("begin")
        try:
            highest = self._connection.execute(f"select max(rowid) from {table}").fetchone()[0]  # noqa: S608
            named = self._connection.execute("select rootpage from sqlite_master where name = ?", (table,)).fetchone()
            columns = [str(row[1]) for row in self._connection.execute(f"pragma table_info({table})")]
            header = _header(self._file)
            size = _page_size(header)
            if header[56:60] != _UTF8 or highest is None:
                raise Unusual
            last = 0
            for part in rows_of(self._file, Layout(size, size - header[20], int(named[0])), columns, texts, wanted):
                rows = part.pop("rowid")
                if not len(rows) or rows[0] <= last:
                    raise Unusual
                last = int(rows[-1])
                yield part
            if last != highest:
                raise Unusual
        except (sqlite3.Error, OSError, IndexError, ValueError):
            raise Unusual from None
        finally:
            self._connection.rollback()

    def _readable(self, question: str, values: Sequence[Any]) -> Iterator[Any]:
        try:
            yield from self._connection.execute(question, values)
        except sqlite3.DatabaseError:
            return


ASKED = (
    "experiments", "runs", "metrics", "latest_metrics", "params", "tags", "datasets", "inputs", "input_tags",
    "logged_models", "logged_model_metrics", "model_versions", "model_version_tags",
)  # fmt: skip
"""The tables whose cells are asked. Others hold keys and passwords of servers, and what people said to a model: of some
of them the rows are counted."""

_ALWAYS = ("rowid", "count(*)")


def _connect(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=_PATIENCE, isolation_level=None,
                                 check_same_thread=False)  # fmt: skip
    connection.execute("pragma trusted_schema=off")  # a file's own views and defaults run nothing
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return _LARGEST_PAGE if size == 1 else size


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError as error:
        raise Unreadable(f"the database cannot be read: {error.strerror}") from None
    if not header.startswith(MAGIC) or len(header) < _HEADER:
        raise Unreadable("the file is not a SQLite database, or only its beginning was copied", _again(path))
    return header


def _beside(path: Path, ending: str) -> Path | None:
    """Return a file that belongs to a database, if it is there and holds something."""
    place = path.with_name(path.name + ending)
    try:
        return place if place.is_file() and place.stat().st_size else None
    except OSError:
        return None


def _is_hot(journal: Path) -> bool:
    """Tell the journal of a change that did not end from one that is kept for the next."""
    with journal.open("rb") as file:
        return any(file.read(8))


def _copied(path: Path, folder: Path) -> Path:
    """Copy a database with what lies beside it; again where it changed meanwhile."""
    place = folder / "copy.db"
    for _ in range(_TRIES):
        before = _state(path)
        shutil.copyfile(path, place)
        for ending in ("-wal", "-journal"):
            beside = _beside(path, ending)
            target = place.with_name(place.name + ending)
            target.unlink(missing_ok=True)
            try:
                if beside is not None:
                    shutil.copyfile(beside, target)
            except FileNotFoundError:  # the change ended
                continue
        if _state(path) == before:
            break
    return place


def _state(path: Path) -> list[tuple[int, int]]:
    found = []
    for place in (path, _beside(path, "-wal"), _beside(path, "-journal")):
        if place is not None and place.exists():
            status = place.stat()
            found.append((status.st_mtime_ns, status.st_size))
    return found


def _reason(error: sqlite3.Error) -> str:
    text = str(error)
    if "malformed" in text or "not a database" in text:
        return "it is damaged, or was copied while it was written to"
    if "locked" in text or "busy" in text:
        return "another program holds it"
    return text


def _again(path: Path) -> str:
    return f'Copy it again when nothing writes to it: sqlite3 {path.name} ".backup copy.db".'
