"""Vectors as points of a plane, so that what is alike lies together: PCA, or UMAP where it is installed."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from reportgen import portable
from reportgen.tables.eigen import directions
from reportgen.tables.error import TableError

How = Literal["auto", "pca", "umap"]
_LEAST = 4


@dataclass(frozen=True)
class Projection:
    """The places of vectors: ``points`` (n, 2) float64, NaN where a vector is missing, and how they were found."""

    points: np.ndarray[Any, np.dtype[np.float64]]
    said: str


def has_umap() -> bool:
    """Return whether UMAP is installed."""
    return importlib.util.find_spec("umap") is not None


def project(vectors: list[Any], how: How) -> Projection:
    """Project vectors, lists of numbers of one length; TableError where there are too few."""
    widths = {len(vector) for vector in vectors if isinstance(vector, list)}  # none where there are no rows
    if len(widths) != 1 or widths <= {0, 1}:
        raise TableError("it has no vectors of equal length with at least two numbers")
    nothing = [np.nan] * widths.pop()
    try:
        rows = np.array([vector if isinstance(vector, list) else nothing for vector in vectors], np.float64)
    except (TypeError, ValueError):
        raise TableError("its vectors contain values that are not numbers") from None
    if rows.ndim != 2:  # noqa: PLR2004 - rows of numbers
        raise TableError("its cells are matrices, not vectors")
    whole = np.isfinite(rows).all(axis=1)
    if whole.sum() < _LEAST:
        raise TableError(f"only {int(whole.sum())} of its vectors have no missing values, too few for a map")
    points = np.full((len(rows), 2), np.nan)
    if how == "pca" or not has_umap():
        points[whole], said = _pca(rows[whole])
    else:
        points[whole], said = _umap(rows[whole]), "UMAP of {} dimensions"
    return Projection(points, said.format(rows.shape[1]))


def _pca(rows: np.ndarray[Any, Any]) -> tuple[Any, str]:
    """Return the two directions in which rows differ most; each points to where its largest part is positive."""
    scale = float(np.abs(rows).max()) or 1.0
    centred = rows / scale - (rows / scale).mean(axis=0)
    values, first, whole = directions(centred)
    first = first * np.where(first[np.abs(first).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    share = sum(values) / whole if whole > 0 else 1.0
    places = np.stack([portable.dot(centred, first[:, axis]) for axis in (0, 1)], axis=1)
    return places * scale, f"PCA of {{}} dimensions, {share:.0%} of variance"


def _umap(rows: np.ndarray[Any, Any]) -> Any:
    import umap

    near = min(15, len(rows) - 1)
    return umap.UMAP(n_neighbors=near, random_state=0, n_jobs=1).fit_transform(rows)
