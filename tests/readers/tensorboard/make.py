"""Make the event files of this folder again, and what TensorBoard's own loader reads from them.

    pip install tensorboard==2.21.0 tensorboardX==2.6.5 torch==2.13.0 numpy pillow soundfile "moviepy<2"
    python make.py FOLDER

Writes FOLDER/events.tar.xz with the run folders, hosts' names replaced, and FOLDER/loaded.json: of each folder and tag
the wall times, steps and values of every event, scalars as numbers and all else as a digest of the tensor's bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import tensorboardX
import torch
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import summary_v2 as hparams_summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util
from torch.utils.tensorboard import SummaryWriter

NOISE = np.random.default_rng(7)


def media(writer, wrap):
    """Log what both writers can log, at two steps."""
    y, x = np.mgrid[0:24, 0:32]
    for step in (0, 10):
        picture = np.stack([x * 8, y * 10, (x + y + step) * 4]).astype(np.uint8)
        writer.add_image("image/one", picture, step)
        writer.add_images("image/grid", np.stack([picture, 255 - picture]), step)
        writer.add_text("notes", f"**step {step}** 日本語 <b>x</b>\n\n|a|b|\n|-|-|\n|1|2|", step)
        writer.add_text("plain", "no signs at all", step)
        writer.add_histogram("weights", NOISE.normal(step, 1 + step / 10, 500), step)
        writer.add_histogram("constant", np.zeros(50), step)
        truth, score = NOISE.integers(0, 2, 200), NOISE.random(200)
        writer.add_pr_curve("curve", truth, score, step, num_thresholds=21)
    corners = np.array([[[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]], np.float32)
    faces = np.array([[[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]]], np.int32)
    colors = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]]], np.int32)
    writer.add_mesh("mesh", wrap(corners), colors=wrap(colors), faces=wrap(faces), global_step=0)
    writer.add_mesh("cloud", wrap(NOISE.random((2, 30, 3)).astype(np.float32)), global_step=5)
    writer.add_custom_scalars({"Losses": {"both": ["Multiline", ["loss/.*"]],
                                          "band": ["Margin", ["loss/train", "loss/low", "loss/high"]]}})  # fmt: skip


def scalars(writer):
    """Log metrics of every kind of number and of step."""
    for step in range(40):
        writer.add_scalar("loss/train", math.exp(-step / 20), step, walltime=1.7e9 + step)
        writer.add_scalar("loss/low", math.exp(-step / 20) - 0.1, step, walltime=1.7e9 + step)
        writer.add_scalar("loss/high", math.exp(-step / 20) + 0.1, step, walltime=1.7e9 + step)
    for place, value in enumerate((math.nan, math.inf, -math.inf, 0.0, -0.0, 1e-45, 3.4e38)):
        writer.add_scalar("odd", value, place, walltime=1.7e9)
    for place, step in enumerate((-5, 0, 1 << 40)):
        writer.add_scalar("steps", place, step, walltime=1.7e9)
    for step in (0, 1):
        writer.add_scalars("grouped", {"a": step + 1.0, "b": step + 2.0}, step, walltime=1.7e9 + step)


def by_torch(folder):
    writer = SummaryWriter(str(folder / "torch"))
    scalars(writer)
    for step in range(4):
        writer.add_scalar("double", 0.1 * step, step, new_style=True, double_precision=True, walltime=1.7e9)
        writer.add_scalar("new", 0.1 * step, step, new_style=True, walltime=1.7e9)
    media(writer, torch.as_tensor)
    writer.add_audio("tone", np.sin(np.arange(800) / 9)[None].astype(np.float32), 0, sample_rate=8000)
    writer.add_video("video", torch.as_tensor(NOISE.integers(0, 255, (1, 3, 3, 16, 16), dtype=np.uint8)), 0, fps=4)
    points, names = NOISE.random((6, 3)).astype(np.float32), [[f"p{i}", i] for i in range(6)]
    writer.add_embedding(torch.as_tensor(points), names, metadata_header=["name", "n"], tag="points", global_step=2)
    writer.add_embedding(torch.as_tensor(points), [f"q{i}" for i in range(6)],
                         torch.as_tensor(NOISE.random((6, 3, 8, 8)).astype(np.float32)), tag="pictures")  # fmt: skip
    writer.close()
    trial = SummaryWriter(str(folder / "trial"))
    trial.add_scalar("loss/val", 0.5, 0, walltime=1.7e9)
    trial.add_scalar("loss/val", 0.25, 1, walltime=1.7e9 + 1)
    trial.add_hparams({"lr": 0.1, "depth": 3, "optimizer": "adam", "norm": True}, {"hparam/best": 0.25})
    trial.close()


def by_tensorboardx(folder):
    writer = tensorboardX.SummaryWriter(str(folder / "tensorboardX"))
    scalars(writer)
    media(writer, lambda array: array)
    writer.close()


def restarted(folder):
    for purge in (None, 10):
        place = folder / ("purged" if purge else "resumed")
        for begin, end, factor in ((0, 20, 1.0), (10, 25, 2.0)):
            writer = SummaryWriter(str(place), purge_step=purge if begin else None, filename_suffix=f".{begin}")
            for step in range(begin, end):
                writer.add_scalar("loss", factor * step, step, walltime=1.7e9 + step + begin)
            writer.close()


def by_tensors(folder):
    """Log as TensorFlow 2 does: tensors with their plugin, some in old events of many values."""
    writer = EventFileWriter(str(folder / "tensors"))
    for step in range(3):
        event = event_pb2.Event(wall_time=1.7e9 + step, step=step)
        for name, number in (("epoch_loss", 1 / (1 + step)), ("epoch_accuracy", step / 3)):
            value = event.summary.value.add(tag=name)
            value.metadata.plugin_data.plugin_name = "scalars"
            value.tensor.CopyFrom(tensor_util.make_tensor_proto(np.float32(number)))
        writer.add_event(event)
        texts = summary_pb2.Summary()
        value = texts.value.add(tag="grid")
        value.metadata.plugin_data.plugin_name = "text"
        value.tensor.CopyFrom(tensor_util.make_tensor_proto([["a", "b"], ["c|d", str(step)]]))
        rows = np.array([[0, 1, 2], [1, 2, step], [2, 4, 1]], np.float64)
        value = texts.value.add(tag="histogram")
        value.metadata.plugin_data.plugin_name = "histograms"
        value.tensor.CopyFrom(tensor_util.make_tensor_proto(rows))
        value = texts.value.add(tag="half")
        value.tensor.CopyFrom(tensor_util.make_tensor_proto(np.arange(6, dtype=np.float16).reshape(2, 3)))
        writer.add_event(event_pb2.Event(wall_time=1.7e9 + step, step=step, summary=texts))
    session = hparams_summary.hparams_pb({"lr": 0.01, "norm": False, "name": "x"}, start_time_secs=1.7e9)
    writer.add_event(event_pb2.Event(wall_time=1.7e9, summary=session))
    writer.close()


def loaded(folder):
    """Return what TensorBoard reads of every folder and tag."""
    found = {}
    for path in sorted(folder.rglob("*tfevents*")):
        tags = found.setdefault(path.parent.relative_to(folder).as_posix(), {})
        for event in EventFileLoader(str(path)).Load():
            for value in event.summary.value:
                array = tensor_util.make_ndarray(value.tensor)
                plugin = value.metadata.plugin_data.plugin_name
                shown = float(array) if array.ndim == 0 and array.dtype.kind == "f" else digest(array)
                tags.setdefault(value.tag, [plugin]).append([event.wall_time, event.step, repr(shown)])
    return found


def digest(array):
    content = (
        json.dumps([bytes(one).hex() for one in array.ravel()]) if array.dtype == object else array.tobytes().hex()
    )
    return f"{list(array.shape)} {hashlib.sha256(content.encode()).hexdigest()[:16]}"


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for make in (by_torch, by_tensorboardx, restarted, by_tensors):
            make(folder)
        host = os.uname().nodename
        for path in sorted(folder.rglob("*tfevents*")):
            path.rename(path.with_name(path.name.replace(host, "machine")))
        with tarfile.open(out / "events.tar.xz", "w:xz") as archive:
            for path in sorted(folder.rglob("*")):
                facts = archive.gettarinfo(path, path.relative_to(folder).as_posix())
                facts.uid = facts.gid = facts.mtime = 0
                facts.uname = facts.gname = ""
                archive.addfile(facts, path.open("rb") if path.is_file() else None)
        (out / "loaded.json").write_text(json.dumps(loaded(folder), separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
