"""True against predicted classes, as counts or shares; a threshold recounts them in the page.

- confusion_matrix: {table_name: predictions, truth: label, prediction: guess}
- confusion_matrix: {table_name: predictions, truth: label, scores: {cat: p_cat, dog: p_dog}}
- confusion_matrix: conf    # what wandb.plot.confusion_matrix logged
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet
from reportgen.panels.base.curves.matrix import Counted, Matrices, render_matrices
from reportgen.panels.base.curves.presets import render_preset
from reportgen.panels.base.curves.scores import Scored, ScorePanel
from reportgen.panels.base.panel import Context, Theme
from reportgen.stats.scores import confusion
from reportgen.texts import say


class ConfusionMatrix(ScorePanel):
    """A matrix of true and predicted classes for each run; or one that ``wandb.plot.confusion_matrix`` logged."""

    prediction: str = ""
    """The column with the predicted class; by default the class with the highest score."""
    show: Literal["counts", "rows", "columns"] = "counts"
    """Counts, or normalised by row (true class) or by column (predicted class)."""

    def prepare(self, runs: RunSet, context: Context) -> Any:
        """Return the counts of every run, or the logged chart where the spec names no truth."""
        if not self.truth:
            return replace(self.logged(runs, context), show=self.show)
        scored, problems = self.scored(runs, context, self.prediction)
        if not self.prediction and not self.scores:
            problems.append("a confusion matrix needs 'truth' and either 'prediction' or 'scores'")
            scored = []
        classes = list(dict.fromkeys(name for table in scored for name in table.classes))
        tables = [Counted(t.run, _counts(t, classes), None if self.prediction else _over(t, classes)) for t in scored]
        notes = [
            say("{run}: {n} rows without truth or prediction are omitted", run=t.run["name"], n=f"{t.dropped:,}")
            for t in scored
            if t.dropped
        ]
        return Matrices(tuple(classes), tuple(tables), context.width, self.source(), self.show, tuple(notes),
                                tuple(problems))  # fmt: skip

    def render(self, view: Any, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the matrices and each class's figures."""
        del theme, children
        if not isinstance(view, Matrices):
            return render_preset(view, self.heading())
        if not view.tables:
            return self.without(view.problems)
        return render_matrices(view, self.heading())


def _over(table: Scored, classes: Sequence[str]) -> Scored:
    """Return the rows with codes of the classes of all runs."""
    place = np.array([list(classes).index(name) for name in table.classes])
    pair = (int(place[0]), int(place[1])) if table.binary else (0, 1)
    return replace(table, truth=place[table.truth], predicted=place[table.predicted], pair=pair)


def _counts(table: Scored, classes: Sequence[str]) -> Any:
    over = _over(table, classes)
    return confusion(over.truth, over.predicted, len(classes)).astype(np.float64)
