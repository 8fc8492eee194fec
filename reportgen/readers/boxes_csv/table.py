"""Tables of boxes: which column is what, and their rows as objects."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.datasets.collecting import Collected, between
from reportgen.datasets.objects import Row
from reportgen.datasets.run import Named, runs_of
from reportgen.inputs import note_path
from reportgen.media.image import picture_size
from reportgen.metrics.names import names_of
from reportgen.metrics.text.dialect import sample_of
from reportgen.readers.base import Claim, Found

if TYPE_CHECKING:
    from reportgen.readers.boxes_csv import BoxesCsvOptions

_NAMES = {
    "image": ("image", "image_id", "filename", "file_name", "file", "path", "image_path", "img"),
    "class": ("class", "label", "category", "class_name", "category_name", "name"),
    "score": ("score", "confidence", "conf", "probability", "prob"),
    "x0": ("xmin", "x_min", "x1", "x0", "left", "x"), "y0": ("ymin", "y_min", "y1", "y0", "top", "y"),
    "x1": ("xmax", "x_max", "x2", "x1", "right"), "y1": ("ymax", "y_max", "y2", "y1", "bottom"),
    "width": ("width", "w", "box_width"), "height": ("height", "h", "box_height"),
}  # fmt: skip
_NEEDED = (("image", "class", "x0", "y0", "x1", "y1"), ("image", "class", "x0", "y0", "width", "height"))


def roles_of_file(path: Path, given: Mapping[str, str]) -> dict[str, int]:
    """Return the place of each role's column; empty where they make no boxes."""
    table = sample_of(path)
    if table is None:
        return {}
    places = {name.strip().lower(): place for place, name in reversed(list(enumerate(table.names)))}
    found: dict[str, int] = {}
    for role, names in _NAMES.items():
        wanted = [given[role].strip().lower()] if role in given else names
        place = next((places[name] for name in wanted if name in places and places[name] not in found.values()), None)
        if place is not None:
            found[role] = place
    return found if any(all(role in found for role in roles) for roles in _NEEDED) else {}


def add_runs(claims: Sequence[Claim[BoxesCsvOptions]], found: Found) -> None:
    """Add the runs of files that belong together."""
    collected = Collected()
    results: dict[str, list[Row]] = {}
    origins = {}
    truths = []
    for claim, name in zip(claims, names_of([claim.path for claim in claims], (".csv", ".tsv")), strict=True):
        note_path(claim.path)
        roles = roles_of_file(claim.path, claim.options.columns)
        rows = _rows(claim.path, roles, collected)
        if "score" in roles:
            results[name], origins[name] = rows, claim
        else:
            collected.rows += rows
            truths.append((name, claim))
    here, options = claims[0].path.parent, claims[0].options
    folders = [claims[0].base / Path(name).expanduser() for name in options.images] or [here / "images", here]
    origins = origins or dict(truths)
    named = [
        Named(name, "boxes_csv", here.absolute().name, losses=collected.losses(), source=name if results else "")
        for name in origins
    ]
    labels = collected.labels(results, truth=bool(truths))
    for run, claim in zip(runs_of(labels, folders, named, picture_size, options.drawn), origins.values(), strict=True):
        found.add(run, claim)


def _rows(path: Path, roles: Mapping[str, int], collected: Collected) -> list[Row]:
    table = sample_of(path)
    rows: list[Row] = []
    if table is None or not roles:
        return rows
    most = max(roles.values())
    with path.open(encoding=table.dialect.encoding, errors="replace", newline="") as file:
        for number, cells in enumerate(csv.reader(file, delimiter=table.dialect.delimiter)):
            if number < table.dialect.header or not cells:
                continue
            row = _row(cells, roles, collected) if len(cells) > most else None
            if row is None:
                collected.lose(path.name, "rows without a box")
            else:
                rows.append(row)
    return rows


def _row(cells: Sequence[str], roles: Mapping[str, int], collected: Collected) -> Row | None:
    names = ("x0", "y0", "x1", "y1") if "x1" in roles and "y1" in roles else ("x0", "y0", "width", "height")
    try:
        a, b, c, d = (float(cells[roles[name]]) for name in names)
        score = float(cells[roles["score"]]) if "score" in roles else 1.0
    except ValueError:
        return None
    if not all(map(math.isfinite, (a, b, c, d, score))):
        return None
    image, category = collected.image(cells[roles["image"]].strip()), collected.category(cells[roles["class"]].strip())
    return Row(image, category, between(a, b, c, d) if names[2] == "x1" else (a, b, c, d), score)
