"""Messages and turns in any of the forms: roles under several names, calls and reasoning next to the content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from reportgen.conversations.parts import call_of, parts_of, result_of, thought_of
from reportgen.conversations.plain import NoConversation, first, given, loaded, text_of
from reportgen.model.media.conversation import ASSISTANT, SYSTEM, TOOL, USER, Message, Part, Refusal, Result, Said

ROLES = {
    "human": USER, "user": USER, "gpt": ASSISTANT, "ai": ASSISTANT, "bot": ASSISTANT, "model": ASSISTANT,
    "chatgpt": ASSISTANT, "assistant": ASSISTANT, "system": SYSTEM, "observation": TOOL, "function": TOOL, "tool": TOOL,
    "function_call": ASSISTANT, "developer": "developer",
}  # fmt: skip
_ITEMS = frozenset({"message", "reasoning", "function_call", "function_call_output", "custom_tool_call",
                    "custom_tool_call_output", "mcp_call"})  # fmt: skip
"""Elements of OpenAI's responses that are messages or parts of one."""
_PICTURE = re.compile(r"<image>\n?")


def is_message(value: Any) -> bool:
    """Return whether a value has the form of a message: with a role, or with one of LangChain's types."""
    if not isinstance(value, Mapping):
        return False
    role = first(value, "role", "from")
    if isinstance(role, str):
        return any(value.get(key) is not None for key in _TOLD) or role.lower() in ROLES
    kind = value.get("type")
    return isinstance(kind, str) and (kind in _ITEMS or (kind in _SPEAKERS and "content" in value))


_SPEAKERS = ("human", "ai", "system", "tool")
_TOLD = ("content", "value", "prompt", "parts", "tool_calls", "toolsCalled", "function_call")


def messages_of(values: Iterable[Any], pictures: Iterable[Any] = ()) -> tuple[Message, ...]:
    """Return the messages of a list; NoConversation where one element is none.

    ``pictures`` are what ``<image>`` in a text stands for, in order.
    """
    found: list[Message] = []
    rest = iter(pictures)
    in_response = False
    for value in values:
        if not is_message(value):
            raise NoConversation
        told = given(value)
        is_item = "role" not in told and told.get("type") in _ITEMS
        for one in _of(told):
            message = _with_pictures(one, rest)
            ours = message.role == ASSISTANT and (is_item or told.get("type") == "message")
            if ours and in_response:  # reasoning, calls and the text of one response are one message
                found[-1] = replace(found[-1], parts=(*found[-1].parts, *message.parts))
            else:
                found.append(message)
            in_response = ours
    return tuple(found)


def _of(value: dict[str, Any]) -> Iterator[Message]:
    kind = value.get("type")
    if "role" not in value and "from" not in value and kind in _ITEMS:
        yield _item(str(kind), value)
        return
    told = str(first(value, "role", "from", "type"))
    role = ROLES.get(told.lower(), text_of(told))
    trained = value.get("weight") not in (0, 0.0)
    if told == "function_call":
        call = loaded(text_of(value.get("value")))
        parts: tuple[Part, ...] = (call_of(call if isinstance(call, Mapping) else {"arguments": value.get("value")}),)
        yield Message(ASSISTANT, parts)
        return
    if role == TOOL:
        yield Message(TOOL, (result_of(value),), trained=trained)
        return
    parts = tuple(_parts(value))
    results = tuple(part for part in parts if isinstance(part, Result))
    others = tuple(part for part in parts if not isinstance(part, Result))
    returned = [Message(TOOL, (part,)) for part in results]
    if role == USER:  # inside the user's turn, as Anthropic has them
        yield from returned
    if others or not results:
        yield Message(role, others, text_of(value.get("name")), trained)
    if role != USER:
        yield from returned


def _item(kind: str, value: dict[str, Any]) -> Message:
    """Return an element of a response of OpenAI that has no role."""
    if kind.endswith("_output"):
        return Message(TOOL, (result_of(value),))
    part = thought_of(value) if kind == "reasoning" else call_of(value)
    return Message(ASSISTANT, (part,))


def _parts(value: Mapping[str, Any]) -> Iterator[Part]:
    told = first(value, "reasoning_content", "reasoning", "thinking")
    if told:
        yield thought_of({"reasoning": told} if isinstance(told, str) else given(told))
    content = first(value, "content", "value", "prompt", "parts")
    yield from parts_of(content)
    if refusal := value.get("refusal"):
        yield Refusal(text_of(refusal))
    for name in ("tool_calls", "toolsCalled", "invalid_tool_calls"):
        calls = value.get(name)
        for call in calls if isinstance(calls, list | tuple) else []:
            yield call_of(call)
            output = given(call).get("output")
            if name == "toolsCalled" and output is not None:
                yield Result(tuple(parts_of(output)), name=text_of(given(call).get("name")))
    if isinstance(old := value.get("function_call"), Mapping):
        yield call_of(old)
    for name, kind in (("audio", "audio"), ("images", "image")):
        shown = value.get(name)
        for one in shown if isinstance(shown, list | tuple) else [shown] if shown else []:
            yield from parts_of([{"type": kind, kind: one} if isinstance(one, str) else one])


def _with_pictures(message: Message, pictures: Iterator[Any]) -> Message:
    """Return a message with the next pictures where its texts say ``<image>``."""
    if not any(isinstance(part, Said) and "<image>" in part.text for part in message.parts):
        return message
    parts: list[Part] = []
    for part in message.parts:
        if not isinstance(part, Said):
            parts.append(part)
            continue
        for n, after in enumerate(_PICTURE.split(part.text)):
            picture = next(pictures, None) if n else None
            if picture is not None:
                parts += parts_of([{"type": "image", "image": picture} if isinstance(picture, str) else picture])
            text = f"<image>\n{after}" if n and picture is None else after
            if text:
                parts.append(Said(text))
    return replace(message, parts=tuple(parts))
