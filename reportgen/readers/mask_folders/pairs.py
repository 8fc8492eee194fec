"""Images with the masks of the same names."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path, PurePosixPath

from reportgen.datasets.held import HeldRun
from reportgen.datasets.pictures import below
from reportgen.model.media import LoggedMedia, MediaFile
from reportgen.model.media.image import Image, Mask
from reportgen.model.run import RunMeta
from reportgen.readers.mask_folders.parts import parts_of


def run_of(folder: Path, name: str, most: int) -> HeldRun:
    """Return the images of a folder, of very many a sample, with what lies over them."""
    parts = parts_of([one.name for one in folder.iterdir() if one.is_dir()])
    masks = {part: {_stem(path): f"{place}/{path}" for path in below(folder / place)}
             for part, place in parts.items() if part != "images"}  # fmt: skip
    paths = [path for path in below(folder / parts["images"]) if any(_stem(path) in own for own in masks.values())]
    seeds = sorted(paths, key=lambda path: blake2b(path.encode("utf-8", "replace"), digest_size=8).digest())
    chosen = set(seeds[:most])
    items: list[LoggedMedia] = []
    for path in (path for path in paths if path in chosen):
        over = {part: Mask(MediaFile(folder, own[_stem(path)])) for part, own in masks.items() if _stem(path) in own}
        file = MediaFile(folder, f"{parts['images']}/{path}")
        items.append(LoggedMedia(Image(file, masks=over, caption=path), 0, len(items)))
    said = () if len(paths) <= most else (f"{most:,} of {len(paths):,} images are shown: a sample.",)
    meta = RunMeta(name, name, "mask_folders", folder.absolute().name, state="", remarks=said)
    images = {"images": items} if items else {}
    return HeldRun(meta, images=images, judged={"ground_truth", "predictions"} <= masks.keys())


def _stem(path: str) -> str:
    """Return what an image and its masks share: folders and name without the ending, and what masks add to it."""
    place = PurePosixPath(path)
    stem = place.stem
    for tail in ("_mask", "_masks", "_label", "_labels", "_gt", "_pred", "_prediction", "_seg"):
        stem = stem.removesuffix(tail)
    return (place.parent / stem).as_posix()
