"""An entry of ``runs:``: the paths that it names, and what to say of them, with the place in the spec."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reportgen.digits import plural
from reportgen.errors import Level, Position, Problem, suggestion
from reportgen.inputs import is_there, note_matches
from reportgen.model.order import natural
from reportgen.privacy.places import is_address, shown_path
from reportgen.readers import Readers
from reportgen.sources.quiet import is_quiet
from reportgen.sources.remote import Unreachable, fetched
from reportgen.sources.unread import advice
from reportgen.sources.walk import Asked, Walked, left_over
from reportgen.spec.fields import Fields
from reportgen.spec.load import Report
from reportgen.spec.model import Source

_SEARCHED = "All subfolders were searched, except hidden ones and caches."
_NAMED = 3
"""Names that a message tells of many."""


class Place(NamedTuple):
    """A path of an entry."""

    path: Path
    part: int | None
    """Which of the entry's paths it is; None for what a glob matches."""


class Entry:
    """An entry of a spec's ``runs:``; ``formats`` are those that can be read."""

    def __init__(self, report: Report, index: int, formats: Sequence[str]) -> None:
        self.index = index
        self.options: Mapping[str, Fields] = report.options[index] if report.options else {}
        self._source = report.spec.runs[index]
        self._report = report
        self._readable = f"Supported formats: {', '.join(formats)}."
        self._formats = formats
        self.incomplete: list[Problem] = []
        """What could not be fetched of paths that are there."""

    def where(self, part: int | None = None) -> Position:
        """Return where the entry, or one of its paths, stands in the spec."""
        tail = () if part is None else (part,)
        document = self._report.document
        for path in (("path", *tail), ("path",), tail):
            if (field := (self._report.sources, self.index, *path)) in document.at:
                return document.at[field]
        return document.position((self._report.sources, self.index))

    def _field(self, name: str) -> Position:
        return self._report.document.position((self._report.sources, self.index, name))

    def format(self) -> tuple[str | None, list[Problem]]:
        """Return the format that the entry asks for, if it can be read; else what is wrong with it."""
        form = self._source.format
        if form is None or form in self._formats:
            return form, []
        hint = suggestion(form, self._formats, "formats")
        return None, [Problem(f"unknown format '{form}'", self._field("format"), hint)]

    def unused(self, readers: Collection[str]) -> Iterator[Problem]:
        """Tell options of this entry that none of the ``readers`` has whose runs it holds."""
        said: dict[str, list[str]] = {}
        for form, fields in self.options.items():
            for name in sorted(fields.model_fields_set):
                said.setdefault(name, []).append(form)
        for name, owners in said.items():
            if readers and not set(owners) & set(readers):
                known = dict.fromkeys(field for one in sorted(readers) for field in Readers()[one].options.model_fields)
                what = f"'{name}' is an option for {_and(owners)} runs, but this entry's are {_and(readers)}"
                hint = suggestion(name, [*Source.model_fields, *known], "fields")
                yield Problem(what, self._field(name), hint)

    def missing_folders(self, asked: Sequence[Asked], given: Mapping[str, Any]) -> Iterator[Problem]:
        """Tell folders that options name and that are not there, those of the command line once."""
        base = self._report.folder
        for one in asked:
            for name, path in one.reader.folders(one.options):
                by_hand = path in given.get(name, ())
                if (base / path).is_dir() or (by_hand and self.index):
                    continue
                where = Position(f"--{name}") if by_hand else self._field(name)
                what = f"no such {name} folder: '{shown_path(path)}'"
                yield Problem(what, where, level=Level.MISSING, aside=nearby(base, Path(path)))

    def places(self) -> tuple[list[Place], list[Problem]]:
        """Return the paths of the entry, each once, and what is wrong with those that are not there."""
        places: dict[Path, Place] = {}
        wrong: list[Problem] = []
        for part, text in enumerate(self._source.path):
            if is_address(text):
                wrong += self._fetch(part, text, places)
                continue
            try:
                path = Path(text).expanduser()
            except RuntimeError:  # ~nobody
                wrong.append(Problem(f"no home folder for '{text}'", self.where(part)))
                continue
            there = self._matches(part, path)
            places |= {place.path: place for place in there if place.path not in places}
            if not there:
                what = "nothing matches" if glob.has_magic(str(path)) else "no such path"
                wrong.append(Problem(f"{what} '{text}'", self.where(part), nearby(self._report.folder, path)))
        return list(places.values()), wrong

    def _fetch(self, part: int, address: str, places: dict[Path, Place]) -> Iterator[Problem]:
        """Add the copy of what lies in storage; yield why there is none."""
        try:
            path, failed = fetched(address)
        except Unreachable as fault:
            yield Problem(fault.what, self.where(part), fault.hint)
            return
        places.setdefault(path, Place(path, part))
        self.incomplete += [Problem(what, self.where(part), level=Level.MISSING) for what in failed]

    def _matches(self, part: int, path: Path) -> list[Place]:
        """Return what a path or a glob stands for."""
        folder = self._report.folder
        if not glob.has_magic(str(path)):
            return [Place(folder / path, part)] if is_there(folder / path) else []
        matches = sorted(glob.glob(str(path), root_dir=folder, recursive=True), key=natural)
        note_matches(str(folder / path), [str(folder / match) for match in matches])
        return [Place(match, None) for match in _outermost(folder, matches)]

    def without_runs(self, walked: Sequence[tuple[Place, Walked]], form: str | None) -> Problem:
        """Return what to say where nothing was found, and what lies there."""
        what = f"{f'no {form} runs in' if form else 'no runs in'} '{', '.join(self._source.path)}'"
        hints = [self._hint(path, hint) for _, one in walked for path, hint in one.passed.items()]
        if hints:
            return Problem(what, self.where(), hints[0])
        closed = [folder for _, one in walked for folder in one.closed]
        if closed:
            return Problem(what, self.where(), f"Permission denied: {_listed(closed)}.")
        searched = any(place.path.is_dir() for place, _ in walked)
        hint = f"{_SEARCHED} {self._readable}" if searched else self._readable
        left = [path for place, one in walked for path in left_over(one, str(place.path))]
        found = f"Found: {_listed(left)}." if left else ""
        said = advice([*(str(place.path) for place, _ in walked), *left])
        return Problem(what, self.where(), said or hint, aside=found if searched else "")

    def _hint(self, path: str, hint: str) -> str:
        """Return what a reader says of a file that it leaves, with the path as the spec would name it."""
        try:
            there = os.path.relpath(path, self._report.folder)
        except ValueError:  # on another drive
            there = path
        return hint.replace("{path}", Path(there).as_posix())

    def beside_runs(self, walked: Sequence[tuple[Place, Walked]]) -> Iterator[Problem]:
        """Tell what was named beside others and holds no run, and what lies beside runs and nobody reads."""
        left: dict[str, int] = {}
        passed: dict[str, str] = {}
        for place, one in walked:
            passed |= one.passed
            if one.claims:
                left |= left_over(one, str(place.path))
            elif place.part is None:
                left.update(_unread_matches(place.path, one))
            else:
                yield self._empty(place, place.part, one)
        unknown = [path for path in left if os.path.basename(path) not in self._report.text]  # noqa: PTH119
        if self._source.format:  # what other formats take is left on purpose
            unknown = [path for path in unknown if path in passed]
        if unknown:
            yield self._unread(unknown, passed)
        dangling = [path for _, one in walked if one.claims for path in one.dangling]
        if dangling:
            number = plural(len(dangling), "link next to the runs leads", "links next to the runs lead")
            yield Problem(f"{number} nowhere", self.where(), level=Level.NOTE, aside=_they_are(dangling))

    def _empty(self, place: Place, part: int, walked: Walked) -> Problem:
        what, where = f"no runs in '{self._source.path[part]}'", self.where(part)
        if place.path.is_dir():
            return Problem(what, where, _SEARCHED, Level.NOTE)
        hint = next((self._hint(*pair) for pair in walked.passed.items()), "")
        return Problem(what, where, hint, Level.MISSING)

    def _unread(self, left: Sequence[str], passed: Mapping[str, str]) -> Problem:
        number = plural(len(left), "entry next to the runs was", "entries next to the runs were")
        what = f"{number} not recognised as runs"
        told = next((self._hint(path, passed[path]) for path in left if path in passed), "")
        closed = [path for path in left if not os.access(path, os.R_OK)]
        told = f"Permission denied: {_listed(closed)}." if closed else told
        aside = f"{_they_are(left)} {told}".strip()
        return Problem(what, self.where(), level=Level.NOTE, aside=aside)


def _unread_matches(path: Path, walked: Walked) -> dict[str, int]:
    """Return what a glob matched and nobody reads."""
    if path.is_dir():
        return {str(path): sum(map(len, walked.strays.values()))} if walked.strays else {}
    return {} if is_quiet(path.name) else {str(path): 1}


def _and(names: Collection[str]) -> str:
    return " and ".join(sorted(names))


def _listed(paths: Sequence[str]) -> str:
    names = [f"'{os.path.basename(path)}'" for path in paths[:_NAMED]]  # noqa: PTH119
    more = len(paths) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _they_are(paths: Sequence[str]) -> str:
    return f"{'It is' if len(paths) == 1 else 'They are'} {_listed(paths)}."


def _outermost(folder: Path, matches: Sequence[str]) -> Iterator[Path]:
    """Yield what a glob matches without what lies below other matches: that is found by walking them."""
    above: set[str] = set()
    for match in sorted(matches, key=len):
        path = folder / match
        if above.isdisjoint(map(str, path.parents)) and not path.is_file():
            above.add(str(path))
    for match in matches:
        path = folder / match
        if above.isdisjoint(map(str, path.parents)):
            yield path


def nearby(folder: Path, path: Path) -> str:
    """Say what there is where a path stops to exist."""
    parts = path.parts
    at = Path(path.anchor) if path.is_absolute() else folder
    for part in parts[1:] if path.is_absolute() else parts:
        if glob.has_magic(part) or not is_there(at / part):
            try:
                there = sorted(child.name for child in at.iterdir() if not child.name.startswith("."))
            except OSError:
                return ""
            return (
                suggestion(part, there, "entries", limit=6) if there else f"The folder '{at.absolute().name}' is empty."
            )
        at = at / part
    return ""
