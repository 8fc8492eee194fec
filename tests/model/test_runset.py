"""Run sets: filter, order, limit, groups, names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import open_example

from reportgen.lang.expression import parse
from reportgen.model.media.image import Image
from reportgen.model.media.tensor import Tensor
from reportgen.model.runset import number_runs, show


@pytest.fixture(scope="module")
def runs():
    return open_example()


def test_filters(runs):
    assert {r.name for r in runs.select(parse("config.loss == 'focal'"))} == {"r50-focal", "r101-focal"}
    assert {r.name for r in runs.select(parse("Config('optim.lr') < 0.001 and State = 'finished'"))} == {
        "r101-focal", "夜間-再学習",
    }  # fmt: skip
    assert len(runs.select(parse('summary["val/mAP"] > 0.4'))) == 2
    assert len(runs.select(parse("'night' in tags"))) == 4


def test_order_puts_missing_values_last_either_way(runs):
    names = [run.name for run in runs.select(order=["summary.val/mAP"])]
    assert names == list(reversed([run.name for run in runs.select(order=["-summary.val/mAP"])]))
    assert [r.name for r in runs.select(order=["-config.nothing"])] == [r.name for r in runs]
    assert len(runs.select(order=["name"], limit=2)) == 2


def test_groups(runs):
    groups = runs.select(groupby=["config.backbone", "config.loss"]).groups()
    assert groups[0].name.startswith("backbone: ")
    assert sum(len(group.runs) for group in groups) == 4


def test_equal_names_are_told_apart_and_indices_stay(runs):
    sources = [(run.source, "same", "") for run in runs]
    named = number_runs(sources)
    assert len({run.name for run in named}) == 4
    chosen = named.select(order=["-id"])
    assert {run.index for run in chosen} == {0, 1, 2, 3}
    templated = number_runs([(run.source, "{group}/{name}", "") for run in runs])
    assert "resnet50/r50-focal" in {run.name for run in templated}


def test_filters_and_sort_keys_ask_what_is_known_of_media(runs):
    class Source:
        def __init__(self, source, width):
            self.source, self.width = source, width

        def __getattr__(self, name):
            return getattr(self.source, name)

        def summary(self):
            return {"best": Image(width=self.width), "w": Tensor({"mean": self.width}), "all": [Image(caption="a")]}

    own = replace(runs, runs=tuple(replace(run, source=Source(run.source, n)) for n, run in enumerate(runs, 1)))
    assert [run.index for run in own.select(parse("summary.best.width >= 2 and summary.w.kind == 'array'"))] == [
        1,
        2,
        3,
    ]
    assert [run.index for run in own.select(order=["-summary.w.mean"])] == [3, 2, 1, 0]
    assert show(own.runs[0].lookup("summary.all")) == "[{'kind': 'image', 'caption': 'a'}]"


def test_lookup_reads_aggregates_and_dotted_names(runs):
    run = next(run for run in runs if run.name == "r50-focal")
    assert run.lookup("summary.val/mAP") == run.lookup("summary.val/mAP.max") == pytest.approx(0.4117, abs=1e-3)
    assert run.lookup("config.optim.lr") == 1e-3
    assert run.lookup("state") == "finished"
    assert run.lookup("config.nothing") is None
