"""The residues of a molecule in a row, which ribbons run along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reportgen import portable
from reportgen.scene.model import Floats
from reportgen.scene.molecules.molecule import Molecule

_GAP, _NUCLEIC_GAP = 5.0, 9.0
"""Ångström between guide atoms of neighbouring residues, at most."""


@dataclass
class Strand:
    """Residues in a row: (n, 3) places of their guide atoms, (n, 3) directions across the ribbon, what each is called.

    ``folds`` holds "helix", "sheet" or "" for each, ``values`` its temperature factor or confidence.
    """

    chain: str
    places: Floats
    across: Floats
    names: list[str]
    folds: list[str]
    values: Floats
    nucleic: bool = False


@dataclass(frozen=True)
class _Guide:
    atom: int
    nucleic: bool
    across: Floats
    start: int
    end: int


def strands(molecule: Molecule) -> list[Strand]:
    """Return the runs of residues without a gap; their atoms become ``polymer``."""
    found: list[Strand] = []
    run: list[_Guide] = []
    for start, end in _residues(molecule):
        guide = _guide(molecule, start, end)
        if guide is None:
            continue
        if run and _apart(molecule, run[-1], guide):
            found += _strand(molecule, run)
            run = []
        run.append(guide)
    return found + _strand(molecule, run)


def _residues(molecule: Molecule) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the atoms of each residue."""
    keys = list(zip(molecule.chains, molecule.residues, strict=True))
    edges = [0, *[n for n in range(1, len(keys)) if keys[n] != keys[n - 1]], len(keys)]
    yield from pairwise(edges)


def _guide(molecule: Molecule, start: int, end: int) -> _Guide | None:
    """Return a residue's guide atom: an amino acid's alpha carbon, a nucleotide's sugar."""
    if end - start < 2 and molecule.names[start] != "CA":  # noqa: PLR2004 - an ion, a water
        return None
    atoms = {molecule.names[n]: n for n in range(end - 1, start - 1, -1)}
    alpha, sugar = atoms.get("CA"), atoms.get("C4'", atoms.get("C4*"))
    places = molecule.positions
    if alpha is not None and molecule.symbols[alpha] == "C" and not molecule.water[alpha]:
        carbon, oxygen = atoms.get("C"), atoms.get("O", atoms.get("OXT", atoms.get("O1")))
        known = carbon is not None and oxygen is not None
        across = places[oxygen] - places[carbon] if known else np.zeros(3)
        return _Guide(alpha, nucleic=False, across=across, start=start, end=end)
    base = atoms.get("C1'", atoms.get("C1*"))
    if sugar is not None and base is not None and "P" in "".join(sorted(atoms)):
        return _Guide(sugar, nucleic=True, across=places[base] - places[sugar], start=start, end=end)
    return None


def _apart(molecule: Molecule, one: _Guide, other: _Guide) -> bool:
    """Return whether a ribbon ends between two residues."""
    if molecule.chains[one.atom] != molecule.chains[other.atom] or one.nucleic != other.nucleic:
        return True
    length = portable.length(molecule.positions[one.atom] - molecule.positions[other.atom])
    return length > (_NUCLEIC_GAP if one.nucleic else _GAP)


def _strand(molecule: Molecule, run: list[_Guide]) -> list[Strand]:
    if len(run) < 2:  # noqa: PLR2004 - a single residue is drawn as what it is
        return []
    for guide in run:
        molecule.polymer[guide.start : guide.end] = [True] * (guide.end - guide.start)
    atoms = [guide.atom for guide in run]
    names = [molecule.residues[atom] for atom in atoms]
    chain, places = molecule.chains[atoms[0]], molecule.positions[atoms]
    if run[0].nucleic:
        folds = [""] * len(run)
    elif molecule.folds:
        folds = [molecule.folds.get((chain, name.rpartition(" ")[2]), "") for name in names]
    else:
        folds = guessed_folds(places)
    values = np.array([molecule.values[atom] for atom in atoms] if molecule.values else [0.0] * len(run))
    return [Strand(chain, places, np.array([guide.across for guide in run]), names, folds, values, run[0].nucleic)]


def guessed_folds(places: Floats) -> list[str]:
    """Return the fold of each of (n, 3) alpha carbons from their distances (the ranges of P-SEA, Labesse 1997)."""
    count = len(places)
    folds = [""] * count
    if count < 5:  # noqa: PLR2004 - a turn of a helix
        return folds

    def apart(n: int) -> Floats:
        found: Floats = np.linalg.norm(places[n:] - places[:-n], axis=1)[: count - 4]
        return found

    two, three, four = apart(2), apart(3), apart(4)
    helix = (np.abs(two - 5.5) < 0.6) & (np.abs(three - 5.3) < 0.7) & (np.abs(four - 6.4) < 0.9)  # noqa: PLR2004
    sheet = (np.abs(two - 6.7) < 0.6) & (np.abs(three - 9.9) < 0.9) & (np.abs(four - 12.4) < 1.3)  # noqa: PLR2004
    for start in np.flatnonzero(sheet):
        folds[start : start + 4] = ["sheet"] * 4
    for start in np.flatnonzero(helix):
        folds[start : start + 5] = ["helix"] * 5
    return folds
