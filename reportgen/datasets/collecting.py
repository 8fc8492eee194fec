"""Labels collected from many small files, or from several that name images and classes by themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from reportgen.datasets.objects import Category, Form, Labels, Objects, Picture, Row, Skeleton
from reportgen.datasets.pictures import SizeOf
from reportgen.datasets.run import DatasetRun, Named, runs_of
from reportgen.inputs import note_path
from reportgen.model.run import Loss

Corners = tuple[float, float, float, float]


@dataclass
class Collected:
    """Images and classes by name, in the order of their first appearance, and the true objects."""

    pictures: list[Picture] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    lost: dict[tuple[str, str], int] = field(default_factory=dict)
    """How often something was omitted, by the file and what it is."""

    def __post_init__(self) -> None:
        self._images: dict[str, int] = {}
        self._classes: dict[str, int] = {}

    def image(self, name: str, width: float = 0, height: float = 0) -> int:
        """Return the place of an image."""
        if name not in self._images:
            self._images[name] = len(self.pictures)
            known = all(math.isfinite(size) and 0 < size < 1 << 20 for size in (width, height))
            self.pictures.append(Picture(name, *((int(width), int(height)) if known else (0, 0))))
        return self._images[name]

    def category(self, name: str, skeleton: Skeleton | None = None) -> int:
        """Return the place of a class."""
        if name not in self._classes:
            self._classes[name] = len(self.categories)
            self.categories.append(Category(len(self.categories), name, skeleton or Skeleton()))
        return self._classes[name]

    def lose(self, file: str, what: str) -> None:
        """Count something that is omitted."""
        self.lost[file, what] = self.lost.get((file, what), 0) + 1

    def losses(self) -> tuple[Loss, ...]:
        """Return what was omitted, in words; of many files the first ones."""
        found = [Loss(file, f"{count:,} {what} omitted") for (file, what), count in self.lost.items()]
        return tuple(found[:20])

    def labels(self, found: Mapping[str, Sequence[Row]] | None = None, *, truth: bool = True) -> Labels:
        """Return all of it, with found objects by the name of their source."""
        return Labels(
            self.pictures, self.categories, Objects.of(self.rows) if truth else None,
            {name: Objects.of(rows) for name, rows in (found or {}).items()},
        )  # fmt: skip


def around(points: Sequence[float]) -> Corners:
    """Return x, y, width and height around points x0, y0, x1, y1, ..."""
    xs, ys = points[0::2], points[1::2]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def between(x0: float, y0: float, x1: float, y1: float) -> Corners:
    """Return x, y, width and height between two opposite corners."""
    return min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)


def outlined(image: int, category: int, points: Sequence[float], score: float = 1.0) -> Row:
    """Return an object that is an outline."""
    return Row(image, category, around(points), score, form=Form([list(points)]))


class _Claim(Protocol):
    @property
    def path(self) -> Path: ...


Claimed = TypeVar("Claimed", bound=_Claim)
_PLAIN = ("annotations", "labels", "xml", "json", "ann")


def add_folders(
    claims: Sequence[Claimed], form: str, beside: Sequence[str], make: Callable[[Sequence[Path], Collected], None],
    size_of: SizeOf,
) -> Iterator[tuple[DatasetRun, Claimed]]:  # fmt: skip
    """Yield the run of each folder with its first claim; images lie there, or in folders ``beside`` it."""
    groups: dict[Path, list[Claimed]] = {}
    for claim in claims:
        groups.setdefault(claim.path.parent, []).append(claim)
    for folder, own in groups.items():
        collected = Collected()
        for claim in own:
            note_path(claim.path)
        make([claim.path for claim in own], collected)
        if not collected.pictures:
            continue
        here = folder.absolute()
        name = f"{here.parent.name} {here.name}" if here.name.lower() in _PLAIN else here.name
        named = Named(name, form, here.name, losses=collected.losses())
        places = [folder, *(folder / one for one in beside), *(folder.parent / one for one in beside)]
        for run in runs_of(collected.labels(), places, [named], size_of):
            yield run, own[0]
