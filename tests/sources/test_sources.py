"""Sources of a spec: which runs, under which names, and only the ones that are shown."""

from __future__ import annotations

import re

import pytest
from conftest import RUNS, build_spec, log_runs, write_spec

from reportgen.errors import Level, SpecError
from reportgen.pipeline import read_spec
from reportgen.sources import open_runs


def runs_of(tmp_path, text):
    return open_runs(read_spec(write_spec(tmp_path, text)))[0]


def test_a_source_can_choose(tmp_path):
    runs = runs_of(
        tmp_path, "runs: [{path: RUNS, filters: config.loss == 'focal', name: 'f {name}', color: '#ff0000'}]"
    )
    assert [(run.index, run.name, run.color) for run in runs] == [
        (0, "f r50-focal", "#ff0000"),
        (1, "f r101-focal", "#ff0000"),
    ]


@pytest.mark.sdk
def test_pieces_of_one_run_under_different_entries_are_one_run(tmp_path):
    folder = log_runs("0.31.0", "log_resumed.py")
    paths = sorted(folder.glob("wandb/offline-run-*-counted"))
    (run,) = runs_of(tmp_path, f"runs: [{paths[0]}, {paths[2]}, {paths[0]}]")
    assert len(run.unhidden.source.logged.logs) == 2


def test_a_page_lists_and_colours_only_the_runs_that_it_shows(tmp_path):
    text = "runs: RUNS\nrunsets: {f: {filters: config.loss == 'focal'}}\nblocks: [{line_plot: {y: lr, runset: f}}]"
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert "<span>2 runs, all finished</span>" in html
    assert "夜間" not in html
    assert len(set(re.findall(r"--run-[01]:var\(--c(\d+)\)", html))) == 2


def test_a_folder_without_runs_is_told(tmp_path):
    for name in ("empty", "deep/er"):
        (tmp_path / name).mkdir(parents=True)
    with pytest.raises(SpecError) as error:
        runs_of(tmp_path, "runs: [deep]")
    assert "no runs in 'deep'. All subfolders were searched, except hidden ones and caches." in str(error.value)
    _, problems = open_runs(read_spec(write_spec(tmp_path, f"runs: {{path: [{RUNS.as_posix()}, empty]}}")))
    (note,) = problems
    assert (note.what, note.level) == ("no runs in 'empty'", Level.NOTE)


def test_an_empty_folder_is_named_where_a_path_is_missing(tmp_path):
    (tmp_path / "logs" / "may").mkdir(parents=True)
    with pytest.raises(SpecError) as error:
        open_runs(read_spec(write_spec(tmp_path, "runs: logs/may/one.csv")))
    assert str(error.value).endswith("no such path 'logs/may/one.csv'. The folder 'may' is empty.")


def test_a_folder_of_staging_files_that_is_not_there_is_told(tmp_path):
    (tmp_path / "copied").mkdir()
    report = read_spec(write_spec(tmp_path, "runs: [{path: RUNS, staging: copid}, {path: RUNS, staging: copied}]"))
    _, problems = open_runs(report, tmp_path / "copied")
    (problem,) = problems
    assert problem.what == "no such staging folder: 'copid'"
    assert problem.aside == "Did you mean 'copied'?"
    assert problem.level == Level.MISSING
    assert str(problem).startswith("report.yaml:1:")
    (given, _) = open_runs(report, tmp_path / "elsewhere")[1]
    assert str(given) == "--staging: no such staging folder: '…/elsewhere'"  # a page names no folder of a machine


def test_links_and_globs_count_a_run_once(tmp_path):
    for run in RUNS.glob("*"):
        (tmp_path / run.name).symlink_to(run)
    (tmp_path / "latest-run").symlink_to(next(RUNS.glob("*r50focal")))
    assert len(runs_of(tmp_path, "runs: ['*', latest-run, .]")) == 4


def test_what_is_said_of_runs_of_one_name_tells_them_apart(tmp_path):
    for place in ("a/version_0", "b/version_0"):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        (folder / "metrics.csv").write_text("epoch,step,val_loss\n0,1,0.5\n1,2,0.25\n")
        (folder / "log.jsonl").write_text('{"step": 1, "other": 2}\n{"step": 2, "other": 3}\n')
        (folder / "hparams.yaml").write_text("a: [1")
    one = "blocks: [line_plot: val_loss]\nruns: [{path: a, format: csv, name: '{name}'}, {path: a, format: json}"
    runs, problems = open_runs(read_spec(write_spec(tmp_path, f"{one}, {{path: b, format: csv}}]")))
    assert len({run.name for run in runs}) == 3
    where = [str(problem.where) for problem in problems if "hparams.yaml" in problem.what]
    assert len(where) == len(set(where)) >= 2
    assert not any("tmp" in place for place in where)


def test_a_link_that_leads_nowhere_is_said(tmp_path):
    (tmp_path / "logs" / "one").mkdir(parents=True)
    (tmp_path / "logs" / "one" / "metrics.csv").write_text("epoch,loss\n1,0.5\n2,0.25\n")
    for name in ("two", "latest-run", "debug.log"):
        (tmp_path / "logs" / name).symlink_to(tmp_path / "gone")
    runs, problems = open_runs(read_spec(write_spec(tmp_path, "runs: logs\nblocks: [line_plot: loss]")))
    assert len(runs) == 1
    assert [(problem.what, problem.aside) for problem in problems] == [
        ("1 link next to the runs leads nowhere", "It is 'two'.")
    ]
