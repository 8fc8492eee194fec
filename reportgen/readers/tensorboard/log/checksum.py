"""CRC-32C of many stretches of a file at once (Castagnoli's polynomial, reflected 0x82F63B78), in NumPy.

Records of one length are taken together, byte by byte. A long one is cut into blocks that are taken together; their
checksums are joined by the linearity of a CRC: a block behind a text multiplies the text's remainder by a power of x.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Words = NDArray[np.uint32]

_POLYNOMIAL = 0x82F63B78
_START = np.uint32(0xFFFFFFFF)
_BLOCK = 1024
_DELTA = np.uint32(0xA282EAD8)


def _table() -> Words:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(_POLYNOMIAL), table >> 1)
    return table


_TABLE = _table()
_ENTRIES: list[int] = _TABLE.tolist()
_FEW = 24
_TOGETHER = 1 << 14
"""Stretches that are taken together: so many that they stay in the processor's cache."""


def masked(checksums: Words) -> Words:
    """Return checksums as the framing keeps them: rotated by 15 bits, plus a constant."""
    return ((checksums >> np.uint32(15)) | (checksums << np.uint32(17))) + _DELTA


def numbers(raw: NDArray[np.uint8], places: Ints, form: str) -> NDArray[Any]:
    """Return the numbers that stand at places, in any alignment."""
    width = np.dtype(form).itemsize
    if len(raw) < width:
        return np.zeros(len(places), form)
    windows = np.lib.stride_tricks.as_strided(raw, (len(raw) - width + 1, width), (1, 1), writeable=False)
    return windows[places].view(form).ravel()


def checksums(raw: NDArray[np.uint8], starts: Ints, sizes: Ints) -> Words:
    """Return the CRC-32C of each stretch ``raw[start:start + size]``."""
    firsts = np.where(sizes > _BLOCK, (sizes - 1) % _BLOCK + 1, sizes)
    found = np.zeros(len(starts), np.uint32)
    for size in np.unique(firsts).tolist():
        rows = np.flatnonzero(firsts == size)
        found[rows] = _remainders(raw, starts[rows], size, _START)
    long = np.flatnonzero(sizes > _BLOCK)
    if len(long):
        places = [np.arange(starts[row] + firsts[row], starts[row] + sizes[row], _BLOCK) for row in long.tolist()]
        blocks = iter(_remainders(raw, np.concatenate(places), _BLOCK, np.uint32(0)).tolist())
        for row, own in zip(long.tolist(), places, strict=True):
            found[row] = _joined(int(found[row]), islice(blocks, len(own)))
    return ~found


def _remainders(raw: NDArray[np.uint8], starts: Ints, size: int, begin: np.uint32) -> Words:
    """Return the remainders of stretches of one length."""
    if len(starts) < _FEW:
        return np.array([_remainder(raw[at : at + size].tobytes(), int(begin)) for at in starts.tolist()], np.uint32)
    found = np.empty(len(starts), np.uint32)
    for at in range(0, len(starts), _TOGETHER):
        part = starts[at : at + _TOGETHER]
        found[at : at + _TOGETHER] = _of_columns(columns(raw, part, size), np.full(len(part), begin, np.uint32))
    return found


def columns(raw: NDArray[np.uint8], starts: Ints, size: int) -> NDArray[np.uint8]:
    """Return stretches of one length as an array (size, n): a row for each of their bytes."""
    windows = np.lib.stride_tricks.as_strided(raw, (max(len(raw) - size + 1, 0), size), (1, 1), writeable=False)
    return np.ascontiguousarray(windows[starts].T)


def _of_columns(data: NDArray[np.uint8], state: Words) -> Words:
    """Return remainders, two bytes at a time."""
    pairs, half = _pairs(), np.uint32(16)
    for place in range(0, len(data) - 1, 2):
        word = data[place + 1].astype(np.uint32)
        word <<= np.uint32(8)
        word |= data[place]
        word ^= state
        word &= np.uint32(0xFFFF)
        state >>= half
        state ^= pairs[word]
    if len(data) % 2:
        state = _TABLE[(state ^ data[-1]) & np.uint32(0xFF)] ^ (state >> np.uint32(8))
    return state


@lru_cache(maxsize=1)
def _pairs() -> Words:
    """Return what each pair of bytes becomes."""
    state = np.arange(1 << 16, dtype=np.uint32)
    for _ in range(2):
        state = _TABLE[state & np.uint32(0xFF)] ^ (state >> np.uint32(8))
    return state


def _remainder(data: bytes, state: int) -> int:
    """Return the remainder of one stretch: of a few, NumPy's calls would cost more than the bytes."""
    for byte in data:
        state = _ENTRIES[(state ^ byte) & 0xFF] ^ state >> 8
    return state


def _joined(state: int, blocks: Iterable[int]) -> int:
    """Return the remainder of a stretch from that of its first part and those of the blocks behind it."""
    shift = _shifts()
    for block in blocks:
        low, high = shift[0][state & 0xFF] ^ shift[1][state >> 8 & 0xFF], shift[2][state >> 16 & 0xFF]
        state = low ^ high ^ shift[3][state >> 24] ^ block
    return state


@lru_cache(maxsize=1)
def _shifts() -> list[list[int]]:
    """Return what each byte of a remainder becomes when a block of zeros follows."""
    state = np.concatenate([np.arange(256, dtype=np.uint32) << np.uint32(8 * place) for place in range(4)])
    for _ in range(_BLOCK):
        state = _TABLE[state & np.uint32(0xFF)] ^ (state >> np.uint32(8))
    return [part.tolist() for part in np.split(state, 4)]
