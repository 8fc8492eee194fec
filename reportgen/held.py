"""What the blocks of a panel hold, in the terms of runs: the words of a report's archive (``docs/archive.md``).

A panel says of what it shows which block is what; the page writes that into its manifest, so that the report can be
taken apart, read as runs, and built again. Nothing is held that the page does not show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True)
class HeldLines:
    """Metrics of runs: the block whose ``lines`` have a run, a key, a block of values and, by name, of each x axis.

    ``axis`` is the metric that they are drawn over unless the spec says otherwise. ``formulas`` are keys that were not
    logged, but computed, ``system`` those that were measured of the machine.
    """

    view: str
    axis: str = ""
    formulas: Sequence[str] = ()
    system: Sequence[str] = ()


@dataclass(frozen=True)
class HeldFacts:
    """Values of a run by path, such as ``config.lr``, ``summary.val/mAP`` or ``duration``."""

    run: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class HeldHistograms:
    """Histograms of runs on common ``edges``: the block whose ``rows`` have a run, blocks of steps and of mass.

    Mass is what fell into each bin, a step after the other, in the block's ``measure``.
    """

    view: str
    key: str


@dataclass(frozen=True)
class HeldMedia:
    """Media of runs: the block whose ``items`` they are, and whose ``legend`` has what lies over images."""

    view: str


@dataclass(frozen=True)
class HeldTable:
    """A table: the block whose ``columns`` it has; ``key`` and ``runs`` where it was logged, else what it is called."""

    view: str
    name: str
    key: str = ""
    runs: Sequence[int] = ()
    run_column: str = ""
    step_column: str = ""
    """The columns that say which run and step a row is of, which were not logged."""
    total: int = 0
    """Rows of the whole table."""


@dataclass(frozen=True)
class HeldChart:
    """A chart: the block whose ``data`` are its data sets, with columns by name; ``titles`` are of the main one."""

    view: str


@dataclass(frozen=True)
class HeldCurves:
    """Curves over thresholds: the block whose ``lines`` have blocks of thresholds, true and false positives."""

    view: str


@dataclass(frozen=True)
class HeldMatrices:
    """Confusion matrices: the block of ``classes``, whose ``tables`` have a block of counts for each run."""

    view: str


@dataclass(frozen=True)
class HeldConsole:
    """What a run printed: the block of its ``lines``, the last of ``total``."""

    run: int
    lines: str
    total: int


@dataclass(frozen=True)
class HeldPanel:
    """A panel as it was made: where its lines stand in the spec, and the block of what it was drawn from.

    ``form`` is "view", the plain values that it drew, or "markup", what it drew.
    """

    path: tuple[str | int, ...]
    kind: str
    title: str
    runs: Sequence[int]
    block: str
    form: str


Held: TypeAlias = (
    "HeldLines | HeldFacts | HeldHistograms | HeldMedia | HeldTable | HeldChart | HeldCurves | HeldMatrices "
    "| HeldConsole | HeldPanel"
)

WORDS: Mapping[str, type[Any]] = {
    "lines": HeldLines, "facts": HeldFacts, "histograms": HeldHistograms, "media": HeldMedia, "table": HeldTable,
    "chart": HeldChart, "curves": HeldCurves, "matrices": HeldMatrices, "console": HeldConsole, "panel": HeldPanel,
}  # fmt: skip
"""What a manifest calls each of them."""


@dataclass(frozen=True)
class HeldFile:
    """A picture of a text: the path by which the spec names it, and where the page has it: a digest of its bytes."""

    path: str
    digest: str


@dataclass
class Pictures:
    """Pictures that texts of one page showed, by path."""

    files: dict[str, HeldFile] = field(default_factory=dict)
