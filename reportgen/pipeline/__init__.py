"""The program as a table of contents: load, read, check, prepare, render, assemble, write."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reportgen.errors import Gap, Level, PanelError, Position, Problem, ReportError, SpecError
from reportgen.fragment import Fragment, Heading
from reportgen.inputs import Inputs, note_path, watched
from reportgen.media.private.files import private_file
from reportgen.media.private.inside import without_metadata
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Page, Placed, Share, fixed_size, frame, write
from reportgen.page.facts import facts_of, page_run
from reportgen.page.output import Output
from reportgen.page.theme import Theme, theme_fault
from reportgen.panels import Kinds
from reportgen.panels.base.markup import empty
from reportgen.panels.base.panel import Context, Panel
from reportgen.pipeline.check import KEPT_NONE, check, collapsed, told_gap, walk
from reportgen.pipeline.connections import Connections
from reportgen.pipeline.files import Files
from reportgen.pipeline.outgoing import published
from reportgen.pipeline.starter import starter
from reportgen.privacy.places import is_address, short_address, shown_path, without_folders
from reportgen.privacy.step import Tally
from reportgen.privacy.text import clean
from reportgen.readers import Readers
from reportgen.sources import open_runs
from reportgen.sources.private import asked_for, privacy_of, private_table, showing
from reportgen.spec.load import Block, Report, load, load_mapping

_log = logging.getLogger(__name__)
_GIVEN = "command line"
_AUTOMATIC = "automatic report"
"""What the spec is called that nobody wrote: its names are what was logged."""
_PAGE_WIDTH = 1056
_GAP = 32
_POINTS = 3_000_000
"""Points that all lines of a report keep together; each keeps at least _LEAST_POINTS."""
_LEAST_POINTS = 4_096

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, done, total)."""


@dataclass
class Result:
    """A written report: where, how large, what it cost by part, and what is missing in it."""

    path: Path
    """Where it was written; ``-`` is standard output."""
    size: int
    shares: list[Share]
    problems: list[Problem] = field(default_factory=list)
    runs: int = 0

    @property
    def complete(self) -> bool:
        """Whether everything that the spec asked for is in the page."""
        return not any(problem.level is Level.MISSING for problem in self.problems)


def read_spec(path: Path, settings: Mapping[str, str] | None = None) -> Report:
    """Return the validated spec at ``path``; SpecError lists every problem."""
    note_path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError(Problem(f"not UTF-8 text at byte {error.start}", Position(path.name, 1, 1))) from None
    except OSError as error:
        raise SpecError(Problem(f"cannot read the spec: {error.strerror}", Position(str(path)))) from None
    return load(text, path.name, path.parent, Kinds(), settings, theme_fault, Readers().formats())


def automatic(paths: Sequence[Path], staging: Path | None = None) -> tuple[Report, RunSet, list[Problem]]:
    """Return a report of what the runs at ``paths`` hold."""
    names = [str(path.resolve()) for path in paths]
    listing = "runs:\n" + "".join(f"  - {_yaml_text(name)}\n" for name in names)
    bare = load(listing, _GIVEN, Path.cwd(), Kinds())
    try:
        runs, problems = open_runs(bare, staging)
    except SpecError as error:  # a path given by hand has no line
        raise SpecError([replace(problem, where=None) for problem in error.problems]) from None
    problems = [replace(one, where=None) if one.where and one.where.file == _GIVEN else one for one in problems]
    report = load(starter(runs, names), _AUTOMATIC, Path.cwd(), Kinds())
    return report, runs, problems


def _yaml_text(text: str) -> str:
    import glob
    import json

    return json.dumps(glob.escape(text) if glob.has_magic(text) else text, ensure_ascii=False)


def build(
    source: Path | str | Mapping[str, Any] | Sequence[Path | str], output: Path | str | None = None, *,
    settings: Mapping[str, str] | None = None, staging: Path | None = None, progress: Progress | None = None,
) -> Result:  # fmt: skip
    """Build a report from a spec, or from runs alone, and write it to ``output`` (by default beside the spec).

    ``source`` is a spec file, a spec as a mapping (its paths relative to the working folder; Altair charts may stand
    in it), or paths of runs. ``output`` may be a stream such as a FIFO; the text ``-`` is standard output. A file of
    the report's own sources is refused.
    """
    tell = progress or (lambda *_: None)
    tell("reading", 0, 0)
    place = Output.at(output if output is not None else _beside(source))
    with watched() as inputs:
        if isinstance(source, Mapping):
            report = load_mapping(source, Path.cwd(), Kinds(), settings, Readers().formats())
            runs, problems = open_runs(report, staging)
        elif (path := _spec_file(source)) is not None:
            report = read_spec(path, settings)
            runs, problems = open_runs(report, staging)
        else:
            report, runs, problems = automatic(_paths(source), staging)
        place.refuse(inputs)
        problems += check(report, runs)
        return make(report, runs, problems, place, tell, inputs)


def _paths(source: Path | str | Sequence[Path | str]) -> list[Path]:
    return [Path(source)] if isinstance(source, str | Path) else [Path(part) for part in source]


def _spec_file(source: Path | str | Sequence[Path | str]) -> Path | None:
    paths = _paths(source)
    return paths[0] if len(paths) == 1 and paths[0].suffix in (".yaml", ".yml") else None


def _beside(source: Path | str | Mapping[str, Any] | Sequence[Path | str]) -> Path:
    """Return where a report goes when nobody says so."""
    spec = None if isinstance(source, Mapping) else _spec_file(source)
    return Path("report.html") if spec is None else spec.with_suffix(".html")


def make(
    report: Report, runs: RunSet, problems: list[Problem], output: Output, tell: Progress, inputs: Inputs
) -> Result:
    """Prepare, render and write an opened report, unless it would take the place of one of ``inputs``."""
    theme = Theme(report.spec.theme, report.folder)
    runs = _shown(report, runs)
    placed, missing = _placed(report, runs, theme, problems, tell)
    problems += missing
    if report.spec.size_budget is not None:
        from reportgen.page.budget import fit

        fragments = [p.fragment for p in placed]
        problems += fit(fragments, report.spec.size_budget, fixed_size(fragments, theme), tell)
    page = Page(
        title=report.spec.title or Path(report.document.file).stem,
        description=report.spec.description,
        lang=report.spec.lang,
        runs=[page_run(run) for run in runs],
        blocks=placed,
        facts=facts_of(runs),
        spec=_public(report),
        notes=[*dict.fromkeys(clean(str(p))[0] for p in problems), *_notes(placed)],
    )
    output.refuse(inputs)  # panels read files, too
    tell("writing", 0, 0)
    shares = write(page, theme, output)
    return Result(output.path, sum(share.size for share in shares), shares, problems, len(runs))


def _panels(report: Report) -> list[Panel]:
    return [block.fields for block in walk(report.blocks) if isinstance(block.fields, Panel)]


def _public(report: Report) -> str:
    """Return the spec's text without what it tells of the machine it was built on."""
    text = without_metadata(report.text)
    for url in sorted(report.spec.connections.values(), key=len, reverse=True):
        text = text.replace(url, f"{url.partition('://')[0]}://…")
    for name, value in report.spec.params.items():  # what a connection's address is made of
        if re.search(rf"://[^\s'\"]*\$\{{{re.escape(name)}\}}", text) and len(str(value)) > 1:
            text = text.replace(str(value), "…")
    for address in sorted({one for panel in _panels(report) for one in panel.inputs() if is_address(one)}, key=len):
        text = text.replace(address, short_address(address))
    text = without_folders(text, [path for source in report.spec.runs for path in source.path])
    return clean(text, mail=report.document.file == _AUTOMATIC)[0]  # an author's own address stays


def rehearse(report: Report, runs: RunSet, problems: Sequence[Problem]) -> list[Problem]:
    """Make every panel as a build does and return what is missing in them; nothing is written."""
    theme = Theme(report.spec.theme, report.folder)
    return _placed(report, _shown(report, runs), theme, problems, lambda *_: None)[1]


def _placed(
    report: Report, runs: RunSet, theme: Theme, problems: Sequence[Problem], tell: Progress
) -> tuple[list[Placed], list[Problem]]:
    """Return every block, and what panels miss that ``problems`` do not tell yet; SpecError lists the wrong ones."""
    maker = _Maker(report, runs, theme, tell)
    maker.hints = {problem.where: problem.hint for problem in problems}
    with closing(maker.connections):
        placed = collapsed([maker.place(block, _PAGE_WIDTH) for block in report.blocks])
    if maker.errors:
        told = dict.fromkeys([*maker.errors, *maker.missing])
        raise SpecError(sorted(told, key=lambda problem: problem.where or Position("")))
    known = {problem.what for problem in problems}
    missing = [problem for problem in dict.fromkeys(maker.missing) if not _covered(problem.what, known)]
    return placed, [*_unread(runs), *missing, *_hidden(maker.privacy.tally)]


def _unread(runs: RunSet) -> list[Problem]:
    """Say what of the runs could not be understood when a panel asked for it."""
    return [
        Problem(what, Position(run.name), "The rest of it is shown.", Level.MISSING)
        for run in runs
        for what in getattr(run.unhidden.source, "failures", ())
    ]


def _hidden(tally: Tally) -> list[Problem]:
    """Say how many values were hidden and where, and how to show them."""
    how = "Name a column or key in the spec to show it (columns: [...])."
    return [Problem(str(tally), None, how, Level.NOTE)] if tally.total else []


def _covered(missing: str, known: set[str]) -> bool:
    """Tell whether the check already reported, with its place, what a panel could not find."""
    quoted = missing.split("'")
    return not missing.startswith(KEPT_NONE) and len(quoted) == 3 and any(f"'{quoted[1]}'" in what for what in known)  # noqa: PLR2004 - one quoted name


def _choose(report: Report, panel: Panel, all_runs: RunSet, runs: RunSet) -> RunSet:
    """Return the runs of a panel: those of its run set, or of what surrounds it, chosen further."""
    if panel.runset is not None:
        spec = report.spec.runsets[panel.runset]
        runs = all_runs.select(spec.filters, spec.order, spec.groupby, spec.limit)
    return runs if panel.of_rows else runs.select(panel.filters, panel.order, (), panel.limit)


def _shown(report: Report, runs: RunSet) -> RunSet:
    """Return the runs that some panel shows, numbered anew: the page lists, counts and colours no others."""
    shown: set[int] = set()

    def collect(blocks: Sequence[Block], inherited: RunSet) -> None:
        for block in blocks:
            panel = block.fields
            if isinstance(panel, Panel):
                chosen = _choose(report, panel, runs, inherited)
                shown.update(run.index for run in chosen if panel.uses_runs)
                collect(block.children, chosen)

    collect(report.blocks, runs)
    kept = tuple(replace(run, index=i) for i, run in enumerate(r for r in runs if r.index in shown))
    return RunSet(kept, (), kept)


class _Maker:
    def __init__(self, report: Report, runs: RunSet, theme: Theme, tell: Progress) -> None:
        self.report, self.runs, self.theme, self.tell = report, runs, theme, tell
        self.total = len(list(walk(report.blocks)))
        self.done = self.inner = 0
        self.errors: list[Problem] = []
        self.missing: list[Problem] = []
        self.hints: dict[Position | None, str] = {}
        self.files = Files(report.folder)
        self.connections = Connections(report.spec.connections)
        self.vega = theme.vega()
        self.privacy = privacy_of(runs)
        self.max_points = self._max_points()

    def _max_points(self) -> int:
        """Share the report's points among its lines, known before any is read."""
        panels = [block.fields for block in walk(self.report.blocks)]
        lines = sum(
            sum(reference.key in run.keys for run in self.runs)
            for panel in panels
            if isinstance(panel, Panel)
            for reference in panel.references()
            if reference.want == "number"
        )
        return max(_LEAST_POINTS, _POINTS // max(lines, 1))

    def place(self, block: Block, width: int, inherited: RunSet | None = None) -> Placed:
        """Prepare and render a block and the ones inside it."""
        panel = block.fields
        assert isinstance(panel, Panel)  # noqa: S101 - the loader made it from a panel class
        runs = _choose(self.report, panel, self.runs, inherited if inherited is not None else self.runs)
        children = collapsed([self.place(child, self._width(panel, child, width), runs) for child in block.children])
        self.tell(f"{block.kind} {panel.heading()}".strip(), self.done, self.total)
        framed = [_framed(child, self.theme, self._anchor(child)) for child in children]
        fragment = self._made(block, panel, runs, width, framed)
        fragment = told_gap(fragment, block, (runs, self.runs), self.hints, self.report)
        where = self.report.position(block.path)
        self.missing += [Problem(what, where, level=Level.MISSING) for what in fragment.missing]
        for child in children:
            _absorb(fragment, child.fragment)
        self.done += 1
        layout = panel.layout
        place = (layout.x, layout.y, layout.w, layout.h) if layout else None
        return Placed(
            block.kind,
            panel.title or clean(fragment.title)[0] or self._heading(panel),
            fragment,
            panel.framed,
            place,
            bool(panel.title),
            self.report.position(block.path),
        )

    def _heading(self, panel: Panel) -> str:
        logged = self.report.document.file == _AUTOMATIC
        return clean(panel.heading())[0] if logged else panel.heading()

    def _made(self, block: Block, panel: Panel, runs: RunSet, width: int, framed: Sequence[Fragment]) -> Fragment:
        """Return the panel's fragment; what its spec asks for and cannot be had is told with the others' at the end."""
        files = self.files
        names = panel.named()
        runs, privacy = showing(runs, names), self.privacy.showing(frozenset(names))
        place = f"{block.kind} {panel.heading()}".strip()
        context = Context(
            width, self.max_points, lambda path: private_table(files.table(path), privacy, f"table {shown_path(path)}"),
            files.frame, self.connections.table, self.report.spec.presets, files.text, self.vega,
            lambda path: private_file(self.theme.file(path), privacy, place), privacy,
        )  # fmt: skip
        try:
            made = panel.render(panel.prepare(runs, context), self.theme, framed)
            return published(made, privacy, place, asked_for(runs, names)) if panel.uses_runs else made
        except Gap as error:
            where = self.report.position((*block.path, *error.path))
            what = f"{block.kind}: {error.what}"
            self.missing.append(Problem(what, where, level=Level.MISSING, aside=error.hint))
            return Fragment(empty(what))
        except PanelError as error:
            where = self.report.position((*block.path, *error.path))
            self.errors.append(Problem(f"{block.kind}: {error.what}", where, error.hint))
            return Fragment()
        except ReportError:
            raise
        except Exception:  # noqa: BLE001 - one broken panel never sinks a report
            _log.debug("making %s", block.kind, exc_info=True)
            what = f"{block.kind} could not be made"
            return Fragment(empty(what), missing=[f"{what}: this is a fault of reportgen; `build -v` has the details"])

    def _anchor(self, child: Placed) -> str:
        """Return what a titled panel inside another is called, for the table of contents."""
        if not (child.framed and child.titled):
            return ""
        self.inner += 1
        anchor = f"rg-inner-{self.inner}"
        child.fragment.headings.insert(0, Heading(3, child.title, anchor))
        return anchor

    @staticmethod
    def _width(panel: Panel, child: Block, width: int) -> int:
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
    parent.blocks += child.blocks
    parent.headings += child.headings
    parent.sampled += child.sampled
    parent.missing += child.missing


def _notes(placed: Sequence[Placed]) -> list[str]:
    return list(dict.fromkeys(note for item in placed for note in item.fragment.sampled))
