"""Elements by the ways in which files name atoms: the one that a chemist means, and never a rare metal by accident."""

from __future__ import annotations

import pytest

from reportgen.scene import load
from reportgen.scene.formats import molecule_file
from reportgen.scene.molecules.atom_names import of_name, spelled


def mol2(*atoms: tuple[str, str, str]) -> list[str]:
    """Return the symbols of a .mol2 whose atoms have these names, types and residues."""
    rows = [f"{n + 1} {name} {n * 3.0} 0 0 {kind} 1 {residue} 0" for n, (name, kind, residue) in enumerate(atoms)]
    text = "\n".join(["@<TRIPOS>MOLECULE", "m", "@<TRIPOS>ATOM", *rows])
    return molecule_file.read(text.encode(), "mol2").symbols


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


def types(text: str, residue: str = "LIG") -> list[str]:
    """Return the symbols of types whose atoms are named after nothing that helps."""
    return mol2(*((f"A{n}", kind, residue) for n, kind in enumerate(text.split())))


def test_sybyl_types_name_elements():
    kinds = "C.3 C.ar C.cat N.pl3 N.am O.co2 O.spc S.o2 S.O2 P.3 H H.t3p Co.oh Cr.th Cl Br I F Ca Na Zn Se Mo Sn Mn Fe"
    found = words("C C C N N O O S S P H H Co Cr Cl Br I F Ca Na Zn Se Mo Sn Mn Fe")
    assert types(kinds) == found
    assert types("C.AR N.PL3 CO.OH") == ["C", "N", "Co"]


def test_what_is_no_element_is_none():
    assert types("Du Du.C LP Any Hal Het Hev EP lp DU") == ["X"] * 10


@pytest.mark.parametrize(
    ("kinds", "element"),
    [
        ("c c1 c2 c3 ca cc cd ce cf cg ch cp cq cs cu cv cx cy cz c5 c6", "C"),
        ("h1 h2 h3 h4 h5 ha hc hn ho hp hs hw hx", "H"),
        ("n n1 n2 n3 n4 na nb nc nd ne nf nh ni nj nk nl nm nn no np nq ns nt nu nv nx ny nz n+ n7", "N"),
        ("o oh os ow op oq", "O"),
        ("p2 p3 p4 p5 pb pc pd pe pf px py", "P"),
        ("s s2 s4 s6 sh ss sp sq sx sy", "S"),
        ("cl", "Cl"),
        ("br", "Br"),
    ],
)
def test_types_of_gaff(kinds, element):
    assert types("c3 " + kinds)[1:] == [element] * len(kinds.split())


def test_types_of_amber_charmm_glycam_and_opls():
    assert types("CT CA CB CM CR CX C* N NA NB N* OS OH O2 HO HC H1 SH S P CL BR MG ZN FE") == words(
        "C C C C C C C N N N N O O O H H H S S P Cl Br Mg Zn Fe"
    )
    assert types("CG2R61 HGA1 OG311 NG2S1 SG311 CLGA1 BRGA1 FGA1 PG1 LPH") == words("C H O N S Cl Br F P X")
    assert types("Cg Oh Os Ho Hc Ng Sm") == words("C O O H H N S")
    assert mol2(("C1", "opls_145", "LIG"), ("CL2", "800", "LIG"), ("HO3", "opls_155", "LIG")) == ["C", "Cl", "H"]


def test_ions_stay_metals_among_force_field_types():
    atoms = [("C1", "ca", "LIG"), ("NA", "na", "NA"), ("CA", "CA", "CA"), ("Na+", "Na+", "ION"), ("NA1", "na", "LIG")]
    assert mol2(*atoms) == ["C", "Na", "Ca", "Na", "N"]
    assert mol2(("X1", "Os", "CMP"), ("N1", "N.4", "CMP")) == ["O", "N"]
    assert mol2(("OS1", "Os", "CMP"), ("PT1", "Pt", "CMP"), ("N1", "N.4", "CMP")) == ["O", "Pt", "N"]


def pdb(field: str, residue: str, element: str = "") -> str:
    """Return the symbol of an atom; another one keeps the first column of its name free, as the format asks."""
    line = "{}{:5d} {:<4s} {:<4s}A{:4d}    {:8.3f}   0.000   0.000  1.00  0.00          {:>2s}\n"
    text = line.format("ATOM  ", 1, field, residue, 1, 0.0, element) + line.format(
        "ATOM  ", 2, " C  ", "ZZZ", 2, 9.0, element and "C"
    )
    return molecule_file.read((text + "END\n").encode(), "pdb").symbols[0]


@pytest.mark.parametrize(
    ("field", "residue", "element"),
    [
        ("CA  ", "ALA", "C"), (" CA ", "ALA", "C"), ("CA  ", " CA", "Ca"), ("HG  ", "SER", "H"), ("HG21", "VAL", "H"),
        ("CD  ", "PRO", "C"), ("CE  ", "LYS", "C"), ("NE2 ", "HIS", "N"), ("NE2 ", "HSD", "N"), ("CD1 ", "NLEU", "C"),
        ("HE2 ", "HIE", "H"), ("NA  ", " NA", "Na"), (" NA ", "HEM", "N"), ("FE  ", "HEM", "Fe"), ("CL1 ", "LIG", "Cl"),
        (" CL1", "LIG", "Cl"), ("SE  ", "MSE", "Se"), ("SOD ", "SOD", "Na"), ("POT ", "POT", "K"),
        ("CLA ", "CLA", "Cl"), ("1HB ", "ALA", "H"), ("OS  ", "SOL", "O"),
        ("HO5'", "DA5", "H"), ("CO  ", "B12", "Co"), ("HG  ", " HG", "Hg"),
        ("MW  ", "SOL", "X"), ("NH1 ", "ARG", "N"), ("CAL ", "CAL", "Ca"), ("ZN  ", " ZN", "Zn"),
    ],
)  # fmt: skip
def test_names_of_a_pdb_without_elements(field, residue, element):
    assert pdb(field, residue) == element


def test_an_element_column_counts():
    assert pdb(" CA ", "XXX", "CA") == "Ca"
    assert pdb("CA  ", "ALA", "C") == "C"


def test_gro_and_pqr_name_atoms_by_their_residues():
    rows = [("ALA", "CA"), ("CA", "CA"), ("SOL", "OW"), ("SOL", "HW1"), ("SOL", "MW"), ("NA", "NA"), ("CL", "CL"),
            ("POPC", "C21"), ("LIG", "CL1"), ("ION", "NA+"), ("HIS", "NE2"), ("ILE", "CD")]  # fmt: skip
    found = words("C Ca O H X Na Cl C Cl Na N C")
    gro = (
        f"t\n{len(rows)}\n"
        + "".join(
            f"{n + 1:5d}{residue:<5s}{name:>5s}{n + 1:5d}{n:8.3f}{0:8.3f}{0:8.3f}\n"
            for n, (residue, name) in enumerate(rows)
        )
        + "1 1 1\n"
    )
    assert molecule_file.read(gro.encode(), "gro").symbols == found
    pqr = "".join(
        f"ATOM {n + 1} {name} {residue} {n + 1} {n * 3.0} 0 0 0.1 1.2\n" for n, (residue, name) in enumerate(rows)
    )
    assert molecule_file.read(pqr.encode(), "pqr").symbols == found


def test_an_mmcif_without_elements_is_read_by_names():
    rows = "".join(
        f"ATOM {n + 1} {name} {residue} A {n + 1} {n * 3.0} 0 0 {n + 1} A\n"
        for n, (name, residue) in enumerate([("CA", "ALA"), ("CA", "CA"), ("OG", "SER")])
    )
    names = "group_PDB id label_atom_id label_comp_id label_asym_id label_seq_id Cartn_x Cartn_y Cartn_z"
    names += " auth_seq_id auth_asym_id"
    text = "data_x\nloop_\n" + "".join(f"_atom_site.{name}\n" for name in names.split()) + rows
    assert molecule_file.read(text.encode(), "cif").symbols == ["C", "Ca", "O"]


def test_columns_of_elements_are_read_as_they_are_written():
    assert [spelled(text) for text in ("CL", " c", "Ca2+", "O1-", "T", "D", "17", "R#", "*", "", "Q", "Zn2+")] == [
        "Cl", "C", "Ca", "O", "H", "D", "Cl", "X", "X", "X", "X", "Zn",
    ]  # fmt: skip
    sdf = "m\n\n\n  3  0  0  0  0  0  0  0  0  0999 V2000\n" + "".join(
        f"{x:10.4f}{0:10.4f}{0:10.4f} {symbol:<3s} 0  0\n" for x, symbol in ((0, "CL"), (3, "R#"), (6, "T"))
    ) + "M  END\n"  # fmt: skip
    assert molecule_file.read(sdf.encode(), "sdf").symbols == ["Cl", "X", "H"]


def test_names_alone():
    assert [of_name(name) for name in ("Cl1", "C12", "HAL", "BR", "H1", "OXT", "EP", "LP1")] == [
        "Cl", "C", "H", "Br", "H", "O", "X", "X",
    ]  # fmt: skip


def test_a_legend_of_gaff_names_no_metal():
    rows = ["1 C1 0 0 0 ca 1 LIG 0", "2 C2 1.4 0 0 cd 1 LIG 0", "3 O1 2.1 1.2 0 os 1 LIG 0",
            "4 H1 3 1.1 0 ho 1 LIG 0", "5 N1 -.7 -1.2 0 na 1 LIG 0"]  # fmt: skip
    text = "\n".join(["@<TRIPOS>MOLECULE", "m", "@<TRIPOS>ATOM", *rows])
    found = load.read(text.encode(), "a.mol2", lambda _: None, load.Wishes())
    assert [name for name, *_ in found.legend] == ["C", "H", "N", "O"]
