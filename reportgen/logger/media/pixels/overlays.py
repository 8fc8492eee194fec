"""Boxes and masks as scripts give them, to what lies over an image."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reportgen.errors import suggestion
from reportgen.logger.media.classes import labels_of
from reportgen.logger.media.given.arrays import as_array
from reportgen.logger.media.given.files import on_disk
from reportgen.logger.media.given.plain import plain
from reportgen.logger.media.made import named, text_of, whole
from reportgen.logger.media.pixels.png import png
from reportgen.logger.misuse import UsageError
from reportgen.model.media.image import NO_CLASS, Box, Boxes, Mask
from reportgen.native.values import in_memory

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CORNERS = ("minX", "maxX", "minY", "maxY")
_POSITION = "It is {minX, maxX, minY, maxY} or {middle: [x, y], width, height}."
_KNOWN = frozenset({"position", "class_id", "scores", "domain", "box_caption"})
_FAR = 2.0
"""A fraction that is farther from the image was meant in pixels."""
_MOST_IDS = 256
_UNNAMED = frozenset({0, _MOST_IDS - 1})
"""Ids of masks that often have no name: the background, and what is to be ignored."""


def groups_of(given: Any, argument: str, parts: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return groups of boxes or masks by name; UsageError where one has none of ``parts``."""
    if given is None:
        return {}
    shape = f'Pass groups by name, such as {{"predictions": {{"{parts[0]}": ...}}}}.'
    if not isinstance(given, Mapping):
        raise UsageError(f"{argument}: {named(given)} came", shape)
    for name, group in given.items():
        if not isinstance(group, Mapping):
            raise UsageError(f"{argument}['{name}']: {named(group)} came", shape)
        if not any(part in group for part in parts):
            hint = suggestion(next(iter(group), ""), parts, "keys")
            raise UsageError(f"{argument}['{name}']: there is no {' or '.join(parts)}", hint)
    return {str(name): group for name, group in given.items()}


def boxes_of(name: str, group: Mapping[str, Any], shared: Mapping[int, str]) -> Boxes:
    """Return a group of boxes; where it or the image has names of classes, every class of a box must have one."""
    where = f"boxes['{name}']"
    labels = labels_of(group.get("class_labels"), f"{where}: class_labels")
    entries = group["box_data"]
    if isinstance(entries, Mapping) or not isinstance(entries, Sequence) or isinstance(entries, str):
        raise UsageError(f"{where}: box_data is {named(entries)}", "It is a list of boxes, each a mapping.")
    known = {**shared, **labels}
    boxes = tuple(_box(entry, f"{where}: box_data[{place}]", known) for place, entry in enumerate(entries))
    return Boxes(boxes, labels)


def _box(entry: Any, where: str, known: Mapping[int, str]) -> Box:
    if not isinstance(entry, Mapping):
        raise UsageError(f"{where}: {named(entry)} came", "A box is a mapping with a position and a class_id.")
    domain = entry.get("domain")
    if domain not in (None, "pixel", "percent", "fraction"):
        raise UsageError(f"{where}: domain is {domain!r}", 'It is "pixel", or omitted for fractions of the image.')
    in_pixels = domain == "pixel"
    corners = _corners(entry.get("position"), where, in_pixels=in_pixels)
    number = NO_CLASS
    if entry.get("class_id") is not None:
        number = whole(entry["class_id"], f"{where}: class_id", "It is an integer.")
        if known and number not in known:
            raise _unknown_class(where, number, known)
    scores = _scores(entry.get("scores"), where)
    more = {str(key): value for key, value in entry.items() if key not in _KNOWN}
    return Box(
        *corners, number, text_of(entry.get("box_caption")), scores, bool(entry.get("iscrowd")),
        "pixel" if in_pixels else "fraction", _plain(more),
    )  # fmt: skip


def _unknown_class(where: str, number: int, known: Mapping[int, str]) -> UsageError:
    listed = ", ".join(f"{one} ({name})" for one, name in sorted(known.items())[:8])
    more = f" and {len(known) - 8} more" if len(known) > 8 else ""  # noqa: PLR2004 - what a line holds
    return UsageError(f"{where}: class_id {number} has no name", f"Add it to the class labels: {listed}{more}.")


def _corners(position: Any, where: str, *, in_pixels: bool) -> tuple[float, float, float, float]:
    if position is None:
        raise UsageError(f"{where}: there is no position", _POSITION)
    if not isinstance(position, Mapping):
        raise UsageError(f"{where}: position is {named(position)}", _POSITION)
    if "middle" in position:
        middle = position["middle"]
        if hasattr(middle, "tolist"):
            middle = middle.tolist()
        if not isinstance(middle, list | tuple) or len(middle) != 2:  # noqa: PLR2004 - x and y
            raise UsageError(f"{where}: middle is {middle!r}", "It is [x, y].")
        x, y = (_number(one, f"{where}: middle") for one in middle)
        across, down = (_number(position.get(part), f"{where}: {part}") for part in ("width", "height"))
        found = x - across / 2, y - down / 2, x + across / 2, y + down / 2
    else:
        missing = next((part for part in _CORNERS if part not in position), None)
        if missing:
            raise UsageError(f"{where}: position has no {missing}", _POSITION)
        left, right, top, bottom = (_number(position[part], f"{where}: {part}") for part in _CORNERS)
        found = left, top, right, bottom
    far = next((one for one in found if not in_pixels and not -_FAR <= one <= _FAR), None)
    if far is not None:
        hint = 'Without a domain they are fractions, 0 to 1; give domain="pixel" for pixels.'
        raise UsageError(f"{where}: {far:g} came as a fraction of the image", hint)
    return found


def _number(value: Any, where: str) -> float:
    try:
        found = math.nan if value is None or isinstance(value, str | bytes | bool) else float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise UsageError(f"{where}: {value!r} came", "It is a finite number.")
    return found


def _scores(given: Any, where: str) -> dict[str, float]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise UsageError(f"{where}: scores is {named(given)}", 'They are numbers by name, such as {"acc": 0.7}.')
    found = {}
    for name, score in given.items():
        try:
            found[str(name)] = float(score)
        except (TypeError, ValueError):
            raise UsageError(f"{where}: scores['{name}'] is {score!r}", "Scores are numbers.") from None
    return {name: score for name, score in found.items() if math.isfinite(score)}


def _plain(more: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(value) for key, value in more.items()}


def mask_of(name: str, group: Mapping[str, Any], shared: Mapping[int, str], size: tuple[int, int] | None) -> Mask:
    """Return a mask over an image of a size (width, height): of an array of class ids, or of a picture's file."""
    where = f"masks['{name}']"
    labels = labels_of(group.get("class_labels"), f"{where}: class_labels")
    if group.get("mask_data") is None:
        return Mask(on_disk(group.get("path"), f"{where}: path"), labels)
    ids = _ids(group["mask_data"], where, size)
    if shared:
        _check_named(ids, where, {**shared, **labels})
    return Mask(in_memory("mask.png", png(ids[..., None])), labels)


def _ids(given: Any, where: str, size: tuple[int, int] | None) -> NDArray[Any]:
    """Return class ids (height, width) as bytes."""
    import numpy as np

    ids = as_array(given)
    shape = tuple(ids.shape)
    if ids.ndim == 3 and 1 in (shape[0], shape[-1]):  # noqa: PLR2004 - one channel
        ids = ids[0] if shape[0] == 1 else ids[..., 0]
    if ids.ndim != 2 or not ids.size:  # noqa: PLR2004 - height and width
        raise UsageError(f"{where}: mask_data has the shape {shape}", "It is (H, W): a class id for every pixel.")
    height, width = ids.shape
    if size is not None and abs(width * size[1] - height * size[0]) > max(size) + max(width, height):
        raise UsageError(
            f"{where}: mask_data has the shape {shape}, and the image has {size[0]} × {size[1]} pixels",
            f"It is (H, W) of the image: ({size[1]}, {size[0]}), or smaller by the same factor.",
        )
    if ids.dtype.kind not in "biuf":
        raise UsageError(f"{where}: mask_data is an array of {ids.dtype}", "It holds integers, class ids.")
    low, high = float(ids.min()), float(ids.max())
    if not (low >= 0 and high < _MOST_IDS) or (ids.dtype.kind == "f" and not bool((ids == np.floor(ids)).all())):
        raise UsageError(
            f"{where}: mask_data has values from {low:g} to {high:g}",
            "They are class ids: integers from 0 to 255.",
        )
    return ids.astype(np.uint8)


def _check_named(ids: NDArray[Any], where: str, known: Mapping[int, str]) -> None:
    import numpy as np

    found = np.flatnonzero(np.bincount(ids.ravel(), minlength=_MOST_IDS)).tolist()
    for number in found:
        if number not in known and number not in _UNNAMED:
            raise _unknown_class(f"{where}: mask_data", number, known)
