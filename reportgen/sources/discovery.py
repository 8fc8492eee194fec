"""What lies where a spec says that runs are: each entry's paths, walked once, and whose they are.

Every reader is asked. Of two that claim one path the higher rank has it, and that is said; so is what nobody claims.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reportgen.errors import Level, Position, Problem
from reportgen.readers import Readers
from reportgen.readers.base import Claim, Reader
from reportgen.sources.entry import Entry, Place
from reportgen.sources.walk import Asked, Walked, walk
from reportgen.spec.fields import Fields
from reportgen.spec.load import Report


@dataclass
class Discovery:
    """The claims by reader, and what there is to say: ``errors`` are wrong entries, ``problems`` the rest."""

    readers: dict[str, Reader[Any]]
    claims: dict[str, list[Claim[Any]]] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def discover(report: Report, given: Mapping[str, Any] | None = None) -> Discovery:
    """Return what readers claim of every entry of a spec; ``given`` are options of the command line, for all."""
    if not report.spec.runs:
        return Discovery({})  # readers are not imported for nothing
    search = _Search(report.folder, given, {place: entry.side for place, entry in enumerate(report.spec.runs)})
    for index in range(len(report.spec.runs)):
        search.entry(Entry(report, index, search.formats))
    return search.result()


def claims_of(paths: Sequence[Path], given: Mapping[str, Any] | None = None) -> Discovery:
    """Return what readers claim at or below paths."""
    search = _Search(Path(), given)
    search.walk(paths, search.asked({}, None), 0)
    return search.result()


_OWN = "reportgen.readers."


class _Search:
    """Walks the paths of entries and keeps the claims; ``base`` is the folder that options name folders from.

    ``sides`` are those of the entries, by their places.
    """

    def __init__(
        self, base: Path, given: Mapping[str, Any] | None, sides: Mapping[int, str] | None = None
    ) -> None:  # fmt: skip
        readers = Readers()
        self._sides = sides or {}
        self._base, self._given = base, given or {}
        self._classes = readers.usable()
        self._found = Discovery({name: reader() for name, reader in self._classes.items()})
        self._found.problems += [Problem(fault, level=Level.MISSING) for fault in readers.faults()]
        self._taken: dict[str, list[tuple[Claim[Any], str]]] = {}
        self.formats = sorted(self._classes)

    def asked(self, own: Mapping[str, Fields], form: str | None) -> list[Asked]:
        """Return the readers to ask for an entry, with what it and the command line say to them."""
        return [
            Asked(name, reader, _with(own.get(name) or self._classes[name].options(), self._given), form is not None)
            for name, reader in self._found.readers.items()
            if form is None or form == name
        ]

    def entry(self, entry: Entry) -> None:
        """Search the paths of an entry; one without runs is an error."""
        form, wrong = entry.format()
        asked = self.asked(entry.options, form)
        self._found.problems += entry.missing_folders(asked, self._given)
        places, unknown = entry.places()
        self._found.errors += [*wrong, *unknown]
        self._found.problems += entry.incomplete
        walked = self.walk([place.path for place in places], asked, entry.index)
        pairs: list[tuple[Place, Walked]] = list(zip(places, walked, strict=True))
        if not places or any(one.claims for one in walked):
            self._found.problems += entry.beside_runs(pairs)
            self._found.errors += entry.unused({claim[0] for one in walked for claim in one.claims})
        else:
            self._found.errors.append(entry.without_runs(pairs, form))

    def walk(self, paths: Sequence[Path], asked: Sequence[Asked], index: int) -> list[Walked]:
        """Walk paths, keep what readers claim of them, and say what was in the way."""
        options: dict[str, Any] = {one.name: one.options for one in asked}
        walked = [walk(path, asked) for path in paths]
        for one in walked:
            for reader, path, real in one.claims:
                claim = Claim(Path(path), options[reader], index, self._base)
                self._taken.setdefault(reader, []).append((claim, real))
            one.contested = {pair: paths for pair, paths in one.contested.items() if not self._is_expected(*pair)}
            self._found.problems += _obstacles(one)
        return walked

    def _is_expected(self, owner: str, other: str) -> bool:
        """Tell that a reader of this package knows what one that guesses would have taken, too."""
        return self._classes[other].guesses and self._classes[owner].__module__.startswith(_OWN)

    def result(self) -> Discovery:
        """Return what was found, each path once."""
        self._found.claims = {reader: _once(taken, self._sides) for reader, taken in self._taken.items()}
        return self._found


def _once(taken: Sequence[tuple[Claim[Any], str]], sides: Mapping[int, str]) -> list[Claim[Any]]:
    """Return each claim once on its side: a path that is reached twice is known by where it really lies.

    Of several ways to it that without a link as its folder is kept, and the entry that came first.
    """
    ways: dict[tuple[str, str], Claim[Any]] = {}
    for claim, real in taken:
        way = sides.get(claim.entry, ""), real
        kept = ways.setdefault(way, claim)
        if claim.path != kept.path and kept.path.parent.is_symlink() and not claim.path.parent.is_symlink():
            ways[way] = replace(kept, path=claim.path)
    return list(ways.values())


def _obstacles(walked: Walked) -> Iterator[Problem]:
    """Say what was in the way of a walk: closed folders, contested paths, readers that failed."""
    for folder in dict.fromkeys(walked.closed):
        where = Position(os.path.basename(folder))  # noqa: PTH119
        yield Problem("the folder cannot be read", where, level=Level.MISSING)
    for (owner, other), paths in walked.contested.items():
        many = f" and {len(paths) - 1:,} more are" if len(paths) > 1 else " is"
        what = f"'{os.path.basename(paths[0])}'{many} both {owner} and {other}, and read as {owner}"  # noqa: PTH119
        yield Problem(what, None, f"Write format: {other} to read it as {other}.", Level.NOTE)
    for name, folder in walked.failed.items():
        what = f"the reader '{name}' failed on '{os.path.basename(folder)}', which is omitted"  # noqa: PTH119
        yield Problem(what, None, level=Level.MISSING)


def _with(options: Fields, given: Mapping[str, Any]) -> Fields:
    """Return options with those of the command line: lists before an entry's own, the rest where it says nothing."""
    mine = {name: value for name, value in given.items() if name in type(options).model_fields}
    said = {
        name: [*value, *getattr(options, name)] if isinstance(value, list) else value
        for name, value in mine.items()
        if isinstance(value, list) or name not in options.model_fields_set
    }
    return options.model_copy(update=said) if said else options
