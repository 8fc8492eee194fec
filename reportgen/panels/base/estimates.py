"""Scores and differences with their intervals, in words and as bars on one scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reportgen.digits import digits
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.stats.evaluations.intervals import Estimate
from reportgen.stats.evaluations.samples import Key, Samples
from reportgen.tables.rows import logged_table
from reportgen.texts import plural, say

_PAD = 0.06
"""Share of a scale that stays free at both ends."""


@dataclass(frozen=True)
class Scale:
    """What the width of a bar stands for; shares of samples are said in percent."""

    low: float
    high: float
    is_share: bool = False

    @classmethod
    def of(cls, estimates: Iterable[Estimate], *, is_share: bool) -> Scale:
        """Return the scale of scores: 0 to 1 of shares, else what their intervals need."""
        if is_share:
            return cls(0.0, 1.0, is_share=True)
        low, high = _ends(estimates)
        pad = (high - low) * _PAD or abs(high) * _PAD or 1.0
        return cls(low - pad, high + pad)

    @classmethod
    def of_differences(cls, estimates: Iterable[Estimate], *, is_share: bool) -> Scale:
        """Return the scale of differences: zero is in its middle."""
        reach = max(map(abs, _ends(estimates)), default=0.0) * (1 + _PAD) or 1.0
        return cls(-reach, reach, is_share=is_share)

    def place(self, value: float) -> float:
        """Return where a value lies, in percent of the width."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0) * 100

    def value(self, number: float) -> str:
        """Return a score in words."""
        if math.isnan(number):
            return "–"
        return f"{_percent(number)} %" if self.is_share else digits(number, 4)

    def change(self, number: float) -> str:
        """Return a difference in words, with its sign; of shares in percentage points."""
        if math.isnan(number):
            return "–"
        size = _percent(abs(number)) if self.is_share else digits(abs(number), 3)
        sign = "+" if number > 0 else "−" if number < 0 else "±"
        return f"{sign}{size}"

    def interval(self, one: Estimate, *, signed: bool = False) -> str:
        """Return an interval in words; empty where there is none."""
        if math.isnan(one.low):
            return ""
        tell = self.change if signed else self.value
        low = tell(one.low)
        return say("{low} to {high}", low=low.removesuffix(" %"), high=tell(one.high))

    def bar(self, one: Estimate, run: int | None = None) -> Markup:
        """Return a dot with its interval; a run's in the run's colour."""
        color = "var(--ink-2)" if run is None else f"var(--run-{run})"
        if math.isnan(one.value):
            return Markup('<span class="rg-estimate"></span>')
        zero = Markup('<i class="rg-zero" style="left:50%"></i>') if self.low == -self.high else Markup()
        line = Markup()
        if not math.isnan(one.low):
            low, high = self.place(one.low), self.place(one.high)
            line = Markup('<i class="rg-reach" style="left:{:.2f}%;width:{:.2f}%"></i>').format(low, high - low)
        return Markup(
            '<span class="rg-estimate" style="--mark:{}" aria-hidden="true">{}{}'
            '<i class="rg-at" style="left:{:.2f}%"></i></span>'
        ).format(color, zero, line, self.place(one.value))


def _percent(share: float) -> str:
    return f"{share * 100:.1f}"


def _ends(estimates: Iterable[Estimate]) -> tuple[float, float]:
    numbers = [end for one in estimates for end in (one.low, one.high, one.value) if math.isfinite(end)]
    return (min(numbers), max(numbers)) if numbers else (0.0, 0.0)


def rule_of(one: Estimate) -> str:
    """Return how an interval was computed."""
    match one.rule:
        case "wilson":
            return say("95 % interval by Wilson")
        case "agresti":
            return say("95 % interval by Agresti and Min")
        case "mean":
            return say("95 % interval by Student's t")
        case "clusters":
            return say("95 % interval by Student's t, clustered by {n} samples that repeat", n=f"{one.clusters:,}")
    return ""


def samples_of(runs: RunSet | Sequence[Run]) -> list[tuple[Run, Samples]]:
    """Return the runs that are evaluations and hold their samples."""
    found: list[tuple[Run, Samples]] = []
    for run in runs:
        evaluation = run.evaluation
        table = logged_table(run, evaluation.table) if evaluation is not None and evaluation.table else None
        if evaluation is not None and table is not None and table.rows:
            found.append((run, Samples(table, evaluation)))
    return found


def said_of(column: str, samples: Samples, stratum: Key) -> str:
    """Return what a score is called, with the stratum that it is of."""
    parts = [column, *(f"{name}: {value}" for name, value in zip(samples.evaluation.strata, stratum, strict=False))]
    return ", ".join(parts)


def losses(samples: Samples, scored: int, total: int) -> list[str]:
    """Return what became of samples that have no score: errors, limits, no verdict; an error is no fail."""
    failed = sum(map(bool, samples.failed))
    found = [plural(failed, "error")] if failed else []
    if samples.limited:
        found.append(say("{n} at a limit", n=f"{samples.limited:,}"))
    if total - scored - failed > 0:
        found.append(say("{n} not scored", n=f"{total - scored - failed:,}"))
    missing = (samples.evaluation.total or 0) - len(samples)
    if missing > 0:
        found.append(say("{n} never run", n=f"{missing:,}"))
    return found
