"""Logs of tools that are too heavy to install, or whose licence forbids it, in the forms that their sources print.

``byhand.py FOLDER`` writes ultralytics (8.4: ``%.6g``), yolov5 (padded columns), detectron2 (lines with sorted keys),
ray (result.json, progress.csv, params.json) and llama_factory (trainer_log.jsonl of 0.9.5).
"""

from __future__ import annotations

import csv
import json
import math
import struct
import sys
import zlib
from pathlib import Path


def picture(path: Path) -> None:
    """Write a grey picture of 4 x 4 pixels, whatever its name ends with."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + bytes(range(0, 160, 40)) for _ in range(4)))
    head = struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def ultralytics(folder: Path) -> None:
    """Write a training of eight epochs that was resumed after the third: its time starts again."""
    place = folder / "detect" / "train3"
    place.mkdir(parents=True, exist_ok=True)
    names = ["epoch", "time", "train/box_loss", "metrics/precision(B)", "metrics/mAP50-95(B)", "val/box_loss", "lr/pg0"]

    def row(epoch: int, time: float) -> str:
        values = (epoch, time, math.exp(-epoch / 9), epoch / 10, epoch / 12, math.exp(-epoch / 7), 0.01 / epoch)
        return ",".join(f"{value:.6g}" for value in values) + "\n"

    rows = [row(epoch, epoch * 3.2) for epoch in range(1, 6)] + [row(epoch, (epoch - 3) * 3.1) for epoch in range(4, 8)]
    (place / "results.csv").write_text(",".join(names) + "\n" + "".join(rows) + row(8, math.nan))
    (place / "args.yaml").write_text(
        "task: detect\nmode: train\nmodel: yolo26n.pt\ndata: coco8.yaml\nepochs: 8\nbatch: 16\nimgsz: 640\n"
        "device: null\nlr0: 0.01\nproject: /home/someone/runs\nsave_dir: /home/someone/runs/detect/train3\n"
    )
    for name in ("results.png", "labels.jpg", "train_batch0.jpg", "train_batch1.jpg", "val_batch0_labels.jpg",
                 "val_batch0_pred.jpg", "BoxPR_curve.png", "confusion_matrix_normalized.png"):  # fmt: skip
        picture(place / name)


def yolov5(folder: Path) -> None:
    """Write a training whose columns are padded to twenty characters, names included."""
    place = folder / "exp2"
    place.mkdir(parents=True, exist_ok=True)
    names = ["epoch", "train/box_loss", "metrics/mAP_0.5", "val/obj_loss", "x/lr0"]
    rows = ["".join(f"{name:>20}," for name in names).rstrip(",")]
    rows += [
        "".join(f"{value:>20.5g}," for value in (e, 0.1 / (e + 1), e / 7, 0.2, 0.01)).rstrip(",") for e in range(5)
    ]
    (place / "results.csv").write_text("\n".join(rows) + "\n")
    (place / "opt.yaml").write_text("weights: yolov5s.pt\nepochs: 5\n")
    (place / "hyp.yaml").write_text("lr0: 0.01\nmomentum: 0.937\n")


def detectron2(folder: Path) -> None:
    """Write a training that was resumed at iteration 60, with an evaluation at its end."""
    place = folder / "faster-rcnn"
    place.mkdir(parents=True, exist_ok=True)
    steps = [*range(19, 100, 20), *range(59, 140, 20)]
    rows = [{"iteration": step, "total_loss": math.exp(-step / 60) + at / 100, "data_time": 0.01, "eta_seconds": 9.5,
             "lr": 0.00025, "time": 0.2} for at, step in enumerate(steps)]  # fmt: skip
    rows.append({"iteration": 139, "bbox/AP": 37.25, "bbox/AP-person": math.nan, "bbox/APl": -1.0})
    (place / "metrics.json").write_text("".join(json.dumps(row, sort_keys=True) + "\n" for row in rows))
    (place / "config.yaml").write_text(
        "OUTPUT_DIR: /home/someone/out\nSOLVER:\n  BASE_LR: 0.00025\n  STEPS: !!python/tuple\n  - 60\n  - 80\n"
    )


def ray(folder: Path) -> None:
    """Write three trials: one that ended, one with a table alone, one that failed; and one that died at once."""
    for trial in range(4):
        place = folder / "tune-toys" / f"train_toy_1a2b3_0000{trial}_{trial}_lr=0.{trial}_2026-01-02_03-04-05"
        place.mkdir(parents=True, exist_ok=True)
        config = {"lr": trial / 10, "net": {"depth": trial}}
        (place / "params.json").write_text(json.dumps(config))
        rows = [{"mean_loss": math.nan if step == 2 else math.exp(-step / 3), "eval": {"acc": step / 5},
                 "timestamp": 1767323045 + step, "checkpoint_dir_name": None, "done": step == 4,
                 "training_iteration": step + 1, "trial_id": f"1a2b3_0000{trial}", "date": "2026-01-02_03-04-05",
                 "time_this_iter_s": 1.5, "time_total_s": 1.5 * (step + 1), "pid": 4242, "hostname": "some-machine",
                 "node_ip": "10.1.2.3", "config": config, "time_since_restore": 1.5 * (step + 1),
                 "iterations_since_restore": step + 1} for step in range(5)]  # fmt: skip
        if trial == 3:
            (place / "result.json").write_text("")
            (place / "error.txt").write_text("RuntimeError: out of memory\n")
            continue
        if trial == 2:
            (place / "error.txt").write_text("RuntimeError: out of memory\n")
            rows = rows[:3]
        if trial != 1:
            (place / "result.json").write_text("".join(json.dumps(row) + "\n" for row in rows))
        flat = [{key: value for key, value in row.items() if key not in ("eval", "config")}
                | {"eval/acc": row["eval"]["acc"], "config/lr": config["lr"]} for row in rows]  # fmt: skip
        with (place / "progress.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, flat[0])
            writer.writeheader()
            writer.writerows(flat)
    (folder / "tune-toys" / "tuner.pkl").write_bytes(b"\x80\x04.")


def llama_factory(folder: Path) -> None:
    """Write a log to which a second training was added."""
    place = folder / "llama3-lora"
    place.mkdir(parents=True, exist_ok=True)
    rows = []
    for session in (60, 40):
        for step in range(10, session + 1, 10):
            told = {"current_steps": step, "total_steps": session}
            rest = {"epoch": step / 20, "percentage": round(step / session * 100, 2),
                    "elapsed_time": f"{step // 60}:{step % 60:02d}:05", "remaining_time": "0:00:10"}  # fmt: skip
            rows.append({**told, "loss": round(2 * math.exp(-step / 30), 4), "lr": 5e-05, **rest, "throughput": 1234.5})
            if step % 20 == 0:
                rows.append({**told, "eval_loss": 1.5 - step / 100, **rest})
    (place / "trainer_log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


if __name__ == "__main__":
    where = Path(sys.argv[1])
    for make in (ultralytics, yolov5, detectron2, ray, llama_factory):
        make(where / make.__name__)
