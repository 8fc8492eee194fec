"""Reader of tables of metrics by step: CSV, TSV and their like, as trainers and people write them.

Checked against files of Lightning, Keras and Ultralytics. Delimiter, encoding, decimal comma, header, axis, time and
runs are detected; an entry of ``runs:`` may name them. A damaged row is reported by its line, and no other is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from reportgen.inputs import note_path
from reportgen.metrics.names import LOGS, names_of
from reportgen.metrics.options import ColumnOptions, missing, unknown_columns
from reportgen.metrics.text.dialect import Sample, sample_of
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.spec.fields import refuse

_SUFFIXES = (".csv", ".tsv", ".tab")
_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}


def _as_delimiter(value: Any) -> Any:
    found = _WORDS.get(value, value) if isinstance(value, str) else value
    if isinstance(found, str) and (len(found) != 1 or found in "\r\n\"'"):
        raise refuse(f"'{value}' is not a delimiter", "Write one character, or comma, semicolon, tab or pipe.")
    return found


class CsvOptions(ColumnOptions, Options):
    """Options for tables of metrics, for what is not detected, or detected wrongly."""

    delimiter: Annotated[str, BeforeValidator(_as_delimiter)] | None = None
    """One character, or ``comma``, ``semicolon``, ``tab`` or ``pipe``."""


class Csv(Reader[CsvOptions]):
    """Tables of metrics by step."""

    rank: ClassVar[int] = 10
    guesses: ClassVar[bool] = True
    options: ClassVar[type[Options]] = CsvOptions

    def claims(self, folder: Folder, options: CsvOptions) -> Claims:
        """Return the tables of metrics in a folder; other tables are left, and reported."""
        names = [name for name in folder.files if folder.named or _is_table(name) or _is_log(folder, name)]
        if not names:
            return NOTHING
        mine, passed = [], {}
        for name in names:
            path = folder.at(name)
            table = sample_of(path, options.delimiter)
            if table is None:
                if _is_table(name) and (why := _unreadable(path)):
                    passed[name] = why
                continue
            if folder.asked or options.fits(table, usual=path.stem.lower() in LOGS):
                mine.append(name)
            elif _is_table(name):
                passed[name] = _PASSED.replace("{name}", name)
        return Claims(mine, passed=passed) if mine or passed else NOTHING

    def read(self, claims: Sequence[Claim[CsvOptions]]) -> Found:
        """Read every table; runs of one name are distinguished by their folders."""
        found = Found()
        names = names_of([claim.path for claim in claims], _SUFFIXES)
        headers: dict[int, list[tuple[str, ...]]] = {}
        for claim, name in zip(claims, names, strict=True):
            note_path(claim.path)
            table = sample_of(claim.path, claim.options.delimiter)
            if table is None:
                found.problems.append(missing(claim.path, "it is empty, or not a text table"))
                continue
            headers.setdefault(claim.entry, []).append(table.names)
            try:
                for run in _runs(claim, table, name):
                    found.add(run, claim)
            except OSError as error:
                found.problems.append(missing(claim.path, f"the file cannot be read: {error.strerror}"))
        firsts = {claim.entry: claim for claim in reversed(claims)}
        for entry, names_there in headers.items():
            found.problems += unknown_columns(firsts[entry].options, firsts[entry].path, names_there)
        return found


def _runs(claim: Claim[CsvOptions], table: Sample, name: str) -> Iterator[RunSource]:
    from reportgen.metrics.beside import settings_beside
    from reportgen.metrics.run import Part
    from reportgen.metrics.split import runs_of
    from reportgen.metrics.text.sheet import read_sheet

    path, options = claim.path, claim.options
    roles = options.roles(table)
    sheet = read_sheet(path, table.dialect, roles)
    beside = settings_beside(path.parent)
    name = beside.named(name, path.parent)
    part = Part(name, name, "csv", path.absolute().parent.name, beside.config, beside.losses, prefix=options.prefix)
    return runs_of(sheet, roles, part)


_PASSED = (
    "'{name}' does not look like metrics by step: show it with table: {path: {path}}, or read it as runs"
    " with format: csv."
)


_EMPTY = "'{path}' is empty: it has 0 bytes."


_BROKEN = "'{path}' is a link that leads nowhere."


def _unreadable(path: Path) -> str:
    """Return why a table has no rows to look at, where that is plain; an empty string elsewhere."""
    if not path.exists():
        return _BROKEN
    return "" if path.stat().st_size else _EMPTY


def _is_log(folder: Folder, name: str) -> bool:
    """Tell a table that is called a log, as Keras people do: it begins with the name of its first column."""
    if not name.lower().endswith(".log"):
        return False
    try:
        with folder.at(name).open("rb") as file:
            return file.read(6) in (b"epoch,", b"epoch;", b"epoch\t")
    except OSError:
        return False


def _is_table(name: str) -> bool:
    low = name.lower()
    return low.endswith(_SUFFIXES) or (low.endswith(".txt") and low[:-4] in ("progress", "results"))
