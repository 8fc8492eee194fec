"""Conditions against the runs: every name in them must be somewhere, else the nearest one is suggested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen.errors import Level, Problem, nearest, suggestion
from reportgen.gates.baseline import Baseline
from reportgen.lang.gates import BASELINE, BASELINE_HISTORY, HISTORY, excused
from reportgen.lang.tree import Column
from reportgen.model.nested import flatten, of_logger
from reportgen.model.run import ATTRIBUTES, Run
from reportgen.model.runset import RunSet
from reportgen.spec.load import Report
from reportgen.spec.yaml import Path


def check_gates(report: Report, runs: RunSet, baseline: Baseline) -> Iterator[Problem]:
    """Yield what conditions, filters and groups of gates name and no run has."""
    given = report.document.value.get("gates") if isinstance(report.document.value, dict) else None
    for place, gate in enumerate(report.spec.gates):
        path: Path = ("gates", place) if isinstance(given, list) else ("gates",)
        label = f"gate '{gate.name}'" if gate.name else "a gate"
        known = excused(gate.condition.tree)
        for name in gate.condition.names():
            sides = baseline.runs if name.table in (BASELINE, BASELINE_HISTORY) else runs
            if name not in known and len(sides) and not any(_has(run, name) for run in sides):
                what, hint = _unknown(name, list(sides))
                yield Problem(f"{what} in {label}", report.position((*path, "condition")), hint, Level.MISSING)
        asked = [(named, "filters") for named in (gate.filters.paths() if gate.filters is not None else ())]
        for named, field in [*asked, *((named, "groupby") for named in gate.groupby)]:
            if len(runs) and named not in ATTRIBUTES and all(run.lookup(named) is None for run in runs):
                hint = suggestion(named, sorted(_paths(list(runs))), "paths")
                yield Problem(f"no run has '{named}' in {label}", report.position((*path, field)), hint, Level.MISSING)


def _has(run: Run, name: Column) -> bool:
    if name.table in (HISTORY, BASELINE_HISTORY):
        return name.name in run.keys and run.keys[name.name].is_number
    return name.name in ATTRIBUTES or run.lookup(name.name) is not None


def _unknown(name: Column, runs: Sequence[Run]) -> tuple[str, str]:
    """Return what is wrong with a name, and the nearest right thing."""
    if name.name.startswith("config."):
        return f"no run has '{name.name}'", suggestion(name.name, sorted(_paths(runs)), "paths")
    text = name.name.removeprefix("summary.")
    known = sorted(
        {key for run in runs for key in run.metrics} | {key for run in runs for key in flatten(run.summary)
         if not of_logger(key) and name.table not in (HISTORY, BASELINE_HISTORY)}
    )  # fmt: skip
    first, slash, second = text.rpartition("/")
    if slash and first in known and second in known:
        return f"unknown metric '{text}'", f"Write {first} / {second} with blanks to divide."
    close = nearest(text, known)
    if close is not None and not close.replace("/", "").replace(".", "").replace("_", "").isalnum():
        return f"unknown metric '{text}'", f"Did you mean '{close}'? Write it in backticks: `{close}`."
    return f"unknown metric '{text}'", suggestion(text, known, "logged metrics")


def _paths(runs: Sequence[Run]) -> set[str]:
    found = {f"config.{key}" for run in runs for key in flatten(run.meta.config)}
    return (
        found
        | {f"summary.{key}" for run in runs for key in flatten(run.summary) if not of_logger(key)}
        | set(ATTRIBUTES)
    )
