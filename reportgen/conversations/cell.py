"""What a table's cell shows of a conversation: a few lines, and its size in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from reportgen.conversations.facts import answer_of, called, every_part, said_in
from reportgen.model.media.conversation import USER, Call, Conversation, Data, Message, Part, Result, Said
from reportgen.texts import plural

Show = Literal["last", "first", "both", "tools"]
"""Which lines: the user's last or first text, both, or the calls; the final answer follows."""
_SPACE = re.compile(r"\s+")
_LONGEST = 240
_CALLS = 2


def lines_of(talk: Conversation, show: Show = "last") -> list[str]:
    """Return the lines of a cell, at most three, the final answer last; it is empty where there is none."""
    texts = [text for one in talk.messages if one.role == USER and (text := said_in(one))]
    if show == "tools":
        told = list(results_of_calls(talk.messages))
        first = told[:_CALLS]
    else:
        wanted = {"last": texts[-1:], "first": texts[:1], "both": [*texts[:1], *(texts[-1:] if len(texts) > 1 else [])]}
        first = wanted[show]
    return [clipped(text) for text in [*first, answer_of(talk.messages)]]


def clipped(text: str, longest: int = _LONGEST) -> str:
    """Return a text in one line, cut where it is long."""
    line = _SPACE.sub(" ", text[: 4 * longest]).strip()
    return line if len(line) <= longest else line[: longest - 1] + "…"


def results_of_calls(messages: Sequence[Message]) -> Iterator[str]:
    """Return each call with what it returned: ``lookup(key="Peru") → Lima``."""
    by_id, in_order = results(messages)
    for part in every_part(messages):
        if isinstance(part, Call):
            result = by_id.get(part.id) if part.id else next(in_order, None)
            told = "" if result is None else result.error or clipped(" ".join(map(_said, result.parts)), 80)
            yield f"{called(part)} → {told}" if told else called(part)


def results(messages: Sequence[Message]) -> tuple[Mapping[str, Result], Iterator[Result]]:
    """Return the results of calls by their ids, and in order those of forms without ids."""
    found = [part for one in messages for part in one.parts if isinstance(part, Result)]
    return {one.id: one for one in found if one.id}, iter([one for one in found if not one.id])


def _said(part: Part) -> str:
    return part.text if isinstance(part, Said) else str(part.value) if isinstance(part, Data) else ""


def size_of(facts: Mapping[str, Any]) -> str:
    """Return how many messages, calls and errors there are, in words: ``7 messages · 3 calls · 1 error``."""
    turns, calls, errors = facts["turns"], facts["calls"], facts["errors"]
    told = [plural(turns, "message") if turns else "", plural(calls, "call") if calls else ""]
    return " · ".join(filter(None, [*told, plural(errors, "error") if errors else ""]))
