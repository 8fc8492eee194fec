"""Scenes made of random parts, and small files of every kind, written here by hand."""

from __future__ import annotations

import base64
import io
import itertools
import json
import struct

import numpy as np
from PIL import Image

from reportgen.scene.model import Copies, Lines, Material, Mesh, Points, Scene, Texture
from reportgen.scene.unit_shapes import along, balls

CUBE = np.array(list(itertools.product((0.0, 1.0), repeat=3)))
FACES = np.array(
    [
        (0, 1, 3),
        (0, 3, 2),
        (4, 6, 7),
        (4, 7, 5),
        (0, 4, 5),
        (0, 5, 1),
        (2, 3, 7),
        (2, 7, 6),
        (0, 2, 6),
        (0, 6, 4),
        (1, 5, 7),
        (1, 7, 3),
    ]
)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), (200, 40, 60)).save(out, "PNG")
    return out.getvalue()


def scene(seed: int) -> Scene:
    """Return a scene of random parts; some hold what glTF forbids, which the writer must take out."""
    rng = np.random.default_rng(seed)
    size = 10.0 ** rng.integers(-3, 5)
    meshes, copies = [], []
    for _ in range(rng.integers(0, 3)):
        count = int(rng.integers(3, 40))
        vertices = rng.normal(size=(count, 3)) * size
        if rng.random() < 0.3:
            vertices[rng.integers(count)] = rng.choice([np.nan, np.inf, 1e300])
        normals = rng.normal(size=(count, 3)) if rng.random() < 0.6 else None
        if normals is not None and rng.random() < 0.5:
            normals[rng.integers(count)] = 0
        uv = rng.random((count, 2)) if rng.random() < 0.5 else None
        texture = Texture(picture()) if rng.random() < 0.4 else None
        colors = rng.integers(0, 256, (count, 4)).astype(np.uint8) if rng.random() < 0.5 else None
        color = tuple(float(v) for v in rng.random(4))
        material = Material(
            color, float(rng.random()), float(rng.random()), unlit=bool(rng.random() < 0.3), texture=texture
        )
        faces = rng.integers(-1, count + 1, (int(rng.integers(0, 30)), 3))
        meshes.append(Mesh(vertices, faces, "mesh é", normals, colors, uv, material))
    for shape in rng.choice(["sphere", "cylinder", "cone", "prism"], rng.integers(0, 3)):
        count = int(rng.integers(1, 30))
        ends = rng.normal(size=(2, count, 3)) * size
        matrices = (
            balls(ends[0], rng.random(count) * size) if shape == "sphere" else along(ends[0], ends[1], 0.01 * size)
        )
        groups = rng.integers(0, 3, count) if rng.random() < 0.5 else None
        extras = tuple({"score": float(v)} for v in rng.random(3)) if groups is not None else ()
        copies.append(
            Copies(
                str(shape),
                matrices,
                rng.integers(0, 256, (count, 3)).astype(np.uint8),
                str(shape),
                groups,
                tuple("abc") if groups is not None else (),
                extras,
                bool(rng.random() < 0.5),
            )
        )
    points = None
    if rng.random() < 0.7 or not (meshes or copies):
        count = int(rng.integers(1, 500))
        places = rng.normal(size=(count, 3)) * size * rng.choice([0.0, 1.0], 3, p=[0.1, 0.9])
        look = rng.integers(4)
        points = Points(
            places,
            rng.integers(0, 256, (count, 3)).astype(np.uint8) if look == 0 else None,
            rng.integers(-1, 15, count) if look == 1 else None,
            rng.normal(size=count) if look == 2 else None,
            count,
        )
    lines = (
        (Lines(rng.normal(size=(int(rng.integers(1, 5)), 2, 3)) * size, (0.5, 0.5, 0.5, 0.4), "grid"),)
        if rng.random() < 0.4
        else ()
    )
    return Scene("points", "z" if rng.random() < 0.5 else "y", tuple(meshes), points, tuple(copies), lines)


def gltf(**changes: object) -> dict[str, object]:
    """Return the JSON of a cube whose buffer is inside it."""
    places, indices = CUBE.astype("<f4").tobytes(), FACES.astype("<u2").tobytes()
    content = places + indices
    document: dict[str, object] = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "buffers": [
            {
                "byteLength": len(content),
                "uri": "data:application/octet-stream;base64," + base64.b64encode(content).decode(),
            }
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": len(places)},
            {"buffer": 0, "byteOffset": len(places), "byteLength": len(indices)},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 1]},
            {"bufferView": 1, "componentType": 5123, "count": 36, "type": "SCALAR"},
        ],
    }
    return document | changes


def glb(document: dict[str, object] | None = None, binary: bytes | None = None) -> bytes:
    """Return a GLB of a document, by default the cube."""
    document = document or gltf()
    if binary is None:
        binary = CUBE.astype("<f4").tobytes() + FACES.astype("<u2").tobytes()
        document = document | {"buffers": [{"byteLength": len(binary)}]}
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    size = 12 + 8 + len(text) + 8 + len(binary)
    return (
        b"glTF"
        + struct.pack("<II", 2, size)
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(binary), b"BIN\0")
        + binary
    )


def obj() -> bytes:
    """Return the cube as .obj."""
    lines = ["v {} {} {}".format(*p) for p in CUBE] + ["f {} {} {}".format(*(f + 1)) for f in FACES]
    return ("\n".join(lines) + "\n").encode()


def stl() -> bytes:
    """Return the cube as a binary .stl."""
    corners = CUBE[FACES].astype("<f4")
    rows = b"".join(np.zeros(3, "<f4").tobytes() + three.tobytes() + b"\0\0" for three in corners)
    return b"\0" * 80 + struct.pack("<I", len(FACES)) + rows


def ascii_stl() -> bytes:
    """Return the cube as an .stl of words."""
    lines = ["solid cube"]
    for three in CUBE[FACES]:
        lines += [
            "facet normal 0 0 0",
            "outer loop",
            *("vertex {} {} {}".format(*p) for p in three),
            "endloop",
            "endfacet",
        ]
    return "\n".join([*lines, "endsolid cube", ""]).encode()


def ply(*, colors: bool = False, faces: bool = True) -> bytes:
    """Return the cube, or its corners, as .ply."""
    head = ["ply", "format ascii 1.0", "element vertex 8", "property float x", "property float y", "property float z"]
    head += ["property uchar red", "property uchar green", "property uchar blue"] if colors else []
    head += ["element face 12", "property list uchar int vertex_indices"] if faces else []
    rows = [" ".join(map(str, p)) + (f" {n * 30} 20 90" if colors else "") for n, p in enumerate(CUBE)]
    rows += ["3 {} {} {}".format(*f) for f in FACES] if faces else []
    return "\n".join([*head, "end_header", *rows, ""]).encode()


def babylon(**changes: object) -> dict[str, object]:
    """Return a scene of Babylon.js: a cube, its child, an instance, a hidden mesh, a textured PBR material."""
    positions, indices = CUBE.ravel().tolist(), FACES.ravel().tolist()
    url = "data:image/png;base64," + base64.b64encode(picture()).decode()
    return {
        "producer": {"name": "test"},
        "materials": [
            {"id": "red", "diffuse": [1, 0, 0], "alpha": 0.5},
            {
                "id": "pbr",
                "customType": "BABYLON.PBRMaterial",
                "albedo": [0, 1, 0],
                "metallic": 1,
                "roughness": 0.2,
                "albedoTexture": {"name": "a.png", "base64String": url},
            },
        ],
        "multiMaterials": [{"id": "both", "materials": ["red", "pbr"]}],
        "geometries": {"vertexData": [{"id": "shared", "positions": positions, "indices": indices}]},
        "meshes": [
            {
                "id": "cube",
                "name": "cube",
                "positions": positions,
                "indices": indices,
                "normals": (CUBE - 0.5).ravel().tolist(),
                "uvs": CUBE[:, :2].ravel().tolist(),
                "position": [1, 2, 3],
                "scaling": [2, 2, 2],
                "materialId": "both",
                "instances": [{"name": "again", "position": [9, 0, 0]}],
                "subMeshes": [
                    {"materialIndex": 0, "indexStart": 0, "indexCount": 18},
                    {"materialIndex": 1, "indexStart": 18, "indexCount": 18},
                ],
            },
            {
                "id": "child",
                "name": "child",
                "geometryId": "shared",
                "parentId": "cube",
                "position": [0, 0, 1],
                "rotation": [0, 1.5707963, 0],
            },
            {"id": "hidden", "positions": positions, "indices": indices, "isVisible": False},
        ],
    } | changes


WATER_PDB = (
    "HETATM    1  O   HOH A   1       0.000   0.000   0.000  1.00  0.00           O\n"
    "HETATM    2  H1  HOH A   1       0.960   0.000   0.000  1.00  0.00           H\n"
    "HETATM    3  H2  HOH A   1      -0.240   0.930   0.000  1.00  0.00           H\nEND\n"
)
