"""Media through a run and its reader: every kind, under keys, in lists, in the summary."""

from __future__ import annotations

import numpy as np
import pytest
from golden_text import readable
from table_makers import begun, read

import reportgen as rg
from reportgen.model.media.image import Image
from reportgen.model.media.tensor import Tensor

A = np.random.default_rng(1).random((6, 8, 3))
ONE_OF_EACH = {
    "image": lambda: rg.Image(A, caption="c", boxes={"p": {"box_data": []}}),
    "histogram": lambda: rg.Histogram([1, 2, 3]),
    "unbinned": lambda: rg.Histogram([1, 2, float("nan")]),
    "points": lambda: rg.Object3D(A[0]),
    "scene": lambda: rg.Object3D({"type": "lidar/beta", "points": A[0], "boxes": []}),
    "smiles": lambda: rg.Molecule.from_smiles("CCO"),
    "video": lambda: rg.Video(np.zeros((2, 3, 4, 4), np.uint8)),
    "audio": lambda: rg.Audio(A[0, :, 0], sample_rate=100),
    "html": lambda: rg.Html("<b>a</b>"),
    "figure": lambda: rg.Plotly({"data": [{"y": [1, 2]}], "layout": {}}),
    "tensor": lambda: A,
}


def media_at(run, key):
    """Return the media of a key, in order."""
    return [one.value for one in run.media(key)]


def test_all_kinds_under_keys_and_in_lists(tmp_path):
    run = begun(tmp_path)
    made = {key: make() for key, make in ONE_OF_EACH.items()}
    run.log(made)
    run.log({f"{key} list": [one, one] for key, one in made.items()})
    again = read(run)
    for key in made:
        (first,) = media_at(again, key)
        assert len(media_at(again, f"{key} list")) == 2, key
        assert first.facts() == media_at(again, f"{key} list")[1].facts(), key


@pytest.mark.parametrize(
    ("scaled", "said"), [(A, ""), (A * 2 - 1, "Values from -1 to 1 were scaled"), (A * 600, "Values were clipped")]
)
def test_a_report_notes_how_values_became_bytes(tmp_path, scaled, said):
    from reportgen import build

    run = begun(tmp_path)
    run.log({"examples": rg.Image(scaled)})
    run.finish()
    spec = tmp_path / "report.yaml"
    spec.write_text(f"runs: {run.dir}\nblocks:\n  - media_browser: examples\n")
    build(str(spec), str(tmp_path / "r.html"))
    text = " ".join(readable((tmp_path / "r.html").read_text("utf-8")).split())
    assert ("when the image was logged" in text) == bool(said)
    assert said in text


def test_arrays_in_the_summary(tmp_path):
    run = begun(tmp_path)
    run.summary["weights"] = np.arange(101.0)
    run.summary["loss"] = np.float32(0.5)
    found = read(run).summary()
    assert isinstance(found["weights"], Tensor)
    assert found["weights"].numbers["95%"] == 95
    assert found["weights"].file is not None
    assert found["loss"] == 0.5


def test_more_images_than_a_key_takes_are_refused(tmp_path):
    run = begun(tmp_path)
    one = rg.Image(A)
    run.log({"images": [one] * rg.Image.MAX_ITEMS})
    with pytest.raises(rg.UsageError, match=r"'images': a list of 109 came.*MAX_ITEMS is 108"):
        run.log({"images": [one] * 109})
    again = read(run)
    assert len(media_at(again, "images")) == 108
    assert all(isinstance(media, Image) for media in media_at(again, "images"))
