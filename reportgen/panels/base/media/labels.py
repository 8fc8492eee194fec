"""What classes of boxes and masks are called: known by layer and id, since each layer counts its own classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reportgen.model.media.image import Image, Names


def unlabelled(class_id: int) -> str:
    """Return what a class without a label is called; the SDK writes the same where a script gave none."""
    return f"class_{class_id}"


@dataclass
class Labels:
    """The labels over one image: ``shared`` are those of its file of classes, ``boxes`` and ``masks`` those by layer.

    A layer's own label counts first. Where it has none, the image's file of classes does, unless that only repeats
    what layers of the other kind are called: the SDK mixes all layers into that file. Then layers of the same kind
    do, if they agree: ground truth is often logged without the labels that the predictions carry.
    """

    item: Image
    shared: Names
    told: Mapping[str, Names] = field(default_factory=dict)
    """What the spec says, by layer; "" is for all of them. It counts before everything that was logged."""
    boxes: dict[str, Names] = field(init=False)
    masks: dict[str, Names] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what was logged for each layer of all images."""
        self.boxes, self.masks = dict(self.item.classes.boxes), dict(self.item.classes.masks)

    def of_boxes(self, layer: str) -> Names:
        """Return the names of a group of boxes."""
        return self._of(layer, self.boxes, self.masks) | self._told(layer)

    def of_masks(self, layer: str) -> Names:
        """Return the names of a mask."""
        return self._of(layer, self.masks, self.boxes) | self._told(layer)

    def _told(self, layer: str) -> dict[int, str]:
        return {**self.told.get("", {}), **self.told.get(layer, {})}

    def _of(self, layer: str, alike: Mapping[str, Names], others: Mapping[str, Names]) -> dict[int, str]:
        own = _given(alike.get(layer, {}))
        beside = _agreed([names for name, names in alike.items() if name != layer])
        elsewhere = {pair for names in others.values() for pair in names.items()}
        shared = dict(pair for pair in _given(self.shared).items() if pair not in elsewhere)
        taken = set(own.values())  # under an id of its own
        return {class_id: name for class_id, name in {**beside, **shared}.items() if name not in taken} | own


def _given(names: Names) -> dict[int, str]:
    """Return the labels that a script gave, without those that the SDK made up."""
    return {class_id: name for class_id, name in names.items() if name != unlabelled(class_id)}


def _agreed(layers: list[Names]) -> dict[int, str]:
    """Return what the layers call a class where all that name it call it the same."""
    found: dict[int, set[str]] = {}
    for names in layers:
        for class_id, name in _given(names).items():
            found.setdefault(class_id, set()).add(name)
    return {class_id: next(iter(names)) for class_id, names in found.items() if len(names) == 1}
