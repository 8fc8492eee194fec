"""Names of runs that are hard to shorten; the test of the page's own rule takes the same ones."""

from __future__ import annotations

import random


def _many(seed: int) -> list[str]:
    draw = random.Random(seed)
    parts = [
        "resnet50",
        "vit_small",
        "lr0.001",
        "1e-4",
        "seed=3",
        "再現実験",
        "학습",
        "🚀",
        "👩‍👩‍👧",
        "ｶﾞ",
        "e\u0301",
        "bs64",
    ]
    return [
        "-".join(draw.choices(parts, k=draw.randint(1, 9))) + draw.choice(["", "/", " x", ".v2"]) for _ in range(500)
    ]


_MIDDLE = [f"{'a' * 40}{number:03}{'b' * 40}" for number in range(500)]
_SWEEP = [f"{arch}-lr{rate}-bs{size}-seed{seed}" for seed in range(20) for arch, rate, size in
          [("resnet18", 0.0001, 32), ("vit_small", 0.003, 128), ("再現実験_x", 0.01, 64)]]  # fmt: skip
CASES: list[tuple[list[str], int]] = [
    *((_SWEEP, length) for length in (34, 26, 18, 12, 8)),
    *((_SWEEP[:2], length) for length in (34, 26, 18, 12, 8)),
    ([f"a_b-{number}-same-{number}_c_dddddddddddddd" for number in range(9)], 20),
    ([f"run {'long ' * number}name of words" for number in range(9)], 20),
    ([f"sweep-resnet18-lr0.0001-bs32-seed{number}" for number in range(500)], 28),
    ([f"sweep-resnet18-lr0.0001-bs32-seed{number}" for number in range(500)], 12),
    (_MIDDLE, 28),
    ([f"{name}{end}" for name in _MIDDLE for end in "xy"], 20),
    (["東京" * 20 + str(number) + "大阪" * 20 for number in range(50)], 16),
    (["🚀🚀🚀/実験-" + letter * 40 for letter in "abc"], 10),
    (["🚀🚀/" + letter * 40 for letter in "abc"], 10),
    (["ab…cd", "ab" + "x" * 9 + "cd", "ab" + "y" * 9 + "cd"], 5),
    (["x" * 30 + "…" + "y" * 30, "x" * 30 + "……" + "y" * 30], 9),
    ([f"group/job.{number}/train" for number in range(20)], 28),
    (_many(1), 28),
    (_many(2), 14),
    (_many(3), 9),
]
