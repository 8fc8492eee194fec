"""Batches of OpenAI's API: in any order, with what was sent, and lines without an answer."""

from __future__ import annotations

import json

from evaluation_logs import cells, column, one, read


def answer(ident, text):
    """Return a line that came back."""
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 9, "completion_tokens": 2, "completion_tokens_details": {"reasoning_tokens": 1}}
    body = {"model": "m-1", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage}
    return {"id": "b", "custom_id": ident, "response": {"status_code": 200, "body": body}, "error": None}


def asked(ident):
    """Return a line that was sent."""
    body = {"model": "m", "messages": [{"role": "user", "content": f"q {ident}"}]}
    return {"custom_id": ident, "method": "POST", "url": "/v1/chat/completions", "body": body}


def write(path, *rows):
    """Write lines of JSON."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_answers_are_joined_by_their_ids(tmp_path):
    expired = {"custom_id": "c", "response": None, "error": {"code": "batch_expired", "message": "expired"}}
    refused = {"custom_id": "d", "response": {"status_code": 429, "body": {"error": {"message": "slow down"}}}}
    write(tmp_path / "out.jsonl", answer("b", "two"), expired, answer("a", "one"), refused)
    write(tmp_path / "in.jsonl", *map(asked, "abcd"))
    run = one(tmp_path)
    assert run.meta.name == "m-1"
    assert cells(run, "id", "answer", "error", "tokens_in") == [
        ("a", "one", None, 9), ("b", "two", None, 9), ("c", None, "expired", None), ("d", None, "slow down", None),
    ]  # fmt: skip
    assert column(run, "transcript")[0] == [
        {"role": "user", "content": "q a"}, {"role": "assistant", "content": "one"},
    ]  # fmt: skip
    assert run.evaluation().passed == ""
    assert run.evaluation().total == 4


def test_answers_alone_and_two_batches(tmp_path):
    write(tmp_path / "one.jsonl", answer("a", "x"))
    write(tmp_path / "two.jsonl", answer("a", "y"))
    runs, said = read(tmp_path)
    assert not said
    assert [run.meta.name for run in runs] == ["one", "two"]
    assert [column(run, "answer") for run in runs] == [["x"], ["y"]]


def test_the_other_interface(tmp_path):
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "hello"}]}
    body = {"model": "m", "output": [said], "usage": {"input_tokens": 3, "output_tokens": 1}}
    write(tmp_path / "x.jsonl", {"custom_id": "a", "response": {"status_code": 200, "body": body}})
    assert cells(one(tmp_path), "answer", "tokens_in", "tokens_out") == [("hello", 3, 1)]
