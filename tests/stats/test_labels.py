"""What is no setting of a run is told from what is."""

from __future__ import annotations

import pytest

from reportgen.stats.labels import label_of, labels_of

SPREAD = [4, 1, 3, 2]


@pytest.mark.parametrize(
    "path",
    ["config.seed", "config.random_seed", "config.data.seed", "config.run_id", "config.dist.local_rank", "config.port",
     "config.master_port", "config.runIndex", "config.random_state", "config.fold_idx"],
)  # fmt: skip
def test_names_of_what_is_no_setting(path):
    assert label_of(path, SPREAD)


@pytest.mark.parametrize(
    "path",
    ["config.lr", "config.lora_rank", "config.width", "config.idle", "config.report", "config.indexed",
     "config.seed_lr", "config.side", "config.support"],
)  # fmt: skip
def test_names_of_settings(path):
    assert not label_of(path, SPREAD)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([0, 1, 2, 3, 4], "counts the runs"),
        ([7, 6, 5, 4], "counts the runs"),
        ([0, 2, 4, 6], ""),
        ([1, 2, 3], ""),
        ([1, 1, 2, 3, 4], ""),
        ([0.1, 0.2, 0.3, 0.4], ""),
        (["a/1", "a/2", "a/3", "a/4"], "differs in every run"),
        (["a", "b", "a", "b"], ""),
        ([True, False, True, False], ""),
    ],
)
def test_values_that_name_the_run(values, found):
    assert label_of("config.thing", values) == found


def test_what_is_the_same_in_all_runs_is_not_left_out():
    assert labels_of({"config.seed": [1, 1, 1, 1], "config.port": [1, 2, 2, 2]}) == {"config.port": "a port"}
