"""The size budget: pictures are re-encoded, best first, until the report's pictures fit."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from reportgen.blocks import Block
from reportgen.errors import Level, Problem
from reportgen.fragment import Fragment

_STEPS: tuple[tuple[int, int], ...] = ((92, 0), (80, 0), (80, 1600), (72, 1024), (60, 640))
"""(WebP quality, longest side in px; 0 keeps the size), tried in this order."""


def fit(fragments: Sequence[Fragment], budget: int, tell: Callable[[str, int, int], None]) -> list[Problem]:
    """Re-encode stored pictures to WebP until all blocks together take at most ``budget`` bytes in the file.

    Every picture is encoded alike, so that none is sacrificed for another; each fragment says what was done. A budget
    that even the strongest step exceeds is a problem that comes back.
    """
    blocks = {block.id: block for fragment in fragments for block in fragment.blocks}
    pictures = {i: b for i, b in blocks.items() if b.type == "file" and b.extra.startswith("image/")}
    others = sum(_stored(b.size) for i, b in blocks.items() if i not in pictures)
    before = sum(_stored(b.size) for b in pictures.values())
    if before + others <= budget or not pictures:
        return []
    smaller = dict(pictures)
    for number, (quality, side) in enumerate(_STEPS):
        tell("fitting pictures into the size budget", number, len(_STEPS))
        with ThreadPoolExecutor() as pool:
            encoded = list(pool.map(lambda block: _encode(block, quality, side), pictures.values()))  # noqa: B023 - used at once
        smaller = dict(zip(pictures, encoded, strict=True))
        if sum(_stored(b.size) for b in smaller.values()) + others <= budget:
            break
    how = f"quality {quality}" + (f", at most {side} px" if side else "")
    note = f"pictures re-encoded as WebP ({how}) to fit the size budget"
    for fragment in fragments:
        if any(block.id in smaller and smaller[block.id].size < block.size for block in fragment.blocks):
            fragment.sampled.append(note)
        fragment.blocks = [
            replace(smaller[block.id], inline=block.inline) if block.id in smaller else block
            for block in fragment.blocks
        ]
    after = sum(_stored(b.size) for b in smaller.values()) + others
    if after <= budget:
        return []
    what = f"the report's data takes {after / 1e6:.1f} MB even with the smallest pictures, above its size_budget"
    return [Problem(what, None, "Show fewer pictures, or raise the budget.", Level.NOTE)]


def _stored(size: int) -> int:
    return -(-size // 3) * 4


def _encode(block: Block, quality: int, side: int) -> Block:
    """Return the block's picture as WebP, or the block itself where that is no smaller (animations stay)."""
    from PIL import Image

    content = block.read()
    try:
        with Image.open(io.BytesIO(content)) as image:
            if getattr(image, "n_frames", 1) > 1:
                return block
            picture = image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")
            if side and max(picture.size) > side:
                picture.thumbnail((side, side))
            buffer = io.BytesIO()
            picture.save(buffer, "WEBP", quality=quality, method=4)
    except OSError:
        return block
    packed = buffer.getvalue()
    if len(packed) >= block.size:
        return block
    return replace(block, size=len(packed), extra="image/webp", read=lambda: packed)
