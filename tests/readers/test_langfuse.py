"""Exports of Langfuse: observations with the scores of them or of their traces."""

from __future__ import annotations

import json

from evaluation_logs import cells, column, one, read


def observation(ident, trace, *, parent=None, **more):
    """Return an observation as the blob storage export writes it."""
    return {"id": ident, "trace_id": trace, "parent_observation_id": parent, "type": "GENERATION", "name": "chat",
            "start_time": f"2026-11-27 13:30:0{ident[-1]}.000000", "end_time": f"2026-11-27 13:30:0{ident[-1]}.500000",
            "provided_model_name": "m", "input": json.dumps([{"role": "user", "content": f"q {ident}"}]),
            "output": '{"role": "assistant", "content": "hi"}', "usage_details": {"input": 9, "output": 1},
            "cost_details": {"total": 0.001}, "level": "DEFAULT"} | more  # fmt: skip


def score(name, value, kind, *, trace=None, of=None):
    """Return a score."""
    return {"id": f"s{name}{trace}{of}", "trace_id": trace, "observation_id": of, "name": name, "data_type": kind,
            "value": value, "string_value": value if isinstance(value, str) else None}  # fmt: skip


def write(folder, observations, scores):
    """Write an export, each kind into a folder of its own."""
    for name, rows in (("observations_v2", observations), ("scores", scores)):
        (folder / name).mkdir()
        (folder / name / "1.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_scores_of_traces_are_those_of_the_first_observation(tmp_path):
    broken = {"level": "ERROR", "status_message": "boom at /home/someone/app/x.py\n  at y", "output": None}
    rows = [observation("o2", "t0", parent="o1"), observation("o1", "t0"), observation("o3", "t1")]
    rows.append(observation("o4", "t2", **broken))
    given = [
        score("correct", 1.0, "NUMERIC", trace="t0"), score("correct", 0.0, "NUMERIC", trace="t1", of="o3"),
        score("tone", "kind", "CATEGORICAL", trace="t0", of="o2"), score("correct", 1.0, "NUMERIC", trace="t2"),
    ]  # fmt: skip
    write(tmp_path, rows, given)
    run = one(tmp_path)
    assert cells(run, "id", "correct", "tone", "pass", "error") == [
        ("o1", 1.0, None, True, None), ("o2", None, "kind", None, None), ("o3", 0.0, None, False, None),
        ("o4", 1.0, None, None, "boom at x.py"),
    ]  # fmt: skip
    assert cells(run, "tokens_in", "cost", "seconds", "answer")[0] == (9, 0.001, 0.5, "hi")
    assert column(run, "transcript")[0] == [
        {"role": "user", "content": "q o1"}, {"role": "assistant", "content": "hi"},
    ]  # fmt: skip
    assert run.evaluation().cluster == "trace_id"
    assert run.meta.created == 1795786201.0


def test_names_of_the_view(tmp_path):
    row = {"id": "o1", "traceId": "t0", "startTime": "2026-11-27T13:30:00Z", "endTime": "2026-11-27T13:30:01Z",
           "input": "hello", "output": "hi", "level": "DEFAULT"}  # fmt: skip
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    assert cells(one(tmp_path), "input", "answer", "seconds") == [("hello", "hi", 1.0)]


def test_scores_alone_are_said(tmp_path):
    write(tmp_path, [], [score("correct", 1.0, "NUMERIC", trace="t0")])
    runs, said = read(tmp_path)
    assert not runs
    assert said == ["1.jsonl: there are scores, and no observations that they are of"]
