"""Values of panels as JSON and blocks, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from numpy.typing import NDArray

from reportgen.archive.views import Kept, NotPlainError, restored
from reportgen.blocks import exact_block
from reportgen.model.media.document import Text


class Point(NamedTuple):
    x: float
    name: str = "p"


@dataclass(frozen=True)
class Inner:
    values: NDArray[np.float64]
    run: dict[str, Any] = field(default_factory=dict)
    best: tuple[float, float] | None = None


@dataclass(frozen=True)
class View:
    inner: tuple[Inner, ...]
    points: list[Point]
    how: Literal["mean", "max"] = "mean"
    by_index: Mapping[int, str] = field(default_factory=dict)
    cells: Sequence[Any] = ()
    html: Markup = field(default_factory=Markup)
    number: float = 0.0
    whole: int | None = None


def back(view: Any, hint: Any, known: frozenset[str] = frozenset()) -> Any:
    kept = Kept(known)
    told = kept.of(view)
    return restored(hint, told, kept.arrays.__getitem__)


def equal(a: Any, b: Any) -> bool:
    return repr(a) == repr(b)


NUMBER = st.floats() | st.integers(-(1 << 70), 1 << 70)
LEAF = NUMBER | st.text() | st.booleans() | st.none()
CELLS = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3), max_leaves=5)
INNERS = st.builds(Inner, st.lists(st.floats(), max_size=40).map(lambda values: np.array(values, float)))
VIEWS = st.builds(
    View, st.lists(INNERS, max_size=2).map(tuple), st.lists(st.builds(Point, st.floats(), st.text()), max_size=2),
    st.sampled_from(["mean", "max"]), st.dictionaries(st.integers(), st.text(), max_size=3),
    st.lists(CELLS, max_size=4), st.text().map(Markup), st.floats(), st.none() | st.integers(),
)  # fmt: skip


@given(VIEWS)
def test_values_come_back_as_they_were(view):
    found = back(view, View)
    assert equal(found, view) or equal(back(found, View), found)
    assert type(found) is View
    assert isinstance(found.html, Markup)


def test_arrays_keep_their_shape_and_every_bit():
    values = np.linspace(0, 1, 60).reshape(3, 4, 5) / 3
    found = back(Inner(values), Inner).values
    assert found.shape == values.shape
    assert (found == values).all()


def test_an_array_that_the_page_has_costs_nothing():
    values = np.linspace(0, 1, 60) / 3
    kept = Kept(frozenset({exact_block(values).id}))
    kept.of(Inner(values))
    assert not kept.blocks


@pytest.mark.parametrize("value", [Text("media"), object(), {1, 2}, np.array(["text"]), len])
def test_what_is_no_plain_value_is_refused(value):
    with pytest.raises(NotPlainError):
        Kept(frozenset()).of([value])


def test_a_later_version_may_add_fields_and_drop_others():
    assert restored(Point, [1.0], {}.__getitem__) == Point(1.0)
    told = {"inner": [], "points": [], "gone": 3}
    assert restored(View, told, {}.__getitem__) == View((), [])


@pytest.mark.parametrize(
    "told", [3, None, {"inner": 3, "points": []}, {"inner": [], "points": [["a"]]}, {"points": []}]
)
def test_values_of_other_types_are_refused(told):
    with pytest.raises(NotPlainError):
        restored(View, told, {}.__getitem__)
