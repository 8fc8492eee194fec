"""Folders of several formats: each reader has its own, two claims are settled, nothing is dropped in silence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT, RUNS, build_spec, write_spec

from reportgen.errors import Level, SpecError
from reportgen.pipeline import read_spec
from reportgen.readers import Readers
from reportgen.readers.base import Claims, Folder, Found, Options, Reader
from reportgen.sources import open_runs, read_runs
from reportgen.sources.walk import Asked, walk

TABLE = "step,train/loss\n1,1.0\n300,0.5\n600,0.25\n"
TOY = '''
"""A reader of runs that end with .toy, each a line of numbers."""
import numpy as np
from reportgen.model.column import Column, KeyInfo
from reportgen.model.run import RunMeta, RunSource
from reportgen.readers.base import Claims, Found, Options, Reader


class ToyRun(RunSource):
    def __init__(self, path, scale):
        words = path.read_text().replace(",", " ").split()
        self.numbers = np.array([word for word in words if word[0].isdigit()], float) * scale
        self.name = path.stem

    @property
    def meta(self):
        return RunMeta(self.name, self.name, "toy")

    def keys(self):
        return {"train/loss": KeyInfo("train/loss", ("number",), len(self.numbers))}

    def column(self, key):
        count = len(self.numbers)
        return Column(np.arange(count), self.numbers, np.full(count, np.nan))


class ToyOptions(Options):
    """What an entry says of toys."""

    scale: float = 1.0
    """What numbers are multiplied by."""


class Toy(Reader[ToyOptions]):
    rank = 60
    options = ToyOptions

    def claims(self, folder, options):
        return Claims([name for name in folder.files if name.endswith(".toy") or name == "shared.csv"])

    def read(self, claims):
        found = Found()
        for claim in claims:
            found.add(ToyRun(claim.path, claim.options.scale), claim)
        return found
'''


def mixed(folder: Path) -> Path:
    """Make a folder with a W&B run, a table of metrics, and what nobody reads, side by side."""
    shutil.copytree(next(RUNS.glob("*r50base0")), folder / "wandb" / "offline-run-20261102_080000-r50base0")
    for name, text in {
        "lightning/metrics.csv": TABLE, "lightning/hparams.yaml": "lr: 0.5\n", "unknown/run.trk": "?", "notes.xyz": "?",
        "README.md": "read", "lightning/checkpoints/last.ckpt": "?", ".git/config": "?",
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def opened(folder: Path, text: str):
    return open_runs(read_spec(write_spec(folder, text)))


def test_a_mixed_folder_shows_every_format_and_says_what_it_does_not_know(tmp_path):
    mixed(tmp_path / "runs")
    runs, (note,) = opened(tmp_path, "runs: runs")
    assert [(run.name, run.meta.format) for run in runs] == [("r50-base", "wandb"), ("lightning", "csv")]
    assert (note.what, note.level, str(note.where)) == (
        "2 entries next to the runs were not recognised as runs", Level.NOTE, "report.yaml:1:7",
    )  # fmt: skip
    assert note.aside == "They are 'notes.xyz', 'unknown'."
    made = build_spec(tmp_path, "runs: runs\nblocks: [run_table, {line_plot: train/loss}]")
    html = made.path.read_text("utf-8")
    assert made.complete
    assert "notes.xyz" not in html, "what lies in a folder is told to who builds, and not published"


def test_many_unknown_entries_are_counted_and_not_listed(tmp_path):
    mixed(tmp_path / "runs")
    for number in range(1000):
        (tmp_path / "runs" / f"job{number}").mkdir()
        (tmp_path / "runs" / f"job{number}" / "log.trk").touch()
    note = opened(tmp_path, "runs: runs")[1][0]
    assert note.what == "1,002 entries next to the runs were not recognised as runs"
    assert note.aside.startswith("They are 'notes.xyz', 'job0', 'job1' and 999 more.")


def test_what_a_glob_matches_beside_runs_is_told_too(tmp_path):
    mixed(tmp_path / "runs")
    runs, (note,) = opened(tmp_path, "runs: 'runs/*'")
    assert (len(runs), note.what) == (2, "2 entries next to the runs were not recognised as runs")


def test_what_the_spec_names_itself_is_known(tmp_path):
    mixed(tmp_path / "runs")
    (tmp_path / "runs" / "unknown").rename(tmp_path / "runs" / "staged")
    text = "runs: {path: runs, staging: runs/staged}\nblocks: [{markdown: notes.xyz}]"
    assert opened(tmp_path, text)[1] == []


def test_a_file_that_is_named_and_nobody_reads_is_missing(tmp_path):
    mixed(tmp_path)
    _, (problem,) = opened(tmp_path, "runs: {path: [lightning, notes.xyz]}")
    assert (problem.what, problem.level) == ("no runs in 'notes.xyz'", Level.MISSING)
    with pytest.raises(SpecError, match=r"1:7: no csv runs in 'wandb'"):
        opened(tmp_path, "runs: {path: wandb, format: csv}")


def test_nothing_at_all_says_what_lies_there(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "events.trk").touch()
    with pytest.raises(SpecError) as caught:
        opened(tmp_path, "runs: runs")
    (problem,) = caught.value.problems
    assert problem.aside == "Found: 'events.trk'."
    assert problem.hint.endswith(f"Supported formats: {', '.join(Readers())}.")


def test_a_file_of_metrics_that_is_empty_is_called_so(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "metrics.csv").touch()
    with pytest.raises(SpecError) as caught:
        opened(tmp_path, "runs: runs")
    (problem,) = caught.value.problems
    assert problem.hint == "'runs/metrics.csv' is empty: it has 0 bytes."


def test_pipes_are_not_opened(tmp_path):
    mixed(tmp_path)
    os.mkfifo(tmp_path / "endless.csv")
    os.mkfifo(tmp_path / "wandb" / "run-endless.wandb")
    (tmp_path / "link.csv").symlink_to(tmp_path / "endless.csv")
    assert len(read_runs(tmp_path).runs) == 2
    assert read_runs(tmp_path / "endless.csv").runs == []


class Greedy(Reader[Options]):
    """Takes every table."""

    rank = 70

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return all tables."""
        del options
        return Claims([name for name in folder.files if name.endswith(".csv")])

    def read(self, claims):
        """Read nothing."""
        del claims
        return Found()


def test_two_claims_are_settled_by_rank(tmp_path):
    mixed(tmp_path)
    readers = {"greedy": Greedy, **Readers().usable()}
    found = walk(tmp_path, [Asked(name, reader(), reader.options()) for name, reader in readers.items()])
    assert sorted(name for name, _, _ in found.claims) == ["greedy", "wandb"]
    assert found.contested == {("greedy", "csv"): [str(tmp_path / "lightning" / "metrics.csv")]}


def test_a_reader_that_fails_leaves_the_others(tmp_path):
    class Broken(Greedy):
        def claims(self, *_):
            raise ZeroDivisionError

    mixed(tmp_path)
    readers = {"broken": Broken, **Readers().usable()}
    found = walk(tmp_path, [Asked(name, reader(), reader.options()) for name, reader in readers.items()])
    assert sorted(name for name, _, _ in found.claims) == ["csv", "wandb"]
    assert found.failed == {"broken": str(tmp_path)}


TABLES = {"conversations"}
"""Folders of tables, which hold no runs."""
FIXTURES = sorted(path for path in (EXAMPLES / "_runs").iterdir() if path.is_dir() and path.name not in TABLES)


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda path: path.name)
def test_contract(folder):
    """Every run of the examples has one claim, by one reader, and is opened as one run that can be read."""
    readers = Readers().usable()
    claims = walk(folder, [Asked(name, reader(), reader.options()) for name, reader in readers.items()]).claims
    claimed = [path for _, path, _ in claims]
    assert claimed
    assert len(set(claimed)) == len(claimed)
    found = read_runs(folder)
    assert found.problems == []
    assert {str(origin.path) for origin in found.origins} <= set(claimed)
    assert len({run.meta.id for run in found.runs}) == len(found.runs)
    for run in found.runs:
        assert run.meta.id
        assert run.meta.format in Readers()
        for key, info in run.keys().items():
            column = run.column(key)
            assert bool((column.steps[1:] >= column.steps[:-1]).all())
            assert len(column) == len(column.values) == len(column.times)
            if info.is_number and not info.media:
                assert len(column) == info.count


def run_toys(tmp_path: Path, path: str, *, source: Path = ROOT) -> list[str]:
    """Build a report over toys, tables and W&B runs in a process of its own; returns what it said."""
    mixed(tmp_path / "runs")
    (tmp_path / "runs" / "one.toy").write_text("4 2 1")
    (tmp_path / "runs" / "shared.csv").write_text("step,loss\n1,2\n")
    text = "runs: [{path: runs, scale: 2}]\nblocks: [run_table, {line_plot: train/loss}]"
    spec = write_spec(tmp_path, text)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([path, str(source)])}
    command = [sys.executable, "-m", "reportgen"]
    done = subprocess.run([*command, "build", str(spec)], env=environment, capture_output=True, text=True, check=False,
                          cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = subprocess.run([*command, "inspect", str(tmp_path / "runs")], env=environment, capture_output=True,
                           text=True, check=True, cwd=tmp_path)  # fmt: skip
    assert "one  finished  (toy)" in shown.stdout
    assert "4 runs: 1 csv, 2 toy, 1 wandb." in shown.stderr
    wrong = write_spec(tmp_path, "runs: [{path: runs, scale: big}]", "wrong.yaml")
    told = subprocess.run([*command, "check", str(wrong)], env=environment, capture_output=True, text=True, check=False,
                          cwd=tmp_path)  # fmt: skip
    assert "wrong.yaml:1:28: error: scale must be a number, not 'big'" in told.stderr
    return done.stderr.splitlines()


def test_a_reader_of_another_package(tmp_path):
    site = tmp_path / "site"
    (site / "toys-1.0.dist-info").mkdir(parents=True)
    (site / "toys.py").write_text(TOY)
    (site / "toys-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: toys\nVersion: 1.0\n")
    points = "[reportgen.readers]\ntoy = toys:Toy\nlost = toys:Nothing\n"
    (site / "toys-1.0.dist-info" / "entry_points.txt").write_text(points)
    told = run_toys(tmp_path, str(site))
    assert any("the reader 'lost' of toys cannot be loaded and is ignored" in line for line in told)
    assert not any("Traceback" in line for line in told)


def test_a_reader_in_the_folder_edits_no_file(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "reportgen", copy / "reportgen", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(ROOT / "themes", copy / "themes")
    (copy / "reportgen" / "readers" / "toy.py").write_text(TOY)
    told = run_toys(tmp_path, str(copy), source=copy)
    assert not any("cannot be loaded" in line for line in told)


def test_what_the_sdk_keeps_of_artifacts_is_nothing_beside_the_runs(tmp_path):
    shutil.copytree(RUNS, tmp_path / "wandb")
    staged = tmp_path / "data" / "artifacts" / "staging" / "abc"
    staged.mkdir(parents=True)
    (staged / "x.table.json").write_text("{}")
    runs, problems = opened(tmp_path, "runs: .")
    assert len(list(runs)) == 4
    assert [problem for problem in problems if "next to the runs" in str(problem)] == []
