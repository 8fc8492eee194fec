"""The program as a table of contents: open, check, choose, make and place, fit, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from reportgen.errors import Level, Problem, SpecError
from reportgen.gates import Judged, Verdict
from reportgen.inputs import Inputs, watched
from reportgen.inputs.rehearsal import rehearsing
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Page, Share, write
from reportgen.page.locked.page import locked_page
from reportgen.page.locked.sealing import require
from reportgen.page.output import Output
from reportgen.page.pdf import browser, print_pdf
from reportgen.page.site import Site, write_site
from reportgen.page.theme import Theme
from reportgen.pipeline.archiving.earlier import Earlier
from reportgen.pipeline.archiving.manifest import manifest_of
from reportgen.pipeline.check import check as check
from reportgen.pipeline.choice import shown_runs
from reportgen.pipeline.comparing.sides import Sides as Sides
from reportgen.pipeline.fitting import TIMES_AGAIN, fewer_points, fit_page, overrun
from reportgen.pipeline.opening import Source, judged_source, unplaced
from reportgen.pipeline.opening import automatic as automatic
from reportgen.pipeline.opening import beside as beside
from reportgen.pipeline.opening import comparing_spec as comparing_spec
from reportgen.pipeline.opening import first_spec as first_spec
from reportgen.pipeline.opening import judged_report as judged_report
from reportgen.pipeline.panel import share_of_points
from reportgen.pipeline.placing import Progress as Progress
from reportgen.pipeline.placing import place_blocks
from reportgen.pipeline.public import page_of
from reportgen.pipeline.reading.specs import read_spec as read_spec
from reportgen.pipeline.starter.given import Given as Given
from reportgen.spec.load import Report
from reportgen.texts import speaking

if TYPE_CHECKING:
    from reportgen.pipeline.anonymous import Anonymity


class Contents(NamedTuple):
    """A report as it was opened: its spec, the runs that it shows, its baseline, and what its gates decided."""

    report: Report
    runs: RunSet
    judged: Judged


@dataclass
class Result:
    """A written report: where, how large, what it cost by part, and what is missing in it."""

    path: Path
    """Where it was written; ``-`` is standard output."""
    size: int
    shares: list[Share]
    problems: list[Problem] = field(default_factory=list)
    runs: int = 0
    pdf: Path | None = None
    """The report on paper, where that was asked for."""
    lang: str = "en"
    """The tag of the language that the page speaks."""
    anonymity: Anonymity | None = field(default=None, repr=False)
    """What was removed, where the report is anonymous: ``anonymity.cleaned`` is for texts that leave with it."""
    locked: bool = False
    """Whether a password opens it."""

    contents: Contents | None = field(default=None, repr=False)
    """What the report is made of, for other outputs of the same build."""

    def shown_path(self, path: Path) -> Path:
        """Return a path as it may be printed."""
        return path if self.anonymity is None else self.anonymity.shown_path(path)

    def published(self, text: str, what: str = "a text next to the report") -> str:
        """Return a text that leaves with the report as it may be read: as it is, or anonymous as the report is.

        Every writer of summaries, comments and machine outputs passes its text; AnonymityError where a removed value
        would survive in it.
        """
        return text if self.anonymity is None else self.anonymity.cleaned(text, what)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the gates decided."""
        return self.contents.judged.verdicts if self.contents is not None else ()

    @property
    def is_red(self) -> bool:
        """Whether a gate that is an error failed."""
        return any(verdict.stops for verdict in self.verdicts)

    @property
    def is_decided(self) -> bool:
        """Whether no gate is undecided."""
        return all(verdict.state != "undecided" for verdict in self.verdicts)

    @property
    def complete(self) -> bool:
        """Whether everything that the spec asked for is in the page."""
        return not any(problem.level is Level.MISSING for problem in self.problems)


def build(  # noqa: PLR0913 - the options of a build, by keyword
    source: Source, output: Path | str | None = None, *,
    settings: Mapping[str, str] | None = None, staging: Path | None = None, progress: Progress | None = None,
    pdf: bool = False, given: Given | None = None, form: Literal["file", "dir"] = "file",
    anonymize: bool = False, password: str | None = None,
    baseline: Sequence[Path | str] = (), others: Sequence[Output] = (),
) -> Result:  # fmt: skip
    """Build a report from a spec, or from runs alone, and write it to ``output`` (by default beside the spec).

    ``source`` is a spec file, a spec as a mapping (its paths relative to the working folder; Altair charts may stand
    in it), or paths of runs, of which ``given`` says more. ``output`` may be a stream such as a FIFO; the text ``-`` is
    standard output. A file of the report's own sources is refused. With ``pdf`` the report is also printed to a PDF
    beside it, by a browser that is installed; PdfError says why it could not be. In the ``form`` "dir" the output is a
    folder with ``index.html``, and script, style and data in files of their own. ``baseline`` are paths of runs that
    results are compared with, instead of those that the spec names. ``others`` are other files that are written with
    the report, and refused as it is.

    With ``anonymize`` what tells of people, machines and projects is removed, as by ``anonymize: true`` in the spec;
    AnonymityError says where some of it survives, and nothing is written. With ``password`` the page is encrypted. Both
    are of one file.
    """
    tell = progress or _silent
    tell("reading", 0, 0)
    if password is not None:
        _check_lock(password, pdf=pdf, form=form)
    if output is None:
        output = beside(source) if form == "file" else beside(source).with_suffix("")
    site = Site.at(output) if form == "dir" else None
    place = Output.at(output) if site is None else site.index
    with watched() as inputs, ExitStack() as stack:
        report, runs, problems, judged = judged_source(source, settings, staging, given, baseline)
        for each in (site or place, *others):
            each.refuse(inputs)
        stack.enter_context(speaking(report.spec.lang))
        opened, (earlier, told) = runs, Earlier.of(report, runs)
        runs = shown_runs(report, runs, every=earlier is not None)
        anonymity = None
        if anonymize or report.spec.anonymize is not None:
            _check_form(form, "an anonymous report")
            from reportgen.pipeline.anonymous import Anonymity

            anonymity = Anonymity(report, opened, runs)
            stack.enter_context(anonymity.told())
            anonymity.check_name(place)
            runs, tell = anonymity.runs(runs), anonymity.progress(tell)
        paper = _paper(place, inputs) if pdf else None
        problems += [*told, *check(report, opened, earlier.has if earlier else None)]
        made = _made(Contents(report, runs, judged), problems, tell, anonymity, earlier)
        for each in (site or place, *others):
            each.refuse(inputs)  # panels read files, too
        tell("writing", 0, 0)
        result = _written(made, site or place, anonymity, password)
        result.problems += overrun(report, result.size, result.problems)
        result.runs, result.lang, result.contents = len(runs), report.spec.lang, Contents(report, runs, judged)
        if paper is not None:
            tell("printing", 0, 0)
            print_pdf(place.place, paper, anonymity.check_pdf if anonymity else None)
            result.pdf = paper.path
        return result


@dataclass
class _Made:
    """A page, before it is written."""

    page: Page
    theme: Theme
    problems: list[Problem]


def _made(
    contents: Contents, problems: list[Problem], tell: Progress, anonymity: Anonymity | None, earlier: Earlier | None
) -> _Made:  # fmt: skip
    report, runs, judged = contents
    theme, anonymizer = Theme(report.spec.theme, report.folder), anonymity.anonymizer if anonymity else None
    points: int | None = None
    for _ in range(1 + TIMES_AGAIN):
        placed, missing = place_blocks(report, runs, theme, problems, tell, judged, anonymizer, earlier, points)
        fewer = fewer_points(report, placed, theme, points or share_of_points(report, runs))
        if fewer is None:
            break
        points = fewer
    problems = [*problems, *missing, *fit_page(report, placed, theme, tell)]
    problems = list(map(unplaced, problems))
    page = page_of(report, runs, placed, problems, anonymous=anonymity is not None)
    page = earlier.page(page) if earlier else page
    if anonymity is not None:
        page, problems = anonymity.page(page), anonymity.problems(problems)
    page.manifest = manifest_of(report, runs, page, theme.pictures, earlier.facts if earlier else ())
    page.manifest.shown = anonymity.anonymizer.value if anonymity else None
    return _Made(page, theme, problems)


def _written(made: _Made, place: Output | Site, anonymity: Anonymity | None, password: str | None) -> Result:
    """Write a page: checked where it is anonymous, locked where there is a password."""
    if isinstance(place, Site):
        shares = write_site(made.page, made.theme, place)
        return Result(place.index.path, sum(share.size for share in shares), shares, made.problems)
    size = 0

    def finish(content: bytes) -> bytes:
        nonlocal size
        if anonymity is not None:
            anonymity.check_page(content, made.page.blocks)
        content = content if password is None else locked_page(content, password, made.page.lang)
        size = len(content)
        return content

    special = anonymity is not None or password is not None
    shares = write(made.page, made.theme, place, finish if special else None)
    size = size or sum(share.size for share in shares)
    problems = made.problems + (anonymity.notes() if anonymity is not None else [])
    return Result(place.path, size, shares, problems, anonymity=anonymity, locked=password is not None)


def _check_form(form: str, what: str) -> None:
    """Say that a report of this kind is one file."""
    if form == "dir":
        raise SpecError(Problem(f"{what} is one file, not a folder", None, "Leave out --format dir."))


def _check_lock(password: str, *, pdf: bool, form: str) -> None:
    """Say before the work begins why a report could not be locked."""
    _check_form(form, "a locked report")
    require()
    if not password:
        raise SpecError(Problem("the password is empty"))
    if pdf:
        what = "a PDF is not locked: who has it can read it"
        raise SpecError(Problem(what, None, "Build it without the password, or lock the PDF with a tool of its own."))


def _paper(place: Output, inputs: Inputs) -> Output:
    """Return where the PDF of a report goes, once it is known that it can be made."""
    if place.is_stream:
        raise SpecError(Problem("a PDF is made from a file", None, "Give the report a name with -o report.html."))
    paper = Output.at(place.path.with_suffix(".pdf"))
    paper.refuse(inputs)
    browser()
    return paper


def rehearse(report: Report, runs: RunSet, problems: Sequence[Problem], judged: Judged) -> list[Problem]:
    """Prepare every panel as a build does and return what is missing in them; nothing is drawn, encoded or written."""
    theme = Theme(report.spec.theme, report.folder)
    earlier, _ = Earlier.of(report, runs)
    shown = shown_runs(report, runs, every=earlier is not None)
    with rehearsing():
        return place_blocks(report, shown, theme, problems, _silent, judged, earlier=earlier)[1]


def _silent(_doing: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""
