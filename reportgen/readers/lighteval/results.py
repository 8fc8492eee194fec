"""What lighteval computed, task by task, and its details as samples."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.duckdb_files import FileError, records_of
from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, document, listed, mapping, number_of, text_of
from reportgen.evaluations.messages import without_nulls
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.private import named, public
from reportgen.evaluations.run import Figures, Finished
from reportgen.evaluations.sample import Sample, Sheet, are_decisions, decided, is_messages, sheet_of
from reportgen.evaluations.times import seconds_of
from reportgen.model.evaluation import Evaluation, Metric
from reportgen.model.run import Loss, RunMeta
from reportgen.readers.base import Claim, Found

_STAMP = re.compile(r"_(\d{4}-\d\d-\d\dT\d\d[-:]\d\d[-:]\d\d(?:\.\d+)?)\Z")
_ERROR, _ALL = "_stderr", "all"


@dataclass
class _Task:
    task: str
    model: str
    stamp: str
    claim: Claim[Any]
    said: Mapping[str, Any] = field(default_factory=dict)
    details: Path | None = None


def runs_of(claims: Sequence[Claim[Any]]) -> Found:
    """Return the runs of results, with the details of the same task, model and time, wherever they lie."""
    found = Found()
    details = {_named(claim): claim for claim in claims if claim.path.suffix == ".parquet"}
    tasks: list[_Task] = []
    for claim in claims:
        if claim.path.suffix == ".parquet":
            continue
        try:
            said = mapping(document(claim.path))
        except Unreadable as error:
            found.problems.append(error.problem(Position(claim.path.name), "the results"))
            continue
        stamp, model = _stamp(claim.path), _model(said, claim.path)
        for task in mapping(said.get("results")):
            own = next((key for key in details if key[0] == task and key[1] == stamp and key[2] in ("", model)), None)
            own = own or next((key for key in details if key[:2] == (task, stamp)), None)
            if task != _ALL or len(mapping(said.get("results"))) == 1:
                path = details.pop(own).path if own else None
                tasks.append(_Task(task, model, stamp, claim, said, path))
    tasks += [_Task(task, model, stamp, claim, {}, claim.path) for (task, stamp, model), claim in details.items()]
    names = names_of([(one.model, one.task, one.stamp) for one in tasks])
    for one, name in zip(tasks, names, strict=True):
        found.add(_run(one, name), one.claim)
    return found


def _stamp(path: Path) -> str:
    found = _STAMP.search(path.stem)
    return found[1] if found else ""


def _named(claim: Claim[Any]) -> tuple[str, str, str]:
    """Return the (task, time, model) of details: the task by its name, the model by the folders above."""
    stem, parts = claim.path.stem, claim.path.absolute().parts
    task = _STAMP.sub("", stem).removeprefix("details_").replace("|", ":")
    model = ""
    if "details" in parts:
        place = len(parts) - 1 - parts[::-1].index("details")
        model = "/".join(parts[place + 1 : -2])
    return task, _stamp(claim.path), model


def _model(said: Mapping[str, Any], path: Path) -> str:
    general = mapping(said.get("config_general"))
    name = text_of(general.get("model_name")) or text_of(mapping(general.get("model_config")).get("model_name"))
    return named(name) or path.parent.name


def _run(one: _Task, name: str) -> Finished:
    general = mapping(one.said.get("config_general"))
    losses: list[Loss] = []
    sheet, rule = _samples(one, losses)
    seconds = number_of(_float(general.get("total_evaluation_time_secondes")))
    config = {
        "model": one.model, "max_samples": general.get("max_samples"),
        "model_config": general.get("model_config") or general.get("generation_parameters"),
        "task": _settings(mapping(one.said.get("config_tasks")), one.task),
    }  # fmt: skip
    meta = RunMeta(
        id=f"{one.model}/{one.task}/{one.stamp}", name=name, format="lighteval", project=one.task,
        folder=one.claim.path.absolute().parent.name, state="finished" if one.said else "",
        created=seconds_of(one.stamp), duration=math.nan if seconds is None else seconds,
        config=mapping(public({key: value for key, value in config.items() if value not in (None, {}, "")})),
        losses=tuple(losses),
    )  # fmt: skip
    version = mapping(one.said.get("versions")).get(one.task)
    like = {"version": text_of(version), "few-shot examples": one.task.rpartition(":")[2]}
    told = Evaluation(one.task, one.model, passed_by=f"{rule} is 1" if rule else "",
                      total=sheet.table.count if sheet else None,
                      like={key: text for key, text in like.items() if text})  # fmt: skip
    return Finished(meta, told, _figures(one, sheet), sheet)


def _settings(tasks: Mapping[str, Any], task: str) -> Any:
    found = mapping(tasks.get(task) or tasks.get(task.replace(":", "|")))
    kept = (
        "hf_repo",
        "hf_subset",
        "evaluation_splits",
        "few_shots_split",
        "generation_size",
        "num_fewshots",
        "version",
    )
    return {key: found[key] for key in kept if found.get(key) is not None}


def _float(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _figures(one: _Task, sheet: Sheet | None) -> Figures:
    """Return the metrics as lighteval has them; a standard error that is not a number was not found."""
    said = mapping(mapping(one.said.get("results")).get(one.task))
    numbers = {key: value for key, raw in said.items() if (value := number_of(raw)) is not None}
    values = {key: value for key, value in numbers.items() if not (key.endswith(_ERROR) and math.isnan(value))}
    count = sheet.table.count if sheet else None
    wanted = [key for key in values if not key.endswith(_ERROR)]
    errors = {key: f"{key}{_ERROR}" if f"{key}{_ERROR}" in values else "" for key in wanted}
    metrics = tuple(Metric(key, errors[key], count, key, key) for key in wanted)
    return Figures(metrics, values)


def _samples(one: _Task, losses: list[Loss]) -> tuple[Sheet | None, str]:
    if one.details is None:
        return None, ""
    try:
        names, rows = records_of(one.details)
    except FileError as error:
        losses.append(Loss(one.details.name, error.what))
        return None, ""
    if not {"doc", "metric", "model_response"} <= set(names):
        losses.append(Loss(one.details.name, "its columns are of an older version, and it is not read"))
        return None, ""
    samples = [_sample(dict(zip(names, row, strict=True)), n) for n, row in enumerate(rows)]
    scores = list(dict.fromkeys(name for sample in samples for name in sample.scores))
    rule = next((name for name in scores if are_decisions([sample.scores.get(name) for sample in samples])), "")
    for sample in samples:
        sample.passed = decided(sample.scores.get(rule)) if rule else None
    return sheet_of(samples, scores, scores_only=one.claim.options.scores_only), rule


def _sample(row: Mapping[str, Any], n: int) -> Sample:
    doc, response = mapping(row.get("doc")), mapping(row.get("model_response"))
    texts = [text for text in listed(response.get("text")) if text is not None]
    final = [text for text in listed(response.get("text_post_processed")) if text is not None]
    reasonings = [text for text in listed(response.get("reasonings")) if text]
    choices = [text_of(choice) for choice in listed(doc.get("choices"))]
    asked = without_nulls(response.get("input"))
    given = {name: _score(value) for name, value in mapping(row.get("metric")).items()}
    tokens = {"in": _count(response.get("input_tokens")), "out": _count(response.get("output_tokens")),
              "truncated": response.get("truncated_tokens_count") or None}  # fmt: skip
    transcript = None
    if is_messages(asked):
        thought = {"reasoning_content": reasonings[0]} if reasonings else {}
        transcript = [*asked, *({"role": "assistant", "content": text, **thought} for text in texts[:1])]
    thoughts: Any = reasonings if len(reasonings) > 1 else next(iter(reasonings), None)
    more: dict[str, Any] = {
        "choices": choices if len(choices) > 1 else None, "responses": texts if len(texts) > 1 else None,
        "reasoning": thoughts, "post_processed": final or None, "instruction": doc.get("instruction"),
    }  # fmt: skip
    return Sample(
        id=n if doc.get("id") in (None, "") else doc["id"], metadata=mapping(doc.get("specific")),
        input=doc.get("query") if asked is None else asked, target=_gold(doc.get("gold_index"), choices),
        answer=(final or texts or [None])[0], scores=given,
        tokens={name: count for name, count in tokens.items() if isinstance(count, int)}, more=more,
        transcript=transcript,
    )  # fmt: skip


def _score(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _count(value: Any) -> int | None:
    """Return how many tokens a list holds, of the first answer where there are several."""
    if not isinstance(value, list):
        return None
    return len(value[0]) if value and isinstance(value[0], list) else len(value)


def _gold(place: Any, choices: list[str]) -> Any:
    """Return the right choice, or all of them."""
    places = place if isinstance(place, list) else [place]
    found = [choices[n] for n in places if isinstance(n, int) and 0 <= n < len(choices)]
    return (found[0] if len(found) == 1 else found) if found else None
