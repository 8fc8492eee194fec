"""A line of samples of lm-evaluation-harness as a row: its prompt, choices, answers and metrics."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from reportgen.evaluations.files import listed, mapping, text_of
from reportgen.evaluations.sample import Sample, are_decisions, decided, is_messages, messages_in

NONE = "none"
"""The filter that takes answers as they are."""


def samples_of(lines: Iterable[Mapping[str, Any]]) -> list[Sample]:
    """Return a row for each line; a document has one for each filter."""
    rows = list(lines)
    filters = {text_of(row.get("filter")) for row in rows}
    return [_sample(row, len(filters) > 1) for row in rows]


def judged(samples: list[Sample]) -> tuple[list[Sample], str]:
    """Decide what passes by the first metric of yes and no, and return which it is."""
    names = dict.fromkeys(name for one in samples for name in one.scores)
    for name in names:
        if are_decisions([one.scores.get(name) for one in samples]):
            for one in samples:
                one.passed = decided(one.scores.get(name))
            return samples, name
    return samples, ""


def _sample(row: Mapping[str, Any], filtered: bool) -> Sample:
    given = _arguments(row.get("arguments"))
    prompt = _prompt(given[0][0]) if given else None
    doc = mapping(row.get("doc"))
    scores, others = _metrics(row)
    responses = _flat(row.get("resps"))
    kept = _flat(row.get("filtered_resps"))
    target: Any = row.get("target")
    more: dict[str, Any] = {}
    choices = [text_of(second).strip() for first, second in given if first == given[0][0]] if len(given) > 1 else []
    if choices:
        pairs = [_likelihood(one) for one in listed(row.get("filtered_resps"))[: len(choices)]]
        likelihoods = [pair[0] for pair in pairs]
        answer: Any = choices[_largest(likelihoods)] if likelihoods and len(likelihoods) == len(choices) else None
        more = {"choices": choices, "loglikelihoods": likelihoods, "greedy": [pair[1] for pair in pairs]}
        target = _choice(target, choices)
    else:
        answer = kept[0] if kept else None
        if isinstance(answer, str) and _is_likelihood(answer) and not isinstance(row.get("resps"), str) and others:
            more, answer = {"loglikelihood": float(answer)}, None
        elif responses and responses != [answer]:
            more = {"responses": responses if len(responses) > 1 else responses[0]}
    transcript = None
    if is_messages(prompt) and not choices:
        transcript = [*listed(prompt), *({"role": "assistant", "content": said} for said in responses[:1])]
    return Sample(
        id=row.get("doc_id"), key={"filter": row.get("filter")} if filtered else {}, metadata=doc, input=prompt,
        target=target, answer=answer, scores=scores,
        more={**more, **others, "doc_hash": _short(row.get("doc_hash"))}, transcript=transcript,
    )  # fmt: skip


def _short(digest: Any) -> str | None:
    """Return enough of a hash to distinguish two documents of a task."""
    return digest[:12] if isinstance(digest, str) and digest else None


def _arguments(value: Any) -> list[tuple[Any, Any]]:
    """Return the (prompt, continuation or settings) of each request, as newer and older versions write them."""
    if isinstance(value, dict):
        return [(mapping(one).get("arg_0"), mapping(one).get("arg_1")) for one in value.values()]
    pairs = [one for one in listed(value) if isinstance(one, list) and one]
    return [(one[0], one[1] if len(one) > 1 else None) for one in pairs]


def _prompt(value: Any) -> Any:
    """Return a prompt: a text, or the messages of a chat, which are stored as a text of JSON in a list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return messages_in(value)


def _metrics(row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the metrics that are numbers, and those that are parts of a sum: a log-likelihood with a count."""
    names = [name for name in listed(row.get("metrics")) if isinstance(name, str)]
    if not names:  # of older versions
        names = [name for name in row if name not in _FIELDS]
    scores, others = {}, {}
    for name in names:
        value = row.get(name)
        if isinstance(value, bool | int | float):
            scores[name] = None if isinstance(value, float) and math.isnan(value) else value
        elif value is not None:
            others[name] = value
    return scores, others


_FIELDS = frozenset(
    ("doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics", "doc_hash", "prompt_hash",
     "target_hash")
)  # fmt: skip


def _flat(value: Any) -> list[Any]:
    """Return answers without the lists that repeats put around them."""
    if not isinstance(value, list):
        return [] if value is None else [value]
    return [inner for one in value for inner in _flat(one)]


def _likelihood(value: Any) -> tuple[float | None, bool | None]:
    """Return (log-likelihood, whether it is the greedy answer); both are texts in the file."""
    pair = value if isinstance(value, list) else [value]
    while len(pair) == 1 and isinstance(pair[0], list):
        pair = pair[0]
    try:
        number = float(pair[0])
    except (TypeError, ValueError, IndexError):
        return None, None
    return number, text_of(pair[1]).lower() == "true" if len(pair) > 1 else None


def _is_likelihood(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _largest(values: list[float | None]) -> int:
    return max(range(len(values)), key=lambda n: -math.inf if (one := values[n]) is None else one)


def _choice(target: Any, choices: list[str]) -> Any:
    """Return the text of the right choice, whose place is what the file holds."""
    try:
        place = json.loads(target) if isinstance(target, str) else target
    except ValueError:
        return target
    if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(choices):
        return choices[place]
    return target
