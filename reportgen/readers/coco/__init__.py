"""Reader of COCO annotations and of result files for them: boxes, outlines, both forms of run lengths, keypoints.

Checked against pycocotools. Result files of detectron2, MMDetection and Ultralytics (``predictions.json``) are read,
too: each is a run, held against the annotations of the same images.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader
from reportgen.spec.fields import Words

_HEAD = 4096
_TRUTH = re.compile(rb'"(images|annotations|categories)"\s*:\s*\[')
_LABEL = re.compile(rb'"image_id"\s*:')
_RESULT = re.compile(rb'\s*\[\s*\{[^{}\[\]]*"(?:image_id|category_id|score|bbox|segmentation|keypoints|file_name)"\s*:')


class CocoOptions(Options):
    """Options for annotations and results."""

    images: Words = []
    """Folders of the images; by default those next to the annotations."""
    drawn: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Images with their pixels, of a set that has more; 480 if omitted. All are counted."""


class Coco(Reader[CocoOptions]):
    """COCO annotations and results."""

    rank: ClassVar[int] = 45
    options: ClassVar[type[Options]] = CocoOptions

    def folders(self, options: CocoOptions) -> Sequence[tuple[str, str]]:
        """Return the folders of images."""
        return [("images", name) for name in options.images]

    def claims(self, folder: Folder, options: CocoOptions) -> Claims:
        """Return the annotations and results in a folder."""
        del options
        names = [name for name in folder.files if name.lower().endswith(".json") and _sniffed(folder.at(name))]
        return Claims(names) if names else NOTHING

    def read(self, claims: Sequence[Claim[CocoOptions]]) -> Found:
        """Return a run for each file of results, and for annotations that no results are of."""
        from reportgen.readers.coco.joining import runs_of

        found = Found()
        groups: dict[int, list[Claim[CocoOptions]]] = {}
        for claim in claims:
            groups.setdefault(claim.entry, []).append(claim)
        for group in groups.values():
            truths = [claim for claim in group if _sniffed(claim.path) == "truth"]
            results = [claim for claim in group if claim not in truths]
            runs_of(truths, results, found)
        return found


def _sniffed(path: Path) -> str:
    """Tell annotations ("truth") and results ("found") by the first bytes; empty for what is neither."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] == b"[":
        begins = (
            _RESULT.match(head) and _LABEL.search(head) and re.search(rb'"(?:bbox|segmentation|keypoints)"\s*:', head)
        )
        return "found" if begins else ""
    keys = set(_TRUTH.findall(head))
    known = b"categories" in keys or re.search(rb'"(?:file_name|image_id|supercategory)"\s*:', head)
    return "truth" if head[:1] == b"{" and keys and known else ""
