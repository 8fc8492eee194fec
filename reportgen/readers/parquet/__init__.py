"""Reader of metrics in Parquet and in Arrow's own files (Feather, IPC): a column is a metric, or names it.

Arrow's files need pyarrow (``pip install 'reportgen-ml[arrow]'``); Parquet needs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from reportgen.metrics.head import HEAD_ROWS, Head
from reportgen.readers.base import Options
from reportgen.readers.table_files import Contents, TableFiles, TableOptions

_MAGIC = (b"PAR1", b"ARROW1", b"FEA1", b"\xff\xff\xff\xff")


class ParquetOptions(TableOptions):
    """Options for metrics in Parquet and Arrow files, for what is not detected, or detected wrongly."""


class Parquet(TableFiles[ParquetOptions]):
    """Metrics in Parquet and Arrow files."""

    format: ClassVar[str] = "parquet"
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq", ".arrow", ".feather", ".ipc", ".arrows")
    options: ClassVar[type[Options]] = ParquetOptions

    def is_readable(self, path: Path, options: ParquetOptions) -> bool:
        """Tell a file by its first bytes."""
        del options
        return _is_columnar(path)

    def head(self, path: Path, options: ParquetOptions) -> Head | None:
        """Return the first rows; KnownError where they cannot be read, or not without pyarrow."""
        from reportgen.duckdb_files import columns_of
        from reportgen.metrics.columnar import head_of

        del options
        return head_of(columns_of(path, HEAD_ROWS)) if _is_columnar(path) else None

    def contents(self, path: Path, options: ParquetOptions) -> Contents:
        """Read a file to its end."""
        from reportgen.duckdb_files import columns_of
        from reportgen.metrics.columnar import head_of, sheet_of

        columns = columns_of(path)
        roles = options.roles(head_of(columns))
        return Contents(sheet_of(path.name, columns, roles), roles)


def _is_columnar(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(6).startswith(_MAGIC)
    except OSError:
        return False
