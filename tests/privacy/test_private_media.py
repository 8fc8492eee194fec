"""Every text in every kind of media passes the step: a person's address is planted in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from reportgen.media.private.files import PrivateFile
from reportgen.model.media import FileMedia, Held, Media, MediaFile, Stored
from reportgen.model.media.document import Attachment, Figure, Html, Markdown, Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Box, Boxes, Classes, Image, Mask
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Box3D, Molecule, Object3D, PointCloud, Scene, Vector
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import Aggregates
from reportgen.model.table import Table
from reportgen.privacy.step import Privacy
from reportgen.sources.private import Shown, private_table
from reportgen.sources.private_media import private_media

NUMBERS = count()
FILE = MediaFile(Path("/nowhere"), "a.png")


def mail() -> str:
    return f"a{next(NUMBERS)}@lab.example.org"


def boxes() -> Held[Boxes]:
    box = Box(
        0, 0, 1, 1, 1, mail(), {mail(): 0.5, "acc": 0.25}, more={"note": mail(), "api_key": "x", mail(): [mail()]}
    )
    return Held(Boxes((box, Box(0, 0, 1, 1)), {1: mail()}))


def cloud() -> PointCloud:
    return PointCloud(np.zeros((2, 3)), None, np.array([1.0, 2.0]), (mail(), mail()), caption=mail())


MADE: list[Media] = [
    Image(
        FILE, 4, 3, {"p": boxes()}, {"m": Mask(FILE, {1: mail()})},
        Classes({"p": {1: mail()}}, {"m": {1: mail()}}, Held({1: mail()})), caption=mail(),
    ),
    Histogram(np.arange(3.0), np.ones(2), caption=mail()), cloud(),
    Scene(cloud(), [Box3D(np.zeros((8, 3)), mail())], [Vector((0, 0, 0), (1, 1, 1))], caption=mail()),
    Object3D(FILE, caption=mail()), Molecule(FILE, mail(), caption=mail()), Video(FILE, caption=mail()),
    Audio(FILE, caption=mail()), Html(FILE, caption=mail()), Markdown(FILE, caption=mail()),
    Text(mail(), caption=mail()),
    Figure(FILE, "Plotly", {"data": [{"text": mail(), "password": "hunter"}]}, caption=mail()),
    Attachment(FILE, mail(), mail(), {"a": {"b": mail(), "api_key": "hunter"}}, caption=mail()),
    Tensor({"min": 1, mail(): 2}, caption=mail()),
]  # fmt: skip


def everything(value):
    """Yield every text and every file in a value, decoded."""
    if isinstance(value, Stored):
        value = value.read()
    if isinstance(value, str | MediaFile):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from everything(key)
            yield from everything(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from everything(inner)
    elif is_dataclass(value):
        for one in fields(value):
            yield from everything(getattr(value, one.name))


def kinds(base=Media):
    """Return all classes of media."""
    below = base.__subclasses__()
    return {one for one in below if one is not FileMedia} | {kind for one in below for kind in kinds(one)}


def test_no_kind_is_left_out():
    assert kinds() == {type(made) for made in MADE}


@pytest.mark.parametrize("media", MADE, ids=lambda media: type(media).__name__)
def test_texts_of_a_kind(media):
    before = list(everything(media))
    privacy = Privacy()
    shown = private_media(media, privacy, "key", "'key'", "run")
    after = list(everything(shown))
    assert any("@lab" in one for one in before if isinstance(one, str))
    assert not any("@lab" in one or "hunter" in one for one in after if isinstance(one, str))
    assert all(isinstance(one, PrivateFile) for one in after if isinstance(one, MediaFile))
    assert len([one for one in before if isinstance(one, MediaFile)]) == len(
        [one for one in after if isinstance(one, MediaFile)]
    )
    assert type(shown) is type(media)
    assert privacy.tally.total > 0
    assert not any("@lab" in str(value) or "hunter" in str(value) for value in everything(shown.facts()))


def test_a_key_that_hides_hides_a_text_and_no_picture():
    privacy = Privacy()
    assert private_media(Text("x9"), privacy, "run/api_key", "k", "r").text == "(hidden)"
    assert private_media(Image(FILE, 4), privacy, "api_key", "k", "r").width == 4


def test_numbers_under_names_that_hide_are_left_out():
    shown = private_media(Tensor({"min": 1.0, "password": 2.0}), Privacy(), "k", "k", "r")
    assert shown.numbers == {"min": 1.0}
    held = Held(Boxes((Box(0, 0, 1, 1, scores={"password": 0.5, "acc": 0.5}),)))
    shown = private_media(Image(FILE, boxes={"p": held}), Privacy(), "k", "k", "r")
    assert shown.boxes["p"].read().boxes[0].scores == {"acc": 0.5}


def test_what_needs_no_step_is_not_copied():
    held = Held(Boxes((Box(0, 0, 1, 1, label="car"),), {1: "car"}))
    assert private_media(Image(FILE, boxes={"p": held}), Privacy(), "k", "k", "r").boxes["p"].read() is held.value


def test_cells_that_hold_several_pieces_and_what_a_summary_holds():
    table = private_table(Table(["a"], [[[Image(caption=mail()), {"b": Text(mail())}]], [None]], 2), Privacy(), "t")
    assert not any("@lab" in one for one in everything(table.rows))
    tree = {"deep": {"image": Image(caption=mail())}, "best": Aggregates({"last": mail()}), "n": 1}
    summary = Shown(tree, Privacy(), "summary", "r")
    assert not any("@lab" in one for one in everything(dict(summary)))
    assert summary["deep"]["image"].kind == "image"
