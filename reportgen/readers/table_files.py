"""Readers of files that hold a table of metrics: how they are found and read, whatever a format looks like inside.

class Toml(TableFiles[TableOptions]):
    format = "toml"
    suffixes = (".toml",)

    def head(self, path, options):
        return Head(("step", "loss"), [["1", "0.5"]])

    def contents(self, path, options):
        return Contents(sheet, options.roles(head))
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from reportgen.errors import KnownError, Level
from reportgen.metrics.head import Head
from reportgen.metrics.names import LOGS, names_of
from reportgen.metrics.options import ColumnOptions, unknown_columns
from reportgen.metrics.packed import SUFFIXES, Unpacked, bare, unpacked
from reportgen.model.run import Loss, RunSource
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

if TYPE_CHECKING:
    from reportgen.metrics.roles import Roles
    from reportgen.metrics.sheet import Sheet


FIRST = (1 << 22) + 1
"""Bytes of a compressed file that are looked at: one more than of documents that are."""


class TableOptions(ColumnOptions, Options):
    """Options for tables of metrics, for what is not detected, or detected wrongly."""


TableT = TypeVar("TableT", bound=TableOptions)


class NoTable(KnownError):  # noqa: N818 - a state of a file
    """A file holds no table that its reader can read; says why."""

    level = Level.MISSING


@dataclass(frozen=True)
class Contents:
    """All that a file holds, what its columns are for, and what is worth saying of how it was read."""

    sheet: Sheet
    roles: Roles
    remarks: Sequence[str] = ()


class TableFiles(Reader[TableT]):
    """One format of files that hold a table of metrics each; it takes what no other reader knows."""

    rank: ClassVar[int] = 9
    guesses: ClassVar[bool] = True
    format: ClassVar[str]
    """The reader's name, as ``format:`` has it."""
    suffixes: ClassVar[tuple[str, ...]]
    """How names of its files end, in lower case."""
    packs: ClassVar[bool] = True
    """Whether its files may be compressed as a whole, with another ending behind theirs."""

    @abstractmethod
    def head(self, path: Path, options: TableT) -> Head | None:
        """Return the first rows of a file; None where it is of another format. KnownError where it cannot be read."""

    @abstractmethod
    def contents(self, path: Path, options: TableT) -> Contents:
        """Read a file to its end; OSError or KnownError where it cannot be read."""

    def is_named_so(self, folder: Folder, name: str) -> bool:
        """Tell a file that may be of this format by its name."""
        del folder
        return name.lower().endswith(self.suffixes)

    def is_readable(self, path: Path, options: TableT) -> bool:
        """Tell a file that it can read at all: where the format is asked for, that is enough."""
        return self.head(path, options) is not None

    def is_usual(self, path: Path, head: Head) -> bool:
        """Tell what loggers write by the file's name: such a table of numbers alone needs no column of steps."""
        del head
        return path.stem.lower() in LOGS

    def is_worth_a_word(self, name: str) -> bool:
        """Tell a file that people may expect to be read, so that it is reported where it is not."""
        return name.lower().endswith(self.suffixes)

    def claims(self, folder: Folder, options: TableT) -> Claims:
        """Return the tables of metrics in a folder; other tables are left, and reported."""
        mine, passed = [], {}
        for name in folder.files:
            plain = self._bare(name)
            if not (folder.named or self.is_named_so(folder, plain)):
                continue
            packed = plain != name and plain in folder.files
            why = _TWICE if packed else self._why_not(folder, name, options)
            if why is None:
                mine.append(name)
            elif why:
                passed[name] = why
        return Claims(mine, passed=passed) if mine or passed else NOTHING

    def _why_not(self, folder: Folder, name: str, options: TableT) -> str | None:
        """Return why a file is left, in words if it is worth any; None where it is taken."""
        path = folder.at(name)
        head, taken = None, False
        try:
            with self._opened(path, FIRST) as found:
                if folder.asked:
                    taken = self.is_readable(found.path, options)
                else:
                    head = self.head(found.path, options)
                    taken = head is not None and options.fits(head, usual=self.is_usual(found.path, head))
        except KnownError as error:
            return f"{error.what}. {error.hint}".strip()
        except OSError:
            return _BROKEN if not path.exists() and self.is_worth_a_word(self._bare(name)) else ""
        if taken or not self.is_worth_a_word(self._bare(name)):
            return None if taken else ""
        if not path.exists():
            return _BROKEN
        if _is_empty(path):
            return _EMPTY
        return _PASSED.format(name=name, format=self.format) if head is not None else ""

    def _bare(self, name: str) -> str:
        return bare(name) if self.packs else name

    def _opened(self, path: Path, first: int = 0) -> AbstractContextManager[Unpacked]:
        return unpacked(path, first) if self.packs else nullcontext(Unpacked(path))

    def read(self, claims: Sequence[Claim[TableT]]) -> Found:
        """Read every file; runs of one name are distinguished by their folders."""
        found = Found()
        paths = [claim.path.with_name(self._bare(claim.path.name)) for claim in claims]
        endings = tuple(suffix + pack for suffix in self.suffixes for pack in ("", *SUFFIXES))
        names = names_of(paths, endings if self.packs else self.suffixes)
        headers: dict[int, list[tuple[str, ...]]] = {}
        for claim, name in zip(claims, names, strict=True):
            found.open(claim, self._runs, claim, name, headers.setdefault(claim.entry, []).append)
        firsts = {claim.entry: claim for claim in reversed(claims)}
        for entry, names_there in headers.items():
            found.problems += unknown_columns(firsts[entry].options, firsts[entry].path, names_there)
        return found

    def _runs(self, claim: Claim[TableT], name: str, seen: Callable[[tuple[str, ...]], None]) -> Iterator[RunSource]:
        from reportgen.metrics.beside import settings_beside
        from reportgen.metrics.run import Part
        from reportgen.metrics.split import runs_of

        path, options = claim.path, claim.options
        with self._opened(path) as found:
            read = self.contents(found.path, options)
        read.sheet.file = path.name  # of a compressed file its own
        seen(read.sheet.names)
        beside = settings_beside(path.parent)
        name, folder = beside.named(name, path.parent), path.absolute().parent.name
        losses = (*beside.losses, *((Loss(path.name, found.damage),) if found.damage else ()))
        part = Part(name, name, self.format, folder, beside.config, losses, tuple(read.remarks), prefix=options.prefix)
        return runs_of(read.sheet, read.roles, part)


_PASSED = (
    "'{name}' does not look like metrics by step: show it with table: {{path: {{path}}}}, or read it as runs"
    " with format: {format}."
)
_TWICE = "'{path}' is next to the same file unpacked, which is read."
_BROKEN = "'{path}' is a link that leads nowhere."
_EMPTY = "'{path}' is empty: it has 0 bytes."


def _is_empty(path: Path) -> bool:
    try:
        return not path.stat().st_size
    except OSError:
        return False
