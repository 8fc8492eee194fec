"""What a report misses, and how it says so: in the place of a panel, and in the list of problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from reportgen.errors import Level, Position, Problem
from reportgen.fragment import Fragment, Heading
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Placed
from reportgen.panels.base.markup import GAP, empty
from reportgen.panels.base.panel import Panel
from reportgen.privacy.step import Tally
from reportgen.spec.load import Block, Report
from reportgen.texts import plural

_KEPT_NONE = "the filter matches none of"


def told_gap(
    fragment: Fragment, block: Block, chosen: tuple[RunSet, RunSet], hints: Mapping[Position | None, str],
    report: Report,
) -> Fragment:  # fmt: skip
    """Return a panel; where it has nothing to show, with the reason.

    Of the runs (the panel's, all) its filter left none; or a key is not there, and ``hints`` tell the nearest by place.
    """
    panel = block.fields
    if not isinstance(panel, Panel) or not fragment.html.startswith(GAP):
        return fragment
    runs, every = chosen
    if len(every) and not len(runs) and panel.uses_runs:
        named = report.spec.runsets.get(panel.runset) if panel.runset else None
        own = None if panel.of_rows else panel.filters  # those of a table are asked of its rows
        texts = [one.text for one in (named.filters if named else None, own) if one is not None]
        what = f"{_KEPT_NONE} {plural(len(every), 'run')}" + (f": {' and '.join(texts)}" if texts else "")
        return replace(fragment, html=empty(f"{what[:1].upper()}{what[1:]}."), missing=[what])
    places = [report.position((*block.path, *reference.path)) for reference in panel.references()]
    told = dict.fromkeys(hint for hint in map(hints.get, places) if hint and hint.startswith("Did you mean"))
    if not told:
        return fragment
    text = fragment.html.striptags()
    return replace(fragment, html=empty(f"{text} {' '.join(told)}"))


def collapsed(placed: Sequence[Placed]) -> list[Placed]:
    """Return panels in their order, those that have nothing to show and follow each other as one list."""
    made: list[Placed] = []
    for empty_, run in groupby(placed, _is_gap):
        found = list(run)
        made += [_listed(found)] if empty_ and len(found) > 1 else found
    return made


def unread(runs: RunSet) -> list[Problem]:
    """Say what of the runs could not be understood when a panel asked for it."""
    return [
        Problem(what, Position(run.name), "The rest is shown.", Level.MISSING)
        for run in runs
        for what in getattr(run.unhidden.source, "failures", ())
    ]


def hidden(tally: Tally) -> list[Problem]:
    """Say how many values were hidden and where, and how to show them."""
    how = "To show a column or key, name it in the spec (columns: [...])."
    return [Problem(str(tally), None, how, Level.NOTE)] if tally.total else []


def covered(missing: str, known: set[str]) -> bool:
    """Return whether the check already reported, with its place, what a panel could not find."""
    quoted = missing.split("'")
    return not missing.startswith(_KEPT_NONE) and len(quoted) == 3 and any(f"'{quoted[1]}'" in what for what in known)  # noqa: PLR2004 - one quoted name


def _is_gap(placed: Placed) -> bool:
    return placed.framed and placed.layout is None and placed.fragment.html.startswith(GAP)


def _listed(gaps: Sequence[Placed]) -> Placed:
    """Return one panel that lists what panels have nothing to show, and why; titled ones stay in the toc."""
    items, headings = [], []
    for gap in gaps:
        text, anchor = gap.fragment.html.striptags(), Markup()
        if gap.titled and gap.where is not None:
            name = f"rg-gap-{gap.where.line}-{gap.where.column}"
            headings.append(Heading(3, gap.title, name))
            anchor = Markup(' id="{}"').format(name)
        title = Markup("<strong><bdi>{}</bdi></strong> ").format(gap.title) if gap.title not in text else Markup()
        items.append(Markup("<li{}>{}{}</li>").format(anchor, title, text))
    body = Markup('<ul class="rg-empty rg-gaps">{}</ul>').format(Markup().join(items))
    missing = [what for gap in gaps for what in gap.fragment.missing]
    fragment = Fragment(body, headings=headings, missing=missing)
    return Placed(
        gaps[0].kind,
        plural(len(gaps), "panel with nothing to show", "panels with nothing to show"),
        fragment,
        where=gaps[0].where,
    )
