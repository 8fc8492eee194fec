"""Average precision as pycocotools computes it; verdicts on boxes."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest

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


def detections(seed: int, images: int = 500, classes: int = 6) -> tuple[list[tuple], list[tuple]]:
    """Return (image, class, x, y, w, h, crowd) and (..., score) rows: near misses, doubles, wrong classes, ties."""
    rng = np.random.default_rng(seed)
    true, found = [], []
    for image in range(images):
        for _ in range(0 if rng.random() < 0.1 else rng.integers(0, 8)):
            x, y, w, h = (*rng.integers(0, 400, 2), *rng.integers(20, 160, 2))
            name = int(rng.integers(1, classes + 1))
            true.append((image, name, x, y, w, h, rng.random() < 0.06))
            for _ in range(rng.integers(0, 3)):
                dx, dy, dw, dh = rng.integers(-8, 9, 4) if seed % 2 else rng.normal(0, 5, 4)
                guess = name if rng.random() < 0.85 else int(rng.integers(1, classes + 2))
                score = round(float(rng.beta(4, 2)), 2)
                found.append((image, guess, x + dx, y + dy, max(w + dw, 1), max(h + dh, 1), score))
        for _ in range(rng.integers(0, 3)):
            x, y, w, h = (*rng.integers(0, 400, 2), *rng.integers(20, 160, 2))
            found.append((image, int(rng.integers(1, classes + 2)), x, y, w, h, round(float(rng.beta(1, 3)), 2)))
    return true, found


def columns(rows: list[tuple], *, scored: bool) -> Boxes:
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
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    true, found = detections(seed)
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "images": [{"id": image} for image in range(500)],
            "categories": [{"id": name} for name in range(1, 9)],
            "annotations": [
                {"id": i + 1, "image_id": r[0], "category_id": r[1], "bbox": [float(v) for v in r[2:6]],
                 "area": float(r[4] * r[5]), "iscrowd": int(r[6])}
                for i, r in enumerate(true)
            ],
        }  # fmt: skip
        coco.createIndex()
        results = [
            {"image_id": r[0], "category_id": r[1], "bbox": [float(v) for v in r[2:6]], "score": r[6]} for r in found
        ]
        theirs = COCOeval(coco, coco.loadRes(results), "bbox")
        theirs.evaluate()
        theirs.accumulate()
        theirs.summarize()
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
