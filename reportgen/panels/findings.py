"""What is worth knowing of the runs in words: which diverged, stopped or overfit, which is best, and how sure that is.

- findings: {}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from markupsafe import Markup
from pydantic import Field

from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import run_name, swatch
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.stats.findings import Finding, findings
from reportgen.texts import plural, say


@dataclass(frozen=True)
class View:
    """The findings in the order of their weight, and how each run that they name is shown."""

    found: tuple[Finding, ...]
    runs: Mapping[int, dict[str, Any]]


class Findings(Panel):
    """Sentences about the runs, computed by fixed rules: divergence, early stops, overfitting, gaps, the best run."""

    main: ClassVar[str] = "title"
    framed: ClassVar[bool] = False

    max_findings_to_show: Annotated[int, Field(ge=1)] = 6
    """Findings that are shown initially; the others unfold."""

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return what the rules find."""
        del context
        return View(tuple(findings(runs)), {run.index: swatch(run) for run in runs})

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the sentences, each with its rule as a title; nothing where there are none."""
        del theme, children
        if not view.found:
            return Fragment()
        items = [_item(one, view.runs) for one in view.found]
        most = self.max_findings_to_show
        most = most if len(items) > most + 1 else len(items)
        shown = Markup("<ul>{}</ul>").format(Markup().join(items[:most]))
        rest = Markup()
        if items[most:]:
            rest = Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(
                say("{n} more", n=len(items) - most), Markup().join(items[most:])
            )
        heading = Markup('<h2 class="rg-label">{}</h2>').format(self.title or say("Findings"))
        html = Markup('<rg-findings class="rg-findings">{}{}{}{}</rg-findings>').format(
            heading, shown, rest, _rules(view)
        )
        return Fragment(html, frozenset({"findings"}), alt=plural(len(items), "finding"))


def _item(one: Finding, runs: Mapping[int, dict[str, Any]]) -> Markup:
    parts = [
        Markup('<span class="rg-finding-run">{}</span>').format(run_name(runs[part])) if isinstance(part, int) else part
        for part in one.text
    ]
    return Markup(
        '<li data-level="{}" data-kind="{}" data-metric="{}" data-runs="{}"><i></i><p title="{}">{}{}</p></li>'
    ).format(one.level, one.kind, one.metric, ".".join(map(str, one.runs)), one.rule, Markup().join(parts), say("."))


def _rules(view: View) -> Markup:
    """Return each rule once, folded: the titles of sentences cannot be read by touch or in print."""
    rules = dict.fromkeys((one.kind, one.rule) for one in view.found)
    rows = Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(_kind(kind), rule) for kind, rule in rules)
    return Markup('<details class="rg-rules"><summary>{}</summary><dl>{}</dl></details>').format(say("Rules"), rows)


def _kind(kind: str) -> str:
    return {
        "near tie": say("Near tie"),
        "best": say("Best"),
        "group": say("Similar runs"),
        "diverged": say("Diverged"),
        "stopped": say("Stopped"),
        "gaps": say("Gaps"),
        "overfitting": say("Overfitting"),
        "missing": say("Missing"),
        "projects": say("Projects"),
    }[kind]
