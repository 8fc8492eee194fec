"""Damage of every kind: each intact record comes back, none is invented."""

from __future__ import annotations

import random

import pytest
from framing import frame
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.tracked.record_log import BLOCK, HEADER, scan


def make_records(seed: int, count: int, longest: int = 2000) -> list[bytes]:
    rng = random.Random(seed)
    return [bytes(f"{i}:", "ascii") + rng.randbytes(rng.randrange(longest)) for i in range(count)]


@pytest.fixture(scope="module")
def log():
    records = [*make_records(1, 180), *make_records(2, 3, 90_000), *make_records(3, 120)]
    return records, *frame(records)


def check(records, spans, damaged: bytes, touched) -> None:
    """All records without a touched byte are found, in order, and nothing else."""
    intact = [record for record, parts in zip(records, spans, strict=True) if not any(map(touched, parts))]
    found = scan(damaged)
    assert found.records() == intact
    if len(intact) < len(records):
        assert found.damage


def test_whole_log_comes_back(log):
    records, data, _ = log
    found = scan(data)
    assert found.records() == records
    assert found.damage == []


@pytest.mark.timeout(300)
def test_cut_at_every_byte_of_the_tail():
    records = [*make_records(6, 40), *make_records(7, 1, 40_000), *make_records(8, 30)]
    data, spans = frame(records)
    assert len(data) > 2 * BLOCK
    for cut in range(len(data) - 2 * BLOCK, len(data)):
        found = scan(data[:cut])
        whole = sum(parts[-1][1] <= cut for parts in spans)
        assert len(found.starts) == whole
        # A tail that is all zeros cannot be told from reserved space.
        begun = any(p[0][0] < cut < p[-1][1] and any(data[p[0][0] : cut]) for p in spans)
        assert bool(found.damage) == begun
    assert scan(data[:-BLOCK]).records() == records[: sum(p[-1][1] <= len(data) - BLOCK for p in spans)]


def test_thousand_bit_flips(log):
    records, data, spans = log
    rng = random.Random(4)
    for _ in range(1000):
        at = rng.randrange(len(HEADER), len(data))
        damaged = bytearray(data)
        damaged[at] ^= 1 << rng.randrange(8)
        check(records, spans, bytes(damaged), lambda part, at=at: part[0] <= at < part[1])


def test_two_hundred_zeroed_sectors(log):
    records, data, spans = log
    rng = random.Random(5)
    for _ in range(200):
        at = rng.randrange(len(data) // 512) * 512
        damaged = data[:at] + bytes(len(data[at : at + 512])) + data[at + 512 :]
        changed = {i for i in range(at, min(at + 512, len(data))) if data[i]}
        check(
            records,
            spans,
            damaged,
            lambda part, c=changed: any(part[0] <= i < part[1] for i in c),
        )


def test_a_record_is_never_joined_across_a_gap():
    """First part of one record and last part of another, with the middle lost, are not a record."""
    records = [b"a" * 40_000, b"b" * 50_000]
    data, spans = frame(records)
    lost = bytearray(data)
    for start, end in (spans[0][-1], spans[1][0]):
        lost[start:end] = bytes(end - start)
    assert scan(bytes(lost)).records() == []


def test_flipped_header_loses_no_record(log):
    records, data, _ = log
    found = scan(b"\0" + data[1:])
    assert found.records() == records
    assert [damage.what for damage in found.damage] == ["the file header is damaged"]


def test_zeros_appended_are_not_a_loss(log):
    records, data, _ = log
    found = scan(data + bytes(70_000))
    assert found.records() == records
    assert found.damage == []


@pytest.mark.parametrize("data", [b"", b":W&", HEADER, b"\0" * 100, b"not a log at all" * 9000])
def test_files_that_hold_nothing(data):
    assert scan(data).records() == []


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=70_000))
def test_any_bytes_are_survived(data):
    assert scan(HEADER + data).records() == [] or data


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=40_000), max_size=12))
def test_framing_round_trip(records):
    data, _ = frame(records)
    assert scan(data).records() == records
