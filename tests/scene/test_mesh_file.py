"""Meshes of every format: the same cube from each."""

from __future__ import annotations

import json

import made
import numpy as np
import pytest

from reportgen.scene import glb, load
from reportgen.scene.formats import babylon
from reportgen.scene.formats.gltf_check import open_gltf
from reportgen.scene.model import SceneError


def nothing(name):
    del name


def read(content, name, beside=nothing):
    return load.read(content, name, beside, load.Wishes())


CUBES = {
    "a.glb": made.glb(),
    "a.gltf": json.dumps(made.gltf()).encode(),
    "a.obj": made.obj(),
    "a.stl": made.stl(),
    "b.stl": made.ascii_stl(),
    "a.ply": made.ply(),
    "c.ply": made.ply(colors=True),
}


@pytest.mark.parametrize("name", CUBES)
def test_a_cube_is_a_cube(name):
    scene = read(CUBES[name], name)
    (mesh,) = scene.meshes
    assert len(mesh.faces) == 12
    a, b, c = (mesh.vertices[mesh.faces[:, corner]] for corner in range(3))
    volume = np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6
    assert volume == pytest.approx(1)
    np.testing.assert_allclose(scene.corners()[:2], [[0, 0, 0], [1, 1, 1]])


def test_a_glb_passes_as_it_is():
    assert read(CUBES["a.glb"], "a.glb").passed == CUBES["a.glb"]


def test_a_gltf_is_made_whole():
    passed = read(CUBES["a.gltf"], "a.gltf").passed
    again = open_gltf(passed, nothing)
    assert not again.changed
    assert "uri" not in again.json["buffers"][0]


def test_an_external_buffer():
    document = made.gltf()
    document["buffers"] = [{"byteLength": 168, "uri": "cube.bin"}]
    content = json.dumps(document).encode()
    with pytest.raises(SceneError, match=r"its buffer 'cube.bin' is missing.*Log a .glb"):
        read(content, "a.gltf")
    binary = made.CUBE.astype("<f4").tobytes() + made.FACES.astype("<u2").tobytes()
    assert len(read(content, "a.gltf", {"cube.bin": binary}.get).meshes) == 1


def test_pictures_come_in_or_are_told():
    document = made.gltf(
        images=[{"uri": "skin.png"}],
        textures=[{"source": 0}],
        materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
    )
    document["meshes"] = [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}]
    content = json.dumps(document).encode()
    lost = read(content, "a.gltf")
    assert lost.notes == ("the image 'skin.png' was not logged",)
    assert b"baseColorTexture" not in lost.passed
    assert b"skin.png" not in lost.passed
    found = read(content, "a.gltf", {"skin.png": made.picture()}.get)
    assert made.picture() in found.passed
    assert b"uri" not in found.passed


def test_an_extension_that_is_not_known_is_said_plainly():
    with pytest.raises(SceneError, match="requires the glTF extension ACME_secret, which is not supported"):
        read(json.dumps(made.gltf(extensionsRequired=["ACME_secret"])).encode(), "a.gltf")


def test_broken_ktx2_pictures_are_left_out_and_told():
    document = made.gltf(
        extensionsRequired=["KHR_texture_basisu"],
        images=[{"uri": "data:image/ktx2;base64,q0tUWCAyMLsNChoK"}],
        textures=[{"extensions": {"KHR_texture_basisu": {"source": 0}}}],
        materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
    )
    scene = read(json.dumps(document).encode(), "a.gltf")
    assert "image 1 of the file" in scene.notes[0]
    assert "KTX2" in scene.notes[0]
    assert b"basisu" not in scene.passed


def test_a_mesh_below_turned_and_scaled_nodes():
    document = made.gltf(
        nodes=[
            {"children": [1], "translation": [10, 0, 0]},
            {"mesh": 0, "scale": [2, 2, 2], "rotation": [0, 0, 0.7071068, 0.7071068]},
        ]
    )
    low, high = read(made.glb(document), "a.glb").corners()[:2]
    np.testing.assert_allclose([low, high], [[8, 0, 0], [10, 2, 2]], atol=1e-5)


def test_materials_beside_an_obj():
    text = b"mtllib a.mtl\nusemtl red\n" + made.obj()
    assert read(text, "a.obj").notes == ("'a.mtl', which it refers to, was not logged",)
    scene = read(text, "a.obj", {"a.mtl": b"newmtl red\nKd 1 0 0\n"}.get)
    assert scene.meshes[0].material.color[:3] == pytest.approx((1, 0, 0))


def test_points_of_a_ply():
    scene = read(made.ply(faces=False, colors=True), "a.ply")
    assert scene.kind == "points"
    assert scene.points.colors[1].tolist() == [30, 20, 90]


def test_babylon(tmp_path):
    scene = babylon.read(json.dumps(made.babylon()).encode())
    assert [mesh.name for mesh in scene.meshes] == ["cube"] * 4 + ["child"]
    red, green = scene.meshes[0].material, scene.meshes[1].material
    assert (red.color, green.color[:3], green.metallic) == ((1, 0, 0, 0.5), (0, 1, 0), 1)
    assert green.texture.content == made.picture()
    # Left-handed: z turns round. The cube stands at (1, 2, 3), twice as large; the instance at (9, 0, 0).
    used = scene.meshes[0].vertices
    np.testing.assert_allclose([used.min(axis=0), used.max(axis=0)], [[1, 2, -5], [3, 4, -3]])
    np.testing.assert_allclose(scene.meshes[2].vertices.min(axis=0), [9, 0, -1])
    # The child: turned a quarter about y, one up its parent's z, below the parent's place and scale.
    child = scene.meshes[4].vertices
    np.testing.assert_allclose([child.min(axis=0), child.max(axis=0)], [[1, 2, -5], [3, 4, -3]], atol=1e-5)
    import khronos

    (tmp_path / "a.glb").write_bytes(glb.write(scene).glb)
    assert khronos.errors(tmp_path) == {"a.glb": []}


def test_faces_of_babylon_look_outward():
    for mesh in babylon.read(json.dumps(made.babylon()).encode()).meshes[:4]:
        a, b, c = (mesh.vertices[mesh.faces[:, corner]] for corner in range(3))
        assert ((np.cross(b - a, c - a) * mesh.normals[mesh.faces].sum(axis=1)).sum(axis=1) >= 0).all()


def test_a_round_mesh_is_smooth_and_a_cube_is_not():
    assert read(made.stl(), "a.stl").meshes[0].normals is None
    from reportgen.scene.unit_shapes import template

    ball = template("sphere", 2)
    lines = ["v {} {} {}".format(*p) for p in ball.vertices] + ["f {} {} {}".format(*(f + 1)) for f in ball.faces]
    normals = read("\n".join(lines).encode(), "a.obj").meshes[0].normals
    np.testing.assert_allclose(normals, ball.normals, atol=0.05)


def test_a_second_json_chunk_does_not_pass():
    import struct

    extra = json.dumps({"asset": {"version": "2.0"}, "images": [{"uri": "http://example.invalid/x.png"}]}).encode()
    extra += b" " * (-len(extra) % 4)
    content = made.glb() + struct.pack("<I4s", len(extra), b"JSON") + extra
    content = content[:8] + struct.pack("<I", len(content)) + content[12:]
    passed = read(content, "a.glb").passed
    assert b"example.invalid" not in passed
    assert open_gltf(passed, nothing).changed is False


def test_a_mesh_that_is_drawn_too_often_is_cut():
    document = made.gltf(nodes=[{"mesh": 0} for _ in range(40_000)], scenes=[{"nodes": list(range(40_000)) * 3}])
    scene = read(made.glb(document), "a.glb")
    assert len(scene.meshes) == 40_000
    heavy = made.gltf(nodes=[{"mesh": 0} for _ in range(40_000)], scenes=[{"nodes": list(range(40_000))}])
    heavy["accessors"] = [heavy["accessors"][0], {"componentType": 5125, "count": 400, "type": "SCALAR"}]
    assert "the poster shows part of it" in read(made.glb(heavy), "a.glb").notes


def test_lines_and_strips_are_drawn():
    for mode, count in ((1, 18), (2, 36), (3, 35)):
        document = made.gltf(meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "mode": mode}]}])
        scene = read(made.glb(document), "a.glb")
        assert [len(lines.ends) for lines in scene.lines] == [count]
        assert not scene.lines[0].ground


def test_an_index_that_is_not_there_is_an_error():
    document = made.gltf()
    document["accessors"] = [document["accessors"][0] | {"count": 4}, document["accessors"][1]]
    with pytest.raises(SceneError, match="refers to vertices beyond"):
        read(made.glb(document), "a.glb")


def test_a_compressed_copy_beside_a_plain_one_is_left_out():
    document = made.gltf(extensionsUsed=["KHR_draco_mesh_compression"])
    extension = {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}}
    document["meshes"] = [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "extensions": extension}]}]
    assert b"draco" not in read(made.glb(document), "a.glb").passed


def test_instances_of_a_hidden_babylon_mesh():
    document = made.babylon()
    cube, *_ = document["meshes"]
    hidden = {"id": "off", "isEnabled": False}
    below = {"id": "below", "geometryId": "shared", "parentId": "off"}
    document["meshes"] = [cube | {"isVisible": False, "subMeshes": []}, hidden, below]
    (mesh,) = babylon.read(json.dumps(document).encode()).meshes
    np.testing.assert_allclose(mesh.vertices.min(axis=0), [9, 0, -1])
