"""A sample of Inspect as a row: its scores by column, its messages with their attachments in place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.evaluations.files import count_of, listed, mapping, number_of, text_of
from reportgen.evaluations.private import error_text
from reportgen.evaluations.sample import Sample

VALUES: Mapping[str, float] = {"C": 1, "P": 0.5, "I": 0, "N": 0}
"""What letters count as, as in Inspect: without an answer is wrong, and not missing."""
WORDS: Mapping[str, float] = {"yes": 1, "true": 1, "no": 0, "false": 0}
_ATTACHMENT = "attachment://"
_DEEPEST = 60
_HIDDEN = frozenset({"model_usage", "signature", "metadata_pydantic_model"})


def sample_of(found: Mapping[str, Any], model: str, wrong: str = "") -> Sample:
    """Return a row; ``wrong`` says why there are no messages."""
    scores = mapping(found.get("scores"))
    attachments = mapping(found.get("attachments"))
    output = mapping(found.get("output"))
    messages = _messages(listed(found.get("messages")), attachments)
    told = mapping(found.get("error"))
    error = error_text(told.get("message")) or error_text(found.get("error"))
    usage = mapping(found.get("model_usage"))
    own, others = mapping(usage.get(model)), {name: one for name, one in usage.items() if name != model}
    more: dict[str, Any] = dict(_explained(scores))
    if others:
        more["tokens of other models"] = sum(mapping(one).get("total_tokens") or 0 for one in others.values())
    return Sample(
        id=found.get("id"), epoch=count_of(found.get("epoch")), metadata=mapping(found.get("metadata")),
        input=_messages(found.get("input"), attachments), target=found.get("target"),
        answer=_answer(scores, output), scores=dict(_values(scores)), error=error, limit=_limit(found),
        seconds=number_of(found.get("total_time")), tokens=_tokens(own), cost=number_of(own.get("total_cost")),
        more={
            "working_seconds": number_of(found.get("working_time")),
            "choices": found.get("choices"), "stop_reason": _stop(output),
            "retries": count_of(found.get("retries")) or len(listed(found.get("error_retries"))) or None,
            **more, "edited": _edited(scores) or None, "transcript_missing": wrong or None,
        },
        transcript=messages or None,
    )  # fmt: skip


def _values(scores: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each score by its column: of a scorer of several values one for each."""
    for name, score in scores.items():
        value = mapping(score).get("value")
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", _scored(one)) for key, one in value.items())
        else:
            yield name, _scored(value)


def _scored(value: Any) -> Any:
    """Return a score; NaN says that the sample was not scored."""
    return None if isinstance(value, float) and math.isnan(value) else value


def _answer(scores: Mapping[str, Any], output: Mapping[str, Any]) -> str | None:
    answers = (mapping(one).get("answer") for one in scores.values())
    found = next((one for one in answers if isinstance(one, str)), None)
    if found is None and isinstance(output.get("completion"), str):
        return str(output["completion"])
    return found


def _explained(scores: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    told = {name: mapping(one).get("explanation") for name, one in scores.items()}
    given = {name: one for name, one in told.items() if isinstance(one, str) and one}
    for name, one in given.items():
        yield ("explanation" if len(scores) == 1 or len(given) == 1 else f"explanation of {name}"), one


def _edited(scores: Mapping[str, Any]) -> str:
    """Return who changed scores by hand, and why."""
    found = []
    for name, score in scores.items():
        for one in listed(mapping(score).get("history")):
            said = mapping(mapping(one).get("provenance"))
            if said:
                reason = text_of(said.get("reason"))
                found.append(f"{name} by {text_of(said.get('author')) or 'hand'}{f': {reason}' if reason else ''}")
    return "; ".join(found)


def _limit(found: Mapping[str, Any]) -> str:
    limit = found.get("limit")
    return limit if isinstance(limit, str) else text_of(mapping(limit).get("type"))


def _stop(output: Mapping[str, Any]) -> str | None:
    first = mapping(next(iter(listed(output.get("choices"))), None))
    return text_of(first.get("stop_reason")) or None


_TOKENS = {
    "in": "input_tokens", "out": "output_tokens", "cached": "input_tokens_cache_read",
    "cache_written": "input_tokens_cache_write", "reasoning": "reasoning_tokens",
}  # fmt: skip


def _tokens(usage: Mapping[str, Any]) -> dict[str, int]:
    return {name: count for name, key in _TOKENS.items() if (count := count_of(usage.get(key))) is not None}


def _messages(value: Any, attachments: Mapping[str, Any]) -> Any:
    """Return messages with their attachments, without ids of their own, and with short ids of calls.

    The same prompt has another id in each sample, and would not be the same then.
    """
    if not isinstance(value, list):
        return _placed(value, attachments)
    calls: dict[str, str] = {}

    def short(ident: Any) -> Any:
        return calls.setdefault(ident, f"call_{len(calls) + 1}") if isinstance(ident, str) else ident

    found = []
    for one in value:
        message = mapping(_placed(one, attachments))
        message.pop("id", None)
        if isinstance(message.get("tool_calls"), list):
            message["tool_calls"] = [
                {**call, "id": short(call.get("id"))} for call in map(mapping, message["tool_calls"])
            ]
        if "tool_call_id" in message:
            message["tool_call_id"] = short(message["tool_call_id"])
        found.append(message)
    return found


def _placed(value: Any, attachments: Mapping[str, Any], depth: int = 0) -> Any:
    """Return messages with each attachment where it is referred to, and without signatures."""
    if isinstance(value, str):
        if value.startswith(_ATTACHMENT):
            found = attachments.get(value.removeprefix(_ATTACHMENT))
            return found if isinstance(found, str) else value
        return value
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [_placed(one, attachments, depth + 1) for one in value]
    if isinstance(value, dict):
        return {name: _placed(one, attachments, depth + 1) for name, one in value.items() if name not in _HIDDEN}
    return value
