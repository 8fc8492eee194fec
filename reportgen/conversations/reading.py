"""A value in any of the forms that tools write as one conversation; and which columns hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportgen.conversations.messages import is_message, messages_of
from reportgen.conversations.plain import NoConversation, first, given, loaded, plain, text_of
from reportgen.model.media.conversation import ASSISTANT, SYSTEM, USER, Conversation, Message, Said

SAMPLED = 20
"""Cells that tell whether a column holds conversations."""
_LISTS = ("messages", "conversations", "turns", "dialogue", "conversation")
_KEPT = ("chosen", "preferred_output")
_REJECTED = ("rejected", "non_preferred_output")


def conversation_of(value: Any) -> Conversation:
    """Return the conversation that a value holds; NoConversation where it is of no known form.

    A text alone is none, since most texts are not: what readers of chats know to be a prompt is given as a message.
    """
    if isinstance(value, str):
        found = loaded(value)
        if found is None:
            raise NoConversation
        return conversation_of(found)
    if isinstance(value, Mapping):
        return _of_mapping(given(value))
    if isinstance(value, list | tuple):
        return Conversation(_of_list(value))
    raise NoConversation


def _of_list(values: Sequence[Any], pictures: Iterable[Any] = ()) -> tuple[Message, ...]:
    if len(values) == 1 and isinstance(values[0], str):  # a list of one JSON text, as lm-evaluation-harness has it
        return conversation_of(values[0]).messages
    if len(values) == 1 and isinstance(values[0], list):
        return _of_list(values[0], pictures)
    if not values:
        raise NoConversation
    return messages_of(values, pictures)


def _of_mapping(value: dict[str, Any]) -> Conversation:
    tools = value.get("tools")
    declared = tuple(plain(one) for one in tools) if isinstance(tools, list | tuple) else ()
    inner = given(value.get("input"))
    kept, rejected = first(value, *_KEPT), first(value, *_REJECTED)
    if kept is not None and rejected is not None:
        before = _either(first(value, "prompt") or inner.get("messages") or value.get("input"), USER)
        good, bad = _either(kept, ASSISTANT), _either(rejected, ASSISTANT)
        return Conversation((*before, *good), (*before, *bad), declared)
    if (messages := _listed(value)) is not None:
        pictures = value.get("images")
        found = _of_list(messages, pictures if isinstance(pictures, list | tuple) else ())
        return Conversation((*_instructions(value), *found), (), declared)
    if "choices" in value and (found := _chosen(value["choices"])):
        return Conversation(found, (), declared)
    if is_message(value):
        return Conversation(messages_of([value]))
    asked = first(value, "prompt", "input", "question")
    told = first(value, "completion", "output", "response", "answer")
    if asked is not None and told is not None and (_is_talk(asked) or _is_talk(told)):
        return Conversation((*_instructions(value), *_either(asked, USER), *_either(told, ASSISTANT)), (), declared)
    raise NoConversation


def _listed(value: Mapping[str, Any]) -> Sequence[Any] | None:
    for name in _LISTS:
        found = value.get(name)
        found = loaded(found) if isinstance(found, str) else found
        if isinstance(found, list | tuple) and found:
            return found
    return None


def _instructions(value: Mapping[str, Any]) -> tuple[Message, ...]:
    """Return the instructions that stand next to the messages, as Anthropic has them, as a message."""
    told = first(value, "system", "instructions")
    return messages_of([{"role": SYSTEM, "content": told}]) if told else ()


def _chosen(choices: Any) -> tuple[Message, ...]:
    """Return the message of an answer of OpenAI's chat completions."""
    options = [given(one).get("message") for one in choices] if isinstance(choices, list | tuple) else []
    found = [one for one in options if is_message(one)]
    return messages_of(found[:1])


def _is_talk(value: Any) -> bool:
    """Return whether a prompt or a completion is messages, as against a text."""
    value = loaded(value) if isinstance(value, str) else value
    return is_message(value) or (isinstance(value, list | tuple) and bool(value) and is_message(value[0]))


def _either(value: Any, role: str) -> tuple[Message, ...]:
    """Return messages, or a text as one message of a role."""
    if value is None:
        return ()
    found = loaded(value) if isinstance(value, str) else value
    if isinstance(found, Mapping) and not is_message(found):
        found = first(given(found), *_LISTS) or []
    if isinstance(found, list | tuple):
        return messages_of(found) if found else ()
    if found is not None:
        return messages_of([found])
    return (Message(role, (Said(text_of(value)),)),) if value else ()


def try_conversation(value: Any) -> Conversation | None:
    """Return the conversation that a value holds, None where there is none."""
    try:
        return conversation_of(value)
    except (NoConversation, RecursionError):
        return None


def holds_conversations(values: Iterable[Any]) -> bool:
    """Return whether a column's first cells with a value are conversations: each is, or is an empty list.

    One message alone is none: many logs have cells that only look like one.
    """
    seen = found = 0
    for value in values:
        if value is None or value in ("", [], {}):
            continue
        if seen == SAMPLED:
            break
        seen += 1
        whole = loaded(value) if isinstance(value, str) else value
        talk = None if whole is None or (isinstance(whole, Mapping) and not _may_be(whole)) else try_conversation(whole)
        found += talk is not None
    return seen > 0 and 2 * found > seen


def _may_be(value: Mapping[str, Any]) -> bool:
    """Return whether an object holds messages, as against being one or being nested values with a prompt in them."""
    told = given(value)
    pairs = first(told, *_KEPT) is not None and first(told, *_REJECTED) is not None
    return (
        _listed(told) is not None
        or "choices" in told
        or pairs
        or any(_is_talk(told.get(name)) for name in ("prompt", "input", "completion", "output"))
    )
