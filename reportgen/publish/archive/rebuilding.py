"""The same report by today's reportgen: built of what a report holds, by its own spec."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reportgen.archive.archive import Archive
from reportgen.archive.islands import DamagedError
from reportgen.archive.manifest import Manifest
from reportgen.errors import Level, Problem, SpecError
from reportgen.inputs import note_path, watched
from reportgen.page.output import Output
from reportgen.page.theme import theme_fault
from reportgen.pipeline import Progress, Result, build
from reportgen.publish.archive.opened import manifest_of, opened
from reportgen.publish.archive.spec_text import again

ORIGINAL = "original.html"
"""What the report is called in the folder in which it is built again."""


@dataclass
class Rebuilt:
    """A report that was built again, and what could not be had of the first."""

    result: Result
    problems: list[Problem]


def rebuild(
    path: Path, output: Path | str | None = None, *, theme: str | None = None, progress: Progress | None = None
) -> Rebuilt:
    """Build a report again of what it holds, by default into ``NAME-rebuilt.html`` beside it.

    Raises SpecError where the file is no report or holds no data; ReportError where nothing can be written.
    """
    archive = opened(path)
    manifest = manifest_of(archive)
    place = output if output is not None else path.with_name(f"{path.stem}-rebuilt.html")
    with watched() as inputs:
        note_path(path)
        Output.at(place).refuse(inputs)
    problems = damaged(archive)
    with tempfile.TemporaryDirectory(prefix="reportgen-") as name:
        folder = Path(name)
        _linked(path, folder / ORIGINAL)
        problems += pictures(archive, manifest, folder)
        chosen, told = _theme(manifest, theme)
        spec = folder / "report.yaml"
        spec.write_text(spec_of(manifest, [ORIGINAL], ORIGINAL, chosen), "utf-8")
        result = build(spec, place, progress=progress)
    return Rebuilt(result, [*problems, *told])


def spec_of(manifest: Manifest, runs: list[str], archive: str, theme: str | None = None) -> str:
    """Return the spec for building a report again; SpecError where its text is none any more."""
    try:
        return again(manifest.spec, runs, archive, manifest.params, theme)
    except SpecError:
        what = "the report's spec cannot be read any more"
        raise SpecError(Problem(what, None, "`reportgen extract` gives the data without it.")) from None


def damaged(archive: Archive) -> list[Problem]:
    """Return a problem for every block that is not whole."""
    found = [
        Problem(f"{archive.path.name}: block {name} {what}", level=Level.MISSING) for name, what in archive.faults()
    ]
    if archive.problem:
        found.append(Problem(f"{archive.path.name}: {archive.problem}", level=Level.MISSING))
    return found


def pictures(archive: Archive, manifest: Manifest, folder: Path) -> list[Problem]:
    """Write the pictures of the report's texts to where its spec expects them, never outside ``folder``."""
    problems = []
    for name, block in manifest.files.items():
        inner = PurePosixPath(name.replace("\\", "/"))
        if inner.is_absolute() or ".." in inner.parts or not inner.name:
            problems.append(Problem(f"image '{inner.name}' lies outside the report's folder", level=Level.MISSING))
            continue
        try:
            content = archive.content(str(block))
        except DamagedError as error:
            problems.append(Problem(f"image '{name}' {error}", level=Level.MISSING))
            continue
        place = folder.joinpath(*inner.parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return problems


def _theme(manifest: Manifest, asked: str | None) -> tuple[str | None, list[Problem]]:
    """Return the theme to build with, and a note where the report's own was a folder that is not here."""
    if asked is not None:
        here = Path.cwd() / asked
        chosen = str(here) if here.is_dir() else asked
        if fault := theme_fault(chosen, Path.cwd()):
            raise SpecError(Problem(fault[0], None, fault[1]))
        return chosen, []
    own = _value_of(manifest.spec, "theme")
    if isinstance(own, str) and theme_fault(own, Path("/nowhere")):
        what = f"the theme '{own}' is not here; the default one is used"
        return "default", [Problem(what, None, "Name it with --theme.", Level.NOTE)]
    return None, []


def _value_of(text: str, key: str) -> object:
    from reportgen.spec.yaml import parse

    with suppress(SpecError):
        value = parse(text, "report.yaml").value
        return value.get(key) if isinstance(value, dict) else None
    return None


def _linked(path: Path, place: Path) -> None:
    """Give a file another name without copying it, where the system can."""
    try:
        place.symlink_to(path.resolve())
    except OSError:
        try:
            os.link(path, place)
        except OSError:
            shutil.copyfile(path, place)
