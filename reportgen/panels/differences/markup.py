"""The tables of differences: results by verdict, settings by what happened to them, keys that one side lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from markupsafe import Markup

from reportgen.digits import digits, title
from reportgen.gates.words import between
from reportgen.panels.base.against import delta, delta_class
from reportgen.panels.differences.said import kind_word, told_metrics
from reportgen.panels.differences.view import Side, View
from reportgen.stats.compared.contents import Content
from reportgen.stats.compared.outcomes import Outcome
from reportgen.stats.compared.settings import Setting
from reportgen.texts import plural, say

_NAMES = 12
"""Names of keys that stand in a line before the others are folded."""
_FEW = 5
"""Results within the noise that are not folded."""
_LONE = 10
"""Settings that one side alone has, before the others are folded."""
Row = TypeVar("Row", Outcome, Setting)


def sides_line(view: View) -> Markup:
    """Return a line for each side: its colour, its name and its runs."""
    return Markup('<ul class="rg-differences-sides">{}</ul>').format(Markup().join(map(_side, view.sides)))


def _side(side: Side) -> Markup:
    ended = dict(side.states)
    told = [plural(side.runs, "run")]
    words = {
        "crashed": say("{n} crashed"), "failed": say("{n} failed"), "killed": say("{n} killed"),
        "running": say("{n} running"),
    }  # fmt: skip
    told += [text.replace("{n}", f"{ended[state]:,}") for state, text in words.items() if state in ended]
    if side.is_report:
        told.append(say("read from a report: what that does not show is not compared"))
    return Markup('<li>{} <span class="rg-note">{}</span></li>').format(_name(side), ", ".join(told))


def _name(side: Side) -> Markup:
    dot = Markup('<i class="rg-dot" style="background:var(--run-{})"></i>').format(side.index)
    return Markup("{}<bdi>{}</bdi>").format(dot if side.index >= 0 else Markup(), side.name)


def results(view: View, most: int) -> Markup:
    """Return the table of results, the worse ones first; what is the same, and much noise, is folded."""
    if not view.outcomes:
        return Markup()
    by_verdict: dict[str, list[Outcome]] = {}
    for one in view.outcomes:
        by_verdict.setdefault(one.verdict, []).append(one)
    unclear, same = by_verdict.get("unclear", []), by_verdict.get("same", [])
    groups = [(say("Worse"), by_verdict.get("worse", [])), (say("Better"), by_verdict.get("better", [])),
              (say("Changed"), by_verdict.get("", [])),
              (say("Within the noise"), unclear if len(unclear) <= _FEW else [])]  # fmt: skip
    folded = [(plural(len(unclear), "result within the noise", "results within the noise"),
               unclear if len(unclear) > _FEW else []),
              (plural(len(same), "result that is the same", "results that are the same"), same)]  # fmt: skip
    heads = [say("Result"), *_heads(view), say("Difference")]
    return _part(say("Results"), heads, groups, folded, _result, most) + _unsure(view)


def _unsure(view: View) -> Markup:
    """Say what one run a side cannot tell."""
    apart = [one.difference for one in view.outcomes if one.difference is not None and one.verdict != "same"]
    if not apart or any(one.is_sure for one in apart):
        return Markup()
    return Markup('<p class="rg-note">{}</p>').format(
        say("Single runs are compared: a difference may be noise. Several runs (seeds) on both sides would tell.")
    )


def settings_table(view: View, most: int) -> Markup:
    """Return the table of settings that are not the same; the others are folded."""
    if not view.settings:
        return Markup()
    by_state: dict[str, list[Setting]] = {}
    for one in view.settings:
        by_state.setdefault(one.state, []).append(one)
    first, second = (side.name for side in view.sides)
    same = by_state.get("same", [])
    groups = [(say("Changed"), by_state.get("changed", [])),
              (say("Only in {side}", side=second), by_state.get("second", [])),
              (say("Only in {side}", side=first), by_state.get("first", [])),
              (say("Different among the runs of a side"), by_state.get("varies", []))]  # fmt: skip
    brief = [group for group, _ in groups[1:]]
    folded = [(plural(len(same), "setting that is the same", "settings that are the same"), same)]
    return _part(say("Config"), [say("Setting"), *map(_name, view.sides)], groups, folded, _setting, most, brief)


def _heads(view: View) -> Iterator[Markup]:
    several = any(one.difference is not None and one.difference.is_sure for one in view.outcomes)
    for side in view.sides:
        more = Markup(" <small>{}</small>").format(say("mean")) if several and side.runs > 1 else Markup()
        yield _name(side) + more


def _part(
    name: str, heads: Sequence[Markup | str], groups: Sequence[tuple[str, Sequence[Row]]],
    folded: Sequence[tuple[str, Sequence[Row]]], cells: Callable[[Row], Markup], most: int,
    brief: Sequence[str] = (),
) -> Markup:  # fmt: skip
    """Return a heading, a table with a body for each group of rows, and folds with the others.

    Of the groups in ``brief`` few rows are shown before they are folded.
    """
    bodies, folds = [], []
    for group, rows in groups:
        shown = min(most, _LONE) if group in brief and len(rows) > _LONE + 1 else most
        if rows:
            bodies.append((group, rows[:shown]))
        if rows[shown:]:
            folds.append((say("{n} more: {group}", n=f"{len(rows) - shown:,}", group=group), rows[shown:]))
    folds += [(told, rows) for told, rows in folded if rows]
    top = _table(name, heads, bodies, cells) if bodies else Markup()
    rest = Markup().join(
        Markup("<details><summary>{}</summary>{}</details>").format(told, _table(told, heads, [("", rows)], cells))
        for told, rows in folds
    )
    return Markup('<h3 class="rg-label">{}</h3>{}{}').format(name, top, rest)


def _table(
    name: str, heads: Sequence[Markup | str], bodies: Sequence[tuple[str, Sequence[Row]]],
    cells: Callable[[Row], Markup],
) -> Markup:  # fmt: skip
    head = Markup().join(Markup('<th scope="col">{}</th>').format(one) for one in heads)
    body = Markup().join(
        Markup("<tbody>{}{}</tbody>").format(
            Markup('<tr class="rg-group"><th scope="rowgroup" colspan="{}">{}</th></tr>').format(len(heads), group)
            if group else Markup(),
            Markup().join(cells(row) for row in rows),
        )
        for group, rows in bodies
    )  # fmt: skip
    return Markup(
        '<div class="rg-table-scroll" tabindex="0" role="group" aria-label="{}"><table><thead><tr>{}</tr></thead>{}'
        "</table></div>"
    ).format(name, head, body)


def _label(name: str, group: str) -> Markup:
    more = Markup(" <small>{}</small>").format(group) if group else Markup()
    return Markup('<th scope="row"><bdi>{}</bdi>{}</th>').format(name, more)


def _result(one: Outcome) -> Markup:
    label, apart = _label(one.name, one.group), one.difference
    if apart is None:
        texts = Markup().join(Markup("<td><bdi>{}</bdi></td>").format(text) for text in (one.first, one.second))
        return Markup('<tr>{}{}<td class="rg-delta">–</td></tr>').format(label, texts)
    values = [_number(apart.baseline, apart.baseline_runs, one.lost[0]), _number(apart.value, apart.runs, one.lost[1])]
    inside = between(apart.low, apart.high) if apart.is_sure and one.verdict != "same" else ""
    interval = Markup('<small class="rg-interval">{}</small>').format(say("95 %: {range}", range=inside))
    goal = "" if one.verdict in {"unclear", "same"} else one.goal
    said = delta(apart.value, apart.baseline, goal) if one.verdict != "same" else Markup("=")
    return Markup('<tr>{}{}<td class="{}">{}{}</td></tr>').format(
        label, Markup().join(values), delta_class(apart.value, apart.baseline, goal), said or "=",
        interval if inside else Markup(),
    )  # fmt: skip


def _number(value: float, runs: int, lost: int) -> Markup:
    text = digits(value)
    exact = title(value, text)
    notes = [say("{n} not finite", n=lost)] if lost else []
    notes += [say("of {runs}", runs=plural(runs, "run"))] if lost else []
    return Markup('<td class="n"{}>{}{}</td>').format(
        Markup(' title="{}"').format(exact) if exact else Markup(), text,
        Markup(" <small>{}</small>").format(", ".join(notes)) if notes else Markup(),
    )  # fmt: skip


def _setting(one: Setting) -> Markup:
    cells = Markup().join(
        Markup("<td>{}</td>").format(_values(texts, count))
        for texts, count in zip((one.first, one.second), one.counts, strict=True)
    )
    return Markup("<tr>{}{}</tr>").format(_label(one.name, one.group), cells)


def _values(texts: Sequence[str], count: int) -> Markup:
    if not texts:
        return Markup("–")
    shown = Markup(", ").join(Markup("<bdi>{}</bdi>").format(text) for text in texts)
    if count <= len(texts):
        return shown
    return Markup("{} <small>{}</small>").format(shown, say("and {n} more", n=count - len(texts)))


def logged(view: View) -> Markup:
    """Return the keys that only one side has, and those whose curves, rows or media differ."""
    told = told_metrics(view)
    rows: list[Markup] = []
    for place, side in enumerate(view.sides):
        rows += [_keys(say("Only in {side}", side=side.name), kind_word(one), one.names) for one in view.only[place]]
        if view.alone[place]:
            rows.append(_keys(say("Only in {side}", side=side.name), say("Groups"), view.alone[place]))
    for content in view.different:
        names = tuple(name for name in content.names if content.kind != "metric" or name not in told)
        rows += [_keys(say("Different"), _different(content), names)] if names else []
    if not rows:
        return Markup()
    return Markup('<h3 class="rg-label">{}</h3><dl class="rg-differences-keys">{}</dl>').format(
        say("What was logged"), Markup().join(rows)
    )


def _different(content: Content) -> str:
    return say("Curves with the same last value") if content.kind == "metric" else kind_word(content)


def _keys(where: str, kind: str, names: Sequence[str]) -> Markup:
    bdis = [Markup("<bdi>{}</bdi>").format(name) for name in names]
    shown = Markup(", ").join(bdis[:_NAMES])
    if bdis[_NAMES:]:
        shown += Markup(" <details><summary>{}</summary>{}</details>").format(
            say("{n} more", n=f"{len(bdis) - _NAMES:,}"), Markup(", ").join(bdis[_NAMES:])
        )
    return Markup("<dt>{}: <span>{}</span></dt><dd>{}</dd>").format(where, kind, shown)
