"""Runs in Python: what was logged, of every format, as values, tables and files.

import reportgen as rg

runs = rg.runs("wandb/", filters="config.lr > 0.001", order="-summary.val/mAP")
runs.to_pandas()                                   # a row for each run
runs[0].history("train/loss", "val/loss").to_arrow()
runs["r50-focal"].media("examples")[0].save("first.png")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, overload

from reportgen.digits import plural
from reportgen.errors import Problem, suggestion
from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import Expression, parse, parse_key
from reportgen.model.media import Media
from reportgen.model.nested import Aggregates, flatten, of_logger, plain, plain_tree
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.publish.runs.facts import facts
from reportgen.publish.runs.history import OpenHistory, asked
from reportgen.publish.runs.media import OpenMedia
from reportgen.tables.api import Answer, OpenTable, QuestionError

__all__ = ["OpenHistory", "OpenMedia", "OpenRun", "OpenRuns", "runs"]


def runs(
    *paths: str | Path | Sequence[str | Path], filters: str = "", order: str | Sequence[str] = (),
    limit: int | None = None, staging: str | Path | None = None,
) -> OpenRuns:  # fmt: skip
    """Return the runs at or below ``paths``, of every format, oldest first; the working folder's without a path.

    Paths may be given as lists, too.

    ``filters`` keeps those for which it is true, ``order`` sorts (a leading minus: descending), ``limit`` keeps the
    first. All three are what a spec's run set says. QuestionError says what is wrong with them, or with a path.

    What they hold are the user's own values, secrets among them: nothing is hidden as in a report.
    """
    from reportgen.model.runset import number_runs
    from reportgen.sources import read_runs

    places = list(_places(paths)) or [Path()]
    missing = [str(place) for place in places if not place.exists()]
    if missing:
        raise QuestionError(f"no such path '{missing[0]}'")
    found = read_runs(*places, staging=Path(staging) if staging else None)
    numbered = number_runs([(run, "{name}", "") for run in found.runs])
    made = OpenRuns(numbered, tuple(found.problems))
    if filters:
        made = made.filter(filters)
    if order:
        made = made.sort(*([order] if isinstance(order, str) else order))
    return made if limit is None else made.head(limit)


def _places(paths: Sequence[object]) -> Iterator[Path]:
    for path in paths:
        if isinstance(path, str | Path):
            yield Path(path)
        elif isinstance(path, list | tuple):
            yield from _places(path)
        else:
            raise QuestionError(f"a path must be text or a Path, not {type(path).__name__}")


@dataclass(frozen=True)
class OpenRuns(Answer, Sequence["OpenRun"]):
    """Runs in order: by place, by name or id, or as a table with a row for each."""

    _of: RunSet = field(repr=False)
    problems: tuple[Problem, ...] = field(default=(), repr=False)
    """What could not be read."""

    def __len__(self) -> int:
        return len(self._of)

    def __iter__(self) -> Iterator[OpenRun]:
        return iter(self._runs)

    @cached_property
    def _runs(self) -> tuple[OpenRun, ...]:
        return tuple(map(OpenRun, self._of))

    @overload
    def __getitem__(self, which: int | str) -> OpenRun: ...
    @overload
    def __getitem__(self, which: slice) -> OpenRuns: ...
    def __getitem__(self, which: int | str | slice) -> OpenRun | OpenRuns:
        if isinstance(which, slice):
            return OpenRuns(replace(self._of, runs=self._of.runs[which]), self.problems)
        if isinstance(which, int):
            return self._runs[which]
        found = [run for run in self._runs if run.id == which] or [run for run in self._runs if run.name == which]
        if not found:
            known = [name for run in self._runs for name in (run.name, run.id)]
            raise QuestionError(f"no run '{which}'", suggestion(which, dict.fromkeys(known), "runs"))
        return found[0]

    def __repr__(self) -> str:
        names = ", ".join(run.name for run in self._runs[:6])
        more = f" and {len(self) - 6} more" if len(self) > 6 else ""  # noqa: PLR2004 - names on a line
        return f"<{plural(len(self), 'run')}: {names}{more}>"

    def filter(self, question: str) -> OpenRuns:
        """Keep the runs for which a filter holds: ``config.lr > 0.001 and state == "finished"``."""
        return OpenRuns(self._of.select(_read(question)), self.problems)

    def sort(self, *keys: str) -> OpenRuns:
        """Sort by paths or expressions, the first one most; a leading minus sorts descending."""
        return OpenRuns(self._of.select(order=[_read(key, of_key=True) for key in keys]), self.problems)

    def head(self, count: int) -> OpenRuns:
        """Keep the first runs."""
        if count < 0:
            raise QuestionError(f"{count} runs cannot be limited to")
        return self[:count]

    def to_columns(self) -> dict[str, list[Any]]:
        """Return a row for each run: its facts, then ``config.`` and ``summary.`` with every path that any run has.

        Of media there is a text; all else is as it was logged.
        """
        rows = [run.row() for run in self]
        names = dict.fromkeys(name for row in rows for name in row)
        ordered = sorted(names, key=lambda name: (name.startswith("summary."), name.startswith("config.")))
        return {name: [row.get(name) for row in rows] for name in ordered}


def _read(question: str, *, of_key: bool = False) -> Expression:
    try:
        return parse_key(question) if of_key else parse(question)
    except ExpressionError as error:
        raise QuestionError(f"invalid expression: {error.what} at character {error.offset + 1}", error.hint) from None


@dataclass(frozen=True, eq=False)
class OpenRun:
    """A run: facts, config, summary, history, media, tables and artifacts, each read when it is asked for."""

    _of: Run = field(repr=False)

    def __repr__(self) -> str:
        return f"<run {self.name} ({self.format}, {self.state or 'unknown state'})>"

    @property
    def id(self) -> str:
        """The logger's name of it."""
        return self._of.meta.id

    @property
    def name(self) -> str:
        """Its name, with its id behind it where others here have the same one."""
        return self._of.name

    @property
    def format(self) -> str:
        """What logged it, such as ``wandb``, ``mlflow`` or ``csv``."""
        return self._of.meta.format

    @property
    def state(self) -> str:
        """How it ended: finished, failed, crashed or pruned; running while it logs; empty if the log does not say."""
        return self._of.meta.state

    @property
    def project(self) -> str:
        """The project it was logged to."""
        return self._of.meta.project

    @property
    def group(self) -> str:
        """The group it belongs to."""
        return self._of.meta.group

    @property
    def job_type(self) -> str:
        """What kind of job it was."""
        return self._of.meta.job_type

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return self._of.meta.tags

    @property
    def notes(self) -> str:
        """Its notes."""
        return self._of.meta.notes

    @property
    def created(self) -> float:
        """When it began, in Unix seconds; NaN where the log does not say."""
        return self._of.meta.created

    @property
    def duration(self) -> float:
        """How long it took, in seconds; NaN where the log does not say."""
        return self._of.meta.duration

    @property
    def losses(self) -> tuple[str, ...]:
        """What of its files could not be read."""
        return tuple(map(str, self._of.meta.losses))

    @cached_property
    def config(self) -> dict[str, Any]:
        """The config as nested plain values."""
        return dict(plain_tree(self._of.meta.config))

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The summary as nested plain values; of media there is what is stored of them."""
        return dict(plain_tree(self._of.summary))

    @property
    def keys(self) -> dict[str, str]:
        """Every key that was logged, with its type, such as number, text or image."""
        return {key: info.types[0] if info.types else "" for key, info in self._of.keys.items()}

    @property
    def metrics(self) -> tuple[str, ...]:
        """The keys of numbers that the script logged."""
        return self._of.metrics

    def get(self, path: str) -> Any:
        """Return what a path names: ``config.lr``, ``summary.val/mAP``, ``state``; None where it names nothing."""
        return plain(self._of.lookup(path))

    def history(self, *keys: str) -> OpenHistory:
        """Return what was logged under keys, by step; without one all numbers. QuestionError names the nearest key."""
        for key in keys:
            self._known(key)
            info = self._of.keys[key]
            if info.media and not {"number", "text"} & set(info.types):
                raise QuestionError(f"'{key}' is media ({info.types[0]})", f"Write run.media({key!r}).")
        return OpenHistory(self._of, keys or self.metrics)

    def media(self, key: str) -> list[OpenMedia]:
        """Return the media that were logged under a key, by step and place in a list."""
        self._known(key)
        return [OpenMedia(key, one) for one in asked(partial(self._of.source.media, key))]

    def table(self, key: str) -> OpenTable:
        """Return the table that was last logged under a key, to be filtered and grouped as by ``open_table``."""
        from reportgen.tables.duckdb.frame import DuckFrame

        self._known(key)
        found = asked(partial(self._of.source.table, key))
        if found is None:
            raise QuestionError(f"'{key}' is not a table", f"It is a {self.keys[key]}.")
        if found.problem:
            raise QuestionError(found.problem)
        return OpenTable(DuckFrame.of_rows(found))

    @property
    def tables(self) -> list[str]:
        """The keys that tables were logged under."""
        return [key for key, info in self._of.keys.items() if any("table" in kind for kind in info.types)]

    @property
    def artifacts(self) -> list[str]:
        """The versions of artifacts that it made, ``name:v0``."""
        return [one.address for one in self._of.source.artifacts()]

    def console(self) -> str:
        """Return what the script printed, as a terminal would show it."""
        return "\n".join("".join(text for _, text in line) for line in self._of.printed())

    def facts(self) -> dict[str, Any]:
        """Return all that is known of it without its history, as JSON has it: what ``inspect --json`` prints."""
        return facts(self._of)

    def row(self) -> dict[str, Any]:
        """Return its facts, config and summary by path, on one level."""
        found: dict[str, Any] = {name: getattr(self, name) for name in _FACTS}
        found["tags"] = list(self.tags)
        found |= {f"config.{path}": plain(value) for path, value in flatten(self._of.meta.config).items()}
        summary = ((path, value) for path, value in flatten(_single(self._of.summary)).items() if not of_logger(path))
        return found | {f"summary.{path}": value for path, value in summary}

    def _known(self, key: str) -> None:
        if key not in self._of.keys:
            raise QuestionError(f"{self.name} logged no '{key}'", suggestion(key, list(self._of.keys), "keys"))


def _single(value: Any) -> Any:
    """Return a summary with one value for each metric, and a text for each piece of media."""
    if isinstance(value, Media):
        return f"({value.kind}) {value.caption}".strip()
    if isinstance(value, Aggregates):
        return value.value
    return {key: _single(inner) for key, inner in value.items()} if isinstance(value, Mapping) else plain(value)


_FACTS = ("name", "id", "state", "format", "project", "group", "job_type", "tags", "created", "duration")
