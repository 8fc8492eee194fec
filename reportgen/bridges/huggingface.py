"""A callback for the Trainer of Hugging Face: ``Trainer(callbacks=[ReportgenCallback(project="glue")])``.

After this module is imported ``TrainingArguments(report_to="reportgen")`` is known, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from reportgen.bridges.beginning import begun, is_own, missing, without_places
from reportgen.logger.artifact import Artifact
from reportgen.logger.misuse import UsageError
from reportgen.logger.runs.run import Run
from reportgen.logger.watch import watch as watch_model

try:
    from transformers import TrainerCallback
    from transformers.integrations.integration_utils import INTEGRATION_TO_CALLBACK
except ImportError as error:
    raise missing("transformers", "huggingface") from error

_STEP = "train/global_step"
_TOTALS = frozenset({
    "train_runtime", "train_samples_per_second", "train_steps_per_second", "train_loss", "total_flos",
})  # fmt: skip
_PLACES = frozenset({"output_dir", "logging_dir", "run_name", "hub_token", "push_to_hub_token"})


class ReportgenCallback(TrainerCallback):
    """Logs what a Trainer logs, its arguments and the model's config.

    Args:
        project: What the run belongs to.
        name: The name of the run; by default the ``run_name`` of the arguments.
        log_model: True logs the model after training as an artifact, "checkpoint" logs every checkpoint, too.
        watch: "gradients", "parameters" or "all" logs histograms of them every ``logging_steps``.
        arguments: Others of ``reportgen.init``: ``dir``, ``group``, ``tags``, ``notes``, ``config``, ``settings``, ...

    Metrics are ``train/...``, ``eval/...`` and ``test/...``, and have ``train/global_step`` as their x axis; totals
    such as ``train_runtime`` are in the summary. Only the first process of all logs. Each trial of a hyperparameter
    search is a run, and ``run_name`` is their group. A run that the script began itself with ``reportgen.init`` is
    logged to.
    """

    def __init__(
        self, project: str | None = None, name: str | None = None, log_model: Literal["checkpoint"] | bool = False,
        watch: Literal["gradients", "parameters", "all"] | None = None, **arguments: Any,
    ) -> None:  # fmt: skip
        if log_model not in (True, False, "checkpoint"):
            raise UsageError(f"log_model: {log_model!r} came", "pass True, False or 'checkpoint'")
        self._arguments = {**arguments, "project": project, "name": name}
        self._log_model, self._watch = log_model, watch
        self.run: Run | None = None
        """The run; None before training, and in other processes than the first."""

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **others: Any) -> None:
        """Begin the run; each trial of a search has its own."""
        if state.is_hyper_param_search and self.run is not None and is_own(self.run):
            self.run.finish()
        self._begun(args, state, model)

    def on_log(
        self,
        args: Any,
        state: Any,
        control: Any,
        model: Any = None,
        logs: Mapping[str, Any] | None = None,
        **others: Any,
    ) -> None:
        """Log a row, and totals into the summary."""
        run = self._begun(args, state, model)
        if run is None or not logs:
            return
        run.summary.update({key: value for key, value in logs.items() if key in _TOTALS})
        row = {key: value for key, value in logs.items() if key not in _TOTALS}
        if row.keys() - {"epoch"}:
            run.log({**_renamed(row), _STEP: state.global_step})

    def on_predict(self, args: Any, state: Any, control: Any, metrics: Mapping[str, Any], **others: Any) -> None:
        """Log the metrics of a prediction."""
        run = self._begun(args, state, others.get("model"))
        if run is not None:
            run.log({**_renamed(metrics), _STEP: state.global_step})

    def on_save(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        """Log a checkpoint as a version of an artifact, where that is asked for."""
        run = self.run
        folder = Path(args.output_dir, f"checkpoint-{state.global_step}")
        if self._log_model == "checkpoint" and run is not None and run.open and folder.is_dir():
            artifact = Artifact(f"checkpoint-{run.id}", "model", metadata=_numbers(run))
            artifact.add_dir(str(folder))
            run.log_artifact(artifact, aliases=["latest", f"step-{state.global_step}"])

    def on_train_end(
        self, args: Any, state: Any, control: Any, model: Any = None, processing_class: Any = None, **others: Any
    ) -> None:
        """Log the model as an artifact, where that is asked for; the run stays open for an evaluation."""
        run = self.run
        if not self._log_model or run is None or not run.open or not hasattr(model, "save_pretrained"):
            return
        with TemporaryDirectory() as folder:
            model.save_pretrained(folder)
            if hasattr(processing_class, "save_pretrained"):
                processing_class.save_pretrained(folder)
            artifact = Artifact(f"model-{run.id}", "model", metadata=_numbers(run))
            artifact.add_dir(folder)
            run.log_artifact(artifact, aliases=["latest", "final"])

    def _begun(self, args: Any, state: Any, model: Any) -> Run | None:
        """Return the run, begun where it is not yet; None in other processes than the first."""
        if not state.is_world_process_zero:
            return None
        if self.run is not None and self.run.open:
            return self.run
        named = args.run_name if args.run_name != args.output_dir else None
        name, group = self._arguments["name"] or named, self._arguments.get("group")
        if state.is_hyper_param_search:
            name, group = state.trial_name, group or name
        self.run = run = begun({**self._arguments, "name": name, "group": group})
        run.config.update(_settings(args, model, state.trial_params))
        run.define_metric("*", step_metric=_STEP)
        if self._watch and model is not None and not run.disabled:
            watch_model(model, log=self._watch, log_freq=max(1, int(state.logging_steps or 1)))
        return run


def _renamed(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Return metrics by the names that reports of this Trainer use: ``eval_loss`` is ``eval/loss``."""
    found = {}
    for key, value in metrics.items():
        split, _, rest = key.partition("_")
        found[f"{split}/{rest}" if rest and split in ("eval", "test") else f"train/{key}"] = value
    return found


def _settings(args: Any, model: Any, trial: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the config: of the model, of the arguments, and of the trial; without places, names and tokens."""
    found: dict[str, Any] = {}
    for part in (getattr(model, "config", None), getattr(model, "peft_config", None)):
        if part is not None:
            named = part if isinstance(part, Mapping) else part.to_dict()
            found |= named if part is not getattr(model, "peft_config", None) else {"peft_config": named}
    given = args.to_sanitized_dict() | args.to_dict()
    found |= {key: value for key, value in given.items() if key not in _PLACES}
    if callable(count := getattr(model, "num_parameters", None)):
        found["model/num_parameters"] = count()
    return dict(without_places(found | dict(trial or {})))


def _numbers(run: Run) -> dict[str, Any]:
    """Return the numbers of a run's summary, which describe a model that it made."""
    return {key: value for key, value in dict(run.summary).items() if isinstance(value, int | float)}


INTEGRATION_TO_CALLBACK["reportgen"] = ReportgenCallback
