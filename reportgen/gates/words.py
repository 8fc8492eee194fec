"""What gates decided, in words of the page's language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from reportgen.digits import digits, exact
from reportgen.gates.verdict import Check, Reason, State, Verdict, outcome
from reportgen.texts import plural, say

SIGNS: dict[State, str] = {"passed": "✓", "failed": "✗", "undecided": "?"}
OPERATORS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
_NAMED = 3
"""Runs that a reason names of many."""


def state_word(verdict: Verdict) -> str:
    """Return a verdict in a word or two; a gate that only warns says so where it is red."""
    if verdict.state == "failed":
        return say("failed") if verdict.severity == "error" else say("failed (warning)")
    return say("passed") if verdict.state == "passed" else say("undecided")


def headline(verdicts: Sequence[Verdict]) -> str:
    """Return what all gates together say, in words."""
    state = outcome(verdicts)
    if state == "passed" and any(verdict.state == "failed" for verdict in verdicts):
        return say("Gates passed with warnings")
    return {
        "passed": say("All gates passed"), "failed": say("Gates failed"), "undecided": say("Gates undecided"),
    }[state]  # fmt: skip


def reasons_of(verdict: Verdict) -> list[str]:
    """Return why a gate is not green, a sentence for each kind of reason, and what does not hold."""
    found = [_sentence(list(alike)) for _, alike in groupby(verdict.reasons, key=_alike)]
    if verdict.failing and verdict.runs > 1:
        of = say("{n} of {total}", n=len(verdict.failing), total=plural(verdict.runs, "run"))
        found.append(say("does not hold for {n}: {runs}", n=of, runs=_listed(verdict.failing)))
    return found


def notes_of(verdict: Verdict) -> list[str]:
    """Return what does not decide, but ought to be known."""
    return [
        say("not compared with {run} of the baseline: {why}", run=note.about["run"], why=_sentence([note.about["why"]]))
        for note in verdict.notes
    ]


def limit_of(check: Check) -> str:
    """Return what a value is compared with: ``≥ 0.336``."""
    return f"{OPERATORS.get(check.operator, check.operator)} {figures(check)[1]}"


def figures(check: Check) -> tuple[str, str]:
    """Return a check's value and limit, with as many digits as it takes to tell them apart."""
    if not (math.isfinite(check.value) and math.isfinite(check.limit)):
        return digits(check.value), digits(check.limit)
    for significant in (4, 6, 9, 12):
        texts = digits(check.value, significant), digits(check.limit, significant)
        if texts[0] != texts[1]:
            return texts
    if check.value == check.limit:
        return digits(check.value), digits(check.limit)
    return exact(check.value), exact(check.limit)


def signed(value: float) -> str:
    """Return a difference with its sign; rounding alone is no difference."""
    rounded = float(f"{value:.12g}")
    text = digits(abs(rounded), 3)
    return f"{'−' if rounded < 0 else '+' if rounded > 0 else '±'}{text}"


def between(low: float, high: float) -> str:
    """Return an interval; nothing where there is none."""
    return "" if math.isnan(low) else say("{low} to {high}", low=signed(low), high=signed(high))


def runs_of(verdict: Verdict) -> str:
    """Return how many runs were judged, and against how many."""
    runs = plural(verdict.runs, "run")
    if not verdict.baseline_runs:
        return runs
    return say("{runs} against {n}", runs=runs, n=f"{verdict.baseline_runs:,}")


def over_of(verdict: Verdict, check: Check) -> str:
    """Return what a value is of: the mean of several runs, or the worst one; of several values also the metric."""
    subject = check.subject if len(verdict.checks) > 1 else ""
    if verdict.runs < 2 or (verdict.over == "each" and not check.run):  # noqa: PLR2004 - one run is no several
        return subject
    how = {
        "mean": say("mean"), "median": say("median"), "min": say("least"), "max": say("greatest"),
        "each": say("worst: {run}", run=check.run),
    }[verdict.over]  # fmt: skip
    return f"{subject}, {how}" if subject else how


def tally(verdicts: Sequence[Verdict]) -> str:
    """Return how many gates passed, failed, warn and are undecided."""
    counts = {
        say("{n} failed"): sum(one.stops for one in verdicts),
        say("{n} with a warning"): sum(one.state == "failed" and not one.stops for one in verdicts),
        say("{n} undecided"): sum(one.state == "undecided" for one in verdicts),
        say("{n} passed"): sum(one.state == "passed" for one in verdicts),
    }
    return ", ".join(text.replace("{n}", f"{count:,}") for text, count in counts.items() if count)


def _alike(reason: Reason) -> tuple[str, Any]:
    return reason.kind, reason.about.get("name"), reason.about.get("state")  # type: ignore[return-value]  # a key


def _sentence(alike: Sequence[Reason]) -> str:  # noqa: C901, PLR0911, PLR0912 - a line for each kind
    first = alike[0]
    about = dict(first.about)
    runs = _listed(list(dict.fromkeys(one.about["run"] for one in alike if "run" in one.about)))
    match first.kind:
        case "no runs":
            return say("no run matches")
        case "stopped":
            return _stopped(about["state"], runs)
        case "unfinished":
            return say("not finished: {runs}", runs=runs)
        case "missing":
            return say("no {name}: {runs}", name=about["name"], runs=runs)
        case "NaN":
            return say("{name} is NaN: {runs}", name=about["name"], runs=runs)
        case "NaN in history":
            text = "{name} is NaN at {n} of {total} steps: {runs}"
            n, total = f"{about['n']:,}", f"{about['total']:,}"
            return say(text, name=about["name"], n=n, total=total, runs=runs)
        case "infinite":
            return say("{name} is infinite: {runs}", name=about["name"], runs=runs)
        case "no number":
            return say("the condition gives no number: {runs}", runs=runs)
        case "no baseline":
            why = about.get("why")
            return say("there is no baseline: {why}", why=why) if why else say("there is no baseline")
        case "baseline not chosen":
            return say("the filters match none of the baseline's {runs}", runs=plural(about["n"], "run"))
        case "no baseline of group":
            return say("the baseline has no run of this group")
        case "baseline stopped":
            return say("no run of the baseline finished")
        case "baseline lacks":
            return say("the baseline cannot be compared: {why}", why=_sentence([about["why"]]))
        case "too few":
            return say("not enough runs to tell: {n} of {needs}", n=about["n"], needs=about["needs"])
        case "too few of the baseline":
            return say("not enough runs of the baseline to tell: {n} of {needs}", n=about["n"], needs=about["needs"])
        case "noise":
            return say("not enough runs to tell: the difference is within their noise")
    raise ValueError(first.kind)


def _stopped(state: str, runs: str) -> str:
    return {
        "crashed": say("{run} crashed", run=runs), "failed": say("{run} failed", run=runs),
        "killed": say("{run} was killed", run=runs), "preempted": say("{run} was preempted", run=runs),
    }[state]  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    left = len(names) - _NAMED
    return say("{values} and {n} more", values=shown, n=left) if left > 0 else shown
