"""Repositories of Aim: made here where its package is installed, and named where it is not."""

from __future__ import annotations

import importlib.util
import io
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reportgen.model.media.document import Figure, Text
from reportgen.readers.aim import Aim
from reportgen.readers.base import Folder, Options
from reportgen.sources import read_runs

HAS_AIM = importlib.util.find_spec("aim") is not None


def repository(place):
    for name in ("meta", "seqs"):
        (place / ".aim" / name).mkdir(parents=True)
    (place / ".aim" / "run_metadata.sqlite").write_bytes(b"")


def test_a_repository_is_known_by_what_lies_in_it(tmp_path):
    repository(tmp_path)
    folder = Folder(str(tmp_path / ".aim"), ["run_metadata.sqlite"], ["meta", "seqs"])
    assert Aim().claims(folder, Options()).names == [""]
    assert Aim().claims(Folder(str(tmp_path / "other"), [], ["meta", "seqs"]), Options()).names == ()


@pytest.mark.skipif(HAS_AIM, reason="Aim is installed")
def test_without_the_package_it_is_said_how_to_have_it(tmp_path):
    repository(tmp_path)
    found = read_runs(tmp_path)
    assert found.runs == []
    assert [(problem.what, problem.hint) for problem in found.problems] == [
        ("a repository of Aim is read with Aim's own package, which is not installed",
         "Install it next to reportgen: pip install aim"),
    ]  # fmt: skip


def logged(place):
    """Log two runs with Aim."""
    import aim

    plain = {"system_tracking_interval": None, "log_system_params": False, "capture_terminal_logs": False}
    run = aim.Run(repo=str(place), experiment="toy", **plain)
    run.name, run.description = "base", "a note"
    run.add_tag("small")
    run["hparams"] = {"lr": 0.1, "net": {"depth": 2}}
    run["seed"] = 1
    for step in range(12):
        run.track(math.exp(-step / 5), name="loss", step=step, epoch=step // 4, context={"subset": "train"})
        run.track(1 / (1 + step), name="loss", step=step, context={"subset": "val", "fold": 2})
    for step, value in enumerate((math.nan, math.inf, -math.inf)):
        run.track(value, name="odd", step=step)
    picture = Image.fromarray(np.arange(24 * 32 * 3, dtype=np.uint8).reshape(24, 32, 3))
    for step in (4, 8):
        run.track(aim.Image(picture, caption=f"at {step}"), name="sample", step=step)
    run.track([aim.Image(picture), aim.Image(picture)], name="pair", step=5)
    run.track(aim.Text("a text"), name="notes", step=3)
    run.track(aim.Distribution(np.arange(200.0), bin_count=12), name="weights", step=3)
    run.close()
    other = aim.Run(repo=str(place), experiment="toy", **plain)
    other.name = "other"
    other.track(2.5, name="loss", step=0, context={"subset": "train"})
    other.close()


def files(place):
    return {path: path.read_bytes() for path in sorted(Path(place).rglob("*")) if path.is_file()}


@pytest.mark.skipif(not HAS_AIM, reason="Aim is not installed")
@pytest.mark.filterwarnings("ignore")
def test_every_value_is_what_was_logged_and_nothing_is_written(tmp_path):
    logged(tmp_path)
    before = files(tmp_path)
    base, other = read_runs(tmp_path).runs
    assert files(tmp_path) == before
    assert (base.meta.name, base.meta.project, base.meta.tags, base.meta.notes) == ("base", "toy", ("small",), "a note")
    assert (base.meta.state, dict(base.meta.config)) == ("finished", {"lr": 0.1, "net": {"depth": 2}, "seed": 1})
    assert base.column("train/loss").values.tolist() == [math.exp(-step / 5) for step in range(12)]
    assert base.column("train/loss").steps.tolist() == list(range(12))
    assert np.isfinite(base.column("train/loss").times).all()
    assert base.column("val/loss (fold: 2)").values.tolist() == [1 / (1 + step) for step in range(12)]
    assert base.column("epoch").values.tolist() == [step // 4 for step in range(12)]
    assert str(base.column("odd").values.tolist()) == "[nan, inf, -inf]"
    assert [(item.step, item.value.caption) for item in base.media("sample")] == [(4, "at 4"), (8, "at 8")]
    assert Image.open(io.BytesIO(base.media("sample")[0].value.file.read())).size == (32, 24)
    assert [item.index for item in base.media("pair")] == [0, 1]
    assert base.media("notes")[0].value == Text("a text")
    assert float(base.media("weights")[0].value.heights.sum()) == 200
    assert (other.meta.name, other.column("train/loss").values.tolist()) == ("other", [2.5])


@pytest.mark.skipif(not HAS_AIM, reason="Aim is not installed")
@pytest.mark.filterwarnings("ignore")
def test_figures_are_drawn(tmp_path):
    aim, go = pytest.importorskip("aim"), pytest.importorskip("plotly.graph_objects")
    run = aim.Run(repo=str(tmp_path), system_tracking_interval=None, capture_terminal_logs=False)
    run.track(aim.Figure(go.Figure(go.Scatter(x=[1, 2], y=[3, 4]))), name="curve", step=1)
    run.close()
    (found,) = read_runs(tmp_path).runs
    figure = found.media("curve")[0].value
    assert isinstance(figure, Figure)
    assert figure.spec["data"][0]["type"] == "scatter"
