"""Importance: what explains the metric comes first, and the same every time."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from reportgen.stats.importance import importance_of

RNG = np.random.default_rng(0)
LR, SEED = RNG.random(40), RNG.random(40)
OPTIMIZER = ["adamw" if i % 2 else "sgd" for i in range(40)]
TARGET = 3 * LR + np.array([0.3 if name == "adamw" else 0.0 for name in OPTIMIZER]) + 0.01 * SEED
PARAMETERS = {"lr": LR.tolist(), "seed": SEED.tolist(), "optimizer": OPTIMIZER, "same": [1] * 40, "gap": [None] * 40}


def test_the_cause_comes_first():
    found, forest = importance_of(PARAMETERS, TARGET)
    assert forest
    assert found[0].name == "lr"
    assert {one.name for one in found} == {"lr", "seed", "optimizer"}  # what does not vary explains nothing
    assert sum(one.importance for one in found) == pytest.approx(1)
    by_name = {one.name: one for one in found}
    assert by_name["lr"].correlation == pytest.approx(np.corrcoef(LR, TARGET)[0, 1])
    assert math.isnan(by_name["optimizer"].correlation)


def test_twice_the_same():
    assert str(importance_of(PARAMETERS, TARGET)) == str(importance_of(PARAMETERS, TARGET))


def test_without_the_library_correlation_remains(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
    found, forest = importance_of(PARAMETERS, TARGET)
    assert not forest
    assert found[0].name == "lr"
    assert math.isnan(found[0].importance)


def test_missing_numbers_and_truth_values():
    found, _ = importance_of({"flag": [True, False] * 5, "lr": [None, 1.0] * 5}, np.arange(10.0))
    assert {one.name for one in found} == {"flag", "lr"}
