"""Reader of reports that reportgen built: the runs on their pages, with all that the pages show of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.archive.islands import is_report
from reportgen.errors import KnownError, Level
from reportgen.model.run import RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_ENDS = (".html", ".htm")


class NoArchiveError(KnownError):
    """A file is no report, or one that does not say what its data are."""

    level = Level.MISSING


class Report(Reader[Options]):
    """Reports of reportgen. Only one that a path names is read: one that lies beside runs was made of them."""

    rank: ClassVar[int] = 90

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return a report that is named; a page that is none is told from it by its beginning."""
        del options
        if not folder.named:
            return NOTHING
        pages = [name for name in folder.files if name.lower().endswith(_ENDS) or folder.asked]
        mine = [name for name in pages if folder.asked or is_report(folder.at(name))]
        others = {name: "It is a page, but no report that reportgen built." for name in pages if name not in mine}
        return Claims(mine, passed=others)

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return the runs of each report, in the order of its page."""
        found = Found()
        for claim in claims:
            found.open(claim, _runs, claim.path)
        return found


def _runs(path: Path) -> Iterator[RunSource]:
    from reportgen.archive.archive import Archive
    from reportgen.readers.report.run import HeldData, ReportRun

    archive = Archive(path)
    if archive.manifest is None:
        hint = "Build it again from its spec." if archive.problem == "has no manifest" else ""
        what = (
            "the report was built before reports held their data: it has no manifest"
            if archive.problem == "has no manifest" else f"the report's {archive.problem}"
        )  # fmt: skip
        raise NoArchiveError(what, hint)
    data = HeldData(archive, archive.manifest)
    yield from (ReportRun(data, number) for number in range(len(archive.manifest.runs)))
