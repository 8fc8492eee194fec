"""Reader of metrics in Parquet and in Arrow's own files (Feather, IPC): a column is a metric, or names it.

Arrow's files need pyarrow (``pip install 'reportgen-ml[arrow]'``); Parquet needs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import KnownError, Position
from reportgen.metrics.names import LOGS, names_of
from reportgen.metrics.options import ColumnOptions, unknown_columns
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_PARQUET, _ARROW = (".parquet", ".pq"), (".arrow", ".feather", ".ipc", ".arrows")
_SUFFIXES = (*_PARQUET, *_ARROW)
_MAGIC = (b"PAR1", b"ARROW1", b"FEA1", b"\xff\xff\xff\xff")


class ParquetOptions(ColumnOptions, Options):
    """Options for metrics in Parquet and Arrow files, for what is not detected, or detected wrongly."""


class Parquet(Reader[ParquetOptions]):
    """Metrics in Parquet and Arrow files."""

    rank: ClassVar[int] = 9
    guesses: ClassVar[bool] = True
    options: ClassVar[type[Options]] = ParquetOptions

    def claims(self, folder: Folder, options: ParquetOptions) -> Claims:
        """Return the files of metrics in a folder; other tables are left, and reported."""
        mine, passed = [], {}
        for name in folder.files:
            if not (name.lower().endswith(_SUFFIXES) or folder.named) or not _is_columnar(folder.at(name)):
                continue
            try:
                fits = folder.asked or _fits(folder.at(name), options)
            except KnownError as error:
                passed[name] = f"{error.what}. {error.hint}".strip()
                continue
            if fits:
                mine.append(name)
            else:
                passed[name] = _PASSED.replace("{name}", name)
        return Claims(mine, passed=passed) if mine or passed else NOTHING

    def read(self, claims: Sequence[Claim[ParquetOptions]]) -> Found:
        """Read every file; runs of one name are distinguished by their folders."""
        found = Found()
        names = names_of([claim.path for claim in claims], _SUFFIXES)
        headers: dict[int, list[tuple[str, ...]]] = {}
        for claim, name in zip(claims, names, strict=True):
            try:
                for run in _runs(claim, name, headers.setdefault(claim.entry, [])):
                    found.add(run, claim)
            except KnownError as error:
                found.problems.append(error.problem(Position(claim.path.name)))
        firsts = {claim.entry: claim for claim in reversed(claims)}
        for entry, names_there in headers.items():
            found.problems += unknown_columns(firsts[entry].options, firsts[entry].path, names_there)
        return found


_PASSED = (
    "'{name}' does not look like metrics by step: show it with table: {path: {path}}, or read it as runs"
    " with format: parquet."
)


def _is_columnar(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(6).startswith(_MAGIC)
    except OSError:
        return False


def _fits(path: Path, options: ParquetOptions) -> bool:
    """Tell metrics by the first rows; KnownError where they cannot be read, or not without pyarrow."""
    from reportgen.duckdb_files import columns_of
    from reportgen.metrics.columnar import head_of
    from reportgen.metrics.head import HEAD_ROWS

    return options.fits(head_of(columns_of(path, HEAD_ROWS)), usual=path.stem.lower() in LOGS)


def _runs(claim: Claim[ParquetOptions], name: str, headers: list[tuple[str, ...]]) -> Iterator[RunSource]:
    from reportgen.duckdb_files import columns_of
    from reportgen.metrics.beside import settings_beside
    from reportgen.metrics.columnar import head_of, sheet_of
    from reportgen.metrics.run import Part
    from reportgen.metrics.split import runs_of

    path, options = claim.path, claim.options
    columns = columns_of(path)
    headers.append(tuple(column.name for column in columns))
    roles = options.roles(head_of(columns))
    sheet = sheet_of(path.name, columns, roles)
    beside = settings_beside(path.parent)
    name, folder = beside.named(name, path.parent), path.absolute().parent.name
    part = Part(name, name, "parquet", folder, beside.config, beside.losses, prefix=options.prefix)
    return runs_of(sheet, roles, part)
