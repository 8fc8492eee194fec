"""A callback for Keras 3, on any backend: ``model.fit(..., callbacks=[ReportgenCallback(project="mnist")])``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from reportgen.bridges.beginning import begun, missing
from reportgen.logger.artifact import Artifact
from reportgen.logger.misuse import UsageError
from reportgen.logger.runs.run import Run

try:
    import keras
except ImportError as error:
    raise missing("Keras", "keras") from error

_EPOCH, _BATCH = "epoch/epoch", "batch/batch_step"


class ReportgenCallback(keras.callbacks.Callback):
    """Logs the metrics of each epoch, those of batches where they are asked for, and the optimizer's learning rate.

    Args:
        log_freq: "epoch"; "batch", or a number n, also logs every batch, or every n-th.
        log_model: True logs the model after training as an artifact, "epoch" logs it after each epoch.
        initial_global_step: The number of the first batch, where training continues.
        project: What the run belongs to.
        arguments: Others of ``reportgen.init``: ``name``, ``dir``, ``tags``, ``config``, ``settings``, ...

    Metrics are ``epoch/...`` over ``epoch/epoch``, ``batch/...`` over ``batch/batch_step``, and ``test/...`` of
    ``model.evaluate``. A run that the script began itself with ``reportgen.init`` is logged to.
    """

    def __init__(
        self, log_freq: Literal["epoch", "batch"] | int = "epoch", log_model: Literal["epoch"] | bool = False,
        initial_global_step: int = 0, project: str | None = None, **arguments: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        known = log_freq in ("epoch", "batch")
        if not known and (isinstance(log_freq, bool) or not isinstance(log_freq, int) or log_freq < 1):
            raise UsageError(f"log_freq: {log_freq!r} came", "pass 'epoch', 'batch' or a number of batches")
        if log_model not in (True, False, "epoch"):
            raise UsageError(f"log_model: {log_model!r} came", "pass True, False or 'epoch'")
        self._every = {"epoch": 0, "batch": 1}.get(str(log_freq)) if known else int(log_freq)
        self._log_model, self._batches = log_model, initial_global_step
        self._arguments = {**arguments, "project": project}
        self.run: Run | None = None
        """The run; None before training."""
        self._training = False

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Begin the run, with what is known of the training as its config."""
        del logs
        self._training = True
        self._begun().config.update(_settings(self.model, self.params or {}))

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Log a batch, where that is asked for."""
        del batch
        if self._every and self._batches % self._every == 0:
            self._begun().log({**_named("batch", logs, self.model), _BATCH: self._batches})
        self._batches += 1

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Log an epoch with its validation."""
        self._begun().log({**_named("epoch", logs, self.model), _EPOCH: epoch})
        if self._log_model == "epoch":
            self._log(epoch, ["latest", f"epoch-{epoch}"])

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Log an evaluation; a validation within training is logged with its epoch."""
        if not self._training and logs:
            self._begun().log({f"test/{key}": value for key, value in logs.items()})

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Log the model as an artifact, where that is asked for; the run stays open for an evaluation."""
        del logs
        self._training = False
        if self._log_model is True:
            self._log(None, ["latest", "final"])

    def _begun(self) -> Run:
        """Return the run, begun where it is not yet."""
        if self.run is None or not self.run.open:
            self.run = begun(self._arguments)
            self.run.define_metric("epoch/*", step_metric=_EPOCH)
            self.run.define_metric("batch/*", step_metric=_BATCH)
        return self.run

    def _log(self, epoch: int | None, aliases: list[str]) -> None:
        """Log the model as a version of an artifact."""
        run = self._begun()
        metadata = {key: value for key, value in dict(run.summary).items() if isinstance(value, int | float)}
        with TemporaryDirectory() as folder:
            path = Path(folder, "model.keras")
            self.model.save(path)
            artifact = Artifact(
                f"model-{run.id}", "model", metadata=metadata | ({} if epoch is None else {"epoch": epoch})
            )
            artifact.add_file(str(path), name="model.keras")
            run.log_artifact(artifact, aliases=aliases)


def _named(prefix: str, logs: Mapping[str, Any] | None, model: Any) -> dict[str, Any]:
    """Return the metrics of a batch or an epoch by name, with the learning rate."""
    found = {f"{prefix}/{key}": value for key, value in (logs or {}).items()}
    rate = getattr(getattr(model, "optimizer", None), "learning_rate", None)
    return found if rate is None else {**found, f"{prefix}/learning_rate": float(keras.ops.convert_to_numpy(rate))}


def _settings(model: Any, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a training: epochs, batches, optimizer, loss and the model's size."""
    found: dict[str, Any] = {
        "epochs": params.get("epochs"),
        "steps_per_epoch": params.get("steps"),
        "model": model.name,
    }
    optimizer, loss = getattr(model, "optimizer", None), getattr(model, "loss", None)
    if optimizer is not None:
        found["optimizer"] = optimizer.get_config()
    if loss is not None:
        found["loss"] = loss if isinstance(loss, str) else getattr(loss, "name", type(loss).__name__)
    if model.built:
        found["parameters"] = model.count_params()
    return {**found, "backend": keras.backend.backend()}
