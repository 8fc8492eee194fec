"""Molecules of every format: the same atoms and bonds from each."""

from __future__ import annotations

import made
import numpy as np
import pytest

from reportgen.scene import load
from reportgen.scene.formats import molecule_file
from reportgen.scene.model import SceneError
from reportgen.scene.molecules import chemistry
from reportgen.scene.molecules.molecule import AROMATIC, apart, find_bonds, near_pairs

ETHENE = """ethene
  test

  6  5  0  0  0  0  0  0  0  0999 V2000
   -0.6700    0.0000    0.0000 C   0  0
    0.6700    0.0000    0.0000 C   0  0
   -1.2400    0.9200    0.0000 H   0  0
   -1.2400   -0.9200    0.0000 H   0  0
    1.2400    0.9200    0.0000 H   0  0
    1.2400   -0.9200    0.0000 H   0  0
  1  2  2  0
  1  3  1  0
  1  4  1  0
  2  5  1  0
  2  6  1  0
M  END
$$$$
"""
PLACES = [(-0.67, 0, 0), (0.67, 0, 0), (-1.24, 0.92, 0), (-1.24, -0.92, 0), (1.24, 0.92, 0), (1.24, -0.92, 0)]
SYMBOLS = ["C", "C", "H", "H", "H", "H"]
V3000 = "\n".join(
    [
        "ethene",
        "",
        "",
        "  0  0  0     0  0            999 V3000",
        "M  V30 BEGIN CTAB",
        "M  V30 COUNTS 6 5 0 0 0",
        "M  V30 BEGIN ATOM",
        *(f"M  V30 {n + 1} {s} {x} {y} {z} 0" for n, (s, (x, y, z)) in enumerate(zip(SYMBOLS, PLACES, strict=True))),
        "M  V30 END ATOM",
        "M  V30 BEGIN BOND",
        "M  V30 1 2 1 2",
        "M  V30 2 1 1 3",
        "M  V30 3 1 1 -",
        "M  V30 4",
        "M  V30 4 1 2 5",
        "M  V30 5 1 2 6",
        "M  V30 END BOND",
        "M  V30 END CTAB",
        "M  END",
    ]
)
MOL2 = "\n".join(
    [
        "@<TRIPOS>MOLECULE",
        "ethene",
        "6 5",
        "SMALL",
        "NO_CHARGES",
        "@<TRIPOS>ATOM",
        *(
            f"{n + 1} {s}{n} {x} {y} {z} {s}{'.2' if s == 'C' else ''} 1 ETH 0.0"
            for n, (s, (x, y, z)) in enumerate(zip(SYMBOLS, PLACES, strict=True))
        ),
        "@<TRIPOS>BOND",
        "1 1 2 2",
        "2 1 3 1",
        "3 1 4 1",
        "4 2 5 1",
        "5 2 6 1",
    ]
)
PDB = (
    "".join(
        f"HETATM{n + 1:5d}  {s}{n:<3d}ETH A   1    {x:8.3f}{y:8.3f}{z:8.3f}  1.00  0.00           {s}\n"
        for n, (s, (x, y, z)) in enumerate(zip(SYMBOLS, PLACES, strict=True))
    )
    + "CONECT    1    2    2    3    4\nCONECT    2    1    1    5    6\nEND\n"
)
GRO = (
    "ethene\n    6\n"
    + "".join(
        f"    1ETH  {s + str(n):>5s}{n + 1:5d}{x / 10:8.3f}{y / 10:8.3f}{z / 10:8.3f}\n"
        for n, (s, (x, y, z)) in enumerate(zip(SYMBOLS, PLACES, strict=True))
    )
    + "   1.0 1.0 1.0\n"
)
PQR = "".join(
    f"ATOM {n + 1} {s}{n} ETH 1 {x} {y} {z} 0.1 1.2\n"
    for n, (s, (x, y, z)) in enumerate(zip(SYMBOLS, PLACES, strict=True))
)
CIF = (
    "data_x\nloop_\n_atom_site.group_PDB\n_atom_site.id\n_atom_site.type_symbol\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n_atom_site.Cartn_z\n"
    + "".join(f"HETATM {n + 1} {s} {x} {y} {z}\n" for n, (s, (x, y, z)) in enumerate(zip(SYMBOLS, PLACES, strict=True)))
)
COMPONENT = (
    "data_ETH\nloop_\n_chem_comp_atom.comp_id\n_chem_comp_atom.atom_id\n_chem_comp_atom.type_symbol\n_chem_comp_atom.model_Cartn_x\n_chem_comp_atom.model_Cartn_y\n_chem_comp_atom.model_Cartn_z\n"
    + "".join(f"ETH {s}{n} {s} {x} {y} {z}\n" for n, (s, (x, y, z)) in enumerate(zip(SYMBOLS, PLACES, strict=True)))
    + "loop_\n_chem_comp_bond.comp_id\n_chem_comp_bond.atom_id_1\n_chem_comp_bond.atom_id_2\n_chem_comp_bond.value_order\nETH C0 C1 DOUB\nETH C0 H2 SING\nETH C0 H3 SING\nETH C1 H4 SING\nETH C1 H5 SING\n"
)
FILES = {
    "sdf": ETHENE,
    "mol": ETHENE,
    "sd": V3000,
    "mol2": MOL2,
    "pdb": PDB,
    "gro": GRO,
    "pqr": PQR,
    "cif": CIF,
    "mmcif": COMPONENT,
}
ORDERED = {"sdf", "mol", "sd", "mol2", "pdb", "mmcif"}


def nothing(name):
    del name


@pytest.mark.parametrize("kind", FILES)
def test_ethene_is_ethene(kind):
    molecule = molecule_file.read(FILES[kind].encode(), kind)
    assert molecule.symbols == SYMBOLS
    np.testing.assert_allclose(molecule.positions, PLACES, atol=0.01)
    find_bonds(molecule)
    bonds = {(min(a, b), max(a, b)): order for a, b, order in molecule.bonds}
    assert set(bonds) == {(0, 1), (0, 2), (0, 3), (1, 4), (1, 5)}
    assert bonds[0, 1] == (2 if kind in ORDERED else 1)


def test_a_crystal_fills_its_cell():
    text = (
        "data_salt\n_cell_length_a 5.64\n_cell_length_b 5.64\n_cell_length_c 5.64\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
        "_cell_angle_gamma 90\n_symmetry_space_group_name_H-M 'F m -3 m'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n"
        "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nNa1 Na 0 0 0\nCl1 Cl 0.5 0.5 0.5\n"
    )
    molecule = molecule_file.read(text.encode(), "cif")
    assert sorted(molecule.symbols) == ["Cl"] * 4 + ["Na"] * 4
    assert molecule.notes == ["one unit cell"]


def test_several_molecules_and_models_are_told():
    assert molecule_file.read((ETHENE * 3).encode(), "sdf").notes == ["the first of 3 molecules in the file"]
    two = (
        "MODEL        1\n"
        + made.WATER_PDB.replace("END\n", "ENDMDL\n")
        + "MODEL        2\n"
        + made.WATER_PDB.replace("END\n", "ENDMDL\n")
        + "END\n"
    )
    assert molecule_file.read(two.encode(), "pdb").notes == ["the first of 2 models"]


def test_aromatic_bonds():
    ring = [(np.cos(a) * 1.39, np.sin(a) * 1.39, 0) for a in np.arange(6) * np.pi / 3]
    text = "\n".join(
        [
            "@<TRIPOS>MOLECULE",
            "b",
            "@<TRIPOS>ATOM",
            *(f"{n + 1} C{n} {x:.3f} {y:.3f} {z} C.ar" for n, (x, y, z) in enumerate(ring)),
            "@<TRIPOS>BOND",
            *(f"{n + 1} {n + 1} {(n + 1) % 6 + 1} ar" for n in range(6)),
        ]
    )
    molecule = molecule_file.read(text.encode(), "mol2")
    assert {order for *_, order in molecule.bonds} == {AROMATIC}


def test_pairs_are_those_of_every_pair():
    places = np.random.default_rng(0).random((300, 3)) * 12
    first, second = near_pairs(places, 2.0)
    apart = np.linalg.norm(places[first] - places[second], axis=1)
    found = {(int(a), int(b)) for a, b in zip(first[apart <= 2], second[apart <= 2], strict=True)}
    whole = np.linalg.norm(places[:, None] - places[None], axis=2)
    assert found == {(int(a), int(b)) for a, b in zip(*np.where(whole <= 2), strict=True) if a < b}
    assert len(first) == len(set(zip(first.tolist(), second.tolist(), strict=True)))


def helix(count: int, *, chain: str = "A", factor: float = 20.0) -> str:
    """Return the alpha carbons, carbons and oxygens of an ideal helix."""
    lines = []
    for n in range(count):
        for serial, (name, radius, ahead) in enumerate((("CA", 2.3, 0.0), ("C", 1.65, 0.6), ("O", 2.0, 1.5))):
            angle = np.radians(100) * (n + ahead / 3)
            x, y, z = radius * np.cos(angle), radius * np.sin(angle), 1.5 * n + ahead
            lines.append(
                f"ATOM  {n * 3 + serial + 1:5d}  {name:<3s} ALA {chain}{n + 1:4d}    {x:8.3f}{y:8.3f}{z:8.3f}  1.00{factor:6.2f}           {name[0]}\n"
            )
    return "".join(lines) + "TER\n"


def scene(text: str, **wishes):
    return load.read(text.encode(), "a.pdb", nothing, load.Wishes(**wishes))


def test_a_large_protein_is_a_ribbon_and_a_small_one_is_not():
    large, small = scene(helix(61) + "END\n"), scene(helix(60) + "END\n")
    assert [mesh.name for mesh in large.meshes] == ["ribbon"]
    assert not large.copies
    assert large.facts == "183 atoms, 61 residues"
    assert not small.meshes
    assert scene(helix(61) + "END\n", style="ball_and_stick").copies
    assert scene(helix(20) + "END\n", style="ribbon").meshes


def test_a_helix_is_found_where_the_file_says_none():
    ribbon = scene(helix(61) + "END\n").meshes[0]
    # wide across: 1.35 about the curve, where a coil has 0.3
    assert np.ptp(ribbon.vertices[:, :2], axis=0).max() > 2 * 2.3


def test_a_ligand_stays_beside_a_ribbon_and_waters_are_told():
    ligand = PDB.replace("END\n", "").replace("HETATM", "HETATM").replace("ETH A   1", "LIG B   1")
    waters = made.WATER_PDB.replace("END\n", "").replace("HOH A", "HOH C")
    found = scene(helix(61) + ligand + waters + "END\n")
    assert {copies.name for copies in found.copies} == {"atoms", "bonds", "hydrogens"}
    assert found.notes == ("1 water is hidden",)
    assert "CA" not in {atom.name for atom in found.atoms}
    assert ("ALA 7", "A") in {(atom.residue, atom.chain) for atom in found.atoms}


def test_a_prediction_is_coloured_by_its_confidence():
    found = scene("HEADER    ALPHAFOLD MONOMER\n" + helix(61, factor=95.0) + "END\n")
    assert found.legend[0][0] == "very high (over 90)"
    assert found.meshes[0].colors[0].tolist() == [0x00, 0x53, 0xD6, 255]
    assert scene(helix(61) + "END\n", coloring="confidence").legend[0][0] == "chain A"


def test_chains_have_colours():
    other = helix(61, chain="B").replace("ATOM  ", "ATOM  ")
    found = scene(helix(61) + other + "END\n")
    assert [name for name, *_ in found.legend] == ["chain A", "chain B"]
    assert len({tuple(mesh.colors[0]) for mesh in found.meshes}) == 2


def test_very_many_atoms_are_points():
    places = np.random.default_rng(0).random((31_000, 3)) * 300
    molecule = chemistry.Molecule()
    for _ in places:
        molecule.add("C", "C")
    found = chemistry.scene(molecule.place(places))
    assert len(found.points.positions) == 31_000
    assert found.notes == ("31,000 atoms are drawn as points",)


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        ("", "pdb", "contains no atoms"),
        ("x", "mmtf", "retired"),
        ("x\ny\nz\n 99 99 V2000\n", "sdf", "cut off"),
        ("a\nb", "gro", "cannot be read"),
        ("data_x\n_a 1\n", "cif", "no atom table"),
        ("@<TRIPOS>ATOM\n1 C x y z C\n", "mol2", "cannot be read"),
        ("x\n 9\n", "gro", "cut off"),
    ],
)
def test_what_cannot_be_is_said(content, kind, said):
    with pytest.raises(SceneError, match=said):
        molecule_file.read(content.encode(), kind)


def test_smiles_need_rdkit_and_say_so(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "rdkit", None)
    with pytest.raises(SceneError, match=r"reportgen-ml\[chem\]"):
        molecule_file.smiles("CCO")


def test_smiles():
    pytest.importorskip("rdkit")
    molecule = molecule_file.smiles("C=C")
    assert sorted(molecule.symbols) == ["C", "C", "H", "H", "H", "H"]
    assert (0, 1, 2.0) in molecule.bonds
    np.testing.assert_array_equal(molecule.positions, molecule_file.smiles("C=C").positions)
    with pytest.raises(SceneError, match="is not valid SMILES"):
        molecule_file.smiles("C((")


def test_a_second_place_of_an_atom_is_left_out():
    line = "HETATM{:5d}  {:<3s}{}LIG A   1    {:8.3f}   0.000   0.000  1.00  0.00           C\n"
    text = line.format(1, "C1", "B", 0.0) + line.format(2, "C1", "C", 0.6) + line.format(3, "C2", " ", 1.5) + "END\n"
    assert molecule_file.read(text.encode(), "pdb").names == ["C1", "C2"]


def test_atoms_in_one_place_are_not_bound():
    molecule = chemistry.Molecule()
    for _ in range(20_000):
        molecule.add("C", "C")
    assert not find_bonds(molecule.place(np.zeros((20_000, 3))))
    assert molecule.bonds == []


def test_atoms_in_the_place_of_others_are_told_and_not_drawn():
    molecule = chemistry.Molecule()
    for _ in range(3_002):
        molecule.add("C", "C")
    places = np.concatenate([np.zeros((3_000, 3)), [[1.4, 0, 0], [2.8, 0, 0]]])
    found = chemistry.scene(molecule.place(places))
    assert len(found.atoms) == 6
    assert "2,996 atoms are in the same place as others and not drawn" in found.notes
    assert found.facts == "3,002 atoms"


def test_atoms_as_near_as_in_real_structures_are_drawn():
    rng = np.random.default_rng(1)
    steps = rng.normal(size=(400, 3))
    chain = np.cumsum(steps / np.linalg.norm(steps, axis=1, keepdims=True) * 0.74, axis=0)  # hydrogen's own distance
    assert apart(chain).all()
    assert apart(np.zeros((4, 3))).all()


def test_residues_apart_stay_what_they_are():
    lone = "".join(
        f"ATOM  {n + 1:5d}  CA  ALA A{n * 5 + 1:4d}    {n * 12.0:8.3f}   0.000   0.000  1.00  0.00           C\n"
        for n in range(3)
    )
    found = scene(lone + "END\n", style="ribbon")
    assert len(found.copies[0].matrices) == 3


def test_atoms_by_confidence_and_chain():
    text = "HEADER    ALPHAFOLD\n" + helix(10, factor=95.0) + helix(10, chain="B", factor=40.0) + "END\n"
    sure = scene(text, style="ball_and_stick", coloring="confidence")
    assert {tuple(color) for color in sure.copies[0].colors.tolist()} == {(0, 0x53, 0xD6), (0xFF, 0x7D, 0x45)}
    assert [name for name, *_ in scene(text, style="ball_and_stick", coloring="chain").legend] == ["chain A", "chain B"]
