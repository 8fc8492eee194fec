"""What folders of images and masks are called."""

from __future__ import annotations

from collections.abc import Sequence

_IMAGES = ("images", "image", "imgs", "img", "jpegimages")
_TRUTH = ("masks", "mask", "annotations", "labels", "ground_truth", "gt", "segmentationclass", "targets")
_FOUND = ("predictions", "prediction", "preds", "pred", "predicted", "results")


def parts_of(folders: Sequence[str]) -> dict[str, str]:
    """Return the folders of images, true masks and predicted ones, by what they are."""
    known = {name.lower(): name for name in sorted(folders, reverse=True)}
    named = (("images", _IMAGES), ("ground_truth", _TRUTH), ("predictions", _FOUND))
    found = {part: next((known[name] for name in names if name in known), "") for part, names in named}
    return {part: name for part, name in found.items() if name}
