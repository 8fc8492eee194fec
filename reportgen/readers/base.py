"""The contract of a reader: which paths are its own, and what it makes of them.

from reportgen.readers.base import Claims, Options, Reader

class Toy(Reader[Options]):
    rank = 50
    options = Options

    def claims(self, folder, options):
        return Claims([name for name in folder.files if name.endswith(".toy")])

    def read(self, claims):
        found = Found()
        for claim in claims:
            found.add(ToyRun(claim.path), claim)
        return found
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from reportgen.errors import KnownError, Level, Position, Problem
from reportgen.inputs import note_path
from reportgen.model.run import RunSource
from reportgen.spec.fields import Fields


class Options(Fields):
    """What an entry of ``runs:`` may say to one reader. Fields are the manual and the JSON Schema, as of panels."""


OptionsT = TypeVar("OptionsT", bound=Options)


@dataclass(frozen=True)
class Folder:
    """A folder on the way of discovery, with the names of what lies in it; or one file that a spec names."""

    path: str
    files: Sequence[str]
    folders: Sequence[str] = ()
    named: bool = False
    """Whether ``files`` is one file that a spec names: then its content counts, and not its name."""
    asked: bool = False
    """Whether the entry's ``format`` names the reader: then it takes all that it can read at all."""

    @property
    def name(self) -> str:
        """The folder's own name."""
        return os.path.basename(self.path)  # noqa: PTH119 - of thousands of folders

    def at(self, name: str) -> Path:
        """Return the path of something in the folder."""
        return Path(self.path, name)


@dataclass(frozen=True)
class Claims:
    """What a reader takes of a folder.

    ``names`` are its runs' files there, ``""`` the folder itself. ``inside`` are folders that belong to them and are
    not walked; with ``whole`` none is. ``passed`` says of files that the reader knows and leaves what else to do.
    """

    names: Sequence[str] = ()
    inside: Collection[str] = ()
    whole: bool = False
    passed: Mapping[str, str] = field(default_factory=dict)


NOTHING = Claims()


@dataclass(frozen=True)
class Claim(Generic[OptionsT]):
    """A path that is a reader's own, with what its entry of the spec says to the reader."""

    path: Path
    options: OptionsT
    entry: int = 0
    """Which entry of ``runs:`` it was found by."""
    base: Path = field(default_factory=Path)
    """The folder that paths in its options are relative to."""


@dataclass
class Found:
    """What a reader made of its claims: the runs, the claim that each came from, and what it could not read."""

    runs: list[RunSource] = field(default_factory=list)
    origins: list[Claim[Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, run: RunSource, origin: Claim[Any]) -> None:
        """Add a run that came from a claim."""
        self.runs.append(run)
        self.origins.append(origin)

    def open(self, origin: Claim[Any], runs: Callable[..., Iterable[RunSource]], *arguments: Any) -> None:
        """Add the runs that a function makes of a claim; a file that cannot be read is reported, and costs no other."""
        note_path(origin.path)
        where = Position(origin.path.name)
        try:
            for run in runs(*arguments):
                self.add(run, origin)
        except KnownError as error:
            self.problems.append(error.problem(where))
        except OSError as error:
            what = "folder" if origin.path.is_dir() else "file"
            self.problems.append(Problem(f"the {what} cannot be read: {error.strerror}", where, level=Level.MISSING))


class Reader(ABC, Generic[OptionsT]):
    """One format of runs on disk."""

    rank: ClassVar[int] = 50
    """Of two readers that claim one path, the higher rank has it."""
    guesses: ClassVar[bool] = False
    """Whether it takes what no other reader knows: what another one of the package knows is not worth a note."""
    options: ClassVar[type[Options]] = Options
    """What entries of ``runs:`` may say to it."""

    def folders(self, options: OptionsT) -> Sequence[tuple[str, str]]:
        """Return the folders that options name, each with the field: one that is not there is reported."""
        del options
        return ()

    def home(self, path: Path) -> Path:
        """Return the folder of the training that a claim is a log of: above folders that the logger itself makes."""
        return path if path.is_dir() else path.parent

    @abstractmethod
    def claims(self, folder: Folder, options: OptionsT) -> Claims:
        """Return what of a folder is this reader's own; cheap, by names and first bytes."""

    @abstractmethod
    def read(self, claims: Sequence[Claim[OptionsT]]) -> Found:
        """Open the runs of all claims together; a run that was logged in several pieces comes back as one."""
