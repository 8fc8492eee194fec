"""Log pictures that EXIF turns, with a box and a mask on their red part: log_turned.py OUT_DIR."""

from offline import start

OUT = start()

import numpy as np  # noqa: E402
import wandb  # noqa: E402
from PIL import Image  # noqa: E402

pixels = np.zeros((60, 90, 3), np.uint8)
pixels[..., 2] = 255
pixels[10:30, 10:40] = (255, 0, 0)
ids = (pixels[..., 0] == 255).astype(np.uint8)
PLACE = {"minX": 10, "minY": 10, "maxX": 40, "maxY": 30}
BOXES = {"p": {"box_data": [{"position": PLACE, "domain": "pixel", "class_id": 1}], "class_labels": {1: "red"}}}
run = wandb.init(project="turned", name="turned", settings=wandb.Settings(console="off"))
for kind in ("png", "jpg", "webp"):
    images = []
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        path = OUT / f"{orientation}.{kind}"
        Image.fromarray(pixels).save(path, exif=exif, quality=95)
        masks = {"m": {"mask_data": ids, "class_labels": {1: "red", 0: "background"}}}
        images.append(wandb.Image(str(path), caption=str(orientation), boxes=BOXES, masks=masks))
    run.log({kind: images})
run.finish()
