"""Structures that gemmi reads: pdb, mmCIF, chemical components and small-molecule cif, with what a ribbon needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reportgen.scene.model import SceneError
from reportgen.scene.molecules.atom_names import of_name, spelled, with_elements
from reportgen.scene.molecules.molecule import AROMATIC, MOST_ATOMS, Molecule

if TYPE_CHECKING:
    import gemmi

_PLDDT = 100.0
_ORDERS = {"sing": 1.0, "doub": 2.0, "trip": 3.0, "arom": AROMATIC, "delo": AROMATIC}


def read(text: str, kind: str) -> Molecule:
    """Return the first model of a structure; SceneError says what is wrong with it."""
    import gemmi

    if kind == "pdb":
        structure = gemmi.read_pdb_string(with_elements(text))
        _number_conect(structure, text)
        return _molecule(structure, predicted="ALPHAFOLD" in text[:4000].upper())
    document = gemmi.cif.read_string(text)
    for block in document:
        if block.find_values("_atom_site.Cartn_x"):
            return _from_block(block, text)
        if block.find_values("_chem_comp_atom.comp_id"):
            return _component(block)
        if block.find_values("_atom_site_fract_x"):
            return _crystal(block)
    raise SceneError("the file contains no atom table")


def _from_block(block: gemmi.cif.Block, text: str) -> Molecule:
    import gemmi

    _name_elements(block)
    structure = gemmi.make_structure_from_block(block)
    if len(structure) and len(structure[0]) and structure[0].count_atom_sites():
        predicted = bool(block.find_values("_ma_qa_metric.name")) or "alphafold" in text[:4000].lower()
        return _molecule(structure, predicted=predicted)
    molecule, places = Molecule(), []  # a table with places and elements only
    for row in block.find("_atom_site.", ["type_symbol", "Cartn_x", "Cartn_y", "Cartn_z"]):
        molecule.add(spelled(row.str(0)), row.str(0))
        places.append([gemmi.cif.as_number(row[column]) for column in (1, 2, 3)])
    return molecule.place(places)


def _name_elements(block: gemmi.cif.Block) -> None:
    """Give a table of atoms that names no elements those of the atoms' names."""
    places = block.find_loop("_atom_site.Cartn_x")
    if not len(places):
        return
    loop = places.get_loop()
    if "_atom_site.type_symbol" in loop.tags:
        return
    for whose in ("label", "auth"):
        names = [f"_atom_site.{whose}_{what}_id" for what in ("atom", "comp")]
        if all(name in loop.tags for name in names):
            loop.add_columns(["_atom_site.type_symbol"], "?")
            for row in block.find([*names, "_atom_site.type_symbol"]):
                row[2] = of_name(row.str(0), row.str(1))
            return


def _component(block: gemmi.cif.Block) -> Molecule:
    """Read a chemical component: its ideal places, else those of its model."""
    import gemmi

    molecule = Molecule(bonded=True, title=block.name.removeprefix("comp_"))
    index: dict[str, int] = {}
    for prefix in ("pdbx_model_Cartn_{}_ideal", "model_Cartn_{}", "{}"):
        names = ["atom_id", "type_symbol", *(prefix.format(axis) for axis in "xyz")]
        table = block.find("_chem_comp_atom.", names)
        places = [[gemmi.cif.as_number(row[column]) for column in (2, 3, 4)] for row in table]
        if places and np.isfinite(places).any():
            for row in table:
                index[row.str(0)] = len(index)
                molecule.add(spelled(row.str(1)), row.str(0), molecule.title)
            break
    else:
        raise SceneError("the component has no coordinates")
    order = "value_order" if block.find_values("_chem_comp_bond.value_order") else "type"
    for row in block.find("_chem_comp_bond.", ["atom_id_1", "atom_id_2", order]):
        first, second = index.get(row.str(0)), index.get(row.str(1))
        if first is not None and second is not None:
            molecule.bonds.append((first, second, _ORDERS.get(row.str(2).lower()[:4], 1.0)))
    return molecule.place(places)


def _crystal(block: gemmi.cif.Block) -> Molecule:
    """Read the atoms of one unit cell of a small-molecule crystal."""
    import gemmi

    crystal = gemmi.make_small_structure_from_block(block)
    molecule = Molecule(title=crystal.name)
    places: list[list[float]] = []
    for site in crystal.get_all_unit_cell_sites():
        place = crystal.cell.orthogonalize(site.fract)
        symbol = site.element.name
        molecule.add(symbol if site.element.atomic_number else "X", site.label)
        places.append([place.x, place.y, place.z])
    molecule.notes.append("one unit cell")
    return molecule.place(places)


def _residue(residue: gemmi.Residue) -> str:
    return f"{residue.name} {residue.seqid}"


def _molecule(structure: gemmi.Structure, *, predicted: bool) -> Molecule:
    if not len(structure) or not structure[0].count_atom_sites():
        raise SceneError("the file contains no atoms")
    model = structure[0]
    if model.count_atom_sites() > MOST_ATOMS:
        raise SceneError(f"it has {model.count_atom_sites():,} atoms; the limit is {MOST_ATOMS:,}")
    molecule = Molecule(title=structure.name)
    places: list[list[float]] = []
    serials: dict[int, int] = {}
    for chain in model:
        for residue in chain:
            water, name = residue.is_water(), _residue(residue)
            seen: set[str] = set()
            for atom in residue:
                if atom.altloc != "\0" and atom.name in seen:
                    continue  # another place of an atom that is there
                seen.add(atom.name)
                serials[atom.serial] = len(places)
                symbol = atom.element.name if atom.element.atomic_number else of_name(atom.name, residue.name)
                molecule.add(symbol, atom.name, name, chain.name, water=water)
                molecule.values.append(atom.b_iso)
                places.append([atom.pos.x, atom.pos.y, atom.pos.z])
    _connected(structure, molecule, serials)
    if len(structure) > 1:
        molecule.notes.append(f"the first of {len(structure):,} models")
    molecule.folds = _folds(structure)
    values = np.array(molecule.values)
    molecule.confidence = predicted and float(values.max()) <= _PLDDT and float(values.min()) >= 0
    return molecule.place(places)


def _number_conect(structure: gemmi.Structure, text: str) -> None:
    """Keep the bonds of CONECT records: gemmi holds them by serial number."""
    if not len(structure.conect_map) and "\nCONECT" in text:
        for line in text.splitlines():
            if line.startswith("CONECT"):
                numbers = [line[at : at + 5].strip() for at in range(6, 31, 5)]
                if numbers[0].isdigit():
                    structure.conect_map[int(numbers[0])] = [int(n) for n in numbers[1:] if n.isdigit()]


def _connected(structure: gemmi.Structure, molecule: Molecule, serials: dict[int, int]) -> None:
    """Take over the bonds of CONECT records; one that is named twice is a double bond."""
    counts: dict[tuple[int, int], int] = {}
    for serial, others in dict(structure.conect_map).items():
        for other in others:
            if serial in serials and other in serials and serial != other:
                counts[serials[serial], serials[other]] = counts.get((serials[serial], serials[other]), 0) + 1
    for (a, b), count in counts.items():
        if a < b or (b, a) not in counts:
            molecule.bonds.append((min(a, b), max(a, b), float(min(max(count, counts.get((b, a), 0)), 3))))


def _folds(structure: gemmi.Structure) -> dict[tuple[str, str], str]:
    """Return what the file says of each residue's fold: "helix" or "sheet"."""
    found: dict[tuple[str, str], str] = {}

    def mark(start: Any, end: Any, fold: str) -> None:
        first, last = start.res_id.seqid.num, end.res_id.seqid.num
        if first is not None and last is not None and 0 <= last - first < 5000:  # noqa: PLR2004 - a whole chain
            for number in range(first, last + 1):
                found[start.chain_name, str(number)] = fold

    for helix in structure.helices:
        mark(helix.start, helix.end, "helix")
    for sheet in structure.sheets:
        for strand in sheet.strands:
            mark(strand.start, strand.end, "sheet")
    return found
