"""Ribbons: a smooth band along the residues of a chain, wide where it winds or folds, an arrow where a sheet ends."""

from __future__ import annotations

import numpy as np

from reportgen import portable
from reportgen.scene.model import Floats, Ints, Material, Mesh
from reportgen.scene.molecules.strands import Strand

_STEPS = 6
_SIDES = 10
_HALF = {"helix": (1.35, 0.22), "sheet": (1.2, 0.22), "": (0.3, 0.3)}
_ARROW = 1.9
_NUCLEIC = (0.9, 0.3)


def band(strand: Strand, colors: np.ndarray) -> Mesh | None:
    """Return the ribbon of a strand in the (n, 3) sRGB bytes of its residues; None for a single residue."""
    count = len(strand.places)
    if count < 2:  # noqa: PLR2004 - a way has two ends
        return None
    at = np.linspace(0, count - 1, (count - 1) * _STEPS + 1)
    path = _spline(_eased(strand), at)
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1), 1e-9)[:, None]
    across = _frames(strand, tangent, at)
    third = np.cross(tangent, across)
    half = _halves(strand, at)
    angles = 2 * np.pi * np.arange(_SIDES) / _SIDES
    ring = across[:, None] * (portable.cos(angles)[:, None] * half[:, None, :1]) + third[:, None] * (
        portable.sin(angles)[:, None] * half[:, None, 1:]
    )
    outward = across[:, None] * (portable.cos(angles)[:, None] / half[:, None, :1]) + third[:, None] * (
        portable.sin(angles)[:, None] / half[:, None, 1:]
    )
    outward /= np.maximum(np.linalg.norm(outward, axis=2, keepdims=True), 1e-9)
    vertices = (path[:, None] + ring).reshape(-1, 3)
    shade = np.repeat(colors[np.rint(at).astype(np.int64)], _SIDES, axis=0)
    rgba = np.column_stack([shade, np.full(len(shade), 255, np.uint8)]).astype(np.uint8)
    ends = [path[:1], path[-1:]]
    normals = np.concatenate([outward.reshape(-1, 3), -tangent[:1], tangent[-1:]])
    return Mesh(np.concatenate([vertices, *ends]), _faces(len(path)), "ribbon", normals,
                np.concatenate([rgba, rgba[:1], rgba[-1:]]),
                material=Material((1, 1, 1, 1), roughness=0.55))  # fmt: skip


def _faces(rings: int) -> Ints:
    """Return the faces between rings, and those that close both ends."""
    side = np.arange(_SIDES)
    after = (side + 1) % _SIDES
    start = (np.arange(rings - 1) * _SIDES)[:, None]
    a, b = start + side, start + after
    wall = np.stack([np.stack([a, b, b + _SIDES], axis=2), np.stack([a, b + _SIDES, a + _SIDES], axis=2)]).reshape(
        -1, 3
    )
    last = (rings - 1) * _SIDES
    first_cap = np.column_stack([np.full(_SIDES, rings * _SIDES), after, side])
    last_cap = np.column_stack([np.full(_SIDES, rings * _SIDES + 1), last + side, last + after])
    return np.concatenate([wall, first_cap, last_cap])


def _eased(strand: Strand) -> Floats:
    """Return the guide atoms, those of sheets on a smoother line: their zigzag is not what a sheet is."""
    places = strand.places.copy()
    for n in range(1, len(places) - 1):
        if strand.folds[n] == "sheet":
            places[n] = (strand.places[n - 1] + 2 * strand.places[n] + strand.places[n + 1]) / 4
    return places


def _spline(places: Floats, at: Floats) -> Floats:
    """Return places along a Catmull-Rom curve through (n, 3) places."""
    padded = np.concatenate([2 * places[:1] - places[1:2], places, 2 * places[-1:] - places[-2:-1]])
    whole = np.minimum(at.astype(np.int64), len(places) - 2)
    t = (at - whole)[:, None]
    p0, p1, p2, p3 = (padded[whole + n] for n in range(4))
    curve: Floats = 0.5 * (
        2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * (t * t * t)
    )
    return curve


def _frames(strand: Strand, tangent: Floats, at: Floats) -> Floats:
    """Return (k, 3) unit directions across the band, turned no more than they must."""
    across = strand.across.copy()
    for n in range(len(across)):
        if not np.isfinite(across[n]).all() or portable.length(across[n]) < 1e-6:  # noqa: PLR2004 - no direction
            before = across[n - 1] if n else np.array([0.31, 0.77, 0.56])
            across[n] = before
        if n and portable.dot(across[n], across[n - 1]) < 0:
            across[n] = -across[n]
    smooth = across.copy()
    smooth[1:-1] = (across[:-2] + 2 * across[1:-1] + across[2:]) / 4 if len(across) > 2 else across[1:-1]  # noqa: PLR2004
    found = np.column_stack([portable.interp(at, np.arange(len(smooth)), smooth[:, axis]) for axis in range(3)])
    found -= (found * tangent).sum(axis=1, keepdims=True) * tangent
    length = np.linalg.norm(found, axis=1)
    for at_odds in np.flatnonzero(length < 1e-3):  # noqa: PLR2004 - along the way itself
        way = tangent[at_odds]
        helper = np.array([1.0, 0.0, 0.0]) if abs(way[0]) < 0.9 else np.array([0.0, 1.0, 0.0])  # noqa: PLR2004 - not parallel
        found[at_odds] = np.cross(way, helper)
    unit: Floats = found / np.maximum(np.linalg.norm(found, axis=1), 1e-9)[:, None]
    return unit


def _halves(strand: Strand, at: Floats) -> Floats:
    """Return (k, 2) half widths and half heights."""
    if strand.nucleic:
        return np.tile(_NUCLEIC, (len(at), 1))
    sizes = np.array([_HALF[fold] for fold in strand.folds])
    halves = np.column_stack([portable.interp(at, np.arange(len(sizes)), sizes[:, axis]) for axis in range(2)])
    for n, fold in enumerate(strand.folds):
        last = (
            fold == "sheet"
            and n
            and strand.folds[n - 1] == "sheet"
            and (n + 1 == len(sizes) or strand.folds[n + 1] != fold)
        )
        if last:
            head = (at >= n - 1) & (at <= n)
            share = at[head] - (n - 1)
            halves[head, 0] = _ARROW * (1 - share) + 0.12 * share
            halves[head, 1] = _HALF["sheet"][1]
    return halves
