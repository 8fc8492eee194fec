"""Data blocks: what is stored is what comes back."""

from __future__ import annotations

import base64
import re
import zlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reportgen.blocks import ISLAND_BYTES, Block, file_block, json_block, number_block


def decode(block: Block) -> np.ndarray:
    """Read a number block back as the page does."""
    raw = zlib.decompress(block.read(), -15)
    if block.type == "range":
        start, step = map(int, block.extra.split(","))
        return start + step * np.arange(block.count, dtype=np.float64)
    width = {"f4": 4, "delta": 4, "f8": 8}[block.type]
    n = block.count - (block.type == "delta")
    planes = np.frombuffer(raw, np.uint8).reshape(width, n).T.copy()
    if block.type == "delta":
        steps = planes.view("<i4")[:, 0].astype(np.float64)
        return np.concatenate([[float(block.extra)], float(block.extra) + np.cumsum(steps)])
    return planes.view(f"<{block.type}")[:, 0].astype(np.float64)


@settings(max_examples=200, deadline=None)
@given(arrays(np.float64, st.integers(0, 40), elements=st.floats(width=64)))
def test_any_numbers_come_back_within_a_millionth_of_their_range(values):
    found = decode(number_block(values))
    finite = np.isfinite(values)
    assert np.array_equal(np.isnan(found), np.isnan(values))
    assert np.array_equal(found[~finite], values[~finite], equal_nan=True)
    if finite.any():
        span = values[finite].max() / 2 - values[finite].min() / 2
        assert np.abs(found[finite] / 2 - values[finite] / 2).max() <= max(span * 1e-6, 0)


@settings(max_examples=100, deadline=None)
@given(arrays(np.int64, st.integers(1, 40), elements=st.integers(-(2**40), 2**40)))
def test_whole_numbers_are_exact(values):
    assert decode(number_block(values)).tolist() == values.tolist()


def test_regular_steps_cost_nothing():
    block = number_block(np.arange(10, 1_000_010, 10))
    assert (block.type, block.extra, block.count) == ("range", "10,10", 100_000)
    assert block.size < 10


def test_ranges_of_different_lengths_are_different_blocks():
    assert number_block(np.arange(5)).id != number_block(np.arange(6)).id


def test_equal_content_is_one_block():
    assert number_block(np.array([1.5, 2.25])).id == number_block(np.array([1.5, 2.25])).id
    assert file_block(b"x", "image/png").id != file_block(b"x", "image/jpeg").id


def test_large_blocks_are_many_islands():
    content = np.random.default_rng(0).bytes(2 * ISLAND_BYTES + 5)
    islands = list(file_block(content, "image/png").islands())
    assert len(islands) == 3
    assert b'data-parts="3"' in islands[0]
    assert b"".join(base64.b64decode(re.search(rb">(.*)</script>", i)[1]) for i in islands) == content


def test_json_is_strict_and_cannot_break_out():
    block = json_block({"a": "</script><!--\ud800"})
    (island,) = block.islands()
    assert island.count(b"<") == 2
    assert b"</script>" in zlib.decompress(block.read(), -15)
