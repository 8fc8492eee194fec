"""Files of molecules: pdb, mmcif, mcif and cif through gemmi; sdf, sd, mol, mol2, gro and pqr by their own columns.

No light, maintained reader takes the last ones (docs/decisions/010): the formats are V2000 and V3000 of BIOVIA's CT
file formats, Tripos mol2, GROMACS gro (in nanometres) and APBS pqr.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from reportgen.media.damage import reading
from reportgen.scene.model import SceneError
from reportgen.scene.molecules.atom_names import of_name, of_types, spelled
from reportgen.scene.molecules.molecule import AROMATIC, MOST_ATOMS, WATER, Molecule

_MOST_BYTES = 64 << 20
_ORDERS = {
    "1": 1.0,
    "2": 2.0,
    "3": 3.0,
    "4": AROMATIC,
    "ar": AROMATIC,
    "am": 1.0,
    "5": AROMATIC,
    "6": 1.0,
    "7": AROMATIC,
}


def read(content: bytes, kind: str) -> Molecule:
    """Return the molecule in a file of a ``kind`` such as "pdb"; SceneError says what is wrong with it."""
    if kind == "mmtf":
        raise SceneError(
            "MMTF was retired in 2024 and no maintained reader exists; log the same structure as .cif or .pdb"
        )
    if len(content) > _MOST_BYTES:
        raise SceneError(f"the file has {len(content) >> 20} MiB; the limit for a molecule is {_MOST_BYTES >> 20} MiB")
    reader = _READERS.get(kind)
    if reader is None:
        raise SceneError(f".{kind} is not a supported molecule format; supported: {', '.join(sorted(_READERS))}")
    with reading(f"the .{kind} file", "export it again", SceneError):
        molecule = reader(content.decode("utf-8", "replace"))
    if not molecule.symbols:
        raise SceneError("the file contains no atoms")
    if len(molecule.symbols) > MOST_ATOMS:
        raise SceneError(f"it has {len(molecule.symbols):,} atoms; the limit is {MOST_ATOMS:,}")
    return molecule


def _sdf(text: str) -> Molecule:
    """Read the first record of an SD file, or a molfile."""
    records = re.split(r"(?m)^\$\$\$\$.*$", text)
    lines = records[0].splitlines()
    if len(lines) < 4:  # noqa: PLR2004 - a header of three lines, and counts
        raise SceneError("the file is cut off")
    molecule = _v3000(lines) if "V3000" in lines[3] else _v2000(lines)
    molecule.title = lines[0].strip()
    more = sum(bool(record.strip()) for record in records) - 1
    if more > 0:
        molecule.notes.append(f"the first of {more + 1:,} molecules in the file")
    return molecule


def _v2000(lines: list[str]) -> Molecule:
    molecule = Molecule(bonded=True)
    atoms, bonds = _count(lines[3][:3], "atoms"), _count(lines[3][3:6], "bonds")
    if len(lines) < 4 + atoms + bonds:
        raise SceneError(f"the file is cut off: {atoms} atoms and {bonds} bonds declared")
    places = []
    for line in lines[4 : 4 + atoms]:
        places.append(_place([line[start : start + 10] for start in (0, 10, 20)], line))
        symbol = line[31:34].strip() or line.split()[3]
        molecule.add(spelled(symbol), symbol)
    for line in lines[4 + atoms : 4 + atoms + bonds]:
        a, b = (_count(line[start : start + 3], "a bond's atoms") - 1 for start in (0, 3))
        order = _ORDERS.get(line[6:9].strip(), 1.0)
        _bind(molecule, a, b, order)
    return molecule.place(places)


def _v3000(lines: list[str]) -> Molecule:
    joined = re.sub(r"-\nM  V30 ", "", "\n".join(lines))
    molecule, part = Molecule(bonded=True), ""
    places: list[list[float]] = []
    index: dict[str, int] = {}
    for line in joined.splitlines():
        if not line.startswith("M  V30 "):
            continue
        words = line[7:].split()
        if words[:1] == ["BEGIN"]:
            part = words[1]
        elif words[:1] == ["END"]:
            part = ""
        elif part == "ATOM":
            index[words[0]] = len(places)
            places.append(_place(words[2:5], line))
            molecule.add(spelled(words[1]), words[1])
        elif part == "BOND":
            _bind(molecule, index[words[2]], index[words[3]], _ORDERS.get(words[1], 1.0))
    return molecule.place(places)


def _bind(molecule: Molecule, a: int, b: int, order: float) -> None:
    if not (0 <= a < len(molecule.symbols) and 0 <= b < len(molecule.symbols)):
        raise SceneError(f"a bond refers to atom {max(a, b) + 1}, and there are {len(molecule.symbols)}")
    if a != b:
        molecule.bonds.append((a, b, order))


def _mol2(text: str) -> Molecule:
    molecule, part, seen = Molecule(bonded=True), "", 0
    places: list[list[float]] = []
    index: dict[str, int] = {}
    types: list[str] = []
    for line in text.splitlines():
        if line.startswith("@<TRIPOS>"):
            part = line[9:].strip()
            seen += part == "MOLECULE"
            continue
        words = line.split()
        if seen > 1 or not words or line.startswith("#"):
            continue
        if part == "ATOM" and len(words) >= 6:  # noqa: PLR2004 - id, name, x, y, z, type
            index[words[0]] = len(places)
            places.append(_place(words[2:5], line))
            residue = " ".join(words[7:8])
            types.append(words[5])
            molecule.add("", words[1], residue, water=residue[:3] in WATER)
        elif part == "BOND" and len(words) >= 4 and words[3] not in {"nc", "du"}:  # noqa: PLR2004 - id, from, to, type
            _bind(molecule, index[words[1]], index[words[2]], _ORDERS.get(words[3], 1.0))
    molecule.symbols = of_types(types, molecule.names, molecule.residues)
    return molecule.place(places)


def _gro(text: str) -> Molecule:
    """Read the first frame; places are in nanometres, and as many digits wide as the file has."""
    lines = text.splitlines()
    molecule, places = Molecule(title=lines[0].strip() if lines else ""), []
    count = _count(lines[1] if len(lines) > 1 else "", "atoms")
    if len(lines) < 2 + count:
        raise SceneError(f"the file is cut off: {count:,} atoms declared, {max(len(lines) - 2, 0):,} lines found")
    for line in lines[2 : 2 + count]:
        dots = [match.start() for match in re.finditer(r"\.", line[20:])]
        width = dots[1] - dots[0] if len(dots) > 1 else 8
        place = _place([line[20 + width * axis : 20 + width * (axis + 1)] for axis in range(3)], line)
        places.append([value * 10 for value in place])
        residue, name = line[5:10].strip(), line[10:15].strip()
        molecule.add(of_name(name, residue), name, f"{residue} {line[:5].strip()}", water=residue in WATER)
    return molecule.place(places)


def _pqr(text: str) -> Molecule:
    """Read white-space separated records: charge and radius are the last two, x, y, z stand before them."""
    molecule, places = Molecule(), []
    for line in text.splitlines():
        if not line.startswith(("ATOM", "HETATM")):
            continue
        words = line.split()
        if len(words) < 9:  # noqa: PLR2004 - record, serial, name, residue, number, x, y, z, ...
            continue
        numbers = words[5:8] if len(words) <= 10 and not words[4].isalpha() else words[-5:-2]  # noqa: PLR2004
        places.append(_place(numbers, line))
        chain = words[4] if words[4].isalpha() else ""
        number = words[5] if chain else words[4]
        molecule.add(of_name(words[2], words[3]), words[2], f"{words[3]} {number}", chain, water=words[3] in WATER)
    return molecule.place(places)


def _crystal(kind: str) -> Callable[[str], Molecule]:
    def reader(text: str) -> Molecule:
        from reportgen.scene.formats import structure

        return structure.read(text, kind)

    return reader


def _place(words: Sequence[str], line: str) -> list[float]:
    """Return the three numbers of a place; SceneError where they are none."""
    try:
        found = [float(word) for word in words]
    except ValueError:
        found = []
    if len(found) != 3:  # noqa: PLR2004 - x, y, z
        raise SceneError(f"the file cannot be read: the line '{line.strip()[:60]}' has no x, y and z")
    return found


def _count(text: str, what: str) -> int:
    """Return a whole number; SceneError where something else stands."""
    if not text.strip().isdecimal():
        raise SceneError(f"the file cannot be read: it holds '{text.strip()[:40]}' instead of the number of {what}")
    return int(text)


_READERS: dict[str, Callable[[str], Molecule]] = {
    "pdb": _crystal("pdb"), "ent": _crystal("pdb"), "mmcif": _crystal("cif"), "mcif": _crystal("cif"),
    "cif": _crystal("cif"), "sdf": _sdf, "sd": _sdf, "mol": _sdf, "mol2": _mol2, "gro": _gro, "pqr": _pqr,
}  # fmt: skip


def smiles(text: str) -> Molecule:
    """Return a molecule from SMILES with places that rdkit finds, always the same; SceneError says why not."""
    try:
        from rdkit import Chem
        from rdkit.Chem import AllChem
    except ImportError:
        raise SceneError("SMILES needs rdkit; run: pip install 'reportgen-ml[chem]'") from None
    tools: Any = AllChem  # its types leave out what C++ adds
    found: Any = Chem.MolFromSmiles(text.split(maxsplit=1)[0] if text.strip() else "")
    if found is None or not found.GetNumAtoms():
        raise SceneError(f"'{text[:60]}' is not valid SMILES")
    full = Chem.AddHs(found)
    if tools.EmbedMolecule(full, randomSeed=1) != 0:
        raise SceneError(f"rdkit cannot place the atoms of '{text[:60]}'")
    tools.MMFFOptimizeMolecule(full)
    return _sdf(Chem.MolToMolBlock(full))
