"""The contract of a panel kind: fields that are its manual, then references -> prepare -> render."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from reportgen.fragment import Fragment, Rendered
from reportgen.gates import Baseline, Verdict
from reportgen.model.media import MediaFile
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
    table: Callable[[str], Table] = lambda _: Table([], [], 0, "files cannot be read here")
    """Opens a table file of the spec; a problem is reported in the table."""
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
    baseline: Baseline = field(default_factory=Baseline)
    """The runs that results are compared with."""
    verdicts: tuple[Verdict, ...] = ()
    """What the report's gates decided."""
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
    of_gates: ClassVar[bool] = False
    """Whether it shows what gates decided, which a report that is built again does not decide anew."""
    of_rows: ClassVar[bool] = False
    """Whether ``filters``, ``order``, ``groupby`` and ``limit`` are asked of a table's rows, and not of runs."""
    framed: ClassVar[bool] = True
    """Whether the page puts a title and a frame around it."""

    title: str = ""
    """Title of the panel; derived from its keys if omitted."""
    layout: Layout | None = None
    """Position on the 24-column grid of the enclosing panel_grid."""
    runset: str | None = None
    """Name of a run set; all runs of the report if omitted."""
    filters: Filters | None = None
    """Keep only runs for which this expression is true."""
    order: Order = []
    """Paths to sort the runs by; a leading minus sorts descending."""
    limit: Limit | None = None
    """At most this many runs."""

    def references(self) -> list[Reference]:
        """Return every key that the spec names, so that a wrong one is reported with its place."""
        return []

    def named(self) -> list[str]:
        """Return the paths and columns that the spec names, which therefore are shown as they were logged."""
        paths = [reference.key for reference in self.references() if reference.want in ("path", "value")]
        return [*paths, *getattr(self, "groupby", [])]

    def inputs(self) -> list[str]:
        """Return the files and addresses that the spec names for what is read from them while it is prepared."""
        return []

    def columns_for(self, child: Layout | None) -> float:
        """Return how many panels of a nested one's width stand beside each other."""
        return 24 / child.w if child else 1

    def heading(self) -> str:
        """Return the panel's title."""
        return self.title

    def prepare(self, runs: RunSet, context: Context) -> Any:
        """Return plain, comparable values for ``render``; no markup."""
        del runs, context

    def render(self, view: Any, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the panel's markup and data; sees no run."""
        raise NotImplementedError
