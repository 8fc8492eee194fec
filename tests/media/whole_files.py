"""A whole file of each kind of media, made here, and how the page takes one: what tests break and fuzzers change."""

from __future__ import annotations

import io
import json
import re
import struct
import wave

import numpy as np
from PIL import Image

from reportgen.model.media import FileMedia, MediaFile
from reportgen.model.media.document import Figure, Html
from reportgen.model.media.image import Image as LoggedImage
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Object3D
from reportgen.panels.base.media.cells import Cells
from reportgen.panels.base.media.overlays import Overlays

RAW = re.compile(
    r"Error\b|Exception|NoneType|Traceback|object at 0x|out of range|out of bounds|unhashable|not subscriptable|"
    r"errno|codec|struct\.|invalid literal|could not convert|unpack|positional argument|\(\) argument|NaN to integer|zero-size|index \d+ is|"
    r"list index|has no attribute|numpy|ndarray|matmul|bytes-like|PIL|libav|Failed to"
)
"""Texts of Python and of libraries, which are no reasons for a reader."""
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
WHOLE = {
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


def shown(folder, name: str, content: bytes) -> tuple[dict, Cells]:
    """Make the cell of a file; returns it and what made it."""
    (folder / name).write_bytes(content)
    end = name.rpartition(".")[2]
    kinds: dict[type[FileMedia], str] = {
        LoggedImage: "png jpg gif webp tiff bmp", Audio: "wav ogg flac", Video: "mp4", Html: "html",
    }  # fmt: skip
    kind = next((kind for kind, ends in kinds.items() if end in ends.split()), Object3D)
    kind = Figure if name.endswith("plotly.json") else kind
    cells = Cells(Overlays({}, 0.5))
    cell, _ = cells.make(0, kind(MediaFile(folder, name)), "here", "k", static=True)
    return cell, cells
