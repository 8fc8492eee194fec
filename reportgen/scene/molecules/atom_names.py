"""Elements of atoms from the ways in which files name them: element columns, SYBYL and force-field types, atom names.

``CA`` is calcium as an ion, the alpha carbon of a residue, and an aromatic carbon of AMBER; ``ca`` is GAFF's aromatic
carbon, ``ho`` its hydroxyl hydrogen and no holmium. What an atom is called decides together with where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from reportgen.scene.molecules import elements
from reportgen.scene.molecules.molecule import WATER

UNKNOWN = "X"
"""Stands for what is no element: dummies, lone pairs, virtual sites, wildcards of queries."""

_NO_ELEMENT = {"DU", "DUM", "DUMMY", "LP", "LPH", "EP", "MW"}
_WILDCARDS = {"ANY", "HAL", "HET", "HEV", "X", "XX"}
_SINGLE = frozenset("HDCNOPSFIBKVWUY")
_ORGANIC = frozenset("HDCNOPSFIBK")
"""First letters under which types and names of two letters are mostly those of the one-letter element."""
_HALOGENS = {"CL", "BR"}
_PLAIN_TWO = _HALOGENS | {"FE", "CU", "SI", "SE", "PT", "PD", "IR", "IN"}
"""Two capital letters that no force field gives a lighter element, though they begin with one's letter."""
_SYBYL = {"Li", "Na", "Mg", "Al", "Si", "K", "Ca", "Cr", "Mn", "Fe", "Co", "Cu", "Zn", "Se", "Mo", "Sn", "Cl", "Br"}
_GAFF = {
    "C": "123acdefghpqsuvxyz56r", "H": "12345acnopswxb", "N": "1234abcdefhijklmnopqrstuvxyz56789+",
    "O": "hswpqi", "P": "2345bcdefxy", "S": "2346hspqxy",
}  # fmt: skip
"""Second characters of GAFF's and GAFF2's types by element."""
_IONS = {
    "SOD": "Na", "CLA": "Cl", "POT": "K", "CAL": "Ca", "CES": "Cs", "LIT": "Li", "RUB": "Rb", "BAR": "Ba", "CAD": "Cd",
}  # fmt: skip
"""CHARMM's names of ions, each of which is its residue's name, too."""
_AMBER = {"C0": "Ca", "IP": "Na", "IM": "Cl", "IB": "Na"}
_RESIDUES = {
    "HID", "HIE", "HIP", "HSD", "HSE", "HSP", "CYX", "CYM", "CYS2", "ASH", "ASPP", "GLH", "GLUP", "LYN", "LSN", "HISD",
    "HISE", "HISH", "HISA", "HISB", "LYSH", "ACE", "NME", "NMA", "NH2", "ADE", "CYT", "GUA", "THY", "URA",
}  # fmt: skip
"""Residues of polymers as force fields call them, beside those that gemmi knows."""


@cache
def spelled(text: str) -> str:
    """Return the element of an element column: ``CL``, ``Ca2+``, ``T`` and ``17`` mean one; else UNKNOWN."""
    text = text.strip()
    if text.isdigit():
        import gemmi

        number = int(text)
        return str(gemmi.Element(number).name) if 0 < number <= 118 else UNKNOWN  # noqa: PLR2004 - oganesson
    symbol = re.sub(r"[\d+\-.]+$", "", text).capitalize()
    if symbol == "T":
        return "H"
    return symbol if symbol and elements.is_element(symbol) else UNKNOWN


def of_types(types: Sequence[str], names: Sequence[str], residues: Sequence[str]) -> list[str]:
    """Return the elements of a mol2's atoms by type: SYBYL's, or those of a force field.

    A file whose types are all SYBYL's means elements by them. In any other, ``Os`` and ``NA`` are types of oxygen and
    nitrogen, unless the atom is an ion or its name says the metal, too.
    """
    foreign = any(not _is_sybyl(type_) for type_ in types)
    return [_of_type(*each, foreign=foreign) for each in zip(types, names, residues, strict=True)]


def _is_sybyl(type_: str) -> bool:
    base, dot, _ = type_.partition(".")
    return bool(dot) or base.upper() in _NO_ELEMENT | _WILDCARDS or base in _SYBYL or base in _SINGLE


def _of_type(type_: str, name: str, residue: str, *, foreign: bool) -> str:
    base, dot, _ = type_.partition(".")
    letters = _letters(base)
    two = letters[:2].capitalize()
    ion = _ion(name, residue)
    if base.upper() in _NO_ELEMENT | _WILDCARDS or letters.upper() in _NO_ELEMENT:
        found = UNKNOWN
    elif not letters or base.lower().startswith("opls"):  # a number: only the name says more
        found = of_name(name, re.sub(r"\d+$", "", residue))
    elif dot:
        found = two if len(letters) > 1 and elements.is_element(two) else letters[0].upper()
    elif base in _AMBER:
        found = _AMBER[base]
    elif ion and ion[0] == letters[0].upper():
        found = ion
    elif len(letters) == 1:
        found = letters.upper()
    elif re.search(r"[+-]\d?$", base):  # Na+, Zn2+
        found = letters.capitalize()
    else:
        found = _of_two(letters, two, name, foreign=foreign)
    return found if elements.is_element(found) else UNKNOWN


def _of_two(letters: str, two: str, name: str, *, foreign: bool) -> str:
    """Return the element of a type that begins with two letters and has neither dot nor charge."""
    first = letters[0].upper()
    if two.upper() in _HALOGENS or (first not in _ORGANIC and elements.is_element(two)):  # Mg, Zn, Li
        return two
    named = _letters(name)[:2].capitalize() == two
    if letters.islower():
        metal = letters[1] not in _GAFF.get(first, "") and len(letters) == 2 and (named or two.upper() in _PLAIN_TWO)  # noqa: PLR2004
    elif letters[:2].isupper():
        metal = len(letters) == 2 and two.upper() in _PLAIN_TWO  # noqa: PLR2004
    else:
        metal = not foreign or two in _SYBYL or (named and first not in "HO")
    return two if metal and elements.is_element(two) else first


def of_name(name: str, residue: str = "", *, column: bool = False) -> str:
    """Return the element of an atom by its name and its residue's: ``CA`` of ALA is carbon, of a residue CA calcium.

    ``column`` says that the name stands where a PDB file puts elements of two letters.
    """
    letters, residue = _letters(name), residue.strip().upper()
    if not letters or letters.upper() in _NO_ELEMENT:
        return UNKNOWN
    first = letters[0].upper()
    single = first if first in _SINGLE else UNKNOWN
    if residue in WATER:
        return single if first in "HDO" else UNKNOWN
    if is_polymer(residue):
        return "Se" if letters.upper() == "SE" else single
    return _ion(name, residue) or _of_ligand(letters, single, column=column)


def _of_ligand(letters: str, single: str, *, column: bool) -> str:
    """Return the element of an atom that is no part of a chain and no ion."""
    two = letters[:2].capitalize()
    if len(letters) < 2 or not elements.is_element(two):  # noqa: PLR2004 - two letters
        return single
    whole = len(letters) == 2  # noqa: PLR2004
    mixed = letters[0].isupper() and letters[1].islower()
    metal = two[0] not in _ORGANIC or (whole and two.upper() in _PLAIN_TWO) or (column and whole and two[0] != "H")
    return two if mixed or metal or two.upper() in _HALOGENS else single


def of_column(field: str, residue: str, *, aligned: bool) -> str:
    """Return the element of a PDB file's atom without an element column: ``field`` is its four columns of name.

    ``aligned`` says that the file keeps the first of them free for one-letter elements.
    """
    return of_name(field, residue, column=aligned and field[:1].isalpha() and len(field.strip()) < 4)  # noqa: PLR2004


def _ion(name: str, residue: str) -> str:
    """Return the element of an atom that is its whole residue, as ions are; empty where it is none."""
    own, whole = (re.sub(r"[^A-Z]", "", text.upper()) for text in (name, residue))
    charged = re.fullmatch(r"[A-Za-z]{1,2}\d?[+-]\d?", name.strip()) is not None
    if own in _IONS and own == whole:
        return _IONS[own]
    if own and (own == whole or charged or whole == "ION"):
        symbol = own.capitalize()
        return symbol if len(own) <= 2 and elements.is_element(symbol) else ""  # noqa: PLR2004
    return ""


@cache
def is_polymer(residue: str) -> bool:
    """Return whether a residue is an amino acid or a nucleotide, as files and force fields call them."""
    import gemmi

    if residue in _RESIDUES:
        return True
    kinds = gemmi.ResidueKind
    inner = residue[1:] if len(residue) == 4 and residue[0] in "NC" else residue  # noqa: PLR2004 - ends: NALA, CGLY
    inner = re.sub(r"^R?([ACGUN])[35]?$|^(D[ACGTIU])[35N]$", lambda m: m[1] or m[2], inner)
    kind = gemmi.find_tabulated_residue(inner).kind
    return kind in {kinds.AA, kinds.AAD, kinds.PAA, kinds.MAA, kinds.RNA, kinds.DNA} or inner in _RESIDUES


def _letters(text: str) -> str:
    """Return the letters that a name begins with, behind digits such as those of ``1HB``."""
    found = re.match(r"[\d'\"*]*([A-Za-z]+)", text.strip())
    return found[1] if found else ""


def with_elements(text: str) -> str:
    """Return a PDB file whose every atom says its element: files of simulations leave the column empty."""
    lines = text.splitlines()
    rows = [n for n, line in enumerate(lines) if line.startswith(("ATOM", "HETATM"))]
    bare = [n for n in rows if spelled(lines[n][76:78]) == UNKNOWN]
    if not bare:
        return text
    aligned = any(lines[n][12:13] == " " for n in rows)
    for n in bare:
        line = lines[n]
        if len(line) < 54:  # noqa: PLR2004 - the columns of its place
            continue
        symbol = of_column(line[12:16], line[17:21], aligned=aligned)
        lines[n] = f"{line[:76]:<76}{symbol:>2}{line[78:]}"
    return "\n".join(lines) + "\n"
