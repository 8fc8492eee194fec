"""What cameras and programs write into pictures (EXIF, XMP, IPTC, comments), taken out without touching a pixel."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_JPEG_PRIVATE = {0xE1, 0xED, 0xFE}  # APP1 (EXIF, XMP), APP13 (IPTC), comments
_JPEG_SCAN = 0xDA
_PNG_PRIVATE = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
_PNG_HEAD = 8
_WEBP_PRIVATE = {b"EXIF", b"XMP "}
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
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - a marker's first byte
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _JPEG_SCAN or size < 2:  # noqa: PLR2004 - the length counts itself
            return
        if marker in _JPEG_PRIVATE:
            yield at, at + 2 + size
        at += 2 + size


def _orientation(value: int) -> bytes:
    """Return an APP1 segment that says an orientation and nothing else."""
    if value == 1:
        return b""
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, value, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff


def _png_parts(content: bytes) -> Iterator[tuple[int, int]]:
    at = _PNG_HEAD
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] in _PNG_PRIVATE:
            yield at, min(end, len(content))
        at = end


def _webp(content: bytes) -> bytes:
    def parts() -> Iterator[tuple[int, int]]:
        at = 12
        while at + 8 <= len(content):
            size = int.from_bytes(content[at + 4 : at + 8], "little")
            end = at + 8 + size + size % 2
            if content[at : at + 4] in _WEBP_PRIVATE:
                yield at, min(end, len(content))
            at = end

    kept = _without(content, parts(), b"", 0)
    if kept is content:
        return content
    whole = bytearray(kept)
    whole[4:8] = (len(whole) - 8).to_bytes(4, "little")
    if whole[12:16] == b"VP8X":
        whole[20] &= ~_WEBP_FLAGS
    return bytes(whole)
