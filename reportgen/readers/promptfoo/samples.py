"""A result of promptfoo as a row: its variables, its answer of any form, its assertions and named scores."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from reportgen.evaluations.files import count_of, listed, mapping, number_of, text_of
from reportgen.evaluations.private import error_text, named
from reportgen.evaluations.sample import Sample, is_messages, messages_in

_PASSED, _FAILED, _ERROR = 0, 1, 2
_OWN = "_promptfooFileMetadata"
_LONGEST_NAME = 80


def samples_of(results: Sequence[Mapping[str, Any]]) -> list[Sample]:
    """Return a row for each result of one prompt with one provider; repeats of one test are its epochs."""
    keys = [_test(one) for one in results]
    order = list(dict.fromkeys(keys))
    names = _names(results, keys)
    repeats = len(order) < len(keys)
    seen: dict[str, int] = {}
    found = []
    for one, key in zip(results, keys, strict=True):
        seen[key] = seen.get(key, 0) + 1
        found.append(_sample(one, names[key], key, seen[key] if repeats else None))
    return found


def _test(result: Mapping[str, Any]) -> str:
    """Return what distinguishes a test: its variables and its description."""
    case = mapping(result.get("testCase"))
    told = [result.get("vars") or case.get("vars"), case.get("description")]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def _names(results: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> dict[str, Any]:
    """Return what each test is called: by its description, by its variables where they are short, or by its number."""
    firsts = dict(reversed(list(zip(keys, results, strict=True))))
    order = list(dict.fromkeys(keys))
    for told in (_described, _by_variables):
        names = {key: told(firsts[key]) for key in order}
        if all(names.values()) and len(set(names.values())) == len(order):
            return names
    return {key: n for n, key in enumerate(order)}


def _described(result: Mapping[str, Any]) -> str:
    return text_of(mapping(result.get("testCase")).get("description"))


def _by_variables(result: Mapping[str, Any]) -> str:
    text = ", ".join(text_of(value) for value in mapping(result.get("vars")).values())
    return text if len(text) <= _LONGEST_NAME and "\n" not in text else ""


def _sample(result: Mapping[str, Any], name: Any, key: str, repeat: int | None) -> Sample:
    response, case = mapping(result.get("response")), mapping(result.get("testCase"))
    grading = mapping(result.get("gradingResult"))
    reason = _reason(result)
    prompt = messages_in(mapping(result.get("prompt")).get("raw"))
    output = response.get("output")
    usage = mapping(response.get("tokenUsage"))
    judge = count_of(mapping(mapping(result.get("tokenUsage")).get("assertions")).get("total"))
    metadata = {**mapping(case.get("metadata")), **mapping(result.get("metadata"))}
    metadata.pop(_OWN, None)
    tokens = {
        "in": usage.get("prompt"), "out": usage.get("completion"), "cached": usage.get("cached") or None,
        "reasoning": mapping(usage.get("completionDetails")).get("reasoning"), "judge": judge or None,
    }  # fmt: skip
    latency = number_of(result.get("latencyMs"))
    return Sample(
        id=name, epoch=repeat, metadata={**mapping(result.get("vars")), **metadata}, input=prompt,
        answer=None if output is None else text_of(output), scores=_scores(result),
        passed={_PASSED: True, _FAILED: False}.get(reason),
        error=error_text(result.get("error")) or "error" if reason == _ERROR else "",
        seconds=None if latency is None or (reason == _ERROR and not response) else latency / 1000,
        tokens={part: count for part, value in tokens.items() if (count := count_of(value)) is not None},
        cost=number_of(result.get("cost")) if response else None,
        more={
            "reason": named(text_of(grading.get("reason"))) or None, "assertions": _assertions(grading) or None,
            "stop_reason": response.get("finishReason"), "refusal": response.get("isRefusal") or None,
            "cached": True if response.get("cached") else None, "vars_hash": key,
        },
        transcript=_transcript(prompt, output, listed(response.get("images"))),
    )  # fmt: skip


def _reason(result: Mapping[str, Any]) -> int:
    """Return whether a result passed, failed an assertion, or is an error: its text is there in both latter cases."""
    told = count_of(result.get("failureReason"))
    if told is not None:
        return told
    if result.get("success"):
        return _PASSED
    return _FAILED if mapping(result.get("gradingResult")) or not result.get("error") else _ERROR


def _scores(result: Mapping[str, Any]) -> dict[str, Any]:
    if _reason(result) == _ERROR:
        return {}
    found = {"score": number_of(result.get("score"))}
    return {**found, **{name: number_of(one) for name, one in mapping(result.get("namedScores")).items()}}


def _assertions(grading: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was checked, each once: parts of an assertion stand in it, and behind it again."""
    results = [mapping(one) for one in listed(grading.get("componentResults"))]
    inner = [
        {**mapping(part), "assertion": mapping(part).get("assertion") or one.get("assertion")}
        for one in results for part in listed(one.get("componentResults"))
    ]  # fmt: skip
    found = []
    for one in results:
        if one in inner:
            inner.remove(one)
            continue
        said = mapping(one.get("assertion"))
        told = {
            "type": said.get("type"), "value": _plain(said.get("value")), "metric": said.get("metric"),
            "pass": one.get("pass"), "score": one.get("score"), "reason": named(text_of(one.get("reason"))),
        }  # fmt: skip
        found.append({name: value for name, value in told.items() if value is not None})
    return found


def _plain(value: Any) -> Any:
    return named(value) if isinstance(value, str) else value


def _transcript(prompt: Any, output: Any, images: Sequence[Any]) -> list[Any] | None:
    """Return the messages where there is more than a text and its answer: a chat, calls of tools, or images."""
    calls = [one for one in listed(output) if isinstance(one, dict) and ("function" in one or "name" in one)]
    if not (is_messages(prompt) or calls or images):
        return None
    asked = prompt if is_messages(prompt) else [{"role": "user", "content": text_of(prompt)}]
    answer: dict[str, Any] = {"role": "assistant", "content": None if calls else text_of(output)}
    if calls:
        answer["tool_calls"] = calls
    parts = [{"type": "image_url", "image_url": {"url": url}} for one in images if (url := _address(mapping(one)))]
    if parts:
        text = answer["content"]
        answer["content"] = [*([{"type": "text", "text": text}] if text else []), *parts]
    return [*asked, answer]


def _address(image: Mapping[str, Any]) -> str:
    data = text_of(image.get("data"))
    if not data or data.startswith("data:"):
        return data
    return f"data:{text_of(image.get('mimeType')) or 'image/png'};base64,{data}"
