"""A conversation as it stands in the page before scripts run, and where none do: a cell, and its messages folded."""

from __future__ import annotations

import json
import re

from markupsafe import Markup

from reportgen.conversations.cell import Show, lines_of, size_of
from reportgen.conversations.facts import called, facts_of
from reportgen.model.media.conversation import (
    Call,
    Conversation,
    Data,
    Message,
    Part,
    Reasoning,
    Refusal,
    Result,
    Said,
)
from reportgen.texts import plural, say

_MOST = 2_000
"""Characters of a conversation that stand in the page twice: here, and for scripts."""


def static_talk(talk: Conversation, show: Show, *, whole: bool) -> Markup:
    """Return the cell of a conversation; ``whole`` with its messages to unfold, as many as there is room for."""
    size = size_of(facts_of(talk, text=False))
    if not whole:
        return Markup('<span class="rg-talk-size">{}</span>').format(size)
    lines = lines_of(talk, show)
    told = Markup().join(
        Markup('<bdi class="{}">{}</bdi>').format(
            "rg-talk-answer" if n == len(lines) - 1 else "rg-talk-asked", without_marks(line)
        )
        for n, line in enumerate(lines)
    )
    return Markup(
        '<span class="rg-talk">{}</span><details class="rg-talk-static"><summary>{}</summary>{}</details>'
    ).format(told, size, _messages(talk))


_BOLD = re.compile(r"(?<![A-Za-z0-9_*])\*\*([^\s*](?:[^*]*[^\s*])?)\*\*(?![A-Za-z0-9_*])")


def without_marks(line: str) -> str:
    """Return a line without the marks of bold text, where they can be nothing else; as ``table/talks.ts``."""
    return _BOLD.sub(r"\1", line)


def _messages(talk: Conversation) -> Markup:
    """Return the messages from the first on, and how many there is no room for."""
    shown: list[Markup] = []
    room = _MOST
    for message in talk.messages:
        texts = [text for part in message.parts if (text := _words(part))]
        room -= sum(map(len, texts))
        if room < 0:
            break
        shown.append(_message(message, texts))
    if left := len(talk.messages) - len(shown):
        note = say("{messages} not shown without JavaScript.", messages=plural(left, "more message"))
        shown.append(Markup('<p class="rg-note">{}</p>').format(note))
    return Markup().join(shown)


def _message(message: Message, texts: list[str]) -> Markup:
    inner = Markup().join(Markup("<pre><bdi>{}</bdi></pre>").format(visible(text)) for text in texts)
    return Markup("<div><b>{}</b>{}</div>").format(message.role, inner)


def _words(part: Part) -> str:
    match part:
        case Said(text) | Refusal(text):
            return text
        case Reasoning(text):
            return text or say("Reasoning that its provider does not show")
        case Call():
            return called(part) + (f" ({say('error')}: {part.error})" if part.error else "")
        case Result():
            error = [f"{say('error')}: {part.error}"] if part.error else []
            return "\n".join(["→ " + " ".join(filter(None, map(_words, part.parts))), *error])
        case Data(value):
            return json.dumps(value, ensure_ascii=False)
    return f"[{part.kind}{f': {part.name}' if part.name else ''}]"


BIDI = {n: f"⟨U+{n:04X}⟩" for n in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Characters that turn the direction of what follows, and what stands for them."""


def visible(text: str) -> str:
    """Return a text with the characters that turn its direction written out."""
    return text.translate(BIDI)
