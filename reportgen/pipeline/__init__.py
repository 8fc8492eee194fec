"""The program as a table of contents: open, check, choose, make and place, fit, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.errors import Level, Problem, SpecError
from reportgen.inputs import Inputs, watched
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Share, write
from reportgen.page.output import Output
from reportgen.page.pdf import browser, print_pdf
from reportgen.page.theme import Theme
from reportgen.pipeline.archiving.earlier import Earlier
from reportgen.pipeline.archiving.manifest import manifest_of
from reportgen.pipeline.check import check as check
from reportgen.pipeline.choice import shown_runs
from reportgen.pipeline.fitting import fit_page
from reportgen.pipeline.opening import Source, beside, open_source, unplaced
from reportgen.pipeline.opening import automatic as automatic
from reportgen.pipeline.opening import first_spec as first_spec
from reportgen.pipeline.opening import read_spec as read_spec
from reportgen.pipeline.placing import Progress as Progress
from reportgen.pipeline.placing import place_blocks
from reportgen.pipeline.public import page_of
from reportgen.pipeline.starter.given import Given as Given
from reportgen.spec.load import Report
from reportgen.texts import speaking


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

    @property
    def complete(self) -> bool:
        """Whether everything that the spec asked for is in the page."""
        return not any(problem.level is Level.MISSING for problem in self.problems)


def build(
    source: Source, output: Path | str | None = None, *,
    settings: Mapping[str, str] | None = None, staging: Path | None = None, progress: Progress | None = None,
    pdf: bool = False, given: Given | None = None,
) -> Result:  # fmt: skip
    """Build a report from a spec, or from runs alone, and write it to ``output`` (by default beside the spec).

    ``source`` is a spec file, a spec as a mapping (its paths relative to the working folder; Altair charts may stand
    in it), or paths of runs, of which ``given`` says more. ``output`` may be a stream such as a FIFO; the text ``-`` is
    standard output. A file of the report's own sources is refused. With ``pdf`` the report is also printed to a PDF
    beside it, by a browser that is installed; PdfError says why it could not be.
    """
    tell = progress or _silent
    tell("reading", 0, 0)
    place = Output.at(output if output is not None else beside(source))
    with watched() as inputs, ExitStack() as stack:
        report, runs, problems = open_source(source, settings, staging, given)
        place.refuse(inputs)
        paper = _paper(place, inputs) if pdf else None
        earlier, told = Earlier.of(report, runs)
        problems += [*told, *check(report, runs, earlier.has if earlier else None)]
        stack.enter_context(speaking(report.spec.lang))
        theme, runs = Theme(report.spec.theme, report.folder), shown_runs(report, runs, every=earlier is not None)
        placed, missing = place_blocks(report, runs, theme, problems, tell, earlier)
        problems += missing
        problems += fit_page(report, placed, theme, tell)
        problems = list(map(unplaced, problems))
        page = page_of(report, runs, placed, problems)
        page = earlier.page(page) if earlier else page
        page.manifest = manifest_of(report, runs, page, theme.pictures, earlier.facts if earlier else ())
        place.refuse(inputs)  # panels read files, too
        tell("writing", 0, 0)
        shares = write(page, theme, place)
        result = Result(place.path, sum(share.size for share in shares), shares, problems, len(runs))
        if paper is not None:
            tell("printing", 0, 0)
            print_pdf(place.place, paper)
            result.pdf = paper.path
        return result


def _paper(place: Output, inputs: Inputs) -> Output:
    """Return where the PDF of a report goes, once it is known that it can be made."""
    if place.is_stream:
        raise SpecError(Problem("a PDF is made from a file", None, "Give the report a name with -o report.html."))
    paper = Output.at(place.path.with_suffix(".pdf"))
    paper.refuse(inputs)
    browser()
    return paper


def rehearse(report: Report, runs: RunSet, problems: Sequence[Problem]) -> list[Problem]:
    """Make every panel as a build does and return what is missing in them; nothing is written."""
    theme = Theme(report.spec.theme, report.folder)
    earlier, _ = Earlier.of(report, runs)
    shown = shown_runs(report, runs, every=earlier is not None)
    return place_blocks(report, shown, theme, problems, _silent, earlier)[1]


def _silent(_doing: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""
