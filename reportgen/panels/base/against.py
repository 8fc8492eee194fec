"""How far a result is from the baseline's, on tiles, in cells and in columns: the difference, and whether it is better.

``client/run_comparer/delta.ts`` says the same of a reference run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import fmean

from markupsafe import Markup

from reportgen.digits import digits
from reportgen.gates import Baseline
from reportgen.gates.words import between, signed
from reportgen.model.runset import RunSet
from reportgen.stats.compared.differences import difference_of, finite
from reportgen.texts import say

_SIGNS = {"better": "✓", "worse": "✗", "same": "=", "unclear": "≈", "": ""}
_WHOLE = 100
_THOUSAND = 1000
_LEAST = 0.01


def against(
    path: str, runs: RunSet, baseline: Baseline, choose: Callable[[Sequence[float]], float], goal: str = ""
) -> Markup:
    """Return the line of a tile that says how far it is from the baseline; nothing without one.

    Several runs on both sides are compared by their means, with an interval; else ``choose`` makes one value of each.
    """
    others = baseline.others(runs)
    if not len(baseline.runs) or not finite(path, others):
        return Markup()
    found = difference_of(path, others, baseline.runs, choose, goal or None)  # type: ignore[arg-type]  # a goal
    if found is None:
        return _line("", say("not in the baseline"), "")
    value = digits(found.baseline)
    if found.verdict == "same":
        return _line("same", say("same as baseline {value}", value=value), "")
    text = "mean {difference} from baseline {value}" if found.is_sure else "{difference} from baseline {value}"
    more = say("95 %: {range}", range=between(found.low, found.high)) if found.is_sure else ""
    return _line(found.verdict, say(text, difference=signed(found.difference), value=value), more)


def _line(verdict: str, text: str, more: str) -> Markup:
    word = {"better": say("better"), "worse": say("worse"), "unclear": say("within the noise")}.get(verdict, "")
    return Markup('<p class="rg-note rg-against{}">{}{}{}{}</p>').format(
        f" rg-{verdict}" if verdict else "",
        Markup('<i aria-hidden="true">{}</i> ').format(_SIGNS[verdict]) if _SIGNS[verdict] else Markup(),
        text,
        Markup(" <span>({})</span>").format(more) if more else Markup(),
        Markup(' <span class="{}">{}</span>').format("rg-hidden" if verdict != "unclear" else "rg-within", word)
        if word
        else Markup(),
    )


def mean_of(path: str, baseline: Baseline) -> float | None:
    """Return the mean of a path's finite numbers over the baseline's runs."""
    numbers = finite(path, baseline.runs)
    mean = fmean(numbers) if numbers else math.nan
    return mean if math.isfinite(mean) else None


def delta(value: float, reference: float, goal: str, *, share: bool = True) -> Markup:
    """Return the difference to a reference, its percentage, and whether it is better; nothing where it is the same."""
    apart = value - reference
    if not apart or not math.isfinite(apart):
        return Markup()
    verdict = "" if not goal else "better" if (apart > 0) == (goal == "maximize") else "worse"
    return Markup("<b>{}{}</b>{}{}").format(
        "+" if apart > 0 else "−", digits(abs(float(f"{apart:.12g}"))),
        _percentage(apart, reference) if share else Markup(),
        Markup('<i aria-hidden="true">{}</i><span class="rg-hidden">{}</span>').format(
            _SIGNS[verdict], say("better") if verdict == "better" else say("worse")
        ) if verdict else Markup(),
    )  # fmt: skip


def delta_class(value: float, reference: float, goal: str) -> str:
    """Return the class of a difference's colour."""
    apart = value - reference
    if not apart or not math.isfinite(apart) or not goal:
        return "rg-delta"
    return f"rg-delta rg-{'better' if (apart > 0) == (goal == 'maximize') else 'worse'}"


def _percentage(apart: float, reference: float) -> Markup:
    share = abs(apart / reference * 100) if reference else math.inf
    if not math.isfinite(share):
        return Markup()
    if share >= _THOUSAND:
        text = digits(float(f"{share:.2g}"))
    elif share >= _WHOLE:
        text = f"{share:.0f}"
    else:
        text = "<0.01" if share < _LEAST else f"{float(f'{share:.2g}'):g}"
    return Markup("<small>{}{} %</small>").format("+" if apart > 0 else "−", text)
