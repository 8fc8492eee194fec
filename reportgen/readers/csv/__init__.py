"""Reader of tables of metrics by step: CSV, TSV and their like, as trainers and people write them.

Checked against files of Lightning, Keras and Ultralytics. Delimiter, encoding, decimal comma, header, axis, time and
runs are detected; an entry of ``runs:`` may name them. A damaged row is reported by its line, and no other is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from reportgen.errors import Level, Position, Problem, suggestion
from reportgen.inputs import note_path
from reportgen.model.order import natural
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.readers.csv.dialect import Sample, sample
from reportgen.readers.csv.roles import is_metrics, roles_of
from reportgen.spec.fields import refuse

_SUFFIXES = (".csv", ".tsv", ".tab")
_LOGS = frozenset(
    ("metrics", "results", "log", "logs", "progress", "history", "training", "train_log", "training_log", "loss",
     "losses", "monitor", "evaluations")
)  # fmt: skip
"""Names that loggers give: such a file of numbers alone needs no column of steps."""
_USUAL = _LOGS | {"train", "val", "test", "result", "scores", "output", "data", "epochs", "stats"}
"""Names that say nothing of the run: its folder's name does."""
_HEAD, _LONG = 1 << 16, 1 << 23
_LINES = 8
"""Lines that say how a table is written, at least."""
_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}


def _as_delimiter(value: Any) -> Any:
    found = _WORDS.get(value, value) if isinstance(value, str) else value
    if isinstance(found, str) and (len(found) != 1 or found in "\r\n\"'"):
        raise refuse(f"'{value}' is not a delimiter", "Write one character, or comma, semicolon, tab or pipe.")
    return found


Column = Annotated[str, Field(min_length=1)]


class CsvOptions(Options):
    """Options for tables of metrics, for what is not detected, or detected wrongly."""

    x: Column | None = None
    """Column of the x axis; by default ``step``, ``iteration`` or ``epoch``, else the row number."""
    run: Column | None = None
    """A column that identifies runs: each of its values becomes a run."""
    time: Column | None = None
    """Timestamp column: dates (UTC if they have no time zone), or s, ms, µs or ns since 1970."""
    delimiter: Annotated[str, BeforeValidator(_as_delimiter)] | None = None
    """One character, or ``comma``, ``semicolon``, ``tab`` or ``pipe``."""


class Csv(Reader[CsvOptions]):
    """Tables of metrics by step."""

    rank: ClassVar[int] = 10
    options: ClassVar[type[Options]] = CsvOptions

    def claims(self, folder: Folder, options: CsvOptions) -> Claims:
        """Return the tables of metrics in a folder; other tables are left, and reported."""
        names = [name for name in folder.files if folder.named or _is_table(name)]
        if not names:
            return NOTHING
        mine, passed = [], {}
        for name in names:
            path = folder.at(name)
            table = _head(path, options.delimiter)
            if table is None:
                if _is_table(name) and not path.stat().st_size:
                    passed[name] = _EMPTY
                continue
            if folder.asked or _fits(path, table, options):
                mine.append(name)
            elif _is_table(name):
                passed[name] = _PASSED.replace("{name}", name)
        return Claims(mine, passed=passed) if mine or passed else NOTHING

    def read(self, claims: Sequence[Claim[CsvOptions]]) -> Found:
        """Read every table; runs of one name are distinguished by their folders."""
        from reportgen.readers.csv.split import runs_of

        found = Found()
        names = _names([claim.path for claim in claims])
        headers: dict[int, list[tuple[str, ...]]] = {}
        for claim, name in zip(claims, names, strict=True):
            note_path(claim.path)
            table = _head(claim.path, claim.options.delimiter)
            if table is None:
                found.problems.append(_missing(claim.path, "it is empty, or not a text table"))
                continue
            headers.setdefault(claim.entry, []).append(table.dialect.names)
            try:
                for run in runs_of(claim.path, table, _known(claim.options, table), name):
                    found.add(run, claim)
            except OSError as error:
                found.problems.append(_missing(claim.path, f"the file cannot be read: {error.strerror}"))
        firsts = {claim.entry: claim for claim in reversed(claims)}
        for entry, names_of in headers.items():
            found.problems += _unknown(firsts[entry], names_of)
        return found


_PASSED = (
    "'{name}' does not look like metrics by step: show it with table: {path: {path}}, or read it as runs"
    " with format: csv."
)


_EMPTY = "'{path}' is empty: it has 0 bytes."


def _is_table(name: str) -> bool:
    low = name.lower()
    return low.endswith(_SUFFIXES) or (low.endswith(".txt") and low[:-4] in ("progress", "results"))


def _head(path: Path, delimiter: str | None) -> Sample | None:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            while head.count(b"\n") < _LINES and len(head) < _LONG and (more := file.read(_HEAD)):
                head += more  # thousands of columns
            return sample(head, delimiter, whole=not file.read(1)) if head else None
    except OSError:
        return None


def _fits(path: Path, table: Sample, options: CsvOptions) -> bool:
    if any(getattr(options, field) in table.dialect.names for field in _COLUMNS):
        return True
    return is_metrics(table, roles_of(table), usual=path.stem.lower() in _LOGS)


_COLUMNS = ("x", "run", "time")


def _known(options: CsvOptions, table: Sample) -> CsvOptions:
    """Return options without the columns that a table has not: those are detected."""
    lost = {field: None for field in _COLUMNS if getattr(options, field) not in (None, *table.dialect.names)}
    return options.model_copy(update=lost) if lost else options


def _unknown(claim: Claim[CsvOptions], headers: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Tell each column that an entry names, and that all or some of its tables lack."""
    for field in _COLUMNS:
        name = getattr(claim.options, field)
        without = [names for names in headers if name is not None and name not in names]
        if without and len(without) == len(headers):
            known = sorted({name for names in headers for name in names})
            problem = _missing(claim.path, f"no column '{name}' for {field}; it was detected instead")
            yield replace(problem, hint=suggestion(str(name), known, "columns"))
        elif without:
            many = f"{len(without):,} of {len(headers):,} tables have"
            what = f"{many} no column '{name}' for {field}; it was detected instead"
            yield Problem(what, level=Level.NOTE)


def _names(paths: Sequence[Path]) -> list[str]:
    """Return a name for each file: its own or its folder's, with as many folders before it as tell it from others."""
    parts = [_parts(path) for path in paths]
    depth = [1] * len(paths)
    while True:
        names = ["/".join(own[-count:]) for own, count in zip(parts, depth, strict=True)]
        again = Counter(names)
        more = [i for i, name in enumerate(names) if again[name] > 1 and depth[i] < len(parts[i])]
        if not more:
            break
        for i in more:
            depth[i] += 1
    deepest = {tuple(own[:-1]): 0 for own in parts}  # what lies beside each other is named alike
    for own, count in zip(parts, depth, strict=True):
        deepest[tuple(own[:-1])] = max(deepest[tuple(own[:-1])], count)
    return ["/".join(own[-deepest[tuple(own[:-1])] :]) for own in parts]


def _parts(path: Path) -> list[str]:
    folders = list(path.absolute().parent.parts[1:])
    if path.stem.lower() in _USUAL and folders and folders[-1]:
        return [*folders[:-1], folders[-1]] if not _has_brother(path) else [*folders, path.stem]
    return [*folders, path.stem]


def _has_brother(path: Path) -> bool:
    """Tell a folder with several tables of metrics: then the folder's name is none of a run."""
    try:
        tables = sorted((one.name for one in path.parent.iterdir() if _is_table(one.name)), key=natural)
    except OSError:
        return False
    return len(tables) > 1


def _missing(path: Path, what: str) -> Problem:
    return Problem(what, Position(path.name), level=Level.MISSING)
