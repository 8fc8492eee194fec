"""The databases and clusters that a spec names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reportgen.errors import PanelError, in_field, suggestion

if TYPE_CHECKING:
    from reportgen.tables.frame import Frame
    from reportgen.tables.ibis.connect import Connection


class Connections:
    """The connections that a spec names, opened when a table of theirs is first asked for."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._open: dict[str, Connection] = {}

    def table(self, name: str, table: str, path: str = "") -> Frame:
        """Return a table of a connection, or the Parquet files at a path there; PanelError says why not."""
        from reportgen.tables.ibis.connect import Connection

        if name not in self._urls:
            known = suggestion(name, sorted(self._urls), "connections")
            raise PanelError(f"unknown connection '{name}'", known or "Name it: connections: {...}", ("connection",))
        if name not in self._open:
            self._open[name] = Connection(name, self._urls[name])
        with in_field("table_name" if table else "connection"):
            return self._open[name].table(table, path)

    def close(self) -> None:
        """End what was opened."""
        for connection in self._open.values():
            connection.close()
