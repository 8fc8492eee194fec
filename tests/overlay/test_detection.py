"""Average precision as pycocotools computes it; verdicts on boxes."""

from __future__ import annotations

import numpy as np
import pytest
from detections import detections, pycocotools

from reportgen.overlay.detection import (
    CONFUSED,
    CROWD,
    DUPLICATE,
    FALSE,
    FOUND,
    HIDDEN,
    IGNORED,
    MATCHED,
    MISSED,
    WRONG_CLASS,
    Boxes,
    average_precision,
    judge,
)  # fmt: skip


def columns(rows: list[list], *, scored: bool) -> Boxes:
    values = np.array([row[:6] for row in rows], float).reshape(-1, 6)
    last = [row[6] for row in rows]
    return Boxes(
        values[:, 0].astype(int), values[:, 1].astype(int),
        np.c_[values[:, 2], values[:, 3], values[:, 2] + values[:, 4], values[:, 3] + values[:, 5]],
        np.array(last, float) if scored else np.ones(len(rows)),
        np.zeros(len(rows), bool) if scored else np.array(last, bool),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_average_precision_is_pycocotools(seed):
    true, found = detections(seed)
    theirs = pycocotools(true, found)
    ours = average_precision(columns(true, scored=False), columns(found, scored=True))
    assert ours.mean() == pytest.approx(theirs.stats[0], abs=1e-6)
    assert ours.mean(slice(0, 1)) == pytest.approx(theirs.stats[1], abs=1e-6)
    curves = theirs.eval["precision"][:, :, :, 0, 2]  # (thresholds, recalls, classes), area "all", 100 boxes
    for name in range(1, 7):
        place = ours.classes.tolist().index(name)
        np.testing.assert_allclose(ours.curves[:, place], curves[:, :, name - 1], atol=1e-6)
    assert 0.2 < ours.mean() < 0.9


def boxes(*rows: tuple, scored: bool = False) -> Boxes:
    """Return boxes of one image from (class, x0, y0, x1, y1, score or crowd) rows."""
    values = np.array([row[:5] for row in rows], float).reshape(-1, 5)
    last = np.array([row[5] if len(row) > 5 else float(scored) for row in rows])
    n = len(rows)
    return Boxes(
        np.zeros(n, int), values[:, 0].astype(int), values[:, 1:], last if scored else np.ones(n),
        np.zeros(n, bool) if scored else last.astype(bool),
    )  # fmt: skip


def test_verdicts():
    true = boxes((1, 0, 0, 10, 10), (2, 20, 0, 30, 10), (1, 40, 0, 50, 10), (3, 60, 0, 100, 40, 1))
    found = boxes(
        (1, 0, 0, 10, 10, 0.9),  # right
        (1, 0, 0, 10, 9, 0.8),  # the same again
        (1, 20, 0, 30, 10, 0.7),  # another class
        (1, 70, 70, 80, 80, 0.6),  # nothing there
        (3, 62, 2, 70, 10, 0.5),  # in the crowd
        (1, 40, 0, 50, 10, 0.1),  # right, but below the threshold
        scored=True,
    )
    seen = judge(true, found, 0.5, 0.3)
    assert seen.found.tolist() == [FOUND, DUPLICATE, WRONG_CLASS, FALSE, IGNORED, HIDDEN]
    assert seen.true.tolist() == [MATCHED, CONFUSED, MISSED, CROWD]
    assert seen.partner.tolist() == [0, 0, 1, -1, -1, -1]


def test_the_more_certain_box_matches_first_whatever_the_order():
    true = boxes((1, 0, 0, 10, 10))
    found = boxes((1, 0, 0, 10, 8, 0.4), (1, 0, 0, 10, 10, 0.9), scored=True)
    assert judge(true, found, 0.5, 0).found.tolist() == [DUPLICATE, FOUND]


def test_nothing_true_and_nothing_found():
    none, some = boxes(), boxes((1, 0, 0, 1, 1), scored=True)
    assert np.isnan(average_precision(none, some).mean())
    assert judge(none, some, 0.5, 0).found.tolist() == [FALSE]
    assert average_precision(boxes((1, 0, 0, 1, 1)), boxes(scored=True)).mean() == 0
