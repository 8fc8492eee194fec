"""What changed from the baseline: results with their directions, settings, and what only one side logged.

- differences: {groupby: name}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from markupsafe import Markup
from pydantic import Field

from reportgen.fragment import Fragment
from reportgen.gates import Baseline
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import nothing
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.differences.markup import logged, results, settings_table, sides_line
from reportgen.panels.differences.said import alt, said
from reportgen.panels.differences.view import Side, View
from reportgen.spec.fields import RunPaths
from reportgen.stats.compared import contents
from reportgen.stats.compared.code import CodeChanges, code_changes
from reportgen.stats.compared.matching import matched
from reportgen.stats.compared.outcomes import outcomes
from reportgen.stats.compared.settings import settings
from reportgen.texts import say


class Differences(Panel):
    """Runs against those of the report's ``baseline``: one sentence, then tables of results and settings.

    Several runs on both sides are compared by their means, with the 95 % bootstrap interval of the difference; what
    lies within it is noise. What is the same is folded; what only one side has is named.
    """

    main: ClassVar[str] = "groupby"
    framed: ClassVar[bool] = False

    groupby: RunPaths = []
    """Paths by which runs are matched with those of the baseline: ``name``, ``config.model``; if omitted, all runs of
    one side are compared with all of the other."""
    columns: RunPaths = []
    """Only these settings and results, such as ``config.lr`` and ``summary.val/acc``; all if omitted."""
    code: bool = False
    """Also count the packages and the files of saved code that differ, which are private."""
    max_rows_to_show: Annotated[int, Field(ge=1)] = 30
    """Rows of each kind of difference that are shown initially; the others unfold."""

    def references(self) -> list[Reference]:
        """Return the chosen paths."""
        return [Reference(("columns", i), path, "path") for i, path in enumerate(self.columns)]

    def heading(self) -> str:
        """Return the title."""
        return self.title or say("Differences")

    def prepare(self, runs: RunSet, context: Context) -> View | None:
        """Return what differs; None where there is no baseline."""
        first, second = _sides(runs, context.baseline)
        if not len(context.baseline.runs):
            return None
        baseline = context.baseline
        sides = _side(first, baseline, say("baseline")), _side(second, baseline, say("this report"))
        if not (len(first) and len(second)):
            return View(sides)
        found = matched(first, second, self.groupby)
        wanted = set(self.columns)
        shown = [one for one in settings(found.pairs) if not wanted or wanted & {one.name, f"config.{one.name}"}]
        told = [one for one in outcomes(found.pairs, first, second)
                if not wanted or wanted & {one.name, f"summary.{one.name}"}]  # fmt: skip
        only = contents.only(first, second), contents.only(second, first)
        return View(
            sides, tuple(shown), tuple(told), only, contents.different(found.pairs), found.alone, len(found.pairs),
            code_changes(first, second) if self.code else CodeChanges(),
        )  # fmt: skip

    def render(self, view: View | None, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the sentence and the tables."""
        del theme, children
        if view is None:
            return nothing(say("The report has no baseline to compare with."))
        for side in view.sides:
            if not side.runs:
                return nothing(say("{side} has no run to compare.", side=side.name))
        html = Markup(
            '<section class="rg-differences" aria-label="{}"><h2 class="rg-label">{}</h2>{}'
            '<p class="rg-differences-said">{}</p>{}{}{}</section>'
        ).format(
            self.heading(), self.heading(), sides_line(view), said(view),
            results(view, self.max_rows_to_show), settings_table(view, self.max_rows_to_show), logged(view),
        )  # fmt: skip
        return Fragment(html, alt=alt(view), styles=frozenset({"differences"}))


def _sides(runs: RunSet, baseline: Baseline) -> tuple[RunSet, RunSet]:
    """Return the baseline's runs, as the page numbers them where they are its own, and the runs compared with them."""
    second = baseline.others(runs)
    if not baseline.within:
        return baseline.runs, second
    others = {run.index for run in second}
    return replace(runs, runs=tuple(run for run in runs if run.index not in others)), second


def _side(runs: RunSet, baseline: Baseline, name: str) -> Side:
    sides = {run.meta.side for run in runs}
    states = Counter(run.meta.state for run in runs)
    drawn = baseline.within or runs is not baseline.runs
    return Side(
        (sides.pop() if len(sides) == 1 else "") or name, runs.runs[0].index if len(runs) and drawn else -1, len(runs),
        tuple(states.items()), {run.meta.format for run in runs} == {contents.REPORT},
    )  # fmt: skip
