"""Results joined to the annotations of the same images: by id, by file name, by stem; classes by what fits best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from reportgen.datasets.objects import Category, Labels, Objects, Picture, Row
from reportgen.datasets.run import Named
from reportgen.datasets.run import runs_of as runs_of_set
from reportgen.digits import plural
from reportgen.inputs import note_path
from reportgen.media.image import picture_size
from reportgen.metrics.names import told_apart
from reportgen.metrics.options import missing
from reportgen.model.run import Loss
from reportgen.readers.base import Claim, Found
from reportgen.readers.coco.parsing import Lost, Truth, Unreadable, document, row_of, truth_of

if TYPE_CHECKING:
    from reportgen.readers.coco import CocoOptions

_USUAL = ("coco_instances_results", "predictions", "results", "bbox", "segm", "pred", "annotations")
_TRIED = 400
"""Results that tell which classes fit."""
_FITS = 0.5


def runs_of(truths: Sequence[Claim[CocoOptions]], results: Sequence[Claim[CocoOptions]], found: Found) -> None:
    """Add the runs of one entry's files: results go to the annotations that know most of their images."""
    known: dict[int, Truth] = {}
    for place, claim in enumerate(truths):
        content = _opened(claim, truth_of, found)
        if content is not None:
            known[place] = content
    parts: dict[int, list[tuple[Claim[CocoOptions], list[Any]]]] = {}
    for claim in results:
        content = _opened(claim, _results, found)
        if content is not None:
            shared = {place: _shared(truth, content) for place, truth in known.items()}
            best = max(shared, key=lambda place: shared[place], default=-1)
            parts.setdefault(best if shared and shared[best][0] else -1, []).append((claim, content))
    names = dict(zip([id(c) for c in results], _names([c.path for c in results]), strict=True))
    for place, truth in known.items():
        own = parts.pop(place, [])
        _add(truths[place], truth, [(claim, content, names[id(claim)]) for claim, content in own], found)
    for claim, content in parts.pop(-1, []):
        _add(claim, None, [(claim, content, names[id(claim)])], found)


def _opened(claim: Claim[CocoOptions], read: Callable[[Path], Any], found: Found) -> Any:
    note_path(claim.path)
    try:
        return read(claim.path)
    except Unreadable as error:
        found.problems.append(missing(claim.path, str(error)))
        return None


def _results(path: Path) -> list[Any]:
    content = document(path)
    if not isinstance(content, list):
        raise Unreadable("it is not a list of results")
    return [one for one in content if isinstance(one, Mapping)]


def _add(
    origin: Claim[CocoOptions], truth: Truth | None, results: Sequence[tuple[Claim[CocoOptions], list[Any], str]],
    found: Found,
) -> None:  # fmt: skip
    pictures = list(truth.pictures) if truth else []
    categories = list(truth.categories) if truth else []
    objects, named, claims = {}, [], []
    for claim, content, name in results:
        lost = Lost(claim.path.name)
        remarks: list[str] = []
        rows = _joined(content, truth, (pictures, categories), lost, remarks)
        objects[name] = rows
        named.append(_named(claim, name, "coco", [*(truth.losses if truth else ()), *lost.losses()], remarks, name))
        claims.append(claim)
    if not named and truth is not None:
        named.append(_named(origin, origin.path.stem, "coco", truth.losses, [], ""))
        claims.append(origin)
    whole = Labels(
        pictures, categories, Objects.of(truth.rows) if truth else None,
        {name: Objects.of(rows) for name, rows in objects.items()},
    )  # fmt: skip
    runs = runs_of_set(whole, _folders(origin), named, picture_size, origin.options.drawn)
    for run, claim in zip(runs, claims, strict=True):
        found.add(run, claim)


def _named(
    claim: Claim[CocoOptions], name: str, form: str, losses: Sequence[Loss], remarks: Sequence[str], source: str
) -> Named:
    return Named(name, form, claim.path.absolute().parent.name, {}, tuple(losses), tuple(remarks), source)


def _folders(claim: Claim[CocoOptions]) -> list[Path]:
    """Return where the images may lie: where the entry says, else beside the annotations or beside their folder."""
    if claim.options.images:
        return [claim.base / Path(name).expanduser() for name in claim.options.images]
    here = claim.path.parent
    split = claim.path.stem.rpartition("_")[2]
    places = [here / split, here / "images", here / "images" / split, here / "img", here / "data"]
    if here.name in ("annotations", "labels", "ann", "anno"):
        places += [here.parent / split, here.parent / "images" / split, here.parent / "images", here.parent]
    return [*places, here]


def _names(paths: Sequence[Path]) -> list[str]:
    """Return a name for each file of results; what tools call all of theirs says less than their folders."""
    parts = []
    for path in paths:
        folders = list(path.absolute().parent.parts[1:])
        stem = path.name.removesuffix(".json").removesuffix(".bbox").removesuffix(".segm")
        beside = sum(other.parent == path.parent for other in paths) > 1
        usual = stem.lower() in _USUAL and folders
        if usual and folders[-1] in ("inference", "labels", "eval") and len(folders) > 1:
            folders = folders[:-1]
        parts.append(folders if usual and not beside else [*folders, stem])
    return told_apart(parts)


def _shared(truth: Truth, content: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Return how many of the first results are of images that annotations know, and how many of their classes."""
    find = _finder(truth.pictures, truth.images)
    known = [one for one in content[:_TRIED] if find(one) is not None]
    return len(known), sum(_is_id(one.get("category_id")) and one["category_id"] in truth.classes for one in known)


def _is_id(value: Any) -> bool:
    return isinstance(value, int | float | str)


def _finder(pictures: Sequence[Picture], images: Mapping[Any, int]) -> Callable[[Mapping[str, Any]], int | None]:
    """Return what finds the image of a result: by its file's name, its id, or the stem that some tools write as id."""
    names: dict[str, int] = {}
    for place, picture in enumerate(pictures):
        base = PurePosixPath(picture.name.replace("\\", "/"))
        for key in (picture.name, base.name, base.stem):
            names.setdefault(key, place)
    stems = {str(int(key)): place for key, place in names.items() if key.isdecimal() and len(key) < 19}  # noqa: PLR2004 - of 64 bits

    def find(one: Mapping[str, Any]) -> int | None:
        file, ident = one.get("file_name"), one.get("image_id")
        base = file.replace("\\", "/").rpartition("/")[2] if isinstance(file, str) else ""
        if base and (place := names.get(str(file), names.get(base))) is not None:
            return place
        if isinstance(ident, int | float | str) and ident in images:
            return images[ident]
        text = str(ident)
        return names.get(text, stems.get(text))

    return find


def _joined(
    content: Sequence[Mapping[str, Any]], truth: Truth | None, own: tuple[list[Picture], list[Category]], lost: Lost,
    remarks: list[str],
) -> list[Row]:  # fmt: skip
    """Return results as rows over the images and classes of their annotations; without those, over their own."""
    pictures, categories = own
    if truth is None:
        return _alone(content, pictures, categories, lost)
    find = _finder(truth.pictures, truth.images)
    found = []
    for one in content:
        place = find(one)
        if place is None:
            lost.add("results of images that the annotations lack")
        elif (row := row_of(one, place, 0, truth.pictures[place], lost)) is not None:
            found.append((row, one.get("category_id")))
    way, words = _classes(found, truth)
    if words:
        remarks.append(words)
    rows = []
    for row, ident in found:
        category = way(ident)
        if category is None:
            lost.add("results of classes that the annotations lack")
        else:
            rows.append(Row(row.image, category, row.box, row.score, row.crowd, row.area, row.form))
    return rows


def _classes(found: Sequence[tuple[Row, Any]], truth: Truth) -> tuple[Callable[[Any], int | None], str]:
    """Return how the classes of results are counted: by the annotations' ids, or by place from 0 or from 1.

    Ultralytics writes places, from 0 or from 1 by its version. All that are possible are tried on the objects.
    """
    count = len(truth.categories)
    idents = {ident for _, ident in found}

    def by_id(ident: Any) -> int | None:
        return truth.classes.get(ident if isinstance(ident, int | float | str) else None)

    def from_zero(ident: Any) -> int | None:
        return ident if isinstance(ident, int) and 0 <= ident < count else None

    def from_one(ident: Any) -> int | None:
        return ident - 1 if isinstance(ident, int) and 1 <= ident <= count else None

    ways = ((by_id, ""), (from_zero, "from 0"), (from_one, "from 1"))
    fits = [(way, words) for way, words in ways if all(way(ident) is not None for ident in idents)]
    if not fits:
        return by_id, ""
    agreed = [_agreement(found, way, truth) for way, _ in fits]
    best = agreed.index(max(agreed))
    words = fits[best][1]
    if not words or all(fits[best][0](i) == by_id(i) for i in idents):
        return fits[best][0], ""
    order = f"in the order of the annotations' {plural(count, 'class')}"
    return fits[best][0], f"Classes of the results are counted {words}, {order}."


def _agreement(found: Sequence[tuple[Row, Any]], way: Callable[[Any], int | None], truth: Truth) -> int:
    """Return how many of the surest results lie on a true object of their class."""
    by_image: dict[int, list[Row]] = {}
    for row in truth.rows:
        by_image.setdefault(row.image, []).append(row)
    surest = sorted(found, key=lambda pair: -pair[0].score)[:_TRIED]
    return sum(
        any(true.category == way(ident) and _iou(row.box, true.box) >= _FITS for true in by_image.get(row.image, ()))
        for row, ident in surest
    )


def _iou(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0.0) * max(height, 0.0)
    whole = a[2] * a[3] + b[2] * b[3] - shared
    return shared / whole if whole > 0 else 0.0


def _alone(
    content: Sequence[Mapping[str, Any]], pictures: list[Picture], categories: list[Category], lost: Lost
) -> list[Row]:
    """Return results that no annotations are of: their images and classes are called by their ids."""
    idents = sorted({i for one in content if isinstance(i := one.get("category_id"), int)})
    classes = {ident: place for place, ident in enumerate(idents)}
    categories += [Category(max(ident, 0), f"class {ident}") for ident in idents]
    images: dict[str, int] = {}
    rows = []
    for one in content:
        name = str(one.get("file_name") or one.get("image_id", ""))
        if name not in images:
            images[name] = len(pictures)
            size = one.get("segmentation")
            height, width = size["size"] if isinstance(size, dict) and _is_size(size.get("size")) else (0, 0)
            pictures.append(Picture(name, width, height))
        ident = one.get("category_id")
        if not isinstance(ident, int):
            lost.add("results without a class")
            continue
        row = row_of(one, images[name], classes[ident], pictures[images[name]], lost)
        if row is not None:
            rows.append(row)
    return rows


def _is_size(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) and 0 < n < 1 << 20 for n in value)  # noqa: PLR2004 - height and width
