"""Metrics in JSON: lines, rows and columns, whole, damaged and too large."""

from __future__ import annotations

import json
import math
import tracemalloc

import pytest
from conftest import write_spec
from hypothesis import given
from hypothesis import strategies as st
from trainer_logs import LOGS, expected, points, runs_by_name, same

from reportgen.errors import SpecError
from reportgen.pipeline import read_spec
from reportgen.readers.base import Claim
from reportgen.readers.json import Json, JsonOptions
from reportgen.sources import open_runs, read_runs

ROWS = [{"step": step * 10, "loss": 1 / (step + 1), "eval": {"acc": step / 7}} for step in range(5)]


def run_of(folder, text, name="one.jsonl"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (run,) = read_runs(folder).runs
    return run


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


FORMS = {
    "rows.jsonl": lines(ROWS), "rows.ndjson": lines(ROWS), "rows.json": lines(ROWS), "list.json": json.dumps(ROWS),
    "pretty.json": json.dumps(ROWS, indent=2), "marked.jsonl": "\ufeff" + lines(ROWS).replace("\n", "\r\n"),
    "named.json": json.dumps({"name": "x", "history": ROWS}), "last.jsonl": lines(ROWS).rstrip("\n"),
    "blank.jsonl": lines(ROWS).replace("\n", "\n\n"),
    "split.json": json.dumps({"columns": ["step", "loss", "eval.acc"], "index": [0, 1, 2, 3, 4],
                              "data": [[row["step"], row["loss"], row["eval"]["acc"]] for row in ROWS]}),
    "columns.json": json.dumps({"step": [row["step"] for row in ROWS], "loss": [row["loss"] for row in ROWS],
                                "eval.acc": [row["eval"]["acc"] for row in ROWS]}),
    "pandas.json": json.dumps({key: {str(at): value for at, value in enumerate(values)} for key, values in (
        ("step", [row["step"] for row in ROWS]), ("loss", [row["loss"] for row in ROWS]),
        ("eval.acc", [row["eval"]["acc"] for row in ROWS]))}),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), FORMS.items())
def test_rows_in_every_form(tmp_path, name, text):
    run = run_of(tmp_path, text, name)
    assert points(run, "loss") == ([row["step"] for row in ROWS], [row["loss"] for row in ROWS])
    assert points(run, "eval.acc")[1] == [row["eval"]["acc"] for row in ROWS]
    assert (set(run.keys()), run.meta.losses, run.meta.remarks) == ({"loss", "eval.acc"}, (), ())


def test_numbers_that_json_has_not_and_whole_ones_of_any_length(tmp_path):
    text = ('{"step": 0, "loss": NaN, "n": 9007199254740993}\n{"step": 1, "loss": Infinity, "ok": true}\n'
            '{"step": 2, "loss": "-inf"}\n{"step": 3, "loss": "NaN", "n": null}\n{"step": 4, "loss": 1e999}\n'
            '{"step": 9007199254740993, "loss": -0.0}\n')  # fmt: skip
    run = run_of(tmp_path, text)
    steps, values = points(run, "loss")
    assert steps == [0, 1, 2, 3, 4, 9007199254740993]
    assert values[1:3] == [math.inf, -math.inf]
    assert same(values, [math.nan, math.inf, -math.inf, math.nan, math.inf, -0.0])
    assert (run.summary()["n"], points(run, "ok")) == (9007199254740993, ([1], [1.0]))


def test_damaged_lines_are_told_and_the_others_shown(tmp_path):
    text = lines(ROWS[:2]) + "not json\n[1, 2]\n" + lines(ROWS[2:]) + '{"step": 60, "lo'
    run = run_of(tmp_path, text)
    assert points(run, "loss")[0] == [0, 10, 20, 30, 40]
    assert [str(loss) for loss in run.meta.losses] == ["one.jsonl: lines 3 and 4: not a JSON object; skipped"]
    assert run.meta.remarks == ("one.jsonl ends within a line: it is still being written, or the writer was stopped",)


def test_a_line_of_a_gigabyte_is_never_read_whole(tmp_path):
    path = tmp_path / "one.jsonl"
    with path.open("wb") as file:
        file.write(lines(ROWS[:3]).encode() + b'{"step": 30, "text": "')
        file.seek(1 << 30, 1)  # a hole, that no disk keeps
        file.write(b'"}\n' + lines(ROWS[3:]).encode())
    tracemalloc.start()
    (run,) = read_runs(path).runs
    assert tracemalloc.get_traced_memory()[1] < 100 << 20
    tracemalloc.stop()
    assert points(run, "loss")[0] == [0, 10, 20, 30, 40]
    assert [str(loss) for loss in run.meta.losses] == ["one.jsonl: line 4: longer than 16 MiB; skipped"]


def test_a_document_of_a_gigabyte_is_refused(tmp_path):
    path = tmp_path / "history.json"
    with path.open("wb") as file:
        file.write(b"[" + lines(ROWS).strip().replace("\n", ",").encode() + b',{"step": 60, "text": "')
        file.seek(1 << 30, 1)
        file.write(b'"}]')
    found = read_runs(path)
    assert found.runs == []
    assert "it is one JSON document of 1,024 MiB, and those are read up to 128 MiB" in str(found.problems[0])


def test_what_is_nested_too_deep_costs_its_line(tmp_path):
    run = run_of(tmp_path, lines(ROWS) + '{"step": 50, "a": ' + "[" * 100_000 + "]" * 100_000 + "}\n")
    assert "line 6" in str(run.meta.losses[0])


OTHERS = {
    "chat.jsonl": lines([{"prompt": f"question {n}", "answer": f"answer {n}"} for n in range(9)]),
    "instances.json": json.dumps({"images": [{"id": 1}], "annotations": [{"id": 1, "bbox": [1, 2, 3, 4]}]}),
    "results.json": json.dumps([{"image_id": n, "category_id": 1, "score": 0.5} for n in range(9)]),
    "settings.json": '{"lr": 0.1, "layers": [1, 2]}', "words.json": '["a", "b"]', "empty.json": "",
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), OTHERS.items())
def test_other_files_are_left(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert read_runs(tmp_path).runs == []


def test_lists_are_named_and_kept(tmp_path):
    rows = [{"step": n, "loss": 1.0, "per_class": [n, 0.5], "note": "warm" if n else "cold"} for n in range(3)]
    run = run_of(tmp_path, lines(rows))
    assert run.keys()["per_class"].types == ("list",)
    assert run.values("per_class").values == [[0, 0.5], [1, 0.5], [2, 0.5]]
    assert run.values("note").values == ["cold", "warm", "warm"]


def test_long_form_and_a_prefix(tmp_path):
    rows = [{"when": n, "what": key, "amount": n * scale} for n in range(4) for key, scale in (("loss", 1), ("acc", 2))]
    (tmp_path / "runs.jsonl").write_text(lines(rows))
    entry = "{path: runs.jsonl, x: when, metric: what, value: amount, prefix: train/}"
    write_spec(tmp_path, f"runs: {entry}\n")
    (run,), _ = open_runs(read_spec(tmp_path / "report.yaml"))
    assert set(run.keys) == {"when", "train/loss", "train/acc"}
    assert run.column("train/acc").values.tolist() == [0, 2, 4, 6]


def test_times_and_dates(tmp_path):
    rows = [{"step": n, "loss": n / 3, "time": f"2026-01-02T03:04:0{n}Z"} for n in range(3)]
    run = run_of(tmp_path, lines(rows))
    assert (run.meta.created, run.meta.duration) == (1767323040.0, 2.0)


def test_a_history_of_keras():
    told = expected("keras")
    runs = runs_by_name(LOGS / "keras" / "history.json")
    assert {key: points(next(iter(runs.values())), key)[1] for key in told["history"]} == told["history"]


def test_rare_validation_stands_where_it_was_measured():
    told, (run,) = expected("keras"), read_runs(LOGS / "keras" / "rare.json").runs
    table = told["rare.tsv"]["val_loss"]
    assert points(run, "val_loss") == (table[0], table[1])
    assert "3 of 6 values: they are taken to be those of every second row" in run.meta.remarks[0]


def test_a_file_is_read_as_it_is_asked(tmp_path):
    (tmp_path / "odd.txt").write_text('{"acc": 0.5}')
    found = Json().read([Claim(tmp_path / "odd.txt", JsonOptions())])
    assert found.runs[0].summary() == {"acc": 0.5}
    (tmp_path / "odd.txt").write_text("nothing of the kind")
    (problem,) = Json().read([Claim(tmp_path / "odd.txt", JsonOptions())]).problems
    assert str(problem) == "odd.txt: it holds no rows of JSON objects"


VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.integers(), max_size=2)
)


@given(rows=st.lists(st.dictionaries(st.text(max_size=4), VALUE, max_size=4), max_size=8), tail=st.binary(max_size=30))
def test_anything_is_read_or_told(tmp_path_factory, rows, tail):
    path = tmp_path_factory.mktemp("any") / "any.jsonl"
    path.write_bytes(lines(rows).encode() + tail)
    found = Json().read([Claim(path, JsonOptions())])
    for run in found.runs:
        run.summary()
        for key, info in run.keys().items():
            column = run.column(key)
            assert "number" not in info.types or len(column) <= info.count
            run.values(key)


def test_lines_that_are_not_there_are_reported_as_such(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "metrics.jsonl").touch()
    with pytest.raises(SpecError) as error:
        open_runs(read_spec(write_spec(tmp_path, "runs: run")))
    assert "metrics.jsonl' is empty: it has 0 bytes" in str(error.value)


def test_rows_of_ten_thousand_keys_are_metrics(tmp_path):
    row = {f"layer.{place}/norm": place / 7 for place in range(10_000)}
    run = run_of(tmp_path / "wide", lines([{"step": step, **row} for step in range(2)]), "metrics.jsonl")
    assert len(run.keys()) == 10_000
    assert run.column("layer.9999/norm").values.tolist() == [9999 / 7] * 2


def test_a_first_line_without_bounds_costs_no_other(tmp_path):
    with (tmp_path / "log.jsonl").open("wb") as file:
        file.write(b'{"step": 1, "text": "')
        file.seek(1 << 25)  # a hole, which takes no room
        file.write(b'"}\n{"step": 2, "loss": 0.5}\n{"step": 3, "loss": 0.25}\n')
    (run,) = read_runs(tmp_path).runs
    assert run.column("loss").values.tolist() == [0.5, 0.25]
    (loss,) = run.meta.losses
    assert "line 1: longer than 16 MiB; skipped" in str(loss)
