"""What names of layers and classes say: which layer was found and which is true, and what is only background."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BACKGROUND = re.compile(r"background|bg|void|unlabell?ed|ignored?|none|others?|rest", re.IGNORECASE)
_TRUTH = re.compile(r"ground[ _-]?truth|gt|truth|true|labels?|targets?|reference|expert", re.IGNORECASE)
_FOUND = re.compile(r"pred(iction|ictions|icted|s)?|detections?|model|outputs?|found|dt", re.IGNORECASE)


def is_background(name: str) -> bool:
    """Return whether a mask's class of this name is what no other class covers."""
    return bool(_BACKGROUND.fullmatch(name))


def is_truth(name: str) -> bool:
    """Return whether a layer of this name is the ground truth."""
    return bool(_TRUTH.fullmatch(name))


def is_found(name: str) -> bool:
    """Return whether a layer of this name is what a model predicts."""
    return bool(_FOUND.fullmatch(name))


def pair_of(names: Iterable[str], found: str = "", true: str = "") -> tuple[str, str] | None:
    """Return the groups of what was found and of what is true: the given ones, else recognised by their names."""
    present = list(names)
    first = found if found in present else next((n for n in present if not found and is_found(n)), None)
    second = true if true in present else next((n for n in present if not true and is_truth(n)), None)
    return (first, second) if first is not None and second is not None and first != second else None


def others_of(masks: Iterable[str], pair: tuple[str, str]) -> set[str]:
    """Return the masks of an image besides the one to look at first: what was found, else the first."""
    names = list(masks)
    first = next(iter(pair_of(names, *pair) or names), None)
    return {name for name in names if name != first}
