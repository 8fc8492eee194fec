"""Which config values matter for a metric: a random forest's importance, and correlation.

- parameter_importance: summary.val/mAP
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from markupsafe import Markup
from pydantic import Field

from reportgen.fragment import Fragment
from reportgen.model.nested import flatten
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import empty
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import short
from reportgen.spec.fields import RunPath, RunPaths
from reportgen.stats.importance import LEAST, TREES, Importance, importance_of
from reportgen.stats.labels import labels_of
from reportgen.texts import plural, say

_SHOWN = 12
_NAMED = 6


@dataclass(frozen=True)
class View:
    """The parameters that vary, the most important first, from how many runs."""

    found: tuple[Importance, ...]
    runs: int
    forest: bool
    left_out: int
    labels: tuple[tuple[str, str], ...] = ()
    """What was not ranked because it is no setting, and what it is."""


class ParameterImportance(Panel):
    """The config values that vary, by a random forest's importance and by correlation with a metric."""

    main: ClassVar[str] = "with_respect_to"

    with_respect_to: RunPath = Field(min_length=1)
    """The metric (its summary value) or path that the parameters should explain."""
    parameters: RunPaths = []
    """Only these config paths; by default all that vary and are settings: no seeds, ids, indices, ports, or numbers and
    names of runs."""

    def references(self) -> list[Reference]:
        """Return the metric and the parameters."""
        found = [Reference(("parameters", i), path, "path") for i, path in enumerate(self.parameters)]
        return [Reference(("with_respect_to",), self.with_respect_to, "path"), *found]

    def heading(self) -> str:
        """Return the title, or what is explained."""
        return self.title or say("Parameter importance for {metric}", metric=short(self.with_respect_to))

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the importance of each parameter."""
        del context
        numbers = [(run, run.number(self.with_respect_to)) for run in runs]
        kept = [(run, value) for run, value in numbers if math.isfinite(value)]
        names = self.parameters or sorted({f"config.{key}" for run, _ in kept for key in flatten(run.meta.config)})
        values = {name: [run.lookup(name) for run, _ in kept] for name in names}
        if len(kept) < LEAST:
            return View((), len(kept), forest=False, left_out=len(numbers) - len(kept))
        labels = {} if self.parameters else labels_of(values)
        settings = {name: own for name, own in values.items() if name not in labels}
        found, forest = importance_of(settings, np.array([value for _, value in kept]))
        return View(tuple(found), len(kept), forest, len(numbers) - len(kept), tuple(sorted(labels.items())))

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return a table with a bar for each parameter, and what it was computed from."""
        del theme, children
        metric = short(self.with_respect_to)
        if view.runs < LEAST:
            text = "{runs} {metric} as a number; at least {least} are needed to rank parameters."
            return Fragment(
                empty(say(text, metric=metric, runs=plural(view.runs, "run has", "runs have"), least=LEAST))
            )
        if not view.found:
            return Fragment(empty(say("No config value differs between these runs.")), sampled=_said_of(view.labels))
        method = say("random forest of {n} trees (mean decrease in impurity), Pearson correlation", n=TREES)
        if not view.forest:
            method = say(
                "Pearson correlation. For a random forest's importance: pip install 'reportgen-ml[importance]'"
            )
        notes = [say("From {runs}: {method}.", runs=plural(view.runs, "run"), method=method)]
        if view.runs < 10 * len(view.found):
            notes.append(
                say(
                    "Only {runs} for {parameters}: treat the ranking as a hint.",
                    runs=plural(view.runs, "run"),
                    parameters=plural(len(view.found), "parameter"),
                )
            )
        if view.left_out:
            notes.append(say("{runs} without {what} omitted.", runs=plural(view.left_out, "run"), what=metric))
        notes += _said_of(view.labels)
        most = max((one.importance for one in view.found if one.importance > 0), default=1.0)
        rows = [_row(one, view.forest, most) for one in view.found]
        body = _table(rows[:_SHOWN], view.forest)
        if len(rows) > _SHOWN:
            rest = _table(rows[_SHOWN:], view.forest)
            body += Markup("<details><summary>{}</summary>{}</details>").format(
                say("{n} more", n=len(rows) - _SHOWN), rest
            )
        said = ", ".join(short(one.name) for one in view.found[:5])
        return Fragment(
            body, alt=say("Most important for {metric}: {parameters}.", metric=metric, parameters=said), sampled=notes
        )


def _said_of(labels: Sequence[tuple[str, str]]) -> list[str]:
    """Return the note on what was not ranked."""
    if not labels:
        return []
    named = ", ".join(f"{short(name)} ({_reason(what)})" for name, what in labels[:_NAMED])
    more = " " + say("and {n} more", n=f"{len(labels) - _NAMED:,}") if len(labels) > _NAMED else ""
    text = (
        "Not ranked, because they tell runs apart without being settings: {names}. "
        "Name them under 'parameters' to rank them."
    )
    return [say(text, names=f"{named}{more}")]


def _reason(what: str) -> str:
    words = {
        "a seed": say("a seed"), "an id": say("an id"), "a port": say("a port"), "a time": say("a time"),
        "an index": say("an index"), "a rank": say("a rank"), "a machine": say("a machine"),
        "counts the runs": say("counts the runs"), "differs in every run": say("differs in every run"),
    }  # fmt: skip
    return words.get(what, what)


def _row(one: Importance, forest: bool, most: float) -> Markup:
    """Return a row of the table; bars of importance are shares of the largest, ``most``."""
    share = 0.0 if math.isnan(one.importance) else one.importance
    bar = Markup('<td><span class="rg-bar"><span style="width:{:.1f}%;background:var(--accent)"></span></span></td>'
                 '<td class="n">{:.2f}</td>').format(share / most * 100, share)  # fmt: skip
    if math.isnan(one.correlation):
        signed = Markup('<td></td><td class="n">–</td>')
    else:
        left = 50 - abs(one.correlation) * 50 if one.correlation < 0 else 50
        signed = Markup(
            '<td><span class="rg-bar rg-signed"><span style="margin-inline-start:{:.1f}%;width:{:.1f}%;'
            'background:var(--accent)"></span></span></td><td class="n"><bdi>{}</bdi></td>'
        ).format(left, abs(one.correlation) * 50, f"{one.correlation:+.2f}".replace("-", "−"))
    return Markup('<tr><th scope="row"><bdi>{}</bdi></th>{}{}</tr>').format(
        short(one.name), bar if forest else Markup(), signed
    )


def _table(rows: Sequence[Markup], forest: bool) -> Markup:
    first = Markup('<th scope="col" colspan="2">{}</th>').format(say("Importance")) if forest else Markup()
    return Markup(
        '<div class="rg-table-scroll rg-importance" tabindex="0" role="group" aria-label="{}"><table><thead>'
        '<tr><th scope="col">{}</th>{}<th scope="col" colspan="2">{}</th></tr></thead><tbody>{}</tbody>'
        "</table></div>"
    ).format(say("Importance"), say("Parameter"), first, say("Correlation"), Markup().join(rows))
