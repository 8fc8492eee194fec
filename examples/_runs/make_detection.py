"""Make the runs of the media examples again, with the real SDK (wandb==0.31.0, pillow, soundfile, imageio-ffmpeg).

Two detectors of the same drawn street scenes over four epochs: boxes with scores, masks, a video of each, a horn's
sound, an HTML page and a text. All of it is drawn here; nothing was photographed or recorded.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
SCRATCH = Path("/tmp/reportgen-detection")  # noqa: S108 - the log names it, and it must be nobody's
shutil.rmtree(SCRATCH, ignore_errors=True)
SCRATCH.mkdir(parents=True)
os.chdir(SCRATCH)
os.environ |= {
    "WANDB_MODE": "offline", "WANDB_DIR": str(SCRATCH), "WANDB_SILENT": "true",
    "WANDB_DATA_DIR": str(SCRATCH / "data"), "WANDB_CACHE_DIR": str(SCRATCH / "cache"),
    "WANDB_CONFIG_DIR": str(SCRATCH / "config"),
}  # fmt: skip

import wandb  # noqa: E402 - reads its environment when imported

WIDTH, HEIGHT, SCENES, EPOCHS = 320, 200, 16, 4
NAMES = {0: "background", 1: "car", 2: "person", 3: "tree", 4: "road"}
COLORS = {1: (178, 58, 52), 2: (44, 62, 120), 3: (52, 108, 62)}
WEATHER = ("clear", "dusk", "rain", "night")


def scene(number: int) -> tuple[Image.Image, np.ndarray, list[tuple[int, float, float, float, float]]]:
    """Return a drawn street, its class ids (HEIGHT, WIDTH), and its objects as (class, x0, y0, x1, y1)."""
    rng = np.random.default_rng(number)
    light = (1.0, 0.75, 0.85, 0.4)[number % 4]
    horizon = int(rng.integers(70, 100))
    picture = Image.new("RGB", (WIDTH, HEIGHT), tuple(int(c * light) for c in (168, 200, 226)))
    ids = Image.new("L", (WIDTH, HEIGHT), 0)
    draw, mark = ImageDraw.Draw(picture), ImageDraw.Draw(ids)

    def both(shape: str, places: object, color: tuple[int, int, int], name: int) -> None:
        getattr(draw, shape)(places, fill=tuple(int(c * light) for c in color))
        getattr(mark, shape)(places, fill=name)

    draw.rectangle([0, horizon, WIDTH, HEIGHT], fill=tuple(int(c * light) for c in (120, 138, 104)))
    vanish = int(rng.integers(120, 200))
    road = [(vanish - 8, horizon), (vanish + 8, horizon), (WIDTH - 30, HEIGHT), (30, HEIGHT)]
    both("polygon", road, (92, 92, 98), 4)
    objects = []
    for _ in range(int(rng.integers(3, 7))):
        name = int(rng.choice([1, 1, 2, 3]))
        depth = float(rng.uniform(0.35, 1))
        w, h = {1: (78, 40), 2: (18, 52), 3: (46, 86)}[name]
        w, h = w * depth, h * depth
        y1 = horizon + (HEIGHT - horizon - 6) * depth
        x0 = float(rng.uniform(4, WIDTH - w - 4))
        box = (x0, y1 - h, x0 + w, y1)
        if name == 1:
            both("rounded_rectangle", [x0, y1 - h * 0.62, x0 + w, y1], COLORS[1], 1)
            both("rounded_rectangle", [x0 + w * 0.2, y1 - h, x0 + w * 0.8, y1 - h * 0.55], COLORS[1], 1)
            for wheel in (0.22, 0.78):
                cx, r = x0 + w * wheel, h * 0.16
                draw.ellipse([cx - r, y1 - r * 1.3, cx + r, y1 + r * 0.7], fill=(20, 20, 24))
        elif name == 2:
            both("ellipse", [x0 + w * 0.2, y1 - h, x0 + w * 0.8, y1 - h * 0.74], (226, 186, 150), 2)
            both("rounded_rectangle", [x0, y1 - h * 0.74, x0 + w, y1], COLORS[2], 2)
        else:
            both("rectangle", [x0 + w * 0.42, y1 - h * 0.4, x0 + w * 0.58, y1], (92, 66, 44), 3)
            both("ellipse", [x0, y1 - h, x0 + w, y1 - h * 0.3], COLORS[3], 3)
        objects.append((name, *box))
    return picture, np.asarray(ids), objects


def guesses(objects: list[tuple], skill: float, rng: np.random.Generator) -> list[dict[str, object]]:
    """Return boxes as a detector of some skill finds them: off by a little, doubled, missed, taken for another."""
    found = []
    for name, *box in objects:
        for _ in range(1 + int(rng.random() < 0.18 * (1 - skill))):
            if rng.random() > 0.55 + 0.42 * skill:
                continue
            off = rng.normal(0, 9 * (1 - skill) + 1.5, 4)
            guess = name if rng.random() < 0.78 + 0.2 * skill else int(rng.integers(1, 4))
            found.append(
                box_data(guess, [b + d for b, d in zip(box, off, strict=True)], float(rng.beta(3 + 6 * skill, 2)))
            )
    for _ in range(rng.poisson(1.2 * (1 - skill))):
        x, y, w, h = rng.uniform(0, WIDTH - 50), rng.uniform(60, HEIGHT - 50), *rng.uniform(14, 46, 2)
        found.append(box_data(int(rng.integers(1, 4)), [x, y, x + w, y + h], float(rng.beta(1.5, 4))))
    return found


def box_data(name: int, box: list[float], score: float | None = None) -> dict[str, object]:
    """Return a box as the SDK takes it, in pixels."""
    x0, y0, x1, y1 = (round(float(v), 1) for v in box)
    place = {"minX": min(x0, x1), "minY": min(y0, y1), "maxX": max(x0, x1), "maxY": max(y0, y1)}
    more = {} if score is None else {"scores": {"score": round(score, 3)}, "box_caption": f"{NAMES[name]} {score:.2f}"}
    return {"position": place, "domain": "pixel", "class_id": name, **more}


def blurred(ids: np.ndarray, skill: float, rng: np.random.Generator) -> np.ndarray:
    """Return a mask as a segmenter of some skill draws it: shifted by a few pixels, with holes."""
    shift = rng.integers(-1 - round(5 * (1 - skill)), 2 + round(5 * (1 - skill)), 2)
    mask = np.roll(ids, shift, (0, 1)).copy()
    for _ in range(round(6 * (1 - skill))):
        y, x, r = rng.integers(0, HEIGHT), rng.integers(0, WIDTH), rng.integers(4, 14)
        mask[max(y - r, 0) : y + r, max(x - r, 0) : x + r] = 0
    return mask


def media(run: wandb.Run, pictures: list[Image.Image]) -> None:
    """Log what is no image: a drive past the scenes, a horn, a page and a text."""
    frames = np.stack([np.asarray(p.resize((160, 100))) for p in pictures]).transpose(0, 3, 1, 2)
    seconds = np.arange(16_000) / 8000
    horn = 0.4 * np.sin(2 * np.pi * 440 * seconds) * np.exp(-seconds) + 0.2 * np.sin(
        2 * np.pi * (600 + 200 * seconds) * seconds
    )
    card = (
        "<style>table{border-collapse:collapse}td,th{padding:4px 12px;border-bottom:1px solid #ccc}th{text-align:start}"
        "</style>"
        "<h2>Street scenes</h2><table><tr><th>weather</th><th>scenes</th></tr>"
        + "".join(f"<tr><td>{name}</td><td>{SCENES // 4}</td></tr>" for name in WEATHER)
        + "</table>"
    )
    run.log({
        "drive": wandb.Video(frames, fps=2, format="webm", caption="all scenes, two a second"),
        "drive_gif": wandb.Video(frames[:8], fps=2, format="gif", caption="the first eight"),
        "horn": wandb.Audio(horn, sample_rate=8000, caption="a horn, and one that rises"),
        "card": wandb.Html(card),
        "note": "Boxes of trees reach to the ground; their crowns alone were not annotated.",
    })  # fmt: skip


def detect(run_id: str, name: str, talent: float) -> None:
    """Log one detector over its epochs."""
    run = wandb.init(
        project="street-scenes", id=run_id, name=name, job_type="detect", config={"talent": talent},
        settings=wandb.Settings(host="node", username="user", x_executable="python", program="detect.py", console="off",
                                x_disable_stats=True),
    )  # fmt: skip
    drawn = [scene(number) for number in range(SCENES)]
    rng = np.random.default_rng(sum(map(ord, run_id)))
    for epoch in range(EPOCHS):
        skill = talent * (epoch + 1) / EPOCHS
        boxed = [
            wandb.Image(
                picture,
                caption=f"{WEATHER[number % 4]} {number:02d}",
                boxes={
                    "ground_truth": {"box_data": [box_data(n, box) for n, *box in objects], "class_labels": NAMES},
                    "predictions": {"box_data": guesses(objects, skill, rng), "class_labels": NAMES},
                },
            )
            for number, (picture, _, objects) in enumerate(drawn)
        ]
        masked = [
            wandb.Image(
                picture,
                caption=f"{WEATHER[number % 4]} {number:02d}",
                masks={
                    "ground_truth": {"mask_data": ids, "class_labels": NAMES},
                    "predictions": {"mask_data": blurred(ids, skill, rng), "class_labels": NAMES},
                },
            )
            for number, (picture, ids, _) in enumerate(drawn[:6])
        ]
        run.log({"epoch": epoch, "detections": boxed, "segments": masked}, step=epoch * 50)
    media(run, [picture for picture, _, _ in drawn])
    run.finish()


def keep(target: Path, run_id: str, stamp: str) -> None:
    """Copy the log and the media of a run, under a name that says no real time."""
    (source,) = SCRATCH.glob(f"wandb/offline-run-*-{run_id}")
    folder = target / f"offline-run-{stamp}-{run_id}"
    shutil.copytree(source / "files" / "media", folder / "files" / "media")
    shutil.copy(source / f"run-{run_id}.wandb", folder)


if __name__ == "__main__":
    shutil.rmtree(HERE / "detection", ignore_errors=True)
    for run_id, name, talent in (("detbase0", "detector-base", 0.55), ("detlarge", "detector-large", 0.95)):
        detect(run_id, name, talent)
        keep(HERE / "detection", run_id, "20261110_080000")
    shutil.rmtree(SCRATCH)
