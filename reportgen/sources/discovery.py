"""What lies where a spec says that runs are: each entry's paths, walked once, and whose they are.

Every reader is asked. Of two that claim one path the higher rank has it, and that is said; so is what nobody claims.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.errors import Level, Position, Problem, suggestion
from reportgen.inputs import is_there
from reportgen.model.order import natural
from reportgen.privacy.places import shown_path
from reportgen.readers import Readers
from reportgen.readers.base import Claim, Reader
from reportgen.sources.walk import Asked, Walked, left_over, walk
from reportgen.spec.fields import Fields
from reportgen.spec.load import Report
from reportgen.spec.model import Source

_SEARCHED = "Every folder below was searched, but for hidden ones and caches."
_NAMED = 3
"""Names that a message tells of many."""


@dataclass
class Discovery:
    """The claims by reader, and what there is to say: ``errors`` are wrong entries, ``problems`` the rest."""

    readers: dict[str, Reader[Any]] = field(default_factory=dict)
    claims: dict[str, list[Claim[Any]]] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def discover(report: Report, given: Mapping[str, Any] | None = None) -> Discovery:
    """Return what readers claim of every entry of a spec; ``given`` are options of the command line, for all."""
    found = Discovery()
    search = _Search(report, found, given or {})
    for index, source in enumerate(report.spec.runs):
        search.entry(index, source)
    search.once()
    return found


def claims_of(paths: Sequence[Path], given: Mapping[str, Any] | None = None) -> Discovery:
    """Return what readers claim at or below paths."""
    search = _Search(None, Discovery(), given or {})
    asked = search.asked({}, None)
    for path in paths:
        walked = walk(path, asked)
        search.take(walked, 0)
        search.tell(walked)
    search.once()
    return search.found


class _Search:
    def __init__(self, report: Report | None, found: Discovery, given: Mapping[str, Any]) -> None:
        self.report, self.found, self.given = report, found, given
        self.base = report.folder if report is not None else Path()
        readers = Readers()
        self.classes = readers.usable()
        found.readers = {name: reader() for name, reader in self.classes.items()}
        found.problems += [Problem(fault, level=Level.MISSING) for fault in readers.faults()]
        self.options: dict[tuple[str, int], Fields] = {}
        self.taken: dict[str, list[tuple[str, str, int]]] = {}

    def asked(self, own: Mapping[str, Fields], form: str | None, index: int = 0) -> list[Asked]:
        """Return the readers to ask for an entry, with what it and the command line say to them."""
        found = []
        for name, reader in self.found.readers.items():
            if form is None or form == name:
                options = _with(own.get(name) or self.classes[name].options(), self.given)
                self.options[name, index] = options
                found.append(Asked(name, reader, options, by_format=form is not None))
        return found

    def entry(self, index: int, source: Source) -> None:
        """Search the paths of one entry."""
        assert self.report is not None  # noqa: S101 - entries are of a spec
        form = source.format
        if form is not None and form not in self.classes:
            where = self.report.document.position(("runs", index, "format"))
            hint = suggestion(form, sorted(self.classes), "formats")
            self.found.errors.append(Problem(f"unknown format '{form}'", where, hint))
            form = None
        asked = self.asked(self.report.options[index] if self.report.options else {}, form, index)
        self.unknown_folders(asked, index)
        there = _resolve(self.report, index, source, self.found.errors)
        walked = [(path, part, walk(path, asked)) for path, part in there]
        for _, _, one in walked:
            self.take(one, index)
            self.tell(one)
        if not there or any(one.claims for _, _, one in walked):
            self.found.problems += self._without_runs(index, source, walked)
            return
        what = f"no {form} runs in" if form else "no runs in"
        hint, aside = self._nothing(walked)
        where = _where(self.report, index)
        self.found.errors.append(Problem(f"{what} '{', '.join(source.path)}'", where, hint, aside=aside))

    def unknown_folders(self, asked: Sequence[Asked], index: int) -> None:
        """Tell folders that options name and that are not there, those of the command line once."""
        assert self.report is not None  # noqa: S101 - as above
        for one in asked:
            for name, path in one.reader.folders(one.options):
                given = path in self.given.get(name, ())
                if (self.base / path).is_dir() or (given and index):
                    continue
                where = Position(f"--{name}") if given else self.report.document.position(("runs", index, name))
                what = f"no such folder of {name} files: '{shown_path(path)}'"
                self.found.problems.append(
                    Problem(what, where, level=Level.MISSING, aside=nearby(self.base, Path(path)))
                )

    def take(self, walked: Walked, index: int) -> None:
        """Keep the claims of a walk."""
        for reader, path, far in walked.claims:
            self.taken.setdefault(reader, []).append((path, far, index))

    def tell(self, walked: Walked) -> None:
        """Say what was in the way of a walk: closed folders, contested paths, readers that failed."""
        for folder in dict.fromkeys(walked.closed):
            where = Position(os.path.basename(folder))  # noqa: PTH119
            self.found.problems.append(Problem("the folder cannot be read", where, level=Level.MISSING))
        for (owner, other), paths in walked.contested.items():
            many = f" and {len(paths) - 1:,} more are" if len(paths) > 1 else " is"
            what = f"'{os.path.basename(paths[0])}'{many} both {owner} and {other}, and read as {owner}"  # noqa: PTH119
            hint = f"Write format: {other} to read it as {other}."
            self.found.problems.append(Problem(what, None, hint, Level.NOTE))
        for name, folder in walked.failed.items():
            what = f"the reader '{name}' failed at '{os.path.basename(folder)}', and what it would read is left out"  # noqa: PTH119
            self.found.problems.append(Problem(what, None, level=Level.MISSING))

    def once(self) -> None:
        """Make the claims: a path that is reached twice is known by where it really lies.

        Of several ways to it that without a link as its folder is kept, and the entry that came first.
        """
        for reader, taken in self.taken.items():
            ways: dict[str, tuple[str, int]] = {}
            for path, far, index in taken:
                kept = ways.get(far)
                if kept is None:
                    ways[far] = path, index
                elif path != kept[0] and _by_link(kept[0]) and not _by_link(path):
                    ways[far] = path, kept[1]
            self.found.claims[reader] = [
                Claim(Path(path), self.options[reader, index], index, self.base) for path, index in ways.values()
            ]

    def _nothing(self, walked: Sequence[tuple[Path, int | None, Walked]]) -> tuple[str, str]:
        """Return what to say where nothing was found, and what lies there."""
        hints = [self._hint(path, hint) for _, _, one in walked for path, hint in one.passed.items()]
        if hints:
            return hints[0], ""
        closed = [folder for _, _, one in walked for folder in one.closed]
        if closed:
            return f"Not to be read: {_listed(closed)}.", ""
        hint = f"Formats that can be read: {', '.join(sorted(self.classes))}."
        if any(path.is_dir() for path, _, _ in walked):
            hint = f"{_SEARCHED} {hint}"
        left = [entry for path, _, one in walked for entry in left_over(one, str(path))]
        return hint, f"There: {_listed(left)}." if left else ""

    def _hint(self, path: str, hint: str) -> str:
        """Return what a reader says of a file that it leaves, with the path as the spec would name it."""
        try:
            there = os.path.relpath(path, self.base)
        except ValueError:  # on another drive
            there = path
        return hint.replace("{path}", Path(there).as_posix())

    def _without_runs(
        self, index: int, source: Source, walked: Sequence[tuple[Path, int | None, Walked]]
    ) -> Iterator[Problem]:
        """Tell what was named beside others and holds no run, and what lies beside runs and nobody reads."""
        assert self.report is not None  # noqa: S101 - as above
        left: dict[str, int] = {}
        passed: dict[str, str] = {}
        for path, part, one in walked:
            passed |= one.passed
            if one.claims:
                left |= left_over(one, str(path))
            elif part is None:  # what a glob matches
                left.update(_matched(path, one))
            else:
                where, text = _where(self.report, index, part), source.path[part]
                here = path.is_dir()
                hint = _SEARCHED if here else next((self._hint(*pair) for pair in one.passed.items()), "")
                yield Problem(f"no runs in '{text}'", where, hint, Level.NOTE if here else Level.MISSING)
        text = self.report.text
        unknown = [entry for entry in left if os.path.basename(entry) not in text]  # noqa: PTH119
        if unknown:
            yield self._unread(index, unknown, passed)

    def _unread(self, index: int, left: Sequence[str], passed: Mapping[str, str]) -> Problem:
        assert self.report is not None  # noqa: S101 - as above
        number = "1 entry" if len(left) == 1 else f"{len(left):,} entries"
        what = f"{number} beside the runs {'holds' if len(left) == 1 else 'hold'} none that can be read"
        aside = f"{_listed(left)}. Formats that can be read: {', '.join(sorted(self.classes))}."
        told = next((self._hint(path, passed[path]) for path in left if path in passed), "")
        return Problem(what, _where(self.report, index), level=Level.NOTE, aside=f"{aside} {told}".strip())


def _with(options: Fields, given: Mapping[str, Any]) -> Fields:
    """Return options with those of the command line: lists before an entry's own, the rest where it says nothing."""
    mine = {name: value for name, value in given.items() if name in type(options).model_fields}
    said = {
        name: [*value, *getattr(options, name)] if isinstance(value, list) else value
        for name, value in mine.items()
        if isinstance(value, list) or name not in options.model_fields_set
    }
    return options.model_copy(update=said) if said else options


def _matched(path: Path, walked: Walked) -> dict[str, int]:
    """Return what a glob matched and nobody reads."""
    if path.is_dir():
        return {str(path): sum(map(len, walked.strays.values()))} if walked.strays else {}
    from reportgen.sources.quiet import is_quiet

    return {} if is_quiet(path.name) else {str(path): 1}


def _listed(paths: Sequence[str]) -> str:
    names = [f"'{os.path.basename(path)}'" for path in paths[:_NAMED]]  # noqa: PTH119
    more = len(paths) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _by_link(path: str) -> bool:
    return os.path.islink(os.path.dirname(path))  # noqa: PTH114, PTH120


def _where(report: Report, index: int, part: int | None = None) -> Position:
    tail = () if part is None else (part,)
    for path in (("runs", index, "path", *tail), ("runs", index, "path"), ("runs", index, *tail)):
        if path in report.document.at:
            return report.document.at[path]
    return report.document.position(("runs", index))


def _resolve(report: Report, index: int, source: Source, errors: list[Problem]) -> list[tuple[Path, int | None]]:
    """Return the paths of an entry, each with its place in the list, None for what a glob matches."""
    paths: dict[Path, int | None] = {}
    for part, text in enumerate(source.path):
        where = _where(report, index, part)
        try:
            expanded = Path(text).expanduser()
        except RuntimeError:  # ~nobody
            errors.append(Problem(f"no home folder for '{text}'", where))
            continue
        if not glob.has_magic(str(expanded)):
            path = report.folder / expanded
            if is_there(path):
                paths.setdefault(path, part)
            else:
                errors.append(Problem(f"no such path '{text}'", where, nearby(report.folder, expanded)))
            continue
        matches = sorted(glob.glob(str(expanded), root_dir=report.folder, recursive=True), key=natural)
        if not matches:
            errors.append(Problem(f"nothing matches '{text}'", where, nearby(report.folder, expanded)))
        for match in _outermost(report.folder, matches):
            paths.setdefault(match, None)
    return list(paths.items())


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
            return suggestion(part, there, "entries", limit=6) if there else "That folder is empty."
        at = at / part
    return ""
