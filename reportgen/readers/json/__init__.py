"""Reader of metrics in JSON: lines of objects, a list of objects, or lists by name, as scripts and trainers write them.

Nested names are joined by dots. Which value is the axis, the time and the run is detected as of tables of text; an
entry of ``runs:`` may name them. No line is read beyond a bound, and a damaged one costs no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.inputs import note_path
from reportgen.metrics.head import Head
from reportgen.metrics.names import LOGS, names_of
from reportgen.metrics.options import ColumnOptions, missing, unknown_columns
from reportgen.metrics.records import Records, first_objects
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_LINES = (".jsonl", ".ndjson", ".jsonlines")
_SUFFIXES = (*_LINES, ".json")
_HEAD = 1 << 16
_DETECTIONS = frozenset(("image_id", "category_id", "annotations"))
"""Names in results of detectors, which are rows by image."""


class JsonOptions(ColumnOptions, Options):
    """Options for metrics in JSON, for what is not detected, or detected wrongly."""


class Json(Reader[JsonOptions]):
    """Metrics in JSON: lines, a list of rows, or columns."""

    rank: ClassVar[int] = 9
    guesses: ClassVar[bool] = True
    options: ClassVar[type[Options]] = JsonOptions

    def claims(self, folder: Folder, options: JsonOptions) -> Claims:
        """Return the files of metrics in a folder; other lines of JSON are left, and reported."""
        mine, passed = [], {}
        for name in folder.files:
            lines = name.lower().endswith(_LINES)
            if not (lines or name.lower().endswith(".json") or folder.named):
                continue
            if folder.asked or _is_metrics(folder.at(name), options):
                mine.append(name)
            elif lines:
                passed[name] = _PASSED.replace("{name}", name)
        return Claims(mine, passed=passed) if mine or passed else NOTHING

    def read(self, claims: Sequence[Claim[JsonOptions]]) -> Found:
        """Read every file; runs of one name are distinguished by their folders."""
        found = Found()
        names = names_of([claim.path for claim in claims], _SUFFIXES)
        headers: dict[int, list[tuple[str, ...]]] = {}
        for claim, name in zip(claims, names, strict=True):
            note_path(claim.path)
            try:
                for run in _runs(claim, name, headers.setdefault(claim.entry, [])):
                    found.add(run, claim)
            except OSError as error:
                found.problems.append(missing(claim.path, f"the file cannot be read: {error.strerror}"))
            except ValueError as error:
                found.problems.append(missing(claim.path, str(error)))
        firsts = {claim.entry: claim for claim in reversed(claims)}
        for entry, names_there in headers.items():
            found.problems += unknown_columns(firsts[entry].options, firsts[entry].path, names_there)
        return found


_PASSED = (
    "'{name}' does not look like metrics by step: show it with table: {path: {path}}, or read it as runs"
    " with format: json."
)


def _is_metrics(path: Path, options: JsonOptions) -> bool:
    head = _head_of(path)
    if head is not None and _DETECTIONS & set(head.names):
        return False
    usual = path.stem.lower() in LOGS or (head is not None and "loss" in head.names)
    return head is not None and options.fits(head, usual=usual)


def _head_of(path: Path) -> Head | None:
    """Return the first rows of a file; None where it holds none."""
    from reportgen.readers.json.document import first_rows

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
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


def _runs(claim: Claim[JsonOptions], name: str, headers: list[tuple[str, ...]]) -> Iterator[RunSource]:
    from reportgen.metrics.beside import settings_beside
    from reportgen.metrics.run import Part
    from reportgen.metrics.split import runs_of
    from reportgen.readers.json.document import sheet_of

    path, options = claim.path, claim.options
    sheet, roles, remarks = sheet_of(path, options)
    headers.append(sheet.names)
    beside = settings_beside(path.parent)
    name, folder = beside.named(name, path.parent), path.absolute().parent.name
    part = Part(name, name, "json", folder, beside.config, beside.losses, tuple(remarks), prefix=options.prefix)
    return runs_of(sheet, roles, part)
