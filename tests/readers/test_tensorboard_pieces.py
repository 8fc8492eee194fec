"""Scalars of event files in few bytes, and their wall times, which are read when they are asked for."""

from __future__ import annotations

import shutil
import struct
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.readers.tensorboard.log import pieces
from reportgen.readers.tensorboard.log.checksum import checksums, masked
from reportgen.readers.tensorboard.log.events import read
from reportgen.readers.tensorboard.log.pieces import HeldPoints
from reportgen.sources import read_runs

STEPS = st.one_of(st.integers(0, 5), st.integers(1 - (1 << 63), (1 << 63) - 1), st.sampled_from([255, 256, 1 << 32]))
VALUES = st.one_of(st.floats(width=32), st.floats())


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), STEPS, VALUES), max_size=60),
    st.integers(1, 20),
)
def test_points_are_what_was_added(points, full):
    held, row = HeldPoints(), 0
    wanted = {}
    for gap, tag, step, value in points:
        row += gap
        wanted.setdefault(tag, []).append((row, step, value))
        held.add(np.array([row]), np.array([held.code(str(tag))]), np.array([step]), np.array([value]))
        if len(held) % full == 0:
            held.close()
    held.close()
    assert len(held) == len(points)
    for tag, rows in wanted.items():
        found = held.of(held.codes[str(tag)])
        assert held.count(held.codes[str(tag)]) == len(rows)
        assert found.row.tolist() == [row for row, _, _ in rows]
        assert found.step.tolist() == [step for _, step, _ in rows]
        np.testing.assert_array_equal(found.value, [value for _, _, value in rows])
    steps = [[step for _, step, _ in rows] for rows in wanted.values()]
    assert held.rise() == all(later > step for of_tag in steps for step, later in pairwise(of_tag))


def framed(data: list[bytes]) -> bytes:
    """Return records with their lengths and checksums."""
    lengths = [struct.pack("<Q", len(one)) for one in data]
    first, second = ([sums.tobytes() for sums in sums_of(parts)] for parts in (lengths, data))
    return b"".join(b"".join(parts) for parts in zip(lengths, first, data, second, strict=True))


def sums_of(parts: list[bytes]):
    sizes = np.array([len(part) for part in parts])
    return masked(checksums(np.frombuffer(b"".join(parts), np.uint8), np.cumsum(sizes) - sizes, sizes)).astype("<u4")


def event(wall: float, step: int, tag: bytes, value: float) -> bytes:
    inner = b"\x0a" + bytes([len(tag)]) + tag + b"\x15" + struct.pack("<f", value)
    summary = b"\x0a" + bytes([len(inner)]) + inner
    number = b"\x10" + bytes([step & 0x7F | 0x80, step >> 7 & 0x7F | 0x80, step >> 14])
    return b"\x09" + struct.pack("<d", wall) + number + b"\x2a" + bytes([len(summary)]) + summary


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Return a log of 90,000 scalars: three metrics."""
    folder = tmp_path_factory.mktemp("many") / "run"
    folder.mkdir()
    records = [event(1.7e9 + step / 7, step, tag, step) for step in range(30_000) for tag in (b"a", b"b", b"val/c")]
    (folder / "events.out.tfevents.1700000000.host").write_bytes(framed(records))
    return folder


def test_a_scalar_takes_few_bytes(log):
    tracemalloc.start()
    events = read(next(log.iterdir()))
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(events.points) == 90_000
    assert kept < 90_000 * 5  # four of them are the value
    assert peak < 6_000_000


def test_wall_times_are_read_again_when_asked_for(log, tmp_path):
    folder = shutil.copytree(log, tmp_path / "run")
    (run,) = read_runs(folder).runs
    first, second, third = (run.column(key) for key in ("a", "b", "val/c"))
    wanted = 1.7e9 + np.arange(30_000) / 7
    np.testing.assert_array_equal(first.times, wanted)
    (path,) = folder.iterdir()
    path.unlink()
    np.testing.assert_array_equal(second.times, wanted)  # one look at the file is enough
    (other,) = read_runs(shutil.copytree(log, tmp_path / "other")).runs
    column = other.column("a")
    Path(tmp_path / "other" / path.name).write_bytes((log / path.name).read_bytes()[:30_000])
    assert 0 < np.isfinite(column.times).sum() < 1000
    np.testing.assert_array_equal(third.values, np.arange(30_000))


def test_wall_times_go_with_their_points_behind_damage(log, tmp_path):
    folder = shutil.copytree(log, tmp_path / "run")
    (path,) = folder.iterdir()
    data = bytearray(path.read_bytes())
    data[1_000_000] ^= 1
    path.write_bytes(data)
    (run,) = read_runs(folder).runs
    assert len(run.meta.losses) == 1
    columns = [run.column(key) for key in ("a", "b", "val/c")]
    assert sum(map(len, columns)) in (89_998, 89_999)
    for column in columns:
        np.testing.assert_array_equal(column.times, 1.7e9 + column.steps / 7)
    assert run.meta.created == 1.7e9
    assert run.meta.duration == pytest.approx(29_999 / 7)


def test_a_piece_that_is_full_is_closed():
    held = HeldPoints()
    rows = np.arange(pieces._FULL + 1)
    held.add(rows, np.full(len(rows), held.code("loss")), rows, rows.astype(float))
    assert held.count(0) == len(rows)
    held.add(rows[:1] + len(rows), np.array([held.code("loss")]), rows[:1], np.zeros(1))
    held.close()
    assert held.count(0) == len(rows) + 1
    assert not held.rise()
