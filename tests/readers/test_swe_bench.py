"""Runs of SWE-bench: the denominator is all instances, and an error is none of its fails."""

from __future__ import annotations

import json

from evaluation_logs import cells, column, one, read

STATES = {"resolved": [0, 5], "unresolved": [1], "error": [2], "empty_patch": [3], "incomplete": [4]}


def write(folder, *, report=True):
    """Write a run as swebench 5 does: predictions, a report, and the report of an instance."""
    ids = {state: [f"org__repo-{n}" for n in numbers] for state, numbers in STATES.items()}
    submitted = [ident for state, own in ids.items() if state != "incomplete" for ident in own]
    rows = [
        {"instance_id": ident, "model_name_or_path": "org/agent",
         "model_patch": "" if ident in ids["empty_patch"] else f"diff --git a/x b/x\n+{ident}"}
        for ident in submitted
    ]  # fmt: skip
    (folder / "preds.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    if not report:
        return
    said = {"total_instances": 6, "submitted_instances": 5, "completed_instances": 3, "resolved_instances": 2,
            "unresolved_instances": 1, "empty_patch_instances": 1, "error_instances": 1,
            **{f"{state}_ids": own for state, own in ids.items()}, "schema_version": 2}  # fmt: skip
    (folder / "org__agent.run1.json").write_text(json.dumps(said), "utf-8")
    place = folder / "logs" / "run_evaluation" / "run1" / "org__agent" / "org__repo-1"
    place.mkdir(parents=True)
    tests = {"FAIL_TO_PASS": {"success": [], "failure": ["t1"]}, "PASS_TO_PASS": {"success": ["t2"], "failure": []}}
    told = {"org__repo-1": {"patch_successfully_applied": True, "resolved": False, "tests_status": tests}}
    (place / "report.json").write_text(json.dumps(told), "utf-8")


def test_of_all_instances(tmp_path):
    write(tmp_path)
    run = one(tmp_path)
    assert run.meta.name == "org/agent"
    assert run.summary()["resolved"] == 2 / 6
    assert run.evaluation().metrics[0].n == run.evaluation().total == 6
    assert dict(cells(run, "id", "pass")) == {
        "org__repo-0": True, "org__repo-1": False, "org__repo-2": None, "org__repo-3": False, "org__repo-4": None,
        "org__repo-5": True,
    }  # fmt: skip
    assert dict(cells(run, "id", "error"))["org__repo-2"] == "error"
    assert dict(cells(run, "id", "limit"))["org__repo-4"] == "not submitted"
    assert run.meta.remarks == ("2 instances of 6 neither passed nor failed; SWE-bench counts them as not resolved",)


def test_patches_tests_and_repositories(tmp_path):
    write(tmp_path)
    run = one(tmp_path)
    rows = {row[0]: row[1:] for row in cells(run, "id", "answer", "fail_to_pass", "fail_to_pass_failed", "repository")}
    assert rows["org__repo-1"] == ("diff --git a/x b/x\n+org__repo-1", "0 of 1", ["t1"], "org/repo")
    assert rows["org__repo-3"][0] is None


def test_predictions_alone_and_as_a_mapping(tmp_path):
    write(tmp_path, report=False)
    run = one(tmp_path)
    assert run.meta.remarks == ("there are predictions, and no report",)
    assert run.evaluation().passed == ""
    rows = [json.loads(line) for line in (tmp_path / "preds.jsonl").read_text("utf-8").splitlines()]
    (tmp_path / "preds.jsonl").unlink()
    (tmp_path / "preds.json").write_text(json.dumps({row["instance_id"]: row for row in rows}), "utf-8")
    assert column(one(tmp_path), "answer") == column(run, "answer")


def test_two_agents_are_two_runs(tmp_path):
    write(tmp_path)
    other = (tmp_path / "preds.jsonl").read_text("utf-8").replace("org/agent", "org/other")
    (tmp_path / "other.jsonl").write_text(other, "utf-8")
    runs, said = read(tmp_path)
    assert not said
    assert [run.meta.name for run in runs] == ["org/agent", "org/other"]


def test_logs_outside_are_not_followed(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    write(inside)
    (inside / "logs").rename(outside / "logs")
    (inside / "logs").symlink_to(outside / "logs")
    assert "fail_to_pass" not in one(inside).table("samples").columns
