"""What lm-evaluation-harness computed, task by task, with the samples of each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, count_of, document, lines, listed, mapping, number_of, text_of
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.private import named, public
from reportgen.evaluations.run import EvaluationRun, Figures
from reportgen.evaluations.sample import Sheet, sheet_of
from reportgen.model.evaluation import Evaluation, Goal, Metric, Score
from reportgen.model.run import Loss, RunMeta
from reportgen.readers.base import Claim, Found
from reportgen.readers.lm_eval.samples import NONE, judged, samples_of

_STAMP = re.compile(r"_?(\d{4}-\d\d-\d\dT\d\d[-:]\d\d[-:]\d\d(?:\.\d+)?)\Z")
_NAMED = re.compile(r"(?:pretrained|model|peft|path)=([^,]+)")


@dataclass
class Results:
    """A file of results, or no file where there are samples alone; ``samples`` are files by task."""

    path: Path
    claim: Claim[Any]
    said: dict[str, Any] = field(default_factory=dict)
    samples: dict[str, Path] = field(default_factory=dict)

    @property
    def tasks(self) -> list[str]:
        """Tasks and groups with a metric or samples, in the order of the file."""
        results = mapping(self.said.get("results"))
        return [name for name in dict.fromkeys([*results, *self.samples])
                if name in self.samples or _numbers(mapping(results.get(name)))]  # fmt: skip

    @property
    def model(self) -> str:
        """What the model is called; one without a name has a random one, which is not shown."""
        if not self.said:
            return ""
        config = mapping(self.said.get("config"))
        arguments = config.get("model_args")
        given = mapping(arguments)
        name = next((text for key in ("pretrained", "model", "path") if (text := text_of(given.get(key)))), "")
        if not name and isinstance(arguments, str) and (found := _NAMED.search(arguments)):
            name = found[1]
        own = text_of(self.said.get("model_name"))
        if not name and own and arguments:
            name = own
        return named(name) or text_of(config.get("model")) or own or self.path.parent.name


def runs_of(claims: Sequence[Claim[Any]]) -> Found:
    """Return the runs of files of results and samples; samples go with the results of their time and folder."""
    found = Found()
    results: list[Results] = []
    loose: list[Claim[Any]] = []
    for claim in claims:
        if claim.path.suffix.lower() == ".jsonl" or claim.path.name.startswith("samples_"):
            loose.append(claim)
            continue
        try:
            results.append(Results(claim.path, claim, mapping(document(claim.path))))
        except Unreadable as error:
            found.problems.append(error.problem(Position(claim.path.name), "the results"))
    for claim in loose:
        _place(claim, results)
    pairs = [(one, task) for one in results for task in one.tasks]
    told = [
        (one.model, task, _shots(one, task), one.path.parent.parent.name, _stamp(one.path), one.path.name)
        for one, task in pairs
    ]
    for (one, task), name in zip(pairs, names_of(told), strict=True):
        found.add(TaskRun(one, task, name), one.claim)
    return found


def _place(claim: Claim[Any], results: list[Results]) -> None:
    """Put a file of samples to its results; without any it is one of its own."""
    stem, stamp = claim.path.stem, _stamp(claim.path)
    near = [one for one in results if one.path.parent == claim.path.parent]
    for one in near:
        if stamp and _stamp(one.path) and stamp != _stamp(one.path):
            continue
        known = sorted(mapping(one.said.get("configs")) or one.tasks, key=len, reverse=True)
        bare = stem.removesuffix(f"_{stamp}") if stamp else stem
        task = next((name for name in known if bare in (name, f"samples_{name}") or bare.endswith(f"_{name}")), "")
        if task and task not in one.samples:
            one.samples[task] = claim.path
            return
    bare = _STAMP.sub("", stem).removeprefix("samples_") or stem
    results.append(Results(claim.path, claim, samples={bare: claim.path}))


def _stamp(path: Path) -> str:
    found = _STAMP.search(path.stem)
    return found[1] if found else ""


def _shots(one: Results, task: str) -> str:
    count = count_of(mapping(one.said.get("n-shot")).get(task))
    return "" if count is None else f"{count}-shot"


def _numbers(said: Mapping[str, Any]) -> dict[str, float]:
    """Return the metrics of a task by ``metric,filter``: what is "N/A" is not there."""
    return {
        key: value for key, one in said.items()
        if "," in key and not isinstance(one, bool) and (value := number_of(one)) is not None
    }  # fmt: skip


class TaskRun(EvaluationRun):
    """A task, or a group, of a file of results."""

    def __init__(self, results: Results, task: str, name: str) -> None:
        self._results, self._task, self._name = results, task, name
        self._losses: list[Loss] = []

    def _of(self, field_: str) -> Any:
        return mapping(self._results.said.get(field_)).get(self._task)

    @cached_property
    def meta(self) -> RunMeta:
        """What the file says of the task's run."""
        results, said = self._results, self._results.said
        self._read  # noqa: B018 - says what of the samples is damaged
        duration = said.get("total_evaluation_time_seconds")
        version = text_of(said.get("lm_eval_version"))
        groups = [
            name for name, members in mapping(said.get("group_subtasks")).items() if self._task in listed(members)
        ]
        return RunMeta(
            id=f"{results.path.stem}/{self._task}", name=self._name, format="lm_eval",
            folder=results.path.absolute().parent.name, project=self._task, group=groups[0] if groups else "",
            created=number_of(said.get("date")) or math.nan, duration=_seconds(duration),
            sdk=f"lm_eval {version}" if version else "", config=self._config(), state="finished" if said else "",
            remarks=tuple(self._remarks()), losses=tuple(self._losses),
        )  # fmt: skip

    def _config(self) -> dict[str, Any]:
        said, task = mapping(self._results.said.get("config")), mapping(self._of("configs"))
        arguments = said.get("model_args")
        if isinstance(arguments, str):
            parts = (part.partition("=") for part in arguments.split(",") if "=" in part)
            arguments = {key.strip(): value for key, _, value in parts}
        general = {
            "model": said.get("model"), "model_args": arguments, "num_fewshot": self._of("n-shot"),
            "version": self._of("versions"), "limit": said.get("limit"), "batch_size": said.get("batch_size"),
            "gen_kwargs": said.get("gen_kwargs"), "bootstrap_iters": said.get("bootstrap_iters"),
            "random_seed": said.get("random_seed"), "fewshot_seed": said.get("fewshot_seed"),
            "system_instruction": self._results.said.get("system_instruction"),
            "fewshot_as_multiturn": self._results.said.get("fewshot_as_multiturn"),
        }  # fmt: skip
        own = {key: task.get(key) for key in ("dataset_path", "dataset_name", "output_type", "description",
               "doc_to_text", "doc_to_target", "generation_kwargs", "repeats")}  # fmt: skip
        if self._results.claim.options.scores_only:
            general.pop("system_instruction")
            own = {key: one for key, one in own.items() if key not in ("description", "doc_to_text", "doc_to_target")}
        wanted = {**general, "task": own}
        return mapping(public(_given(wanted)))

    def _remarks(self) -> Iterator[str]:
        counts = mapping(self._of("n-samples"))
        original, effective = count_of(counts.get("original")), count_of(counts.get("effective"))
        if original and effective is not None and effective < original:
            yield f"a limit was set: {effective:,} of {original:,} samples were asked"
        if self._results.said and self._task not in self._results.samples and not self._is_group:
            yield "its samples were not saved; lm_eval does with --log_samples"
        if not self._results.said:
            yield "there are samples, and no results"

    @property
    def _is_group(self) -> bool:
        return self._task in mapping(self._results.said.get("groups"))

    @cached_property
    def said(self) -> Evaluation:
        """What the file says of the task."""
        counts = mapping(self._of("n-samples"))
        like = {
            "version": self._of("versions"), "few-shot examples": self._of("n-shot"),
            "task hash": self._of("task_hashes"), "limit": mapping(self._results.said.get("config")).get("limit"),
            "chat template": self._results.said.get("chat_template_sha"),
            "system instruction": self._results.said.get("system_instruction_sha"),
        }  # fmt: skip
        filters = self._sheet is not None and "filter" in self._sheet.table.columns
        return Evaluation(
            self._task, self._results.model, key=("id", "filter") if filters else ("id",),
            strata=("filter",) if filters else (), check="doc_hash" if self._has_hashes else "",
            passed_by=f"{self._rule} is 1" if self._rule else "", total=count_of(counts.get("effective")),
            like={name: text_of(value) for name, value in like.items() if value is not None},
        )  # fmt: skip

    @cached_property
    def figures(self) -> Figures:
        """What the harness computed: under ``metric``, or ``metric,filter`` where answers were filtered."""
        said = mapping(self._of("results"))
        numbers = _numbers(said)
        counted, effective = mapping(said.get("sample_count")), mapping(self._of("n-samples")).get("effective")
        better = mapping(self._of("higher_is_better"))
        metrics, values = [], dict[str, Any]()
        for key, value in numbers.items():
            metric, _, filtered = key.rpartition(",")
            values[_shown(key)] = value
            if metric.endswith("_stderr"):
                continue
            error = f"{metric}_stderr,{filtered}"
            count = count_of(counted.get(key)) if counted else count_of(effective)
            goal: Goal = "maximize" if better.get(metric) is True else "minimize" if better.get(metric) is False else ""
            metrics.append(
                Metric(_shown(key), _shown(error) if error in numbers else "", count, metric, metric,
                       {} if filtered == NONE else {"filter": filtered}, goal=goal)
            )  # fmt: skip
        return Figures(tuple(metrics), values)

    def sheet(self) -> Sheet | None:
        """Return the samples of the task."""
        return self._read[0]

    @property
    def _rule(self) -> str:
        return self._read[1]

    @property
    def _has_hashes(self) -> bool:
        return self._sheet is not None and "doc_hash" in self._sheet.table.columns

    @cached_property
    def _read(self) -> tuple[Sheet | None, str]:
        path = self._results.samples.get(self._task)
        if path is None:
            return None, ""
        if path.suffix.lower() == ".json":
            found = [one for one in listed(document(path)) if isinstance(one, dict)]
            rows, rule = judged(samples_of(found))
        else:
            rows, rule = judged(samples_of(lines(path, self._losses)))
        return sheet_of(rows, scores_only=self._results.claim.options.scores_only), rule

    def scored(self, column: str, name: str) -> Score:
        """Return whether more is better, as the file says."""
        better = mapping(self._of("higher_is_better")).get(name, True)
        return Score(column, "maximize" if better else "minimize", highest=1.0 if name == self._rule else math.nan)


def _shown(key: str) -> str:
    return key.removesuffix(f",{NONE}")


def _seconds(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _given(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings without those that say nothing."""
    made = {key: _given(one) if isinstance(one, dict) else one for key, one in tree.items()}
    return {key: one for key, one in made.items() if one not in (None, {}, [], "")}
