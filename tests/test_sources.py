"""Sources of a spec: which runs, under which names, and only the ones that are shown."""

from __future__ import annotations

import pytest
from conftest import build_spec, log_runs, write_spec

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
    assert "<span>2 runs</span>" in html
    assert "夜間" not in html
    assert "--run-0:var(--c0);--run-1:var(--c1);" in html
