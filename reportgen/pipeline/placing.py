"""The blocks of a spec, made and placed on the page: from the inside out, each in its frame and width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from markupsafe import Markup

from reportgen.errors import Level, Position, Problem, SpecError
from reportgen.fragment import Fragment, Heading
from reportgen.gates import Judged
from reportgen.held import HeldPanel
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Placed, frame
from reportgen.page.theme import Theme
from reportgen.panels.base.panel import Panel
from reportgen.pipeline.archiving.earlier import Earlier
from reportgen.pipeline.choice import chosen_runs
from reportgen.pipeline.gaps import collapsed, covered, hidden, told_gap, unread
from reportgen.pipeline.opening import is_automatic
from reportgen.pipeline.panel import PanelMaker
from reportgen.privacy.text import clean
from reportgen.spec.load import Block, Report

if TYPE_CHECKING:
    from reportgen.privacy.anonymous.anonymizer import Anonymizer

_PAGE_WIDTH = 1056
_GAP = 32

Progress: TypeAlias = "Callable[[str, int, int], None]"
"""Called with (what is being done, done, total)."""


def place_blocks(  # noqa: PLR0913, PLR0917 - all that panels are made of
    report: Report, runs: RunSet, theme: Theme, problems: Sequence[Problem], tell: Progress, judged: Judged,
    anonymizer: Anonymizer | None = None, earlier: Earlier | None = None, points: int | None = None,
) -> tuple[list[Placed], list[Problem]]:  # fmt: skip
    """Return every block, and what panels miss that ``problems`` do not tell yet; SpecError lists the wrong ones.

    ``points`` is how many a line keeps at most, where that is not what the report's size says.
    """
    maker = PanelMaker(report, runs, theme, judged, anonymizer, earlier, points)
    with closing(maker):
        placing = _Placing(report, runs, maker, {problem.where: problem.hint for problem in problems}, tell)
        placed = collapsed([placing.place(block, _PAGE_WIDTH, runs) for block in report.blocks])
    if maker.errors:
        told = dict.fromkeys([*maker.errors, *maker.missing])
        raise SpecError(sorted(told, key=lambda problem: problem.where or Position("")))
    known = {problem.what for problem in problems}
    missing = [problem for problem in dict.fromkeys(maker.missing) if not covered(problem.what, known)]
    return placed, [*unread(runs), *missing, *hidden(maker.privacy.tally)]


class _Placing:
    """Places the blocks of one report; ``hints`` are those of the problems that are known, by place."""

    def __init__(
        self, report: Report, runs: RunSet, maker: PanelMaker, hints: dict[Position | None, str], tell: Progress
    ) -> None:
        self.report, self.runs, self.maker, self.hints, self.tell = report, runs, maker, hints, tell
        self.total = len(list(report.walk()))
        self.done = self.inner = 0
        self.anchors: set[str] = set()

    def place(self, block: Block, width: int, inherited: RunSet) -> Placed:
        """Prepare and render a block and the ones inside it."""
        panel = block.fields
        assert isinstance(panel, Panel)  # noqa: S101 - the loader made it from a panel class
        runs = chosen_runs(self.report, panel, self.runs, inherited)
        children = collapsed([self.place(child, _width(panel, child, width), runs) for child in block.children])
        self.tell(f"{block.kind} {panel.heading()}".strip(), self.done, self.total)
        framed = [_framed(child, self.maker.theme, self._anchor(child)) for child in children]
        fragment = self.maker.make(block, panel, runs, width, framed)
        fragment = told_gap(fragment, block, (runs, self.runs), self.hints, self.report)
        if (anonymous := self.maker.privacy.anonymous) is not None:
            from reportgen.pipeline.anonymous.fragments import anonymous_fragment

            fragment = anonymous_fragment(fragment, anonymous)
        self._separate(fragment)
        title = self._shown(panel.title or clean(fragment.title)[0] or self._heading(panel))
        fragment.holds = [replace(one, title=title) if isinstance(one, HeldPanel) else one for one in fragment.holds]
        where = self.report.position(block.path)
        self.maker.missing += [Problem(what, where, level=Level.MISSING) for what in fragment.missing]
        for child in children:
            if block.kind == child.kind == "section":
                child.fragment.headings = [replace(one, level=one.level + 1) for one in child.fragment.headings]
            _absorb(fragment, child.fragment)
        self.done += 1
        layout = panel.layout
        return Placed(
            block.kind,
            title,
            fragment,
            panel.framed,
            (layout.x, layout.y, layout.w, layout.h) if layout else None,
            bool(panel.title),
            where,
        )

    def _shown(self, title: str) -> str:
        anonymous = self.maker.privacy.anonymous
        return title if anonymous is None else anonymous.text(title)

    def _heading(self, panel: Panel) -> str:
        return clean(panel.heading())[0] if is_automatic(self.report) else panel.heading()

    def _separate(self, fragment: Fragment) -> None:
        """Give each heading a name of its own: blocks with the same content have made the same one."""
        for place, heading in enumerate(fragment.headings):
            name, count = heading.id, 1
            while name in self.anchors:
                count += 1
                name = f"{heading.id}-{count}"
            self.anchors.add(name)
            if name != heading.id:
                fragment.headings[place] = replace(heading, id=name)
                html = str(fragment.html).replace(f'id="{heading.id}"', f'id="{name}"', 1)
                fragment.html = Markup(html)  # noqa: S704 - it was markup before

    def _anchor(self, child: Placed) -> str:
        """Return what a titled panel inside another is called, for the table of contents."""
        if not (child.framed and child.titled):
            return ""
        self.inner += 1
        anchor = f"rg-inner-{self.inner}"
        child.fragment.headings.insert(0, Heading(3, child.title, anchor))
        return anchor


def _width(panel: Panel, child: Block, width: int) -> int:
    """Return how wide a block inside another is."""
    columns = panel.columns_for(child.fields.layout if isinstance(child.fields, Panel) else None)
    return max(280, round((width - _GAP * (columns - 1)) / columns))


def _framed(child: Placed, theme: Theme, anchor: str) -> Fragment:
    """Return a child's fragment with its frame around it."""
    html = frame(child, theme, anchor)
    if child.layout is not None:
        x, y, w, h = child.layout
        place = f"grid-column:{x + 1}/span {min(w, 24 - x)};grid-row:{y + 1}/span {h}"
        html = Markup('<div class="rg-placed" style="{}">{}</div>').format(place, html)
    return replace(child.fragment, html=html)


def _absorb(parent: Fragment, child: Fragment) -> None:
    """Give a container what its panels bring along."""
    parent.elements |= child.elements
    parent.libraries |= child.libraries
    parent.styles |= child.styles
    parent.blocks += child.blocks
    parent.headings += child.headings
    parent.sampled += child.sampled
    parent.missing += child.missing
    parent.holds += child.holds
