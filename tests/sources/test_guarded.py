"""A run whose reader may fail: it passes all that its reader offers, and of what fails nothing."""

from __future__ import annotations

import numpy as np
import pytest

from reportgen.model.column import Column, KeyInfo, Values
from reportgen.model.run import RunMeta, RunSource
from reportgen.sources.guarded import GuardedRun
from reportgen.sources.joined import JoinedRun

OFFERED = sorted(name for name in vars(RunSource) if not name.startswith("_"))


class Odd(RunSource):
    """Values that its column and its texts do not tell."""

    meta = RunMeta("odd", "odd", "x")

    def keys(self):
        return {"mode": KeyInfo("mode", ("string",), 1)}

    def column(self, key):
        del key
        return Column.empty()

    def values(self, key):
        return Values(np.array([3]), np.array([0.5]), [{"name": key}])


@pytest.mark.parametrize("name", OFFERED)
@pytest.mark.parametrize("wrapper", [GuardedRun, JoinedRun])
def test_whatever_a_run_offers_is_passed(wrapper, name):
    assert name in vars(wrapper), f"{wrapper.__name__} has no {name} of its own, so a reader's is lost"


def test_values_are_the_readers_own():
    run = GuardedRun(Odd())
    assert run.values("mode").values == [{"name": "mode"}]
    assert not run.failures


def test_values_that_cannot_be_read_are_none_and_said(monkeypatch):
    monkeypatch.setattr(Odd, "values", lambda *_: 1 / 0)
    run = GuardedRun(Odd())
    assert len(run.values("mode")) == 0
    assert run.failures == ["'mode' cannot be parsed and is omitted"]
