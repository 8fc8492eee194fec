"""Logs of real SDK releases: what was logged is what is read."""

from __future__ import annotations

import math
import shutil

import numpy as np
import pytest
from conftest import RUNS, log_runs

from reportgen.model.media.image import Box
from reportgen.model.nested import Aggregates, dig
from reportgen.sources import read_runs

VERSIONS = ("0.16.6", "0.19.11", "0.22.3", "0.31.0")

pytestmark = pytest.mark.sdk


def read(*paths, staging=None):
    return read_runs(*paths, staging=staging).runs


@pytest.fixture(scope="module", params=VERSIONS)
def runs(request):
    folder = log_runs(request.param, "log_media.py")
    return {run.meta.name: run for run in read(folder)} | {"version": request.param}


class TestEveryRelease:
    def test_facts(self, runs):
        meta = runs["scalars"].meta
        assert meta.sdk == f"wandb {runs['version']}"
        assert (meta.project, meta.group, meta.tags, meta.notes) == ("kinds", "g", ("t1",), "n")
        assert meta.config == {"lr": 2e-3, "nested": {"opt": {"name": "adam"}}, "layers": [1, 2], "late": 5}
        assert meta.losses == ()
        assert meta.duration > 0
        assert meta.created > 1.6e9

    def test_states(self, runs):
        assert runs["scalars"].meta.state == "finished"
        assert runs["tables"].meta.state == "failed"

    def test_columns(self, runs):
        run = runs["scalars"]
        loss = run.column("loss")
        assert loss.steps.tolist() == list(range(100))
        assert loss.values.tolist() == [1 / (step + 1) for step in range(100)]
        assert np.isfinite(loss.times).all()
        assert run.column("nest.a").values.tolist() == list(range(100))
        assert run.column("nest.b.c").values.tolist() == [0.5] * 100
        assert run.column("a/b.c d-é").values.tolist() == list(range(100))
        assert run.column("日本").values.tolist() == [2 * step for step in range(100)]
        assert run.column("val/acc").steps.tolist() == list(range(0, 100, 10))
        assert run.column("jump").steps.tolist() == [300]
        assert len(run.column("nothing")) == 0

    def test_values_that_json_lacks(self, runs):
        run = runs["scalars"]
        assert math.isnan(run.column("nan").values[0])
        assert run.column("inf").values.tolist() == [math.inf]

    def test_types(self, runs):
        types = {key: info.types for key, info in runs["scalars"].keys().items()}
        assert types["loss"] == ("number",)
        assert types["text"] == ("text",)
        assert types["list"] == ("list",)
        assert set(types["v"]) == {"number", "text"}
        media = {key: info.media for key, info in runs["media"].keys().items()}
        expected = {
            "samples": "image", "boxed": "image", "key with space/図": "image", "file_jpg": "image",
            "hist": "histogram", "many": "histogram", "cloud": "3D object", "page": "HTML", "movie": "video",
            "molecule": "molecule",
        }  # fmt: skip
        assert {key: media.get(key) for key in expected} == expected

    def test_definitions(self, runs):
        run = runs["scalars"]
        assert run.definition("val/acc").step_metric == "epoch"
        assert run.definition("val/acc").summary == ("max",)
        assert run.definition("val/other").step_metric == "epoch"
        assert run.definition("loss").step_metric == ""

    def test_summary(self, runs):
        summary = runs["scalars"].summary()
        assert summary["best"] == 0.9
        assert summary["loss"] == 0.01
        assert summary["val/acc"] == Aggregates({"max": 0.9})
        assert dig(summary, "nest.a") == 99
        assert summary["v"] == "now a text"

    def test_images(self, runs):
        items = runs["media"].media("samples")
        assert [(item.step, item.index, item.value.caption) for item in items] == [
            (step, i, f"c{i} <b>@{step}</b>") for step in range(3) for i in range(2)
        ]
        assert all(item.value.file.read().startswith(b"\x89PNG") for item in items)

    def test_overlays(self, runs):
        (item,) = runs["media"].media("boxed")
        image = item.value
        assert list(image.boxes) == ["pred"]
        assert list(image.masks) == ["m"]
        assert image.boxes["pred"].read().boxes == (Box(0.1, 0.2, 0.4, 0.5, 1, scores={"acc": 0.5}),)
        assert image.masks["m"].file.read().startswith(b"\x89PNG")
        assert image.classes.boxes.get("pred", image.boxes["pred"].read().labels) == {1: "car", 2: "tree"}

    def test_tables_come_through_their_artifacts(self, runs):
        table = runs["tables"].table("rich")
        assert table.columns == ["id", "image", "score"]
        assert [row[0] for row in table.rows] == [0, 1, 2, 3, 4]
        assert all(row[1].kind == "image" and row[1].file.read().startswith(b"\x89PNG") for row in table.rows)
        assert runs["tables"].table("plain").rows == [[1, "x"], [2, None]]

    def test_output(self, runs):
        printed = "".join(piece.text for piece in runs["scalars"].console())
        assert not printed or "a line to standard output" in printed

    def test_private_facts_are_apart(self, runs):
        assert "host" not in vars(runs["scalars"].meta)


def test_incremental_table(media_runs):
    (run,) = [run for run in read(media_runs) if run.meta.name == "tables"]
    assert run.table("grow").rows == [[0], [1], [2]]


def test_lost_staging_leaves_labelled_cells_and_can_be_remapped(tmp_path):
    media_runs = log_runs("0.31.0", "log_media.py", "lost")  # of its own: others read theirs meanwhile
    copied = tmp_path / "copied"
    shutil.copytree(media_runs / "wandb", copied / "wandb", symlinks=True)
    staged = tmp_path / "elsewhere"
    shutil.copytree(media_runs / "data" / "artifacts" / "staging", staged)
    hidden = media_runs / "data" / "artifacts" / "staging"
    away = hidden.with_name("away")
    hidden.rename(away)
    try:
        (run,) = [run for run in read(copied) if run.meta.name == "tables"]
        assert run.table("rich").columns == ["id", "image", "score"]
        assert run.table("rich").rows[0][1] == "Image"
        (run,) = [run for run in read(copied, staging=staged) if run.meta.name == "tables"]
        assert run.table("rich").rows[0][1].file.read().startswith(b"\x89PNG")
    finally:
        away.rename(hidden)


@pytest.mark.parametrize("mode", ["user", "both", "core"])
def test_killed_runs(mode):
    (run,) = read(log_runs("0.31.0", "log_until_killed.py", mode))
    assert run.meta.state == "crashed"
    loss = run.column("loss")
    assert len(loss) > 20
    images = set(np.setdiff1d(np.arange(loss.steps[-1]), loss.steps).tolist())
    assert all((step + 1) % 51 == 0 for step in images), "every step that the file holds is there"
    assert len(run.media("img")) >= 1


def test_a_run_killed_before_its_first_record(tmp_path):
    folder = tmp_path / "offline-run-20260101_000000-abc"
    folder.mkdir()
    found = read_runs(tmp_path)
    assert found.runs == []
    assert "no log" in str(found.problems[0])
    (folder / "run-abc.wandb").write_bytes(b":W&B\xe1\xbe\x00")
    (run,) = read(tmp_path)
    assert (run.meta.state, run.meta.id, dict(run.keys()), dict(run.summary())) == ("crashed", "abc", {}, {})


def test_a_log_that_cannot_be_opened_does_not_sink_the_others(tmp_path):
    shutil.copytree(next(RUNS.glob("*r50focal")), tmp_path / "offline-run-20260101_000000-r50focal")
    (tmp_path / "offline-run-20260102_000000-abc" / "run-abc.wandb").mkdir(parents=True)
    found = read_runs(tmp_path)
    assert [run.meta.id for run in found.runs] == ["r50focal"]
    assert "run-abc.wandb: the log cannot be read" in str(found.problems[0])


@pytest.mark.parametrize("path", ["wandb", "run", "log"])
def test_any_level_can_be_named(path):
    run = next(RUNS.glob("*r50focal"))
    place = {"wandb": RUNS, "run": run, "log": run / "run-r50focal.wandb"}[path]
    assert any(found.meta.id == "r50focal" for found in read(place))


def test_other_files_are_not_taken(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    for place in (tmp_path, tmp_path / "notes.txt", tmp_path / "nothing"):
        assert read_runs(place).runs == []


def test_media_outside_the_run_are_refused(tmp_path):
    from reportgen.model.media import MediaError, MediaFile

    (tmp_path / "run").mkdir()
    (tmp_path / "secret").write_text("s")
    (tmp_path / "run" / "link").symlink_to(tmp_path / "secret")
    for path in ("../secret", "/etc/passwd", "link", "nothing", "../run"):
        with pytest.raises(MediaError):
            MediaFile(tmp_path / "run", path).read()
