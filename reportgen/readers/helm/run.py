"""One run of HELM: its statistics, and its instances with what was asked and answered."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.evaluations.files import Unreadable, listed, mapping, number_of, text_of
from reportgen.evaluations.private import named, public
from reportgen.evaluations.run import EvaluationRun, Figures
from reportgen.evaluations.sample import Sample, Sheet, are_decisions, decided, sheet_of
from reportgen.evaluations.streaming import elements_of
from reportgen.model.evaluation import Evaluation, Metric, Score
from reportgen.model.run import Loss, RunMeta

_PLAIN = "none"
_TIME = "inference_runtime"
_COUNTS = {"num_prompt_tokens": "in", "num_output_tokens": "out", "num_completion_tokens": "out"}
_NOT_SCORES = ("num_", "inference_", "training_", "max_prob", "logprob", "batch_size", "finish_reason_", "estimated_",
               "prompt_truncated")  # fmt: skip
"""How names of statistics begin that say nothing of how good an answer is."""
_RULES = ("quasi_exact_match", "exact_match", "prefix_exact_match", "quasi_prefix_exact_match")
Key = tuple[str, str, Any]
"""Which instance, under which perturbation, in which trial."""


def told_by(folder: Path, spec: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the (model, task, suite) of a run."""
    model = named(text_of(mapping(spec.get("adapter_spec")).get("model")))
    return model, _task(folder, spec), folder.absolute().parent.name


def _task(folder: Path, spec: Mapping[str, Any]) -> str:
    """Return the name of a run without its model."""
    name = text_of(spec.get("name")) or folder.name
    head, _, arguments = name.partition(":")
    kept = [part for part in arguments.split(",") if part and not part.startswith(("model=", "model_deployment="))]
    return f"{head}:{','.join(kept)}" if kept else head


class HelmRun(EvaluationRun):
    """A folder of a run; its large files are read one instance at a time, without their tokens."""

    def __init__(self, folder: Path, spec: Mapping[str, Any], name: str, *, scores_only: bool) -> None:
        self._folder, self._spec, self._name, self._scores_only = folder, spec, name, scores_only
        self._losses: list[Loss] = []

    @cached_property
    def meta(self) -> RunMeta:
        """What the spec says of the run."""
        self._read  # noqa: B018 - says what of the instances is damaged
        self.figures  # noqa: B018
        adapter = mapping(self._spec.get("adapter_spec"))
        kept = ("method", "model", "model_deployment", "max_eval_instances", "num_train_trials", "max_train_instances",
                "temperature", "max_tokens", "num_outputs", "instructions")  # fmt: skip
        config = {key: adapter[key] for key in kept if adapter.get(key) not in (None, "")}
        if self._scores_only:
            config.pop("instructions", None)
        scenario = mapping(self._spec.get("scenario_spec"))
        config["scenario"] = {"class": scenario.get("class_name"), **mapping(scenario.get("args"))}
        groups = [text_of(group) for group in listed(self._spec.get("groups"))]
        _, task, suite = told_by(self._folder, self._spec)
        return RunMeta(
            id=f"{suite}/{self._folder.name}", name=self._name, format="helm", folder=suite, project=task,
            tags=tuple(groups), config=mapping(public(config)), losses=tuple(self._losses),
        )  # fmt: skip

    def _elements(self, name: str, key: str = "") -> Iterator[dict[str, Any]]:
        path = self._folder / name
        inside = os.path.realpath(path).startswith(f"{os.path.realpath(self._folder)}{os.sep}")
        if not inside or not path.is_file():
            return
        try:
            for one in elements_of(path, key):
                if isinstance(one, dict):
                    yield one
        except Unreadable as error:
            self._losses.append(Loss(name, error.what))

    @cached_property
    def said(self) -> Evaluation:
        """What the spec says of the evaluation."""
        model, task, _ = told_by(self._folder, self._spec)
        columns = self._sheet.table.columns if self._sheet else []
        more = tuple(name for name in ("perturbation", "trial") if name in columns)
        adapter = mapping(self._spec.get("adapter_spec"))
        like = {"method": text_of(adapter.get("method")), "instances": text_of(adapter.get("max_eval_instances"))}
        return Evaluation(
            task, model, key=("id", *more), strata=tuple(name for name in more if name == "perturbation"),
            passed_by=f"{self._rule} is 1" if self._rule else "", total=len(self._read[0]) or None,
            like={key: text for key, text in like.items() if text},
        )  # fmt: skip

    @cached_property
    def figures(self) -> Figures:
        """What HELM computed of each split; a metric over perturbed instances is not one over the plain ones.

        HELM writes the spread over trials, which is no standard error over instances, and none is shown.
        """
        metrics, values = [], dict[str, Any]()
        for one in self._elements("stats.json"):
            name, mean = mapping(one.get("name")), number_of(one.get("mean"))
            own, split = text_of(name.get("name")), text_of(name.get("split"))
            perturbation = _perturbation(name.get("perturbation"))
            if mean is None or not own or own.startswith(_NOT_SCORES):
                continue
            worst = text_of(mapping(name.get("perturbation")).get("computed_on"))
            within = {} if perturbation == _PLAIN else {"perturbation": perturbation}
            key = own if split in ("", "test") else f"{own}/{split}"
            key = f"{key}/{perturbation}{f' ({worst})' if worst else ''}" if within else key
            values[key] = mean
            metrics.append(Metric(key, score=own, name=own, within=within))
        metrics.sort(key=lambda metric: (bool(metric.within), metric.name not in _RULES))
        return Figures(tuple(metrics), values)

    @property
    def _rule(self) -> str:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[list[Sample], str]:
        stats = dict(self._stats())
        states = {} if self._scores_only else dict(self._states())
        keys = list(dict.fromkeys([*states, *stats]))
        perturbed = any(key[1] != _PLAIN for key in keys)
        trials = len({key[2] for key in keys}) > 1
        samples = [_sample(key, states.get(key, {}), stats.get(key, {}), (perturbed, trials)) for key in keys]
        names = list(dict.fromkeys(name for one in samples for name in one.scores))
        order = [*(name for name in _RULES if name in names), *(name for name in names if name not in _RULES)]
        rule = next((name for name in order if are_decisions([one.scores.get(name) for one in samples])), "")
        for one in samples:
            one.scores = {name: one.scores.get(name) for name in order}
            one.passed = decided(one.scores.get(rule)) if rule and not one.error else None
        return samples, rule

    def _stats(self) -> Iterator[tuple[Key, dict[str, Any]]]:
        """Yield the statistics of each instance by name."""
        for one in self._elements("per_instance_stats.json"):
            found = {text_of(mapping(stat.get("name")).get("name")): number_of(stat.get("mean"))
                     for stat in map(mapping, listed(one.get("stats")))}  # fmt: skip
            yield _key(one, one.get("instance_id"), one.get("perturbation")), found

    def _states(self) -> Iterator[tuple[Key, dict[str, Any]]]:
        """Yield what was asked and answered of each instance; of several requests for one the first."""
        seen = set()
        for one in self._elements("scenario_state.json", "request_states"):
            instance = mapping(one.get("instance"))
            key = _key(one, instance.get("id"), instance.get("perturbation"))
            if key not in seen:
                seen.add(key)
                yield key, _asked(one, instance)

    def sheet(self) -> Sheet | None:
        """Return the instances."""
        samples, rule = self._read
        first = [rule] if rule else []
        return sheet_of(samples, first, scores_only=self._scores_only) if samples else None

    def scored(self, column: str, name: str) -> Score:
        """Return what is known of a score."""
        return Score(column, highest=1.0 if name in _RULES else float("nan"))


def _key(one: Mapping[str, Any], ident: Any, perturbation: Any) -> Key:
    return text_of(ident), _perturbation(perturbation), one.get("train_trial_index") or 0


def _perturbation(said: Any) -> str:
    return text_of(mapping(said).get("name")) or _PLAIN


def _asked(one: Mapping[str, Any], instance: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a request: no tokens and no likelihoods, which are most of the file."""
    result, request = mapping(one.get("result")), mapping(one.get("request"))
    first = mapping(next(iter(listed(result.get("completions"))), None))
    right = [text_of(mapping(mapping(ref).get("output")).get("text")) for ref in listed(instance.get("references"))
             if "correct" in listed(mapping(ref).get("tags"))]  # fmt: skip
    failed = result.get("success") is False
    return {
        "input": text_of(mapping(instance.get("input")).get("text")), "prompt": request.get("prompt"),
        "target": right[0] if len(right) == 1 else right or None, "answer": first.get("text"),
        "thinking": mapping(first.get("thinking")).get("text"), "split": instance.get("split"),
        "seconds": result.get("request_time"), "cached": result.get("cached") or None,
        "choices": list(mapping(one.get("output_mapping")).values()) or None,
        "mapped": mapping(one.get("output_mapping")).get(text_of(first.get("text")).strip()),
        "stop_reason": mapping(first.get("finish_reason")).get("reason"),
        "error": text_of(result.get("error")) or "the request failed" if failed else "",
    }  # fmt: skip


def _sample(key: Key, asked: Mapping[str, Any], stats: Mapping[str, Any], parts: tuple[bool, bool]) -> Sample:
    perturbed, trials = parts
    own: dict[str, Any] = {**({"perturbation": key[1]} if perturbed else {}), **({"trial": key[2]} if trials else {})}
    tokens = {what: int(value) for name, what in _COUNTS.items() if (value := stats.get(name)) is not None}
    more = {name: asked.get(name) for name in ("choices", "mapped", "thinking", "stop_reason", "cached")}
    prompt = asked.get("prompt")
    seconds = stats.get(_TIME)
    return Sample(
        id=key[0], key=own, metadata={"split": asked.get("split")}, input=asked.get("input"),
        target=asked.get("target"), answer=asked.get("answer"),
        scores={name: value for name, value in stats.items() if not name.startswith(_NOT_SCORES)},
        error=named(text_of(asked.get("error"))),
        seconds=number_of(asked.get("seconds")) if seconds is None else seconds,
        tokens=tokens, more={**more, "prompt": prompt if prompt != asked.get("input") else None},
    )  # fmt: skip
