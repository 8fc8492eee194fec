"""What the gates of the report decided: red, green or undecided, with value, limit and baseline, and why.

- gates: [mAP holds, loss is finite]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from reportgen.digits import digits, title
from reportgen.errors import PanelError, suggestion
from reportgen.fragment import Fragment
from reportgen.gates import Check, Verdict, outcome
from reportgen.gates.words import (
    SIGNS,
    between,
    figures,
    headline,
    limit_of,
    notes_of,
    over_of,
    reasons_of,
    runs_of,
    signed,
    state_word,
    tally,
)
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import empty
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.privacy.text import clean
from reportgen.spec.fields import Words
from reportgen.texts import say

_RANK = {"failed": 0, "undecided": 1, "passed": 2}


@dataclass(frozen=True)
class View:
    """The verdicts to show, the red ones first, and whether the report has a baseline."""

    verdicts: tuple[Verdict, ...]
    compares: bool


class Gates(Panel):
    """The verdicts of the report's ``gates``. It is at the top of the page unless a block of the spec places it."""

    main: ClassVar[str] = "names"
    framed: ClassVar[bool] = False
    uses_runs: ClassVar[bool] = False
    of_gates: ClassVar[bool] = True

    names: Words = []
    """Names of the gates to show; all if omitted."""

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the verdicts; PanelError for a name that no gate has."""
        del runs
        known = list(dict.fromkeys(verdict.name for verdict in context.verdicts))
        for place, name in enumerate(self.names):
            if name not in known:
                raise PanelError(f"no gate is called '{name}'", suggestion(name, known, "gates"), ("names", place))
        shown = [one for one in context.verdicts if not self.names or one.name in self.names]
        shown.sort(key=lambda one: (_RANK[one.state], one.severity == "warning"))  # in the order of the spec otherwise
        return View(tuple(shown), any(_has_baseline(check) for one in shown for check in one.checks))

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return a table with a row for each verdict."""
        del theme, children
        if not view.verdicts:
            return Fragment(empty(say("The report has no gates.")))
        heads = [say("Gate"), say("Verdict"), say("Value"), say("Limit")]
        heads += [say("Baseline"), say("Difference")] if view.compares else []
        head = Markup().join(
            Markup('<th scope="col"{}>{}</th>').format(Markup(' class="n"') if place > 1 else Markup(), name)
            for place, name in enumerate(heads)
        )
        body = Markup().join(_row(verdict, compares=view.compares) for verdict in view.verdicts)
        state, said = outcome(view.verdicts), headline(view.verdicts)
        said = f"{self.title}: {said}" if self.title else said
        html = Markup(
            '<section class="rg-gates" data-state="{}" aria-label="{}"><h2 class="rg-gates-head">'
            '<span class="rg-verdict" data-state="{}"><i aria-hidden="true">{}</i>{}</span>'
            '<span class="rg-note">{}</span></h2>'
            "<table><thead><tr>{}</tr></thead>{}</table></section>"
        ).format(
            state, self.title or say("Gates"), state, SIGNS[state], said, tally(view.verdicts),
            head, body,
        )  # fmt: skip
        alt = "; ".join(f"{one.label}: {state_word(one)}" for one in view.verdicts)
        return Fragment(html, alt=clean(alt)[0], styles=frozenset({"gates"}))


def _row(verdict: Verdict, *, compares: bool) -> Markup:
    """Return a verdict's rows: one with the first comparison, one for each other, and one for what there is to say."""
    said = [*reasons_of(verdict), *notes_of(verdict)]
    checks: list[Check | None] = [check for check in verdict.checks if check.is_told]
    checks = checks or [None]
    state = Markup(
        '<span class="rg-verdict" data-state="{}" data-severity="{}"><i aria-hidden="true">{}</i>{}</span>'
    ).format(verdict.state, verdict.severity, SIGNS[verdict.state], state_word(verdict))
    text = Markup().join(Markup("<p>{}</p>").format(clean(one)[0]) for one in said)
    name = Markup(
        '<th scope="row" rowspan="{}"><span class="rg-gate-name"><bdi>{}</bdi></span>{}{}<p class="rg-note">{}</p></th>'
        '<td rowspan="{}">{}</td>'
    ).format(
        len(checks), clean(verdict.label)[0],
        Markup("") if verdict.condition == verdict.label else Markup("<code>{}</code>").format(verdict.condition),
        Markup('<div class="rg-gate-why">{}</div>').format(text) if said else Markup(),
        runs_of(verdict), len(checks), state,
    )  # fmt: skip
    rows = Markup().join(
        Markup("<tr>{}{}</tr>").format(name if place == 0 else Markup(), _numbers(verdict, check, compares=compares))
        for place, check in enumerate(checks)
    )
    return Markup('<tbody data-state="{}" data-severity="{}">{}</tbody>').format(verdict.state, verdict.severity, rows)


def _numbers(verdict: Verdict, check: Check | None, *, compares: bool) -> Markup:
    """Return the cells of a comparison: the value and what it is of, the limit, the baseline and the difference."""
    if check is None:
        return Markup('<td class="n">–</td>') * (4 if compares else 2)
    value, over = figures(check)[0], clean(over_of(verdict, check))[0]
    cells = [
        _cell(say("Value"), value, check.value, over, own=True),
        _cell(say("Limit"), limit_of(check), check.limit, ""),
    ]
    if compares and _has_baseline(check):
        low, high = check.low, check.high
        interval = say("95 %: {range}", range=between(low, high)) if not math.isnan(low) else ""
        cells.append(_cell(say("Baseline"), digits(check.baseline), check.baseline, ""))
        cells.append(_cell(say("Difference"), signed(check.difference), check.difference, interval))
    elif compares:
        cells += [Markup('<td class="n">–</td>')] * 2
    return Markup().join(cells)


def _cell(name: str, text: str, value: float, below: str, *, own: bool = False) -> Markup:
    exact = title(value, text.lstrip("≤≥<>=≠+±− ")) if math.isfinite(value) else ""
    return Markup('<td class="n" data-name="{}"{}{}><b>{}</b>{}</td>').format(
        name, Markup(" data-own") if own else Markup(), Markup(' title="{}"').format(exact) if exact else Markup(),
        text,
        Markup("<small>{}</small>").format(below) if below else Markup(),
    )  # fmt: skip


def _has_baseline(check: Check) -> bool:
    return not math.isnan(check.baseline)
