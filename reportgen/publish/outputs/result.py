"""The result of a build as JSON, and the schema of that."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from reportgen.errors import Position, Problem
from reportgen.gates import Check, Verdict, outcome
from reportgen.gates.words import notes_of, reasons_of
from reportgen.pipeline import Result
from reportgen.privacy.text import clean
from reportgen.publish.outputs.results import MetricResult, results_of

FORMAT = "reportgen-result/1"


@dataclass(frozen=True)
class ProblemResult:
    """Something that is wrong or missing; line and column count from 1, and are 0 where there is no place."""

    level: Literal["error", "missing", "note"]
    where: str
    file: str
    line: int
    column: int
    what: str
    hint: str


@dataclass(frozen=True)
class PartResult:
    """A part of the page with its size."""

    name: str
    bytes: int


@dataclass(frozen=True)
class CheckResult:
    """A comparison of a gate: ``value operator limit``. Numbers are null where there is none.

    ``low`` and ``high`` are the 95 % bootstrap interval of the difference, where both sides have several runs.
    """

    state: Literal["passed", "failed", "undecided"]
    of: str
    run: str
    value: float | None
    operator: str
    limit: float | None
    baseline: float | None
    difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class GateResult:
    """A gate, decided for all of its runs or for one group of them. One that is red and an error ends with status 3."""

    name: str
    group: str
    condition: str
    severity: Literal["error", "warning"]
    state: Literal["passed", "failed", "undecided"]
    over: str
    runs: int
    baseline_runs: int
    failing: list[str]
    reasons: list[str]
    notes: list[str]
    checks: list[CheckResult]


@dataclass(frozen=True)
class MetricJson:
    """A metric: the best value where a direction is known, else the mean, and how far it is from the baseline.

    Where both sides have several runs, means are compared, and ``low`` and ``high`` are the 95 % bootstrap interval.
    """

    metric: str
    goal: Literal["minimize", "maximize", ""]
    value: float | None
    runs: int
    baseline: float | None
    baseline_runs: int
    difference: float | None
    low: float | None
    high: float | None
    verdict: Literal["better", "worse", "same", "unclear", ""]


@dataclass(frozen=True)
class BuildResult:
    """What a build made: the file, its gates, its results, and what is missing in it."""

    format: str
    path: str
    bytes: int
    title: str
    runs: int
    baseline_runs: int
    complete: bool
    gates_state: Literal["passed", "failed", "undecided"]
    gates: list[GateResult]
    metrics: list[MetricJson]
    problems: list[ProblemResult]
    parts: list[PartResult]
    pdf: str = ""
    locked: bool = False
    removed: dict[str, int] = field(default_factory=dict)
    """How much an anonymous report lacks, by kind."""


def result_of(result: Result) -> BuildResult:
    """Return a build's result."""
    contents = result.contents
    verdicts = result.verdicts
    return BuildResult(
        format=FORMAT, path=str(result.shown_path(result.path)), bytes=result.size, title=title_of(result),
        runs=result.runs, baseline_runs=len(contents.judged.baseline.runs) if contents else 0,
        complete=result.complete, gates_state=outcome(verdicts), gates=[gate_of(one) for one in verdicts],
        metrics=[_metric(one) for one in results_of(contents)] if contents else [],
        problems=problems_of(result.problems),
        parts=[PartResult(share.name, share.size) for share in result.shares],
        pdf="" if result.pdf is None else str(result.shown_path(result.pdf)),
        locked=result.locked, removed=result.anonymity.removed() if result.anonymity is not None else {},
    )  # fmt: skip


def title_of(result: Result) -> str:
    """Return the report's title, or the name of its spec."""
    report = result.contents.report if result.contents else None
    return "" if report is None else report.spec.title or Path(report.document.file).stem


def as_json(result: Result) -> str:
    """Return a build's result as JSON, one line for each value; no terminal or runner takes a line for a command."""
    text = json.dumps(asdict(result_of(result)), indent=1, ensure_ascii=False)
    return result.published(text).replace("##", "#\\u0023")


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft-07) of the result."""
    made = TypeAdapter(BuildResult).json_schema(ref_template="#/definitions/{model}")
    definitions = made.pop("$defs", {})
    return {"$schema": "http://json-schema.org/draft-07/schema#", **made, "title": "reportgen result",
            "definitions": definitions}  # fmt: skip


def problems_of(problems: Sequence[Problem]) -> list[ProblemResult]:
    """Return problems with their places."""
    places = [one.where or Position("") for one in problems]
    return [
        ProblemResult(one.level.value, str(one.where or ""), at.file, at.line, at.column, str(one), one.hint)
        for one, at in zip(problems, places, strict=True)
    ]


def gate_of(verdict: Verdict) -> GateResult:
    """Return a verdict."""
    return GateResult(
        name=verdict.name, group=_clean(verdict.group), condition=verdict.condition, severity=verdict.severity,
        state=verdict.state, over=verdict.over, runs=verdict.runs, baseline_runs=verdict.baseline_runs,
        failing=list(map(_clean, verdict.failing)), reasons=list(map(_clean, reasons_of(verdict))),
        notes=list(map(_clean, notes_of(verdict))), checks=[_check(check) for check in verdict.checks],
    )  # fmt: skip


def _check(check: Check) -> CheckResult:
    return CheckResult(
        state=check.state, of=check.subject, run=_clean(check.run), value=_number(check.value),
        operator=check.operator, limit=_number(check.limit), baseline=_number(check.baseline),
        difference=_number(check.difference), low=_number(check.low), high=_number(check.high),
    )  # fmt: skip


def _metric(one: MetricResult) -> MetricJson:
    apart = one.difference
    value = apart.value if apart is not None and apart.is_sure else one.value
    return MetricJson(
        metric=_clean(one.metric), goal=one.goal, value=_number(value), runs=one.runs,
        baseline=_number(one.baseline), baseline_runs=apart.baseline_runs if apart else 0,
        difference=_number(apart.difference) if apart else None, low=_number(apart.low) if apart else None,
        high=_number(apart.high) if apart else None, verdict=apart.verdict if apart else "",
    )  # fmt: skip


def _clean(text: str) -> str:
    return clean(text)[0]


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
