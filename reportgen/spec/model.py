"""What a spec says besides its blocks: sources, run sets and settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from reportgen.spec.fields import Bytes, Color, Fields, Filters, Goals, Limit, Order, RunPaths, Words, as_list, refuse
from reportgen.spec.gates import Baselines, Gates

Kept = Literal["names", "ids", "groups", "sweeps", "projects", "teams", "users", "hosts", "commits", "code"]


class Source(Fields):
    """Where runs come from. A plain path is short for ``{path: ...}``. Each format has fields of its own, below."""

    path: Words
    """Paths or globs, relative to the spec. A folder includes every run anywhere below it. Or addresses in storage
    (``s3://bucket/runs/``, needs fsspec)."""
    format: str | None = None
    """The format to read; detected if omitted."""
    name: str = "{name}"
    """Template for run names; ``{name}``, ``{id}``, ``{group}``, ``{job_type}`` and ``{folder}`` are replaced."""
    filters: Filters | None = None
    """Use only runs for which this expression is true."""
    color: Color | None = None
    """One colour for all runs of this source."""
    side: str = ""
    """The side of a comparison that its runs are on, a path like ``group``: ``{filters: side == 'main'}`` as the
    ``baseline``, ``groupby: side`` for a line of each side. Sides are read apart: a run may be on both."""
    join: bool = False
    """Join logs of the same training in several formats into one run; otherwise one of them is shown."""
    damaged: Literal["missing", "ok"] = "missing"
    """``ok`` accepts what is damaged in these logs: it is still reported, and ``--strict`` does not fail for it."""


class RunSetSpec(Fields):
    """A selection of runs, with its order and groups."""

    filters: Filters | None = None
    """Keep only runs for which this expression is true."""
    order: Order = []
    """Paths to sort by; a leading minus sorts descending."""
    groupby: RunPaths = []
    """Paths to group the rows of run tables by."""
    limit: Limit | None = None
    """At most this many runs, after ordering."""


class Anonymous(Fields):
    """What an anonymous report removes and keeps. ``anonymize: true`` is short for the defaults."""

    names: dict[str, str] = {}
    """New names of runs: ``{lucky-dawn-7: Ours}``. Other runs are called Run A, Run B, ... in their order."""
    tags: Literal["keep", "remove"] = "keep"
    """Whether runs keep their tags."""
    values: Words = []
    """Further texts to remove wherever they are: names of people, laboratories, data sets, products."""
    keep: Annotated[list[Kept], BeforeValidator(as_list)] = []
    """What to keep although an anonymous report would remove it."""


def _as_anonymous(value: Any) -> Any:
    if value is True or value is False or value is None:
        return {} if value else None
    if not isinstance(value, dict):
        raise refuse("must be true, false or a mapping", "Write anonymize: true, or names, values and keep below it.")
    return value


def _as_source(value: Any) -> Any:
    return {"path": value} if isinstance(value, str | list) else value


def _as_sources(value: Any) -> Any:
    return [_as_source(item) for item in value] if isinstance(value, list) else [_as_source(value)]


def _as_param(value: Any) -> Any:
    if isinstance(value, dict | list):
        raise refuse("a parameter must be a single value", "Write one parameter per line: name: value.")
    return value


def _as_url(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    scheme, found, rest = value.partition("://")
    if not found or scheme not in _SCHEMES:
        raise refuse(
            "a connection must be a URL", f"Schemes: {', '.join(_SCHEMES)}, for example postgres://reader@host/name."
        )
    if rest.partition("?")[0].rpartition("@")[0].partition(":")[2] or _SECRET.search(rest):
        raise refuse("the spec contains a password", "Remove it and set REPORTGEN_<NAME>_PASSWORD when you build.")
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
    """A complete spec; each kind validates its own ``blocks``."""

    meant: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("panels", "report", "content", "contents", "sections", "charts", "plots", "body"), "blocks"
    )

    title: str = ""
    """The report's title."""
    description: str = ""
    """A line or two below the title, in Markdown."""
    lang: str = "en"
    """Language of the report, as a BCP 47 tag: ``ja`` and ``ko`` also translate the page's own words."""
    theme: str = "default"
    """A built-in theme's name, or a folder."""
    size_budget: Bytes = 25_000_000
    """Images are re-encoded, and lines keep fewer points, as little as fits the report into this size; or ``none``."""
    presets: dict[str, str] = {}
    """Specs of custom charts by name: ``carey/new_chart: charts/new.vl.json`` draws what ``plot_table`` logged."""
    archive: str = ""
    """A report that was built from this spec before, ``original.html``: panels whose lines are unchanged are drawn from
    what it holds. ``reportgen extract --to native`` writes it."""
    params: dict[str, Annotated[Any, BeforeValidator(_as_param)]] = {}
    """Values for ``${name}`` below; ``--set name=value`` overrides them."""
    runs: Sources = Field(default=[])
    """Sources of runs."""
    run_colors: dict[str, Color] = {}
    """Colours of runs, by name or id; those of ``runs:`` hold for all others: ``{baseline: gray}``."""
    goal: Goals = {}
    """The metric that says which run is best, or several, the most telling first: ``val/acc``, ``[val/acc, val/loss]``
    or, where neither the script nor the name says which way is better, ``{score: maximize}``. By default the
    validation metrics with a known direction."""
    baseline: Baselines = []
    """Runs that results are compared with: paths of runs of any format, or of an older report; or ``{filters: ...}``,
    which chooses runs of this report. Tiles, tables and the run comparer show the difference. ``--baseline`` overrides
    it."""
    gates: Gates = []
    """Conditions that decide over the report: ``summary["val/mAP"] >= baseline - 0.005``. Their verdicts are at its
    top, unless a ``gates`` block places them."""
    connections: dict[str, Url] = {}
    """Databases and clusters by URL, for tables: ``warehouse: postgres://reader@db.example.org/predictions``. A
    password comes from the environment: ``REPORTGEN_WAREHOUSE_PASSWORD``, or where the driver looks for it."""
    anonymize: Annotated[
        Anonymous | None, BeforeValidator(_as_anonymous), WithJsonSchema({"type": ["boolean", "object"]})
    ] = None
    """``true`` removes what tells of people, machines and projects, wherever it is; or a mapping, below. The report is
    not written when a removed value survives in it."""
    runsets: dict[str, RunSetSpec] = {}
    """Named choices of runs, for panels to use."""
