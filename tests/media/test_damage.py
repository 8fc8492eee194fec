"""Broken media of every kind: a sentence that tells what is wrong, never a raw text of Python or of a library."""

from __future__ import annotations

import io
import json
import re
import struct
import wave

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from reportgen.media.damage import read_json, reading
from reportgen.media.item import MediaError, MediaFile, MediaItem
from reportgen.panels._media import Cells
from reportgen.panels._overlays import Overlays

RAW = re.compile(
    r"Error\b|Exception|NoneType|Traceback|object at 0x|out of range|out of bounds|unhashable|not subscriptable|"
    r"errno|codec|struct\.|invalid literal|could not convert|unpack|argument|NaN to integer|zero-size|index \d+ is|"
    r"list index|has no attribute|numpy|ndarray|matmul|bytes-like|PIL|libav|Failed to"
)
TRIANGLE = {
    "positions": [0, 0, 0, 1, 0, 0, 0, 1, 0], "normals": [0, 0, 1, 0, 0, 1, 0, 0, 1], "indices": [0, 1, 2], "name": "a",
}  # fmt: skip
GLTF = {
    "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
    "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
    "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]}],
    "bufferViews": [{"buffer": 0, "byteLength": 36}],
    "buffers": [{"byteLength": 36, "uri": "data:;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA"}],
}  # fmt: skip
PLY = (
    "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\n"
    "property list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"
)
MOL = (
    "a\n\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n"
    "    0.0000    0.0000    0.0000 C   0  0\n    1.2000    0.0000    0.0000 O   0  0\n  1  2  2\nM  END\n"
)
GRO = "a\n    1\n    1SOL     OW    1   0.126   1.624   1.679\n   1.0   1.0   1.0\n"
MOL2 = "@<TRIPOS>MOLECULE\na\n@<TRIPOS>ATOM\n1 C1 0.0 0.0 0.0 C.3\n2 O1 1.0 0.0 0.0 O.2\n@<TRIPOS>BOND\n1 1 2 2\n"
PDB = "ATOM      1  CA  ALA A   1      11.104   6.134  -6.504  1.00  0.00           C\n"


def picture(kind: str = "PNG", size: int = 24, **options) -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (size, size, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, kind, **options)
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\1" * 800)
    return out.getvalue()


def glb(document: object, body: bytes = b"") -> bytes:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    parts = struct.pack("<I4s", len(text), b"JSON") + text
    parts += struct.pack("<I4s", len(body), b"BIN\0") + body if body else b""
    return struct.pack("<4sII", b"glTF", 2, 12 + len(parts)) + parts


def changed(document: dict, **more: object) -> bytes:
    """Return JSON with other entries; texts such as 1e999 stand as they are."""
    return json.dumps(document | more).replace('"RAW', "").replace('RAW"', "").encode()


def babylon(**more: object) -> bytes:
    mesh = json.loads(changed(TRIANGLE)) | more
    return changed({"meshes": [mesh]})


def figure(**array: object) -> bytes:
    return json.dumps({"data": [{"type": "surface", "z": {"dtype": "f8", "bdata": "AAAAAAAAAAA="} | array}]}).encode()


PNG, JPEG = picture(), picture("JPEG", exif=Image.Exif())
AT = PNG.index(b"IDAT") + 40
SOUND = {
    "a.png": PNG, "a.jpg": JPEG, "a.gif": picture("GIF"), "a.webp": picture("WEBP"), "a.tiff": picture("TIFF"),
    "a.bmp": picture("BMP"), "a.wav": sound(), "a.gltf": json.dumps(GLTF).encode(), "a.babylon": babylon(),
    "a.ply": PLY.encode(), "a.obj": b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "a.mol": MOL.encode(), "a.gro": GRO.encode(),
    "a.mol2": MOL2.encode(), "a.pdb": PDB.encode(), "a.pts.json": b"[[1,2,3],[4,5,6]]", "a.plotly.json": figure(),
    "a.stl": b"\0" * 80 + struct.pack("<I", 1) + struct.pack("<12fH", *range(12), 0), "a.html": b"<p style='top:1px'>a",
    "a.lidar.json": json.dumps({
        "type": "lidar/beta", "points": [[0, 0, 0, 1], [1, 1, 1, 2]], "vectors": [{"start": [0, 0, 0], "end": [1, 0, 0]}],
        "boxes": [{"label": "a", "color": [1, 2, 3], "corners": [[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)]}],
    }).encode(),
}  # fmt: skip
"""A whole file of each kind."""

BROKEN = [
    ("cut.png", PNG[:-30], "broken: the file is cut off"),
    ("flipped.png", PNG[:AT] + b"\xff\0\xff" + PNG[AT + 3 :], "its picture data is damaged"),
    ("spliced.png", PNG[: AT + 200] + PNG[33:], "its picture data is damaged"),
    ("none.png", PNG[:33] + PNG[-12:], "its picture data is damaged"),
    ("large.png", picture(size=400).replace(b"\x77", b"\x78"), "its picture data is damaged"),
    ("cut.gif", picture("GIF")[:60], "broken"), ("cut.webp", picture("WEBP")[:80], "broken"), ("text.png", b"a" * 99, "not a picture"),
    ("a.plotly.json", figure(shape="1e308, 5"), "1 numbers is said to be of shape (1e308, 5)"),
    ("b.plotly.json", figure(bdata="AAAA"), "an array of 'f8' cannot be decoded"),
    ("c.plotly.json", figure(bdata="A"), "an array of 'f8' cannot be decoded"),
    ("d.plotly.json", figure(shape="2,2"), "of shape (2,2)"), ("e.plotly.json", b'{"data": [', "cut off"),
    ("f.plotly.json", b"[]", "an object with 'data' and 'layout'"), ("g.plotly.json", b"{'data': 1}", "line 1, column 2"),
    ("a.babylon", babylon(subMeshes=[{"indexStart": None, "indexCount": 3}]), "has null as its indexStart"),
    ("b.babylon", babylon(subMeshes=[{"indexStart": 0, "indexCount": "RAW1e999RAW"}]), "Infinity as its indexCount"),
    ("c.babylon", babylon(subMeshes=[{"materialIndex": "RAWNaNRAW"}]), "NaN as its materialIndex"),
    ("d.babylon", babylon(subMeshes=[{"indexStart": 0, "indexCount": 300}]), "needs 300 indices, and 3 are there"),
    ("e.babylon", babylon(positions=[0, 1]), "positions that are no rows of three numbers"),
    ("f.babylon", babylon(indices=[0, 1, 7]), "names vertices that are not there: it has 3"),
    ("a.gltf", changed(GLTF, nodes=[{"mesh": 0, "skin": 0}], skins=[{"joints": [[]]}]), "nodes[[]]"),
    ("b.gltf", changed(GLTF, nodes=[{"mesh": 0, "matrix": [1, "RAW1e999RAW", *[0] * 14]}]), "a number without end at nodes[0].matrix[1]"),
    ("c.gltf", changed(GLTF, nodes=[{"mesh": 0, "children": 3}]), "children belong"),
    ("d.gltf", changed(GLTF, scenes=[{"nodes": [[]]}]), "nodes[[]], and holds 1"),
    ("e.gltf", changed(GLTF, scenes=[{"nodes": {}}], scene="x"), 'scenes["x"]'),
    ("f.gltf", changed(GLTF, bufferViews=[{"buffer": "RAW1e999RAW"}]), "a number without end at bufferViews[0].buffer"),
    ("g.gltf", changed(GLTF, accessors=[{"componentType": [], "type": "VEC3"}]), "no known type"),
    ("h.gltf", changed(GLTF, accessors=[GLTF["accessors"][0] | {"sparse": {"count": 1}}]), "no indices and values"),
    ("i.gltf", changed(GLTF, bufferViews=[{"buffer": 0, "byteLength": -1}]), "-1 where a count belongs"),
    ("j.gltf", changed(GLTF, extensionsRequired=["X"], extensionsUsed=[{}]), "requires the glTF extension X"),
    ("k.gltf", changed(GLTF, meshes=[{"primitives": [{"attributes": {"POSITION": [0]}}]}]), "accessors[[0]]"),
    ("l.gltf", changed(GLTF, buffers=[{"byteLength": 99, "uri": GLTF["buffers"][0]["uri"]}]), "99 bytes are named, and 36 are there"),
    ("a.glb", glb(GLTF)[:40], "cut off"), ("b.glb", glb({"asset": {"version": "2.0"}, "bufferViews": [{"byteLength": "RAW"}]}), "draws nothing"),
    ("c.glb", glb(b'{"asset":{"version":"2.0"},"bufferViews":[{"buffer":0,"byteLength":NaN}]}', b"abcd"), "NaN at bufferViews[0].byteLength"),
    ("a.ply", PLY.replace("3 0 1 2", "3 0 1 900").encode(), "a face names vertex 900, and there are 3"),
    ("b.ply", PLY[:-20].encode(), "cut off: 3 vertices are named"), ("a.obj", b"v 0 0 0\nf 1 2 3\n", ".obj file"),
    ("a.stl", b"\0" * 80 + struct.pack("<I", 9), "9 triangles are named, and 0 are there"),
    ("a.pts.json", b"[[1,2,3],[4,5", "cut off"), ("a.npy", b"\x93NUMPY\x01\x00", "cut off, or was not written by NumPy"),
    ("a.npz", b"PK\x03\x04abc", "cut off, or was not written by NumPy"),
    ("a.mol", MOL.replace("0.0000 C", "x.0000 C").encode(), "holds no place of three numbers"),
    ("b.mol", MOL.replace("  2  1  0", "  z  1  0").encode(), "where the number of atoms belongs"), ("c.mol", b"a\n", "cut off"),
    ("a.gro", GRO.replace("1.624", "1.x24").encode(), "holds no place"), ("b.gro", b"a\nb\n", "'b' where the number of atoms"),
    ("c.gro", b"a", "the number of atoms"), ("a.mol2", MOL2.replace("1 1 2 2", "1 1 9 2").encode(), ".mol2 file"),
    ("a.pdb", b"junk", "no atom"), ("a.cif", b"data_a\nloop_\n_atom_site.id\n", "no table of atoms"),
    ("a.wav", b"RIFF\x10\0\0\0WAVEfmt ", "no waveform: the file is damaged"), ("a.ogg", b"OggS" + b"\xff" * 40, "no waveform: its coding"),
    ("a.flac", b"fLaC", "no waveform: its format"), ("a.gif.mp4", b"junk", "no video"),
]  # fmt: skip
"""(name, content, a part of what is said)."""


def shown(folder, name: str, content: bytes) -> tuple[dict, Cells]:
    """Make the cell of a file; returns it and what made it."""
    (folder / name).write_bytes(content)
    end = name.rpartition(".")[2]
    kind = {"png": "image", "jpg": "image", "gif": "image", "webp": "image", "tiff": "image", "bmp": "image",
            "wav": "audio", "ogg": "audio", "flac": "audio", "mp4": "video", "html": "HTML"}.get(end, "3D object")  # fmt: skip
    kind = "Plotly figure" if name.endswith("plotly.json") else kind
    cells = Cells(Overlays({}, 0.5))
    cell, _ = cells.make(0, MediaItem(kind, 0, file=MediaFile(folder, name)), "here", "k", static=True)
    return cell, cells


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
        "note": "all of it is drawn by scripts, which do not run here; log it as an image, too",
    }
    for text in (
        b"<svg></svg><script></script>",
        b"<img src='data:image/png;base64,AA'><script></script>",
        b"a<script></script>",
    ):
        cell, _ = shown(tmp_path, "a.html", text)
        assert cell["kind"] == "html"


@pytest.mark.parametrize("name", SOUND)
def test_a_whole_file_is_shown(tmp_path, name):
    cell, cells = shown(tmp_path, name, SOUND[name])
    assert cells.problems == []
    assert "note" not in cell or name in {"a.html", "a.wav"}


@pytest.mark.parametrize("name", SOUND)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, derandomize=True)
@given(st.data())
def test_whatever_is_changed_in_a_file_is_told_in_plain_words(tmp_path, name, data):
    content = bytearray(SOUND[name])
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
    assert "written anew" in cell["note"]
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
    for error, said in ((KeyError("x"), "do not fit"), (MemoryError(), "memory"), (RecursionError(), "deeply")):
        with pytest.raises(MediaError, match=said), reading("a"):
            raise error
