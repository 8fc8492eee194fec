"""A set of the size of COCO's validation, made here: what a report of it costs, beside pycocotools in the same run.

    python tests/bench/coco.py FOLDER [--make]       makes FOLDER (5,000 images, 36,000 objects, two models), then times
    pip install pycocotools                          for its part; without it only reportgen is timed

Images are drawn here: 480 x 360 JPEGs of streets with cars, people and dogs as plain forms.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

IMAGES, OBJECTS, SIDE = 5_000, 36_000, (480, 360)
NAMES = (
    "person", "car", "bicycle", "dog", "bus", "bench", "bird", "sign", "truck", "cat",
    *(f"thing {n}" for n in range(70)),
)  # fmt: skip


def make(folder: Path) -> None:
    """Write images, annotations and the results of two models, the second of which finds small objects worse."""
    from PIL import Image, ImageDraw

    rng = np.random.default_rng(5)
    (folder / "images").mkdir(parents=True, exist_ok=True)
    weights = 1 / (1 + np.arange(len(NAMES)))
    owners = np.sort(rng.integers(0, IMAGES, OBJECTS))
    classes = rng.choice(len(NAMES), OBJECTS, p=weights / weights.sum())
    size = np.exp(rng.uniform(np.log(10), np.log(220), (OBJECTS, 2)))
    place = rng.random((OBJECTS, 2)) * np.maximum(np.array(SIDE) - size, 1)
    boxes = np.concatenate([place, np.minimum(size, SIDE)], 1).round(2)
    crowd = rng.random(OBJECTS) < 0.01
    bounds = np.searchsorted(owners, np.arange(IMAGES + 1))
    noise = (rng.random((SIDE[1], SIDE[0], 3)) * 24).astype(np.uint8)
    for number in range(IMAGES):
        picture = Image.fromarray(noise + np.array([90, 110, 130], np.uint8))
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, SIDE[1] * 0.6, *SIDE), fill=(70, 72, 78))
        for row in range(bounds[number], bounds[number + 1]):
            x, y, w, h = boxes[row]
            tone = int(classes[row]) * 37
            draw.rounded_rectangle(
                (x, y, x + w, y + h), 6, fill=(60 + tone % 190, 40 + tone * 3 % 200, 200 - tone % 160)
            )
        picture.save(folder / "images" / f"{number:012d}.jpg", quality=70)
    images = [{"id": n, "file_name": f"{n:012d}.jpg", "width": SIDE[0], "height": SIDE[1]} for n in range(IMAGES)]
    truth = [
        {"id": row + 1, "image_id": int(owners[row]), "category_id": int(classes[row]) + 1, "bbox": boxes[row].tolist(),
         "area": float((boxes[row, 2] * boxes[row, 3]).round(2)), "iscrowd": int(crowd[row])}
        for row in range(OBJECTS)
    ]  # fmt: skip
    categories = [{"id": n + 1, "name": name} for n, name in enumerate(NAMES)]
    content = {"images": images, "annotations": truth, "categories": categories}
    (folder / "instances.json").write_text(json.dumps(content))
    for name, misses, shift in (("large", 0.1, 0.05), ("small", 0.25, 0.09)):
        (folder / f"{name}.json").write_text(json.dumps(found(rng, truth, boxes, misses, shift)))


def found(rng: np.random.Generator, truth: list[dict], boxes: np.ndarray, misses: float, shift: float) -> list[dict]:
    """Return what a model found of the true objects, with some that are not there."""
    results = []
    for row, one in enumerate(truth):
        for _ in range(int(rng.random() >= misses) + int(rng.random() < 0.1)):
            box = boxes[row] + rng.normal(0, shift, 4) * boxes[row, [2, 3, 2, 3]]
            right = rng.random() < 0.93
            results.append({"image_id": one["image_id"], "bbox": np.maximum(box, 1).round(2).tolist(),
                            "category_id": one["category_id"] if right else int(rng.integers(1, len(NAMES) + 1)),
                            "score": round(float(rng.beta(5, 2)), 4)})  # fmt: skip
    for _ in range(len(truth) // 4):
        row = int(rng.integers(0, len(truth)))
        results.append({"image_id": int(rng.integers(0, IMAGES)), "category_id": truth[row]["category_id"],
                        "bbox": boxes[row].tolist(), "score": round(float(rng.beta(2, 5)), 4)})  # fmt: skip
    return results


def peer(folder: Path, name: str) -> dict:
    """Time pycocotools on one file of results."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    start = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(folder / "instances.json"))
        evaluation = COCOeval(truth, truth.loadRes(str(folder / f"{name}.json")), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return {"seconds": round(time.process_time() - start, 2), "AP": float(evaluation.stats[0])}


def main() -> None:
    """Make the set if asked, then time one model and two, and pycocotools on the same files."""
    folder = Path(sys.argv[1])
    if "--make" in sys.argv:
        make(folder)
    for names in (["large"], ["large", "small"]):
        files = [str(folder / "instances.json"), *(str(folder / f"{name}.json") for name in names)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.time()
        output = folder / f"{'-'.join(names)}.html"
        command = [
            sys.executable,
            "-m",
            "reportgen",
            "build",
            "--coco",
            *files,
            str(folder / "images"),
            "-q",
            "-o",
            output,
        ]
        subprocess.run(command, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        facts = {"models": len(names), "cpu_s": round(cpu, 2), "wall_s": round(time.time() - start, 2),
                 "peak_mb": after.ru_maxrss // 1024, "file_mb": round(output.stat().st_size / 1e6, 2)}  # fmt: skip
        print(json.dumps(facts))
    with contextlib.suppress(ImportError):
        for name in ("large", "small"):
            print(json.dumps({"pycocotools": name, **peer(folder, name)}))


if __name__ == "__main__":
    main()
