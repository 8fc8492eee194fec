"""Average precision equals that of pycocotools, whose figures ``make.py`` recorded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.datasets.objects import Objects, Row
from reportgen.datasets.precision import THRESHOLDS, evaluate, matched
from reportgen.datasets.verdicts import as_boxes, counted
from reportgen.overlay.detection import average_precision
from reportgen.readers.base import Claim, Found
from reportgen.readers.coco import CocoOptions
from reportgen.readers.coco.joining import runs_of

COCO = Path(__file__).parent / "coco"
EXPECTED = json.loads((COCO / "expected.json").read_text())


@pytest.fixture(scope="module")
def evaluations():
    found = Found()
    claims = [Claim(COCO / f"{name}.json", CocoOptions()) for name in ("boxes", "masks", "poses")]
    runs_of([Claim(COCO / "instances.json", CocoOptions())], claims, found)
    assert not found.problems
    assert [run.meta.name for run in found.runs] == ["boxes", "masks", "poses"]
    return {kind: run._evaluations[kind] for kind, run in zip(("box", "mask", "keypoints"), found.runs, strict=True)}


def known(values):
    """Return the oracle's numbers; it writes -1 for what is undefined."""
    numbers = np.array(values, float)
    return np.where(numbers == -1, np.nan, numbers)


@pytest.mark.parametrize("kind", ["box", "mask", "keypoints"])
def test_every_figure_is_that_of_pycocotools(evaluations, kind):
    one, expected = evaluations[kind], EXPECTED[kind]
    np.testing.assert_allclose(list(one.summary().values()), known(expected["stats"]), rtol=0, atol=1e-9)
    by_class = one.precision.mean(axis=1).transpose(1, 2, 0).reshape(-1, len(THRESHOLDS))
    np.testing.assert_allclose(by_class, known(expected["by_class"]), rtol=0, atol=1e-9)
    np.testing.assert_allclose(one.recall, known(expected["recall"]), rtol=0, atol=1e-9)


def test_the_error_explorer_counts_alike():
    """What the page computes of boxes is the same average precision."""
    found = Found()
    runs_of([Claim(COCO / "instances.json", CocoOptions())], [Claim(COCO / "boxes.json", CocoOptions())], found)
    labels = found.runs[0]._set.labels
    same = average_precision(as_boxes(labels.truth), as_boxes(labels.found["boxes"]))
    assert same.mean() == pytest.approx(EXPECTED["box"]["stats"][0], abs=1e-9)


BOX = st.tuples(*[st.integers(0, 8)] * 2, *[st.integers(1, 6)] * 2)
ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), BOX, st.integers(0, 4)), max_size=14)


def objects(rows, *, crowd=False):
    return Objects.of(
        [
            Row(image, category, tuple(map(float, box)), score / 4, crowd and not score)
            for image, category, box, score in rows
        ]
    )


@given(ROWS, ROWS)
@settings(max_examples=150, deadline=None)
def test_each_object_has_one_partner_and_nothing_is_lost(true, found):
    truth, guesses = objects(true, crowd=True), objects(found)
    one = evaluate(truth, guesses, [], 2, "box")
    right = one.right == 1
    for image in range(3):
        for category in range(2):
            mine = (guesses.image == image) & (guesses.category == category)
            theirs = (truth.image == image) & (truth.category == category) & ~truth.crowd
            assert (right[:, mine].sum(axis=1) <= theirs.sum()).all()
    assert (np.diff(right.sum(axis=1)) <= 0).all()  # fewer are right the more is asked
    counts = counted(truth, guesses, 3, 2)
    assert counts.right.sum() + counts.missed.sum() == (~truth.crowd).sum()
    assert counts.right.sum() + counts.wrong.sum() == counts.found.sum()


def test_an_ignored_object_is_taken_only_where_no_other_is_left():
    ious = np.array([[0.9, 0.6], [0.9, 0.6]])
    state = matched(ious, np.array([False, False]), np.array([[True, False]]))
    assert state[0, 0].tolist() == [1, -1]
    assert state[0, 5].tolist() == [-1, 0]  # at 0.75 only the ignored one, once
