"""Molecules: of runs, files and SMILES, as balls and sticks or ribbons."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import SCENES, build_spec, open_example, show
from test_molecule_file import ETHENE
from test_object3d import cells

from reportgen.errors import SpecError
from reportgen.panels.molecule import Molecule
from reportgen.scene.camera import ASPECT, SLOPE, framed
from reportgen.scene.model import Copies, Scene


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
    assert "'C((' is not valid SMILES" in str(problem)


@pytest.mark.parametrize("seed", range(50))
def test_the_first_view_holds_every_ball_whole(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 5))
    radii = rng.uniform(0.3, 0.6, count)
    balls = np.concatenate([radii[:, None, None] * np.eye(3), rng.normal(0, 1, (count, 3, 1))], axis=2)
    scene = Scene("molecule", "y", copies=(Copies("sphere", balls, np.zeros((count, 3), np.uint8), "balls"),))
    theta, phi = float(rng.uniform(-180, 180)), float(rng.uniform(20, 160))
    turn, stand = (camera := framed(scene.corners(), theta, phi)).view()
    ways = rng.normal(size=(4000, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    for ball in balls:
        right, up, back = ((ball[:, 3] + ways * ball[0, 0] - stand) @ turn.T).T
        assert (back < 0).all()
        assert np.abs(right / -back).max() <= SLOPE * ASPECT, camera
        assert np.abs(up / -back).max() <= SLOPE, camera


def test_nothing_to_show(tmp_path):
    with pytest.raises(SpecError, match="Set media_keys, files or smiles"):
        build_spec(tmp_path, "blocks: [{molecule: {}}]")
