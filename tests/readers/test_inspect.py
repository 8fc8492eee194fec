"""Logs of Inspect: what it counts and scores itself, every way to end, and what a log must not do."""

from __future__ import annotations

import json
import math
import shutil
import zipfile

import pytest
from evaluation_logs import LOGS, cells, column, one, read

from reportgen.evaluations.files import Unreadable
from reportgen.readers.inspect import archive
from reportgen.readers.inspect.archive import Archive

FOLDER = LOGS / "inspect"
TOLD = json.loads((LOGS / "inspect.json").read_text("utf-8"))
READ = [name for name, known in TOLD.items() if known]


@pytest.mark.parametrize("name", READ)
def test_the_counts_and_scores_of_inspect(name):
    run, known = one(FOLDER / name), TOLD[name]
    summary, metrics = run.summary(), {metric.key: metric for metric in run.evaluation().metrics}
    several = {score["reducer"] for score in known["scores"]}
    for score in known["scores"]:
        column_ = score["name"] if score["name"] == score["scorer"] else f"{score['scorer']}.{score['name']}"
        after = f"@{score['reducer']}" if len(several) > 1 else ""
        for metric, value in score["metrics"].items():
            mean = "accuracy" if "accuracy" in score["metrics"] else "mean"
            grouped = f"{column_}/accuracy/{metric}{after}"
            key = f"{column_}/{mean}{after}_stderr" if metric == "stderr" else f"{column_}/{metric}{after}"
            found = summary.get(key, summary.get(grouped))
            assert repr(float(found)) == value, (key, grouped)
        assert metrics[f"{column_}/{mean}{after}"].n == score["scored"]
    rows = known["samples"]
    if not rows:
        assert not run.tables("samples")
        return
    key = run.evaluation().key
    assert cells(run, *key) == [tuple(row[part] for part in key) for row in rows]
    assert key == (("id", "epoch") if name == "epochs" else ("id",))
    for state in ("error", "limit"):
        there = state in run.table("samples").columns
        found = [bool(value) for value in column(run, state)] if there else [False] * len(rows)
        assert found == [bool(row[state]) for row in rows]
    for scorer in {name for row in rows for name in row["scores"]}:
        for row, cell in zip(rows, column_of(run, scorer), strict=True):
            expected = row["scores"].get(scorer)
            assert cell == (list(expected.values()) if isinstance(expected, dict) else expected), (scorer, row)


def column_of(run, scorer):
    """Return the values of a scorer by sample; of one of several values as lists."""
    names = run.table("samples").columns
    if scorer in names:
        return column(run, scorer)
    parts = [name for name in names if name.startswith(f"{scorer}.")]
    return [list(values) for values in cells(run, *parts)]


@pytest.mark.parametrize("name", [name for name in READ if TOLD[name]["samples"]])
def test_transcripts_are_whole(name):
    counts = [len(value or ()) for value in column(one(FOLDER / name), "transcript")]
    assert counts == [row["messages"] for row in TOLD[name]["samples"]]


def test_the_headline_is_the_mean_over_all_and_not_the_first_group():
    metrics = one(FOLDER / "a").evaluation().metrics
    assert metrics[0].key == "right/accuracy"
    assert metrics[0].error == "right/accuracy_stderr"
    groups = {metric.key: metric.within for metric in metrics if metric.within}
    assert groups == {
        "right/accuracy/capital": {"category": "capital"},
        "right/accuracy/sum": {"category": "sum"},
    }


def test_what_a_comparison_needs():
    a, b = (one(FOLDER / name).evaluation() for name in ("a", "b"))
    assert a.task == b.task == "qa"
    assert a.key == ("id",)
    assert a.cluster == "id"
    assert a.categories == ("category", "level")
    assert a.like == b.like == {"task version": "3", "data set": "world", "samples": "8", "epochs": "1"}
    assert [score.column for score in a.scores] == ["right", "graded.fluency", "graded.brevity"]
    assert a.passed_by == "right is C"
    pairs = list(zip(column(one(FOLDER / "a"), "pass"), column(one(FOLDER / "b"), "pass"), strict=True))
    counts = {pair: pairs.count(pair) for pair in set(pairs)}
    assert counts == {(True, True): 5, (True, False): 1, (False, True): 1, (False, False): 1}


def test_columns_are_in_the_order_of_all_evaluations():
    names = one(FOLDER / "a").table("samples").columns
    order = ["id", "category", "level", "input", "target", "answer", "right", "graded.fluency",
             "graded.brevity", "pass", "seconds", "working_seconds", "tokens_in", "tokens_out"]  # fmt: skip
    assert names[: len(order)] == order
    assert names[-1] == "transcript"
    assert names.index("cost") > names.index("tokens_reasoning")


def test_an_error_is_no_fail_and_what_was_not_scored_neither():
    run = one(FOLDER / "errors")
    passed = dict(cells(run, "id", "pass"))
    assert passed == {
        "capital/0": True, "capital/1": None, "capital/2": None, "capital/3": True, "sum/4": True, "sum/5": None,
        "sum/6": False, "sum/7": False,
    }  # fmt: skip
    assert dict(cells(run, "id", "error"))["capital/1"] == "ValueError('broke on capital/1')"
    assert dict(cells(run, "id", "retries"))["sum/5"] == 1
    assert run.meta.state == "finished"
    assert run.meta.remarks == ("2 samples of 8 ended with an error; no score counts them",)
    assert run.evaluation().metrics[0].n == 5
    score = run.evaluation().scores[0]
    assert [score.number(value) for value in ("C", "P", "I", "N")] == [1, 0.5, 0, 0]
    assert math.isnan(score.number(None))


def test_not_a_number_says_unscored():
    run = one(FOLDER / "nan")
    assert column(run, "odd") == [None, math.inf, 1.0, 2.0]
    assert run.summary()["odd/mean"] == math.inf
    assert math.isnan(run.summary()["odd/mean_stderr"])
    assert run.evaluation().metrics[0].n == 3
    assert run.evaluation().passed == ""
    assert [row[0] for row in cells(one(FOLDER / "a"), "graded.brevity")].count(None) == 1


def test_a_killed_log_is_read_as_far_as_it_goes():
    run = one(FOLDER / "killed")
    assert run.meta.state == "crashed"
    assert column(run, "id") == [1, 2, 3, 4]
    assert column(run, "includes") == ["C"] * 4
    assert all(column(run, "transcript"))
    assert run.meta.remarks == (
        "the log has no end: the evaluation still runs, or was killed; 4 of 8 samples can be read",
    )
    assert run.evaluation().total == 8
    assert not run.summary()


def test_a_log_without_its_directory_is_read_from_its_beginning(tmp_path):
    data = (FOLDER / "killed" / "log.eval").read_bytes()
    end = data.index(b"PK\x01\x02")
    for size in (end, end - 3):
        (tmp_path / "log.eval").write_bytes(data[:size])
        run = one(tmp_path)
        assert column(run, "id") == [1, 2, 3, 4][: len(column(run, "id"))]
        assert len(column(run, "id")) >= 3


def test_a_cancelled_log():
    run = one(FOLDER / "cancelled")
    assert run.meta.state == "failed"
    assert run.meta.remarks == ("the evaluation was cancelled; 4 of 8 samples finished",)
    assert column(run, "pass").count(True) == 4
    assert sum(error is not None for error in column(run, "error")) == 2


def test_a_failed_log_has_samples_and_no_results():
    run = one(FOLDER / "failed")
    assert run.meta.state == "failed"
    assert not run.summary()
    assert run.meta.remarks == (
        "the evaluation ended with an error: ValueError('broke on capital/1'); it has no results",
    )
    assert len(column(run, "id")) == 3


def test_a_limit_is_a_state_and_no_error():
    run = one(FOLDER / "limited")
    assert set(column(run, "limit")) == {"token"}
    assert "error" not in run.table("samples").columns


def test_a_log_without_samples_has_its_metrics():
    run = one(FOLDER / "bare")
    assert run.summary()["right/accuracy"] == 1.0
    assert run.evaluation().table == ""
    assert not run.keys()


def test_a_log_that_was_not_scored():
    run = one(FOLDER / "unscored")
    assert run.evaluation().scores == ()
    assert run.evaluation().passed == ""
    assert len(column(run, "transcript")) == 2


def test_scores_that_were_edited_by_hand():
    run = one(FOLDER / "edited")
    assert dict(cells(run, "id", "edited"))["capital/3"] == "right by me: the apostrophe"
    assert dict(cells(run, "id", "pass"))["capital/3"] is True
    assert column(run, "edited").count(None) == 7


def test_epochs_are_rows_of_one_cluster():
    run = one(FOLDER / "epochs")
    assert len(column(run, "id")) == 24
    assert len(set(column(run, "id"))) == 8
    by_id = [passed for ident, passed in cells(run, "id", "pass") if ident == "capital/2"]
    assert by_id == [False, False, False]
    assert [(m.key, m.reducer) for m in run.evaluation().metrics[:2]] == [
        ("right/accuracy@mean", "mean"),
        ("right/accuracy@at_least_2", "at_least_2"),
    ]


def test_messages_of_an_agent():
    run = one(FOLDER / "agent")
    (messages,) = column(run, "transcript")
    parts = messages[1]["content"]
    assert parts[1]["image"].startswith("data:image/png;base64,")
    assert parts[2]["data"] == {"k": [1, 2]}
    errors = [message["error"]["message"] for message in messages if message.get("error")]
    assert errors == ["no such word: boom", "Tool missing not found", "unexpected end of data"]
    broken = [call for message in messages for call in message.get("tool_calls", ()) if call.get("parse_error")]
    assert len(broken) == 1
    calls = [call["id"] for message in messages for call in message.get("tool_calls", ())]
    assert calls == [message["tool_call_id"] for message in messages if message["role"] == "tool"]
    assert calls == ["call_1", "call_2", "call_3", "call_4"]
    assert not any("id" in message for message in messages)
    assert "<script>alert(1)</script>" in column(run, "answer")[0]
    (asked,) = column(run, "input")
    assert asked[1]["content"][1]["image"].startswith("data:image/png;base64,")


def test_a_document_reads_as_an_archive():
    run = one(FOLDER / "document")
    assert run.meta.name == "mockllm/model"
    assert column(run, "pass") == [True, False, True]
    assert run.summary()["right/accuracy"] == pytest.approx(2 / 3)


def test_scores_only_leaves_out_what_was_asked_and_answered():
    run = one(FOLDER / "a", scores_only=True)
    names = run.table("samples").columns
    assert not {"input", "target", "answer", "transcript", "explanation", "nested"} & set(names)
    assert column(run, "pass") == column(one(FOLDER / "a"), "pass")
    assert "Answer shortly" in repr(one(FOLDER / "a").meta.config)
    assert "Answer shortly" not in repr(run.meta.config)


def test_scores_only_opens_no_sample(monkeypatch):
    opened = []
    real = Archive.each
    monkeypatch.setattr(Archive, "each", lambda self, names: (opened.extend(names), real(self, names))[1])
    one(FOLDER / "a", scores_only=True).table("samples")
    assert opened == ["summaries.json"]


def test_nothing_of_the_machine():
    for name in TOLD:
        run = one(FOLDER / name)
        text = repr((run.meta, run.summary(), run.evaluation(), run.tables("samples")))
        assert not any(word in text for word in ("/home/", "Traceback", "traceback", "\x1b", "signature")), name


def test_of_several_tries_the_newest(tmp_path):
    source = json.loads((FOLDER / "document" / "log.json").read_text("utf-8"))
    for n, name in enumerate(("first", "second")):
        source["eval"] |= {"eval_id": name, "created": f"2026-01-0{n + 1}T00:00:00+00:00"}
        (tmp_path / f"{name}.json").write_text(json.dumps(source), "utf-8")
    run = one(tmp_path)
    assert run.meta.id == "second"
    assert run.meta.remarks[-1] == "of 2 tries of the task this is the newest"


def test_names_say_what_differs():
    runs, said = read(FOLDER / "a", FOLDER / "b", FOLDER / "nan")
    assert not said
    assert len({run.meta.name for run in runs}) == 3
    assert next(run.meta.name for run in runs if run.evaluation().task == "odd").startswith("odd")


def repacked(source, target, change):
    """Write an archive again with Python's own methods; ``change`` returns (name, data) of each member."""
    opened = Archive(source)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made, source.open("rb") as file:
        for name, member in opened.members.items():
            for own, data in change(name, archive._opened(file, member)):
                made.writestr(own, data)


def test_deflated_logs_of_older_versions(tmp_path):
    repacked(FOLDER / "a" / "log.eval", tmp_path / "log.eval", lambda name, data: [(name, data)])
    assert column(one(tmp_path), "pass") == column(one(FOLDER / "a"), "pass")


def test_a_damaged_sample_costs_its_messages_only(tmp_path):
    def change(name, data):
        return [(name, b"{" if name == "samples/sum/4_epoch_1.json" else data)]

    repacked(FOLDER / "a" / "log.eval", tmp_path / "log.eval", change)
    run = one(tmp_path)
    assert column(run, "pass") == column(one(FOLDER / "a"), "pass")
    missing = dict(cells(run, "id", "transcript_missing"))
    assert missing.pop("sum/4") == "is not valid JSON"
    assert set(missing.values()) == {None}


def test_a_bomb_is_not_opened(tmp_path, monkeypatch):
    def change(name, data):
        return [(name, b" " * (1 << 25) if name.startswith("samples/capital/0") else data)]

    repacked(FOLDER / "a" / "log.eval", tmp_path / "log.eval", change)
    monkeypatch.setattr(archive, "_RATIO", 100)
    missing = dict(cells(one(tmp_path), "id", "transcript_missing"))
    assert missing["capital/0"] == "would be 33,554,432 bytes when decompressed, and was not opened"


def test_a_frame_that_holds_more_than_it_says(tmp_path):
    path = tmp_path / "log.eval"
    shutil.copy(FOLDER / "a" / "log.eval", path)
    opened = Archive(path)
    member = opened.members["header.json"]
    opened.members["header.json"] = type(member)(**{**member.__dict__, "size": 100})
    with pytest.raises(Unreadable, match="is damaged"):
        opened.json("header.json")


def test_frames_behind_each_other_are_one(tmp_path):
    zstd = archive.zstandard()
    data = zstd.compress(b'{"a": ') + zstd.compress(b"1}")
    path = tmp_path / "x"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("x.json", data)
    opened = Archive(path)
    member = opened.members["x.json"]
    opened.members["x.json"] = type(member)(**{**member.__dict__, "method": archive.ZSTANDARD, "size": 8})
    assert opened.json("x.json") == {"a": 1}


def test_without_zstandard_it_says_what_to_install(monkeypatch):
    import importlib

    real = importlib.import_module

    def without(name, *rest):
        if "zstd" in name:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(importlib, "import_module", without)
    archive.zstandard.cache_clear()
    runs, said = read(FOLDER / "a")
    archive.zstandard.cache_clear()
    assert not runs
    assert said == ["log.eval: the log: is compressed with Zstandard, which this Python cannot read"]


def test_other_archives_are_left(tmp_path):
    with zipfile.ZipFile(tmp_path / "model.eval", "w") as made:
        made.writestr("weights", b"x")
    runs, said = read(tmp_path)
    assert not runs
    assert said == ["model.eval: the log: holds no evaluation of Inspect"]


def test_nothing_is_written_to_a_log(tmp_path):
    path = tmp_path / "log.eval"
    shutil.copy(FOLDER / "a" / "log.eval", path)
    before = path.read_bytes()
    path.chmod(0o444)
    one(tmp_path).table("samples")
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["log.eval"]
