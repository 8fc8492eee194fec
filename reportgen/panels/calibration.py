"""How often scores are right: the share that is right over the mean score, in bins, with the calibration error.

- calibration: {table_name: predictions, truth: label, scores: score}
- calibration: {path: predictions.csv, truth: label, scores: [p_cat, p_dog], bins: 15}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from reportgen.digits import digits
from reportgen.fragment import Fragment
from reportgen.model.chart import LoggedChart
from reportgen.model.runset import RunSet
from reportgen.model.table import Table
from reportgen.panels.base.curves.logged import LoggedRows, LoggedView
from reportgen.panels.base.curves.presets import over_diagonal
from reportgen.panels.base.curves.scores import Scored, ScorePanel
from reportgen.panels.base.panel import Context, Theme
from reportgen.stats.scores import Bins, calibrated
from reportgen.texts import say


@dataclass(frozen=True)
class View:
    """The bins of each run as rows of a chart, and its errors."""

    chart: LoggedView
    errors: tuple[tuple[dict[str, Any], Bins], ...] = ()
    problems: tuple[str, ...] = ()


class Calibration(ScorePanel):
    """The share of rows that is right over their mean score, with the expected calibration error (ECE).

    The error is the mean distance from the diagonal, weighted by rows. Of several classes, the highest score counts.
    """

    bins: Annotated[int, Field(ge=2, le=100)] = 10
    """Bins of equal width between 0 and 1."""

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the bins of every run."""
        scored, problems = self.scored(runs, context)
        found = [(one.run, self._bins(one)) for one in scored if one.scores.size]
        if scored and not found:
            problems.append("calibration needs both 'truth' and 'scores'")
        apart = [run["name"] for run, bins in found if not bins.is_probability]
        problems += [f"{name}: scores are not between 0 and 1" for name in apart]
        found = [(run, bins) for run, bins in found if bins.is_probability]
        columns = {"x": say("mean score"), "y": say("share that is right"), "series": "series"}
        tables = tuple(LoggedRows(run, 0, _table(bins, list(columns.values()))) for run, bins in found)
        notes = tuple(
            say("{run}: {n} rows without truth or score are omitted", run=one.run["name"], n=f"{one.dropped:,}")
            for one in scored if one.dropped
        )  # fmt: skip
        chart = LoggedView(
            self.heading(), LoggedChart("line", "calibration", columns), tables, context.width, notes, tuple(problems)
        )
        return View(chart, tuple(found), tuple(problems))

    def _bins(self, one: Scored) -> Bins:
        if one.binary:
            return calibrated(one.scores[:, 1], one.truth == 1, self.bins)
        return calibrated(one.scores.max(axis=1), one.predicted == one.truth, self.bins)

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return a line for each run over the diagonal."""
        del theme, children
        if not view.errors:
            return self.without(view.problems)
        labels = {(run["index"], ""): f"ECE {digits(bins.error, 3)}" for run, bins in view.errors}
        fragment = over_diagonal(view.chart, say("perfect"), labels)
        fragment.alt = f"{self.heading()}: " + " ".join(
            f"{run['name']}: ECE {digits(bins.error, 3)}." for run, bins in view.errors
        )
        return fragment


def _table(bins: Bins, names: Sequence[str]) -> Table:
    known = np.flatnonzero(bins.counts).tolist()
    rows = [[float(bins.scores[at]), float(bins.right[at]), ""] for at in known]
    return Table(list(names), rows, len(rows))
