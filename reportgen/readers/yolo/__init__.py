"""Reader of YOLO data sets: ``data.yaml`` with images and labels; and predictions of the same images as text files.

Labels of detection, segmentation, pose and oriented boxes are distinguished by their numbers. An image without a file
of labels is one without objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.spec.fields import Words

_HEAD = 65_536


class YoloOptions(Options):
    """Options for data sets of YOLO."""

    predictions: Words = []
    """Folders of predictions (``runs/detect/predict/labels``), a text file an image; each is a run."""
    drawn: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Images with their pixels, of a set that has more; 480 if omitted. All are counted."""


class Yolo(Reader[YoloOptions]):
    """Data sets of YOLO."""

    rank: ClassVar[int] = 46
    options: ClassVar[type[Options]] = YoloOptions

    def folders(self, options: YoloOptions) -> Sequence[tuple[str, str]]:
        """Return the folders of predictions."""
        return [("predictions", name) for name in options.predictions]

    def claims(self, folder: Folder, options: YoloOptions) -> Claims:
        """Return the description of a set, and its images and labels with it."""
        del options
        names = [name for name in folder.files if name.lower().endswith((".yaml", ".yml")) and _is_set(folder, name)]
        if not names:
            return NOTHING
        inside = [name for name in folder.folders if name in _PARTS]
        return Claims(names[:1], inside=inside)

    def read(self, claims: Sequence[Claim[YoloOptions]]) -> Found:
        """Return a run for each split, or for each folder of predictions."""
        from reportgen.readers.yolo.split import add_runs

        found = Found()
        for claim in claims:
            add_runs(claim, found)
        return found


_PARTS = frozenset({"images", "labels", "train", "val", "valid", "test"})


def _is_set(folder: Folder, name: str) -> bool:
    try:
        with folder.at(name).open("rb") as file:
            told = [line for line in file.read(_HEAD).splitlines() if line[:1] not in (b" ", b"#")]
    except OSError:
        return False
    lines = [line.partition(b":")[0].strip() for line in told]
    return b"names" in lines and bool({b"train", b"val", b"test"} & set(lines))
