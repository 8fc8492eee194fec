"""A run of an evaluation: what the tool computed at once, the samples when they are asked for."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from reportgen.evaluations.sample import Sheet
from reportgen.model.column import Column, KeyInfo, MetricDefinition
from reportgen.model.evaluation import Evaluation, Metric, Score
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.table import Table


@dataclass(frozen=True)
class Figures:
    """Numbers that a tool computed: the metrics, and the values of the summary by their keys."""

    metrics: tuple[Metric, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


class EvaluationRun(RunSource):
    """A run with a table of samples; ``meta``, ``said``, ``figures`` and ``sheet`` are a reader's."""

    @property
    @abstractmethod
    def said(self) -> Evaluation:
        """What the log says of the evaluation, without what only its samples tell."""

    @property
    @abstractmethod
    def figures(self) -> Figures:
        """What the tool computed."""

    @abstractmethod
    def sheet(self) -> Sheet | None:
        """Return the samples with all that is kept of them; None where there are none."""

    def outline(self) -> Sheet | None:
        """Return the samples, possibly without long texts: what is told of the columns is the same."""
        return self._sheet

    def scored(self, column: str, name: str) -> Score:
        """Return what is known of a score, by its column and the tool's name."""
        del name
        return Score(column)

    @cached_property
    def _sheet(self) -> Sheet | None:
        return self.sheet()

    @cached_property
    def _evaluation(self) -> Evaluation:
        said, sheet = replace(self.said, metrics=self.figures.metrics), self.outline()
        if sheet is None or not sheet.table.rows:
            return replace(said, table="", passed="", metrics=tuple(replace(one, score="") for one in said.metrics))
        known = {one.column: one for one in said.scores}
        scores = [known.get(name) or self.scored(column, name) for name, column in sheet.scores.items()]
        metrics = tuple(replace(one, score=sheet.scores.get(one.score, "")) for one in said.metrics)
        return replace(
            said,
            categories=sheet.categories,
            scores=tuple(scores),
            metrics=metrics,
            passed=said.passed if sheet.decided else "",
        )

    def evaluation(self) -> Evaluation:
        """Return what the run says of its samples and scores."""
        return self._evaluation

    def has_samples(self) -> bool:
        """Return whether there are samples, without opening them where that is not needed."""
        sheet = self.outline()
        return sheet is not None and bool(sheet.table.rows)

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return the table of samples."""
        key = self.said.table
        return {key: KeyInfo(key, ("table",), 1)} if key and self.has_samples() else {}

    def column(self, key: str) -> Column:
        """Return nothing: an evaluation has no steps."""
        del key
        return Column.empty()

    def summary(self) -> Mapping[str, Any]:
        """Return what the tool computed."""
        return self.figures.values

    def definition(self, key: str) -> MetricDefinition:
        """Return whether more is better, where the tool says so or it is usual."""
        found = next((one.goal for one in self.figures.metrics if one.key == key), "")
        return MetricDefinition(goal=found)

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return the table of samples."""
        sheet = self._sheet if key == self.said.table and key else None
        return [] if sheet is None or not sheet.table.rows else [(0, sheet.table)]


class Finished(EvaluationRun):
    """A run whose samples were read together with what the tool computed."""

    def __init__(
        self, meta: RunMeta, said: Evaluation, figures: Figures, sheet: Sheet | None, scores: Sequence[Score] = ()
    ) -> None:
        self._meta, self._said, self._figures, self._read = meta, said, figures, sheet
        self._scores = {one.column: one for one in scores}

    @property
    def meta(self) -> RunMeta:
        """What the log says of the run."""
        return self._meta

    @property
    def said(self) -> Evaluation:
        """What the log says of the evaluation."""
        return self._said

    @property
    def figures(self) -> Figures:
        """What the tool computed."""
        return self._figures

    def sheet(self) -> Sheet | None:
        """Return the samples."""
        return self._read

    def scored(self, column: str, name: str) -> Score:
        """Return what is known of a score."""
        known = self._scores.get(name) or self._scores.get(column)
        return Score(column) if known is None else replace(known, column=column)


def means(sheet: Sheet, scores: Mapping[str, Score] | None = None) -> Figures:
    """Return the mean of each score with its standard error, for tools that compute none; unscored is in neither."""
    metrics, values = [], dict[str, Any]()
    for name, column in sheet.scores.items():
        place = sheet.table.columns.index(column)
        score = (scores or {}).get(name) or Score(column)
        found = [n for row in sheet.table.rows if not math.isnan(n := score.number(row[place]))]
        if not found:
            continue
        key, count = f"{name}/mean", len(found)
        mean = math.fsum(found) / count
        values[key] = mean
        error = ""
        if count > 1:
            error = f"{name}/mean_stderr"
            values[error] = math.sqrt(math.fsum((n - mean) ** 2 for n in found) / (count - 1) / count)
        metrics.append(Metric(key, error, count, name, "mean", goal=score.goal))
    return Figures(tuple(metrics), values)
