"""How two tables are compared: row by row where a column tells their rows apart, else one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.model.run import Run

if TYPE_CHECKING:
    from reportgen.tables.frame import Frame


def of_runs(key: str, runs: Sequence[Run]) -> dict[str, str]:
    """Return the fields of a panel that says how the tables that runs logged under ``key`` are compared."""
    from reportgen.tables.duckdb.frame import DuckFrame
    from reportgen.tables.error import TableError
    from reportgen.tables.rows import logged_table

    found = [table for run in runs if (table := logged_table(run, key)) is not None and table.columns]
    try:
        return _arranged([DuckFrame.of_rows(table) for table in found])
    except TableError:
        return {"arrange": "concatenated"}


def of_files(paths: Sequence[str]) -> dict[str, str]:
    """Return the same of files, as the working folder sees them; one that cannot be read is left to the build."""
    from reportgen.pipeline.reading.files import Files
    from reportgen.tables.error import TableError

    try:
        return _arranged([Files(Path.cwd()).frame(path) for path in paths])
    except TableError:
        return {}


def _arranged(frames: Sequence[Frame]) -> dict[str, str]:
    from reportgen.tables.compare import key_of

    return {} if frames and key_of(frames) else {"arrange": "concatenated"}
