"""A report that is to be taken apart: its archive, and in words what it lacks."""

from __future__ import annotations

from pathlib import Path

from reportgen.archive.archive import Archive, NotReportError
from reportgen.archive.islands import is_report
from reportgen.archive.manifest import Manifest, NewerArchiveError
from reportgen.errors import Problem, SpecError


def opened(path: Path) -> Archive:
    """Return the archive of a report; SpecError where the file is none, or is of a later reportgen."""
    if not path.exists():
        raise SpecError(Problem(f"no such file '{path}'"))
    if path.is_dir():
        hint = "Give the report's file: report.html."
        if (path / "index.html").is_file() and is_report(path / "index.html"):
            hint = "Of a report that is a folder no data are read: build it as one file, without --format dir."
        raise SpecError(Problem(f"'{path}' is a folder", None, hint))
    try:
        return Archive(path)
    except (NotReportError, NewerArchiveError) as error:
        raise SpecError(Problem(error.what, None, error.hint)) from None


def manifest_of(archive: Archive) -> Manifest:
    """Return the manifest; SpecError where the report has none that can be read."""
    if archive.manifest is not None:
        return archive.manifest
    name = archive.path.name
    if archive.problem == "has no manifest":
        what = f"'{name}' was built before reports held their data: it has no manifest"
        raise SpecError(Problem(what, None, "Build it again from its spec; `reportgen extract` gives its media."))
    raise SpecError(Problem(f"'{name}': its {archive.problem}", None, "`reportgen extract` gives what is intact."))
