"""The size budget: pictures are re-encoded, best first, until the report's pictures fit."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from reportgen.blocks import Block
from reportgen.digits import file_size
from reportgen.errors import Level, Problem
from reportgen.fragment import Fragment
from reportgen.media.image import upright
from reportgen.texts import plural, say

_STEPS: tuple[tuple[int, int], ...] = (
    (92, 0),
    (80, 0),
    (68, 0),
    (80, 1600),
    (72, 1024),
    (60, 640),
    (50, 400),
    (40, 256),
)
"""(WebP quality, longest side in px; 0 keeps the size), tried in this order."""
_HARDLY_SEEN = (80, 0)
_SAMPLE = 16
_MOST_SIDE = 16_383
"""Pixels of a side that WebP can hold."""
_INLINE = re.compile(r'src="rg-inline:([0-9a-f]+)"')
_ISLAND = 120
"""Bytes of markup around a block."""


def fit(fragments: Sequence[Fragment], budget: int, fixed: int, tell: Callable[[str, int, int], None]) -> list[Problem]:
    """Re-encode stored pictures to WebP until the file takes at most ``budget`` bytes, ``fixed`` of them without data.

    Every picture is encoded alike, so that none is sacrificed for another; which way is tried on a few of them first.
    Each fragment says what was done. A budget that even the strongest step exceeds is a problem that comes back.
    """
    blocks = {block.id: block for fragment in fragments for block in fragment.blocks}
    pictures = pictures_of(blocks)
    others = fixed + sum(stored(b.size) for i, b in blocks.items() if i not in pictures)
    uses = Counter(name for fragment in fragments for name in _INLINE.findall(fragment.html))

    def weight(found: Mapping[str, Block]) -> int:
        """Return the bytes that pictures take in the file; one in the markup stands there as often as it is shown."""
        return sum(stored(b.size) * (max(uses[i], 1) if b.inline else 1) for i, b in found.items())

    before = weight(pictures)
    if others >= budget:
        return [_too_large(others, budget, blocks, set(pictures))]
    if before + others <= budget or not pictures:
        return []
    room = budget - others
    smaller = dict(pictures)
    quality = side = 0
    for number in _worth_trying(list(pictures.values()), room * sum(map(_size, pictures.values())) // before):
        tell("shrinking images to fit the size budget", number, len(_STEPS))
        quality, side = _STEPS[number]
        smaller = dict(zip(pictures, _encoded(list(pictures.values()), quality, side), strict=True))
        if weight(smaller) <= room:
            break
    after = weight(smaller)
    changed = sum(smaller[i].size < pictures[i].size for i in pictures)
    how = say("WebP, quality {n}", n=quality) + (", " + say("at most {n} px", n=side) if side else "")
    note = say(
        "{images} re-encoded ({how}) to fit the size budget: {before} became {after}",
        images=plural(changed, "image"), how=how, before=file_size(before), after=file_size(after),
    )  # fmt: skip
    for fragment in fragments:
        if any(block.id in smaller and smaller[block.id].size < block.size for block in fragment.blocks):
            fragment.sampled.append(note)
        fragment.blocks = [
            replace(smaller[block.id], inline=block.inline) if block.id in smaller else block
            for block in fragment.blocks
        ]
    if after <= room:
        return [Problem(note, None, "Raise size_budget, or set it to none to keep images unchanged.", Level.NOTE)]
    size, over = file_size(after + others), file_size(after + others - budget)
    what = f"the report is {size} even with the smallest images, {over} more than its size_budget"
    return [Problem(what, None, "Show fewer images, or raise size_budget.", Level.NOTE)]


def pictures_of(blocks: Mapping[str, Block]) -> dict[str, Block]:
    """Return the pictures that a budget may make smaller, by id."""
    return {i: b for i, b in blocks.items() if b.type == "file" and b.extra.startswith("image/") and not b.exact}


def hardly_smaller(pictures: Sequence[Block]) -> float:
    """Return about how many bytes pictures take with losses that are hardly seen."""
    sample = pictures[:: max(len(pictures) // _SAMPLE, 1)]
    before = sum(map(_size, sample))
    if not before:
        return 0.0
    return sum(map(_size, _encoded(sample, *_HARDLY_SEEN))) / before * sum(map(_size, pictures))


def _too_large(others: int, budget: int, blocks: Mapping[str, Block], pictures: Collection[str]) -> Problem:
    """Say what fills a budget that pictures cannot help; they stay as they are."""
    sizes: Counter[str] = Counter()
    for name, block in blocks.items():
        if name not in pictures:
            sizes[block.extra if block.type == "file" else "data of panels"] += stored(block.size)
    largest = ", ".join(f"{name} {file_size(size)}" for name, size in sizes.most_common(3))
    over = file_size(others - budget)
    what = (
        f"the report takes {file_size(others)} without its images, {over} more than its size_budget"
        f" (largest: {largest})"
    )
    return Problem(what, None, "Show less, or raise size_budget.", Level.NOTE)


def _worth_trying(pictures: Sequence[Block], room: int) -> Iterator[int]:
    """Yield the steps, best first, from the first that a sample of the pictures says will fit."""
    sample = pictures[:: max(len(pictures) // _SAMPLE, 1)]
    share = sum(block.size for block in pictures) / max(sum(block.size for block in sample), 1)
    for number, (quality, side) in enumerate(_STEPS):
        size = sum(stored(block.size) for block in _encoded(sample, quality, side)) * share
        if size <= room or number == len(_STEPS) - 1:
            yield from range(number, len(_STEPS))
            return


def _encoded(blocks: Sequence[Block], quality: int, side: int) -> list[Block]:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda block: _encode(block, quality, side), blocks))


def _size(block: Block) -> int:
    return stored(block.size)


def stored(size: int) -> int:
    """Return the bytes of the file that a block of a size takes."""
    return -(-size // 3) * 4 + _ISLAND


def _encode(block: Block, quality: int, side: int) -> Block:
    """Return the block's picture as WebP, or the block itself where that is no smaller (animations stay)."""
    from PIL import Image

    content = block.read()
    try:
        with Image.open(io.BytesIO(content)) as image:
            if getattr(image, "n_frames", 1) > 1:
                return block
            if side:
                image.draft("RGB", (side, side))
            picture = upright(image, content)
            longest = side or _MOST_SIDE
            if max(picture.size) > longest:
                picture.thumbnail((longest, longest))
            buffer = io.BytesIO()
            picture.save(buffer, "WEBP", quality=quality, method=4)
    except (OSError, ValueError, MemoryError, Image.DecompressionBombError):
        return block
    packed = buffer.getvalue()
    if len(packed) >= block.size:
        return block
    return replace(block, size=len(packed), extra="image/webp", read=lambda: packed)
