"""The markup of two evaluations against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reportgen.panels.base.estimates import Scale, rule_of
from reportgen.panels.base.markup import run_name
from reportgen.panels.evaluation_comparer.pairs import FIRST, SECOND, Pair, View, category_key, verdict
from reportgen.stats.evaluations.paired import Category
from reportgen.texts import plural, say

_TOP = 12
"""Categories of a column that are shown before the others unfold."""


def markup_of(view: View, block: str) -> Markup:
    """Return a section for each pair; the first one is shown until the reader chooses another."""
    sections = Markup().join(_section(number, pair) for number, pair in enumerate(view.pairs))
    return Markup('<rg-evaluation-comparer class="rg-evaluation" data-view="{}">{}</rg-evaluation-comparer>').format(
        block, sections
    )


def _section(number: int, pair: Pair) -> Markup:
    parts = (_said(pair), _outcomes(pair), _apart(pair), _categories(pair), _measures(pair), _errors(pair))
    return Markup('<section class="rg-evaluation-pair" data-pair="{}"{}>{}</section>').format(
        number, Markup(" hidden") if number else Markup(), Markup().join(parts)
    )


def _said(pair: Pair) -> Markup:
    """Return the verdict, and the difference with its interval around zero."""
    found, scale = pair.found, pair.scale
    level = "note" if not found.is_decided else "good"
    head = Markup('<p class="rg-verdict" data-level="{}">{}</p>').format(level, _with_names(pair))
    if not found.difference.n:
        return head
    shares = Scale.of([found.first, found.second], is_share=scale.is_share)
    minus = Markup('{} <span class="rg-note">{} − {}</span>').format(
        say("Difference"), pair.second["short"], pair.first["short"]
    )
    change = found.difference
    rows = [
        *(
            _line(_run(run), shares.value(one.value), shares.bar(one, run["index"]), shares.interval(one),
                  rule_of(one), one.n)
            for run, one in ((pair.first, found.first), (pair.second, found.second))
        ),
        _line(minus, scale.change(change.value), scale.bar(change), scale.interval(change, signed=True),
              rule_of(change), change.n),
    ]  # fmt: skip
    names = (_name(pair), pair.score, say("95 % interval"), "", say("Samples"))
    return head + Markup('<table class="rg-scores">{}<tbody>{}</tbody></table>').format(
        _head(names), Markup().join(rows)
    )


def _with_names(pair: Pair) -> Markup:
    """Return the verdict, its runs with their colours."""
    text = Markup("{}").format(verdict(pair))
    for mark, run in ((FIRST, pair.first), (SECOND, pair.second)):
        text = text.replace(mark, Markup('<span class="rg-verdict-run">{}</span>').format(run_name(run)))
    return text


def _run(run: Mapping[str, Any]) -> Markup:
    """Return a run by its short name; the whole one is its title."""
    return Markup('<span title="{}">{}</span>').format(run["name"], run_name({**run, "name": run["short"]}))


def _name(pair: Pair) -> str:
    return pair.stratum or pair.task


def _head(names: Sequence[str]) -> Markup:
    cells = Markup().join(
        Markup('<th scope="col">{}</th>').format(name) if name else Markup("<td></td>") for name in names
    )
    return Markup("<thead><tr>{}</tr></thead>").format(cells)


def _line(head: Markup, value: str, bar: Markup, reach: str, rule: str, n: int) -> Markup:
    return Markup(
        '<tr><th scope="row">{}</th><td class="rg-score-value">{}</td><td>{}</td>'
        '<td class="rg-score-reach" title="{}">{}</td><td class="rg-score-n">{}</td></tr>'
    ).format(head, value, bar, rule, reach, f"{n:,}")


def _outcomes(pair: Pair) -> Markup:
    """Return who was right where: four counts, which ask the table of samples once scripts run."""
    found = pair.found.outcomes
    if found is None:
        return Markup()
    first, second = pair.first["short"], pair.second["short"]
    rows = [
        ("both", say("both right"), found.both),
        ("first", say("only {run} right", run=first), found.only_first),
        ("second", say("only {run} right", run=second), found.only_second),
        ("neither", say("both wrong"), found.neither),
    ]
    items = Markup().join(
        Markup('<li data-outcome="{}"><b>{}</b> <span>{}</span></li>').format(name, f"{count:,}", label)
        for name, label, count in rows
    )
    return Markup('<ul class="rg-outcomes" aria-label="{}">{}</ul>').format(say("Who was right"), items)


def _apart(pair: Pair) -> Markup:
    """Return what is not in the comparison, and what should be equal and is not."""
    found = pair.found
    first, second = pair.first["short"], pair.second["short"]
    notes = [
        ("only_first", found.only_first, say("{n} only in {run}", n=plural(found.only_first, "sample"), run=first)),
        ("only_second", found.only_second, say("{n} only in {run}", n=plural(found.only_second, "sample"), run=second)),
        ("unscored", found.unscored, say("{n} not scored in one of the two", n=plural(found.unscored, "sample"))),
        ("unlike", found.unlike, say("{n} that differ in the question", n=plural(found.unlike, "sample"))),
        ("changed", found.changed,
         say("{n} answered differently with the same score", n=plural(found.changed, "sample"))),
    ]  # fmt: skip
    parts = [
        Markup('<li><span data-outcome="{}">{}</span></li>').format(name, text) for name, count, text in notes if count
    ]
    for run, lost in ((first, pair.losses[0]), (second, pair.losses[1])):
        if lost:
            parts.append(Markup("<li>{}: {}</li>").format(run, ", ".join(lost)))
    items = Markup().join(parts)
    html = Markup('<ul class="rg-apart rg-note">{}</ul>').format(items) if parts else Markup()
    if pair.like:
        differences = "; ".join(f"{name} {one} · {other}" for name, one, other in pair.like)
        text = say("Not asked in the same way: {differences}", differences=differences)
        html += Markup('<p class="rg-unlike rg-note">{}</p>').format(text)
    return html


def _categories(pair: Pair) -> Markup:
    parts = []
    for column in dict.fromkeys(one.column for one in pair.found.categories):
        rows = [one for one in pair.found.categories if one.column == column]
        worse = sorted(rows, key=lambda one: (_sign(pair) * one.difference.value, -one.difference.n))
        table = _differences(pair, column, worse[:_TOP])
        if worse[_TOP:]:
            table += Markup("<details><summary>{}</summary>{}</details>").format(
                say("{n} more", n=f"{len(worse) - _TOP:,}"), _differences(pair, column, worse[_TOP:])
            )
        title = say("By {category}: where {run} gains least", category=column, run=pair.second["short"])
        parts.append(Markup('<details class="rg-by" open><summary>{}</summary>{}</details>').format(title, table))
    if parts:
        note = say("Each interval is of one category alone. Of twenty categories, expect one to look real by chance.")
        parts.append(Markup('<p class="rg-note">{}</p>').format(note))
    return Markup().join(parts)


def _sign(pair: Pair) -> int:
    return -1 if pair.found.score.goal == "minimize" else 1


def _differences(pair: Pair, column: str, rows: Sequence[Category]) -> Markup:
    scale = pair.scale
    shares = Scale.of([], is_share=True) if scale.is_share else Scale(0, 1)
    names = (column, pair.first["short"], pair.second["short"], say("Difference"), "", "", say("Samples"))
    body = Markup().join(
        Markup(
            '<tr><th scope="row"><span data-outcome="{}"><bdi>{}</bdi></span></th>{}{}{}<td>{}</td>'
            '<td class="rg-score-reach">{}</td><td class="rg-score-n">{}</td></tr>'
        ).format(
            category_key(one), one.name,
            _cell(names[1], shares.value(one.first.value)), _cell(names[2], shares.value(one.second.value)),
            _cell(names[3], scale.change(one.difference.value)), scale.bar(one.difference),
            scale.interval(one.difference, signed=True), f"{one.difference.n:,}",
        )
        for one in rows
    )  # fmt: skip
    return Markup('<table class="rg-scores rg-strata">{}<tbody>{}</tbody></table>').format(_head(names), body)


def _cell(name: str, text: str) -> Markup:
    """Return a value, with the name of its column for screens that have no room for a header."""
    return Markup('<td class="rg-score-value" data-name="{}">{}</td>').format(name, text)


def _measures(pair: Pair) -> Markup:
    if not pair.measures:
        return Markup()
    rows = [_costs(pair, one.name, one.first, one.second) for one in pair.measures]
    return _fold(say("Time, tokens and cost"), pair, rows)


def _errors(pair: Pair) -> Markup:
    if not pair.errors:
        return Markup()
    rows = [_costs(pair, text, f"{one:,}", f"{other:,}") for text, one, other in pair.errors]
    return _fold(say("Errors"), pair, rows)


def _costs(pair: Pair, name: str, first: str, second: str) -> Markup:
    return Markup('<tr><th scope="row"><bdi>{}</bdi></th>{}{}</tr>').format(
        name, _cell(pair.first["short"], first), _cell(pair.second["short"], second)
    )


def _fold(title: str, pair: Pair, rows: Sequence[Markup]) -> Markup:
    names = ("", pair.first["short"], pair.second["short"])
    return Markup(
        '<details class="rg-by" open><summary>{}</summary>'
        '<table class="rg-scores rg-costs">{}<tbody>{}</tbody></table></details>'
    ).format(title, _head(names), Markup().join(rows))
