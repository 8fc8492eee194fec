"""The engine where no connection is named: DuckDB in this process, with the meaning of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from reportgen.duckdb_files import MEMORY_MB, connect
from reportgen.tables.duckdb.values import MACROS

if TYPE_CHECKING:
    import duckdb


class Dialect(DuckDB):
    """DuckDB's SQL as it is from version 2 on: functions of one element are written ``LAMBDA x: ...``."""

    class Generator(DuckDB.Generator):
        """Writes the new form."""

        def lambda_sql(self, expression: exp.Lambda, arrow_sep: str = "->", wrap: bool = True) -> str:
            """Return a function of elements as SQL."""
            del arrow_sep, wrap
            names = ", ".join(self.sql(name) for name in expression.expressions)
            return f"LAMBDA {names}: {self.sql(expression, 'this')}"


def text_of(query: exp.Expression) -> str:
    """Return a query as the engine reads it."""
    return query.sql(dialect=Dialect)


def start(memory: str = f"{MEMORY_MB}MB") -> duckdb.DuckDBPyConnection:
    """Return an engine of its own, which loads no extension from anywhere; what needs more memory goes to disk."""
    engine = connect(memory)
    for macro in MACROS:
        engine.execute(f"CREATE MACRO {macro}")
    return engine
