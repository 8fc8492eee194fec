"""Write a small COCO set with three result files, and what pycocotools says of them.

    pip install pycocotools==2.0.11 numpy
    python tests/datasets/make.py

The set is random and seeded: overlapping boxes, crowds, outlines, run lengths in both forms, keypoints with and without
labels, equal scores, sizes around 32 and 96 pixels. Values are rounded as people's tools round them.
"""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import numpy as np
from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

HERE = Path(__file__).parent / "coco"
W, H = 200, 160
NAMES = [
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle",
]  # fmt: skip
JOINTS = [[16, 14], [14, 12], [17, 15], [15, 13], [12, 13], [6, 12], [7, 13], [6, 7], [6, 8], [7, 9], [8, 10], [9, 11]]
rng = np.random.default_rng(7)


def outline(x: float, y: float, w: float, h: float) -> list[float]:
    angles = np.linspace(0, 2 * np.pi, 9)[:-1]
    points = np.stack([x + w / 2 * (1 + 0.95 * np.cos(angles)), y + h / 2 * (1 + 0.95 * np.sin(angles))], 1)
    return points.round(1).ravel().tolist()


def rle(parts: list[list[float]], *, packed: bool) -> dict:
    whole = masks.merge(masks.frPyObjects(parts, H, W))
    if packed:
        return {"size": [H, W], "counts": whole["counts"].decode()}
    flat = masks.decode(whole).T.ravel()
    bounds = [0, *([0] if flat[0] else []), *(np.flatnonzero(np.diff(flat)) + 1).tolist(), len(flat)]
    return {"size": [H, W], "counts": np.diff(bounds).tolist()}


def keypoints(x: float, y: float, w: float, h: float, *, labelled: bool) -> list[float]:
    places = rng.random((17, 2)) * [w, h] + [x, y]
    seen = rng.integers(0, 3, 17) * labelled
    return np.concatenate([places.round(1) * (seen > 0)[:, None], seen[:, None]], 1).ravel().tolist()


def a_box() -> list[float]:
    size = np.exp(rng.uniform(np.log(8), np.log(130), 2))
    place = rng.random(2) * np.maximum([W, H] - size, 1)
    return [round(float(n), 2) for n in (*place, *size)]


def moved(box: list[float], by: float) -> list[float]:
    change = rng.normal(0, by, 4) * np.array(box)[[2, 3, 2, 3]]
    x, y, w, h = np.array(box) + change
    return [round(float(n), 2) for n in (x, y, max(w, 1), max(h, 1))]


def main() -> None:
    images = [{"id": 3 * n + 2, "file_name": f"val/{n:04d}.jpg", "width": W, "height": H} for n in range(30)]
    categories = [
        {"id": 1, "name": "person", "keypoints": NAMES, "skeleton": JOINTS}, {"id": 7, "name": "car"},
        {"id": 90, "name": "dog"}, {"id": 91, "name": "never"},
    ]  # fmt: skip
    truth, boxes, segments, poses = [], [], [], []
    for image in images[:-2]:
        for _ in range(int(rng.integers(0, 8))):
            box, kind, cat = a_box(), rng.random(), int(rng.choice([1, 1, 7, 90]))
            crowd = kind > 0.9
            parts = [outline(*box)]
            if rng.random() < 0.2:
                parts.append(outline(box[0] + box[2], box[1], box[2] / 3, box[3] / 3))
            segmentation = rle(parts, packed=False) if crowd else rle(parts, packed=True) if kind < 0.2 else parts
            area = round(float(masks.area(masks.merge(masks.frPyObjects(parts, H, W)))) * 1.0, 2)
            one = {"id": len(truth) + 1, "image_id": image["id"], "category_id": cat, "bbox": box, "area": area,
                   "iscrowd": int(crowd), "segmentation": segmentation, "num_keypoints": 0}  # fmt: skip
            if cat == 1:
                one["keypoints"] = keypoints(*box, labelled=rng.random() < 0.85)
                one["num_keypoints"] = sum(v > 0 for v in one["keypoints"][2::3])
            truth.append(one)
            for _ in range(int(rng.choice([0, 1, 1, 1, 2, 3]))):
                near, as_ = moved(box, float(rng.choice([0.02, 0.08, 0.3]))), cat if rng.random() < 0.9 else 7
                score = round(float(rng.random()), 2)
                head = {"image_id": image["id"], "category_id": as_, "score": score}
                boxes.append({**head, "bbox": near})
                segments.append({**head, "segmentation": rle([outline(*near)], packed=True)})
                if "keypoints" in one:
                    points = np.array(one["keypoints"]).reshape(-1, 3)
                    points[:, :2] += rng.normal(0, 0.06, (17, 2)) * max(near[2:])
                    points[:, 2] = 1
                    poses.append({**head, "category_id": 1, "keypoints": points.round(2).ravel().tolist()})
    for _ in range(60):  # of nothing
        box, image = a_box(), images[int(rng.integers(0, 30))]["id"]
        head = {
            "image_id": image,
            "category_id": int(rng.choice([1, 7, 90])),
            "score": round(float(rng.random()) / 2, 2),
        }
        boxes.append({**head, "bbox": box})
        segments.append({**head, "segmentation": rle([outline(*box)], packed=True)})
    files = {"instances": {"images": images, "annotations": truth, "categories": categories}, "boxes": boxes,
             "masks": segments, "poses": poses}  # fmt: skip
    for name, content in files.items():
        (HERE / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")))
    (HERE / "expected.json").write_text(json.dumps(expected(), separators=(",", ":")))


def expected() -> dict:
    found = {}
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(HERE / "instances.json"))
        kinds = (("box", "boxes", "bbox"), ("mask", "masks", "segm"), ("keypoints", "poses", "keypoints"))
        for name, file, kind in kinds:
            evaluation = COCOeval(truth, truth.loadRes(str(HERE / f"{file}.json")), kind)
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
            precision = evaluation.eval["precision"]
            found[name] = {
                "stats": evaluation.stats.tolist(),
                "by_class": [[_mean(precision[t, :, k, a, -1]) for t in range(10)] for k in range(4)
                             for a in range(precision.shape[3])],
                "recall": evaluation.eval["recall"].tolist(),
            }  # fmt: skip
    return found


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if (values > -1).all() else -1.0


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    main()
