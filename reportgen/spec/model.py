"""What a spec says besides its blocks: sources, run sets and settings."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from reportgen.spec.fields import Bytes, Color, Fields, Filters, Limit, Order, RunPaths, Words, refuse


class Source(Fields):
    """Where runs come from. A plain path is short for ``{path: ...}``. Each format has fields of its own, below."""

    path: Words
    """Paths or globs, relative to the spec. A folder stands for every run anywhere below it."""
    format: str | None = None
    """The format to read; found out when left out."""
    name: str = "{name}"
    """How runs are named; ``{name}``, ``{id}``, ``{group}``, ``{job_type}`` and ``{folder}`` are filled in."""
    filters: Filters | None = None
    """Only its runs for which this expression holds."""
    color: Color | None = None
    """One colour for all runs of this source."""


class RunSetSpec(Fields):
    """A choice of runs: which, in what order, in what groups."""

    filters: Filters | None = None
    """Only runs for which this expression holds."""
    order: Order = []
    """Paths to sort by; a leading minus sorts downward."""
    groupby: RunPaths = []
    """Paths whose values make groups of rows in run tables."""
    limit: Limit | None = None
    """At most this many runs, after ordering."""


def _as_source(value: Any) -> Any:
    return {"path": value} if isinstance(value, str | list) else value


def _as_sources(value: Any) -> Any:
    return [_as_source(item) for item in value] if isinstance(value, list) else [_as_source(value)]


def _as_param(value: Any) -> Any:
    if isinstance(value, dict | list):
        raise refuse("a parameter is a single value", "Write one parameter per line: name: value.")
    return value


def _as_url(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    scheme, found, rest = value.partition("://")
    if not found or scheme not in _SCHEMES:
        raise refuse("a connection is a URL", f"Schemes: {', '.join(_SCHEMES)}; such as postgres://reader@host/name.")
    if rest.partition("?")[0].rpartition("@")[0].partition(":")[2] or _SECRET.search(rest):
        raise refuse("a password stands in the spec", "Take it out, and set REPORTGEN_<NAME>_PASSWORD where you build.")
    return value


_SECRET = re.compile(
    r"[?&;](?:password|passwd|pwd|[\w-]*token|[\w-]*secret|[\w-]*key|credentials?)=[^&;]", re.IGNORECASE
)
_SCHEMES = ("postgres", "postgresql", "spark", "sc", "pyspark", "trino", "clickhouse", "bigquery", "duckdb")
Url = Annotated[str, BeforeValidator(_as_url), WithJsonSchema({"type": "string"})]
Sources = Annotated[
    list[Source],
    BeforeValidator(_as_sources),
    WithJsonSchema({"type": "array", "items": {"type": ["string", "object"]}}),
]


class ReportSpec(Fields):
    """A whole spec; ``blocks`` are validated by their own kinds."""

    title: str = ""
    """The report's title."""
    description: str = ""
    """A line or two below the title, in Markdown."""
    lang: str = "en"
    """Language of the report's text, as a BCP 47 tag."""
    theme: str = "default"
    """A built-in theme's name, or a folder."""
    size_budget: Bytes = 25_000_000
    """Pictures are re-encoded, best first, until the report fits; ``none`` keeps every byte."""
    presets: dict[str, str] = {}
    """Chart files for private definitions: ``carey/new_chart: charts/new.vl.json`` draws what ``plot_table`` logged."""
    params: dict[str, Annotated[Any, BeforeValidator(_as_param)]] = {}
    """Values for ``${name}`` below; ``--set name=value`` overrides them."""
    runs: Sources = Field(default=[])
    """Sources of runs."""
    connections: dict[str, Url] = {}
    """Databases and clusters by URL, for tables: ``warehouse: postgres://reader@db.example.org/predictions``. A
    password comes from the environment: ``REPORTGEN_WAREHOUSE_PASSWORD``, or where the driver looks for it."""
    runsets: dict[str, RunSetSpec] = {}
    """Named choices of runs, for panels to use."""
