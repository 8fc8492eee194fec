"""Columns of conversations in tables: from files and logs, asked in the engine, stored once, or left out."""

from __future__ import annotations

import json

import duckdb
import pytest

from reportgen.blocks import inflated
from reportgen.conversations.facts import facts_of
from reportgen.conversations.reading import conversation_of
from reportgen.lang.bind import TALK_FIELDS
from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import parse_rows
from reportgen.model.media.image import Image
from reportgen.model.runset import RunSet
from reportgen.model.table import Table as Rows
from reportgen.panels.base.panel import Context
from reportgen.panels.table import Table
from reportgen.pipeline.reading.files import Files
from reportgen.tables.duckdb.frame import DuckFrame
from reportgen.tables.talks import stored_at, with_talks

SYSTEM = {"role": "system", "content": "Be short. " * 50}
CALL = {"id": "c", "type": "function", "function": {"name": "lookup", "arguments": '{"key": "Peru"}'}}
CHATS = [
    [SYSTEM, {"role": "user", "content": "capital of Peru?"}, {"role": "assistant", "content": "Lima"}],
    [SYSTEM, {"role": "user", "content": "and of Chad?"}, {"role": "assistant", "content": None, "tool_calls": [CALL]},
     {"role": "tool", "tool_call_id": "c", "content": "timeout", "error": {"message": "boom"}},
     {"role": "assistant", "content": "x" * 3000}],
    [{"role": "user", "content": [{"type": "text", "text": "Which?"},
                                  {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]}],
    None,
    [],
]  # fmt: skip
QUESTIONS = {
    "messages.turns > 3": [1],
    "messages.calls == 1 and messages.errors == 1": [1],
    "'lookup' in messages.tools": [1],
    "messages.has_image": [2],
    "'boom' in messages.text": [1],
    "'Be short' in messages.text": [],
    "messages == 'Lima'": [0],
    "messages.answer >= 'a'": [1],
    "lower(messages.text) == 'which?'": [2],
    "chad": [1],
    "messages.turns == null": [3, 4],
}


def asked(frame, text):
    from reportgen.lang.expression import all_of

    query = all_of([parse_rows(text)])
    return with_talks(frame, [query]).rows(query).tolist()


def frames(folder):
    """Return the chats as a logged table, and in files of every kind that holds them."""
    rows = [{"id": n, "messages": chat} for n, chat in enumerate(CHATS)]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    found = duckdb.sql(f"FROM read_json_auto('{folder / 'a.jsonl'}', map_inference_threshold=-1)")
    found.write_parquet(str(folder / "a.parquet"))  # absent keys become null
    found.project("id, CAST(to_json(messages) AS VARCHAR) AS messages").write_csv(str(folder / "a.csv"))
    files = Files(folder)
    yield "logged", DuckFrame.of_rows(Rows(["id", "messages"], [list(row.values()) for row in rows], len(rows)))
    for name in ("a.jsonl", "a.parquet", "a.csv"):
        yield name, files.frame(name, "")


def test_questions_find_the_fields_of_conversations_wherever_they_are_stored(tmp_path):
    for name, frame in frames(tmp_path):
        found = with_talks(frame)
        assert found.types["messages"] == "conversation", name
        assert {text: asked(frame, text) for text in QUESTIONS} == QUESTIONS, name
        told = with_talks(frame, [parse_rows("messages.turns")])
        assert [facts_of(conversation_of(one)) for one in stored_at(told, "messages", [0, 1])] == [
            facts_of(conversation_of(one)) for one in CHATS[:2]
        ], name


def test_a_wrong_field_is_named_with_the_nearest_right_one():
    frame = DuckFrame.of_rows(Rows(["messages"], [[chat] for chat in CHATS], len(CHATS)))
    with pytest.raises(ExpressionError, match="conversations have no 'turn'") as error:
        asked(frame, "messages.turn > 1")
    assert "turns" in str(error.value.hint)
    assert set(facts_of(conversation_of(CHATS[0]))) == set(TALK_FIELDS)


def prepared(folder, rows, **fields):
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    panel = Table(path="a.jsonl", **fields)
    view = panel.prepare(RunSet((), (), ()), Context(frame=Files(folder).frame))
    return panel.render(view, None, ())


def blocks_of(fragment):
    return [json.loads(inflated(one)) for one in fragment.blocks if one.type == "json"]


def test_messages_are_stored_once_and_in_blocks(tmp_path):
    chats = [[SYSTEM, {"role": "user", "content": f"question {n} " + "y" * 3000}] for n in range(200)]
    fragment = prepared(tmp_path, [{"id": n, "messages": chat} for n, chat in enumerate(chats)])
    text = json.dumps(blocks_of(fragment))
    assert text.count(SYSTEM["content"]) == 1
    pool = next(one["pool"] for one in blocks_of(fragment) if isinstance(one, dict) and "pool" in one)
    assert len(pool["blocks"]) == len(pool["firsts"]) == 3
    sizes = [b - a for a, b in zip(pool["firsts"], [*pool["firsts"][1:], 201], strict=True)]
    assert sum(sizes) == 201
    assert min(sizes) > 20


PNG = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5"
       "ErkJggg==")  # fmt: skip
SVG = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="


def test_pictures_are_stored_once_and_others_by_name(tmp_path):
    def chat(n):
        parts = [{"type": "image_url", "image_url": {"url": url}} for url in (PNG, SVG, "https://example.com/a.png")]
        file = {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,aGVsbG8="}}
        return [{"role": "user", "content": [{"type": "text", "text": f"{n}"}, *parts, file]}]

    fragment = prepared(tmp_path, [{"id": n, "messages": chat(n)} for n in range(5)])
    assert [one.extra for one in fragment.blocks if one.type == "file"] == ["image/png"]
    pool = next(one for one in blocks_of(fragment) if isinstance(one, list) and one and isinstance(one[0], dict))
    _, png, svg, link, file = pool[0]["p"]
    assert (png["c"]["width"], "block" in svg["c"], link["l"]) == (1, False, "https://example.com/a.png")
    assert file == {"t": "file", "n": "a.pdf", "z": 5}
    assert not any("PHN2" in json.dumps(one) for one in blocks_of(fragment))


def test_logged_media_in_messages(tmp_path):
    import base64

    from reportgen.native.files import MemoryFile
    from reportgen.panels.base.media.cells import Cells
    from reportgen.panels.base.media.overlays import Overlays
    from reportgen.panels.table.columns import Columns
    from reportgen.panels.table.talks import Talks

    media = Image(MemoryFile(tmp_path, "a.png", content=base64.b64decode(PNG.partition(",")[2])))
    cells = Cells(Overlays({}, 0.5))
    entry, _ = Columns(cells, Talks(cells)).conversations("m", [[{"role": "user", "content": [media]}]], "last", ())
    assert entry["type"] == "conversation"
    assert [one.extra for one in cells.blocks if one.type == "file"] == ["image/png"]


@pytest.mark.parametrize("more", [{}, {"columns": ["id", "input", "messages"], "groupby": ["target"]}])
def test_scores_only_leaves_all_texts_out(tmp_path, more):
    beside = {"input": "a prompt of its own", "target": "a word to guess", "answer": "what was said"}
    rows = [{"id": n, "score": 1.5, **beside, "messages": chat} for n, chat in enumerate(CHATS)]
    rows.append({"id": 9, "score": 2.5, **beside, "messages": [{"secret": "what is no conversation, either"}]})
    fragment = prepared(tmp_path, rows, transcripts=False, **more)
    everything = json.dumps(blocks_of(fragment)) + str(fragment.html)
    for text in ("Lima", "capital of", "Be short", "boom", "xxxx", "secret", *beside.values()):
        assert text not in everything, text
    assert '"turns": [3, 5, 1, null, null, null]' in everything
    assert "lookup" in everything  # names of tools are counted things
    assert "3 messages" in everything


def test_secrets_in_messages_are_hidden_and_pictures_stay(tmp_path):
    key = "sk-proj-" + "aB3dE5gH7jK9mN1pQ3sT5vX7zA9cE1gH3jK5mN7pQ9sT1vX3zB5dF7hJ9lN1pR3tV5xZ7"
    chat = [{"role": "user", "content": [{"type": "text", "text": f"my key is {key}, see /home/ada/notes"},
                                         {"type": "image_url", "image_url": {"url": PNG}}]}]  # fmt: skip
    fragment = prepared(tmp_path, [{"id": 1, "messages": chat}])
    everything = json.dumps(blocks_of(fragment)) + str(fragment.html)
    assert key not in everything
    assert "/home/ada" not in everything
    assert [one.extra for one in fragment.blocks if one.type == "file"] == ["image/png"]


def test_without_scripts_messages_unfold_and_what_is_not_there_is_said(tmp_path):
    chat = [*CHATS[0], {"role": "user", "content": "z" * 5000}]
    html = str(prepared(tmp_path, [{"id": 1, "messages": chat}, {"id": 2, "messages": CHATS[1]}]).html)
    assert "<details" in html
    assert "capital of Peru?</bdi>" in html
    assert "1 more message not shown without JavaScript." in html
    assert "error: boom" in html
