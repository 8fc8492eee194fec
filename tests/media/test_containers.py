"""Sounds, films, scenes and pictures without their tags: nothing of them is left, and they play as before."""

from __future__ import annotations

import io
import json
import random
import struct

import numpy as np
import pytest
import soundfile
from conftest import EXAMPLES, log_runs
from PIL import Image

from reportgen.media.private.containers import strip
from reportgen.media.private.metadata import strip as strip_picture
from reportgen.privacy.text import clean
from reportgen.scene.load import Wishes, read

KINDS = ("wav", "aiff", "mp3", "flac", "ogg", "mp4", "webm", "glb")


@pytest.fixture(scope="module")
def files():
    folder = log_runs("0.31.0", "log_secrets.py")
    return {kind: (folder / f"a.{kind}").read_bytes() for kind in (*KINDS, "png", "jpg", "gif", "webp")}


def stripped(content: bytes) -> bytes:
    return strip(content, lambda text: clean(text)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_no_tag_is_left(kind, files):
    assert b"MARK" in files[kind]
    made = stripped(files[kind])
    assert b"MARK" not in made
    assert stripped(made) == made


@pytest.mark.parametrize("kind", ["wav", "aiff", "mp3", "flac", "ogg"])
def test_sounds_are_the_same(kind, files):
    before, rate = soundfile.read(io.BytesIO(files[kind]))
    after, same = soundfile.read(io.BytesIO(stripped(files[kind])))
    assert rate == same
    assert np.array_equal(before, after)


@pytest.mark.parametrize("kind", ["mp4", "webm", "ogg"])
def test_places_inside_stay(kind, files):
    made = stripped(files[kind])
    behind = len(b"MARK0000") if kind == "mp4" else 0
    assert len(made) == len(files[kind]) - behind


def test_a_scene_is_drawn_as_before(files):
    before, after = (
        read(content, "a.glb", lambda _: None, Wishes()) for content in (files["glb"], stripped(files["glb"]))
    )
    assert [len(mesh.faces) for mesh in before.meshes] == [len(mesh.faces) for mesh in after.meshes]
    made = stripped(files["glb"])
    assert json.loads(made[20 : 20 + struct.unpack("<I", made[12:16])[0]])["asset"] == {"version": "2.0"}


@pytest.mark.parametrize(("kind", "media_type"), [("png", "png"), ("jpg", "jpeg"), ("gif", "gif"), ("webp", "webp")])
def test_pictures_keep_their_pixels_alone(kind, media_type, files):
    assert b"MARK" in files[kind]
    made = strip_picture(files[kind], f"image/{media_type}")
    assert b"MARK" not in made
    with Image.open(io.BytesIO(made)) as after, Image.open(io.BytesIO(files[kind])) as before:
        assert after.tobytes() == before.tobytes()
        assert getattr(after, "n_frames", 1) == getattr(before, "n_frames", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_broken_files_are_survived(kind, files):
    chance = random.Random(kind)
    for _ in range(150):
        content = bytearray(files[kind][: chance.randrange(len(files[kind]))])
        for _ in range(chance.randrange(4)):
            if content:
                content[chance.randrange(min(len(content), 400))] = chance.randrange(256)
        stripped(bytes(content))


def test_what_has_no_tags_is_the_same_object():
    buffer = io.BytesIO()
    soundfile.write(buffer, np.zeros(100), 8000, format="WAV")
    content = buffer.getvalue()
    assert stripped(content) is content
    assert stripped(b"anything else") == b"anything else"


def test_a_streamed_sound_whose_lengths_are_unknown_is_whole():
    buffer = io.BytesIO()
    soundfile.write(buffer, np.linspace(-1, 1, 1000), 8000, format="WAV")
    content = bytearray(buffer.getvalue())
    content[4:8] = content[40:44] = b"\xff\xff\xff\xff"
    assert stripped(bytes(content))[44:] == content[44:]


def test_pictures_of_a_scene_lose_their_tags(files):
    picture = files["png"]
    tree = {
        "asset": {"version": "2.0"}, "images": [{"bufferView": 0, "mimeType": "image/png"}],
        "buffers": [{"byteLength": len(picture)}], "bufferViews": [{"buffer": 0, "byteLength": len(picture)}],
    }  # fmt: skip
    body = json.dumps(tree).encode()
    body += b" " * (-len(body) % 4)
    padded = picture + bytes(-len(picture) % 4)
    parts = struct.pack("<I4s", len(body), b"JSON") + body + struct.pack("<I4s", len(padded), b"BIN\0") + padded
    made = stripped(struct.pack("<4sII", b"glTF", 2, 12 + len(parts)) + parts)
    assert b"MARK" not in made
    size = struct.unpack("<I", made[12:16])[0]
    view = json.loads(made[20 : 20 + size])["bufferViews"][0]
    start = 20 + size + 8
    with Image.open(io.BytesIO(made[start : start + view["byteLength"]])) as image:
        image.load()


@pytest.mark.parametrize("path", sorted((EXAMPLES / "_runs").rglob("*.webm")), ids=lambda path: path.stem)
def test_a_film_keeps_all_but_its_tags(path):
    """The index at its head names tags, too, and is none."""
    before = path.read_bytes()
    after = stripped(before)
    clusters = before.index(b"\x1f\x43\xb6\x75")
    assert after[clusters:] == before[clusters:]
    assert b"Lavf" in before
    assert b"Lavf" not in after
