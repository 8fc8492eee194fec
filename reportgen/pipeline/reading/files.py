"""The files that a spec names beside its runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import Gap, in_field
from reportgen.inputs import is_there, note_path
from reportgen.model.table import Table
from reportgen.privacy.places import is_address
from reportgen.sources.entry import nearby

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from reportgen.tables.duckdb.frame import DuckFrame


class Files:
    """The files that a spec names beside its runs: tables and charts, by paths relative to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _place(self, path: str) -> str:
        """Return a path as the spec's folder sees it; an address is one everywhere."""
        return path if is_address(path) else str(self.folder / path)

    def table(self, path: str) -> Table:
        """Return the table in a file; what is wrong with it stands in its ``problem``."""
        from reportgen.tables.duckdb.relation import open_table
        from reportgen.tables.error import TableError

        try:
            return open_table(self._place(path))
        except TableError as error:
            return Table([], [], 0, str(error))

    def frame(
        self, path: str, table: str = "", engine: DuckDBPyConnection | None = None, name: str = "t0"
    ) -> DuckFrame:
        """Return the table in a file, for the engine to answer questions about; TableError says why not."""
        from reportgen.tables.duckdb.relation import frame_of_file
        from reportgen.tables.error import TableError

        try:
            with in_field("path"):
                return frame_of_file(self._place(path), table, engine, name)
        except TableError as error:
            if not is_address(path) and not is_there(self.folder / path):
                error.hint = nearby(self.folder, Path(path))
            raise

    def text(self, path: str) -> str:
        """Return a text file's content; Gap says why not."""
        note_path(self.folder / path)
        try:
            return (self.folder / path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            hint = "" if is_there(self.folder / path) else nearby(self.folder, Path(path))
            raise Gap(f"cannot read '{Path(path).name}': {reason}", hint, ("spec",)) from None
