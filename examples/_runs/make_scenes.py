"""Make the runs of the 3D examples again, with the real SDK (wandb==0.31.0, rdkit).

Two detectors of the same street over three epochs: a lidar sweep with the boxes they find, a street by category, a
body that takes shape, molecules, and a protein that folds. All of it is computed here; nothing was scanned.
"""

from __future__ import annotations

import os
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SCRATCH = Path("/tmp/reportgen-scenes")  # noqa: S108 - the log names it, and it must be nobody's
shutil.rmtree(SCRATCH, ignore_errors=True)
SCRATCH.mkdir(parents=True)
os.chdir(SCRATCH)
os.environ |= {
    "WANDB_MODE": "offline", "WANDB_DIR": str(SCRATCH), "WANDB_SILENT": "true",
    "WANDB_DATA_DIR": str(SCRATCH / "data"), "WANDB_CACHE_DIR": str(SCRATCH / "cache"),
    "WANDB_CONFIG_DIR": str(SCRATCH / "config"),
}  # fmt: skip

import wandb  # noqa: E402 - reads its environment when imported

EPOCHS = 3
COLORS = {"car": (70, 150, 255), "cyclist": (255, 170, 40), "pedestrian": (60, 200, 120)}
OBJECTS = [
    ("car", (11, 3.2), (4.4, 1.8, 1.5), 0.1), ("car", (17, -3.4), (4.6, 1.9, 1.6), 3.1),
    ("car", (26, 3.0), (4.2, 1.8, 1.5), 0.0),
    ("car", (-9, -3.2), (4.5, 1.8, 1.5), 3.2), ("cyclist", (8, -5.6), (1.8, 0.6, 1.7), 0.3),
    ("pedestrian", (6, 7.4), (0.6, 0.6, 1.75), 0.0), ("pedestrian", (14, 8.2), (0.6, 0.6, 1.7), 0.0),
]  # fmt: skip
BEAMS, TURN = 24, 260


def corners(center: tuple[float, float], size: tuple[float, float, float], yaw: float) -> np.ndarray:
    """Return the (8, 3) corners of a box that stands on the road."""
    unit = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (0, 1)]) * size
    turn = np.array([[np.cos(yaw), -np.sin(yaw), 0], [np.sin(yaw), np.cos(yaw), 0], [0, 0, 1]])
    return unit @ turn.T + (*center, -1.7)


def sweep(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return (n, 3) places that a lidar sees from 1.7 m above a street, and (n,) what each is.

    Each beam goes on until the road, a facade or an object stops it. 4 road, 7 facade, 2 object.
    """
    azimuth = np.linspace(-np.pi, np.pi, TURN, endpoint=False)
    elevation = np.radians(np.linspace(-22, 6, BEAMS))
    ways = np.array([[np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)] for e in elevation for a in azimuth])
    reach, kind = np.full(len(ways), 60.0), np.zeros(len(ways), int)
    with np.errstate(divide="ignore", invalid="ignore"):
        for distance, what in ((-1.7 / ways[:, 2], 4), (11.5 / np.abs(ways[:, 1]), 7)):
            hit = (distance > 0) & (distance < reach)
            reach[hit], kind[hit] = distance[hit], what
    for _, center, size, yaw in OBJECTS:
        turn = np.array([[np.cos(yaw), np.sin(yaw), 0], [-np.sin(yaw), np.cos(yaw), 0], [0, 0, 1]])
        start, way = turn @ (-np.array([*center, -1.7])), ways @ turn.T
        half = np.array(size) / 2
        with np.errstate(divide="ignore"):
            one, other = (-half - (start - (0, 0, half[2]))) / way, (half - (start - (0, 0, half[2]))) / way
        near, far = np.minimum(one, other).max(axis=1), np.maximum(one, other).min(axis=1)
        hit = (near < far) & (near > 0) & (near < reach)
        reach[hit], kind[hit] = near[hit], 2
    seen = (kind > 0) & (reach < 45)
    places = ways[seen] * (reach[seen] + rng.normal(0, 0.02, seen.sum()))[:, None]
    return places.round(3), kind[seen]


def found(rng: np.random.Generator, skill: float) -> list[dict[str, object]]:
    """Return what a detector of some skill makes of the street."""
    boxes = []
    for name, center, size, yaw in OBJECTS:
        if rng.random() > 0.55 + 0.45 * skill:
            continue
        loose = (1 - skill) * 0.7
        moved = (center[0] + rng.normal(0, loose), center[1] + rng.normal(0, loose * 0.5))
        shape = corners(
            moved, tuple(np.array(size) * rng.uniform(1 - loose / 2, 1 + loose / 2, 3)), yaw + rng.normal(0, loose / 3)
        )
        boxes.append({"corners": shape.round(3).tolist(), "label": name, "color": COLORS[name],
                      "score": round(float(np.clip(rng.normal(0.55 + 0.4 * skill, 0.12), 0.05, 0.99)), 2)})  # fmt: skip
    return boxes


def body(share: float, path: Path) -> Path:
    """Write a ball that becomes a star as ``share`` goes to 1."""
    rows, columns = 28, 44
    theta = np.linspace(0, np.pi, rows)[:, None]
    phi = np.linspace(0, 2 * np.pi, columns, endpoint=False)[None]
    radius = 1 + share * 0.28 * np.cos(5 * phi) * np.sin(theta) ** 3 + share * 0.12 * np.cos(4 * theta)
    grid = np.stack(
        [radius * np.sin(theta) * np.cos(phi), radius * np.cos(theta) + 0 * phi, radius * np.sin(theta) * np.sin(phi)],
        axis=2,
    )
    lines = [f"v {x:.4f} {y:.4f} {z:.4f}" for x, y, z in grid.reshape(-1, 3)]
    for row in range(rows - 1):
        for column in range(columns):
            a, b = row * columns + column, row * columns + (column + 1) % columns
            lines.append(f"f {a + 1} {b + 1} {b + columns + 1} {a + columns + 1}")
    path.write_text("\n".join(lines) + "\n")
    return path


def bundle(path: Path) -> Path:
    """Write the backbone of three helices in a row with turns between them, as a PDB file."""
    angles = []
    for helix in range(3):
        angles += [(-60, -45)] * 24
        angles += [(-75, 140), (60, 40), (-85, 130), (-70, 150)] if helix < 2 else []
    atoms = [np.array([0.0, 0.0, 0.0]), np.array([1.46, 0.0, 0.0]), np.array([2.0, 1.42, 0.0])]

    def extend(length: float, angle: float, torsion: float, back: int = 0) -> np.ndarray:
        a, b, c = atoms[-3 - back], atoms[-2 - back], atoms[-1 - back]
        along = (c - b) / np.linalg.norm(c - b)
        normal = np.cross(b - a, along)
        normal /= np.linalg.norm(normal)
        frame = np.stack([along, np.cross(normal, along), normal])
        angle, torsion = np.radians(angle), np.radians(torsion)
        return (
            c
            + length
            * np.array([-np.cos(angle), np.sin(angle) * np.cos(torsion), np.sin(angle) * np.sin(torsion)])
            @ frame
        )

    for (_, psi), (phi, _) in pairwise(angles):
        atoms.append(extend(1.33, 116.6, psi))
        atoms.append(extend(1.46, 121.9, 180.0))
        atoms.append(extend(1.52, 110.5, phi))
    names = ["LEU", "GLU", "ALA", "LYS", "ALA", "GLN", "ILE", "ARG"]
    lines, serial = ["HEADER    DESIGNED PROTEIN"], 0
    for residue in range(len(atoms) // 3):
        n, alpha, carbon = atoms[residue * 3 : residue * 3 + 3]
        after = atoms[residue * 3 + 3] if residue * 3 + 3 < len(atoms) else carbon + 0.6 * (carbon - n)
        out = carbon - ((alpha + after) / 2 - carbon) / np.linalg.norm((alpha + after) / 2 - carbon) * 1.23
        for name, place in (("N", n), ("CA", alpha), ("C", carbon), ("O", out)):
            serial += 1
            x, y, z = place
            where = f"{name:<3s} {names[residue % 8]} A{residue + 1:4d}    {x:8.3f}{y:8.3f}{z:8.3f}"
            lines.append(f"ATOM  {serial:5d}  {where}  1.00 20.00           {name[0]}")
    path.write_text("\n".join([*lines, "END"]) + "\n")
    return path


def log(run_id: str, name: str, best: float) -> None:
    """Log one detector's run."""
    run = wandb.init(
        project="street", id=run_id, name=name, config={"detector": name},
        settings=wandb.Settings(host="node", username="user", x_executable="python", program="detect.py", console="off",
                                x_disable_stats=True),
    )  # fmt: skip
    places, kinds = sweep(np.random.default_rng(1))
    seed = sum(map(ord, run_id))
    for epoch in range(EPOCHS):
        skill = best * (epoch + 1) / EPOCHS
        boxes = found(np.random.default_rng(seed + epoch), skill)
        shades = np.array([(110, 116, 128), (150, 140, 128), (225, 120, 80)])[(kinds == 7) + 2 * (kinds == 2)]
        arrow = {"start": [0, 0, -1.6], "end": [4.0 + 2 * skill, 0, -1.6], "color": [255, 80, 120]}
        scene = {
            "type": "lidar/beta",
            "points": np.c_[places, shades],
            "boxes": np.array(boxes),
            "vectors": np.array([arrow]),
        }
        shape = wandb.Object3D(str(body(skill, SCRATCH / f"body{epoch}.obj")), caption=f"after {epoch + 1} epochs")
        run.log({
            "epoch": epoch, "val/recall": len(boxes) / len(OBJECTS),
            "sweep": wandb.Object3D(scene, caption=f"{len(boxes)} objects found"), "body": shape,
        })  # fmt: skip
    run.log({
        "surfaces": wandb.Object3D(np.c_[places, kinds], caption="4 road, 7 facade, 2 object"),
        "ligands": [
            wandb.Molecule.from_smiles("CN1C=NC2=C1C(=O)N(C(=O)N2C)C", caption="caffeine"),
            wandb.Molecule.from_smiles("CC(=O)Oc1ccccc1C(=O)O", caption="aspirin"),
        ],
        "protein": wandb.Molecule(str(bundle(SCRATCH / "bundle.pdb")), caption="three helices"),
    })  # fmt: skip
    run.finish()


def keep(target: Path, run_id: str, stamp: str) -> None:
    """Copy the log and the media of a run, under a name that says no real time."""
    (source,) = SCRATCH.glob(f"wandb/offline-run-*-{run_id}")
    folder = target / f"offline-run-{stamp}-{run_id}"
    shutil.copytree(source / "files" / "media", folder / "files" / "media")
    shutil.copy(source / f"run-{run_id}.wandb", folder)


if __name__ == "__main__":
    shutil.rmtree(HERE / "scenes", ignore_errors=True)
    for run_id, name, best in (("scnbase0", "pillars-base", 0.6), ("scnlarge", "pillars-large", 0.98)):
        log(run_id, name, best)
        keep(HERE / "scenes", run_id, "20261121_080000")
    shutil.rmtree(SCRATCH)
