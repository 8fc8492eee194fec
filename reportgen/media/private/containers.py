"""What programs write into sounds, films and scenes beside them: tags, comments, names of tools and people.

Where a file's parts are found by their place in it (films, Ogg), what is private is blanked and not cut out.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from typing import Any

from reportgen.media.private.metadata import strip as of_picture

_WAVE = frozenset({b"fmt ", b"data", b"fact", b"PEAK", b"cue ", b"smpl"})
_AIFF = frozenset({b"COMM", b"SSND", b"FVER", b"MARK", b"INST"})
_STREAMED = (0, 0xFFFFFFFF)
_FLAC_KEPT = {0, 3}  # what the stream is, and where to seek
_MOVIE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf", b"edts", b"mvex", b"stbl"})
_MOVIE_PRIVATE = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"cprt"})
_STILLS = (b"heic", b"heix", b"mif1", b"avif", b"avis", b"msf1")
_PARENTS = frozenset({0x18538067, 0x1549A966, 0x1654AE6B, 0xAE})  # Segment, Info, Tracks, TrackEntry
_VOIDED = frozenset({0x1254C367, 0x1941A469, 0x1043A770, 0xEC})  # Tags, Attachments, Chapters, Void
_BLANKED = frozenset(
    {0x7BA9, 0x4D80, 0x5741, 0x7384, 0x3C83AB, 0x3E83BB, 0x536E}
)  # titles, programs, file and track names
_TAGS_ID = b"\x12\x54\xc3\x67"
_COMMENTS = {b"\x03vorbis": 7, b"OpusTags": 8}
_OGG_HEAD = 27

Text = Callable[[str], str]


def strip(content: bytes, text: Text) -> bytes:  # noqa: PLR0911 - one line for each format
    """Return a sound, film or scene without what is private in it, the same object where there is nothing.

    ``text`` cleans what stays: names of a scene's parts.
    """
    head = content[:4]
    if head == b"RIFF" and content[8:12] == b"WAVE":
        return _chunks(content, _WAVE, "little")
    if head == b"FORM" and content[8:12] in {b"AIFF", b"AIFC"}:
        return _chunks(content, _AIFF, "big")
    if head == b"glTF":
        return _glb(content, text)
    if head == b"OggS":
        return _ogg(content)
    if head == b"\x1a\x45\xdf\xa3":
        return _matroska(content)
    if content[4:8] == b"ftyp" and content[8:12] not in _STILLS:
        return _movie(content)
    if content[:3] == b"ID3" or head == b"fLaC" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0"):
        return _tagged(content)
    return content


def _chunks(content: bytes, known: frozenset[bytes], order: str) -> bytes:
    """Return a RIFF or IFF file with the chunks that a player needs; one that was streamed has no lengths to go by."""
    kept, at, changed = [], 12, False
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], order)  # type: ignore[arg-type]
        end = at + 8 + size + size % 2
        if name in {b"data", b"SSND"} and (size in _STREAMED or end > len(content) + 1):
            kept.append(content[at:])
            at = len(content)
            break
        if name in known:
            kept.append(content[at:end])
        else:
            changed = True
        at = end
    if not kept or not (changed or at < len(content)):
        return content
    body = b"".join(kept)
    return content[:4] + (len(body) + 4).to_bytes(4, order) + content[8:12] + body  # type: ignore[arg-type]


def _tagged(content: bytes) -> bytes:
    """Return MP3 or FLAC without tags before, inside (FLAC) and behind the sound."""
    start, end = 0, len(content)
    while content[start : start + 3] == b"ID3" and start + 10 <= end:
        size = 0
        for byte in content[start + 6 : start + 10]:
            size = size << 7 | byte & 0x7F
        start += 10 + size + (10 if content[start + 5] & 0x10 else 0)
    while (shorter := _before_tag(content, start, end)) < end:
        end = shorter
    if start >= end:
        return content
    kept = content[start:end] if (start, end) != (0, len(content)) else content
    return _flac(kept) if kept[:4] == b"fLaC" else kept


def _before_tag(content: bytes, start: int, end: int) -> int:
    """Return where the last tag of a file begins (ID3v1, APE, Lyrics3), its end where there is none."""
    if content[end - 128 : end - 125] == b"TAG":
        extended = content[end - 355 : end - 351] == b"TAG+"
        return max(start, end - (355 if extended else 128))
    if content[end - 32 : end - 24] == b"APETAGEX":
        size, flags = struct.unpack("<I4xI", content[end - 20 : end - 8])
        return max(start, end - int(size) - (32 if flags & 0x80000000 else 0))
    if content[end - 9 : end] == b"LYRICS200" and content[end - 15 : end - 9].isdigit():
        return max(start, end - 15 - int(content[end - 15 : end - 9]))
    return end


def _flac(content: bytes) -> bytes:
    blocks, at, last, changed = [], 4, False, False
    while not last and at + 4 <= len(content):
        last, kind = bool(content[at] & 0x80), content[at] & 0x7F
        end = at + 4 + int.from_bytes(content[at + 1 : at + 4], "big")
        if kind in _FLAC_KEPT:
            blocks.append(bytes([kind]) + content[at + 1 : end])
        else:
            changed = True
        at = end
    if not changed or not last or not blocks:
        return content
    blocks[-1] = bytes([blocks[-1][0] | 0x80]) + blocks[-1][1:]
    return b"fLaC" + b"".join(blocks) + content[at:]


def _ogg(content: bytes) -> bytes:
    """Blank the values of every stream's comments and count the checksums of their pages again."""
    packets: dict[bytes, list[list[int]]] = {}
    pages: list[tuple[int, int]] = []
    at, begun = 0, 0
    while content[at : at + 4] == b"OggS" and at + _OGG_HEAD <= len(content) and begun < 64:  # noqa: PLR2004 - pages that may hold heads
        sizes = content[at + _OGG_HEAD : at + _OGG_HEAD + content[at + 26]]
        place = at + _OGG_HEAD + len(sizes)
        found = packets.setdefault(content[at + 14 : at + 18], [[]])
        for size in sizes:
            found[-1] += range(place, min(place + size, len(content)))
            place += size
            if size < 255:  # noqa: PLR2004 - a packet's last part is shorter
                found.append([])
        pages.append((at, min(place, len(content))))
        if all(len(one) > 3 for one in packets.values()):  # noqa: PLR2004 - the heads of Vorbis are three packets
            break
        at, begun = place, begun + 1
    made, touched = bytearray(content), set()
    for found in packets.values():
        for packet in found[:3]:
            touched |= _blanked(made, packet)
    if not touched or made == content:
        return content
    for start, end in pages:
        if any(start <= place < end for place in touched):
            made[start + 22 : start + 26] = b"\0\0\0\0"
            made[start + 22 : start + 26] = _checksum(made[start:end]).to_bytes(4, "little")
    return bytes(made)


def _blanked(made: bytearray, packet: list[int]) -> set[int]:
    """Blank what a packet of comments says; return the places."""
    body = bytes(made[place] for place in packet[:8])
    at = next((size for name, size in _COMMENTS.items() if body.startswith(name)), 0)
    touched: set[int] = set()

    def number(offset: int) -> int:
        return int.from_bytes(bytes(made[place] for place in packet[offset : offset + 4]), "little")

    def blank(first: int, last: int) -> None:
        for place in packet[first:last]:
            made[place] = 0x20
            touched.add(place)

    if not at or at + 8 > len(packet):
        return touched
    size = number(at)
    blank(at + 4, at + 4 + size)
    at += 4 + size
    count, at = number(at), at + 4
    for _ in range(count):
        size = number(at)
        if at + 4 + size > len(packet):
            break
        text = bytes(made[place] for place in packet[at + 4 : at + 4 + size])
        blank(at + 5 + max(text.find(b"="), 0), at + 4 + size)
        at += 4 + size
    return touched


def _checksum(page: bytes | bytearray) -> int:
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value


def _entry(value: int) -> int:
    value <<= 24
    for _ in range(8):
        value = value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1
    return value & 0xFFFFFFFF


_TABLE = [_entry(n) for n in range(256)]


def _movie(content: bytes) -> bytes:
    """Return MP4 or QuickTime with its private boxes blanked; what is no box behind the last one is cut."""
    made = bytearray(content)
    end = _boxes(made, 0, len(made), 0)
    done = bytes(made[:end]) if end >= 8 else content  # noqa: PLR2004 - a box's head
    return content if done == content else done


def _boxes(made: bytearray, at: int, end: int, depth: int) -> int:
    while at + 8 <= end:
        size, name, head = int.from_bytes(made[at : at + 4], "big"), bytes(made[at + 4 : at + 8]), 8
        if size == 1 and at + 16 <= end:
            size, head = int.from_bytes(made[at + 8 : at + 16], "big"), 16
        last = end if size == 0 else at + size
        if last > end and name == b"mdat":  # a cut film keeps what there is
            return end
        if (size and size < head) or last > end or not (name.isascii() or name[:1] == b"\xa9"):
            return at
        if name in _MOVIE_PRIVATE:
            made[at + 4 : at + 8] = b"free"
            made[at + head : last] = bytes(last - at - head)
        elif name == b"hdlr":
            made[min(at + head + 24, last) : last] = bytes(max(last - at - head - 24, 0))
        elif name in _MOVIE and depth < 8:  # noqa: PLR2004 - boxes lie no deeper
            _boxes(made, at + head, last, depth + 1)
        at = last
    return at


def _matroska(content: bytes) -> bytes:
    made = bytearray(content)
    walked = _elements(made, 0, len(made))
    at = made.find(_TAGS_ID, walked)
    while at >= 0:  # behind clusters whose length nobody wrote
        found = _element(made, at, len(made))
        if found is not None and found[2] <= len(made):
            _void(made, at, found[2])
        at = made.find(_TAGS_ID, at + 4)
    return content if made == content else bytes(made)


def _element(made: bytearray, at: int, end: int) -> tuple[int, int, int, bool] | None:
    """Return an element's id, where its content begins and ends, and whether its length is known."""
    if at >= end or not made[at]:
        return None
    width = 9 - made[at].bit_length()
    start = at + width
    if width > 4 or start >= end or not made[start]:  # noqa: PLR2004 - bytes of the longest id
        return None
    name = int.from_bytes(made[at:start], "big")
    digits = 9 - made[start].bit_length()
    size = int.from_bytes(made[start : start + digits], "big") & ((1 << 7 * digits) - 1)
    body = start + digits
    known = size != (1 << 7 * digits) - 1
    return name, body, (body + size if known else end), known


def _elements(made: bytearray, at: int, end: int) -> int:
    """Clean elements one after the other; return where that ended: before ``end`` where a length is not known."""
    while (found := _element(made, at, end)) is not None:
        name, body, last, known = found
        if last > end:
            return at
        if name in _PARENTS:
            reached = _elements(made, body, last)
            if not known:
                return reached
        elif name in _VOIDED and known:
            _void(made, at, last)
        elif name in _BLANKED:
            made[body:last] = b" " * (last - body)
        elif not known:
            return body
        at = last
    return at


def _void(made: bytearray, start: int, end: int) -> None:
    """Make an element one of nothing, as long as it was."""
    length = end - start
    if length >= 9:  # noqa: PLR2004 - an id and a length of eight bytes
        made[start:end] = b"\xec\x01" + (length - 9).to_bytes(7, "big") + bytes(length - 9)
    else:
        made[start:end] = b"\xec" + bytes([0x80 | (length - 2)]) + bytes(length - 2)


def _glb(content: bytes, text: Text) -> bytes:
    """Return a GLB without who and what made it and whatever was added beside the scene; bytes behind it are cut."""
    if len(content) < 20:  # noqa: PLR2004 - a header and a chunk's
        return content
    total, size = int.from_bytes(content[8:12], "little"), int.from_bytes(content[12:16], "little")
    if content[16:20] != b"JSON" or 20 + size > len(content):
        return content
    try:
        tree = json.loads(content[20 : 20 + size])
    except (ValueError, RecursionError):
        return content
    whole = content[: min(total, len(content))]
    made = gltf(tree, text) if isinstance(tree, dict) else tree
    behind = b"".join(_known(whole, 20 + size))
    kept = _textures(made, behind) if isinstance(made, dict) else behind
    if made == tree and kept == behind:
        return content if len(whole) == len(content) else whole
    body = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    body += b" " * (-len(body) % 4)
    head = struct.pack("<4sII", b"glTF", int.from_bytes(content[4:8], "little"), 20 + len(body) + len(kept))
    return head + struct.pack("<I4s", len(body), b"JSON") + body + kept


def _textures(tree: dict[str, Any], parts: bytes) -> bytes:
    """Return the binary part with its pictures stripped where they stand; their views become as much shorter."""
    made = bytearray(parts)
    views: Any = tree.get("bufferViews")
    images = tree.get("images")
    for image in images if isinstance(images, list) else ():
        try:
            view = views[image["bufferView"]]
            start, size = 8 + int(view.get("byteOffset", 0)), int(view["byteLength"])
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            continue
        content = bytes(made[start : start + size])
        kept = of_picture(content, _picture_type(content))
        if start >= 8 and len(content) == size and len(kept) < size:  # noqa: PLR2004 - a chunk's head
            made[start : start + size] = kept + bytes(size - len(kept))
            view["byteLength"] = len(kept)
    return bytes(made)


def _picture_type(content: bytes) -> str:
    if content[:4] == b"RIFF":
        return "image/webp"
    return {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png"}.get(content[:2], "")


def _known(content: bytes, at: int) -> Iterator[bytes]:
    while at + 8 <= len(content):
        end = at + 8 + int.from_bytes(content[at : at + 4], "little")
        if content[at + 4 : at + 8] == b"BIN\0":
            yield content[at:end]
        at = end


_SAID = ("KHR_xmp_json_ld", "KHR_xmp")


def gltf(tree: dict[str, Any], text: Text) -> dict[str, Any]:
    """Return a glTF document without its generator, copyright, extras and XMP, and with its names cleaned."""
    from reportgen.media.private.inside import without_metadata

    def walked(value: object, key: str, depth: int) -> object:
        if isinstance(value, str):
            return without_metadata(value) if key == "uri" and value.startswith("data:") else text(value)
        if depth > 40:  # noqa: PLR2004 - no scene is so deep
            return value
        if isinstance(value, dict):
            return {
                name: walked(inner, name, depth + 1)
                for name, inner in value.items()
                if name != "extras" and name not in _SAID
            }
        if isinstance(value, list):
            if value and isinstance(value[0], int | float):
                return value
            kept = [inner for inner in value if inner not in _SAID] if key.startswith("extensions") else value
            return [walked(inner, key, depth + 1) for inner in kept]
        return value

    made = walked(tree, "", 0)
    asset = made.get("asset") if isinstance(made, dict) else None
    if isinstance(asset, dict):
        for name in [name for name in asset if name not in ("version", "minVersion")]:
            del asset[name]
    return made if isinstance(made, dict) else tree
