"""Make the runs of the chart examples again, with the real SDK (wandb==0.31.0).

Needs scikit-learn, pandas, plotly and matplotlib besides.

Three detectors evaluated over training, and a sweep of twelve short runs, offline and synthetic. The SDK is told
a made-up host and user; what it measures of the machine over two seconds is real and tells nothing of whose it is.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SCRATCH = Path("/tmp/reportgen-example")  # noqa: S108 - the log names it, and it must be nobody's
shutil.rmtree(SCRATCH, ignore_errors=True)
CODE = SCRATCH / "code"
CODE.mkdir(parents=True)
os.chdir(CODE)
os.environ |= {
    "WANDB_MODE": "offline",
    "WANDB_DIR": str(SCRATCH),
    "WANDB_SILENT": "true",
    "MPLBACKEND": "Agg",
    "WANDB_DATA_DIR": str(SCRATCH / "data"),
    "WANDB_CACHE_DIR": str(SCRATCH / "cache"),
    "WANDB_CONFIG_DIR": str(SCRATCH / "config"),
}

import matplotlib.pyplot as plt  # noqa: E402
import plotly.graph_objects as go  # noqa: E402
import wandb  # noqa: E402 - reads its environment when imported

SCENES = ["day", "night", "rain"]
SCRIPT = """import torch

from street import Detector, scenes


def main(lr={lr}, loss="{loss}"):
    model = Detector("{backbone}")
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    for batch in scenes("train"):
        value = model.loss(batch, kind=loss)
        value.backward()
        optimizer.step()
        optimizer.zero_grad()
{extra}

if __name__ == "__main__":
    main()
"""
DETECTORS = [
    ("evalv2a0", "detector-v2", "resnet50", 1e-3, "cross-entropy", 1.0, ""),
    ("evalv3a0", "detector-v3", "resnet50", 8e-4, "focal", 1.5, "        model.ema.update(model)\n"),
    ("evalyak0", "夜間モデル", "resnet101", 5e-4, "focal", 1.2, "        model.ema.update(model)\n"),
]


def settings(**more: object) -> wandb.Settings:
    """Return settings that keep the machine's names out of the log."""
    return wandb.Settings(host="node", username="user", x_executable="python", program="train.py", **more)


def scores(rng: np.random.Generator, skill: float, rows: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Return scene truth (n,) and probabilities (n, 3) that get better with ``skill``."""
    truth = rng.choice(3, rows, p=[0.5, 0.3, 0.2])
    logits = rng.standard_normal((rows, 3))
    logits[np.arange(rows), truth] += skill
    odds = np.exp(logits)
    return truth, odds / odds.sum(axis=1, keepdims=True)


def evaluate(run_id: str, name: str, backbone: str, lr: float, loss: str, skill: float, extra: str) -> None:
    """Log one detector: distributions, tables, charts, figures, console, code and the machine."""
    (CODE / "train.py").write_text(SCRIPT.format(lr=lr, loss=loss, backbone=backbone, extra=extra))
    more = {"program_relpath": "train.py", "program_abspath": str(CODE / "train.py"), "save_code": True}
    run = wandb.init(
        project="street-scenes",
        id=run_id,
        name=name,
        job_type="eval",
        tags=["eval"],
        config={"backbone": backbone, "lr": lr, "loss": loss, "ema": bool(extra), "warmup": 0, "notes": ""},
        settings=settings(console="wrap", x_stats_sampling_interval=0.15, **more),
    )
    rng = np.random.default_rng(sum(map(ord, run_id)))
    for step in range(40):
        width = 1.6 * math.exp(-step / 18) + 0.25
        run.log(
            {
                "gradients/conv1": wandb.Histogram(rng.standard_normal(1500) * width),
                "weights/fc": wandb.Histogram(rng.standard_normal(600) * 0.4 + step / 40, num_bins=32),
                "train/loss": math.exp(-step / 15) + 0.03 * float(rng.standard_normal()),
            }
        )
        if step % 10 == 0:
            print(f"\x1b[32mepoch {step // 10}\x1b[0m  loss {math.exp(-step / 15):.3f}")
        time.sleep(0.03)
    for done in range(0, 101, 20):
        print(f"\revaluating {done:3d}%", end="")
    print("\n\x1b[33mwarning:\x1b[0m 3 scenes have no boxes")
    for part in (0.5, 0.8, 1.0):
        log_charts(run, rng, skill * part)
    log_figures(run, rng)
    run.summary["final_logits"] = wandb.Histogram(rng.standard_normal(800) * skill)
    run.finish()


def log_charts(run: wandb.Run, rng: np.random.Generator, skill: float) -> None:
    """Log the presets of wandb.plot, and the tables behind them."""
    plot = wandb.plot
    truth, odds = scores(rng, skill)
    defect = rng.random(400) < 0.25
    score = 1 / (1 + np.exp(-(rng.standard_normal(400) + skill * 1.4 * (defect - 0.5))))
    pairs = np.stack([rng.uniform(0, 30, 80), rng.uniform(0, 1, 80)], axis=1)
    pairs[:, 1] = 1 - pairs[:, 0] / 40 + 0.1 * pairs[:, 1]
    steps = list(range(12))
    calibration = [
        [i / 10 + 0.05, min(1.0, max(0.0, i / 10 + 0.05 + 0.2 / skill * float(rng.standard_normal()) / 3))]
        for i in range(10)
    ]
    run.log(
        {
            "scenes": wandb.Table(
                columns=["truth", "day", "night", "rain", "guess"],
                data=[[SCENES[t], *map(float, p), SCENES[int(p.argmax())]] for t, p in zip(truth, odds, strict=True)],
            ),
            "defects": wandb.Table(
                columns=["id", "defect", "score"],
                data=[[i, bool(d), float(s)] for i, (d, s) in enumerate(zip(defect, score, strict=True))],
            ),
            "pr": plot.pr_curve(truth, odds, labels=SCENES),
            "roc": plot.roc_curve(truth, odds, labels=SCENES),
            "confusion": plot.confusion_matrix(
                y_true=truth.tolist(), preds=odds.argmax(1).tolist(), class_names=SCENES
            ),
            "recall by distance": plot.scatter(
                wandb.Table(data=pairs.tolist(), columns=["distance (m)", "recall"]), "distance (m)", "recall"
            ),
            "accuracy by scene": plot.bar(
                wandb.Table(
                    data=[[s, float((odds.argmax(1) == truth)[truth == i].mean())] for i, s in enumerate(SCENES)],
                    columns=["scene", "accuracy"],
                ),
                "scene",
                "accuracy",
            ),
            "score": plot.histogram(wandb.Table(data=[[float(s)] for s in score], columns=["score"]), "score"),
            "sharpness": plot.line(
                wandb.Table(data=[[x, math.exp(-x / 5) * skill] for x in range(25)], columns=["radius", "gain"]),
                "radius",
                "gain",
                title="Sharpness",
            ),
            "schedules": plot.line_series(
                xs=steps,
                ys=[[math.cos(s / 11 * 1.57) for s in steps], [1 - s / 11 for s in steps]],
                keys=["cosine", "linear"],
                xname="epoch",
            ),
            "calibration": wandb.plot_table(
                "street/calibration",
                wandb.Table(data=calibration, columns=["confidence", "accuracy"]),
                {"x": "confidence", "y": "accuracy"},
                {"title": "Calibration"},
            ),
        }
    )


def log_figures(run: wandb.Run, rng: np.random.Generator) -> None:
    """Log figures of Plotly and Matplotlib: some with a counterpart in Vega-Lite, one without."""
    x = np.linspace(0, 6, 40)
    figure, axes = plt.subplots()
    axes.plot(x, np.sin(x))
    axes.scatter(x[::4], np.cos(x[::4]))
    axes.set_title("From Matplotlib")
    heat = go.Figure(go.Heatmap(z=rng.random((6, 8)).round(3)), layout={"title": "Attention"})
    surface = go.Figure(go.Surface(z=np.outer(np.sin(x[:20]), np.cos(x[:20])).round(4)))
    run.log(
        {
            "figures/curve": go.Figure(
                [go.Scatter(x=x, y=np.exp(-x), name="decay"), go.Bar(x=[1, 2, 3], y=[0.4, 0.2, 0.1], name="share")]
            ),
            "figures/matplotlib": figure,
            "figures/heat": heat,
            "figures/surface": surface,
        }
    )
    plt.close(figure)


def sweep(index: int) -> None:
    """Log one short run of the sweep."""
    rng = np.random.default_rng(index)
    config = {
        "lr": float(10 ** rng.uniform(-4, -2)),
        "batch": int(rng.choice([16, 32, 64])),
        "dropout": float(rng.uniform(0, 0.5)),
        "optimizer": str(rng.choice(["adamw", "sgd"])),
        "augment": bool(rng.integers(2)),
        "seed": index,
    }
    run = wandb.init(
        project="street-scenes",
        id=f"sweep{index:03d}",
        name=f"sweep-{index:02d}",
        group="sweep",
        job_type="sweep",
        config=config,
        settings=settings(
            console="off",
            save_code=False,
            disable_git=True,
            x_disable_meta=True,
            x_disable_machine_info=True,
            x_disable_stats=True,
        ),
    )
    run.define_metric("val/mAP", summary="max")
    best = (
        0.55
        - 0.08 * (math.log10(config["lr"]) + 3) ** 2
        + 0.05 * (config["optimizer"] == "adamw")
        + 0.02 * config["augment"]
    )
    for step in range(30):
        rise = 1 - math.exp(-step / 8)
        run.log(
            {
                "train/loss": 1.2 - best * rise + 0.03 * float(rng.standard_normal()),
                "val/mAP": best * rise + 0.01 * float(rng.standard_normal()),
            }
        )
    run.finish()


def keep(target: Path, prefix: str) -> None:
    """Move runs to the examples under fixed names, without the SDK's own logs."""
    shutil.rmtree(target, ignore_errors=True)
    for source in sorted((SCRATCH / "wandb").glob(f"offline-run-*-{prefix}*")):
        run_id = source.name.rsplit("-", 1)[-1]
        folder = target / f"offline-run-20261103_080000-{run_id}"
        (folder / "files").mkdir(parents=True)
        shutil.copy(source / f"run-{run_id}.wandb", folder)
        for part in ("media", "code"):
            if (source / "files" / part).is_dir():
                shutil.copytree(source / "files" / part, folder / "files" / part)
        packages = source / "files" / "requirements.txt"
        if prefix == "eval" and packages.is_file():
            kept = [
                line
                for line in packages.read_text().splitlines()
                if line.lower().startswith(("numpy", "pillow", "wandb", "torch"))
            ]
            version = "torch==2.9.1" if run_id == "evalv2a0" else "torch==2.10.0"
            (folder / "files" / "requirements.txt").write_text("\n".join([*kept, version]) + "\n")


if __name__ == "__main__":
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "remote", "add", "origin", "https://example.org/team/street.git"], check=True)
    for detector in DETECTORS:
        subprocess.run(
            [
                "git",
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.org",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                detector[1],
            ],
            check=True,
        )
        evaluate(*detector)
    for number in range(12):
        sweep(number)
    keep(HERE / "evaluation", "eval")
    keep(HERE / "sweep", "sweep")
    shutil.rmtree(SCRATCH)
