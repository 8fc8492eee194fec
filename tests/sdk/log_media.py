"""Log one value of every kind with the SDK of this environment, offline: log_media.py OUT_DIR.

Works with releases 0.16 to 0.31; what a release cannot log is left out.
"""

import contextlib
import json

from offline import start

OUT = start()

import numpy as np  # noqa: E402
import wandb  # noqa: E402
from PIL import Image  # noqa: E402

rng = np.random.default_rng(0)
LABELS = {1: "car", 2: "tree"}
BOX = {"position": {"minX": 0.1, "maxX": 0.4, "minY": 0.2, "maxY": 0.5}, "class_id": 1, "scores": {"acc": 0.5}}


def scalars(run) -> None:
    run.define_metric("epoch")
    run.define_metric("val/*", step_metric="epoch")
    run.define_metric("val/acc", step_metric="epoch", summary="max")
    for step in range(100):
        row = {"loss": 1 / (step + 1), "nest": {"a": step, "b": {"c": 0.5}}, "a/b.c d-é": step, "日本": step * 2}
        if step % 10 == 0:
            row |= {"epoch": step // 10, "val/acc": step / 100}
        run.log(row)
    run.log({"nan": float("nan"), "inf": float("inf"), "flag": True, "text": "hello", "list": [1, 2, 3]})
    run.log({"jump": 1}, step=300)
    run.log({"v": 1})
    run.log({"v": "now a text"})
    run.summary["best"] = 0.9
    run.config.update({"late": 5, "lr": 2e-3}, allow_val_change=True)
    print("a line to standard output")


def media(run) -> None:
    gray = np.linspace(0, 255, 60)[None, :].repeat(40, 0).astype(np.uint8)
    for step in range(3):
        run.log({"samples": [wandb.Image(gray, caption=f"c{i} <b>@{step}</b>") for i in range(2)]})
    boxes = {"pred": {"box_data": [BOX], "class_labels": LABELS}}
    masks = {"m": {"mask_data": (gray > 99).astype(np.uint8), "class_labels": LABELS}}
    run.log({"boxed": wandb.Image(gray, boxes=boxes, masks=masks)})
    run.log({"key with space/図": wandb.Image(gray)})
    for extension in ("jpg", "webp", "gif", "tiff", "bmp"):
        path = OUT / f"picture.{extension}"
        Image.fromarray(gray).convert("RGB").save(path)
        with contextlib.suppress(Exception):
            run.log({f"file_{extension}": wandb.Image(str(path))})
    run.log({"hist": wandb.Histogram(rng.standard_normal(500)), "many": rng.standard_normal(100)})
    run.log({"cloud": wandb.Object3D(rng.random((50, 3))), "page": wandb.Html("<b>x</b><script>1</script>")})
    with contextlib.suppress(Exception):
        run.log({"sound": wandb.Audio(np.sin(np.arange(800) / 9), sample_rate=8000, caption="beep")})
    with contextlib.suppress(Exception):
        path = OUT / "movie.gif"
        frames = [Image.fromarray(rng.integers(0, 255, (8, 8, 3), dtype=np.uint8)) for _ in range(3)]
        frames[0].save(path, save_all=True, append_images=frames[1:])
        run.log({"movie": wandb.Video(str(path))})
    with contextlib.suppress(Exception):
        pdb = OUT / "m.pdb"
        pdb.write_text("HETATM    1  C1  UNL     1       0.000   0.000   0.000  1.00  0.00           C\nEND\n")
        run.log({"molecule": wandb.Molecule(str(pdb))})


def tables(run) -> None:
    gray = np.zeros((8, 8), np.uint8)
    table = wandb.Table(columns=["id", "image", "score"])
    for i in range(5):
        table.add_data(i, wandb.Image(gray + i * 20), i / 5)
    run.log({"rich": table})
    run.log({"plain": wandb.Table(columns=["a", "b"], data=[[1, "x"], [2, None]])})
    with contextlib.suppress(Exception):
        grow = wandb.Table(columns=["step"], log_mode="INCREMENTAL")
        for i in range(3):
            grow.add_data(i)
            run.log({"grow": grow})
    run.log({"curve": wandb.plot.line(wandb.Table(data=[[1, 2], [2, 3]], columns=["x", "y"]), "x", "y")})


def main() -> None:
    for case in (scalars, media, tables):
        run = wandb.init(project="kinds", name=case.__name__, tags=["t1"], notes="n", group="g",
                         config={"lr": 1e-3, "nested": {"opt": {"name": "adam"}}, "layers": [1, 2]})  # fmt: skip
        case(run)
        run.finish(exit_code=3 if case is tables else 0)
    (OUT / "facts.json").write_text(json.dumps({"version": wandb.__version__}))


main()
