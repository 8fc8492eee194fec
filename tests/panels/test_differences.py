"""The panel of differences: what it says of results, settings and keys, and of how sure that is."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from conftest import build_spec
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from made_runs import write_runs

from reportgen.panels import Kinds
from reportgen.readers import Readers
from reportgen.sources import open_runs
from reportgen.spec.load import load_mapping
from reportgen.stats.compared.matching import Pair, is_several, matched
from reportgen.stats.compared.settings import settings


def rows(accuracy, loss, **others):
    return [
        {"val/acc": accuracy - 0.1, "val/loss": loss + 1, **others},
        {"val/acc": accuracy, "val/loss": loss, **others},
    ]


def seeds(folder, accuracy, config, *, first=0, runs=5, noise=0.01, **others):
    chance = random.Random(first)
    return write_runs(folder, {
        f"seed-{first + n}": (
            {**config, "seed": first + n},
            rows(accuracy + chance.uniform(-noise, noise), 0.5 + chance.uniform(-0.1, 0.1), **others),
        )
        for n in range(runs)
    })  # fmt: skip


def opened(folder):
    spec = {"runs": [{"path": str(folder)}], "blocks": []}
    return open_runs(load_mapping(spec, folder, Kinds(), None, Readers().formats))[0]


SIDES = """\
runs: [{path: old, side: old}, {path: new, side: new}]
baseline: {filters: side == 'old'}
blocks: [differences: FIELDS]
"""


def said(folder, fields="{}", spec=SIDES):
    """Return the sentence and all words of the panel."""
    html = build_spec(folder, spec.replace("FIELDS", fields)).path.read_text("utf-8")
    panel = html.partition('<section class="rg-differences"')[2].partition("</section>")[0]
    sentence = panel.partition('<p class="rg-differences-said">')[2].partition("</p>")[0]
    return words(sentence), words(panel)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_seeds_tell_what_is_better_from_what_is_noise(tmp_path):
    seeds(tmp_path / "old", 0.7, {"lr": 0.1})
    seeds(tmp_path / "new", 0.8, {"lr": 0.2, "warmup": 5}, first=10)
    sentence, panel = said(tmp_path)
    assert re.match(r"new compared with old: ✓ better: val/acc \+0\.\d+ ; 1 result within the noise; ", sentence)
    assert "1 setting changed (lr); 1 setting only in new" in sentence
    assert re.search(r"Within the noise val/loss [\d.]+ [\d.]+ [+−][\d.]+ [+−][\d.]+ % 95 %: −[\d.]+ to \+", panel)
    assert "Changed lr 0.1 0.2 Only in new warmup – 5" in panel
    assert "Different among the runs of a side seed 0 , 1 , 2 , 3 and 1 more 10 , 11 , 12 , 13 and 1 more" in panel


def test_a_worse_metric_is_named_first_in_the_table_and_single_runs_are_no_proof(tmp_path):
    write_runs(tmp_path / "old", {"a": ({"lr": 0.1, "aug": True}, rows(0.7, 0.5))})
    write_runs(tmp_path / "new", {"a": ({"lr": 0.1}, rows(0.8, 0.6, extra=1))})
    sentence, panel = said(tmp_path)
    assert sentence == (
        "new compared with old: ✓ better: val/acc +0.1 ; ✗ worse: val/loss +0.1 ; 1 setting only in old; "
        "1 logged key only in new."
    )
    assert panel.index("Worse val/loss") < panel.index("Better val/acc")
    assert "a difference may be noise" in panel
    assert "1 setting that is the same" in panel
    assert "Only in new: Metrics extra" in panel


def test_what_is_not_finite_any_more_is_worse(tmp_path):
    write_runs(tmp_path / "old", {"a": ({}, rows(0.7, 0.5))})
    write_runs(tmp_path / "new", {"a": ({}, rows(float("nan"), 0.5))})
    sentence, panel = said(tmp_path)
    assert "✗ worse: val/acc" in sentence
    assert "val/acc 0.7 NaN" in panel


def test_curves_with_the_same_end_are_not_the_same(tmp_path):
    write_runs(tmp_path / "old", {"a": ({}, [{"acc": 0.1}, {"acc": 0.5}])})
    write_runs(tmp_path / "new", {"a": ({}, [{"acc": 0.2}, {"acc": 0.5}])})
    sentence, panel = said(tmp_path)
    assert sentence == "new compared with old: 1 curve differs."
    assert "Different: Curves with the same last value acc" in panel


def test_equal_sides_say_so(tmp_path):
    seeds(tmp_path / "old", 0.7, {"lr": 0.1})
    seeds(tmp_path / "new", 0.7, {"lr": 0.1})
    sentence, panel = said(tmp_path)
    assert sentence == "Nothing changed between old and new."
    assert "2 results that are the same" in panel


def test_runs_are_matched_and_those_of_one_side_named(tmp_path):
    write_runs(tmp_path / "old", {"vit": ({"lr": 1}, rows(0.5, 1)), "cnn": ({"lr": 1}, rows(0.4, 1)),
                                  "gone": ({"lr": 1}, rows(0.4, 1))})  # fmt: skip
    write_runs(tmp_path / "new", {"vit": ({"lr": 2}, rows(0.6, 1)), "cnn": ({"lr": 1}, rows(0.3, 1))})
    sentence, panel = said(tmp_path, "{groupby: name}")
    assert "✓ better: val/acc in 1 of 2 ; ✗ worse: val/acc in 1 of 2" in sentence
    assert "1 setting changed (lr)" in sentence
    assert "1 group only in old" in sentence
    assert "lr vit 1 2" in panel
    assert "Only in old: Groups gone" in panel


def test_a_baseline_that_no_panel_draws(tmp_path):
    """Its runs have numbers of their own, which are not those of the report's runs."""
    write_runs(tmp_path / "old", {"a": ({}, rows(0.7, 0.5))})
    write_runs(tmp_path / "new", {"b": ({}, rows(0.8, 0.5))})
    sentence, panel = said(tmp_path, spec="runs: new\nbaseline: old\nblocks: [differences: {columns: summary.val/acc}]")
    assert sentence.startswith("this report compared with baseline: ✓ better: val/acc +0.1")
    assert "val/acc 0.7 0.8" in panel
    assert "val/loss" not in panel.partition("What was logged")[0]


@pytest.mark.parametrize(
    ("spec", "told"),
    [("runs: new\nblocks: [differences]", "no baseline to compare with"),
     ("runs: new\nbaseline: {filters: state != 'x'}\nblocks: [differences]", "this report has no run to compare")],
)  # fmt: skip
def test_what_there_is_nothing_to_compare(tmp_path, spec, told):
    write_runs(tmp_path / "new", {"b": ({}, rows(0.8, 0.5))})
    result = build_spec(tmp_path, spec)
    assert [problem.what for problem in result.problems if told in problem.what]
    assert told in result.path.read_text("utf-8")


def test_many_differences_are_folded_and_none_is_omitted(tmp_path):
    write_runs(tmp_path / "old", {"a": ({f"k{n}": n for n in range(40)}, rows(0.7, 0.5))})
    write_runs(tmp_path / "new", {"a": ({f"k{n}": n + 1 for n in range(40)}, rows(0.7, 0.5))})
    sentence, panel = said(tmp_path, "{max_rows_to_show: 10}")
    assert "40 settings changed (k0, k1, k2 and 37 more)" in sentence
    assert "30 more: Changed" in panel
    assert all(f" k{n} {n} {n + 1}" in panel for n in range(40))


def test_seeds_are_one_training_and_models_are_several(tmp_path):
    assert not is_several(opened(seeds(tmp_path / "seeds", 0.7, {"lr": 1})))
    models = {name: ({"lr": 1}, rows(0.5, 1)) for name in ("vit", "cnn")}
    assert is_several(opened(write_runs(tmp_path / "models", models)))
    rates = {f"run-{n}": ({"lr": n}, rows(0.5, 1)) for n in range(3)}
    assert is_several(opened(write_runs(tmp_path / "rates", rates)))


VALUES = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 2), max_size=5)


@limits(max_examples=40)
@given(st.lists(VALUES, min_size=1, max_size=3), st.lists(VALUES, min_size=1, max_size=3))
def test_every_setting_is_told_once_and_the_sides_mirror_each_other(first, second):
    sides = [made(configs) for configs in (first, second)]
    found = settings(matched(*sides).pairs)
    names = {name for config in (*first, *second) for name in config}
    assert sorted(one.name for one in found) == sorted(names)
    for one in found:
        values = [{str(config[one.name]) for config in side if one.name in config} for side in (first, second)]
        assert (one.state == "same") == (values[0] == values[1])
        assert (one.state == "first", one.state == "second") == (not values[1], not values[0])
    mirror = {"first": "second", "second": "first"}
    turned = settings([Pair("", sides[1], sides[0])])
    assert {(one.name, mirror.get(one.state, one.state)) for one in turned} == {(one.name, one.state) for one in found}


def made(configs):
    from reportgen.model.column import Column
    from reportgen.model.run import RunMeta, RunSource
    from reportgen.model.runset import number_runs

    class Bare(RunSource):
        def __init__(self, meta):
            self._meta = meta

        @property
        def meta(self):
            return self._meta

        def keys(self):
            return {}

        def column(self, key):
            del key
            return Column.empty()

    return number_runs([(Bare(RunMeta(f"r{n}", f"r{n}", "made", config=config)), "{name}", "")
                        for n, config in enumerate(configs)])  # fmt: skip
