"""The panel that pr_curve and roc_curve are: exact curves of a table's scores, or a chart that the script logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Literal

from reportgen.errors import PanelError
from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet
from reportgen.panels import _curves, _presets
from reportgen.panels._base import Context, Theme
from reportgen.panels._class_names import Called
from reportgen.panels._scores import ScorePanel
from reportgen.spec.fields import Words


class CurvePanel(ScorePanel):
    """A curve over all thresholds of scores. ``curve`` is "pr" or "roc", ``area`` the attribute with its area."""

    curve: ClassVar[Literal["pr", "roc"]]
    area: ClassVar[str]

    classes_to_plot: Words = []
    """Only these classes."""

    def prepare(self, runs: RunSet, context: Context) -> Any:
        """Return exact curves, or the logged chart where the spec names no truth."""
        if not self.truth:
            return self.logged(runs, context)
        scored, problems = self.scored(runs, context)
        try:
            view = _curves.curves_of(
                scored, lambda c: float(getattr(c, self.area)), self._wanted(), self.source(), context.width
            )
        except LookupError as error:
            raise PanelError(str(error.args[0])) from None
        return replace(view, problems=tuple(problems))

    def _wanted(self) -> list[str]:
        return [str(name) for name in Called(self.class_labels).cells(self.classes_to_plot, self.truth)]

    def render(self, view: Any, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the plot and its numbers."""
        del theme, children
        if not isinstance(view, _curves.Curves):
            return _presets.render(view, self.heading())
        if not view.named:
            return self.without(view.problems)
        return _curves.render(view, self.curve, self.heading())
