"""A report taken apart: tables and metrics as CSV and Parquet, media as files, facts as JSON, the spec as YAML."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.archive.archive import Archive
from reportgen.archive.manifest import Manifest
from reportgen.digits import plural
from reportgen.errors import Level, Problem, ReportError, SpecError
from reportgen.publish.archive.charts import write_charts
from reportgen.publish.archive.files import MediaFolder, as_text
from reportgen.publish.archive.loose import write_loose
from reportgen.publish.archive.naming import Names
from reportgen.publish.archive.opened import opened
from reportgen.publish.archive.parts import Parts
from reportgen.publish.archive.rebuilding import ORIGINAL, pictures, spec_of
from reportgen.readers.report.run import HeldData, ReportRun

FORMATS = ("files", "native")
Tell = Callable[[str, int, int], None]


@dataclass
class Extracted:
    """What was written: the folder, how many files, and what could not be had."""

    folder: Path
    files: int
    problems: list[Problem] = field(default_factory=list)


def extract(path: Path, output: Path | None = None, *, to: str = "files", progress: Tell | None = None) -> Extracted:
    """Take a report apart into a folder, by default ``NAME-data`` beside it; the folder is there when it is whole.

    With ``to="native"`` it holds run folders of the native format, and a spec that builds the report again of them.

    Raises SpecError where the file is no report or the folder is there already; ReportError where it cannot be written.
    """
    tell = progress or (lambda *_: None)
    if to not in FORMATS:
        raise SpecError(Problem(f"cannot extract to '{to}'", None, f"Formats: {', '.join(FORMATS)}."))
    archive = opened(path)
    folder = output if output is not None else path.with_name(f"{path.stem}-data")
    if folder.exists():
        raise SpecError(Problem(f"'{folder}' is there already", None, "Name another folder with -o."))
    if to == "native" and archive.manifest is None:
        what = f"'{path.name}': {_no_manifest(archive)}"
        raise SpecError(Problem(what, None, "Without --to its media are extracted."))
    tell("reading", 0, 0)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".reportgen-", suffix=".tmp", dir=folder.parent))
        draft.chmod(0o777 & ~_umask())
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        work = _Extraction(archive, draft, tell)
        if archive.manifest is not None and to == "native":
            work.native(archive.manifest)
        elif archive.manifest is not None:
            work.files(archive.manifest)
        else:
            work.loose()
        work.index()
        os.rename(draft, folder)  # noqa: PTH104 - of Path it would replace an empty folder on some systems alone
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise _unwritable(folder, error) from None
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    count = sum(len(names) for _, _, names in os.walk(folder))
    return Extracted(folder, count, work.problems)


def _unwritable(folder: Path, error: OSError) -> ReportError:
    return ReportError(Problem(f"cannot write '{folder}': {error.strerror}", None, "Write elsewhere with -o."))


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _no_manifest(archive: Archive) -> str:
    if archive.problem == "has no manifest":
        return "it was built before reports held their data: it has no manifest"
    return f"its {archive.problem}"


class _Extraction:
    def __init__(self, archive: Archive, folder: Path, tell: Tell) -> None:
        self.archive, self.folder, self.tell = archive, folder, tell
        self.names = Names()
        self.entries: list[dict[str, Any]] = []
        self.problems: list[Problem] = []
        self.runs: list[dict[str, Any]] = []

    def _missing(self, what: str) -> None:
        self.problems.append(Problem(what, level=Level.MISSING))

    def files(self, manifest: Manifest) -> None:
        """Write all that is held as files."""
        data = HeldData(self.archive, manifest)
        runs = [ReportRun(data, number) for number in range(len(manifest.runs))]
        (self.folder / "report.yaml").write_bytes(manifest.spec.encode("utf-8", "replace"))
        self.entries.append({"file": "report.yaml", "what": "spec"})
        self.problems += pictures(self.archive, manifest, self.folder)
        parts = Parts(self.archive, manifest, self.folder, self.names)
        for number, run in enumerate(runs):
            self.tell(f"extracting {run.meta.name}", number, len(runs))
            self.runs.append(parts.facts(number, run))
            parts.media(run)
            parts.console(number, run)
        parts.metrics(runs)
        parts.histograms(runs)
        parts.tables()
        parts.loose_media(data)
        write_charts(parts)
        parts.panels()
        self.entries += parts.entries
        for what in dict.fromkeys(parts.lost):
            self._missing(what)
        self._faults()

    def native(self, manifest: Manifest) -> None:
        """Write run folders, the spec that builds the report of them, and the report itself, which holds its panels."""
        from reportgen.publish.archive.native_runs import write_runs

        data = HeldData(self.archive, manifest)
        runs = [ReportRun(data, number) for number in range(len(manifest.runs))]
        places = [self.names.free("runs", f"{number + 1:02d}-{run.meta.name}") for number, run in enumerate(runs)]
        self.tell("writing runs", 0, 0)
        self.problems += write_runs(runs, places, self.folder)
        self.problems += pictures(self.archive, manifest, self.folder)
        (self.folder / "report.yaml").write_bytes(spec_of(manifest, places, ORIGINAL).encode("utf-8", "replace"))
        shutil.copyfile(self.archive.path, self.folder / ORIGINAL)
        self.entries.append({"file": "report.yaml", "what": "spec"})
        self.entries.append({"file": ORIGINAL, "what": "report"})
        for run, place in zip(runs, places, strict=True):
            self.runs.append({"id": run.meta.id, "name": run.meta.name, "folder": place})
            self.entries += [
                {"file": place, "what": "metric", "key": key, "whole": len(run.column(key)) >= metric.total,
                 "points": len(run.column(key)), "logged": metric.total}
                for key in tuple(run.keys()) if (metric := run.held_metric(key)) is not None
            ]  # fmt: skip
            for loss in run.damage():
                self._missing(f"{run.meta.name}: {loss}")
        self._faults()

    def loose(self) -> None:
        """Write the media of a report that does not say what its blocks are."""
        self._missing(f"{self.archive.path.name}: {_no_manifest(self.archive)}; only its media can be had")
        folder = MediaFolder(self.folder, self.names)
        self.entries += write_loose(self.archive, folder)
        self._faults()

    def _faults(self) -> None:
        known = " ".join(problem.what for problem in self.problems)
        for name, what in self.archive.faults():
            if name not in known:
                self._missing(f"{self.archive.path.name}: block {name} {what}")
        lost, manifest = self.archive.lost(), self.archive.manifest
        if lost and manifest is not None:
            count = plural(manifest.blocks, "block")
            self._missing(f"{self.archive.path.name}: {lost:,} of {count} cannot be had")

    def index(self) -> None:
        """Write what is what."""
        manifest = self.archive.manifest
        told = {
            "format": "reportgen-extract", "version": 1, "report": self.archive.path.name,
            "title": manifest.title if manifest else "", "generator": manifest.generator if manifest else "",
            "runs": self.runs, "entries": self.entries, "missing": [problem.what for problem in self.problems],
        }  # fmt: skip
        (self.folder / "index.json").write_bytes(as_text(told))
