"""A run that is being logged."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from time import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from reportgen.logger.misuse import UsageError, missing
from reportgen.logger.runs.config import Config
from reportgen.logger.runs.definitions import Metric, definition
from reportgen.logger.runs.described import Described
from reportgen.logger.runs.history import History
from reportgen.logger.runs.summary import Summary
from reportgen.native.frames import ARTIFACT, CODE, CONFIG, DEFINE, END, STAT, TEXT

if TYPE_CHECKING:
    from reportgen.logger.artifact import Artifact
    from reportgen.logger.runs.settings import Settings
    from reportgen.logger.runs.writer import Writer

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def new_id() -> str:
    """Return eight letters and digits that no other run has."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in os.urandom(8))


class Run(Described):
    """A run: what ``init`` returns. Used as a context manager it is finished at the end of the block.

    What ``log`` returned for is in the run's folder, also after ``kill -9``. Threads may share a run; forked children
    write files of their own into its folder.
    """

    def __init__(
        self, settings: Settings, folder: Path | None = None, writer: Writer | None = None, *, resumed: bool = False
    ) -> None:
        super().__init__(settings, folder, writer)
        self.resumed = resumed
        self.started = time()
        self.config = Config(self._write_config)
        self.history = History(self)
        if writer is not None:
            self.history.write = writer.row
        self.summary = Summary(self.history.lasts, self._edit)
        self.open = True
        self._endings: list[Callable[[], object]] = []
        self._parent = os.getpid()

    @property
    def step(self) -> int:
        """The step of the row that the next ``log`` writes."""
        return self.history.step

    def __repr__(self) -> str:
        return f"<reportgen run {self.name} ({self.id})>"

    # What is logged

    def log(self, data: Mapping[str, Any], step: int | None = None, commit: bool | None = None) -> None:
        """Log values: a row of numbers, texts, media, tables and charts by key.

        Each call is one row and one step. With ``step`` the values belong to the row of that step: calls of one step
        are joined, a later step begins the next row, and a step that is over is refused with a warning.
        ``commit=False`` keeps the row open for the next call. Nested mappings become dotted keys.

        Raises UsageError when a value cannot be logged, or the run is finished; nothing of the row is logged then.
        """
        if not self.open:
            raise UsageError(f"log: the run {self.name} is finished", "call init() for another run, and log to that")
        writer = self._writer
        with writer.lock if writer is not None else nullcontext():
            self.history.log(data, step, commit)

    def define_metric(
        self, name: Any, step_metric: Any = None, step_sync: bool | None = None, hidden: bool | None = None,
        summary: str | None = None, goal: str | None = None,
    ) -> Metric:  # fmt: skip
        """Say how a metric, or all whose names begin in the same way (``val/*``), is to be shown and summarised.

        ``step_metric`` is its x axis and is logged with it (``step_sync``); ``hidden`` keeps it out of automatic
        reports; ``summary`` is any of min, max, mean, first, last, best, none; ``goal`` is minimize or maximize.
        """
        if not isinstance(name, str) or not name:
            raise UsageError(f"name: {name!r} came", "pass the name of a metric, or the beginning of names and *")
        if "*" in name[:-1]:
            raise UsageError(f"name: '{name}' came", "the * may only be at the end")
        found = definition(step_metric, step_sync=step_sync, hidden=hidden, summary=summary, goal=goal)
        whole = self.history.define(name, found)
        self._record(DEFINE, whole)
        return Metric(
            name, whole.get("step_metric", ""), bool(whole.get("hidden")), tuple(whole.get("summary", ())),
            whole.get("goal", ""),
        )  # fmt: skip

    def log_artifact(
        self, artifact: Artifact | str | os.PathLike[str], name: str | None = None, type: str | None = None,  # noqa: A002 - the name that people know
        aliases: list[str] | None = None,
    ) -> Artifact:  # fmt: skip
        """Store an artifact, or a file or a folder as one, as a version that this run made; see ``Artifact``."""
        from reportgen.logger import artifact_store

        found, record = artifact_store.log_artifact(self, artifact, name=name, type=type, aliases=aliases)
        self._record(ARTIFACT, record)
        return found

    def log_model(
        self, path: str | os.PathLike[str], name: str | None = None, aliases: list[str] | None = None
    ) -> Artifact:
        """Store a file or a folder of weights as a version of an artifact of the type "model"."""
        return self.log_artifact(path, name=name or f"run-{self.id}-{Path(path).name}", type="model", aliases=aliases)

    def mark_preempting(self) -> None:
        """Do nothing: what was logged is there whenever the process ends."""

    def __getattr__(self, name: str) -> Any:
        """Say of a name that does not exist which is near, or that it needs a server."""
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(missing(name, dir(type(self)), "a run"))

    def use_artifact(self, artifact: str | Artifact, type: str | None = None) -> Artifact:  # noqa: A002
        """Return a version of an artifact (``"name:v3"``, ``"name:latest"``), and note that this run uses it."""
        from reportgen.logger import artifact_store

        found, record = artifact_store.use_artifact(self, artifact, type=type)
        self._record(ARTIFACT, record)
        return found

    def alert(self, title: str, text: str = "", level: str = "INFO", wait_duration: float = 0) -> None:
        """Write a message into the run's console output."""
        del wait_duration
        self.write_text("alert", f"{level}: {title}\n{text}\n" if text else f"{level}: {title}\n")

    def save(self, glob_str: Any = None, base_path: Any = None, policy: str = "now") -> list[str]:
        """Copy files into the folder ``files`` of the run, and return their paths there.

        ``glob_str`` is a path or a pattern; ``base_path`` is the folder that their places are relative to. Without
        it, or with ``policy``, nothing else happens: there is nowhere to upload to.
        """
        from reportgen.logger.runs.folder import copied

        del policy
        return copied(glob_str, base_path, self._folder) if glob_str is not None and self._folder is not None else []

    def log_code(self, root: str = ".", name: str | None = None) -> None:
        """Log the Python files below a folder, with the commit and the packages."""
        from reportgen.logger.process.code import code, script_file, sources

        del name
        self.write_code({**code(script_file()), "files": sources(Path(root))})

    def write_text(self, stream: str, text: str) -> None:
        """Write a piece of console output into the log."""
        from reportgen.native.rows import encoded

        if self._writer is not None and self.open:
            name = encoded(stream)[:255]
            content = _time_bytes(time()) + bytes([len(name)]) + name + encoded(text)
            self._writer.record(TEXT, content)

    def write_stats(self, sample: Mapping[str, float]) -> None:
        """Write metrics of the machine into the log."""
        if self.open and sample and self._writer is not None:
            with self._writer.lock:
                self._writer.row(STAT, tuple(sample), tuple(map(float, sample.values())), self.history.step, 0)

    def beat(self) -> None:
        """Say in the log that the run goes on."""
        if self.open and self._writer is not None:
            self._writer.beat()

    def write_code(self, facts: Mapping[str, Any]) -> None:
        """Write what runs into the log: commit, packages, files."""
        if self.open:
            self._record(CODE, dict(facts))

    def at_end(self, ending: Callable[[], object]) -> None:
        """Have something done before the run is finished."""
        self._endings.append(ending)

    def finish(self, exit_code: int | None = None, quiet: bool | None = None) -> None:
        """End the run; a code other than 0 says that it failed. Nothing happens where it is finished already."""
        self.end("failed" if exit_code else "finished", exit_code or 0, quiet=bool(quiet))

    def end(self, state: str, exit_code: int = 0, *, quiet: bool = False) -> None:
        """End the run in a state: finished, failed or killed. It says where the run lies unless ``quiet``."""
        if not self.open:
            return
        for ending in self._endings:
            ending()
        if self.history.row:
            self.history.add({})
        self.open = False
        if self._writer is None or os.getpid() != self._parent:
            return
        self._writer.record(END, {"state": state, "exit": exit_code, "time": time(), "step": self.history.step})
        left = self._writer.close()
        if left:
            self._say(f"{left:,} records of the run {self.name} could not be written.")
        elif not (quiet or self._writer.is_lost or self._settings.rank) and self._folder is not None:
            self._say(whereabouts(self.name, self._folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        code = 0 if kind is None else error.code if isinstance(error, SystemExit) else 1
        self.finish(code if isinstance(code, int) else 1 if code else 0)

    # How it is written

    def attach(self, writer: Writer) -> None:
        """Write from here on with a writer."""
        self._writer = writer
        self.history.write = writer.row

    def put(self, file: Any) -> Mapping[str, Any]:
        """Store a file, see ``Store``."""
        return self._writer.put(file) if self._writer is not None else {}

    def put_table(self, columns: Any, rows: Any, more: Mapping[str, Any]) -> dict[str, Any]:
        """Store a table, see ``Store``."""
        return self._writer.put_table(columns, rows, more) if self._writer is not None else {}

    def _record(self, kind: int, content: Any) -> None:
        if not self.open:
            what = {CONFIG: "config", DEFINE: "define_metric", ARTIFACT: "artifact"}.get(kind, "record")
            raise UsageError(f"{what}: the run {self.name} is finished", "do it before finish()")
        if self._writer is not None:
            self._writer.record(kind, content)

    def _edit(self, values: Mapping[str, Any]) -> None:
        if not self.open:
            raise UsageError(f"summary: the run {self.name} is finished", "set it before finish()")
        with self._locked():
            self.history.edit(values)

    def _locked(self) -> AbstractContextManager[Any]:
        return self._writer.lock if self._writer is not None else nullcontext()

    def _write_config(self, patch: Mapping[str, Any]) -> None:
        self._record(CONFIG, dict(patch))

    def _say(self, text: str) -> None:
        if not self._settings.silent:
            stream = sys.__stderr__
            if stream is not None:
                stream.write(f"reportgen: {text}\n")


_said: set[Path] = set()
"""Folders of runs of which it was said how to see them: once is enough for a sweep."""


def whereabouts(name: str, folder: Path) -> str:
    """Return where a run is, and, once for all runs of a folder, how to see it."""
    runs = folder.parent
    text = f"{name} is logged in {_short(folder)}"
    if runs in _said:
        return text
    _said.add(runs)
    return f"{text}. To see it: reportgen build {shlex.quote(_short(runs))}"


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _time_bytes(moment: float) -> bytes:
    import struct

    return struct.pack("<d", moment)
