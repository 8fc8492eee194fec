"""What a molecule is, whichever file it came from, and which of its atoms are bound to each other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.digits import plural
from reportgen.scene.model import Floats, Ints
from reportgen.scene.molecules import elements

AROMATIC = 1.5
MOST_ATOMS = 400_000
_SLACK = 0.4
_LEAST = 0.4
_MOST_BONDS = 12
_MOST_PAIRS = 30_000_000
_CROWD = 4
_CROWD_SIDE = 0.5  # ångström
WATER = frozenset({"HOH", "WAT", "DOD", "SOL", "H2O", "TIP", "TIP3", "TP3", "TIP4"})


@dataclass
class Molecule:
    """Atoms by column: ``symbols``, ``names``, ``residues`` ("ALA 12"), ``chains``, ``positions`` (n, 3) in ångström.

    ``bonds`` holds (first, second, order) with order 1, 2, 3 or AROMATIC; it is filled by distance where a file has
    none.
    """

    symbols: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    residues: list[str] = field(default_factory=list)
    chains: list[str] = field(default_factory=list)
    positions: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    bonds: list[tuple[int, int, float]] = field(default_factory=list)
    bonded: bool = False
    """Whether the file itself says what is bound."""
    water: list[bool] = field(default_factory=list)
    polymer: list[bool] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    """Temperature factors, or nothing."""
    folds: dict[tuple[str, str], str] = field(default_factory=dict)
    """What the file says of a (chain, number): "helix" or "sheet"."""
    confidence: bool = False
    """Whether temperature factors hold the confidence of a prediction (pLDDT, 0 to 100)."""
    notes: list[str] = field(default_factory=list)
    title: str = ""

    def add(self, symbol: str, name: str, residue: str = "", chain: str = "", *, water: bool = False) -> None:
        """Add an atom; its position is set with all others."""
        self.symbols.append(symbol)
        self.names.append(name)
        self.residues.append(residue)
        self.chains.append(chain)
        self.water.append(water)
        self.polymer.append(False)

    def place(self, positions: object) -> Molecule:
        """Set the positions; atoms without one are taken out and reported."""
        found = np.asarray(positions, np.float64).reshape(-1, 3)
        good = np.isfinite(found).all(axis=1) & (np.abs(found) < 1e6).all(axis=1)  # noqa: PLR2004 - ångström
        self.positions = found
        if not good.all():
            self.notes.append(
                plural(int((~good).sum()), "atom without coordinates omitted", "atoms without coordinates omitted")
            )
            self.keep(good)
        return self

    def copy(self) -> Molecule:
        """Return the same molecule in lists of its own."""
        return replace(
            self, symbols=list(self.symbols), names=list(self.names), residues=list(self.residues),
            chains=list(self.chains), water=list(self.water), polymer=list(self.polymer), values=list(self.values),
            bonds=list(self.bonds), notes=list(self.notes),
        )  # fmt: skip

    def keep(self, chosen: object) -> None:
        """Keep the atoms of a (n,) mask."""
        mask = np.asarray(chosen, bool)
        new = np.cumsum(mask) - 1
        columns: tuple[list[Any], ...] = (
            self.symbols, self.names, self.residues, self.chains, self.water, self.polymer, self.values,
        )  # fmt: skip
        for column in columns:
            column[:] = [value for value, good in zip(column, mask, strict=False) if good]
        self.positions = self.positions[mask]
        self.bonds = [(int(new[a]), int(new[b]), order) for a, b, order in self.bonds if mask[a] and mask[b]]


def find_bonds(molecule: Molecule) -> bool:
    """Bind atoms that stand as near as their covalent radii allow, besides what the file says is bound.

    Returns whether that could be done: where thousands of atoms stand in one place, none is bound to any.
    """
    count = len(molecule.symbols)
    if count < 2:  # noqa: PLR2004 - a pair
        return True
    radii = np.array([elements.radius(symbol) for symbol in molecule.symbols])
    hydrogen = np.array([symbol in {"H", "D"} for symbol in molecule.symbols])
    pairs = near_pairs(molecule.positions, 2 * float(radii.max()) + _SLACK)
    if pairs is None:
        return False
    first, second = pairs
    apart = np.linalg.norm(molecule.positions[first] - molecule.positions[second], axis=1)
    bound = (apart <= radii[first] + radii[second] + _SLACK) & (apart >= _LEAST) & ~(hydrogen[first] & hydrogen[second])
    known = {(min(a, b), max(a, b)) for a, b, _ in molecule.bonds}
    has = {atom for pair in known for atom in pair} if molecule.bonded else set()
    degree = np.zeros(count, np.int64)
    order = np.argsort(apart[bound], kind="stable")
    for a, b in zip(first[bound][order].tolist(), second[bound][order].tolist(), strict=True):
        if (a, b) in known or (a in has and b in has):
            continue
        if hydrogen[a] and degree[a] or hydrogen[b] and degree[b] or max(degree[a], degree[b]) >= _MOST_BONDS:  # noqa: RUF021 - a hydrogen has one
            continue
        degree[a] += 1
        degree[b] += 1
        molecule.bonds.append((a, b, 1.0))
    return True


def apart(places: Floats) -> NDArray[np.bool_]:
    """Return which of (n, 3) places are drawn: four in each cube of half an ångström, the first ones.

    A real structure has fewer, its alternate locations included. Thousands of balls within each other look like one,
    and a browser that draws without a graphics card would need minutes for them.
    """
    cubes = np.floor(places / _CROWD_SIDE).astype(np.int64)
    _, owner = np.unique(cubes, axis=0, return_inverse=True)
    owner = owner.reshape(-1)
    order = np.argsort(owner, kind="stable")
    ranked = owner[order]
    first = np.searchsorted(ranked, ranked, "left")
    drawn = np.zeros(len(places), bool)
    drawn[order] = np.arange(len(places)) - first < _CROWD
    return drawn


def near_pairs(places: Floats, reach: float) -> tuple[Ints, Ints] | None:
    """Return the pairs (i < j) of (n, 3) places in neighbouring cubes of a side of ``reach``; None for too many."""
    room = _MOST_PAIRS
    cubes = np.floor((places - places.min(axis=0)) / reach).astype(np.int64) + 1
    spans = cubes.max(axis=0) + 2
    keys = (cubes[:, 0] * spans[1] + cubes[:, 1]) * spans[2] + cubes[:, 2]
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    firsts, seconds = [], []
    for dx, dy, dz in ((x, y, z) for x in (0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1) if (x, y, z) >= (0, 0, 0)):
        shift = (dx * spans[1] + dy) * spans[2] + dz
        start = np.searchsorted(ranked, keys[order] + shift, "left")
        stop = np.searchsorted(ranked, keys[order] + shift, "right")
        if shift == 0:
            start = np.arange(len(order)) + 1
        counts = np.maximum(stop - start, 0)
        room -= int(counts.sum())
        if room < 0:
            return None
        one = np.repeat(np.arange(len(order)), counts)
        nth = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
        firsts.append(order[one])
        seconds.append(order[np.repeat(start, counts) + nth])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    return np.minimum(first, second), np.maximum(first, second)
