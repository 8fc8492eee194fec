"""Every fuzz target on its seeds and on a few hundred changes of them, without a fuzzer: so that none rots."""

from __future__ import annotations

import random
import time

import pytest
from targets import TARGETS

PIECES = (
    b"", b"\0", b"\xff\xff\xff\xff", b"NaN", b"1e999", b"null", b"-1", b"[[]]", b"{}", b'"', b"\\ud800", b"\xed\xa0\x80", b"$$",
    b"(", b"[" * 40, b"url(", b"\\", b"<", b"&", b"9" * 400, b"\x1b[999999999A", b"|", b"\n", b"e", b"'", b"%", b"\xf0\x9f\x98\x80",
)  # fmt: skip
ROUNDS = 60


def changed(data: bytes, rng: random.Random) -> bytes:
    """Return bytes with a few changes: flipped, cut, repeated, or with a piece of what readers stumble over."""
    found = bytearray(data[:4096])
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(found))
        match rng.randrange(5):
            case 0 if at < len(found):
                found[at] ^= 1 << rng.randrange(8)
            case 1:
                del found[at : at + rng.randint(1, 40)]
            case 2:
                found[at:at] = found[max(at - rng.randint(1, 60), 0) : at]
            case 3:
                found[at : at + rng.randint(0, 3)] = rng.choice(PIECES)
            case _:
                found[at:at] = rng.choice(PIECES)
    return bytes(found)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_on_its_seeds_and_changes_of_them(name):
    target, rng = TARGETS[name], random.Random(name)
    seeds = list(target.seeds())
    assert seeds
    for seed in seeds:
        target.check(seed)
    slowest = 0.0
    for _ in range(ROUNDS):
        data = changed(rng.choice(seeds), rng)
        start = time.process_time()
        try:
            target.check(data)
        except Exception as error:
            error.add_note(f"the input: {data!r}")
            raise
        slowest = max(slowest, time.process_time() - start)
    assert slowest < 5
