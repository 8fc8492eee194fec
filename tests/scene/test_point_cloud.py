"""Logged points, and boxes and arrows among them."""

from __future__ import annotations

import io
import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.scene import load
from reportgen.scene.formats import lidar, point_cloud
from reportgen.scene.model import SceneError

BOX = np.array(list(itertools.product((0.0, 1.0), repeat=3)))


def of(value):
    return point_cloud.read_json(json.dumps(value).encode())


def nothing(name):
    del name


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 4, 6]))
def test_the_fast_reader_reads_what_json_does(seed, width):
    rng = np.random.default_rng(seed)
    rows = (rng.normal(size=(int(rng.integers(2, 40)), width)) * 10.0 ** rng.integers(-8, 8)).tolist()
    rows[0][0] = float(rng.choice([np.nan, np.inf, -np.inf, 0.0, 1.0]))
    text = json.dumps(rows, indent=int(rng.integers(0, 3)) or None).encode()
    fast = point_cloud._rows(text)
    np.testing.assert_array_equal(fast, np.array(rows))


@pytest.mark.parametrize(
    "text",
    [
        b"[[1,2,3],[1,2]]",
        b"[[1,2],[3,4]]",
        b'[["a",1,2],[1,2,3]]',
        b"[[1,2,3],null]",
        b"[]",
        b"[[1,2,3]",
        b"[[1,2,3],[1,,2,3]]",
    ],
)
def test_the_fast_reader_leaves_what_is_odd(text):
    assert point_cloud._rows(text) is None


def test_points_without_a_place_are_counted():
    scene = load.read(b"[[0,0,0],[NaN,1,1],[Infinity,0,0.0],[1,1,1]]", "a.pts.json", nothing, load.Wishes())
    assert len(scene.points.positions) == 2
    assert scene.facts == "2 points"
    assert scene.notes == ("2 points without coordinates are omitted",)


def test_categories_outside_1_to_14_are_one():
    points = of([[0, 0, 0, 1], [0, 0, 1, 14], [0, 1, 0, 15], [1, 0, 0, 0], [1, 1, 0, -7]]).points
    assert points.categories.tolist() == [1, 14, -1, -1, -1]


def test_colours_are_clipped():
    points = of([[0, 0, 0, 255, 300, -5], [0, 0, 1, 1, 2, 3]]).points
    assert points.colors.tolist() == [[255, 255, 0], [1, 2, 3]]


def test_many_points_are_thinned_and_told():
    rows = np.random.default_rng(0).random((5000, 3)).tolist()
    scene = load.read(json.dumps(rows).encode(), "a.pts.json", nothing, load.Wishes(most_points=1000))
    assert len(scene.points.positions) == 1000
    assert scene.facts == "1,000 of 5,000 points"
    assert (
        load.read(json.dumps(rows).encode(), "a.pts.json", nothing, load.Wishes(most_points=None)).facts
        == "5,000 points"
    )


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_edges_of_a_box_whatever_the_order_of_its_corners(seed):
    rng = np.random.default_rng(seed)
    size = rng.uniform(0.3, 5, 3)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    corners = ((BOX * size) @ turn.T + rng.normal(size=3) * 40)[rng.permutation(8)].round(3)
    edges = lidar.edges(corners)
    assert len({frozenset(edge) for edge in edges}) == 12
    lengths = sorted(np.linalg.norm(corners[a] - corners[b]) for a, b in edges)
    np.testing.assert_allclose(lengths, sorted(np.repeat(size, 4)), atol=0.01)


def test_a_flat_box_and_no_box():
    assert len(lidar.edges(BOX * (1, 2, 0))) == 12
    assert lidar.edges(np.random.default_rng(0).normal(size=(8, 3))) is None


def test_a_lidar_scene():
    document = {
        "type": "lidar/beta",
        "points": [[0, 0, 0], [3, 3, 3]],
        "boxes": [
            {"corners": BOX.tolist(), "label": "car", "color": [0, 0.5, 1], "score": 0.8},
            {"corners": (BOX + 2).tolist()},
            {"corners": [[1, 2]]},
        ],
        "vectors": [{"start": [0, 0, 0], "end": [1, 1, 1], "color": [255, 0, 0]}, {"start": [0], "end": [1, 1, 1]}],
    }
    scene = of(document)
    boxes, shafts, heads = scene.copies
    assert boxes.names == ("box 0", "box 1")
    assert boxes.extras[0] == {"label": "car", "score": 0.8}
    assert boxes.colors[0].tolist() == [0, 128, 255]
    assert shafts.colors[0].tolist() == [255, 0, 0]
    assert len(heads.matrices) == 1
    assert [label.text for label in scene.labels] == ["car", ""]
    assert scene.labels[0].at == (0.5, 0.5, 1.0)
    assert scene.facts == "2 boxes, 1 arrow"
    assert "1 box without eight corners is omitted" in scene.notes


def test_colours_of_boxes_of_0_to_255():
    document = {
        "boxes": [{"corners": BOX.tolist(), "color": [0, 1, 0]}, {"corners": BOX.tolist(), "color": [123, 321, 111]}]
    }
    (boxes,) = of(document).copies
    assert boxes.colors[[0, 12]].tolist() == [[0, 1, 0], [123, 255, 111]]


def array(values, **more):
    out = io.BytesIO()
    np.savez(out, values, **more) if more else np.save(out, values)
    return out.getvalue()


def test_numpy_files():
    rng = np.random.default_rng(0)
    rows = rng.random((50, 6)).astype(np.float32)
    points = point_cloud.read_array(array(np.asfortranarray(rows))).points
    np.testing.assert_allclose(points.positions, rows[:, :3])
    assert points.colors.max() > 200  # 0 to 1 is reported from 0 to 255
    out = io.BytesIO()
    np.savez(out, points=rows[:, :3], colors=(rows[:, 3:] * 255).astype(np.uint8))
    assert point_cloud.read_array(out.getvalue()).points.colors.shape == (50, 3)


def test_values_and_many_categories_of_other_sources():
    rows = np.column_stack([np.random.default_rng(0).random((200, 3)), np.arange(200) / 7])
    points = point_cloud.from_rows(rows)
    assert points.categories is None
    assert points.values is not None
    rows[:, 3] = np.arange(200) % 20
    assert point_cloud.from_rows(rows).categories.max() == 19


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"type": "foo", "points": []}', "type 'foo'"),
        (b"[[1,2]]", "rows of 2 numbers"),
        (b"nonsense", "not JSON: line 1, column 1"),
        (b"[[1,2,3],[4,5", "cut off"),
        (b'{"points": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"points": 3}', "not a list"),
        (b"[[NaN, 1, 2]]", "none of its points has coordinates"),
        (b"[]", "contains no points"),
    ],
)
def test_what_cannot_be_said(content, said):
    with pytest.raises(SceneError, match=said):
        load.read(content, "a.pts.json", nothing, load.Wishes())
