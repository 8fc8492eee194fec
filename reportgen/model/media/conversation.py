"""Conversations with a language model: messages in order, each a role and its parts, whoever logged them.

The kinds of parts are what the public interfaces of models have in common: OpenAI's chat completions and responses
(https://platform.openai.com/docs/api-reference), Anthropic's messages (https://docs.anthropic.com/en/api/messages)
and Inspect's ``ChatMessage`` (https://inspect.aisi.org.uk/reference/inspect_ai.model.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from reportgen.model.media import Media

Kind = Literal["image", "audio", "video", "file"]
TOOL, USER, ASSISTANT, SYSTEM = "tool", "user", "assistant", "system"
BEFORE = frozenset({SYSTEM, "developer"})
"""Roles of messages that instruct the model and are no part of the talk."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a message."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What a model thought before it answered; ``text`` is None where its provider keeps that to itself."""

    text: str | None
    summary: bool = False
    """Whether it is the provider's summary of it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A model's refusal to answer, where it is marked as one."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, a sound, a video or a file in a message.

    It is ``media`` that was logged, or ``source``: a ``data:`` address with the bytes, an address that is never asked
    (``https:``), or a reference that leads nowhere here (``attachment://...``).
    """

    kind: Kind
    source: str = ""
    name: str = ""
    media_type: str = ""
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Data:
    """A part of another kind, as plain values."""

    value: Any


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool: by ``name`` with ``arguments``, or ``raw`` text where these are no JSON object.

    ``error`` says what is wrong with it, as the log or the reading of it does.
    """

    name: str
    arguments: dict[str, Any] | None = None
    raw: str = ""
    id: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool returned for the call ``id``; ``error`` where it failed. ``name`` is the tool's, if it is told."""

    parts: tuple[Part, ...] = ()
    id: str = ""
    name: str = ""
    error: str = ""


Part = Said | Reasoning | Refusal | Shown | Data | Call | Result


@dataclass(frozen=True, slots=True)
class Message:
    """A message: who speaks, in the field's words (others are kept as they are), and what of.

    ``trained`` is false where a file for fine-tuning says that the message is not learned from.
    """

    role: str
    parts: tuple[Part, ...]
    name: str = ""
    trained: bool = True

    def texts(self) -> Iterator[str]:
        """Return what it says: texts and refusals, and not what was thought, called or returned."""
        for part in self.parts:
            if isinstance(part, Said | Refusal):
                yield part.text


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages in their order; of a preference pair also all of the conversation that was ``rejected``."""

    messages: tuple[Message, ...]
    rejected: tuple[Message, ...] = ()
    tools: tuple[Any, ...] = field(default=(), compare=False)
    """Declared tools, as plain values."""
