"""A logger for PyTorch Lightning: ``Trainer(logger=ReportgenLogger(project="digits"))``.

It fits the package that the script uses, ``lightning`` or ``pytorch_lightning``.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from reportgen.bridges.beginning import begun, is_own, missing
from reportgen.logger.artifact import Artifact
from reportgen.logger.media.audio import Audio
from reportgen.logger.media.image import Image
from reportgen.logger.media.video import Video
from reportgen.logger.misuse import UsageError
from reportgen.logger.runs.run import Run, new_id
from reportgen.logger.runs.settings import resolved
from reportgen.logger.table import Table
from reportgen.logger.watch import unwatch, watch

_PACKAGES = ("lightning.pytorch", "pytorch_lightning")
_STEP = "trainer/global_step"
_KILLED = {KeyboardInterrupt: 130, SystemExit: 143}  # SystemExit is what Lightning makes of SIGTERM


def _package() -> str:
    """Return the package that the script has imported, or else the one that is installed."""
    for name in [name for name in _PACKAGES if sys.modules.get(name)] or _PACKAGES:
        with suppress(ModuleNotFoundError):
            import_module(f"{name}.loggers.logger")
            return name
    raise missing("PyTorch Lightning", "lightning")


_HOME = _package()
_base = import_module(f"{_HOME}.loggers.logger")
_on_rank_zero = import_module(f"{_HOME}.utilities.rank_zero").rank_zero_only


class ReportgenLogger(_base.Logger):  # type: ignore[name-defined]  # of the package that is there
    """Logs what a LightningModule logs, its hyperparameters and, if asked for, its checkpoints.

    Args:
        name: The name of the run.
        save_dir: Where the folder ``reportgen-runs`` is; by default ``REPORTGEN_DIR`` or the current folder.
        version: The run's id; an id that exists continues that run.
        project: What the run belongs to.
        log_model: True logs the checkpoints that are left after training as versions of an artifact, "all" logs
            each when it is saved.
        experiment: A run to log to, instead of one that begins here.
        prefix: Comes before each name, with a hyphen.
        checkpoint_name: The name of the artifact; ``model-<id>`` where it is omitted.
        arguments: Others of ``reportgen.init``: ``group``, ``tags``, ``notes``, ``config``, ``settings``, ...

    Metrics have ``trainer/global_step`` as their x axis. Only rank zero logs. A run that the script began itself with
    ``reportgen.init`` is logged to, and stays open.
    """

    LOGGER_JOIN_CHAR = "-"

    def __init__(  # noqa: PLR0913, PLR0917 - the arguments that people know
        self, name: str | None = None, save_dir: str | os.PathLike[str] | None = None, version: str | None = None,
        project: str | None = None, log_model: Literal["all"] | bool = False, experiment: Run | None = None,
        prefix: str = "", checkpoint_name: str | None = None, **arguments: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        if log_model not in (True, False, "all"):
            raise UsageError(f"log_model: {log_model!r} came", "pass True, False or 'all'")
        for elsewhere in ("offline", "add_file_policy"):  # of the logger whose arguments people know
            arguments.pop(elsewhere, None)
        place = arguments.pop("dir", None) or save_dir
        own = {"name": name, "dir": place, "id": version or arguments.pop("id", None), "project": project}
        self._arguments = {**arguments, **own}
        found = resolved({key: one for key, one in self._arguments.items() if key not in ("config", "settings")})
        self._arguments |= {"id": found.id or new_id(), "resume": found.resume or "allow"}
        self._place, self._project = os.path.normpath(found.dir), found.project
        self._log_model, self._prefix, self._checkpoint_name = log_model, prefix, checkpoint_name
        self._run = experiment
        self._checkpoints: Any = None
        self._logged: dict[str, float] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what a spawned process needs: it continues the run of the same id."""
        return {**vars(self), "_run": None}

    @property
    @_base.rank_zero_experiment
    def experiment(self) -> Run:
        """The run: what ``reportgen.init`` returns. It begins when it is first used."""
        if self._run is None or (not self._run.open and is_own(self._run)):
            self._run = begun(self._arguments)
            self._run.define_metric("*", step_metric=_STEP)
        return self._run

    @property
    def save_dir(self) -> str:
        """Where the folder of runs is, and checkpoints are saved, by project and id."""
        return self._place

    @property
    def name(self) -> str:
        """The project."""
        return self._run.project or "lightning_logs" if self._run is not None else self._project or "lightning_logs"

    @property
    def version(self) -> str:
        """The run's id."""
        return self._run.id if self._run is not None else str(self._arguments["id"])

    @_on_rank_zero
    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Log a row: metrics, or anything that ``reportgen.log`` takes, at a step of the trainer."""
        prefix = f"{self._prefix}{self.LOGGER_JOIN_CHAR}" if self._prefix else ""
        row = {f"{prefix}{key}": one for key, one in metrics.items()}
        self.experiment.log(row if step is None else {**row, _STEP: step})

    @_on_rank_zero
    def log_hyperparams(self, params: Any, *others: Any, **more: Any) -> None:
        """Add hyperparameters to the config."""
        del others, more
        self.experiment.config.update(params)

    @_on_rank_zero
    def log_table(
        self, key: str, columns: Sequence[str] | None = None, data: Any = None, dataframe: Any = None,
        step: int | None = None,
    ) -> None:  # fmt: skip
        """Log a table; its cells may be media."""
        self.log_metrics({key: Table(columns=columns, data=data, dataframe=dataframe)}, step)

    log_text = log_table

    @_on_rank_zero
    def log_image(self, key: str, images: list[Any], step: int | None = None, **each: list[Any]) -> None:
        """Log images; ``caption``, ``boxes``, ``masks`` and other arguments of ``Image`` are lists, one for each."""
        self.log_metrics({key: _all(Image, "images", images, each)}, step)

    @_on_rank_zero
    def log_audio(self, key: str, audios: list[Any], step: int | None = None, **each: list[Any]) -> None:
        """Log audio; ``sample_rate``, ``caption`` are lists, one for each."""
        self.log_metrics({key: _all(Audio, "audios", audios, each)}, step)

    @_on_rank_zero
    def log_video(self, key: str, videos: list[Any], step: int | None = None, **each: list[Any]) -> None:
        """Log videos; ``caption``, ``fps``, ``format`` are lists, one for each."""
        self.log_metrics({key: _all(Video, "videos", videos, each)}, step)

    @_on_rank_zero
    def watch(
        self, model: Any, log: Literal["gradients", "parameters", "all"] | None = "gradients", log_freq: int = 100,
        log_graph: bool = True,
    ) -> None:  # fmt: skip
        """Log histograms of a module's gradients, parameters or both; see ``reportgen.watch``."""
        del log_graph
        if not self.experiment.disabled:
            watch(model, log=log, log_freq=log_freq)

    @_on_rank_zero
    def unwatch(self, model: Any) -> None:
        """Remove the hooks of all models that are watched."""
        unwatch(model)

    def use_artifact(self, artifact: str, artifact_type: str | None = None) -> Artifact:
        """Return a version of an artifact, and note that the run uses it."""
        run: Run = self.experiment
        return run.use_artifact(artifact, type=artifact_type)

    def after_save_checkpoint(self, checkpoint_callback: Any) -> None:
        """Log a checkpoint where every one is logged; remember where it is otherwise."""
        if self._log_model == "all" or (self._log_model and getattr(checkpoint_callback, "save_top_k", 0) == -1):
            self._log_checkpoints(checkpoint_callback)
        elif self._log_model:
            self._checkpoints = checkpoint_callback

    @_on_rank_zero
    def finalize(self, status: str) -> None:
        """Log the checkpoints that are left, and end the run where training failed or the process ends here.

        After a success the run stays open for a test, or what the script logs itself; it ends with the script.
        """
        if self._run is None or not self._run.open:
            return
        if status == "success" and self._checkpoints is not None:
            self._log_checkpoints(self._checkpoints)
        if not is_own(self._run):
            return
        if status != "success":
            killed = next((code for kind, code in _KILLED.items() if isinstance(sys.exc_info()[1], kind)), 0)
            self._run.end("killed" if killed else "failed", killed or 1)
        elif multiprocessing.parent_process() is not None:  # a worker that was spawned or forked for this
            self._run.finish()

    @_on_rank_zero
    def _log_checkpoints(self, callback: Any) -> None:
        """Log the checkpoints of a callback that were saved since the last time, oldest first."""
        best = str(getattr(callback, "best_model_path", ""))
        scores = {str(path): score for path, score in getattr(callback, "best_k_models", {}).items()}
        for path in (best, str(getattr(callback, "last_model_path", ""))):
            scores.setdefault(path, getattr(callback, "current_score", None))
        saved = sorted((Path(path).stat().st_mtime, path) for path in scores if path and Path(path).exists())
        for time, path in saved:
            if self._logged.get(path, -1) >= time:
                continue
            told = {name: getattr(callback, name, None) for name in ("monitor", "mode", "save_top_k")}
            score = None if scores[path] is None else float(scores[path])
            metadata = {"original_filename": Path(path).name, "score": score, **told}
            artifact = Artifact(self._checkpoint_name or f"model-{self.version}", "model", metadata=metadata)
            if Path(path).is_dir():  # in parts, as sharded strategies save it
                artifact.add_dir(path, name="model.ckpt")
            else:
                artifact.add_file(path, name="model.ckpt")
            self.experiment.log_artifact(artifact, aliases=["latest", "best"] if path == best else ["latest"])
            self._logged[path] = time


def _all(kind: Any, argument: str, given: list[Any], each: Mapping[str, list[Any]]) -> list[Any]:
    """Return media of a list, each with its own arguments; UsageError where their number differs."""
    if not isinstance(given, list | tuple):
        raise UsageError(f"{argument}: a {type(given).__name__} came", "pass a list")
    for name, ones in each.items():
        if len(ones) != len(given):
            raise UsageError(f"{name}: {len(ones)} came for {len(given)} {argument}", "pass a list with one for each")
    return [kind(one, **{name: ones[number] for name, ones in each.items()}) for number, one in enumerate(given)]
