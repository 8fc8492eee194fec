"""Parts of a message: texts, reasoning, pictures and files, calls and results, in any of the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.conversations.plain import first, given, loaded, plain, text_of
from reportgen.model.media import Media
from reportgen.model.media.conversation import Call, Data, Kind, Part, Reasoning, Refusal, Result, Said, Shown
from reportgen.model.media.document import Text

_TEXTS = frozenset({"text", "input_text", "output_text", "summary_text"})
_THOUGHTS = frozenset({"reasoning", "thinking", "redacted_thinking", "redacted_reasoning"})
_CALLS = frozenset({"tool_use", "function_call", "tool_call", "server_tool_use", "mcp_call", "custom_tool_call"})
_RESULTS = frozenset({"tool_result", "function_call_output", "tool_output", "custom_tool_call_output"})
_KINDS: Mapping[str, Kind] = {
    "image": "image", "image_url": "image", "input_image": "image", "image_file": "image",
    "audio": "audio", "input_audio": "audio", "audio_url": "audio", "video": "video", "video_url": "video",
    "input_video": "video", "file": "file", "input_file": "file", "document": "file",
}  # fmt: skip
_INSIDE = ("image_url", "image", "input_audio", "audio", "video", "file", "source", "document", "url")
_THINK = re.compile(r"\s*<think(?:ing)?>(.*?)(?:</think(?:ing)?>\s*|\Z)", re.DOTALL)
_MEDIA: Mapping[str, Kind] = {"image": "image", "audio": "audio", "video": "video"}


def parts_of(content: Any) -> list[Part]:
    """Return the parts of a message's content: a text, a list of parts, or one part."""
    if content is None:
        return []
    if isinstance(content, str):
        return list(_of_text(content))
    if isinstance(content, list | tuple):
        return [part for one in content for part in _of_element(one)]
    return list(_of_element(content))


def _of_text(text: str) -> Iterator[Part]:
    """Return a text, and the thoughts that it begins with where a model writes them into its answer."""
    if found := _THINK.match(text):
        yield Reasoning(text_of(found[1].strip()))
        text = text[found.end() :]
    if text:
        yield Said(text_of(text))


def _of_element(value: Any) -> Iterator[Part]:
    if isinstance(value, str):
        yield from _of_text(value)
    elif isinstance(value, Media):
        yield Said(value.text) if isinstance(value, Text) else Shown(_MEDIA.get(value.noun, "file"), media=value)
    elif isinstance(value, Mapping):
        yield from _of_mapping(given(value))
    elif value is not None:
        yield Data(plain(value))


def _of_mapping(part: dict[str, Any]) -> Iterator[Part]:
    kind = str(part.get("type", ""))
    if kind in _TEXTS or (not kind and set(part) == {"text"}):
        yield from _of_text(text_of(part.get("text")))
    elif kind in _THOUGHTS:
        yield thought_of(part)
    elif kind == "refusal":
        yield Refusal(text_of(part.get("refusal")))
    elif kind in _CALLS:
        yield call_of(part)
    elif kind in _RESULTS:
        yield result_of(part)
    elif kind in _KINDS:
        yield _shown(_KINDS[kind], kind, part)
    elif kind == "data" and "data" in part:
        yield Data(plain(part["data"]))
    else:
        yield Data(plain(part))


def thought_of(part: Mapping[str, Any]) -> Reasoning:
    """Return what a part says was thought; the text of a redacted one is a cipher, and none."""
    summary = part.get("summary")
    told = first(part, "reasoning", "thinking", "text", "content")
    if part.get("redacted") or str(part.get("type", "")).startswith("redacted"):
        told = None
    if not told and summary:
        texts = summary if isinstance(summary, list) else [summary]
        return Reasoning("\n\n".join(text_of(given(one).get("text", one)) for one in texts), summary=True)
    if isinstance(told, list):
        told = "\n\n".join(text_of(given(one).get("text", one)) for one in told)
    return Reasoning(text_of(told) if told else None)


def call_of(call: Any) -> Call:
    """Return a call of a tool; one whose arguments are no object keeps their text and says so."""
    told = given(call)
    function = told.get("function")
    inner = given(function) if isinstance(function, Mapping) else told
    name = function if isinstance(function, str) else first(inner, "name", "tool_name") or first(told, "name")
    arguments = first(inner, "arguments", "args", "input", "inputParameters", "parameters")
    error = text_of(first(told, "parse_error", "error"))
    number = text_of(first(told, "call_id", "id"))
    if isinstance(arguments, str):
        read = loaded(arguments) if arguments.strip() else {}
        if not isinstance(read, dict):
            return Call(text_of(name), None, text_of(arguments), number, error or "the arguments are not a JSON object")
        arguments = read
    if not isinstance(arguments, Mapping | None):
        return Call(text_of(name), None, text_of(arguments), number, error)
    return Call(text_of(name), {text_of(str(k)): plain(v) for k, v in (arguments or {}).items()}, "", number, error)


def result_of(told: Mapping[str, Any]) -> Result:
    """Return what a tool returned, from a part or from a message of the tool."""
    error = told.get("error")
    if isinstance(error, Mapping):
        named = given(error)
        error = ": ".join(filter(None, [text_of(named.get("type")), text_of(first(named, "message", "detail"))]))
    if not error and (told.get("is_error") is True or told.get("status") == "error"):
        error = "error"
    number = text_of(first(told, "tool_call_id", "tool_use_id", "call_id"))
    name = text_of(first(told, "name", "function") or "")
    return Result(tuple(parts_of(first(told, "content", "output", "value"))), number, name, text_of(error))


def _shown(kind: Kind, type_: str, part: Mapping[str, Any]) -> Part:
    """Return a picture, sound, video or file: its address or its bytes, under any of the names they have."""
    inner = first(part, type_, *_INSIDE)
    told = given(inner) if isinstance(inner, Mapping) else {}
    if isinstance(inner, Media):
        return Shown(kind, media=inner)
    name = text_of(first(told, "filename", "name") or first(part, "filename", "title", "name"))
    media_type = text_of(first(told, "media_type", "mime_type") or first(part, "mime_type", "media_type"))
    source = text_of(inner) if isinstance(inner, str) else text_of(first(told, "url", "file_data", "path", "uri"))
    data = told.get("data") if isinstance(told.get("data"), str) else part.get("data")
    if not source and isinstance(data, str):
        if told.get("type") == "text":
            return Said(text_of(data))
        form = text_of(told.get("format") or part.get("format"))
        media_type = media_type or (f"{kind}/{form}" if form else "")
        source = data if data.startswith("data:") else f"data:{media_type};base64,{data}"
    if not source and told.get("type") in ("text", "content"):
        return Said(text_of(first(told, "text", "content", "data")))
    return Shown(kind, source, name or text_of(first(told, "file_id") or part.get("file_id")), media_type)
