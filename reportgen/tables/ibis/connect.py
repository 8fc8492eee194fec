"""Open a connection by its URL; passwords come from the environment alone."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from reportgen.errors import suggestion
from reportgen.inputs import note_path
from reportgen.tables.error import TableError
from reportgen.tables.ibis.frame import IbisFrame, canonical, first_line

_INSTALL = "Install it and a driver: pip install 'reportgen-ml[connections]' 'ibis-framework[postgres]'"
_SPARK = ("spark", "sc", "pyspark")


@dataclass
class Connection:
    """A database or a cluster: opened when it is first asked."""

    name: str
    url: str
    _backend: Any = field(default=None, repr=False)
    _ours: bool = field(default=True, repr=False)

    def table(self, table: str, path: str = "") -> IbisFrame:
        """Return a table (``schema.table`` too), or the Parquet files at a path there; TableError says why not."""
        backend = self._open()
        try:
            return canonical(backend, _files(backend, path) if path else self._named(backend, table))
        except TableError:
            raise
        except Exception as error:  # noqa: BLE001 - every engine has errors of its own
            raise TableError(
                f"the connection '{self.name}' cannot read '{table or path}': {first_line(error)}"
            ) from None

    def _named(self, backend: Any, table: str) -> Any:
        *schema, name = table.split(".")
        database = tuple(schema) if len(schema) > 1 else schema[0] if schema else None
        try:
            return backend.table(name, database=database)
        except Exception:
            known = [str(one) for one in backend.list_tables(database=database)]
            if name in known:
                raise
        hint = suggestion(name, sorted(known), "tables")
        raise TableError(f"the connection '{self.name}' has no table '{table}'. {hint}".strip())

    def _open(self) -> Any:
        if self._backend is None:
            try:
                self._backend, self._ours = _opened(self._with_password())
            except TableError:
                raise
            except ImportError as error:
                raise TableError(f"the connection '{self.name}' needs {error.name or 'ibis'}. {_INSTALL}") from None
            except Exception as error:  # noqa: BLE001 - every engine has errors of its own
                raise TableError(f"the connection '{self.name}' cannot be opened: {first_line(error)}") from None
        return self._backend

    def close(self) -> None:
        """Leave the database; a Spark session that was there before stays."""
        if self._backend is not None and self._ours:
            with contextlib.suppress(Exception):  # every engine has errors of its own, and all is reported by now
                self._backend.disconnect()
        self._backend = None

    def _with_password(self) -> str:
        """Return the URL with what ``REPORTGEN_<NAME>_PASSWORD`` holds; drivers look in their own places besides."""
        password = os.environ.get(f"REPORTGEN_{re.sub(r'[^A-Z0-9]', '_', self.name.upper())}_PASSWORD", "")
        parts = urlsplit(self.url)
        if not password:
            return self.url
        if not parts.username:
            raise TableError(f"the connection '{self.name}' has a password, but its URL has no user")
        user, host = parts.netloc.rsplit("@", 1)
        return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))


def _opened(url: str) -> tuple[Any, bool]:
    """Return what speaks to an engine, and whether it is ours to close."""
    import ibis

    scheme = urlsplit(url).scheme
    if scheme in _SPARK:
        session, ours = _session(url, scheme)
        return ibis.pyspark.connect(session), ours
    backend = ibis.connect(url)
    if scheme == "duckdb":
        note_path(unquote(urlsplit(url).netloc + urlsplit(url).path))
    if scheme.startswith("postgres"):
        backend.raw_sql("SET TIME ZONE 'UTC'").close()
    return backend, True


def _session(url: str, scheme: str) -> tuple[Any, bool]:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    known = SparkSession.getActiveSession()
    there = known is not None or SparkContext._active_spark_context is not None  # noqa: SLF001 - of any thread
    if known is not None and scheme == "spark" and known.sparkContext.master != url:
        raise TableError("this process is connected to another Spark cluster, and Spark allows one")
    builder = SparkSession.builder.appName("reportgen")
    if scheme != "pyspark":
        builder = builder.remote(url) if scheme == "sc" else builder.master(url)
    settings = {
        "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR", "spark.sql.legacy.sizeOfNull": "false",
    }  # fmt: skip
    for key, value in settings.items():
        builder = builder.config(key, value)
    return (builder.create(), True) if scheme == "sc" else (builder.getOrCreate(), not there)


def _files(backend: Any, path: str) -> Any:
    try:
        return backend.read_parquet(path)
    except NotImplementedError:
        raise TableError(f"a connection to {backend.name} reads tables by name, not paths") from None
