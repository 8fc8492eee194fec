"""Observations of Langfuse as samples: a score of a trace is that of its first observation."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, count_of, lines, listed, mapping, number_of, parsed, text_of
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.private import error_text, public
from reportgen.evaluations.run import Finished, means
from reportgen.evaluations.sample import Sample, are_decisions, decided, is_messages, sheet_of
from reportgen.evaluations.times import seconds_of
from reportgen.model.evaluation import Evaluation
from reportgen.model.run import Loss, RunMeta
from reportgen.readers.base import Claim, Found

_TASK = "Langfuse"
_UPPER = re.compile(r"(?<=[a-z])[A-Z]")
_TOKENS = {"input": "in", "output": "out", "input_cached_tokens": "cached", "output_reasoning_tokens": "reasoning"}


def runs_of(claims: Sequence[Claim[Any]]) -> Found:
    """Return a run for each entry of a spec."""
    found = Found()
    entries: dict[int, list[Claim[Any]]] = {}
    for claim in claims:
        entries.setdefault(claim.entry, []).append(claim)
    names = names_of([(own[0].path.absolute().parent.name, _TASK) for own in entries.values()])
    for own, name in zip(entries.values(), names, strict=True):
        rows: list[Mapping[str, Any]] = []
        losses: list[Loss] = []
        for claim in own:
            try:
                rows += [_plain(row) for row in lines(claim.path, losses)]
            except OSError as error:
                what = f"cannot be read: {error.strerror}"
                found.problems.append(Unreadable(what).problem(Position(claim.path.name), "the export"))
        observations = [row for row in rows if "start_time" in row]
        if observations:
            found.add(_run(own[0], observations, [row for row in rows if "data_type" in row], (name, losses)), own[0])
        else:
            what = "there are scores, and no observations that they are of"
            found.problems.append(Unreadable(what).problem(Position(own[0].path.name)))
    return found


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with names in one form: those of the view are written in another."""
    return {_UPPER.sub(r"_\g<0>", key).lower(): value for key, value in row.items()}


Rows = Sequence[Mapping[str, Any]]


def _run(claim: Claim[Any], rows: Rows, given: Rows, told: tuple[str, list[Loss]]) -> Finished:
    rows = sorted(rows, key=lambda row: (text_of(row.get("start_time")), text_of(row.get("id"))))
    firsts: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: bool(row.get("parent_observation_id"))):
        firsts.setdefault(text_of(row.get("trace_id")), text_of(row.get("id")))
    scores: dict[str, dict[str, Any]] = {}
    for one in given:
        ident = text_of(one.get("observation_id")) or firsts.get(text_of(one.get("trace_id")), "")
        scores.setdefault(ident, {})[text_of(one.get("name"))] = _value(one)
    samples = [_sample(row, scores.get(text_of(row.get("id")), {})) for row in rows]
    names = list(dict.fromkeys(name for one in samples for name in one.scores))
    rule = next((name for name in names if are_decisions([one.scores.get(name) for one in samples])), "")
    for sample in samples:
        sample.passed = decided(sample.scores.get(rule)) if rule and not sample.error else None
    sheet = sheet_of(samples, names, scores_only=claim.options.scores_only)
    times = [time for row in rows if math.isfinite(time := seconds_of(row.get("start_time")))]
    meta = RunMeta(
        id=claim.path.absolute().parent.name, name=told[0], format="langfuse",
        folder=claim.path.absolute().parent.name, project=_TASK, state="",
        created=min(times, default=math.nan), losses=tuple(told[1]),
    )  # fmt: skip
    models = {text_of(row.get("provided_model_name")) for row in rows} - {""}
    said = Evaluation(_TASK, models.pop() if len(models) == 1 else "", total=len(samples), cluster="trace_id",
                      passed_by=f"{rule} is 1" if rule else "")  # fmt: skip
    return Finished(meta, said, means(sheet), sheet)


def _value(score: Mapping[str, Any]) -> Any:
    value = number_of(score.get("value"))
    kind = text_of(score.get("data_type"))
    if kind == "BOOLEAN" and value is not None:
        return value == 1
    return text_of(score.get("string_value")) or None if kind == "CATEGORICAL" else value


def _json(value: Any) -> Any:
    """Return what a text of JSON says; any other text is what it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return parsed(value)
        except Unreadable:
            return value
    return value


def _sample(row: Mapping[str, Any], scores: Mapping[str, Any]) -> Sample:
    asked, answer = _json(row.get("input")), _json(row.get("output"))
    asked = listed(mapping(asked).get("messages")) or asked
    began, ended = seconds_of(row.get("start_time")), seconds_of(row.get("end_time"))
    usage, cost = mapping(_json(row.get("usage_details"))), mapping(_json(row.get("cost_details")))
    tokens = {name: count for key, name in _TOKENS.items() if (count := count_of(usage.get(key))) is not None}
    said = mapping(answer)
    message = said if "role" in said else {"role": "assistant", "content": text_of(answer)}
    failed = row.get("level") == "ERROR"
    metadata = {"name": row.get("name"), "type": row.get("type"), "model": row.get("provided_model_name"),
                **mapping(public(mapping(_json(row.get("metadata")))))}  # fmt: skip
    return Sample(
        id=row.get("id"), key={"trace_id": row.get("trace_id")}, input=asked if asked != {} else None,
        metadata=metadata,
        answer=text_of(said.get("content")) if "content" in said else text_of(answer) or None, scores=scores,
        error=error_text(row.get("status_message")) or "error" if failed else "",
        seconds=None if math.isnan(ended - began) else round(ended - began, 6), tokens=tokens,
        cost=number_of(cost.get("total")),
        transcript=[*asked, message] if is_messages(asked) and answer is not None else None,
    )  # fmt: skip
