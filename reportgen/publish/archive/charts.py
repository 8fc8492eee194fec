"""The data of a report's charts as tables: data sets, curves over thresholds, confusion matrices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.archive.archive import Archive
from reportgen.archive.islands import DamagedError
from reportgen.held import Held, HeldChart, HeldCurves, HeldMatrices
from reportgen.publish.archive.parts import Parts


def write_charts(parts: Parts) -> None:
    """Write the data of every chart; what is damaged is told."""
    known: set[str] = set()
    for held in parts.manifest.holds:
        if not isinstance(held, HeldChart | HeldCurves | HeldMatrices) or held.view in known:
            continue
        known.add(held.view)
        try:
            _write(parts, held, parts.archive.json(held.view), len(known))
        except (DamagedError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            what = str(error) if isinstance(error, DamagedError) else "is damaged"
            parts.lost.append(f"the data of chart {len(known)} {what}")


def _write(parts: Parts, held: Held, view: Mapping[str, Any], number: int) -> None:
    if isinstance(held, HeldChart):
        for name, frame in view["data"].items():
            columns = {str(column): _column(parts.archive, one) for column, one in frame["columns"].items()}
            if columns and frame["n"]:
                parts.sheet("charts", f"{number:02d}-{name}", columns, what="chart", whole=True)
    elif isinstance(held, HeldCurves):
        _curves(parts, view, number)
    else:
        _matrices(parts, view, number)


def _column(archive: Archive, column: Mapping[str, Any]) -> list[Any]:
    if "v" in column:
        return list(column["v"])
    values = archive.floats(column["b"]).tolist()
    if "w" in column:
        return [column["w"][int(place)] if place >= 0 else None for place in values]
    return [value if value == value else None for value in values]  # noqa: PLR0124 - NaN


def _curves(parts: Parts, view: Mapping[str, Any], number: int) -> None:
    columns: dict[str, list[Any]] = {}
    for line in view["lines"]:
        own = {name: parts.archive.floats(line[name]).tolist() for name in ("thresholds", "tp", "fp")}
        count = len(own["tp"])
        own = {"curve": [line["label"]] * count, **own, "positives": [line["positives"]] * count,
               "negatives": [line["negatives"]] * count}  # fmt: skip
        for name, values in own.items():
            columns.setdefault(name, []).extend(values)
    if columns:
        parts.sheet("charts", f"{number:02d}-{view['kind']}-curves", columns, what="curves", whole=False)


def _matrices(parts: Parts, view: Mapping[str, Any], number: int) -> None:
    classes = list(view["classes"])
    columns: dict[str, list[Any]] = {}
    for table in view["tables"]:
        counts = parts.archive.floats(table["counts"]).reshape(len(classes), len(classes))
        for truth, row in zip(classes, counts.tolist(), strict=True):
            for predicted, count in zip(classes, row, strict=True):
                own = {"run": table["name"], "truth": truth, "predicted": predicted, "count": count}
                for name, value in own.items():
                    columns.setdefault(name, []).append(value)
    if columns:
        parts.sheet("charts", f"{number:02d}-confusion-matrix", columns, what="confusion matrix", whole=True)
