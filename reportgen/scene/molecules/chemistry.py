"""A molecule as a scene: balls and sticks, ribbons, colours, and what the pointer tells of an atom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reportgen import portable
from reportgen.digits import plural
from reportgen.overlay.palette import color_of
from reportgen.scene.model import Atom, Copies, Floats, Mesh, Points, Scene
from reportgen.scene.molecules import elements
from reportgen.scene.molecules.molecule import AROMATIC, Molecule, apart, find_bonds
from reportgen.scene.molecules.ribbon import band
from reportgen.scene.molecules.strands import Strand, strands
from reportgen.scene.points import gradient, rgb
from reportgen.scene.unit_shapes import along, balls

_RIBBON_FROM = 60
_MOST_BALLS = 30_000
_STICK = 0.14
_LINES = {
    1.0: [(0.0, _STICK)], 2.0: [(-0.13, 0.08), (0.13, 0.08)], 3.0: [(-0.19, 0.06), (0.0, 0.06), (0.19, 0.06)],
    AROMATIC: [(-0.07, 0.09), (0.14, 0.045)],
}  # fmt: skip
"""How far aside the lines of a bond lie, and their radii, in ångström, by its order."""
_BANDS = ((90.0, "#0053d6", "very high (over 90)"), (70.0, "#65cbf3", "confident (70 to 90)"),
          (50.0, "#ffdb13", "low (50 to 70)"), (-np.inf, "#ff7d45", "very low (under 50)"))  # fmt: skip
"""Bands of pLDDT, in the colours that AlphaFold's database uses for them."""


def scene(molecule: Molecule, style: str = "auto", coloring: str = "auto") -> Scene:
    """Return a molecule as a scene, in ångström about its middle.

    ``style`` and ``coloring`` as the molecule panel documents them: "auto" makes proteins of over 60 residues ribbons.
    """
    runs = strands(molecule)
    residues = sum(len(run.places) for run in runs)
    as_ribbon = residues > 1 and (style == "ribbon" or (style == "auto" and residues > _RIBBON_FROM))
    notes, facts = list(molecule.notes), _facts(molecule, residues)
    water = np.array(molecule.water, bool)
    if water.any() and not water.all():
        residues_of = list(zip(molecule.chains, molecule.residues, strict=True))
        waters = {residues_of[n] for n in np.flatnonzero(water)}
        notes.append(plural(len(waters), "water is hidden", "waters are hidden"))
        molecule = _without(molecule, water)
    shown = _without(molecule, np.array(molecule.polymer, bool)) if as_ribbon else molecule
    drawn = apart(shown.positions)
    if not drawn.all():
        notes.append(f"{plural(int((~drawn).sum()), 'atom is', 'atoms are')} in the same place as others and not drawn")
        shown = _without(shown, ~drawn)
    middle = molecule.positions.mean(axis=0) if len(molecule.positions) else np.zeros(3)
    middle = np.round(middle, 3)
    shown.positions = shown.positions - middle
    bands = [replace(strand, places=strand.places - middle) for strand in runs] if as_ribbon else []
    coloring = _coloring(molecule, coloring, chains=len({run.chain for run in runs}), as_ribbon=as_ribbon)
    meshes, legend = _ribbons(bands, coloring)
    copies: tuple[Copies, ...] = ()
    points = None
    if len(shown.symbols) > _MOST_BALLS:
        points = Points(shown.positions, _shades(shown, coloring), total=len(shown.symbols))
        notes.append(plural(len(shown.symbols), "atom is drawn as a point", "atoms are drawn as points"))
    elif shown.symbols:
        if not find_bonds(shown):
            notes.append("its atoms are too close together to infer bonds")
        copies = _sticks(shown, _shades(shown, coloring))
    chains = [chain for chain in dict.fromkeys(shown.chains) if chain]
    if not bands and coloring == "confidence":
        legend = [(name, color, "") for _, color, name in _BANDS]
    if not bands and coloring == "chain":
        legend = [(f"chain {chain}", color_of(chains.index(chain) + 1), "") for chain in chains]
    if not bands and coloring == "element":
        legend = [(s, elements.color(s), "") for s in sorted(set(shown.symbols), key=lambda s: (s != "C", s))][:12]
    places = [strand.places for strand in bands] + ([shown.positions] if len(shown.symbols) <= _MOST_BALLS else [])
    atoms = [Atom("", name, strand.chain) for strand in bands for name in strand.names]
    if len(shown.symbols) <= _MOST_BALLS:
        atoms += [Atom(n, r, c) for n, r, c in zip(shown.names, shown.residues, shown.chains, strict=True)]
    return Scene(
        "molecule", meshes=meshes, points=points, copies=copies, notes=tuple(notes), facts=facts, atoms=tuple(atoms),
        places=np.concatenate(places) if places else None, legend=tuple(legend), origin=tuple(float(v) for v in middle),  # type: ignore[arg-type]
    )  # fmt: skip


def _facts(molecule: Molecule, residues: int) -> str:
    chains = len(set(molecule.chains) - {""})
    parts = [plural(len(molecule.symbols), "atom")]
    parts += [f"{residues:,} residues"] if residues > 1 else []
    parts += [f"{chains:,} chains"] if chains > 1 else []
    return ", ".join(parts)


def _without(molecule: Molecule, gone: NDArray[np.bool_]) -> Molecule:
    kept = molecule.copy()
    kept.keep(~gone)
    return kept


def _coloring(molecule: Molecule, wanted: str, *, chains: int, as_ribbon: bool) -> str:
    if wanted == "confidence" and not molecule.confidence:
        return "chain" if as_ribbon else "element"
    if wanted != "auto":
        return wanted
    if not as_ribbon:
        return "element"
    return "confidence" if molecule.confidence else "chain" if chains > 1 else "residue"


def _ribbons(bands: list[Strand], coloring: str) -> tuple[tuple[Mesh, ...], list[tuple[str, str, str]]]:
    """Return a ribbon for each strand, and the legend of their colours."""
    chains = list(dict.fromkeys(strand.chain for strand in bands))
    legend: list[tuple[str, str, str]] = []
    if coloring == "chain":
        legend = [(f"chain {chain}", color_of(n + 1), "") for n, chain in enumerate(chains)]
    if coloring == "confidence":
        legend = [(name, color, "") for _, color, name in _BANDS]
    totals = {chain: sum(len(s.places) for s in bands if s.chain == chain) for chain in chains}
    starts = dict.fromkeys(chains, 0)
    made = []
    for strand in bands:
        count = len(strand.places)
        if coloring == "confidence":
            shades = np.array(
                [rgb(next(c for least, c, _ in _BANDS if value > least)) for value in strand.values], np.uint8
            )
        elif coloring == "residue":
            at = (starts[strand.chain] + np.arange(count)) / max(totals[strand.chain] - 1, 1)
            shades = gradient()[np.floor(at * 240 + 8).astype(np.int64)]
        else:
            shades = np.tile(np.array(rgb(color_of(chains.index(strand.chain) + 1)), np.uint8), (count, 1))
        starts[strand.chain] += count
        ribbon = band(strand, shades)
        if ribbon is not None:
            made.append(ribbon)
    return tuple(made), legend


def _shades(molecule: Molecule, coloring: str) -> NDArray[np.uint8]:
    """Return (n, 3) sRGB bytes of the atoms; where chains or residues are coloured, their carbons are."""
    colors = [elements.color(symbol) for symbol in molecule.symbols]
    chains = [chain for chain in dict.fromkeys(molecule.chains) if chain]
    places = list(dict.fromkeys(zip(molecule.chains, molecule.residues, strict=True)))
    order = {place: number for number, place in enumerate(places)}
    for n, symbol in enumerate(molecule.symbols):
        chain = molecule.chains[n]
        if coloring == "confidence" and molecule.values:
            colors[n] = next(color for least, color, _ in _BANDS if molecule.values[n] > least)
        elif symbol == "C" and coloring == "chain" and chain:
            colors[n] = color_of(chains.index(chain) + 1)
        elif symbol == "C" and coloring == "residue":
            share = order[chain, molecule.residues[n]] / max(len(places) - 1, 1)
            colors[n] = "#{:02x}{:02x}{:02x}".format(*gradient()[int(share * 240 + 8)])
    return np.array([rgb(color) for color in colors], np.uint8).reshape(-1, 3)


def _sticks(molecule: Molecule, shades: NDArray[np.uint8]) -> tuple[Copies, ...]:
    """Return balls and half sticks, those of hydrogens apart so that they can be hidden."""
    hydrogen = np.array([symbol in {"H", "D"} for symbol in molecule.symbols])
    radii = np.array([elements.ball(symbol) for symbol in molecule.symbols])
    made = []
    for name, chosen in (("atoms", ~hydrogen), ("hydrogens", hydrogen)):
        if chosen.any():
            made.append(Copies("sphere", balls(molecule.positions[chosen], radii[chosen]), shades[chosen], name))
    starts, ends, thick, owner, light = _rods(molecule, hydrogen)
    for name, chosen in (("bonds", ~light), ("hydrogens", light)):
        if chosen.any():
            made.append(
                Copies("cylinder", along(starts[chosen], ends[chosen], thick[chosen]), shades[owner[chosen]], name)
            )
    return tuple(made)


def _rods(
    molecule: Molecule, hydrogen: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats, NDArray[np.int64], NDArray[np.bool_]]:
    """Return the halves of all sticks: start, end, radius, the atom whose colour it has, whether to a hydrogen."""
    neighbours: dict[int, list[int]] = {}
    for a, b, _ in molecule.bonds:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    starts, ends, thick, owner, light = [], [], [], [], []
    for a, b, order in molecule.bonds:
        first, second = molecule.positions[a], molecule.positions[b]
        aside = _aside(molecule, neighbours, a, b)
        lines = _LINES.get(order, _LINES[1.0])
        for shift, radius in lines:
            one, other = first + aside * shift, second + aside * shift
            middle = (one + other) / 2
            starts += [one, middle]
            ends += [middle, other]
            thick += [radius, radius]
            owner += [a, b]
            light += [bool(hydrogen[a] or hydrogen[b])] * 2
    return (np.array(starts).reshape(-1, 3), np.array(ends).reshape(-1, 3), np.array(thick, np.float64),
            np.array(owner, np.int64), np.array(light, bool))  # fmt: skip


def _aside(molecule: Molecule, neighbours: dict[int, list[int]], a: int, b: int) -> Floats:
    """Return the unit direction in which the second line of a double bond lies: in the plane of its neighbours."""
    way = molecule.positions[b] - molecule.positions[a]
    way = way / max(portable.length(way), 1e-9)
    for at, other in ((a, b), (b, a)):
        for third in neighbours.get(at, [])[:8]:
            if third == other:
                continue
            side = molecule.positions[third] - molecule.positions[at]
            side = side - portable.dot(side, way) * way
            length = portable.length(side)
            if length > 1e-3:  # noqa: PLR2004 - not in line
                unit: Floats = side / length
                return unit
    helper = np.array([0.0, 0.0, 1.0]) if abs(way[2]) < 0.9 else np.array([1.0, 0.0, 0.0])  # noqa: PLR2004
    side = np.cross(way, helper)
    found: Floats = side / portable.length(side)
    return found
