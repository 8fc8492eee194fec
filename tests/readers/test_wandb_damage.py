"""Damaged logs of a real run, read to the end: every point that comes back was logged, and the loss is reported."""

from __future__ import annotations

import random

import numpy as np
import pytest
from conftest import RUNS

from reportgen.sources import read_runs

LOG = next(RUNS.glob("*r50focal")) / "run-r50focal.wandb"
KEYS = ("train/loss", "val/mAP", "epoch", "lr")


def damages():
    rng = random.Random(1)
    size = LOG.stat().st_size
    for _ in range(40):
        yield "flip", rng.randrange(7, size), rng.randrange(8)
    for _ in range(20):
        yield "zero", rng.randrange(size // 512) * 512, 512
    for _ in range(20):
        yield "cut", rng.randrange(size), 0


@pytest.fixture(scope="module")
def logged():
    (run,) = read_runs(LOG).runs
    return {
        key: dict(zip(*(c.tolist() for c in (run.column(key).steps, run.column(key).values)), strict=True))
        for key in KEYS
    }


@pytest.mark.parametrize(("how", "at", "extent"), list(damages()))
def test_what_is_left_is_what_was_logged(how, at, extent, tmp_path, logged):
    data = bytearray(LOG.read_bytes())
    before = bytes(data)
    if how == "flip":
        data[at] ^= 1 << extent
    elif how == "zero":
        data[at : at + extent] = bytes(len(data[at : at + extent]))
    else:
        del data[at:]
    path = tmp_path / "run-x.wandb"
    path.write_bytes(data)
    found = read_runs(path)
    for run in found.runs:
        for key in KEYS:
            column = run.column(key)
            expected = [logged[key][step] for step in column.steps.tolist()]
            assert np.array_equal(column.values, expected, equal_nan=True)
        for key, info in run.keys().items():
            if info.media:
                run.media(key)
        run.summary()
        assert run.meta.losses or bytes(data) == before or not any(before[at : at + (extent or 1)]) or how == "cut"
        if how == "flip":
            assert len(run.column("train/loss")) >= 600 - 30
