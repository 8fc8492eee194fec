"""The splits of a YOLO data set: images, the labels that belong to them by name, and predictions of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.datasets.collecting import Collected, around
from reportgen.datasets.objects import Form, Picture, Row
from reportgen.datasets.pictures import below
from reportgen.datasets.run import Named, runs_of
from reportgen.errors import SpecError
from reportgen.inputs import note_path
from reportgen.media.image import picture_size
from reportgen.metrics.names import told_apart
from reportgen.metrics.options import missing
from reportgen.model.media import MediaError, MediaFile
from reportgen.readers.base import Claim, Found
from reportgen.spec.yaml import parse

if TYPE_CHECKING:
    from reportgen.readers.yolo import YoloOptions

_SPLITS = ("val", "test", "train")
_MOST_BYTES = 20_000_000


def add_runs(claim: Claim[YoloOptions], found: Found) -> None:
    """Add the runs of a set: those of predictions where an entry names some, else one for each split with labels."""
    note_path(claim.path)
    try:
        told = parse(claim.path.read_text("utf-8", "replace"), claim.path.name).value
    except (SpecError, OSError):
        found.problems.append(missing(claim.path, "it cannot be read as YAML"))
        return
    root = claim.path.parent
    names = _names(told.get("names")) if isinstance(told, Mapping) else {}
    predictions = [claim.base / Path(name).expanduser() for name in claim.options.predictions]
    for split in _SPLITS:
        folders = [folder for one in _listed(told.get(split)) if (folder := _folder(root, told.get("path"), one))]
        if not folders:
            continue
        collected, keypoints = Collected(), told.get("kpt_shape")
        for place in range(max(names, default=-1) + 1):
            collected.category(names.get(place, f"class {place}"))
        images = _images(folders)
        results: dict[str, list[Row]] = {}
        for folder, name in zip(
            predictions, told_apart([list(p.absolute().parts[1:]) for p in predictions]), strict=True
        ):
            rows = _labels(images, lambda path, folder=folder: folder / f"{path.stem}.txt", collected, keypoints)
            if rows:
                results[name.removesuffix("/labels") or name] = rows
        if predictions and not results:
            continue
        collected.rows = _labels(images, _beside, collected, keypoints)
        base = root.absolute().name
        named = [Named(name, "yolo", base, losses=collected.losses(), source=name) for name in results] or [
            Named(f"{base} {split}", "yolo", base, losses=collected.losses())
        ]
        for run in runs_of(collected.labels(results), folders, named, picture_size, claim.options.drawn):
            found.add(run, claim)


def _names(value: Any) -> dict[int, str]:
    if isinstance(value, list):
        return {place: str(name) for place, name in enumerate(value)}
    pairs = value.items() if isinstance(value, Mapping) else ()
    return {int(key): str(name) for key, name in pairs if str(key).isdecimal() and int(key) < 100_000}  # noqa: PLR2004 - classes


def _listed(value: Any) -> list[str]:
    """Return one text or a list of them as a list."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _folder(root: Path, base: Any, name: str) -> Path | None:
    """Return the folder of a split inside of the set's own; what leads out of it is a hint, and its end is tried."""
    parts = [part for part in Path(name).parts if part not in ("..", ".", "/")]
    inner = [part for part in Path(base if isinstance(base, str) else "").parts if part not in ("..", ".", "/")]
    whole = root.resolve()
    for tail in ([*inner, *parts], parts, parts[-2:], parts[-1:]):
        folder = root.joinpath(*tail)
        if tail and folder.is_dir() and folder.resolve().is_relative_to(whole):
            inside = folder / "images"
            return inside if inside.is_dir() else folder
    return None


def _images(folders: Sequence[Path]) -> list[tuple[Path, MediaFile]]:
    return [(folder / name, MediaFile(folder, name)) for folder in folders for name in below(folder)]


def _beside(path: Path) -> Path:
    """Return where the labels of an image lie: the last folder ``images`` is called ``labels``."""
    parts = list(path.parts)
    if "images" in parts:
        parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
    return Path(*parts).with_suffix(".txt")


def _labels(images: Sequence[tuple[Path, MediaFile]], where: Any, collected: Collected, keypoints: Any) -> list[Row]:
    rows: list[Row] = []
    for path, file in images:
        image = collected.image(file.path)
        picture = collected.pictures[image]
        if not picture.width:
            try:
                picture = Picture(picture.name, *picture_size(file.read()))
            except MediaError:
                collected.lose(path.name, "images that cannot be read")
                continue
            collected.pictures[image] = picture
        labels = where(path)
        try:
            text = labels.read_text("utf-8", "replace") if labels.stat().st_size < _MOST_BYTES else ""
        except OSError:
            continue  # nothing is on it
        for line in text.splitlines():
            row = _row(line.split(), image, picture, keypoints, collected) if line.strip() else None
            if row is not None:
                rows.append(row)
            elif line.strip():
                collected.lose(labels.name, "lines")
    return rows


def _row(words: Sequence[str], image: int, picture: Picture, keypoints: Any, collected: Collected) -> Row | None:
    """Return a line as an object: a box, a pose, an oriented box or an outline, with its score where it has one."""
    try:
        numbers = [float(word) for word in words[1:]]
        category = int(float(words[0]))
    except (ValueError, OverflowError):
        return None
    if not all(map(math.isfinite, numbers)) or not 0 <= category < 100_000:  # noqa: PLR2004 - classes
        return None
    while category >= len(collected.categories):
        collected.category(f"class {len(collected.categories)}")
    width, height = picture.width, picture.height
    size = 3 if not isinstance(keypoints, list) or len(keypoints) < 2 else keypoints[1]  # noqa: PLR2004 - its shape
    pose = keypoints[0] * size if isinstance(keypoints, list) and keypoints and isinstance(keypoints[0], int) else 0
    if len(numbers) in (4, 5) or (pose and len(numbers) in (4 + pose, 5 + pose)):
        x, y, w, h = numbers[:4]
        box = ((x - w / 2) * width, (y - h / 2) * height, w * width, h * height)
        score = numbers[-1] if len(numbers) in (5, 5 + pose) else 1.0
        return Row(image, category, box, score, form=_pose(numbers[4 : 4 + pose], size, picture) if pose else None)
    if len(numbers) < 6:  # noqa: PLR2004 - three corners
        return None
    score = numbers.pop() if len(numbers) % 2 else 1.0
    points = [value * (height if place % 2 else width) for place, value in enumerate(numbers)]
    form = Form(corners=tuple(points)) if len(points) == 8 else Form([points])  # noqa: PLR2004 - four corners
    return Row(image, category, around(points), score, form=form)


def _pose(numbers: Sequence[float], size: int, picture: Picture) -> Form:
    found: list[float] = []
    for at in range(0, len(numbers) - size + 1, size):
        x, y = numbers[at : at + 2]
        seen = numbers[at + 2] if size > 2 else float(x > 0 or y > 0)  # noqa: PLR2004 - with a visibility
        found += [x * picture.width, y * picture.height, seen]
    return Form(keypoints=tuple(found))
