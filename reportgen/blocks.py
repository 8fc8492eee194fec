"""Data blocks: named binary values that the page carries once and every panel can share.

A block is base64 of (mostly) raw deflate, in an inert script island. Its id is a digest of its content, so equal
content is one block. Columns are typed; floats are byte-shuffled (all first bytes, then all second bytes, ...),
which is lossless and lets deflate find what neighbours share.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
import pybase64
from numpy.typing import NDArray

from reportgen.inputs.following import remembered
from reportgen.inputs.rehearsal import is_rehearsed

ISLAND_BYTES = 192 * 1024
"""Binary bytes of one island; larger blocks are split (many small islands parse faster than one large)."""

_RELATIVE_ERROR = 1e-6

BlockId = Annotated[str, "BlockId"]
"""The id of a data block in what panels hand to the page; ``Annotated`` has its type in client/payloads.ts."""


@dataclass(frozen=True)
class Block:
    """One named value. ``type`` tells the page how to read it; ``read`` gives the stored bytes when written."""

    id: str
    type: str
    size: int
    count: int = 0
    extra: str = ""
    deflated: bool = True
    inline: bool = False
    """Whether the page holds it where the markup says ``src="rg-inline:ID"``, and not as an island."""
    exact: bool = False
    """Whether its pixels are values that no size budget may touch: a mask, a spectrogram."""
    read: Callable[[], bytes] = field(default=bytes, compare=False, repr=False)

    def islands(self) -> Iterator[bytes]:
        """Yield the block as markup, an island at a time."""
        content = self.read()
        step = ISLAND_BYTES
        check = "" if self._is_named_by(content) else f' data-sum="{zlib.crc32(content):08x}"'
        for part, start in enumerate(range(0, max(len(content), 1), step)):
            head = f'<script type="application/octet-stream" data-rg="{self.id}"'
            if part == 0:
                head += f' data-type="{self.type}" data-n="{self.count}"'
                head += f' data-parts="{-(-max(len(content), 1) // step)}"'
                head += f' data-extra="{self.extra}"' if self.extra else ""
                head += ("" if self.deflated else " data-raw") + check
            else:
                head += f' data-part="{part}"'
            yield head.encode() + b">" + pybase64.b64encode(content[start : start + step]) + b"</script>\n"

    def _is_named_by(self, stored: bytes) -> bool:
        """Return whether the id is a digest of this content, by which a reader can tell that it is whole."""
        content = zlib.decompress(stored, -15) if self.deflated else stored
        return self.id == digest_of(self.type, self.count, self.extra, content)


def _block(type_: str, content: bytes, count: int = 0, extra: str = "") -> Block:
    packed = _deflate(content)
    name, deflated = digest_of(type_, count, extra, content), not is_rehearsed()
    return Block(name, type_, len(packed), count, extra, deflated, read=lambda: packed)


def digest_of(type_: str, count: int, extra: str, content: bytes) -> str:
    """Return the id of a block of this content."""
    return _name((f"{extra}\0" if type_ == "file" else f"{type_}\0{count}\0{extra}\0").encode() + content)


def _name(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=9).hexdigest()


def _deflate(content: bytes) -> bytes:
    """Return content deflated, or as it is where nobody will read it in a page."""
    if is_rehearsed():
        return content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def unpacked(text: bytes) -> bytes:
    """Return what an island's base64 stands for; ValueError where it is none."""
    return bytes(pybase64.b64decode(text, validate=True))


def inflated(block: Block) -> bytes:
    """Return the content of a block that is deflated, or stored as it is."""
    content = block.read()
    return zlib.decompress(content, -15) if block.deflated else content


def in_base64(block: Block) -> str:
    """Return the stored bytes of a block as base64."""
    return pybase64.b64encode(block.read()).decode("ascii")


def json_block(value: Any) -> Block:
    """Return a block of JSON; NaN and infinities must have been replaced by the caller."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _block("json", text.encode("utf-8", "replace"))


def json_texts_block(texts: Sequence[str]) -> Block:
    """Return a block of a list of values that are JSON texts already."""
    return _block("json", f"[{','.join(texts)}]".encode("utf-8", "replace"))


def json_text_block(text: str) -> Block:
    """Return a block of a JSON text."""
    return _block("json", text.encode("utf-8", "replace"))


def text_block(text: str) -> Block:
    """Return a block of plain text."""
    return _block("text", text.encode("utf-8", "replace"))


def file_block(
    content: bytes, media_type: str, *, inline: bool = False, exact: bool = False, deflate: bool = False,
    again: Callable[[], bytes] | None = None,
) -> Block:  # fmt: skip
    """Return a block of a file's bytes as they are (pictures are compressed already), or deflated.

    With ``again`` the block does not hold them, and reads them once more when the page is written.
    """
    digest = hashlib.blake2b(media_type.encode() + b"\0", digest_size=9)
    digest.update(content)
    size, read = len(content), again or (lambda: content)
    name = digest.hexdigest()
    if deflate:
        packed = _deflate(content)
        return Block(name, "file", len(packed), 0, media_type, not is_rehearsed(), exact=exact, read=lambda: packed)
    return Block(name, "file", size, 0, media_type, deflated=False, inline=inline, exact=exact, read=read)


def stream_block(parts: Sequence[bytes], extra: str) -> Block:
    """Return a block of several streams one after the other, each deflated the way that makes it smaller.

    Noise, such as the low bytes of numbers, is smaller by Huffman codes alone: what deflate takes for repetitions there
    costs more than it saves.
    """
    if is_rehearsed():
        return _block("file", b"".join(parts), 0, extra)
    packed = []
    for number, part in enumerate(parts):
        ways = (
            zlib.compressobj(6, zlib.DEFLATED, -15),
            zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_HUFFMAN_ONLY),
        )
        end = zlib.Z_FINISH if number == len(parts) - 1 else zlib.Z_SYNC_FLUSH
        packed.append(min((way.compress(part) + way.flush(end) for way in ways), key=len))
    content = b"".join(packed)
    return Block(_name(extra.encode() + b"\0" + b"".join(parts)), "file", len(content), 0, extra, read=lambda: content)


def number_block(values: NDArray[Any], *, exact: bool = False) -> Block:
    """Return a block of (n,) numbers: a range, whole differences, float32, or float64 where float32 would show.

    "Would show" means a rounding error above a millionth of the column's range, and with ``exact`` any.
    """
    column = np.asarray(values, np.float64)
    if is_rehearsed():
        return _block("f8", column.tobytes(), len(column))
    return remembered("number_block", [column], exact, lambda: _number_block(column, exact=exact))


def _number_block(column: NDArray[np.float64], *, exact: bool) -> Block:
    finite = column[np.isfinite(column)]
    whole = (
        len(finite) == len(column) and bool((np.abs(column) < 2**53).all()) and bool((column == np.floor(column)).all())
    )
    if whole and len(column):
        steps = np.diff(column)
        if not len(steps) or bool((steps == steps[0]).all()):
            step = int(steps[0]) if len(steps) else 1
            return _block("range", b"", len(column), f"{int(column[0])},{step}")
        if bool((np.abs(steps) < 2**31).all()):  # (n - 1,) whole differences
            return _block("delta", _shuffle(steps.astype("<i4")), len(column), str(int(column[0])))
    with np.errstate(over="ignore"):
        narrow = column.astype("<f4")
        span = float(finite.max() - finite.min()) if len(finite) else 0.0
    error = np.abs(narrow[np.isfinite(column)].astype(np.float64) - finite).max(initial=0.0)
    if np.isfinite(error) and error <= (0 if whole or exact else span * _RELATIVE_ERROR):
        return _block("f4", _shuffle(narrow), len(column))
    return _block("f8", _shuffle(column.astype("<f8")), len(column))


_MOST_DECIMALS = 6
_EXACT = 2.0**53


def code_block(codes: NDArray[Any]) -> Block:
    """Return a block of (n,) whole numbers from 0: the places of texts in a list, or a mask."""
    column = np.asarray(codes, np.int64)
    if len(column) and bool((column == np.arange(len(column))).all()):
        return _block("range", b"", len(column), "0,1")
    most = int(column.max(initial=0))
    width = "u1" if most < 1 << 8 else "u2" if most < 1 << 16 else "u4"
    return _block(width, _shuffle(column.astype(f"<{width}")), len(column))


def exact_block(values: NDArray[Any]) -> Block:
    """Return a block of (n,) numbers that come back bit for bit.

    Numbers with few decimals travel as whole numbers and a power of ten, as they were written.
    """
    column = np.asarray(values, np.float64)
    if is_rehearsed():
        return _block("f8", column.tobytes(), len(column))
    return remembered("exact_block", [column], None, lambda: _exact_block(column))


def _exact_block(column: NDArray[np.float64]) -> Block:
    finite = column[np.isfinite(column)]
    if len(finite) and float(np.abs(finite).max()) < 1e9:  # noqa: PLR2004 - with six decimals still whole below 2^53
        for decimals in range(_MOST_DECIMALS + 1):
            scale = 10.0**decimals
            whole = np.round(finite * scale)
            if bool((whole / scale == finite).all()) and not bool((np.signbit(finite) & (finite == 0)).any()):
                return _decimal_block(column, whole, decimals)
    return number_block(column, exact=True)


def whole_block(values: Sequence[int]) -> Block:
    """Return a block of (n,) whole numbers of 64 bits, which doubles do not tell apart."""
    return _block("i64", _shuffle(np.array(values, "<i8")), len(values))


def _decimal_block(column: NDArray[np.float64], whole: NDArray[np.float64], decimals: int) -> Block:
    """Return a block of whole numbers; those that are not finite are the three below the least."""
    low = float(whole.min()) - 3
    shifted = np.zeros(len(column))
    shifted[np.isposinf(column)], shifted[np.isneginf(column)] = 1, 2
    shifted[np.isfinite(column)] = whole - low
    most = float(shifted.max(initial=0))
    if decimals == 0 and len(whole) == len(column):
        plain = number_block(column)
        if plain.type == "range" or most >= 1 << 24:
            return plain
    if most >= 1 << 32:
        return number_block(column, exact=True)
    width = "u1" if most < 1 << 8 else "u2" if most < 1 << 16 else "u4"
    steps = np.diff(shifted.astype(np.uint64), prepend=np.uint64(0)).astype(f"<{width}")
    ways = {"d": _shuffle(shifted.astype(f"<{width}")), "s": _shuffle(steps)}
    way = min(ways, key=lambda name: len(_deflate(ways[name])))
    return _block(f"decimal-{way}", ways[way], len(column), f"{int(low)},{decimals},{width[1]}")


def _shuffle(values: NDArray[Any]) -> bytes:
    """Return the bytes of (n,) values plane by plane, most alike together."""
    return values.view(np.uint8).reshape(len(values), -1).T.tobytes() if len(values) else b""
