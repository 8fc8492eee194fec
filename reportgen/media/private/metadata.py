"""What cameras and programs write into pictures (EXIF, XMP, IPTC, comments), taken out without touching a pixel."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_JPEG_PRIVATE = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
"""APP1 (EXIF, XMP), APP13 (IPTC), what only programs read, comments; JFIF, ICC (APP2) and Adobe (APP14) draw."""
_JPEG_APP0, _JPEG_APP2 = 0xE0, 0xE2
_JPEG_KEPT = {_JPEG_APP0: (b"JFIF\0",), _JPEG_APP2: (b"ICC_PROFILE\0",)}
_MARK, _JPEG_SCAN, _JPEG_END = 0xFF, 0xDA, 0xD9
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The next marker behind a scan's data, in which 0xFF is followed by 0 or a restart."""
_GIF_EXTENSION, _GIF_IMAGE, _GIF_COMMENT, _GIF_APPLICATION, _GIF_TEXT = 0x21, 0x2C, 0xFE, 0xFF, 0x01
_PNG_DRAWN = {b"sBIT", b"cHRM", b"gAMA", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"mDCv", b"cLLI", b"cLLi", b"tRNS",
              b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"hIST"}  # fmt: skip
"""Beside the chunks that every reader must know (a capital first), those that a browser draws by."""
_PNG_HEAD = 8
_WEBP_DRAWN = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_WEBP_FLAGS = 0x08 | 0x04


def strip(content: bytes, media_type: str, orientation: int = 1) -> bytes:
    """Return a picture without its private parts, the same object where it has none.

    ``orientation`` (EXIF's 1 to 8) is kept in a JPEG, alone, where it is not 1.
    """
    if media_type == "image/jpeg":
        return _without(content, _jpeg_parts(content), _orientation(orientation), 2)
    if media_type == "image/png":
        return _without(content, _png_parts(content), b"", 0)
    if media_type == "image/webp":
        return _webp(content)
    if media_type == "image/gif":
        return _without(content, _gif_parts(content), b"", 0)
    return content


def _without(content: bytes, parts: Iterator[tuple[int, int]], insert: bytes, place: int) -> bytes:
    """Return content without the (start, end) parts, and with ``insert`` at a place before them."""
    kept, at = [], 0
    for start, end in parts:
        kept.append(content[at:start])
        at = end
    if not kept:
        return content
    kept.append(content[at:])
    whole = b"".join(kept)
    return whole[:place] + insert + whole[place:]


def _jpeg_parts(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield private segments, and what stands behind the picture's end: other pictures with segments of their own."""
    at = 2
    while at + 4 <= len(content) and content[at] == _MARK:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _MARK:  # a fill byte
            at += 1
            continue
        if marker == _JPEG_END:
            if at + 2 < len(content):
                yield at + 2, len(content)
            return
        if size < 2:  # noqa: PLR2004 - the length counts itself
            return
        kept = _JPEG_KEPT.get(marker)
        private = marker in _JPEG_PRIVATE or (kept is not None and not content.startswith(kept, at + 4))
        if private:
            yield at, at + 2 + size
        at += 2 + size
        if marker == _JPEG_SCAN:
            found = _AFTER_SCAN.search(content, at)
            if found is None:
                return
            at = found.start()


def _orientation(value: int) -> bytes:
    """Return an APP1 segment that says an orientation and nothing else."""
    if value == 1:
        return b""
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, value, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff


def _png_parts(content: bytes) -> Iterator[tuple[int, int]]:
    at = _PNG_HEAD
    while at + 12 <= len(content):
        end, name = at + 12 + int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if not name[:1].isupper() and name not in _PNG_DRAWN:
            yield at, min(end, len(content))
        at = end
        if name == b"IEND":
            break
    else:
        return
    if at < len(content):
        yield at, len(content)


def _gif_parts(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield comments, and application blocks other than the one that says how often an animation repeats."""
    at = 13 + _colors(content[10])
    while at + 2 < len(content) and content[at] in {_GIF_EXTENSION, _GIF_IMAGE}:
        if content[at] == _GIF_IMAGE:
            if at + 11 > len(content):
                return
            at = _behind(content, at + 11 + _colors(content[at + 9]))
            continue
        end = _behind(content, at + 2)
        named = content[at + 3 : at + 14]
        private = content[at + 1] == _GIF_APPLICATION and named not in {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
        if content[at + 1] in (_GIF_COMMENT, _GIF_TEXT) or private:
            yield at, end
        at = end
    if content[at : at + 1] == b";" and at + 1 < len(content):
        yield at + 1, len(content)


def _colors(flags: int) -> int:
    """Return the bytes of a colour table that flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _behind(content: bytes, at: int) -> int:
    """Return the place behind a row of blocks, each with its length first, that an empty one ends."""
    while at < len(content) and content[at]:
        at += content[at] + 1
    return at + 1


def _webp(content: bytes) -> bytes:
    def parts() -> Iterator[tuple[int, int]]:
        at, whole = 12, min(int.from_bytes(content[4:8], "little") + 8, len(content))
        while at + 8 <= whole:
            size = int.from_bytes(content[at + 4 : at + 8], "little")
            end = at + 8 + size + size % 2
            if content[at : at + 4] not in _WEBP_DRAWN:
                yield at, min(end, whole)
            at = end
        if whole < len(content):
            yield whole, len(content)

    kept = _without(content, parts(), b"", 0)
    if kept is content:
        return content
    whole = bytearray(kept)
    whole[4:8] = (len(whole) - 8).to_bytes(4, "little")
    if whole[12:16] == b"VP8X":
        whole[20] &= ~_WEBP_FLAGS
    return bytes(whole)
