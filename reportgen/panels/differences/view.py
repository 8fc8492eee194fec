"""What the panel of differences shows: plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportgen.stats.compared.code import CodeChanges
from reportgen.stats.compared.contents import Content
from reportgen.stats.compared.outcomes import Outcome
from reportgen.stats.compared.settings import Setting


@dataclass(frozen=True)
class Side:
    """One side: what it is called, and its runs by their states."""

    name: str
    index: int
    """The run whose colour is the side's; -1 where the page draws none of its runs."""
    runs: int
    states: tuple[tuple[str, int], ...] = ()
    is_report: bool = False
    """Whether all of it was read from a report, which holds no more than it shows."""


@dataclass(frozen=True)
class View:
    """Both sides, the baseline first, and what differs between them."""

    sides: tuple[Side, Side]
    settings: tuple[Setting, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    only: tuple[tuple[Content, ...], tuple[Content, ...]] = ((), ())
    """Keys that one side alone logged."""
    different: tuple[Content, ...] = ()
    """Keys whose curves, rows or media differ."""
    alone: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Groups that one side alone has."""
    pairs: int = 0
    code: CodeChanges = field(default_factory=CodeChanges)
