"""Compressed glTF files, made by the tools that people use: decoded to what they were made from."""

from __future__ import annotations

import io
import json
import struct
import sys
from pathlib import Path

import khronos
import meshopt
import numpy as np
import pytest
from PIL import Image

from reportgen.scene import load
from reportgen.scene.model import SceneError

PACKED = Path(__file__).with_name("packed")
NAMES = sorted(path.stem for path in PACKED.glob("*.glb") if path.stem != "base")


def nothing(name):
    del name


def read(content: bytes):
    return load.read(content, "a.glb", nothing, load.Wishes())


def parts(content: bytes) -> tuple[dict, bytes]:
    size = struct.unpack_from("<I", content, 12)[0]
    return json.loads(content[20 : 20 + size]), content[28 + size :]


def joined(document: dict, binary: bytes) -> bytes:
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    body = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def corners(mesh) -> np.ndarray:
    """Return the triangles' corners in an order that does not hang on how vertices are numbered."""
    found = mesh.vertices[mesh.faces].mean(axis=1)
    return found[np.lexsort(np.round(found, 1).T)]


@pytest.mark.parametrize("name", NAMES)
def test_a_compressed_file_is_what_it_was_made_from(name):
    base, found = read((PACKED / "base.glb").read_bytes()), read((PACKED / f"{name}.glb").read_bytes())
    assert found.notes == ()
    for mesh, wanted in zip(found.meshes, base.meshes, strict=True):
        assert len(mesh.faces) == len(wanted.faces)
        apart = np.linalg.norm(corners(mesh)[:, None] - corners(wanted)[None], axis=2)
        assert apart.min(axis=1).max() < 0.02
        assert apart.min(axis=0).max() < 0.02
        assert (mesh.normals is None) == (wanted.normals is None)
        if mesh.normals is not None:
            near = np.linalg.norm(mesh.vertices[:, None] - wanted.vertices[None], axis=2).argmin(axis=1)
            assert (mesh.normals * wanted.normals[near]).sum(axis=1).min() > 0.98
        if wanted.colors is not None:
            assert sorted(map(tuple, mesh.colors.tolist())) == sorted(map(tuple, wanted.colors.tolist()))
    pixels = [np.asarray(Image.open(io.BytesIO(s.meshes[0].material.texture.content)).convert("RGB"), int)
              for s in (found, base)]  # fmt: skip
    assert pixels[0].shape == pixels[1].shape
    assert np.abs(pixels[0] - pixels[1]).mean() < 6


def test_what_passes_into_a_page_needs_no_decoder_and_is_valid_by_khronos(tmp_path):
    for name in NAMES:
        passed = read((PACKED / f"{name}.glb").read_bytes()).passed
        document, _ = parts(passed)
        for words in ("draco", "meshopt", "basisu", "ktx2"):
            assert words not in json.dumps(document), name
        (tmp_path / f"{name}.glb").write_bytes(passed)
    assert khronos.errors(tmp_path) == {f"{name}.glb": [] for name in NAMES}


def test_the_second_name_of_meshopt_and_its_newer_codec():
    document, binary = parts((PACKED / "meshopt_medium.glb").read_bytes())
    for view in document["bufferViews"]:
        packed = view.get("extensions", {}).get("EXT_meshopt_compression")
        if packed is None:
            continue
        kind, count, stride = packed["mode"], packed["count"], packed["byteStride"]
        content = binary[packed["byteOffset"] : packed["byteOffset"] + packed["byteLength"]]
        plain = meshopt.decode_gltf_buffer(content, count, stride, kind, packed.get("filter"))
        if kind == "ATTRIBUTES" and "filter" not in packed:
            again = meshopt.encode_gltf_buffer(plain, kind, 1)
            packed |= {"byteOffset": len(binary), "byteLength": len(again)}
            binary += again + b"\0" * (-len(again) % 4)
        view["extensions"] = {"KHR_meshopt_compression": packed}
    text = json.dumps(document).replace("EXT_meshopt", "KHR_meshopt")
    document = json.loads(text)
    document["buffers"][0]["byteLength"] = len(binary)
    found = read(joined(document, binary))
    base = read((PACKED / "meshopt_medium.glb").read_bytes())
    for mesh, wanted in zip(found.meshes, base.meshes, strict=True):
        np.testing.assert_array_equal(mesh.vertices, wanted.vertices)


@pytest.mark.parametrize("name", ["draco", "meshopt"])
def test_broken_bytes_are_told(name):
    content = bytearray((PACKED / f"{name}.glb").read_bytes())
    document, _ = parts(bytes(content))
    views = document["bufferViews"]
    at = struct.unpack_from("<I", content, 12)[0] + 28
    start = (
        views[1]["byteOffset"] if name == "draco" else views[1]["extensions"]["EXT_meshopt_compression"]["byteOffset"]
    )
    content[at + start : at + start + 40] = b"\xff" * 40
    with pytest.raises(SceneError, match="cannot be decoded"):
        read(bytes(content))


def test_a_broken_picture_is_left_out_and_told():
    content = (PACKED / "ktx2_etc1s.glb").read_bytes()
    at = content.index(b"\xabKTX 20")
    found = read(content[: at + 80] + b"\xff" * 200 + content[at + 280 :])
    assert found.meshes[0].material.texture is None
    assert "image 1 of the file" in found.notes[0]


def test_what_claims_to_unpack_to_more_than_fits_is_refused():
    document, binary = parts((PACKED / "meshopt.glb").read_bytes())
    document["bufferViews"][1]["extensions"]["EXT_meshopt_compression"]["count"] = 1 << 40
    with pytest.raises(SceneError, match="unpacks to more than 512 MiB"):
        read(joined(document, binary))
    document, binary = parts((PACKED / "draco.glb").read_bytes())
    for accessor in document["accessors"]:
        accessor["count"] = 1 << 40
    with pytest.raises(SceneError, match="unpacks to more than 512 MiB"):
        read(joined(document, binary))


@pytest.mark.parametrize(
    ("name", "module", "said"), [("draco", "DracoPy", "Draco; run: pip install DracoPy"),
                                 ("meshopt", "meshopt", "meshopt; run: pip install meshopt")],
)  # fmt: skip
def test_a_decoder_that_is_not_there_is_named(monkeypatch, name, module, said):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SceneError, match=said):
        read((PACKED / f"{name}.glb").read_bytes())


def test_without_a_decoder_of_pictures_the_mesh_is_there(monkeypatch):
    monkeypatch.setitem(sys.modules, "opengl_basisu", None)
    found = read((PACKED / "ktx2_uastc.glb").read_bytes())
    assert len(found.meshes) == 2
    assert "run: pip install opengl-basisu" in found.notes[0]
