"""Make the compressed files beside this one: make.py GLTF_TRANSFORM, from a folder that may be thrown away.

GLTF_TRANSFORM is the command of @gltf-transform/cli 4.5 from npm; Draco, meshopt and quantised files are its own. KTX2
pictures are encoded by alktx2 0.1.7 (Basis Universal) from PyPI, and stand in a file that this script writes.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image

HERE = Path(__file__).parent
OUT = Path.cwd()


def base() -> bytes:
    """Return a ball with a picture and a box with colours."""
    ball = trimesh.creation.icosphere(subdivisions=2, radius=1.0)
    x, y, z = ball.vertices.T
    uv = np.c_[np.arctan2(y, x) / (2 * np.pi) + 0.5, np.arccos(z) / np.pi]
    pixels = np.zeros((32, 32, 3), np.uint8)
    pixels[..., 0], pixels[:16, :, 1], pixels[:, 16:, 2] = 220, 180, 90
    Image.fromarray(pixels).save(OUT / "picture.png")
    material = trimesh.visual.material.PBRMaterial(baseColorTexture=Image.fromarray(pixels))
    ball.visual = trimesh.visual.TextureVisuals(uv=uv, material=material)
    box = trimesh.creation.box((1, 2, 0.5))
    box.visual.vertex_colors = np.random.default_rng(0).integers(0, 255, (8, 4)).astype(np.uint8) | (0, 0, 0, 255)
    scene = trimesh.Scene()
    scene.add_geometry(ball, node_name="ball")
    scene.add_geometry(box, node_name="box", transform=trimesh.transformations.translation_matrix([3, 0, 0]))
    return scene.export(file_type="glb", include_normals=True)


def with_ktx2(glb: bytes, picture: bytes) -> bytes:
    """Return a file whose picture is a KTX2 one."""
    size = struct.unpack_from("<I", glb, 12)[0]
    document, binary = json.loads(glb[20 : 20 + size]), glb[28 + size :]
    document["bufferViews"].append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(picture)})
    binary += picture + b"\0" * (-len(picture) % 4)
    document["images"] = [{"bufferView": len(document["bufferViews"]) - 1, "mimeType": "image/ktx2"}]
    document["textures"] = [{"extensions": {"KHR_texture_basisu": {"source": 0}}}]
    document["buffers"] = [{"byteLength": len(binary)}]
    document["extensionsUsed"] = document["extensionsRequired"] = ["KHR_texture_basisu"]
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    parts = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(parts)) + parts


def main() -> None:
    """Write every file."""
    import alktx2

    (HERE / "base.glb").write_bytes(base())
    for name, options in {"draco": ["draco"], "draco_sequential": ["draco", "--method", "sequential"],
                          "meshopt": ["meshopt"], "meshopt_medium": ["meshopt", "--level", "medium"],
                          "quantized": ["quantize"], "webp": ["webp"]}.items():  # fmt: skip
        command = [sys.argv[1], options[0], str(HERE / "base.glb"), str(HERE / f"{name}.glb"), *options[1:]]
        subprocess.run(command, check=True)
    for codec in ("etc1s", "uastc"):
        alktx2.encode_image_to_ktx2(
            str(OUT / "picture.png"), str(OUT / "picture.ktx2"), codec=codec, quality=90, mipmaps=True
        )
        glb = with_ktx2((HERE / "base.glb").read_bytes(), (OUT / "picture.ktx2").read_bytes())
        (HERE / f"ktx2_{codec}.glb").write_bytes(glb)


if __name__ == "__main__":
    main()
