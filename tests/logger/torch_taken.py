"""Run in an environment that has PyTorch: tensors of each kind as what is logged of them, and ``watch``."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import reportgen as rg
from reportgen.native.history import RunLogs
from reportgen.readers.native.run import NativeRun

QUIET = {"console": False, "code": False, "system": False}
PIXELS = torch.arange(60, dtype=torch.uint8).reshape(3, 4, 5)
POINTS = torch.rand(20, 3)
SOUND = torch.sin(torch.arange(800) / 10)
WEIGHTS = torch.randn(300)


def rows() -> dict[str, object]:
    """Return what is logged."""
    table = rg.Table(columns=["image", "score", "class"])
    table.add_data(rg.Image(PIXELS), torch.tensor(0.25), torch.tensor(3))
    return {
        "scalar": torch.tensor(0.5, requires_grad=True), "half": torch.tensor(0.5, dtype=torch.bfloat16),
        "integer": torch.tensor(2**60), "truth": torch.tensor([True]), "many": {"inner": torch.tensor([1.5])},
        "tensor": WEIGHTS.double().requires_grad_(), "turned": torch.arange(6).reshape(2, 3).T,
        "short": torch.tensor([0.5, 1.5], dtype=torch.bfloat16), "empty": torch.empty(0),
        "image": rg.Image(PIXELS), "images": [rg.Image(PIXELS), rg.Image(PIXELS.float() / 255)],
        "gray": rg.Image(PIXELS[:1]), "histogram": rg.Histogram(WEIGHTS.requires_grad_()),
        "points": rg.Object3D(POINTS), "audio": rg.Audio(SOUND, sample_rate=8000),
        "video": rg.Video(torch.zeros(3, 3, 16, 16, dtype=torch.uint8), fps=2), "table": table,
        "mask": rg.Image(PIXELS, masks={"truth": {"mask_data": torch.eye(4, 5).int(), "class_labels": {1: "a"}}}),
        "curve": rg.plot.roc_curve(torch.tensor([0, 1, 1]), torch.tensor([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])),
        "confusion": rg.plot.confusion_matrix(y_true=torch.tensor([0, 1]), preds=torch.tensor([0, 0])),
    }  # fmt: skip


def pixels(media: object) -> np.ndarray:
    """Return the pixels of a logged image."""
    import io

    return np.asarray(Image.open(io.BytesIO(media.file.read())))


def check_values(run: NativeRun) -> None:
    """Compare what was logged with what is read."""
    found = run.summary()
    assert [found[key] for key in ("scalar", "half", "integer", "many.inner")] == [0.5, 0.5, 2**60, 1.5], found
    numbers = found["tensor"].numbers
    own = WEIGHTS.detach().double().numpy()
    assert np.isclose(numbers["mean"], own.mean())
    assert numbers["95%"] == np.percentile(own, 95)
    assert found["turned"].shape == (3, 2)
    assert found["short"].numbers["max"] == 1.5
    for key in ("image", "mask"):
        assert np.array_equal(pixels(found[key]), PIXELS.permute(1, 2, 0).numpy()), key
    assert [np.array_equal(pixels(one.value), PIXELS.permute(1, 2, 0).numpy()) for one in run.media("images")] == [
        True, True,
    ]  # fmt: skip
    assert np.array_equal(pixels(found["gray"]), PIXELS[0].numpy())
    assert found["histogram"].heights.sum() == len(WEIGHTS)
    assert {"points", "audio", "video", "curve", "confusion"} <= set(run.keys()), set(run.keys())


def check_watch(out: Path) -> None:
    """Train three steps, and compare the histograms of the third with its gradients and parameters."""
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    model[2].bias.requires_grad_(requires_grad=False)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    run = rg.init(dir=out, settings=QUIET)
    rg.watch(model, log="all", log_freq=3)
    for _ in range(3):
        optimizer.zero_grad()
        loss = model(torch.randn(16, 4)).square().mean()
        loss.backward()
        known = {
            name: (one.grad.clone(), one.detach().clone())
            for name, one in model.named_parameters()
            if one.grad is not None
        }
        optimizer.step()
        rg.log({"loss": loss})
    rg.unwatch()
    model(torch.randn(16, 4)).mean().backward()
    run.finish()
    found = NativeRun(RunLogs(Path(run.dir)))
    assert len(known) == 3
    for name, pair in known.items():
        for kind, tensor in zip(("gradients", "parameters"), pair, strict=True):
            (logged,) = found.media(f"{kind}/{name}")
            heights, edges = np.histogram(tensor.numpy().ravel(), bins=64)
            assert logged.step == 2
            assert np.array_equal(logged.value.heights, heights), (kind, name)
            assert np.allclose(logged.value.edges, edges)


def main() -> None:
    """Log, read back, compare."""
    out = Path(sys.argv[1])
    run = rg.init(
        dir=out,
        settings=QUIET,
        config={"device": torch.device("cpu"), "dtype": torch.float16, "rate": torch.tensor(0.5)},
    )
    run.log(rows())
    run.finish()
    found = NativeRun(RunLogs(Path(run.dir)))
    check_values(found)
    assert dict(found.logs.config) == {"device": "cpu", "dtype": "torch.float16", "rate": 0.5}, found.logs.config
    check_watch(out)
    print("the same")


if __name__ == "__main__":
    main()
