"""True and found boxes of 500 images: near misses, doubles, wrong classes, crowds, images without boxes.

Logging scripts use it in the SDK's environments, tests in their own.
"""

import contextlib
import io

import numpy as np

IMAGES, CLASSES = 500, 6


def detections(seed: int):
    """Return true rows [image, class, x, y, w, h, crowd] and found ones [image, class, x, y, w, h, score]."""
    rng = np.random.default_rng(seed)
    true, found = [], []
    for image in range(IMAGES):
        for _ in range(0 if rng.random() < 0.1 else rng.integers(0, 8)):
            x, y, w, h = (int(v) for v in (*rng.integers(0, 400, 2), *rng.integers(20, 160, 2)))
            name = int(rng.integers(1, CLASSES + 1))
            true.append([image, name, x, y, w, h, bool(rng.random() < 0.06)])
            for _ in range(rng.integers(0, 3)):
                dx, dy, dw, dh = (float(v) for v in (rng.integers(-16, 17, 4) / 2 if seed % 2 else rng.normal(0, 5, 4)))
                guess = name if rng.random() < 0.85 else int(rng.integers(1, CLASSES + 2))
                place = [x + dx, y + dy, max(w + dw, 1.0), max(h + dh, 1.0)]
                found.append([image, guess, *place, round(float(rng.beta(4, 2)), 2)])
        for _ in range(rng.integers(0, 3)):
            place = [int(v) for v in (*rng.integers(0, 400, 2), *rng.integers(20, 160, 2))]
            found.append([image, int(rng.integers(1, CLASSES + 2)), *place, round(float(rng.beta(1, 3)), 2)])
    return true, found


def pycocotools(true, found):
    """Return COCO's evaluation of rows, accumulated and summarised; pycocotools is the judge of ours."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "images": [{"id": image} for image in range(IMAGES)],
            "categories": [{"id": name} for name in range(1, CLASSES + 3)],
            "annotations": [
                {"id": i + 1, "image_id": r[0], "category_id": r[1], "bbox": r[2:6], "area": r[4] * r[5],
                 "iscrowd": int(r[6])}
                for i, r in enumerate(true)
            ],
        }  # fmt: skip
        coco.createIndex()
        results = [{"image_id": r[0], "category_id": r[1], "bbox": r[2:6], "score": r[6]} for r in found]
        evaluated = COCOeval(coco, coco.loadRes(results), "bbox")
        evaluated.evaluate()
        evaluated.accumulate()
        evaluated.summarize()
    return evaluated
