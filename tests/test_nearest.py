"""What a message offers is what was meant, or nothing."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.errors import edits, nearest, suggestion

KEYS = [
    "train/loss", "train/loss_cls", "train/loss_box", "train/acc", "val/loss", "val/mAP", "val/mAP50", "lr", "epoch",
    "global_step", "gradients/norm", "examples", "confusion", "Test Accuracy", "throughput", "config.optimizer.name",
    "config.optimizer.weight_decay", "config.batch_size", "summary.best_epoch", "state", "tags", "job_type",
]  # fmt: skip
FIELDS = [
    "title", "layout", "runset", "filters", "order", "limit", "columns", "groupby", "diff_only", "goals", "log_x",
    "log_y", "range_x", "smoothing_factor", "smoothing_type", "metric_regex", "max_runs_to_show", "legend_position",
]  # fmt: skip


def typos(word: str, turn: random.Random):
    """Yield a letter omitted, added, changed, and swapped with the next."""
    at = turn.randrange(len(word))
    letter = turn.choice(string.ascii_lowercase)
    yield word[:at] + word[at + 1 :]
    yield word[:at] + letter + word[at:]
    yield word[:at] + letter + word[at + 1 :]
    at = turn.randrange(len(word) - 1)
    yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@pytest.mark.parametrize("names", [KEYS, FIELDS], ids=["keys", "fields"])
def test_one_wrong_letter_is_seen_through(names):
    turn = random.Random(7)
    made = [(typo, word) for _ in range(12) for word in names for typo in typos(word, turn) if typo not in names]
    right = sum(nearest(typo, names) == word for typo, word in made)
    assert len(made) > 700
    assert right / len(made) >= 0.95, [(t, w, nearest(t, names)) for t, w in made if nearest(t, names) != w][:40]


@pytest.mark.parametrize(
    "word",
    ["banana", "zebra", "kitchen", "wibble", "qqqq", "perplexity", "rewards", "sensor_9", "humidity", "x", "price",
     "temperature", "foo", "bar", "abc", "nope", "velocity", "reward/mean", "z", "hello world", "éé", "日本", ""],
)  # fmt: skip
def test_nothing_near_offers_nothing(word):
    assert nearest(word, KEYS) is None
    assert nearest(word, FIELDS) is None
    assert "Did you mean" not in suggestion(word, KEYS, "keys")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("TRAIN/LOSS", "train/loss"), ("train_loss", "train/loss"), ("trainLoss", "train/loss"),
        ("train.loss", "train/loss"), ("loss/train", "train/loss"), ("mAP", "val/mAP"), ("map", "val/mAP"),
        ("val/map", "val/mAP"), ("test accuracy", "Test Accuracy"), ("TestAccuracy", "Test Accuracy"),
        ("accuracy", "Test Accuracy"), ("test_accuracy", "Test Accuracy"),
        ("weight_decay", "config.optimizer.weight_decay"),
        ("config.weight_decay", "config.optimizer.weight_decay"), ("batch_size", "config.batch_size"),
        ("batchsize", "config.batch_size"), ("valid/loss", "val/loss"), ("eval/loss", "val/loss"),
        ("nope/mAP50", "val/mAP50"), ("grad", "gradients/norm"), ("jobtype", "job_type"), ("job-type", "job_type"),
        ("summary.val/mAP", "val/mAP"), ("Epoch", "epoch"), ("epochs", "epoch"), ("rl", "lr"),
        ("throuhgput", "throughput"),
        ("confusion_matrix", None), ("gradient/norm", "gradients/norm"), ("sumary.best_epoch", "summary.best_epoch"),
    ],
)  # fmt: skip
def test_what_is_meant(word, meant):
    assert nearest(word, KEYS) == meant


def test_the_nearest_of_several_is_offered():
    assert nearest("loss", ["x/loss_total", "train/loss", "a/loss"]) == "a/loss"
    assert nearest("train/los", ["train/loss_cls", "train/loss"]) == "train/loss"
    assert nearest("acc01", ["acc5", "acc", "acc10"]) == "acc10"
    assert nearest("test/loss", ["lr", "train/loss", "tests/loss"]) == "tests/loss"
    assert nearest("learning_rate_now", ["rate", "learning_rate"]) == "learning_rate"
    assert nearest("Loss", ["LOSS", "loss"]) == "loss"


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=8))
def test_any_texts(word, choices):
    found = nearest(word, choices)
    assert found is None or found in choices
    if word and word in choices:
        assert found == word


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_edits_are_the_same_both_ways(one, other):
    assert edits(one, other, 9) == edits(other, one, 9)
    assert (edits(one, other, 9) == 0) == (one == other)


def test_thousands_of_names_take_no_time():
    import time

    names = [f"layer_{i}/block_{j}/weight_{k}" for i in range(20) for j in range(20) for k in range(10)]
    start = time.process_time()
    assert nearest("layer_7/blokc_3/weight_2", names) == "layer_7/block_3/weight_2"
    assert time.process_time() - start < 3
