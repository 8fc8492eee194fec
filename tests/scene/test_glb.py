"""Scenes as GLB: valid by Khronos, places within quantisation, and packed for the page."""

from __future__ import annotations

import json
import struct

import khronos
import made
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.scene import glb, load
from reportgen.scene.formats.gltf_check import open_gltf
from reportgen.scene.formats.gltf_mesh import drawn
from reportgen.scene.model import Copies, Mesh, Points, Scene
from reportgen.scene.points import Grid16, chosen, morton
from reportgen.scene.unit_shapes import along, balls, merged
from reportgen.scene.unpack import unpack


def nothing(name):
    del name


def test_300_scenes_are_valid_by_khronos(tmp_path):
    @settings(max_examples=300, deadline=None, database=None, derandomize=True)
    @given(st.integers(0, 2**32 - 1))
    def write(seed):
        (tmp_path / f"{seed}.glb").write_bytes(glb.write(made.scene(seed)).glb)

    write()
    found = khronos.errors(tmp_path)
    assert len(found) >= 250
    assert {name: errors for name, errors in found.items() if errors} == {}


def read(content):
    return drawn(open_gltf(content, nothing))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_points_read_back_within_half_a_step(seed):
    rng = np.random.default_rng(seed)
    places = rng.normal(size=(int(rng.integers(1, 300)), 3)) * 10.0 ** rng.integers(-3, 4) + rng.normal(size=3) * 100
    scene = load.near(Scene("points", "z" if seed % 2 else "y", points=Points(places, total=len(places))))
    points = np.concatenate([cloud.positions for cloud in read(glb.write(scene).glb).points])
    back = (points if scene.up == "y" else points[:, (0, 2, 1)] * (1, -1, 1)) + scene.origin
    step = Grid16.over(places).step
    # Each place in, one near it out, and as many.
    apart = np.abs(np.sort(places, axis=0) - np.sort(back, axis=0))
    assert len(back) == len(places)
    assert (apart <= step * 0.51 + np.abs(places).max() * 2e-7 + 1e-6).all()


def test_map_coordinates_keep_millimetres():
    rng = np.random.default_rng(0)
    places = rng.random((2000, 3)) * (100, 100, 20) + (448_262.5, 5_411_932.25, 120)
    scene = load.near(Scene("points", "z", points=Points(places, total=2000)))
    back = read(glb.write(scene).glb).points[0].positions[:, (0, 2, 1)] * (1, -1, 1) + scene.origin
    assert np.abs(np.sort(places, axis=0) - np.sort(back, axis=0)).max() < 0.001


def test_meshes_and_copies_read_back():
    ends = np.random.default_rng(1).normal(size=(2, 5, 3))
    copies = Copies("cylinder", along(ends[0], ends[1], 0.1), np.full((5, 3), 90, np.uint8), "bonds")
    scene = Scene("mesh", meshes=(Mesh(made.CUBE, made.FACES),), copies=(copies,))
    meshes = read(glb.write(scene).glb).meshes
    np.testing.assert_array_equal(meshes[0].vertices, made.CUBE)
    np.testing.assert_array_equal(meshes[0].faces, made.FACES)
    np.testing.assert_allclose(meshes[1].vertices, merged(copies)[0], atol=1e-6)


def test_colours_come_back_as_they_were():
    rng = np.random.default_rng(2)
    places, colors = rng.random((500, 3)), rng.integers(0, 256, (500, 3)).astype(np.uint8)
    (cloud,) = read(glb.write(Scene("points", "y", points=Points(places, colors, total=500))).glb).points
    order = np.argsort(morton(Grid16.over(places).whole(places)), kind="stable")
    np.testing.assert_array_equal(cloud.colors, colors[order])


def test_boxes_are_nodes_with_their_score():
    copies = Copies(
        "prism",
        along(np.zeros((4, 3)), np.ones((4, 3)), 0.01),
        np.zeros((4, 3), np.uint8),
        "boxes",
        np.array([1, 0, 1, 0]),
        ("box 0", "box 1"),
        ({"score": 0.5}, {"label": "car"}),
        unlit=True,
    )
    content = glb.write(Scene("points", copies=(copies,))).glb
    document = json.loads(content[20 : 20 + struct.unpack_from("<I", content, 12)[0]])
    found = {node["name"]: node.get("extras") for node in document["nodes"][1:]}
    assert found == {"box 0": {"rg": "box 0", "score": 0.5}, "box 1": {"rg": "box 1", "label": "car"}}


def test_a_packed_sphere_is_small():
    copies = Copies(
        "sphere", balls(np.random.default_rng(0).random((3000, 3)) * 50, 1.0), np.zeros((3000, 3), np.uint8), "atoms"
    )
    built = glb.write(Scene("molecule", copies=(copies,)))
    assert sum(map(len, built.packed)) < len(built.glb) / 20


@pytest.mark.parametrize("most", [1, 500, 4000])
def test_points_are_chosen_evenly_and_always_the_same(most):
    rng = np.random.default_rng(3)
    dense, thin = rng.random((50_000, 3)), rng.random((500, 3)) + np.array((2, 0, 0))
    places = np.concatenate([dense, thin])
    taken = chosen(places, most)
    assert len(np.unique(taken)) == most
    np.testing.assert_array_equal(taken, chosen(places, most))
    if most == 4000:  # as much of the thin half as of the dense one, as far as it has points
        assert (taken >= 50_000).sum() > 400
    assert len(chosen(np.zeros((1000, 3)), 10)) == 10  # all in one place


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_packed_scene_is_the_same_file_again(seed):
    """In Python as in the page, byte for byte: points by colour and by height, copies of shapes, meshes, lines."""
    built = glb.write(made.scene(seed))
    packed = b"".join(built.packed)
    assert unpack(packed) == built.glb
    with pytest.raises(ValueError, match="scene is"):
        unpack(packed[: len(packed) // 2])
