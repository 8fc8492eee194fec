"""Broken media of every kind: a sentence that tells what is wrong, never a raw text of Python or of a library."""

from __future__ import annotations

import contextlib
import io
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from whole_files import GLTF, GRO, JPEG, MOL, MOL2, PLY, PNG, RAW, WHOLE, babylon, changed, figure, glb, picture, shown

from reportgen.media.damage import read_json, reading
from reportgen.media.image import from_bytes
from reportgen.model.media import MediaError

AT = PNG.index(b"IDAT") + 40
BROKEN = [
    ("cut.png", PNG[:-30], "broken: the file is cut off"),
    ("flipped.png", PNG[:AT] + b"\xff\0\xff" + PNG[AT + 3 :], "its image data is damaged"),
    ("spliced.png", PNG[: AT + 200] + PNG[33:], "its image data is damaged"),
    ("none.png", PNG[:33] + PNG[-12:], "its image data is damaged"),
    ("large.png", picture(size=400).replace(b"\x77", b"\x78"), "its image data is damaged"),
    ("cut.gif", picture("GIF")[:60], "broken"), ("cut.webp", picture("WEBP")[:80], "broken"), ("text.png", b"a" * 99, "not an image"),
    ("a.plotly.json", figure(shape="1e308, 5"), "1 numbers declares the shape (1e308, 5)"),
    ("b.plotly.json", figure(bdata="AAAA"), "an array of 'f8' cannot be decoded"),
    ("c.plotly.json", figure(bdata="A"), "an array of 'f8' cannot be decoded"),
    ("d.plotly.json", figure(shape="2,2"), "declares the shape (2,2)"), ("e.plotly.json", b'{"data": [', "cut off"),
    ("f.plotly.json", b"[]", "an object with 'data' and 'layout'"), ("g.plotly.json", b"{'data': 1}", "line 1, column 2"),
    ("a.babylon", babylon(subMeshes=[{"indexStart": None, "indexCount": 3}]), "has null as its indexStart"),
    ("b.babylon", babylon(subMeshes=[{"indexStart": 0, "indexCount": "RAW1e999RAW"}]), "Infinity as its indexCount"),
    ("c.babylon", babylon(subMeshes=[{"materialIndex": "RAWNaNRAW"}]), "NaN as its materialIndex"),
    ("d.babylon", babylon(subMeshes=[{"indexStart": 0, "indexCount": 300}]), "needs 300 indices, and 3 are there"),
    ("e.babylon", babylon(positions=[0, 1]), "positions that are not rows of three numbers"),
    ("f.babylon", babylon(indices=[0, 1, 7]), "refers to vertices beyond its 3"),
    ("a.gltf", changed(GLTF, nodes=[{"mesh": 0, "skin": 0}], skins=[{"joints": [[]]}]), "nodes[[]]"),
    ("b.gltf", changed(GLTF, nodes=[{"mesh": 0, "matrix": [1, "RAW1e999RAW", *[0] * 14]}]), "an infinite number at nodes[0].matrix[1]"),
    ("c.gltf", changed(GLTF, nodes=[{"mesh": 0, "children": 3}]), "children are expected"),
    ("d.gltf", changed(GLTF, scenes=[{"nodes": [[]]}]), "nodes[[]] but has only 1"),
    ("e.gltf", changed(GLTF, scenes=[{"nodes": {}}], scene="x"), 'scenes["x"]'),
    ("f.gltf", changed(GLTF, bufferViews=[{"buffer": "RAW1e999RAW"}]), "an infinite number at bufferViews[0].buffer"),
    ("g.gltf", changed(GLTF, accessors=[{"componentType": [], "type": "VEC3"}]), "no known type"),
    ("h.gltf", changed(GLTF, accessors=[GLTF["accessors"][0] | {"sparse": {"count": 1}}]), "no indices or values"),
    ("i.gltf", changed(GLTF, bufferViews=[{"buffer": 0, "byteLength": -1}]), "-1 where a count is expected"),
    ("j.gltf", changed(GLTF, extensionsRequired=["X"], extensionsUsed=[{}]), "requires the glTF extension X"),
    ("k.gltf", changed(GLTF, meshes=[{"primitives": [{"attributes": {"POSITION": [0]}}]}]), "accessors[[0]]"),
    ("l.gltf", changed(GLTF, buffers=[{"byteLength": 99, "uri": GLTF["buffers"][0]["uri"]}]), "99 bytes declared, 36 found"),
    ("a.glb", glb(GLTF)[:40], "cut off"), ("b.glb", glb({"asset": {"version": "2.0"}, "bufferViews": [{"byteLength": "RAW"}]}), "contains nothing to draw"),
    ("c.glb", glb(b'{"asset":{"version":"2.0"},"bufferViews":[{"buffer":0,"byteLength":NaN}]}', b"abcd"), "NaN at bufferViews[0].byteLength"),
    ("a.ply", PLY.replace("3 0 1 2", "3 0 1 900").encode(), "a face refers to vertex 900, but there are 3"),
    ("b.ply", PLY[:-20].encode(), "cut off: 3 vertices declared"), ("a.obj", b"v 0 0 0\nf 1 2 3\n", ".obj file"),
    ("a.stl", b"\0" * 80 + struct.pack("<I", 9), "9 triangles declared, and 0 found"),
    ("a.pts.json", b"[[1,2,3],[4,5", "cut off"), ("a.npy", b"\x93NUMPY\x01\x00", "cut off, or was not written by NumPy"),
    ("a.npz", b"PK\x03\x04abc", "cut off, or was not written by NumPy"),
    ("a.mol", MOL.replace("0.0000 C", "x.0000 C").encode(), "has no x, y and z"),
    ("b.mol", MOL.replace("  2  1  0", "  z  1  0").encode(), "instead of the number of atoms"), ("c.mol", b"a\n", "cut off"),
    ("a.gro", GRO.replace("1.624", "1.x24").encode(), "has no x, y and z"), ("b.gro", b"a\nb\n", "'b' instead of the number of atoms"),
    ("c.gro", b"a", "the number of atoms"), ("a.mol2", MOL2.replace("1 1 2 2", "1 1 9 2").encode(), ".mol2 file"),
    ("a.pdb", b"junk", "no atom"), ("a.cif", b"data_a\nloop_\n_atom_site.id\n", "no atom table"),
    ("a.wav", b"RIFF\x10\0\0\0WAVEfmt ", "no waveform: the file is damaged"), ("a.ogg", b"OggS" + b"\xff" * 40, "no waveform: unsupported audio encoding"),
    ("a.flac", b"fLaC", "no waveform: unsupported audio format"), ("a.gif.mp4", b"junk", "not a video"),
]  # fmt: skip
"""(name, content, a part of what is said)."""


@pytest.mark.parametrize(("name", "content", "said"), BROKEN, ids=[entry[0] for entry in BROKEN])
def test_a_broken_file_is_told_in_plain_words(tmp_path, name, content, said):
    cell, cells = shown(tmp_path, name, content)
    text = " ".join([*cells.problems, str(cell.get("note", ""))])
    assert said in text
    assert not RAW.search(text)
    assert cells.problems or cell["kind"] == "audio"


def test_a_document_of_scripts_alone_is_told(tmp_path):
    cell, _ = shown(tmp_path, "a.html", b"<style>p{top:0}</style><div id=plot><p> </p></div><script>draw()</script>")
    assert cell == {
        "kind": "HTML",
        "note": "it is drawn entirely by scripts, which do not run here; also log it as an image",
    }
    for text in (
        b"<svg></svg><script></script>",
        b"<img src='data:image/png;base64,AA'><script></script>",
        b"a<script></script>",
    ):
        cell, _ = shown(tmp_path, "a.html", text)
        assert cell["kind"] == "html"


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_shown(tmp_path, name):
    cell, cells = shown(tmp_path, name, WHOLE[name])
    assert cells.problems == []
    assert "note" not in cell or name in {"a.html", "a.wav"}


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, derandomize=True)
@given(st.data())
def test_whatever_is_changed_in_a_file_is_told_in_plain_words(tmp_path, name, data):
    content = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        match data.draw(st.sampled_from(("cut", "flip", "insert", "number", "splice"))):
            case "cut":
                del content[place:]
            case "flip" if place < len(content):
                content[place] = data.draw(st.integers(0, 255))
            case "insert":
                content[place:place] = data.draw(st.binary(max_size=9))
            case "number":
                content[place:place] = data.draw(
                    st.sampled_from((b"1e999", b"NaN", b"null", b"-1", b"[[]]", b"\xed\xa0\x80", b'"'))
                )
            case _:
                content[place:place] = content[place // 2 : place]
    _, cells = shown(tmp_path, name, bytes(content))
    assert not RAW.search(" ".join(cells.problems))


def test_a_picture_stays_where_only_its_metadata_is_damaged(tmp_path):
    """A comment that is longer than it says: browsers look for what comes next, what is left without it begins amiss."""
    cell, cells = shown(tmp_path, "a.jpg", JPEG[:2] + b"\xff\xfe\x00\x0a" + b"secret" * 9 + JPEG[2:])
    stored = next(block for block in cells.blocks if block.id == cell["block"])
    assert cells.problems == []
    assert "re-encoded" in cell["note"]
    assert b"secret" not in stored.read()
    with Image.open(io.BytesIO(stored.read())) as kept, Image.open(io.BytesIO(JPEG)) as logged:
        assert np.array_equal(np.asarray(kept.convert("RGB")), np.asarray(logged))


def test_json_that_no_file_can_hold_is_held():
    assert read_json(b'{"a\\ud800": ["\\ud83d\\ude00", "\\udc00"]}', "a") == {"a\ufffd": ["😀", "\ufffd"]}
    for content, said in (
        (b"[" * 100_000, "deeply"),
        (b"9" * 5000, "digits"),
        (b"\xff{", "not JSON"),
        (b"{", "cut off"),
    ):
        with pytest.raises(MediaError, match=said):
            read_json(content, "a")


def test_a_boundary_lets_its_own_errors_pass():
    with pytest.raises(MediaError, match=r"^known$"), reading("a"):
        raise MediaError("known")
    for error, said in ((KeyError("x"), "inconsistent"), (MemoryError(), "memory"), (RecursionError(), "deeply")):
        with pytest.raises(MediaError, match=said), reading("a"):
            raise error


def test_what_a_decoder_in_c_prints_stays_off_the_terminal(tmp_path, capfd):
    path = tmp_path / "odd.tiff"
    noise = np.random.default_rng(0).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path, compression="tiff_adobe_deflate")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    with contextlib.suppress(MediaError):
        from_bytes(bytes(content), "odd.tiff")
    assert capfd.readouterr().err == ""
