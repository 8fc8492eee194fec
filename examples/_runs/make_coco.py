"""Draw eight street scenes with COCO annotations and the results of two models: python examples/_runs/make_coco.py."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

HERE = Path(__file__).parent / "coco"
SIDE = (320, 200)
POINTS = ["head", "left hand", "right hand", "left foot", "right foot", "hip"]
CATEGORIES = [
    {"id": 1, "name": "person", "keypoints": POINTS, "skeleton": [[1, 6], [6, 4], [6, 5], [1, 2], [1, 3]]},
    {"id": 3, "name": "car"}, {"id": 13, "name": "sign"},
]  # fmt: skip
rng = np.random.default_rng(11)


def car(draw: ImageDraw.ImageDraw, x: float, y: float, s: float) -> dict:
    outline = [(0, 0.6), (0.15, 0.55), (0.28, 0.2), (0.7, 0.2), (0.86, 0.55), (1, 0.6), (1, 0.9), (0, 0.9)]
    points = [(x + a * 2.1 * s, y + b * s) for a, b in outline]
    draw.polygon(points, fill=tuple(rng.integers(60, 210, 3).tolist()))
    for share in (0.45, 1.6):
        draw.ellipse(
            (x + share * s - s * 0.16, y + s * 0.72, x + share * s + s * 0.16, y + s * 1.04), fill=(25, 25, 30)
        )
    ring = [round(float(value), 1) for point in points for value in point]
    return {"category_id": 3, "bbox": [x, y + 0.2 * s, 2.1 * s, 0.84 * s], "segmentation": [ring]}


def person(draw: ImageDraw.ImageDraw, x: float, y: float, s: float) -> dict:
    places = [(0.5, 0.1), (0.1, 0.55), (0.9, 0.5), (0.25, 1.0), (0.8, 1.0), (0.5, 0.58)]
    points = [(x + a * 0.45 * s, y + b * s) for a, b in places]
    for a, b in ((0, 5), (5, 3), (5, 4), (0, 1), (0, 2)):
        draw.line((*points[a], *points[b]), fill=(40, 40, 90), width=max(2, int(s / 14)))
    r = s * 0.1
    draw.ellipse((points[0][0] - r, points[0][1] - r, points[0][0] + r, points[0][1] + r), fill=(224, 180, 150))
    keypoints = [round(float(value), 1) for px, py in points for value in (px, py, 2)]
    return {"category_id": 1, "bbox": [x, y, 0.45 * s, s], "keypoints": keypoints, "num_keypoints": len(points)}


def sign(draw: ImageDraw.ImageDraw, x: float, y: float, s: float) -> dict:
    draw.rectangle((x + s * 0.46, y + s * 0.5, x + s * 0.54, y + s * 2.4), fill=(90, 90, 95))
    points = [(x + s / 2, y), (x + s, y + s * 0.9), (x, y + s * 0.9)]
    draw.polygon(points, fill=(214, 60, 50))
    return {"category_id": 13, "bbox": [x, y, s, 0.9 * s], "segmentation": [[float(v) for p in points for v in p]]}


def scene(number: int) -> tuple[Image.Image, list[dict]]:
    picture = Image.new("RGB", SIDE, (178 - 6 * number, 205 - 4 * number, 228))
    draw = ImageDraw.Draw(picture)
    for block in range(6):
        top = 30 + int(rng.integers(0, 50))
        draw.rectangle((block * 56 - 6, top, block * 56 + 44, 124), fill=(120 + 9 * block, 116 + 7 * block, 122))
    draw.rectangle((0, 120, *SIDE), fill=(88, 90, 96))
    draw.rectangle((0, 120, SIDE[0], 128), fill=(150, 150, 150))
    objects = [sign(draw, float(rng.integers(10, 290)), float(rng.integers(56, 76)), float(rng.integers(16, 26)))]
    objects += [car(draw, float(rng.integers(0, 240)), float(rng.integers(112, 150)), float(rng.integers(24, 40)))
                for _ in range(int(rng.integers(1, 4)))]  # fmt: skip
    objects += [person(draw, float(rng.integers(5, 295)), float(rng.integers(94, 136)), float(rng.integers(34, 58)))
                for _ in range(int(rng.integers(1, 4)))]  # fmt: skip
    return picture, objects


def found(truth: list[dict], misses: float, shift: float) -> list[dict]:
    results = []
    for one in truth:
        box = np.array(one["bbox"])
        head = {"image_id": one["image_id"], "category_id": one["category_id"]}
        if rng.random() >= misses * (2 if box[2] < 30 else 0.5):
            moved = (box + rng.normal(0, shift, 4) * box[[2, 3, 2, 3]]).round(1).tolist()
            results.append({**head, "bbox": moved, "score": round(float(rng.uniform(0.45, 0.99)), 3)})
        if rng.random() < 0.2:
            other = {**head, "category_id": int(rng.choice([1, 3, 13]))}
            away = [float(rng.integers(0, 260)), float(rng.integers(60, 140)), *box[2:].tolist()]
            results.append({**other, "bbox": away, "score": round(float(rng.uniform(0.2, 0.6)), 3)})
    return results


def main() -> None:
    (HERE / "images").mkdir(parents=True, exist_ok=True)
    images, truth = [], []
    for number in range(8):
        picture, objects = scene(number)
        name = f"street_{number + 1}.png"
        picture.quantize(48).save(HERE / "images" / name, optimize=True)
        images.append({"id": number + 1, "file_name": name, "width": SIDE[0], "height": SIDE[1]})
        for one in objects:
            box = [round(float(value), 1) for value in one["bbox"]]
            truth.append({"id": len(truth) + 1, "image_id": number + 1, "iscrowd": 0, **one, "bbox": box,
                          "area": round(box[2] * box[3], 1)})  # fmt: skip
    content = {"images": images, "annotations": truth, "categories": CATEGORIES}
    (HERE / "annotations.json").write_text(json.dumps(content))
    (HERE / "large.json").write_text(json.dumps(found(truth, 0.08, 0.04)))
    (HERE / "small.json").write_text(json.dumps(found(truth, 0.3, 0.08)))


if __name__ == "__main__":
    main()
