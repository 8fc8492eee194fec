"""Short names of runs: never two alike, never longer than asked, and the same for the same names."""

from __future__ import annotations

import pytest
from short_name_cases import CASES

from reportgen.model.look.short_names import LENGTH, short_names


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["train-lr0.003", "train-lr0.001"], ["lr0.003", "lr0.001"]),
        (["exp/a-vit", "exp/b-vit"], ["a-vit", "b-vit"]),
        (["adam_lr_0.001_seed-1", "sgd-momentum_0.001_seed-1"], ["adam_lr", "sgd-momentum"]),
        (["run-1", "run-2"], ["run-1", "run-2"]),
        (["train-1e-4", "train-1e-3"], ["train-1e-4", "train-1e-3"]),
        (["exp/lr=0.1", "exp/lr=0.2"], ["lr=0.1", "lr=0.2"]),
        (["resnet_0.001", "resnet_0.003"], ["resnet_0.001", "resnet_0.003"]),
        (["only one long-ish name"], ["only one long-ish name"]),
        (["a", "a"], ["a", "a"]),
        ([], []),
    ],
)
def test_what_all_share_is_left_out_where_the_rest_still_says_something(names, short):
    assert short_names(names) == short


LEFT = ["resnet18-lr0.0001-bs32-seed0", "vit_small-lr0.003-bs32-seed11"]
MANY = [f"{arch}-lr{rate}-bs{size}-seed{seed}" for seed in range(20) for arch, rate, size in
        [("resnet18", 0.0001, 32), ("vit_small", 0.003, 128)]]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "length", "short"),
    [
        (LEFT, 34, LEFT),  # short enough
        (LEFT, 26, ["resnet18-lr0.0001…seed0", "vit_small-lr0.003…seed11"]),  # the size is the same
        (LEFT, 20, ["resnet18-lr0.0001…", "vit_small-lr0.003…"]),
        (MANY, 26, ["resnet18-lr0.0001…seed0", "vit_small-lr0.003…seed0"]),  # the seed is needed, the size is not
        (MANY, 18, ["resnet18…seed0", "vit_small…seed0"]),
        (["aaaaaaaa b cccccccc", "aaaaaaaa x dddddddd"], 5, ["b …cc", "x …dd"]),  # no word can go
    ],
)
def test_words_that_are_not_needed_are_left_out_whole(names, length, short):
    assert short_names(names, length)[:2] == short


@pytest.mark.parametrize("case", range(len(CASES)))
def test_no_two_names_get_one_text_and_none_is_too_long(case):
    names, length = CASES[case]
    short = short_names(names, length)
    assert len(set(short)) == len(set(names))
    assert short == short_names(names, length)
    assert all(len(text) <= length or "\u200d" in text or not text.isascii() for text in short)


def test_a_flag_and_a_family_are_one_letter():
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    (short,) = short_names([family * 9 + "x"], 5)
    assert short == family * 2 + "…" + family + "x"
    (short,) = short_names(["\U0001f1e9\U0001f1ea" * 20], 3)
    assert short == "\U0001f1e9\U0001f1ea…\U0001f1e9\U0001f1ea"
    assert LENGTH > 20
