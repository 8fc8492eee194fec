"""A repository: copied, opened by Aim's own package, and all of its runs read into memory."""

from __future__ import annotations

import importlib
import math
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportgen.digits import file_size
from reportgen.errors import KnownError, Level
from reportgen.model.console.printed import ConsoleText
from reportgen.model.run import RunMeta
from reportgen.readers.aim.objects import media_of
from reportgen.tracked.log import SYSTEM, Log
from reportgen.tracked.run import TrackedRun

_MOST_BYTES = 1 << 32
_SYSTEM = "__system__"
_EPOCH = "epoch"
_NUMBERS = ("float", "float64", "int")
_KINDS = ("image", "text", "distribution", "figure", "audio")


class RepositoryError(KnownError):
    """A repository cannot be read; says why."""

    level = Level.MISSING


def runs_of(folder: Path) -> list[TrackedRun]:
    """Return the runs of a repository, oldest first; RepositoryError says why not."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if size > _MOST_BYTES:
        what = f"the repository has {file_size(size)}, and more than {file_size(_MOST_BYTES)} are not copied to be read"
        raise RepositoryError(what, "Move runs into a smaller one with: aim runs mv")
    os.environ.setdefault("AIM_UI_TELEMETRY_ENABLED", "0")
    with tempfile.TemporaryDirectory(prefix="reportgen-") as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # another package's own
        copy = Path(place) / ".aim"
        shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns("locks", "check_ins", "progress"))
        for part in ("meta", "seqs"):  # an index that Aim has not brought up to date hides runs
            shutil.rmtree(copy / part / "index", ignore_errors=True)
        try:
            aim = importlib.import_module("aim")
            repository = aim.Repo(place)
            runs = [aim.Run(name, repo=repository, read_only=True) for name in sorted(repository.list_all_runs())]
            found = [TrackedRun.of(*_Read(run).run()) for run in runs]
            repository.close()
        except Exception:  # noqa: BLE001 - whatever another package raises
            raise RepositoryError("Aim's own package cannot read the repository", "Try: aim storage reindex") from None
    return sorted(found, key=lambda run: (run.meta.created, run.meta.id))


class _Read:
    """One run, read with Aim's own classes."""

    def __init__(self, run: Any) -> None:
        self.source = run
        self.log = Log()
        self.epochs: dict[int, float] = {}
        """The epoch of each step, as far as they were logged."""

    def run(self) -> tuple[RunMeta, Log]:
        """Return all that was tracked."""
        for name, context, _ in self.source.iter_sequence_info_by_type(_NUMBERS):
            self._metric(name, context)
        for kind in _KINDS:
            for name, context, _ in self.source.iter_sequence_info_by_type(f"aim.{kind}"):
                self._objects(kind, name, context)
        self._console()
        self.log.lose(self.source.hash)
        return self._meta(), self.log

    def _metric(self, name: str, context: Any) -> None:
        key = _key(name, context.to_dict())
        for step, (value, epoch, time) in _items(self.source.get_metric(name, context)):
            self.log.add(key, step, time, value)
            if not key.startswith(SYSTEM) and isinstance(epoch, int | float) and math.isfinite(epoch):
                self.epochs.setdefault(step, float(epoch))

    def _objects(self, kind: str, name: str, context: Any) -> None:
        key = _key(name, context.to_dict())
        sequence = getattr(self.source, f"get_{kind}_sequence")(name, context)
        for step, (value, _, _) in _items(sequence):
            for one in value if isinstance(value, list) else [value]:
                self.log.put(key, step, media_of(kind, one))

    def _console(self) -> None:
        logs = self.source.get_terminal_logs()
        for _, (line, _, time) in _items(logs) if logs is not None else ():
            self.log.printed.append(ConsoleText("stdout", time, f"{getattr(line, 'data', line)}\n"))

    def _meta(self) -> RunMeta:
        run = self.source
        if len(set(self.epochs.values())) > 1 and _EPOCH not in self.log.numbers:
            for step, epoch in self.epochs.items():
                self.log.add(_EPOCH, step, math.nan, epoch)
            self.log.axes.add(_EPOCH)
        config = run.meta_run_attrs_tree.collect()
        own = {str(key): value for key, value in config.items() if not str(key).startswith("__")}
        parameters = own.pop("hparams", {})
        created, end = float(run.creation_time), run.end_time
        return RunMeta(
            str(run.hash), str(run.name), "aim", str(run.hash), project=str(run.experiment or ""),
            tags=tuple(map(str, run.tags)), notes=str(run.description or ""),
            state="finished" if end else "crashed", created=created,
            duration=(end or self.log.last_time()) - created, losses=tuple(self.log.losses),
            config={**(parameters if isinstance(parameters, dict) else {"hparams": parameters}), **own},
        )  # fmt: skip


def _items(sequence: Any) -> Iterator[tuple[int, tuple[Any, Any, float]]]:
    """Yield (step, (value, epoch, time)) of a sequence; columns that it lacks are None and NaN."""
    steps, columns = sequence.data.items_list()
    filled = [*columns, *([None] * len(steps) for _ in range(3 - len(columns)))][:3]
    for step, value, epoch, time in zip(steps, *filled, strict=False):
        yield int(step), (value, epoch, float(time) if isinstance(time, int | float) else math.nan)


def _key(name: str, context: Mapping[str, Any]) -> str:
    """Return the name of a sequence: ``train/loss`` for ``loss`` in the subset ``train``, else all of its context."""
    if name.startswith(_SYSTEM):
        return f"{SYSTEM}{name.removeprefix(_SYSTEM)}{_rest(context)}"
    rest = dict(context)
    subset = rest.pop("subset", "")
    return f"{subset}/{name}{_rest(rest)}" if subset else f"{name}{_rest(rest)}"


def _rest(context: Mapping[str, Any]) -> str:
    said = ", ".join(f"{key}: {value}" for key, value in sorted(context.items()))
    return f" ({said})" if said else ""
