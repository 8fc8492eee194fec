"""What can be asked of a conversation by name, and what a cell shows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from reportgen.model.media.conversation import (
    ASSISTANT,
    BEFORE,
    USER,
    Call,
    Conversation,
    Data,
    Message,
    Part,
    Reasoning,
    Refusal,
    Result,
    Said,
    Shown,
)


def facts_of(talk: Conversation, *, text: bool = True) -> dict[str, Any]:
    """Return what questions find in a conversation, as plain values (``lang.bind.TALK_FIELDS``)."""
    calls = [part for part in every_part(talk.messages) if isinstance(part, Call)]
    wrong = [part for part in every_part(talk.messages) if isinstance(part, Call | Result) and part.error]
    found = {
        "turns": len(talk.messages),
        "calls": len(calls),
        "tools": list(dict.fromkeys(call.name for call in calls if call.name)),
        "errors": len(wrong),
        "answer": answer_of(talk.messages),
        "has_image": any(isinstance(part, Shown) and part.kind == "image" for part in every_part(talk.messages)),
    }
    return found | ({"text": "\n\n".join(filter(None, map(text_in, talk.messages)))} if text else {})


def every_part(messages: Sequence[Message]) -> Iterator[Part]:
    """Return all parts, those of results included."""
    for message in messages:
        for part in message.parts:
            yield part
            if isinstance(part, Result):
                yield from part.parts


def question_of(messages: Sequence[Message]) -> str:
    """Return the user's last text."""
    return next((text for one in reversed(messages) if one.role == USER and (text := said_in(one))), "")


def answer_of(messages: Sequence[Message]) -> str:
    """Return the model's final answer: its last text, or its last calls where it ends with them."""
    for message in reversed(messages):
        if message.role == ASSISTANT:
            return said_in(message) or ", ".join(called(part) for part in message.parts if isinstance(part, Call))
    return ""


def said_in(message: Message) -> str:
    """Return what a message says, as one text."""
    return "\n\n".join(message.texts())


def text_in(message: Message) -> str:
    """Return all texts of a message that a search looks through: not those of instructions, which every row repeats."""
    if message.role in BEFORE:
        return ""
    return "\n\n".join(filter(None, (_text(part) for part in message.parts)))


def _text(part: Part) -> str:  # noqa: PLR0911 - one line for each kind
    match part:
        case Said(text) | Refusal(text):
            return text
        case Reasoning(text):
            return text or ""
        case Call():
            return called(part)
        case Result():
            return "\n".join(filter(None, [part.error, *map(_text, part.parts)]))
        case Data(value):
            return _json(value)
        case Shown():
            return part.name
    return ""


def called(call: Call) -> str:
    """Return a call as it is written in code: ``lookup(key="Peru")``."""
    if call.arguments is None:
        return f"{call.name}({call.raw})"
    told = ", ".join(f"{name}={_json(value)}" for name, value in call.arguments.items())
    return f"{call.name}({told})"


def shown_in(messages: Sequence[Message]) -> Iterator[Shown]:
    """Return the pictures, sounds and files of messages in order."""
    return (part for part in every_part(messages) if isinstance(part, Shown))


def _json(value: Any) -> str:
    """Return JSON as the page writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
