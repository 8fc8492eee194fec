"""What a page says of the whole report: its runs, its notes, and the spec as it may be shown to others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from reportgen.errors import Problem
from reportgen.media.private.inside import without_metadata
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Page, Placed
from reportgen.page.facts import facts_of, page_runs
from reportgen.panels.base.panel import Panel
from reportgen.pipeline.opening import is_automatic
from reportgen.privacy.places import is_address, short_address, without_folders
from reportgen.privacy.text import clean
from reportgen.spec.load import Report
from reportgen.spec.public import with_fields, without_comments
from reportgen.stats.goals import page_goal


def page_of(
    report: Report, runs: RunSet, placed: Sequence[Placed], problems: Sequence[Problem], *, anonymous: bool = False
) -> Page:
    """Return the page of placed panels, with what there is to say of the whole report.

    An ``anonymous`` one's spec has no comments, and does not say where its runs lie and what is removed.
    """
    goal = page_goal(runs)
    listed = page_runs(runs, goal)
    return Page(
        title=report.spec.title or Path(report.document.file).stem,
        description=report.spec.description,
        lang=report.spec.lang,
        runs=listed,
        blocks=placed,
        facts=facts_of(runs, listed),
        spec=_public_spec(report, anonymous=anonymous),
        notes=[*dict.fromkeys(clean(str(p))[0] for p in problems), *_sampled(placed)],
        goal=goal.metric if goal else "",
        falls=goal is not None and goal.direction == "minimize",
    )


def _sampled(placed: Sequence[Placed]) -> list[str]:
    """Return what panels say of points and rows that they leave out."""
    return list(dict.fromkeys(note for item in placed for note in item.fragment.sampled))


def _public_spec(report: Report, *, anonymous: bool) -> str:
    """Return the spec's text without what it tells of the machine it was built on."""
    text = without_metadata(report.text)
    if anonymous:
        text = with_fields(without_comments(text), {"runs": "…", "anonymize": "true", "connections": "…"})
    for url in sorted(report.spec.connections.values(), key=len, reverse=True):
        text = text.replace(url, f"{url.partition('://')[0]}://…")
    for name, value in report.spec.params.items():  # what a connection's address is made of
        if re.search(rf"://[^\s'\"]*\$\{{{re.escape(name)}\}}", text) and len(str(value)) > 1:
            text = text.replace(str(value), "…")
    for address in sorted({one for one in _named(report) if is_address(one)}, key=len):
        text = text.replace(address, short_address(address))
    paths = [path for source in report.spec.runs for path in source.path]
    text = without_folders(text, [*paths, *(path for entry in report.spec.baseline for path in entry.path)])
    return clean(text, mail=anonymous or is_automatic(report))[0]  # an author's own address stays


def _named(report: Report) -> list[str]:
    """Return the files and addresses that panels read, web pages among them."""
    panels = [block.fields for block in report.walk() if isinstance(block.fields, Panel)]
    return [one for panel in panels for one in panel.inputs()]
