"""Log 3D files that call home, climb out, lie about their size or burst: log_hostile_scenes.py OUT_DIR.

Records are logged as the SDK would write them, by hand, since it refuses some of these files.
"""

import base64
import io
import json
import struct
import zipfile
from pathlib import Path

from offline import start

OUT = start()

import numpy as np  # noqa: E402
import wandb  # noqa: E402

MARK = b"the secret outside of the run"
CALL = "http://example.invalid/x"
SCRIPT = "<script>window.__pwned=1</script>"
UP = "../../../../../secret"

PLACES = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], "<f4")
FACES = np.array([(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)], "<u2")
BODY = PLACES.tobytes() + FACES.tobytes()
URI = "data:application/octet-stream;base64," + base64.b64encode(BODY).decode()


def gltf(**changes: object) -> bytes:
    """Return a tetrahedron, changed."""
    views = [{"buffer": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": 24}]
    accessors = [
        {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 1]},
        {"bufferView": 1, "componentType": 5123, "count": 12, "type": "SCALAR"},
    ]
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "buffers": [{"byteLength": len(BODY), "uri": URI}],
        "bufferViews": views,
        "accessors": accessors,
    }
    return json.dumps(document | changes).encode()


def glb(document: bytes = b"{}", body: bytes = BODY, length: int | None = None) -> bytes:
    """Return a GLB that says it is ``length`` bytes long."""
    document += b" " * (-len(document) % 4)
    size = 12 + 8 + len(document) + 8 + len(body)
    head = struct.pack("<4sII", b"glTF", 2, size if length is None else length)
    return (
        head + struct.pack("<I4s", len(document), b"JSON") + document + struct.pack("<I4s", len(body), b"BIN\0") + body
    )


def accessor(**changes: object) -> list[dict[str, object]]:
    first = {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3"}
    return [first | changes, {"bufferView": 1, "componentType": 5123, "count": 12, "type": "SCALAR"}]


def textured(uri: str) -> bytes:
    """Return a tetrahedron with a picture that lies elsewhere."""
    return gltf(
        images=[{"uri": uri}],
        textures=[{"source": 0}],
        materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}, "normalTexture": {"index": 0}}],
        meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}],
    )


def bomb() -> str:
    """Return a picture of 30,000 x 30,000 pixels in a few bytes."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def zipped() -> bytes:
    """Return an archive with an array of a gigabyte in a megabyte."""
    out = io.BytesIO()
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<f8", "fortran_order": False, "shape": (40_000_000, 3)})
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("points.npy", "w", force_zip64=True) as file,
    ):
        file.write(head.getvalue())
        for _ in range(960):
            file.write(b"\0" * 1_000_000)
    return out.getvalue()


def array(shape: tuple[int, ...], content: bytes = b"") -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return out.getvalue() + content


def pickled() -> bytes:
    out = io.BytesIO()
    np.save(out, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    return out.getvalue()


def atoms(count: int) -> bytes:
    line = "ATOM      1  CA  ALA A   1      {:8.3f}{:8.3f}   0.000  1.00  0.00           C"
    return "\n".join(line.format(n % 900, n // 900) for n in range(count)).encode()


CORNERS = [[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)]
MESH = {"id": "a", "positions": PLACES.ravel().tolist(), "indices": FACES.ravel().tolist()}
FILES = {
    "buffer_http.gltf": gltf(buffers=[{"byteLength": 72, "uri": CALL}]),
    "buffer_up.gltf": gltf(buffers=[{"byteLength": 72, "uri": UP + ".bin"}]),
    "buffer_coded.gltf": gltf(buffers=[{"byteLength": 72, "uri": UP.replace("/", "%2F") + ".bin"}]),
    "buffer_root.gltf": gltf(buffers=[{"byteLength": 72, "uri": "/etc/passwd"}]),
    "buffer_file.gltf": gltf(buffers=[{"byteLength": 72, "uri": "file:///etc/passwd"}]),
    "buffer_base64.gltf": gltf(buffers=[{"byteLength": 72, "uri": "data:;base64,@@@"}]),
    "buffer_short.gltf": gltf(buffers=[{"byteLength": 2**40, "uri": URI}]),
    "image_http.gltf": textured(CALL),
    "image_up.gltf": textured(UP + ".png"),
    "image_bomb.gltf": textured(bomb()),
    "image_script.gltf": textured("javascript:window.__pwned=1"),
    "count_free.gltf": gltf(accessors=[{"componentType": 5126, "count": 2**32, "type": "VEC3"}]),
    "count_view.gltf": gltf(accessors=accessor(count=10**9)),
    "count_float.gltf": gltf(accessors=accessor(count=4.5)),
    "count_less.gltf": gltf(accessors=accessor(count=-1)),
    "offset.gltf": gltf(accessors=accessor(byteOffset=2**53)),
    "view.gltf": gltf(bufferViews=[{"buffer": 0, "byteOffset": 60, "byteLength": 2**31}] * 2),
    "stride.gltf": gltf(bufferViews=[{"buffer": 0, "byteLength": 48, "byteStride": 2**31}] * 2),
    "type.gltf": gltf(accessors=accessor(componentType=9)),
    "kind.gltf": gltf(accessors=accessor(type="constructor")),
    "sparse.gltf": gltf(
        accessors=accessor(sparse={"count": 9**9, "indices": {"bufferView": 1}, "values": {"bufferView": 0}})
    ),
    "ring.gltf": gltf(nodes=[{"children": [1]}, {"children": [0], "mesh": 0}]),
    "itself.gltf": gltf(nodes=[{"mesh": 0, "children": [0]}]),
    "twice.gltf": gltf(nodes=[{"children": [1]}, {"mesh": 0}, {"children": [1]}]),
    "chain.gltf": gltf(nodes=[{"children": [n + 1]} for n in range(60_000)] + [{"mesh": 0}]),
    "chain_long.gltf": gltf(nodes=[{"children": [n + 1]} for n in range(40_000)] + [{"mesh": 0}]),
    "bounds.gltf": gltf(accessors=accessor(min=[float("nan")] * 3, max=[float("inf")] * 3)),
    "matrix.gltf": gltf(nodes=[{"mesh": 0, "matrix": [1e308] * 16}]),
    "far.gltf": gltf(nodes=[{"mesh": 0, "translation": [1e38, 0, 0]}]),
    "index.gltf": gltf(nodes=[{"mesh": 7}]),
    "text.gltf": gltf(nodes="x", meshes={"a": 1}),
    "scene.gltf": gltf(scene=9),
    "names.gltf": gltf(nodes=[{"mesh": 0, "name": SCRIPT, "extras": {"__proto__": {"polluted": 1}}}]),
    "draco.gltf": gltf(extensionsRequired=["KHR_draco_mesh_compression"]),
    "old.gltf": gltf(asset={"version": "1.0"}),
    "deep.gltf": b"[" * 200_000,
    "words.gltf": b"not a scene",
    "cut.glb": glb(gltf())[:300],
    "head.glb": b"glTF\2\0\0\0",
    "lies.glb": glb(gltf(), length=2**31),
    "short.glb": glb(gltf(), length=24),
    "list.glb": glb(b"[1,2]"),
    "chunk.glb": b"glTF" + struct.pack("<IIII", 2, 60, 2**31, 0x4E4F534A) + b"{}" * 20,
    "climb.obj": f"mtllib {UP}.mtl\nmtllib {CALL}\nusemtl a\n".encode() + b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n",
    "index.obj": b"v 0 0 0\nf 1 2 999999999\n",
    "nan.obj": b"v nan inf 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n",
    "none.obj": b"f 1 2 3\n",
    "words.obj": b"v a b c\n" * 1000,
    "count.stl": b"\0" * 80 + struct.pack("<I", 2**32 - 1) + b"\0" * 50,
    "empty.stl": b"\0" * 84,
    "words.stl": b"solid x\nfacet normal a b c\nouter loop\nvertex 1 2\nendloop\nendfacet\nendsolid",
    "nan.stl": b"\0" * 80 + struct.pack("<I", 1) + b"\xff" * 50,
    "script.babylon": json.dumps(
        {
            "meshes": [MESH | {"name": SCRIPT, "materialId": "m"}],
            "actions": {"children": [SCRIPT]},
            "materials": [{"id": "m", "diffuseTexture": {"name": CALL, "url": CALL}, "customCode": SCRIPT}],
            "plugins": [CALL],
        }
    ).encode(),
    "ring.babylon": json.dumps({"meshes": [MESH | {"parentId": "b"}, {"id": "b", "parentId": "a"}]}).encode(),
    "index.babylon": json.dumps({"meshes": [MESH | {"indices": [10**30, -1, 2**40]}]}).encode(),
    "types.babylon": json.dumps(
        {"meshes": [MESH | {"positions": "x", "subMeshes": "y"}, 7, None], "materials": 3}
    ).encode(),
    "sub.babylon": json.dumps({"meshes": [MESH | {"subMeshes": [{"indexStart": 10**12, "indexCount": -5}]}]}).encode(),
    "deep.babylon": b'{"meshes":' + b"[" * 100_000,
    "deep.pts.json": b"[" * 100_000,
    "words.pts.json": b'[["a","b","c"],[1,2,3],[{},[],null]]',
    "huge.pts.json": b"[[1e999,1,1],[1" + b"0" * 5000 + b",1,1],[1,1,1]]",
    "boxes.pts.json": json.dumps(
        {
            "type": "lidar/beta",
            "points": [[0, 0, 0], [1, 1, 1]],
            "boxes": [
                {"corners": CORNERS, "label": SCRIPT + "x" * 5000, "color": ["a"], "score": "b"},
                {"corners": [[float("nan")] * 3] * 8},
                {"corners": "x"},
                5,
                {"corners": [[0, 0, 0]] * 8},
            ],
            "vectors": {"a": 1},
        }
    ).encode(),
    "same.pts.json": json.dumps([[5, 5, 5]] * 5000).encode(),
    "far.pts.json": json.dumps([[1e300, 0, 0], [-1e300, 0, 0], [0, 0, 1e-300]]).encode(),
}
MOLECULES = {
    "million.pdb": atoms(1_000_000),
    "many.pdb": atoms(700_000),
    "nan.pdb": b"ATOM      1  CA  ALA A   1          nan     inf   0.000\n" * 3,
    "words.pdb": b"ATOM  " * 5000,
    "conect.pdb": b"ATOM      1  CA  ALA A   1       0.000   0.000   0.000  1.00  0.00           C\n"
    + b"CONECT    1" * 9
    + b"\nCONECT99999    1\n",
    "count.sdf": b"x\n\n\n999999  V2000\n",
    "minus.sdf": b"x\n\n\n -1 -1  0  0 V2000\nM  END\n",
    "bond.mol2": b"@<TRIPOS>ATOM\n1 C 0 0 0 C.3\n@<TRIPOS>BOND\n1 1 9 1\n",
    "open.cif": b"data_x\nloop_\n_atom_site.Cartn_x\n;never closed\n",
    "script.cif": f"data_x\n_atom_site.Cartn_x '{SCRIPT}'\n_atom_site.type_symbol C\n".encode(),
    "count.gro": b"x\n999999999999\n",
    "minus.gro": b"x\n-5\n",
    "bytes.mmtf": b"\xde\xff" * 50,
    "zeros.pqr": b"\0" * 100_000,
    "same.pdb": b"ATOM      1  CA  ALA A   1       0.000   0.000   0.000  1.00  0.00           C\n" * 3000,
}
OTHERS = {
    "count.ply": b"ply\nformat binary_little_endian 1.0\nelement vertex 4000000000\nproperty float x\nproperty float y\nproperty float z\nend_header\n\0\0",
    "faces.ply": b"ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 99999999\n",
    "shape.npy": array((2**40, 3)),
    "shape_less.npy": array((-5, 3)),
    "objects.npy": pickled(),
    "bomb.npz": zipped(),
    "words.npz": b"PK\3\4nothing",
    "cut.npy": array((100, 3), b"\0" * 800),
    "wide.npy": array((3, 7), b"\0" * 168),
}


def main() -> None:
    for kind in ("bin", "png", "mtl"):
        (OUT / f"secret.{kind}").write_bytes(BODY + b"newmtl a\nKd 1 0 0\n#" + MARK)
    run = wandb.init(project="hostile", name="hostile scenes", settings=wandb.Settings(console="off"))
    for key, kind, files in (("objects", "object3D", FILES), ("molecules", "molecule", MOLECULES)):
        folder = Path(run.dir) / "media" / kind
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        run.log({key: [{"_type": f"{kind}-file", "path": f"media/{kind}/{name}", "caption": name} for name in files]})
    run.log(
        {
            "elsewhere": [
                {"_type": "object3D-file", "path": path} for path in ("../../../secret.obj", "/etc/passwd", CALL, "")
            ]
        }
    )
    others = OUT / "files"
    others.mkdir()
    for name, content in OTHERS.items():
        (others / name).write_bytes(content)
    run.finish()


main()
