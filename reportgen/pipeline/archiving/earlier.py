"""Panels of a report that was built before: those whose lines in the spec are unchanged are drawn of what it holds."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reportgen.archive.archive import Archive, NotReportError
from reportgen.archive.islands import DamagedError
from reportgen.archive.manifest import Manifest, NewerArchiveError
from reportgen.archive.views import NotPlainError
from reportgen.blocks import Block, digest_of, unpacked
from reportgen.errors import Level, Problem, SpecError
from reportgen.fragment import Fragment, Heading
from reportgen.held import Held, HeldFacts, HeldPanel
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Page, PageRun
from reportgen.panels.base.panel import Panel, Theme
from reportgen.pipeline.archiving.keeping import MARKUP, read_view
from reportgen.spec.load import Block as SpecBlock
from reportgen.spec.load import Report
from reportgen.spec.yaml import parse

_log = logging.getLogger(__name__)
_PICTURE = re.compile(r'src="data:(image/[\w.+-]{1,40});base64,([A-Za-z0-9+/]{4,}={0,2})"')


class Earlier:
    """What a report holds that was built from the same spec, for building it again."""

    def __init__(self, archive: Archive, manifest: Manifest, report: Report) -> None:
        self.archive, self.manifest, self.report = archive, manifest, report
        document = self._document = _parsed(manifest.spec)
        self._panels: dict[str, list[HeldPanel]] = {}
        for panel in manifest.panels:
            key = _key(panel.kind, _at(document, panel.path), manifest.params)
            self._panels.setdefault(key, []).append(panel)
        self._children = {
            block.kind: block.fields.children for block in report.walk() if isinstance(block.fields, Panel)
        }

    @classmethod
    def of(cls, report: Report, runs: RunSet) -> tuple[Earlier | None, list[Problem]]:
        """Return what the spec's ``archive`` holds of these runs, None where it has none; and what is wrong with it."""
        name = report.spec.archive
        if not name:
            return None, []
        where = report.position(("archive",))
        try:
            archive = Archive(report.folder / name)
        except (NotReportError, NewerArchiveError) as error:
            raise SpecError(Problem(error.what, where, error.hint)) from None
        manifest = archive.manifest
        if manifest is None:
            hint = "Remove 'archive': panels are computed of the runs then."
            return None, [Problem(f"'{Path(name).name}' {archive.problem}", where, hint, Level.MISSING)]
        if [run.meta.id for run in runs] != [run.id for run in manifest.runs]:
            what = f"the runs are not those of '{Path(name).name}', so that its panels are computed again"
            return None, [Problem(what, where, level=Level.NOTE)]
        return cls(archive, manifest, report), []

    def has(self, block: SpecBlock) -> bool:
        """Return whether it holds a panel of these lines."""
        return self._found(block) is not None

    def _found(self, block: SpecBlock) -> HeldPanel | None:
        key = _key(block.kind, _at(self.report.document.value, block.path), self.report.spec.params)
        found = self._panels.get(key, [])
        return next((one for one in found if tuple(one.path) == tuple(block.path)), found[0] if found else None)

    def fragment(self, block: SpecBlock, panel: Panel, theme: Theme) -> tuple[Fragment, Any] | None:
        """Return a panel drawn from what is held, and the values that it drew (None of markup); None where it is not.

        What is damaged is None, too: then the panel is made of the runs.
        """
        held = self._found(block)
        if held is None:
            return None
        try:
            told = self.archive.json(held.block)
            if held.form == MARKUP:
                return self._of_markup(told), None
            view = read_view(panel, told["view"], self.archive.floats)
            return panel.render(view, theme, ()), view
        except (DamagedError, NotPlainError, KeyError, TypeError, ValueError):
            _log.debug("making %s of the archive", block.kind, exc_info=True)
            return None

    def _of_markup(self, told: Mapping[str, Any]) -> Fragment:
        html, pictures = self._with_blocks(
            told["html"] if "html" in told else self.archive.islands.markup(told["mark"])
        )
        blocks = [self._block(*one) for one in told["blocks"]]
        return Fragment(
            Markup(html), frozenset(told["elements"]), frozenset(told["libraries"]),  # noqa: S704 - a build made it
            [*blocks, *pictures], [Heading(*one) for one in told["headings"]], told["alt"], list(told["sampled"]),
            list(told["missing"]), None, told["title"],
            frozenset(told.get("styles", ())), self._holds({name for name, _ in told["blocks"]}),
        )  # fmt: skip

    def _with_blocks(self, html: str) -> tuple[str, list[Block]]:
        """Return markup that names its pictures, as a panel makes it, and their blocks."""
        called = {digest: name for name, digest in self.manifest.inline.items()}
        found: dict[str, Block] = {}

        def name(match: re.Match[str]) -> str:
            content = unpacked(match[2].encode())
            digest = digest_of("file", 0, match[1], content)
            own = called.get(digest, digest)
            found[own] = Block(
                own, "file", len(content), 0, match[1], deflated=False, inline=True, read=lambda: content
            )
            return f'src="rg-inline:{own}"'

        return _PICTURE.sub(name, html), list(found.values())

    def _holds(self, blocks: Collection[str]) -> list[Held]:
        """Return what the blocks of a panel hold."""
        return [
            one for one in self.manifest.holds
            if not isinstance(one, HeldPanel) and (getattr(one, "view", "") or getattr(one, "lines", "")) in blocks
        ]  # fmt: skip

    @property
    def facts(self) -> list[Held]:
        """The values of runs that the report held, where its spec is unchanged."""
        return [one for one in self.manifest.holds if isinstance(one, HeldFacts)] if self._is_unchanged else []

    def _block(self, name: str, exact: bool) -> Block:
        """Return a block as the report has it."""
        self.archive.content(name)  # verified
        island, stored = self.archive.block(name), self.archive.islands.stored(name)
        return Block(
            name, island.type, len(stored), island.count, island.extra, island.deflated, exact=exact,
            read=lambda: stored,
        )  # fmt: skip

    def page(self, page: Page) -> Page:
        """Return a page that says of runs and data what the report said."""
        held = self.manifest
        runs = [_listed(run, one) for run, one in zip(page.runs, held.runs, strict=True)]
        same = self._is_unchanged
        notes = [*held.notes, *(note for note in page.notes if note not in held.notes and not same)]
        spec = held.spec if same else page.spec
        title = page.title if self.report.spec.title else held.title
        return replace(
            page, title=title, runs=runs, facts=list(held.facts), notes=notes, goal=held.goal, falls=held.falls,
            spec=spec,
        )  # fmt: skip

    @property
    def _is_unchanged(self) -> bool:
        """Whether the spec says what it said, but for where its data are."""
        now, then = self.report.document.value, self._document
        return isinstance(then, dict) and all(
            now.get(key) == then.get(key) for key in {*now, *then} - {"archive", "runs", "baseline", "params"}
        )


def _listed(run: PageRun, held: Any) -> PageRun:
    return replace(
        run, state=held.told or held.state, told=run.told if not held.told else held.told, result=held.result,
        rank=held.rank, folder=held.folder, format=held.format, sdk=held.sdk, losses=tuple(held.losses),
    )  # fmt: skip


def _parsed(text: str) -> Any:
    try:
        return parse(text, "report.yaml").value
    except SpecError:
        return None


def _at(value: Any, path: Sequence[str | int]) -> Any:
    """Return the value at a path of a spec; None where there is none."""
    for step in path:
        try:
            value = value[step]
        except (TypeError, KeyError, IndexError):
            return None
    return value


def _key(kind: str, value: Any, params: Mapping[str, Any]) -> str:
    """Return what the lines of a panel say, without the panels inside it; parameters count where they are used."""
    lines = json.dumps(value, sort_keys=True, default=str) if not isinstance(value, str) else value
    lines = "{}" if value is None or value == kind else lines
    used = json.dumps(dict(params), sort_keys=True, default=str) if "${" in lines else ""
    return f"{kind}\0{lines}\0{used}"
