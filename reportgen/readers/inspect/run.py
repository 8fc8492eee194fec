"""The run of a log of Inspect."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from reportgen.digits import plural
from reportgen.evaluations.files import count_of, listed, mapping, text_of
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.private import error_text, named, public
from reportgen.evaluations.run import EvaluationRun, Figures
from reportgen.evaluations.sample import Sample, Sheet, are_decisions, decided, sheet_of
from reportgen.evaluations.times import seconds_of
from reportgen.model.evaluation import Evaluation, Score
from reportgen.model.run import Loss, RunMeta
from reportgen.readers.base import Claim
from reportgen.readers.inspect.figures import figures_of, ordered
from reportgen.readers.inspect.log import Log
from reportgen.readers.inspect.samples import VALUES, WORDS, sample_of

_LONGEST = 300
"""Characters of a setting that is shown."""
_STATES = {"success": "finished", "error": "failed", "cancelled": "failed", "started": "crashed", "": "crashed"}


def runs_of(opened: Sequence[tuple[Log, Claim[Any]]]) -> Iterator[tuple[EvaluationRun, Claim[Any]]]:
    """Yield the run of each log, under a name that distinguishes it; a task that was tried again is its newest log."""
    newest: dict[str, tuple[Log, Claim[Any], int]] = {}
    for log, claim in sorted(opened, key=lambda one: (_created(one[0]), one[0].path.name)):
        ident = text_of(log.header["eval"].get("task_id")) or str(log.path)
        again = newest.get(ident)
        if again is not None and _is_same(again[0], log):
            newest[f"{ident}\0{log.path}"] = (log, claim, 0)  # an edited copy is a log of its own
            continue
        newest[ident] = (log, claim, again[2] + 1 if again else 0)
    found = list(newest.values())
    told = [_told(log) for log, _, _ in found]
    for (log, claim, tries), name in zip(found, names_of(told), strict=True):
        yield InspectRun(log, name, tries, scores_only=claim.options.scores_only), claim


def _is_same(one: Log, other: Log) -> bool:
    return bool(one.header["eval"].get("eval_id") == other.header["eval"].get("eval_id"))


def _created(log: Log) -> float:
    found = seconds_of(log.header["eval"].get("created"))
    return found if math.isfinite(found) else 0.0


def _task(log: Log) -> str:
    said = log.header["eval"]
    return text_of(said.get("task_display_name")) or text_of(said.get("task")) or log.path.stem


def _told(log: Log) -> tuple[str, ...]:
    said = log.header["eval"]
    arguments = mapping(public(said.get("task_args_passed") or said.get("task_args")))
    settings = mapping(said.get("model_generate_config"))
    parts = [", ".join(f"{key}={text_of(value)}" for key, value in one.items()) for one in (arguments, settings)]
    tags = ", ".join(map(text_of, listed(log.header.get("tags") or said.get("tags"))))
    folder = log.path.absolute().parent.name
    return named(text_of(said.get("model"))), _task(log), *parts, tags, folder, log.path.stem


class InspectRun(EvaluationRun):
    """A log as a run: its summaries tell the columns, its samples are opened for the table."""

    def __init__(self, log: Log, name: str, tries: int, *, scores_only: bool) -> None:
        self._log, self._name, self._tries, self._scores_only = log, name, tries, scores_only
        self._said: Mapping[str, Any] = log.header["eval"]
        self._results = mapping(log.header.get("results"))

    @cached_property
    def meta(self) -> RunMeta:
        """What the header says of the run."""
        said, log = self._said, self._log
        stats = mapping(log.header.get("stats"))
        began, ended = seconds_of(stats.get("started_at")), seconds_of(stats.get("completed_at"))
        created = seconds_of(said.get("created"))
        return RunMeta(
            id=text_of(said.get("eval_id")) or text_of(said.get("task_id")) or log.path.stem,
            name=self._name, format="inspect", folder=log.path.absolute().parent.name, project=_task(log),
            tags=tuple(map(text_of, listed(log.header.get("tags") or said.get("tags")))),
            state=_STATES.get(log.status, ""), created=began if math.isnan(created) else created,
            duration=ended - began,
            sdk=_version(said), config=self._config(), losses=self._losses(), remarks=tuple(self._remarks()),
        )  # fmt: skip

    def _losses(self) -> tuple[Loss, ...]:
        self._log.summaries  # noqa: B018 - says what of them is damaged
        return tuple(self._log.losses)

    def _config(self) -> dict[str, Any]:
        said, dataset = self._said, mapping(self._said.get("dataset"))
        steps = [mapping(one) for one in listed(mapping(self._log.header.get("plan")).get("steps"))]
        solvers = {text_of(one.get("solver")): _small(one.get("params_passed")) for one in steps}
        found = {
            "task": said.get("task"), "task_version": said.get("task_version"), "model": said.get("model"),
            "task_args": said.get("task_args_passed") or said.get("task_args"),
            "model_args": _small(said.get("model_args")),
            "generate_config": said.get("model_generate_config"), "model_roles": said.get("model_roles"),
            "dataset": {key: dataset.get(key) for key in ("name", "samples", "shuffled")},
            "solver": ", ".join(text_of(one.get("solver")) for one in steps),
            "solver_args": {name: one for name, one in solvers.items() if one},
            "epochs": mapping(said.get("config")).get("epochs"),
            "limits": {key: value for key, value in mapping(said.get("config")).items() if key.endswith("limit")},
            "metadata": self._log.header.get("metadata") or said.get("metadata"),
        }  # fmt: skip
        if self._scores_only:
            found.pop("solver_args")  # prompts
        return mapping(public({key: value for key, value in found.items() if value not in (None, {}, [], "")}))

    def _remarks(self) -> Iterator[str]:
        log, total = self._log, self._total
        rows = log.summaries
        failed = sum(1 for one in rows if one.get("error"))
        many = f"{len(rows):,} of {plural(total, 'sample')}" if total else plural(len(rows), "sample")
        if log.status in ("", "started"):
            yield f"the log has no end: the evaluation still runs, or was killed; {many} can be read"
        elif log.status == "cancelled":
            done = len(rows) - failed
            yield f"the evaluation was cancelled; {done:,} of {plural(total or len(rows), 'sample')} finished"
        elif log.status == "error":
            message = error_text(mapping(log.header.get("error")).get("message"))
            yield f"the evaluation ended with an error{f': {message}' if message else ''}; it has no results"
        elif failed:
            yield f"{plural(failed, 'sample')} of {total or len(rows):,} ended with an error; no score counts them"
        if self._tries:
            yield f"of {plural(self._tries + 1, 'try', 'tries')} of the task this is the newest"
        if log.header.get("invalidated"):
            yield "the log was marked as invalid"

    @cached_property
    def _total(self) -> int | None:
        total = count_of(self._results.get("total_samples"))
        if total is None:
            samples = count_of(mapping(self._said.get("dataset")).get("samples"))
            epochs = count_of(mapping(self._said.get("config")).get("epochs")) or 1
            total = None if samples is None else samples * epochs
        return total

    @cached_property
    def said(self) -> Evaluation:
        """What the log says of the evaluation."""
        epochs = count_of(mapping(self._said.get("config")).get("epochs")) or 1
        dataset = mapping(self._said.get("dataset"))
        like = {
            "task version": text_of(self._said.get("task_version")), "data set": named(text_of(dataset.get("name"))),
            "samples": text_of(dataset.get("samples")), "epochs": str(epochs),
            "task arguments": text_of(public(self._said.get("task_args_passed") or {})).replace("{}", ""),
        }  # fmt: skip
        return Evaluation(
            _task(self._log), named(text_of(self._said.get("model"))), key=self._key, total=self._total,
            passed_by=self._rule, like={name: text for name, text in like.items() if text},
        )  # fmt: skip

    @cached_property
    def _key(self) -> tuple[str, ...]:
        return ("id", "epoch") if any(one.get("epoch") != 1 for one in self._log.summaries) else ("id",)

    @cached_property
    def figures(self) -> Figures:
        """What Inspect computed."""
        return ordered(figures_of(self._results), mapping(self._results.get("headline")))

    @cached_property
    def _main(self) -> str:
        """The score that decides whether a sample passes: the headline's, else the first of yes and no."""
        columns = self._columns
        first = next((one.score for one in self.figures.metrics), "")
        return next((name for name in (first, *columns) if name in columns and _decides(columns[name])), "")

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for one in self._brief:
            for name, value in one.scores.items():
                found.setdefault(name, []).append(value)
        return found

    @cached_property
    def _rule(self) -> str:
        values = [value for value in self._columns.get(self._main, ()) if value is not None]
        if not self._main:
            return ""
        return f"{self._main} is {'C' if any(value in VALUES for value in values if isinstance(value, str)) else '1'}"

    @cached_property
    def _brief(self) -> list[Sample]:
        return [sample_of(one, self._model) for one in self._log.summaries]

    @property
    def _model(self) -> str:
        return text_of(self._said.get("model"))

    def _decided(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        for one in samples:
            value = None if one.error else one.scores.get(self._main)
            yield replace(one, passed=_passes(value), epoch=one.epoch if len(self._key) > 1 else None)

    def outline(self) -> Sheet:
        """Return the samples as the summaries have them, which tell the columns of scores and the categories."""
        return self._outline

    @cached_property
    def _outline(self) -> Sheet:
        return sheet_of(self._decided(self._brief), list(self._columns), scores_only=self._scores_only)

    def sheet(self) -> Sheet:
        """Return the samples with their messages."""
        if self._scores_only:
            return self._outline
        samples = (sample_of(one, self._model, wrong) for one, wrong in self._log.samples())
        return sheet_of(self._decided(samples), list(self._columns))

    def scored(self, column: str, name: str) -> Score:
        """Return what is known of a score: letters and words count as Inspect counts them."""
        values = self._columns.get(name, [])
        texts = {value for value in values if isinstance(value, str)}
        counted = {text: one for text in sorted(texts) if (one := _counted(text)) is not None}
        highest = 1.0 if counted or are_decisions(values) else math.nan
        return Score(column, values=VALUES if counted.keys() <= VALUES.keys() and counted else counted, highest=highest)


def _small(settings: Any) -> dict[str, Any]:
    """Return settings without those that are as long as data: tools, and answers of a mock model."""
    return {name: one for name, one in mapping(settings).items() if one is not None and len(text_of(one)) <= _LONGEST}


def _counted(text: str) -> float | None:
    return VALUES.get(text, WORDS.get(text.lower()))


def _passes(value: Any) -> bool | None:
    """Return whether a score passes: a partly right answer does not, and no answer is wrong."""
    if isinstance(value, str):
        count = _counted(value)
        return None if count is None else count == 1
    return decided(value)


def _decides(values: Sequence[Any]) -> bool:
    found = [value for value in values if value is not None]
    return bool(found) and all(_passes(value) is not None for value in found)


def _version(said: Mapping[str, Any]) -> str:
    version = text_of(mapping(said.get("packages")).get("inspect_ai"))
    return f"inspect_ai {version}" if version else ""
