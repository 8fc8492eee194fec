"""A training that several loggers wrote into one folder: shown once, or joined; other runs stay apart."""

import random

import pytest
from conftest import write_spec

import reportgen as rg
from reportgen.pipeline import build, read_spec
from reportgen.sources import open_runs

QUIET = {"console": False, "code": False, "system": False}


@pytest.fixture
def twice(tmp_path):
    """Return a function that logs a training as a table and by reportgen, into one folder."""

    def log(name, *, other=False, decimals=17):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        values = random.Random(name)
        lines = ["epoch,train_loss,val_acc,lr_of_table"]
        with rg.init(name=name, dir=folder, settings=QUIET, config={"depth": 3}) as run:
            for step in range(20):
                loss, accuracy = values.random(), values.random()
                run.log({"train/loss": loss, "val/acc": accuracy, "mine": loss / 2})
                if other:
                    loss, accuracy = values.random(), values.random()
                lines.append(f"{step},{loss:.{decimals}g},{accuracy:.{decimals}g},{0.1 / (1 + step)!r}")
        (folder / "metrics.csv").write_text("\n".join(lines))

    return log


def opened(tmp_path, more=""):
    return open_runs(read_spec(write_spec(tmp_path, f"runs: {{path: runs{more}}}\nblocks: [run_table: {{}}]")))


@pytest.mark.parametrize("decimals", [17, 5])
def test_a_training_in_two_formats_is_shown_once_and_said(twice, tmp_path, decimals):
    twice("a", decimals=decimals)
    runs, problems = opened(tmp_path)
    assert [run.meta.format for run in runs] == ["native"]
    said = (
        "a: the same training is logged as native and csv; native is shown. Only the other has 'epoch', 'lr_of_table'. "
        "Set 'join: true' to show all as one run, or 'format: csv' to show that."
    )
    assert [str(problem) for problem in problems] == [said]


def test_names_that_share_only_their_last_part_are_compared_by_it(twice, tmp_path):
    twice("a")
    twice("b", other=True)
    for table in (tmp_path / "runs").glob("*/metrics.csv"):
        table.write_text(table.read_text().replace("train_loss,val_acc", "loss,acc"))
    runs, (problem,) = opened(tmp_path)
    assert sorted((run.name[0], run.meta.format) for run in runs) == [("a", "native"), ("b", "csv"), ("b", "native")]
    assert problem.what == "the same training is logged as native and csv; native is shown"


def test_joined_a_run_has_what_either_log_has_and_nothing_twice(twice, tmp_path):
    twice("a")
    runs, problems = opened(tmp_path, ", join: true")
    (run,) = runs
    assert problems == []
    assert set(run.keys) == {"train/loss", "val/acc", "mine", "epoch", "lr_of_table"}
    assert run.source.column("lr_of_table").values.tolist() == [0.1 / (1 + step) for step in range(20)]
    assert run.meta.config == {"depth": 3}
    assert run.summary["lr_of_table"] == 0.1 / 20
    assert build(tmp_path / "report.yaml", tmp_path / "r.html").path.is_file()


def test_a_format_is_chosen(twice, tmp_path):
    twice("a")
    runs, problems = opened(tmp_path, ", format: csv")
    assert [run.meta.format for run in runs] == ["csv"]
    assert problems == []


def test_many_are_said_together(twice, tmp_path):
    for name in "abc":
        twice(name)
    runs, problems = opened(tmp_path)
    assert len(runs) == 3
    (problem,) = problems
    assert problem.what == "3 runs are logged as native and csv; native is shown"


def test_other_values_in_one_folder_are_another_run(twice, tmp_path):
    twice("a", other=True)
    runs, problems = opened(tmp_path)
    assert sorted(run.meta.format for run in runs) == ["csv", "native"]
    assert not problems


def test_the_same_values_in_other_folders_are_other_runs(twice, tmp_path):
    twice("a")
    (tmp_path / "runs" / "b").mkdir()
    (tmp_path / "runs" / "a" / "metrics.csv").rename(tmp_path / "runs" / "b" / "metrics.csv")
    runs, _ = opened(tmp_path)
    assert len(runs) == 2
