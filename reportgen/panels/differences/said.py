"""The differences in one sentence: what got better and worse, and how much else changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from reportgen.gates.words import signed
from reportgen.panels.differences.view import View
from reportgen.stats.compared.contents import Content
from reportgen.stats.compared.outcomes import Outcome, metric_of
from reportgen.texts import plural, say

_NAMED = 3
"""Names that the sentence tells."""


def said(view: View) -> Markup:
    """Return the sentence as markup."""
    first, second = view.sides
    parts = list(_parts(view))
    if not parts:
        return escape(say("Nothing changed between {first} and {second}.", first=first.name, second=second.name))
    head = escape(say("{second} compared with {first}:", second=second.name, first=first.name))
    return Markup("{} {}{}").format(head, Markup("; ").join(parts), say("."))


def alt(view: View) -> str:
    """Return the sentence as text."""
    return said(view).striptags()


def _parts(view: View) -> Iterator[Markup]:
    results = view.outcomes
    better, worse = ([one for one in results if one.verdict == word] for word in ("better", "worse"))
    unclear, other = ([one for one in results if one.verdict == word] for word in ("unclear", ""))
    if better:
        yield _toned("better", say("better: {metrics}", metrics=_named(better, view)))
    if worse:
        yield _toned("worse", say("worse: {metrics}", metrics=_named(worse, view)))
    if unclear and not (better or worse):
        yield escape(say("no result is clearly better or worse"))
    if unclear:
        yield escape(say("{results} within the noise", results=plural(len(unclear), "result")))
    if other:
        yield escape(plural(len(other), "other result differs", "other results differ"))
    yield from map(escape, _of_settings(view))
    yield from map(escape, _of_contents(view))


def _of_settings(view: View) -> Iterator[str]:
    changed = [one for one in view.settings if one.state == "changed"]
    if changed:
        names = list(dict.fromkeys(one.name for one in changed))
        text = plural(len(names), "setting changed", "settings changed")
        yield f"{text} ({_listed(names)})"
    for place, state in ((1, "second"), (0, "first")):
        lone = sum(one.state == state for one in view.settings)
        if lone and not view.sides[1 - place].is_report:
            yield say("{settings} only in {side}", settings=plural(lone, "setting"), side=view.sides[place].name)


def _of_contents(view: View) -> Iterator[str]:
    told = told_metrics(view)
    for content in view.different:
        names = [name for name in content.names if name not in told]
        if names:
            yield counted(content.kind, len(names))
    for place in (1, 0):
        keys = sum(len(content.names) for content in view.only[place])
        if keys and not view.sides[1 - place].is_report:
            yield say("{keys} only in {side}", keys=plural(keys, "logged key"), side=view.sides[place].name)
        if view.alone[place]:
            groups = plural(len(view.alone[place]), "group")
            yield say("{groups} only in {side}", groups=groups, side=view.sides[place].name)
    if view.code.commits:
        yield say("another commit")
    if view.code.packages:
        yield plural(view.code.packages, "package differs", "packages differ")
    if view.code.files:
        yield plural(view.code.files, "code file differs", "code files differ")


def told_metrics(view: View) -> set[str]:
    """Return the metrics of which the results say that they differ."""
    return {metric_of(one.name) for one in view.outcomes if one.verdict != "same"}


def counted(kind: str, count: int) -> str:
    """Return how many keys of a kind differ."""
    if kind == "metric":
        return plural(count, "curve differs", "curves differ")
    if kind == "table":
        return plural(count, "table differs", "tables differ")
    return plural(count, "media key differs", "media keys differ")


def kind_word(content: Content) -> str:
    """Return a kind of keys as a heading."""
    return {"metric": say("Metrics"), "table": say("Tables")}.get(content.kind, content.kind)


def _toned(verdict: str, text: Markup | str) -> Markup:
    sign = {"better": "✓", "worse": "✗"}[verdict]
    return Markup('<span class="rg-{}"><i aria-hidden="true">{}</i> {}</span>').format(verdict, sign, text)


def _named(found: Sequence[Outcome], view: View) -> str:
    """Return results with their differences; of several pairs of runs in how many of them."""
    by_name: dict[str, list[Outcome]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)
    names = []
    for name, those in by_name.items():
        if view.pairs > 1:
            names.append(say("{name} in {n} of {total}", name=name, n=len(those), total=_total(view, name)))
        else:
            apart = those[0].difference
            names.append(f"{name} {signed(apart.difference)}" if apart is not None else name)
    return _listed(names)


def _total(view: View, name: str) -> int:
    return sum(one.name == name for one in view.outcomes)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    left = len(names) - _NAMED
    return say("{values} and {n} more", values=shown, n=left) if left > 0 else shown
