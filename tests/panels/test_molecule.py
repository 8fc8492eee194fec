"""Molecules: of runs, files and SMILES, as balls and sticks or ribbons."""

from __future__ import annotations

import pytest
from conftest import SCENES, build_spec, open_example, show
from test_molecule_file import ETHENE
from test_object3d import cells

from reportgen.errors import SpecError
from reportgen.panels.molecule import Molecule


@pytest.fixture(scope="module")
def runs():
    return open_example(SCENES)


def test_ligands_and_a_protein(runs):
    found = cells(show(Molecule(media_keys=["ligands", "protein"]), runs))
    assert [cell["facts"] for cell in found[::2]] == ["24 atoms", "24 atoms", "320 atoms, 80 residues"]
    assert found[0]["hydrogens"] is True
    assert [name for name, *_ in found[0]["legend"]] == ["C", "H", "N", "O"]
    assert found[-1]["what"] == "molecule"
    assert "hydrogens" not in found[-1]
    assert found[0]["units"] == "Å"


def test_style_and_colour(runs):
    ribbon = cells(show(Molecule(media_keys=["protein"]), runs))[0]
    sticks = cells(show(Molecule(media_keys=["protein"], style="ball_and_stick"), runs))[0]
    chain = cells(show(Molecule(media_keys=["protein"], color_by="chain"), runs))[0]
    assert len({ribbon["block"], sticks["block"], chain["block"]}) == 3
    assert [name for name, *_ in chain["legend"]] == ["chain A"]
    assert [name for name, *_ in sticks["legend"]] == ["C", "N", "O"]


def test_files_and_smiles(tmp_path):
    pytest.importorskip("rdkit")
    (tmp_path / "ethene.sdf").write_text(ETHENE)
    result = build_spec(tmp_path, "blocks: [{molecule: {files: ethene.sdf, smiles: [CCO, 'C((']}}]")
    html = result.path.read_text("utf-8")
    assert html.count("<rg-scene>") == 2
    assert "6 atoms" in html
    assert "9 atoms" in html
    (problem,) = result.problems
    assert "'C((' is no SMILES" in str(problem)


def test_nothing_to_show(tmp_path):
    with pytest.raises(SpecError, match="Name media_keys, files or smiles"):
        build_spec(tmp_path, "blocks: [{molecule: {}}]")
