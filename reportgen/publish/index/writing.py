"""Writes the index: a page that links to reports beside it, and needs nothing else."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from reportgen import __version__
from reportgen.errors import Level, Position, Problem, SpecError
from reportgen.page.assemble import texts_of
from reportgen.page.client import module
from reportgen.page.output import Output
from reportgen.page.policy import policy
from reportgen.page.theme import Theme
from reportgen.publish.index.reading import Known, known_of
from reportgen.texts import is_right_to_left, speaking


@dataclass(frozen=True)
class Entry:
    """A report as the page lists it."""

    known: Known
    address: str
    image: str
    day: str
    """When its file was written, in UTC."""
    moment: str


@dataclass(frozen=True)
class Index:
    """A written index."""

    path: Path
    size: int
    reports: int
    problems: list[Problem]


def write_index(paths: Sequence[Path], output: Path, *, title: str = "Reports", lang: str = "en") -> Index:
    """Write the index of the reports at ``paths``, files or folders, newest first; SpecError where one is not there.

    What is no report is left out, and said where it was named by itself.
    """
    place = Output.at(output)
    if place.status is not None and not place.is_stream and not place.is_report:
        hint = "Give another file with -o; nothing was changed."
        raise SpecError(Problem(f"cannot write '{output}': what is there is no index of reports", None, hint))
    problems: list[Problem] = []
    known = _known(paths, place.place, problems)
    known.sort(key=lambda one: (-one.written, one.title, str(one.path)))
    base = Path.cwd() if place.is_stream else place.place.parent
    entries = [_entry(one, base) for one in known]
    script, theme = module("index").text, Theme("default", Path())
    with speaking(lang):
        pieces = theme.stream(
            "index.html.jinja", title=title, lang=lang, is_right_to_left=is_right_to_left(lang), entries=entries,
            version=__version__, gates=any(one.gates for one in known),
            policy=policy([script]).replace("img-src data: blob:", "img-src 'self' data: file:"),
            style=Markup(theme.style(["index"])),  # noqa: S704 - our own files
            script=Markup(script),  # noqa: S704 - our own bundle
            texts=Markup(texts_of([script])),  # noqa: S704 - escaped
        )  # fmt: skip
        size = place.write(pieces)
    return Index(place.path, size, len(entries), problems)


def _known(paths: Sequence[Path], own: Path, problems: list[Problem]) -> list[Known]:
    """Return the reports among files and below folders, each once, and not the index itself."""
    found: dict[str, Known] = {}
    missing = [Problem(f"no such file '{path}'") for path in paths if not path.exists()]
    if missing:
        raise SpecError(missing)
    for path in paths:
        for file in _files(path):
            real = os.path.realpath(file)
            if real in found or real == str(own):
                continue
            try:
                known = known_of(file)
            except OSError as error:
                what = f"the file cannot be read: {error.strerror}"
                problems.append(Problem(what, Position(file.name), level=Level.MISSING))
                continue
            if known is not None:
                found[real] = known
            elif file == path:
                problems.append(Problem("it is not a report, and is omitted", Position(file.name), level=Level.NOTE))
    return list(found.values())


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(".html"))


def _entry(known: Known, base: Path) -> Entry:
    import numpy as np

    address = _address(known.path, base)
    image = known.image
    if image and not image.startswith("data:"):
        image = f"{address.rpartition('/')[0]}/{image}".lstrip("/")
    moment = str(np.datetime64(math.floor(known.written), "s"))
    return Entry(known, address, image, f"{moment[:10]} {moment[11:16]}", f"{moment}Z")


def _address(path: Path, base: Path) -> str:
    try:
        found = os.path.relpath(os.path.realpath(path), os.path.realpath(base))
    except ValueError:
        what = f"'{path}' is on another drive than the index"
        raise SpecError(Problem(what, None, "Write the index next to its reports, with -o.")) from None
    return quote(Path(found).as_posix())
