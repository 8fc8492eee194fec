"""Frames: what every file of the native format is made of (docs/native-format.md).

A frame is a multiple of eight bytes: its whole size (u32), its kind (u8), flags (u8), a mark (u16), content padded
with zeros, a CRC-32 and four zero bytes, all little-endian. The checksum starts at ``START`` and not at zero: then it
is ``START`` again after any run of whole frames, and one call checks all of them.
"""

from __future__ import annotations

import struct
from zlib import crc32

MARK = 0xFFF7
"""As text it is no UTF-8, as a double a NaN that nobody makes: it hardly ever stands in content."""
START = crc32(b"\0\0\0\0", 0x2144DF1C)
"""CRC-32 of any bytes and their own CRC-32 is 0x2144DF1C; carried over the four zero bytes of a frame's end."""
HEAD = struct.Struct("<IBBH")
TAIL = struct.Struct("<II")
SMALLEST, LARGEST = HEAD.size + TAIL.size, 1 << 31

ROW, KEY_SET, KEYS, META, END, CONFIG, SUMMARY, BLOB, TABLE, TEXT, STAT, BEAT, DEFINE, ARTIFACT, CODE = range(1, 16)

ALL_FLOATS, INLINE, MORE, STEP = 1, 2, 4, 8
"""Flags of rows: all values are doubles; keys stand in the row; the row goes on in the next; its step was given."""

FORMAT = "reportgen-log"
VERSION = (1, 0)
"""A reader refuses a larger first number; a larger second one may bring kinds that it does not know."""

ENDING = ".rgl"
LOGS, MEDIA, TABLES = "log", "media", "tables"
"""The folders of a run's folder."""
FACTS = "run.json"


def framed(kind: int, *content: bytes, flags: int = 0) -> bytes:
    """Return a whole frame with parts of content one after another."""
    length = sum(map(len, content))
    padding = -length % 8
    size = HEAD.size + length + padding + TAIL.size
    if size > LARGEST:
        raise ValueError("a frame holds 2 GiB at most")
    parts = (HEAD.pack(size, kind, flags, MARK), *content, bytes(padding))
    crc = START
    for part in parts:
        crc = crc32(part, crc)
    return b"".join((*parts, TAIL.pack(crc, 0)))
