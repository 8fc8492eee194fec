"""One panel, made: prepared of its runs and rendered; what goes wrong is a gap, or a mistake with its place."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reportgen.errors import KnownError, Level, Problem, ReportError
from reportgen.fragment import Fragment
from reportgen.gates import Judged
from reportgen.media.private.files import private_file
from reportgen.model.runset import RunSet
from reportgen.page.theme import Theme
from reportgen.panels.base.markup import empty
from reportgen.panels.base.panel import Context, Panel
from reportgen.pipeline.archiving.earlier import Earlier
from reportgen.pipeline.archiving.keeping import hold_groups, keep_markup, keep_view
from reportgen.pipeline.outgoing import published
from reportgen.pipeline.reading.connections import Connections
from reportgen.pipeline.reading.files import Files
from reportgen.privacy.places import shown_path
from reportgen.sources.private import asked_for, privacy_of, private_table, showing
from reportgen.spec.load import Block, Report

if TYPE_CHECKING:
    from reportgen.privacy.anonymous.anonymizer import Anonymizer

_log = logging.getLogger(__name__)
_POINTS = 3_000_000
"""Points that all lines of a report keep together; each keeps at least _LEAST_POINTS."""
_LEAST_POINTS = 4_096


class PanelMaker:
    """Makes a report's panels, and keeps what is wrong with them (``errors``) and what they miss (``missing``)."""

    def __init__(
        self, report: Report, runs: RunSet, theme: Theme, judged: Judged, anonymizer: Anonymizer | None = None,
        earlier: Earlier | None = None, points: int | None = None,
    ) -> None:  # fmt: skip
        self.report, self.theme, self.judged, self.earlier = report, theme, judged, earlier
        self.errors: list[Problem] = []
        self.missing: list[Problem] = []
        self.privacy = replace(privacy_of(runs), anonymous=anonymizer)
        self._files = Files(report.folder)
        self._connections = Connections(report.spec.connections)
        self._vega = theme.vega()
        self._max_points = points or share_of_points(report, runs)

    def make(self, block: Block, panel: Panel, runs: RunSet, width: int, framed: Sequence[Fragment]) -> Fragment:
        """Return the panel's fragment; what its spec wants and cannot have is reported at the end."""
        names = panel.named()
        runs, privacy = showing(runs, names), self.privacy.showing(frozenset(names))
        place = f"{block.kind} {panel.heading()}".strip()
        files = self._files
        context = Context(
            width, self._max_points,
            lambda path: private_table(files.table(path), privacy, f"table {shown_path(path)}"), files.frame,
            self._connections.table, self.report.spec.presets, files.text, self._vega,
            lambda path: private_file(self.theme.file(path), privacy, place), *self.judged, privacy,
        )  # fmt: skip
        try:
            again = self.earlier.fragment(block, panel, self.theme) if self.earlier else None
            view = panel.prepare(runs, context) if again is None else again[1]
            made = panel.render(view, self.theme, framed) if again is None else again[0]
            hold_groups(made, panel, runs)
            plain = (again is None or view is not None) and keep_view(made, view, block, panel, runs)
            made = published(made, privacy, place, asked_for(runs, names)) if panel.uses_runs else made
            if not plain:
                keep_markup(made, block, panel, runs)
        except ReportError:
            raise
        except KnownError as error:
            problem = error.problem(self.report.position((*block.path, *error.path)), block.kind)
            (self.errors if problem.level is Level.ERROR else self.missing).append(problem)
            return Fragment(empty(problem.what))
        except Exception:  # noqa: BLE001 - one broken panel never sinks a report
            _log.debug("making %s", block.kind, exc_info=True)
            what = f"{block.kind} could not be built"
            return Fragment(empty(what), missing=[f"{what}: this is a bug in reportgen; run `build -v` for details"])
        return made

    def close(self) -> None:
        """End the connections that were opened."""
        self._connections.close()


def share_of_points(report: Report, runs: RunSet) -> int:
    """Share the report's points among its lines, known before any is read."""
    lines = sum(
        sum(reference.key in run.keys for run in runs)
        for block in report.walk()
        if isinstance(block.fields, Panel)
        for reference in block.fields.references()
        if reference.want == "number"
    )
    return max(_LEAST_POINTS, _POINTS // max(lines, 1))
