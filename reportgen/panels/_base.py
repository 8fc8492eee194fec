"""The contract of a panel kind: fields that are its manual, then references -> prepare -> render."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from markupsafe import Markup

from reportgen.fragment import Fragment, Rendered
from reportgen.model.media import MediaFile
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.privacy.step import Privacy
from reportgen.spec.fields import Fields, Filters, Layout, Limit, Order

if TYPE_CHECKING:
    from reportgen.tables.duckdb.frame import DuckFrame
    from reportgen.tables.frame import Frame


@dataclass(frozen=True)
class Reference:
    """A key that a panel's spec names: the ``path`` of the field below the panel, the key, and what it must be.

    ``want`` is "number", "media", "any" or "path" (a path such as ``config.lr``).
    """

    path: tuple[str | int, ...]
    key: str
    want: str


@dataclass(frozen=True)
class Context:
    """What ``prepare`` may know besides its runs: the panel's drawn width and the points a line may keep."""

    width: int = 960
    max_points: int = 100_000
    table: Callable[[str], Table] = lambda _: Table([], [], 0, "no file can be read here")
    """Opens a table file of the spec; a problem is told in the table."""
    frame: Callable[..., DuckFrame] | None = None
    """Opens a table file of the spec in the engine, or a named table of a database; PanelError says why not."""
    connection: Callable[[str, str, str], Frame] | None = None
    """Opens a table of a connection of the spec (its name, the table, a path there); PanelError says why not."""
    presets: Mapping[str, str] = field(default_factory=dict)
    """Files of the spec that draw private chart definitions, by name."""
    file: Callable[[str], str] = lambda _: ""
    """Reads a text file of the spec; PanelError says why not."""
    vega: Mapping[str, Any] = field(default_factory=dict)
    """The theme's Vega config."""
    media: Callable[[str], MediaFile] = lambda path: MediaFile(Path(), path)
    """Names a file of the spec's folder; it is read when it is needed, and never outside that folder."""
    privacy: Privacy = field(default_factory=Privacy)
    """The step that tables of files and databases pass on their way into the page; runs have passed it."""


class Theme(Protocol):
    """What ``render`` may ask of the page: inline Markdown, and files from the spec's folder."""

    def markdown(self, text: str) -> Rendered:
        """Return sanitised markup of a Markdown text."""
        ...

    def file(self, path: str) -> MediaFile:
        """Return a file of the spec's folder, never one outside it."""
        ...


class Panel(Fields):
    """Base of every block kind. A subclass is one module: fields, ``references``, ``prepare`` and ``render``."""

    main: ClassVar[str] = ""
    """The field that a plain value stands for (``histogram: gradients``)."""
    children: ClassVar[str] = ""
    """The field that holds nested blocks."""
    uses_runs: ClassVar[bool] = True
    """Whether it shows runs; a report lists the runs that some panel shows."""
    of_rows: ClassVar[bool] = False
    """Whether ``filters``, ``order``, ``groupby`` and ``limit`` are asked of a table's rows, and not of runs."""
    framed: ClassVar[bool] = True
    """Whether the page puts a title and a frame around it."""

    title: str = ""
    """Heading of the panel; made from its keys when left out."""
    layout: Layout | None = None
    """Place on the 24-column grid of the surrounding panel_grid."""
    runset: str | None = None
    """Name of a run set; all runs of the report when left out."""
    filters: Filters | None = None
    """Further choice among those runs."""
    order: Order = []
    """Paths to sort the runs by; a leading minus sorts downward."""
    limit: Limit | None = None
    """At most this many runs."""

    def references(self) -> list[Reference]:
        """Return every key that the spec names, so that a wrong one is reported with its place."""
        return []

    def named(self) -> list[str]:
        """Return the paths and columns that the spec names, which therefore are shown as they were logged."""
        paths = [reference.key for reference in self.references() if reference.want in ("path", "value")]
        return [*paths, *getattr(self, "groupby", [])]

    def heading(self) -> str:
        """Return the panel's title."""
        return self.title

    def prepare(self, runs: RunSet, context: Context) -> Any:
        """Return plain, comparable values for ``render``; no markup."""
        del runs, context

    def render(self, view: Any, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the panel's markup and data; sees no run."""
        raise NotImplementedError


def swatch(run: Run) -> dict[str, Any]:
    """Return how a run is named and coloured on the page."""
    return {"index": run.index, "name": run.name}


def run_name(run: Mapping[str, Any]) -> Markup:
    """Return a run's dot and name, from its ``swatch``."""
    return Markup('<i class="rg-dot" style="background:var(--run-{})"></i><bdi>{}</bdi>').format(
        max(run["index"], 0), run["name"]
    )


def run_head(run: Mapping[str, Any]) -> Markup:
    """Return the line above what belongs to one of several runs."""
    return Markup('<p class="rg-media-head">{}</p>').format(run_name(run))


GAP = '<p class="rg-empty">'
"""How the markup of a panel begins that has nothing to show."""


def nothing(what: str, missing: Sequence[str] = ()) -> Fragment:
    """Return a panel that has nothing to show: ``what`` stands in its place, and is told unless ``missing`` is."""
    return Fragment(empty(f"{what[:1].upper()}{what[1:].removesuffix('.')}."), missing=list(missing) or [what])


def empty(message: str) -> Markup:
    """Return the labelled gap that stands where there is nothing to draw."""
    return Markup('<p class="rg-empty">{}</p>').format(message)
