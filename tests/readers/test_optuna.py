"""Optuna's studies, in SQLite files of three versions and in a journal."""

from __future__ import annotations

import hashlib
import math
import shutil
import sqlite3

import pytest
from trainer_logs import LOGS, expected, points, same

from reportgen.readers.base import Claim, Folder, Options
from reportgen.readers.optuna import Optuna
from reportgen.readers.optuna.study import parameter
from reportgen.sources import read_runs
from reportgen.tracked.times import seconds

FOLDER = LOGS / "optuna"
STATES = {"COMPLETE": "finished", "PRUNED": "pruned", "FAIL": "failed", "RUNNING": "running"}
VERSIONS = {"study-5.0.0.db": "5.0.0", "journal.log": "5.0.0", "study-3.6.1.db": "3.6.1",
            "study-2.10.1.db": "2.10.1"}  # fmt: skip


def by_study(path):
    found = {}
    for run in read_runs(path).runs:
        found.setdefault(run.meta.project, []).append(run)
    return found


@pytest.mark.parametrize(("name", "version"), VERSIONS.items())
def test_every_trial_is_as_optuna_reads_it(name, version):
    told, mine = expected(f"optuna-{version}")[name], by_study(FOLDER / name)
    assert list(told) == list(mine)
    for study, what in told.items():
        begun = [trial for trial in what["trials"] if trial[1] != "WAITING"]
        assert len(begun) == len(mine[study])
        named = ["values_0", "values_1"] if version.startswith("2") else ["loss", "acc"]
        keys = named if study == "pair" else ["value"]
        for run, (number, state, params, values, reported, noted, start, end) in zip(mine[study], begun, strict=True):
            meta = run.meta
            assert (meta.name, meta.state) == (f"{study} trial {number}", STATES[state])
            assert dict(meta.config) == params
            steps, found = points(run, "value")
            assert steps == sorted(map(int, reported))
            assert same(found, [reported[str(step)] for step in steps])
            summary = run.summary()
            assert [summary[key] for key in keys if values] == (values or [])
            assert summary.get("noted") == noted.get("noted")
            assert meta.created == seconds(start)
            assert math.isnan(meta.duration) if end == "None" else meta.duration == seconds(end) - seconds(start)
            goals = [run.definition(key).goal.upper() for key in keys]
            assert goals == what["directions"]


def test_states_and_parameters():
    runs = {run.meta.name: run for run in read_runs(FOLDER / "study-5.0.0.db").runs}
    assert runs["toy trial 5"].summary()["value"] == math.inf
    assert "value" not in runs["toy trial 4"].summary()  # it returned NaN, and failed
    assert [name for name, run in runs.items() if run.meta.state == "pruned"]
    assert runs["toy trial 10"].meta.tags == ("enqueued",)
    assert runs["toy trial 6"].column("value").values[2] == math.inf
    assert {run.meta.sweep for run in runs.values()} == {"toy", "pair"}
    assert {type(run.meta.config["depth"]) for run in runs.values() if "depth" in run.meta.config} == {int}


def test_trials_that_wait_are_counted():
    (problem,) = read_runs(FOLDER / "study-5.0.0.db").problems
    assert str(problem) == "study-5.0.0.db: 1 trial of the study 'toy' not begun yet"


def test_studies_of_one_name_are_told_apart():
    runs = read_runs(FOLDER).runs
    names = [run.meta.name for run in runs]
    assert len(set(names)) == len(names)
    assert len({run.meta.id for run in runs}) == len(names)
    assert "journal/toy trial 0" in names


def test_files_stay_as_they_were(tmp_path):
    shutil.copy(FOLDER / "study-5.0.0.db", tmp_path / "study.db")
    writer = sqlite3.connect(tmp_path / "study.db", isolation_level=None)
    writer.execute("PRAGMA journal_mode = wal")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("UPDATE trials SET state = 'FAIL' WHERE trial_id = 1")
    before = {one.name: hashlib.sha256(one.read_bytes()).digest() for one in tmp_path.iterdir()}
    runs = read_runs(tmp_path).runs
    assert runs[0].meta.state == "failed", "it stands in the -wal file alone"
    assert {one.name: hashlib.sha256(one.read_bytes()).digest() for one in tmp_path.iterdir()} == before
    writer.close()


def test_a_half_copied_file_is_told(tmp_path):
    whole = (FOLDER / "study-5.0.0.db").read_bytes()
    (tmp_path / "study.db").write_bytes(whole[: len(whole) // 2])
    (problem,) = Optuna().read([Claim(tmp_path / "study.db", Options())]).problems
    assert "'study.db' is incomplete: it has" in str(problem)
    passed = Optuna().claims(Folder(str(tmp_path), ["study.db"]), Options()).passed
    assert "it has 57,344 of 114,688 bytes. Copy it again" in passed["study.db"]


def test_a_journal_that_is_damaged_keeps_its_other_trials(tmp_path):
    lines = (FOLDER / "journal.log").read_text().splitlines(keepends=True)
    at = next(place for place, line in enumerate(lines) if '"op_code":7' in line)
    lines[at] = "{broken\n"
    (tmp_path / "journal.log").write_text("".join(lines)[:-20])
    found = read_runs(tmp_path)
    told = sorted(map(str, found.problems))
    assert any(f"line {at + 1}: damaged" in one for one in told)
    assert any("it ends within a line" in one for one in told)
    assert len(found.runs) >= 13
    assert len(found.runs[0].column("value")) == 3


def test_schemas_of_before():
    assert parameter(2.0, '{"name": "IntUniformDistribution", "attributes": {"low": 1, "high": 5}}') == 2
    assert parameter(0.5, '{"name": "UniformDistribution", "attributes": {}}') == 0.5
    assert parameter(1, '{"name": "CategoricalDistribution", "attributes": {"choices": ["a"]}}') == 1, "no such choice"
    assert parameter(1.5, "broken") == 1.5


def test_the_first_schema_of_all(tmp_path):
    file = sqlite3.connect(tmp_path / "old.db")
    file.executescript(
        "CREATE TABLE studies (study_id INTEGER, study_name TEXT, direction TEXT);"
        "CREATE TABLE trials (trial_id INTEGER, study_id INTEGER, state TEXT, value FLOAT,"
        " datetime_start TEXT, datetime_complete TEXT);"
        "CREATE TABLE trial_params (trial_id INTEGER, param_name TEXT, param_value FLOAT, distribution_json TEXT);"
        "CREATE TABLE trial_values (trial_id INTEGER, step INTEGER, value FLOAT);"
        "INSERT INTO studies VALUES (1, 'old', 'MAXIMIZE');"
        "INSERT INTO trials VALUES (1, 1, 'COMPLETE', 0.5, '2019-01-02 03:04:05.25', '2019-01-02 03:05:05.25');"
        "INSERT INTO trial_values VALUES (1, 0, 0.25), (1, 1, 0.5);"
    )
    file.close()
    (run,) = read_runs(tmp_path).runs
    assert (run.meta.name, run.meta.duration, run.summary()) == ("trial 0", 60.0, {"value": 0.5})
    assert points(run, "value") == ([0, 1], [0.25, 0.5])
    assert run.definition("value").goal == "maximize"
