"""An anonymous report: what is removed, the runs under other names, and the proof that nothing of it is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from reportgen.digits import plural
from reportgen.errors import Level, Position, Problem, ReportError, SpecError
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Page, Placed
from reportgen.page.output import Output
from reportgen.page.theme import is_built_in, style_of
from reportgen.pipeline.anonymous.identities import identities
from reportgen.pipeline.anonymous.naming import chosen_names, placeholders
from reportgen.pipeline.anonymous.ordinary import by_kind, own_texts
from reportgen.pipeline.anonymous.survivors import Survivors
from reportgen.privacy.anonymous.anonymizer import Anonymizer
from reportgen.privacy.anonymous.kinds import KINDS
from reportgen.sources.private import PrivateSource
from reportgen.spec.load import Report
from reportgen.spec.model import Anonymous

_TOLD = 6
_NOT_COVERED = (
    "anonymous: not covered: faces, logos and text in images and videos, voices, dates and times, what data and "
    "hardware reveal by themselves. Look at them before you share the report"
)


class AnonymityError(ReportError):
    """A removed value would have been published: nothing was written."""


class Anonymity:
    """The anonymous side of one build."""

    def __init__(self, report: Report, opened: RunSet, shown: RunSet) -> None:
        """Take all runs that were opened, whose values are removed, and those that are shown, which get names."""
        spec = report.spec.anonymize or Anonymous()
        self.report = report
        chosen = chosen_names(report, opened.runs, spec.names)
        names, groups = placeholders(shown.runs)
        if "names" in spec.keep:
            names = [run.name for run in shown]
        logged = {run.unhidden.name: run for run in opened}
        by_name = {run.unhidden.name: names[place] for place, run in enumerate(shown)}
        new = {name: chosen.get(run.index) or by_name.get(name) for name, run in logged.items()}
        known = dict(groups) if "groups" not in spec.keep else {}
        for name, run in logged.items():
            made = new[name]
            if made is not None:
                meta = run.unhidden.meta
                known |= {name: made, name.removesuffix(run.mark): made, meta.name: made}
                if "ids" in spec.keep:
                    known[meta.id] = meta.id
        self._names = {run.index: new[run.unhidden.name] or names[place] for place, run in enumerate(shown)}
        self.anonymizer = Anonymizer(
            identities(report, opened, known), own_texts(), code="code" in spec.keep, tags=spec.tags == "keep"
        )
        self._check_names(spec)

    def _check_names(self, spec: Anonymous) -> None:
        """Refuse new names that hold what is removed."""
        wrong = [old for old, new in spec.names.items() if old != new and self.anonymizer.kinds_in(new)]
        if wrong:
            what = "anonymize: names: the new name holds a value that is removed"
            raise SpecError([Problem(what, self.report.position(("anonymize", "names", old))) for old in wrong])

    def runs(self, shown: RunSet) -> RunSet:
        """Return the runs that are shown under their new names, behind the step that removes values."""
        made = tuple(
            replace(
                run, name=self._names[run.index], mark="", logged_name=run.name,
                source=source.anonymous(self.anonymizer, self._names[run.index])
                if isinstance(source := run.source, PrivateSource) else source,
            )
            for run in shown
        )  # fmt: skip
        return replace(shown, runs=made, all_runs=made)

    def page(self, page: Page) -> Page:
        """Return a page whose own texts are anonymous."""
        text = self.anonymizer.text
        return replace(
            page, title=text(page.title), description=text(page.description), goal=text(page.goal),
            facts=[text(fact) for fact in page.facts], notes=[text(note) for note in page.notes], spec=text(page.spec),
        )  # fmt: skip

    def problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems as they may be printed."""
        text = self.anonymizer.text
        return [
            replace(
                one, what=text(one.what), hint=text(one.hint), aside=text(one.aside),
                where=one.where and Position(text(one.where.file), one.where.line, one.where.column),
            )
            for one in problems
        ]  # fmt: skip

    @contextmanager
    def told(self) -> Iterator[None]:
        """Make what fails inside say nothing of what is removed."""
        try:
            yield
        except ReportError as error:
            error.problems = self.problems(error.problems)
            error.args = ("\n".join(map(str, error.problems)),)
            raise

    def progress(self, tell: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
        """Return what tells of the work without a removed value."""
        return lambda what, done, total: tell(self.anonymizer.text(what), done, total)

    def check_name(self, output: Output) -> None:
        """Raise AnonymityError where the file would be called by a removed value."""
        if kinds := self.anonymizer.kinds_in(output.path.name):
            what = f"the name of the file to write holds a {KINDS[kinds[0]].one}, which is removed"
            raise AnonymityError(Problem(what, None, "Give it another name with -o report.html."))

    def shown_path(self, path: Path) -> Path:
        """Return a path as it may be printed: its name alone where its folders hold what is removed."""
        return Path(path.name) if self.anonymizer.kinds_in(str(path)) else path

    def check_page(self, content: bytes, placed: Sequence[Placed]) -> None:
        """Raise AnonymityError where a page holds a removed value."""
        survivors = Survivors(self.anonymizer, _places(placed))
        survivors.in_page(content)
        if not is_built_in(self.report.spec.theme):
            survivors.in_text(style_of(content.decode("utf-8", "replace")), "the style of the theme")
        self._refuse(survivors, "the report")

    def check_pdf(self, content: bytes) -> None:
        """Raise AnonymityError where a PDF holds a removed value."""
        survivors = Survivors(self.anonymizer)
        survivors.in_pdf(content, "the PDF")
        self._refuse(survivors, "the PDF")

    def check_text(self, text: str, what: str) -> None:
        """Raise AnonymityError where a text, such as a summary for a pull request, holds a removed value."""
        survivors = Survivors(self.anonymizer)
        survivors.in_markup(text, what)
        self._refuse(survivors, what)

    def cleaned(self, text: str, what: str) -> str:
        """Return a text that leaves beside the report with the placeholders; AnonymityError where a value survives."""
        made = self.anonymizer.text(text)
        self.check_text(made, what)
        return made

    def _refuse(self, survivors: Survivors, what: str) -> None:
        found = list(survivors)
        if found:
            more = f" and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
            hint = "Omit that panel or column, or keep the kind of value: anonymize: {keep: [...]}."
            told = f"{what} is not written, because it is not anonymous: {'; '.join(found[:_TOLD])}{more}"
            raise AnonymityError(Problem(told, None, hint))

    def removed(self) -> dict[str, int]:
        """Return how many values were removed, by kind."""
        return {kind: many for kind, (many, _) in self.anonymizer.counts().items() if many}

    def notes(self) -> list[Problem]:
        """Return what was removed, by kind with counts, and what cannot be."""
        also = "" if self.anonymizer.keeps_code else "code and uncommitted changes; "
        removed = f"anonymous: removed {self.anonymizer}; {also}metadata of images, audio, videos and scenes"
        notes = [removed, _NOT_COVERED]
        if self.anonymizer.ordinary:
            counts = by_kind(self.anonymizer.ordinary)
            told = ", ".join(plural(n, KINDS[k].one, KINDS[k].many) for k, n in counts.items())  # type: ignore[index]
            notes.append(
                f"anonymous: not searched for inside texts, because they are very short or ordinary words: {told}"
            )
        return [Problem(note, level=Level.NOTE) for note in notes]


def _places(placed: Sequence[Placed]) -> dict[str, str]:
    """Return in which panel each data block is."""
    found: dict[str, str] = {}
    for one in placed:
        for block in one.fragment.blocks:
            found.setdefault(block.id, f"{one.kind} {one.title}".strip())
    return found
