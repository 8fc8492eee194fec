"""Runs logged and read back: steps, config, summary, definitions, and how a script ends."""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportgen as rg
from reportgen.native.history import RunLogs
from reportgen.readers.native.run import NativeRun

QUIET = {"console": False, "code": False, "system": False}


@pytest.fixture
def begin(tmp_path, monkeypatch):
    """Begin runs in a folder of the test, and end what is left of them."""
    monkeypatch.chdir(tmp_path)

    def begun(**arguments) -> rg.Run:
        return rg.init(dir=tmp_path, settings=QUIET, **arguments)

    yield begun
    rg.finish()


def read(run: rg.Run) -> NativeRun:
    """Return a run as a report reads it."""
    run.finish()
    return NativeRun(RunLogs(Path(run.dir)))


def script(tmp_path: Path, text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script that logs below ``tmp_path``."""
    (tmp_path / "script.py").write_text(f"import reportgen as rg\n{text}")
    own = {**os.environ, "REPORTGEN_DIR": str(tmp_path), **environment}
    command = [sys.executable, "script.py"]
    return subprocess.run(command, cwd=tmp_path, env=own, capture_output=True, text=True, check=False)


def only(tmp_path: Path) -> NativeRun:
    """Return the one run below a folder."""
    (folder,) = (tmp_path / "reportgen-runs").iterdir()
    return NativeRun(RunLogs(folder))


def test_one_call_is_one_step(begin):
    run = begin(project="demo", name="first", tags=["a", "b"], notes="some", group="g", job_type="train")
    for value in (0.5, math.nan, math.inf, 2**53 + 1):
        run.log({"loss": value, "nested": {"a": {"b": value}}})
    found = read(run)
    column = found.column("loss")
    assert column.steps.tolist() == [0, 1, 2, 3]
    assert np.array_equal(column.values, [0.5, math.nan, math.inf, 2.0**53 + 1], equal_nan=True)
    assert np.array_equal(found.column("nested.a.b").values, column.values, equal_nan=True)
    assert found.summary()["loss"] == 2**53 + 1
    meta = found.meta
    assert (meta.project, meta.name, meta.tags, meta.notes) == ("demo", "first", ("a", "b"), "some")
    assert (meta.group, meta.job_type, meta.state, meta.format) == ("g", "train", "finished", "native")


def test_calls_of_one_step_are_one_row(begin):
    run = begin()
    run.log({"a": 1}, step=3)
    run.log({"b": 2}, step=3)
    run.log({"a": 5}, step=3)
    run.log({"a": 7}, step=9)
    run.log({"c": 1}, commit=False)
    run.log({"d": 1})
    run.log({"d": 2})
    found = read(run)
    assert (found.column("a").steps.tolist(), found.column("a").values.tolist()) == ([3, 9], [5.0, 7.0])
    assert found.column("b").steps.tolist() == [3]
    assert found.column("c").steps.tolist() == [9]
    assert found.column("d").steps.tolist() == [9, 10]


def test_a_step_that_is_over_is_refused(begin):
    run = begin()
    run.log({"a": 1}, step=5)
    with pytest.warns(UserWarning, match="step 4 is over: the run is at step 5") as caught:
        run.log({"a": 2}, step=4)
    assert caught[0].filename == __file__  # the line of the script, and none of ours
    assert read(run).column("a").values.tolist() == [1.0]


def test_the_current_row_may_be_changed(begin):
    run = begin()
    run.history.row["a"] = 1
    run.history.row.update(b=2)
    run.history.add({"c": 3})
    run.log({"c": 4})
    found = read(run)
    assert [found.column(key).steps.tolist() for key in "abc"] == [[0], [0], [0, 1]]


def test_keys_of_any_script_stay_apart(begin):
    run = begin()
    keys = ["损失", "خسارة", "loss 🎉", "Loss", "loss", "a.b/c d", "\udc80"]
    run.log({key: float(place) for place, key in enumerate(keys)})
    found = read(run)
    assert [found.column(key).values.tolist() for key in keys] == [[float(place)] for place in range(len(keys))]


@dataclass
class Options:
    depth: int = 3


@pytest.mark.parametrize("config", [
    {"lr": 0.1, "model": {"depth": 3}}, argparse.Namespace(lr=0.1, model=Options()),
    {"lr": np.float64(0.1), "model": {"depth": np.int64(3)}},
])  # fmt: skip
def test_config_of_any_kind(begin, config):
    run = begin(config=config)
    run.config.batch = 8
    run.config["x"] = {1, 2}
    run.config.update({"y": (1, 2)}, z=None)
    assert run.config.lr == pytest.approx(0.1)
    assert rg.config.batch == 8
    del run.config["batch"]
    assert read(run).meta.config == {"lr": 0.1, "model": {"depth": 3}, "x": [1, 2], "y": [1, 2], "z": None}


def test_the_summary_keeps_what_was_set_last(begin):
    run = begin()
    run.summary["best"] = 1
    run.log({"loss": 3, "best": 2})
    run.summary.update({"loss": 0.25, "text": "done"})
    run.summary["gone"] = 1
    del run.summary["gone"]
    expected = {"best": 2, "loss": 0.25, "text": "done"}
    assert dict(run.summary) == expected
    assert read(run).summary() == expected


def test_metrics_are_defined_by_name_and_by_beginning(begin):
    run = begin()
    run.define_metric("epoch", hidden=True)
    run.define_metric("val/*", step_metric="epoch", summary="max,min", goal="maximize")
    run.define_metric("val/loss", summary="best", goal="minimize")
    for epoch in range(3):
        run.log({"epoch": epoch})
        run.log({"val/acc": [0.1, 0.9, 0.5][epoch], "val/loss": [3.0, 1.0, 2.0][epoch]})
    found = read(run)
    assert found.definition("val/acc").goal == "maximize"
    assert found.definition("epoch").hidden
    assert found.definition("val/loss").step_metric == "epoch"
    assert found.step_metrics() == ["epoch"]
    assert found.summary()["val/acc"].values == {"max": 0.9, "min": 0.1}
    assert found.summary()["val/loss"].values == {"best": 1.0}
    assert found.column("epoch").steps.tolist() == [0, 1, 2, 3, 4, 5]  # logged with what it is the x axis of


VALUES = st.floats() | st.integers(-(2**70), 2**70)


@given(st.lists(st.dictionaries(st.sampled_from("abcdef"), VALUES, min_size=1), min_size=1, max_size=10))
def test_what_is_logged_comes_back(tmp_path_factory, rows):
    run = rg.init(dir=tmp_path_factory.mktemp("run"), settings=QUIET)
    for row in rows:
        run.log(row)
    found = read(run)
    for key in {key for row in rows for key in row}:
        expected = [(step, float(row[key])) for step, row in enumerate(rows) if key in row]
        column = found.column(key)
        assert column.steps.tolist() == [step for step, _ in expected]
        assert np.array_equal(column.values, [value for _, value in expected], equal_nan=True)


@pytest.mark.parametrize(("end", "state"), [
    ("", "finished"), ("raise ValueError(1)", "failed"), ("import sys; sys.exit(3)", "failed"),
    ("import sys; sys.exit()", "finished"), ("rg.finish(exit_code=2)", "failed"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "killed"),
    ("raise KeyboardInterrupt", "killed"), ("import os; os._exit(0)", "running"),
])  # fmt: skip
def test_the_state_is_how_the_script_ended(tmp_path, end, state):
    script(tmp_path, f"rg.init()\nrg.log({{'a': 1}})\n{end}\n")
    found = only(tmp_path)
    assert found.meta.state == state
    assert found.column("a").values.tolist() == [1.0]


def test_a_run_that_is_not_heard_of_for_long_crashed(tmp_path):
    script(tmp_path, "import os, time\ntime.time = lambda: 1e9\nrg.init()\nrg.log({'a': 1})\nos._exit(0)\n")
    assert only(tmp_path).meta.state in ("crashed", "running")


def test_the_block_of_a_run_ends_it(tmp_path):
    script(tmp_path, "with rg.init() as run:\n    run.log({'a': 1})\n    raise RuntimeError\n")
    assert only(tmp_path).meta.state == "failed"


def test_what_is_printed_is_logged_and_printed(tmp_path):
    done = script(tmp_path, "import sys\nrg.init()\nprint('out', 1)\nprint('err', file=sys.stderr)\nraise SystemExit")
    assert done.stdout == "out 1\n"
    assert re.fullmatch("err\nreportgen: .+ is logged in .+\n", done.stderr)
    assert {(piece.stream, piece.text) for piece in only(tmp_path).console()} == {
        ("stdout", "out 1\n"),
        ("stderr", "err\n"),
    }


def test_nothing_personal_is_written(tmp_path):
    import getpass
    import platform

    script(tmp_path, "rg.init()\nrg.log({'a': 1})\n")
    content = b"".join(path.read_bytes() for path in (tmp_path / "reportgen-runs").rglob("*") if path.is_file())
    for word in (f'"{platform.node()}"', str(Path.home()), str(tmp_path), f'"{getpass.getuser()}"'):
        assert word.encode() not in content, word
    code = only(tmp_path).code()
    assert code.program == "script.py"
    assert code.files["script.py"].startswith("import reportgen as rg")
    assert any(line.startswith("numpy==") for line in code.requirements)


def test_settings_of_the_environment(tmp_path):
    script(
        tmp_path, "run = rg.init()\nrg.log({'a': 1})\n", REPORTGEN_PROJECT="p", REPORTGEN_NAME="n",
        REPORTGEN_RUN_ID="abc", REPORTGEN_TAGS="x,y", REPORTGEN_CONSOLE="false",
    )  # fmt: skip
    meta = only(tmp_path).meta
    assert (meta.project, meta.name, meta.id, meta.tags) == ("p", "n", "abc", ("x", "y"))
    assert json.loads((tmp_path / "reportgen-runs" / meta.folder / "run.json").read_text())["id"] == "abc"


def test_disabled_runs_write_nothing(tmp_path):
    with rg.init(dir=tmp_path, mode="disabled", config={"a": 1}) as run:
        run.log({"loss": 1})
        assert run.summary["loss"] == 1
        assert run.config.a == 1
    assert not list(tmp_path.iterdir())


def test_a_run_is_resumed_behind_its_last_step(begin, tmp_path):
    first = begin(id="same", name="n", config={"lr": 1})
    first.log({"a": 1})
    first.log({"a": 2})
    first.finish()
    with pytest.raises(rg.UsageError, match="there is a run 'same'"):
        begin(id="same")
    second = begin(id="same", resume="allow")
    assert second.resumed
    assert second.config.lr == 1
    second.log({"a": 3})
    found = read(second)
    assert found.column("a").steps.tolist() == [0, 1, 2]
    assert found.meta.name == "n"
    assert len(list((tmp_path / "reportgen-runs").iterdir())) == 1
    with pytest.raises(rg.UsageError, match="there is no run 'other'"):
        begin(id="other", resume="must")


@pytest.mark.parametrize(("call", "said"), [
    (lambda run: run.log({"_step": 1}), "the key '_step' is reserved"),
    (lambda run: run.log({1: 1}), "the key 1 is an int"),
    (lambda run: run.log([1]), "data: a list came"),
    (lambda run: run.log({"a": 1}, step="x"), "step: 'x' came"),
    (lambda run: (run.finish(), run.log({"a": 1})), "is finished. Call init"),
    (lambda run: run.define_metric("a", summary="maxx"), "summary: 'maxx' came. Did you mean 'max'"),
    (lambda run: run.define_metric("a", goal="up"), "goal: 'up' came. Pass 'minimize'"),
    (lambda _: rg.init(mode="on"), "mode: 'on' came. Pass one of offline"),
    (lambda _: rg.init(projct="x"), "init has no argument 'projct'. Did you mean 'project'"),
    (lambda _: rg.init(tags=3), "tags: 3 came. Pass a list of texts"),
    (lambda _: rg.init(config=3), "config: an int came. Pass a mapping"),
])  # fmt: skip
def test_misuse_says_what_came_and_what_would_do(begin, call, said):
    with pytest.raises(rg.UsageError) as caught:
        call(begin())
    assert said in str(caught.value)


def test_log_before_init():
    with pytest.raises(rg.UsageError, match=r"log: there is no run in this process. Call init\(\) before."):
        rg.log({"a": 1})


def test_each_rank_of_a_job_is_a_run_of_its_group(tmp_path):
    for rank in range(2):
        job = {"RANK": str(rank), "WORLD_SIZE": "2", "TORCHELASTIC_RUN_ID": "job7"}
        script(tmp_path, "rg.init()\nrg.log({'a': 1})\n", **job)
    runs = [NativeRun(RunLogs(folder)) for folder in (tmp_path / "reportgen-runs").iterdir()]
    assert [run.meta.group for run in runs] == ["job7", "job7"]
    assert sorted(next((run.logs.folder / "log").iterdir()).name[:3] for run in runs) == ["r0-", "r1-"]


def test_a_log_of_a_later_version_is_refused_in_words(tmp_path):
    script(tmp_path, "rg.init()\nrg.log({'a': 1})\n")
    (log,) = tmp_path.glob("reportgen-runs/*/log/*.rgl")
    from reportgen.native.frames import META, framed
    from reportgen.native.rows import as_json

    log.write_bytes(framed(META, as_json({"format": "reportgen-log", "version": [2, 0]})))
    from reportgen.sources import read_runs

    found = read_runs(tmp_path)
    assert not found.runs
    assert "was written by a later version of reportgen; install that to read it" in str(found.problems[0])


MISUSES = {
    "a mask of the wrong shape": (
        lambda: rg.Image(np.zeros((40, 60)),
                         masks={"m": {"mask_data": np.zeros((60, 40), int)}}), "mask_data has the shape (60, 40)",
    ),
    "a box without a position": (
        lambda: rg.Image(np.zeros((4, 6)), boxes={"b": {"box_data": [{"class_id": 1}]}}), "position",
    ),
    "mixed types in a column": (lambda: rg.Table(columns=["a"], data=[[1], ["x"]]), "'a'"),
    "an array of five channels": (lambda: rg.Image(np.zeros((4, 6, 5))), "5"),
    "513 bins": (lambda: rg.Histogram([1, 2], num_bins=513), "513"),
    "a row of the wrong length": (lambda: rg.Table(columns=["a", "b"], data=[[1]]), "2"),
    "an unknown class id": (
        lambda: rg.Image(
            np.zeros((4, 6)), classes=[{"id": 1, "name": "car"}],
            boxes={"b": {"box_data": [{"position": {"middle": [0, 0], "width": 1, "height": 1}, "class_id": 9}]}},
        ), "9",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MISUSES)
def test_misuse_of_media_names_the_argument(what):
    make, said = MISUSES[what]
    with pytest.raises(rg.UsageError) as caught:
        make()
    assert said in str(caught.value)
    assert len(str(caught.value).split(". ")) > 1 or ";" in str(caught.value)


def test_what_is_refused_leaves_the_run_as_it_was(begin):
    run = begin()
    run.log({"a": 1.0})
    for step in (2**70, 2**63 - 1, -(2**70)):
        with pytest.raises(rg.UsageError, match=r"step: an integer of \d+ bits came"):
            run.log({"a": 1.0}, step=step)
    with pytest.raises(rg.UsageError, match=r"'z': an integer of .* bits came"):
        run.log({"z": 10**5000})
    run.log({"a": 3.0})
    assert dict(run.summary) == {"a": 3.0}
    assert read(run).column("a").values.tolist() == [1.0, 3.0]


def test_an_init_that_is_refused_ends_no_run(begin):
    run = begin()
    with pytest.raises(rg.UsageError, match="there is a run"):
        rg.init(id=run.id, dir=Path(run.dir).parent)
    with pytest.raises(rg.UsageError, match="'must' came without an id"):
        rg.init(resume="must", dir=Path(run.dir).parent)
    run.log({"a": 1.0})
    assert run.open


@pytest.mark.parametrize("late", [
    lambda run: run.config.update({"best": 3}), lambda run: run.define_metric("a"), lambda run: run.log({"a": 1}),
    lambda run: run.log_artifact(rg.Artifact("x", "data")),
])  # fmt: skip
def test_a_finished_run_takes_nothing_more_and_stays_finished(begin, late):
    run = begin()
    run.log({"a": 1.0})
    run.finish()
    with pytest.raises(rg.UsageError, match="finished"):
        late(run)
    assert read(run).meta.state == "finished"


def test_a_switch_of_the_environment_that_is_neither_on_nor_off_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("REPORTGEN_PERSONAL", "banana")
    with pytest.raises(rg.UsageError, match=r"in the environment \(REPORTGEN_PERSONAL\), personal: 'banana' came"):
        rg.init(dir=tmp_path)
    with pytest.raises(rg.UsageError, match="settings: a list came"):
        rg.init(dir=tmp_path, settings=["console"])


def test_names_of_other_trackers_are_there_or_say_why_not(begin, tmp_path, capsys):
    run = begin()
    assert (run.path, len(rg.util.generate_id(12))) == (run.id, 12)
    rg.mark_preempting()
    run.mark_preempting()
    rg.termlog("done")
    assert "reportgen: done" in capsys.readouterr().err
    (tmp_path / "weights.bin").write_bytes(b"x")
    assert rg.log_model(tmp_path / "weights.bin", "net").type == "model"
    with pytest.raises(AttributeError, match=r"no attribute 'sweep': it needs a server"):
        rg.sweep  # noqa: B018
    with pytest.raises(AttributeError, match="Did you mean 'Image'"):
        rg.Imge  # noqa: B018
    with pytest.raises(AttributeError, match="Did you mean 'log'"):
        run.logg({})


class Silent:
    def __repr__(self):
        raise RuntimeError("no words")


def test_values_that_python_itself_cannot_take_are_named_by_their_key(begin):
    run = begin()
    deep: dict = {}
    inner = deep
    for _ in range(2000):
        inner["a"] = {}
        inner = inner["a"]
    round_and_round: dict = {}
    round_and_round["again"] = round_and_round
    run.config.update({"deep": deep, "round": round_and_round})
    for value in (Silent(), np.array([object()])):
        with pytest.raises(rg.UsageError, match=r"'odd': a \w+ came, which cannot be turned into"):
            run.log({"odd": value})
    run.log({"a": 1.0})
    assert read(run).column("a").values.tolist() == [1.0]


def test_a_folder_that_cannot_be_made_is_named_and_ends_no_run(begin, tmp_path):
    run = begin()
    (tmp_path / "file").write_text("")
    with pytest.raises(rg.UsageError, match=r"dir: the folder '.*file.*' cannot be made"):
        rg.init(dir=tmp_path / "file")
    with pytest.raises(rg.UsageError, match="dir: an int came"):
        rg.init(dir=3)
    run.log({"a": 1.0})
    assert run.open


def test_where_a_run_lies_is_said_at_its_end_and_how_to_see_it_once(tmp_path):
    body = (
        "for name in 'ab':\n    with rg.init(name=name, system=False, code=False) as run:\n        run.log({'a': 1})\n"
    )
    said = script(tmp_path, body).stderr.splitlines()
    assert said[0].startswith("reportgen: a is logged in reportgen-runs/")
    assert said[0].endswith(". To see it: reportgen build reportgen-runs")
    assert said[1].startswith("reportgen: b is logged in reportgen-runs/")
    assert len(said) == 2
    assert script(tmp_path, body, REPORTGEN_SILENT="1").stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be deleted there")
def test_a_folder_that_is_deleted_is_said_once_and_ends_no_training(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    run = rg.init(settings=QUIET)
    run.log({"a": 1})
    shutil.rmtree(run.dir)
    run.beat()
    run.beat()
    run.log({"a": 2})
    run.finish()
    assert capfd.readouterr().err.count("was deleted or moved") == 1


def test_an_empty_variable_is_not_set(tmp_path):
    body = "rg.init(system=False, code=False).log({'a': 1})"
    result = script(tmp_path, body, REPORTGEN_RUN_ID="", REPORTGEN_RESUME="", REPORTGEN_MODE="", REPORTGEN_CONSOLE="")
    assert result.returncode == 0, result.stderr
    assert only(tmp_path).column("a").values.tolist() == [1]


def test_a_step_below_zero_and_an_empty_key_say_so(begin):
    run = begin()
    with pytest.warns(UserWarning, match="step -1 is below 0, where steps begin"):
        run.log({"a": 1}, step=-1)
    with pytest.raises(rg.UsageError, match="a key below 'a' is empty"):
        run.log({"a": {"": 1}})


def test_names_of_columns_that_come_twice_are_told_apart_with_a_warning():
    with pytest.warns(UserWarning, match="'a' is 'a_1' here"):
        table = rg.Table(columns=["a", "a"])
    assert table.columns == ["a", "a_1"]


def test_an_artifact_without_a_type_says_what_would_do():
    with pytest.raises(rg.UsageError, match="type: None came"):
        rg.Artifact("a")
