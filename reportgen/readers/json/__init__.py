"""Reader of metrics in JSON: lines of objects, a list of objects, or lists by name, as scripts and trainers write them.

Nested names are joined by dots. Which value is the axis, the time and the run is detected as of tables of text; an
entry of ``runs:`` may name them. No line is read beyond a bound, and a damaged one costs no other.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, ClassVar

from reportgen.metrics.head import Head
from reportgen.metrics.records import Records, first_objects
from reportgen.readers.base import Options
from reportgen.readers.table_files import Contents, TableFiles, TableOptions

_LINES = (".jsonl", ".ndjson", ".jsonlines")
_HEAD = 1 << 16
_PIECE = 1 << 20
_LONG = 1 << 22
"""Bytes of a first line that are looked at."""
_NO_ROWS = Head((), ())
_DETECTIONS = frozenset(("image_id", "category_id", "annotations"))
"""Names in results of detectors, which are rows by image."""


class JsonOptions(TableOptions):
    """Options for metrics in JSON, for what is not detected, or detected wrongly."""


class Json(TableFiles[JsonOptions]):
    """Metrics in JSON: lines, a list of rows, or columns."""

    format: ClassVar[str] = "json"
    suffixes: ClassVar[tuple[str, ...]] = (*_LINES, ".json")
    options: ClassVar[type[Options]] = JsonOptions

    def is_worth_a_word(self, name: str) -> bool:
        """Tell lines of JSON: documents are mostly something else."""
        return name.lower().endswith(_LINES)

    def is_readable(self, path: Path, options: JsonOptions) -> bool:
        """Take any file that is asked for: whether it holds rows is known when it is read."""
        del path, options
        return True

    def is_usual(self, path: Path, head: Head) -> bool:
        """Tell a log by its name, or by a loss."""
        return super().is_usual(path, head) or "loss" in head.names

    def head(self, path: Path, options: JsonOptions) -> Head | None:
        """Return the first rows; none of results of detectors, which are rows by image."""
        del options
        head = _head_of(path)
        lines = self.is_worth_a_word(path.name)
        return head if head is not None and not _DETECTIONS & set(head.names) else _NO_ROWS if lines else None

    def contents(self, path: Path, options: JsonOptions) -> Contents:
        """Read a file to its end; damaged lines cost no other."""
        from reportgen.readers.json.document import contents_of

        return contents_of(path, options)


def _behind_line(file: BinaryIO) -> bytes:
    """Return the beginning of what follows the line in which a file stands; empty where nothing does."""
    while piece := file.read(_PIECE):
        _, end, rest = piece.partition(b"\n")
        if end:
            return rest[:_HEAD] or file.read(_HEAD)
    return b""


def _head_of(path: Path) -> Head | None:
    """Return the first rows of a file; None where it holds none."""
    from reportgen.readers.json.document import first_rows

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            while b"\n" not in head and len(head) < _LONG and (more := file.read(_HEAD)):
                head += more  # thousands of keys
            if b"\n" not in head and path.name.lower().endswith(_LINES):  # the first that is no longer tells the names
                head = _behind_line(file) or head
            whole = not file.read(1)
    except OSError:
        return None
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start not in (b"{", b"["):
        return None
    rows = first_objects(head, whole=whole) if start == b"{" else []
    if not rows or (len(rows) == 1 and whole):  # one object is a document, too
        document = first_rows(path, head, whole=whole)
        rows = document or (rows if path.name.lower().endswith(_LINES) else [])
    records = Records(path.name)
    for row in rows:
        records.add(row)
    return records.head() if records.count else None
