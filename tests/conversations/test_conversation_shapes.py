"""Every form that tools write conversations in becomes the same messages."""

from __future__ import annotations

import json

import pytest

from reportgen.conversations.cell import lines_of, results_of_calls, size_of
from reportgen.conversations.facts import facts_of
from reportgen.conversations.plain import NoConversation
from reportgen.conversations.reading import conversation_of, holds_conversations, try_conversation
from reportgen.model.media.conversation import Call, Data, Message, Reasoning, Refusal, Result, Said, Shown
from reportgen.model.media.document import Text
from reportgen.model.media.image import Image

ASKED, ANSWERED = Message("user", (Said("capital of Peru?"),)), Message("assistant", (Said("Lima"),))
CALLED = Message("assistant", (Call("lookup", {"key": "Peru"}, id="c1"),))
CHAT = [{"role": "user", "content": "capital of Peru?"}, {"role": "assistant", "content": "Lima"}]
FORMS = {
    "OpenAI chat": CHAT,
    "JSON text": json.dumps(CHAT),
    "a list with one JSON text (lm-evaluation-harness)": [json.dumps(CHAT)],
    "fine-tuning": {"messages": CHAT, "tools": []},
    "Arrow, absent keys as null": [{**one, "tool_calls": None, "name": None} for one in CHAT],
    "parts": [{"role": one["role"], "content": [{"type": "text", "text": one["content"]}]} for one in CHAT],
    "responses": {
        "input": [{"role": "user", "content": [{"type": "input_text", "text": "capital of Peru?"}]}],
        "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Lima"}]}],
    },
    "Ragas": [{"type": "human", "content": "capital of Peru?"}, {"type": "ai", "content": "Lima"}],
    "ShareGPT": {"conversations": [{"from": "human", "value": "capital of Peru?"}, {"from": "gpt", "value": "Lima"}]},
    "OpenCompass": [{"role": "HUMAN", "prompt": "capital of Peru?"}, {"role": "BOT", "prompt": "Lima"}],
    "DeepEval": {"turns": [{**one, "order": n, "toolsCalled": None} for n, one in enumerate(CHAT)]},
    "TRL prompt and completion": {"prompt": CHAT[:1], "completion": CHAT[1:]},
    "prompt and text": {"prompt": CHAT[:1], "completion": "Lima"},
    "Langfuse": {"input": json.dumps(CHAT[:1]), "output": json.dumps(CHAT[1])},
    "promptfoo": {"prompt": json.dumps(CHAT[:1]), "response": "Lima"},
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_one_conversation_in_every_form(form):
    assert conversation_of(form).messages == (ASKED, ANSWERED)


OPENAI = {"id": "c1", "type": "function", "function": {"name": "lookup", "arguments": '{"key": "Peru"}'}}
RETURNED = {"tool_call_id": "c1", "content": "Lima"}
USED = {"type": "tool_use", "id": "c1", "name": "lookup", "input": {"key": "Peru"}}
ANTHROPIC = {"type": "tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "Lima"}]}
INSPECT = {"id": "c1", "function": "lookup", "arguments": {"key": "Peru"}}
CALLS = {
    "OpenAI": [{"role": "assistant", "content": None, "tool_calls": [OPENAI]}, {"role": "tool", **RETURNED}],
    "Anthropic": [
        {"role": "assistant", "content": [USED]},
        {"role": "user", "content": [ANTHROPIC]},
    ],
    "Inspect": [{"role": "assistant", "content": "", "tool_calls": [INSPECT]}, {"role": "tool", **RETURNED}],
    "responses": [
        {"type": "function_call", "call_id": "c1", "name": "lookup", "arguments": '{"key": "Peru"}'},
        {"type": "function_call_output", "call_id": "c1", "output": "Lima"},
    ],
    "Ragas": [
        {"type": "ai", "content": "", "tool_calls": [{"id": "c1", "name": "lookup", "args": {"key": "Peru"}}]},
        {"type": "tool", **RETURNED},
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", CALLS.values(), ids=CALLS)
def test_calls_and_their_results(form):
    talk = conversation_of(form)
    assert talk.messages == (CALLED, Message("tool", (Result((Said("Lima"),), "c1"),)))
    assert list(results_of_calls(talk.messages)) == ['lookup(key="Peru") → Lima']
    assert facts_of(talk) == {
        "turns": 2, "calls": 1, "tools": ["lookup"], "errors": 0, "answer": 'lookup(key="Peru")', "has_image": False,
        "text": 'lookup(key="Peru")\n\nLima',
    }  # fmt: skip


def test_calls_with_results_in_one_turn_and_old_calls_without_ids():
    told = {"name": "lookup", "inputParameters": {"key": "Peru"}, "output": "Lima"}
    deepeval = conversation_of([{"role": "assistant", "content": "Lima", "toolsCalled": [told]}])
    assert list(results_of_calls(deepeval.messages)) == ['lookup(key="Peru") → Lima']
    old = [
        {"role": "assistant", "content": None, "function_call": {"name": "lookup", "arguments": '{"key": "Peru"}'}},
        {"role": "function", "name": "lookup", "content": "Lima"},
    ]
    assert list(results_of_calls(conversation_of(old).messages)) == ['lookup(key="Peru") → Lima']
    sharegpt = [{"from": "function_call", "value": '{"name": "lookup", "arguments": {"key": "Peru"}}'},
                {"from": "observation", "value": "Lima"}]  # fmt: skip
    assert list(results_of_calls(conversation_of(sharegpt).messages)) == ['lookup(key="Peru") → Lima']


def test_broken_calls_and_failed_tools_are_errors():
    broken = {"id": "c", "function": {"name": "lookup", "arguments": '{"key": "cut of'}}
    inspect = {"id": "d", "function": "lookup", "arguments": {}, "parse_error": "no JSON"}
    failed = {"role": "tool", "tool_call_id": "d", "content": "", "error": {"type": "timeout", "message": "30 s"}}
    talk = conversation_of([{"role": "assistant", "content": None, "tool_calls": [broken, inspect]}, failed])
    assert talk.messages[0].parts == (
        Call("lookup", None, '{"key": "cut of', "c", "the arguments are not a JSON object"),
        Call("lookup", {}, "", "d", "no JSON"),
    )
    assert talk.messages[1].parts == (Result((), "d", "", "timeout: 30 s"),)
    facts = facts_of(talk)
    assert size_of(facts) == "2 messages · 2 calls · 3 errors"
    anthropic = [
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": "no", "is_error": True}]}
    ]
    assert facts_of(conversation_of(anthropic))["errors"] == 1


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ({"content": "<think>hm</think>\nLima"}, (Reasoning("hm"), Said("Lima"))),
        ({"content": "<think>cut"}, (Reasoning("cut"),)),
        ({"content": "a <think> b"}, (Said("a <think> b"),)),
        ({"content": "Lima", "reasoning_content": "hm"}, (Reasoning("hm"), Said("Lima"))),
        ({"content": [{"type": "thinking", "thinking": "hm", "signature": "x"}]}, (Reasoning("hm"),)),
        ({"content": [{"type": "redacted_thinking", "data": "cipher"}]}, (Reasoning(None),)),
        ({"content": [{"type": "reasoning", "reasoning": "cipher", "redacted": True, "summary": "s"}]},
         (Reasoning("s", summary=True),)),
        ({"content": None, "refusal": "I cannot say."}, (Refusal("I cannot say."),)),
        ({"content": [{"type": "data", "data": {"a": 1}}]}, (Data({"a": 1}),)),
        ({"content": [{"type": "strange", "x": 1}]}, (Data({"type": "strange", "x": 1}),)),
    ],
)  # fmt: skip
def test_reasoning_refusals_and_other_parts(message, parts):
    assert conversation_of([{"role": "assistant", **message}]).messages[0].parts == parts


PNG = "data:image/png;base64,aGk="


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ({"type": "image_url", "image_url": {"url": PNG}}, Shown("image", PNG)),
        ({"type": "input_image", "image_url": PNG}, Shown("image", PNG)),
        ({"type": "image", "image": PNG}, Shown("image", PNG)),
        ({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}},
         Shown("image", PNG, "", "image/png")),
        ({"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
         Shown("image", "https://example.com/a.png")),
        ({"type": "image", "image": "attachment://00ff"}, Shown("image", "attachment://00ff")),
        ({"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav"}},
         Shown("audio", "data:audio/wav;base64,aGk=", "", "audio/wav")),
        ({"type": "audio", "audio": "data:audio/mpeg;base64,aGk=", "format": "mp3"},
         Shown("audio", "data:audio/mpeg;base64,aGk=")),
        ({"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,aGk="}},
         Shown("file", "data:application/pdf;base64,aGk=", "a.pdf")),
        ({"type": "document", "document": "data:text/plain;base64,aGk=", "filename": "a.txt",
          "mime_type": "text/plain"},
         Shown("file", "data:text/plain;base64,aGk=", "a.txt", "text/plain")),
        ({"type": "image"}, Shown("image")),
    ],
)  # fmt: skip
def test_pictures_sounds_and_files(part, shown):
    assert conversation_of([{"role": "user", "content": [part]}]).messages[0].parts == (shown,)


def test_pictures_that_a_text_points_at_and_logged_media():
    talk = conversation_of(
        {"conversations": [{"from": "human", "value": "<image>\nWhat? <image>"}], "images": ["a.png"]}
    )
    assert talk.messages[0].parts == (Shown("image", "a.png"), Said("What? "), Said("<image>\n"))
    media = Image()
    logged = conversation_of([{"role": "user", "content": [media, Text(text="hello")]}])
    assert logged.messages[0].parts == (Shown("image", media=media), Said("hello"))
    assert facts_of(logged)["has_image"]


def test_instructions_next_to_messages_and_what_is_not_trained_on():
    talk = conversation_of({"system": "Be short.", "messages": [*CHAT[:1], {**CHAT[1], "weight": 0}]})
    assert [one.role for one in talk.messages] == ["system", "user", "assistant"]
    assert [one.trained for one in talk.messages] == [True, True, False]
    assert "Be short." not in facts_of(talk)["text"]


def test_preferences_are_two_conversations():
    bad = [{"role": "assistant", "content": "Quito"}]
    for pair in (
        {"prompt": CHAT[:1], "chosen": CHAT[1:], "rejected": bad},
        {"input": {"messages": CHAT[:1]}, "preferred_output": CHAT[1:], "non_preferred_output": bad},
    ):
        talk = conversation_of(pair)
        assert talk.messages == (ASKED, ANSWERED)
        assert talk.rejected == (ASKED, Message("assistant", (Said("Quito"),)))


@pytest.mark.parametrize("value", [None, "text", "[1, 2]", 3, [], {}, [{"a": 1}], [1], "[" * 10_000, {"role": 1}])
def test_what_is_no_conversation(value):
    with pytest.raises((NoConversation, RecursionError)):
        conversation_of(value)
    assert try_conversation(value) is None


def test_columns_are_recognised_by_their_first_cells():
    assert holds_conversations([None, "", CHAT, json.dumps(CHAT)])
    assert holds_conversations([CHAT, CHAT, "text"])
    assert not holds_conversations([CHAT, "text", "another"])
    assert not holds_conversations([])
    assert not holds_conversations([{"role": "user", "content": "one message is none"}])
    assert not holds_conversations([{"prompt": "a", "completion": "b"}])
    assert holds_conversations(["no"] * 0 + [CHAT] * 20 + [None] * 5 + [1] * 50)


def test_hostile_values_are_plain():
    deep: object = "end"
    for _ in range(300):
        deep = [deep]
    calls = [{"function": {"name": "\ud800", "arguments": {"a": deep, "\udfff": float("nan")}}}]
    talk = conversation_of([{"role": "x\ud800", "content": "\ud83d half", "tool_calls": calls}])
    assert talk.messages[0].role == "x\ufffd"
    assert next(talk.messages[0].texts()) == "\ufffd half"
    json.dumps(facts_of(talk), ensure_ascii=False).encode()


def test_lines_of_a_cell():
    talk = conversation_of(
        [{"role": "user", "content": "first"}, CHAT[1], *CHAT, {"role": "user", "content": "x" * 999}]
    )
    assert lines_of(talk) == ["x" * 239 + "…", "Lima"]
    assert lines_of(talk, "first") == ["first", "Lima"]
    assert lines_of(talk, "both") == ["first", "x" * 239 + "…", "Lima"]
    assert lines_of(conversation_of([*CALLS["OpenAI"], CHAT[1]]), "tools") == ['lookup(key="Peru") → Lima', "Lima"]
