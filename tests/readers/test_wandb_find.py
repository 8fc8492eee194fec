"""Runs anywhere below a folder are found, once each; what is no run is not walked."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import RUNS

from reportgen.readers.wandb import Wandb
from reportgen.sources import read_runs
from reportgen.sources.walk import Asked, walk

LOG = next(RUNS.glob("*r50focal"))


def put(folder: Path, name: str = "offline-run-20260101_000000-r50focal", log: str = "run-r50focal.wandb") -> Path:
    (folder / name / "files" / "media").mkdir(parents=True)
    shutil.copy(LOG / "run-r50focal.wandb", folder / name / log)
    return folder / name


ASKED = [Asked("wandb", Wandb(), Wandb.options())]


def found(folder: Path) -> list[str]:
    return [Path(path).relative_to(folder).as_posix() for _, path, _ in walk(folder, ASKED).claims]


@pytest.mark.parametrize(
    "place", ["wandb", ".", "a/wandb", "a/b/c/d/e/f/wandb", "multirun/2026-01-01/10-00-00/0", ".wandb"]
)
def test_at_any_depth(tmp_path, place):
    put(tmp_path / place)
    assert [run.meta.id for run in read_runs(tmp_path).runs] == ["r50focal"]


def test_a_folder_with_runs_of_its_own_and_others_below(tmp_path):
    for place in ("wandb", "one/wandb", "two", "two/deep/wandb"):
        put(tmp_path / place, f"offline-run-20260101_000000-{len(place)}", "run-x.wandb")
    assert len(found(tmp_path)) == 4


def test_runs_below_a_folder_that_is_named_like_one(tmp_path):
    put(tmp_path / "run-20260101_000000-experiment" / "wandb")
    assert len(found(tmp_path)) == 1


def test_a_flat_folder_of_copied_logs(tmp_path):
    for name in ("run-a.wandb", "renamed.wandb"):
        shutil.copy(LOG / "run-r50focal.wandb", tmp_path / name)
    assert found(tmp_path) == ["renamed.wandb", "run-a.wandb"]


def test_hidden_folders_caches_and_what_lies_in_a_run_are_not_searched(tmp_path):
    run = put(tmp_path / "wandb")
    for hidden in (".git", ".cache", "__pycache__", "node_modules"):
        put(tmp_path / hidden)
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    put(tmp_path / "venv" / "lib")
    put(run / "files" / "media")
    assert len(found(tmp_path)) == 1
    assert walk(tmp_path, ASKED).folders == 4  # the folder itself, wandb, the run, and venv, which says what it is


def test_links_are_followed_once_and_loops_end(tmp_path):
    far = put(tmp_path / "disk")
    work = tmp_path / "work"
    (work / "deep").mkdir(parents=True)
    (work / "linked").symlink_to(far)
    (work / "deep" / "up").symlink_to(work)
    (work / "deep" / "root").symlink_to("/")
    (work / "self").symlink_to("self")
    own = put(work / "wandb", "offline-run-20260102_000000-own")
    (work / "wandb" / "latest-run").symlink_to(own)
    read = read_runs(work).runs
    assert len(read) == 1  # two copies of one log
    (only,) = read_runs(work / "wandb").runs
    assert (len(only.logs), only.meta.folder) == (1, "offline-run-20260102_000000-own")


def test_a_run_killed_before_its_log_is_told(tmp_path):
    (tmp_path / "a" / "wandb" / "offline-run-20260101_000000-dead" / "files").mkdir(parents=True)
    put(tmp_path / "a" / "wandb")
    (problem,) = read_runs(tmp_path).problems
    assert "offline-run-20260101_000000-dead contains no log" in str(problem)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_told(tmp_path):
    put(tmp_path / "wandb")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    (problem,) = read_runs(tmp_path).problems
    closed.chmod(0o700)
    assert str(problem) == "closed: the folder cannot be read"


def test_many_folders_are_walked_without_looking_into_files(tmp_path, monkeypatch):
    for outer in range(100):
        for inner in range(20):
            (tmp_path / str(outer) / str(inner)).mkdir(parents=True)
            (tmp_path / str(outer) / str(inner) / "image.png").touch()
    put(tmp_path / "99" / "19" / "wandb")
    opened: list[str] = []
    plain = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *a, **k: (opened.append(self.name), plain(self, *a, **k))[1])
    assert len(found(tmp_path)) == 1
    assert opened == []
