"""Log images whose pixels show where their overlays belong: log_overlays.py OUT_DIR."""

from offline import start

OUT = start()

import numpy as np  # noqa: E402
import wandb  # noqa: E402

LABELS = {1: "one", 2: "two", 3: "three", 4: "four"}


def framed(width: int, height: int, box: tuple[int, int, int, int]) -> wandb.Image:
    """Return a black image with a white rectangle, and the same rectangle as a box."""
    x0, y0, x1, y1 = box
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[y0:y1, x0:x1] = 255
    place = {"minX": x0, "minY": y0, "maxX": x1, "maxY": y1}
    data = [{"position": place, "domain": "pixel", "class_id": 1}]
    return wandb.Image(pixels, boxes={"found": {"box_data": data, "class_labels": LABELS}})


rng = np.random.default_rng(7)
run = wandb.init(project="overlays", name="overlays", settings=wandb.Settings(console="off"))
run.log({"small": framed(60, 45, (13, 7, 47, 38)), "large": framed(1601, 1203, (333, 201, 1207, 1011))})
smooth = (
    np.digitize(np.add.outer(np.sin(np.arange(48) / 7), np.cos(np.arange(64) / 5)), [-1, 0, 0.7]).astype(np.uint8) + 1
)
noise = rng.integers(1, 5, (300, 400)).astype(np.uint8)
half = smooth[::2, ::2]
gray = np.full((48, 64, 3), 128, np.uint8)
for name, mask, size in (
    ("smooth", smooth, gray),
    ("half", half, gray),
    ("noise", noise, np.full((300, 400, 3), 128, np.uint8)),
):
    run.log({name: wandb.Image(size, masks={"m": {"mask_data": mask, "class_labels": LABELS}})})
    np.save(OUT / f"{name}.npy", mask)
run.finish()
