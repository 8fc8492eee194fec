"""What is stored of media is what readers return: for every kind, whatever is in it."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from kept_store import KeptStore

from reportgen.model.media import Held
from reportgen.model.media.document import Attachment, Figure, Html, Text
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Box, Boxes, Classes, Image, Mask
from reportgen.model.media.recording import Audio, Video
from reportgen.model.media.scene import Box3D, Molecule, Object3D, PointCloud, Scene, Vector
from reportgen.model.media.tensor import Tensor
from reportgen.native.rows import as_json
from reportgen.native.values import in_memory, packed_histogram, restored, stored, unpacked_histogram

TEXTS = st.text(max_size=8)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
FILES = st.builds(in_memory, st.sampled_from(["a.png", "b.pts.json"]), st.binary(min_size=1, max_size=9))
PLACES = st.tuples(NUMBERS, NUMBERS, NUMBERS)
COLORS = st.none() | PLACES
LABELS = st.dictionaries(st.integers(0, 300), NAMES, max_size=3)
MORE = st.dictionaries(NAMES, st.none() | st.booleans() | st.integers() | NUMBERS | TEXTS, max_size=2)
SIZES = st.integers(0, 70_000)
BOXES = st.builds(
    Box, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.integers(-1, 99), TEXTS, st.dictionaries(NAMES, NUMBERS, max_size=2),
    st.booleans(), st.sampled_from(["pixel", "fraction"]), MORE,
)  # fmt: skip
GROUPS = st.builds(Boxes, st.lists(BOXES, max_size=3).map(tuple), LABELS, st.integers(0, 9))


def floats(*shape):
    return arrays(np.float64, shape, elements=st.floats(width=64))


@st.composite
def images(draw):
    groups = draw(st.dictionaries(NAMES, GROUPS, max_size=2))
    masks = draw(st.dictionaries(NAMES, st.builds(Mask, FILES, LABELS), max_size=2))
    shared = draw(LABELS)
    classes = Classes(
        {name: group.labels for name, group in groups.items() if group.labels},
        {name: mask.labels for name, mask in masks.items() if mask.labels},
        Held(shared) if shared else None,
    )
    return Image(
        draw(FILES), draw(SIZES), draw(SIZES), {name: Held(group) for name, group in groups.items()}, masks, classes,
        draw(st.sampled_from(["", "unit", "signed", "clip"])), draw(st.none() | st.integers(-9, 9)),
        caption=draw(TEXTS),
    )  # fmt: skip


@st.composite
def clouds(draw, caption=TEXTS):
    count = draw(st.integers(0, 4))
    form = draw(st.sampled_from([0, 1, 3]))
    colors = draw(floats(count, 3)) if form == 3 else None
    values = draw(floats(count)) if form == 1 else None
    names = tuple(draw(st.lists(NAMES, max_size=2)))
    return PointCloud(draw(floats(count, 3)), colors, values, names, caption=draw(caption))


@st.composite
def histograms(draw):
    count = draw(st.integers(0, 6))
    edges = np.sort(draw(arrays(np.float64, count + 1 if count else 0, elements=NUMBERS)))
    return Histogram(edges, draw(floats(count)), draw(st.booleans()), draw(st.integers(0, 9)), caption=draw(TEXTS))


SCENES = st.builds(
    Scene, st.none() | clouds(st.just("")),
    st.lists(st.builds(Box3D, floats(8, 3), TEXTS, COLORS, st.none() | NUMBERS), max_size=2).map(tuple),
    st.lists(st.builds(Vector, PLACES, PLACES, COLORS), max_size=2).map(tuple), caption=TEXTS,
)  # fmt: skip
TENSORS = st.builds(
    Tensor, st.dictionaries(NAMES, NUMBERS, max_size=3), st.none() | FILES,
    st.lists(st.integers(0, 9), max_size=3).map(tuple), st.sampled_from(["", "float32"]), caption=TEXTS,
)  # fmt: skip
FIGURES = st.builds(
    Figure, st.none() | FILES, st.sampled_from(["Plotly", "Bokeh", "Vega-Lite"]),
    st.none() | st.fixed_dictionaries({"data": st.lists(NUMBERS, max_size=2)}), caption=TEXTS,
)  # fmt: skip
MEDIA = st.one_of(
    images(), clouds(), histograms(), SCENES, TENSORS, FIGURES,
    st.builds(Video, FILES, SIZES, SIZES, caption=TEXTS), st.builds(Audio, FILES, SIZES, caption=TEXTS),
    st.builds(Html, FILES, caption=TEXTS), st.builds(Object3D, FILES, caption=TEXTS),
    st.builds(Molecule, st.none() | FILES, TEXTS, caption=TEXTS), st.builds(Text, TEXTS, caption=TEXTS),
    st.builds(Attachment, st.none() | FILES, st.sampled_from(["graph", "classes"]), TEXTS, MORE, caption=TEXTS),
)  # fmt: skip


def content(value):
    """Return all that is in a value, in a form that can be compared: files by name and content."""
    if isinstance(value, np.ndarray):
        return value.shape, np.where(np.isnan(value), np.nan, value).tobytes()
    if isinstance(value, dict):
        return {key: content(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [content(inner) for inner in value]
    if hasattr(value, "read"):
        found = value.read()
        return (value.name, found) if isinstance(found, bytes) else content(found)
    if hasattr(value, "__dataclass_fields__"):
        return type(value).__name__, {name: content(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def through(media):
    """Return what a reader has of media, and the JSON between."""
    store = KeptStore()
    text = as_json(stored(media, store.put))
    return restored(json.loads(text), store.find), text


@settings(max_examples=400, deadline=None)
@given(MEDIA)
def test_what_was_stored_is_restored(media):
    found, text = through(media)
    assert content(found) == content(media)
    assert through(found)[1] == text


@given(histograms())
def test_packed_histograms_are_the_same(histogram):
    found = unpacked_histogram(packed_histogram(histogram))
    assert content(found.edges) == content(histogram.edges)
    assert content(found.heights) == content(histogram.heights)
    assert found.density == histogram.density
