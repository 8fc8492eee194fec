"""Records framed as the SDK frames them in its log."""

from __future__ import annotations

import struct
import zlib

from reportgen.tracked.record_log import BLOCK, HEADER


def frame(records: list[bytes]) -> tuple[bytes, list[list[tuple[int, int]]]]:
    """Write records as the SDK's log writer does; also return the byte ranges of each record's chunks."""
    out = bytearray(HEADER)
    spans: list[list[tuple[int, int]]] = []
    for record in records:
        spans.append([])
        rest, first = record, True
        while True:
            left = BLOCK - len(out) % BLOCK
            if left < 7:
                out += bytes(left)
                left = BLOCK
            piece, rest = rest[: left - 7], rest[left - 7 :]
            kind = {(True, True): 1, (True, False): 2, (False, False): 3, (False, True): 4}[first, not rest]
            body = bytes([kind]) + piece
            start = len(out)
            out += struct.pack("<IH", zlib.crc32(body), len(piece)) + body
            spans[-1].append((start, len(out)))
            first = False
            if not rest:
                break
    return bytes(out), spans
