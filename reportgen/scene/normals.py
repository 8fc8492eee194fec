"""Normals of surfaces whose files have none: smooth where the surface is, none where it has edges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportgen.scene.model import Mesh

_LEAST_FACES = 200
_EDGE = np.cos(np.radians(35))
_FEW_EDGES = 0.03


def smoothed(mesh: Mesh) -> Mesh:
    """Return a mesh with a normal for each vertex where nearly all faces meet at less than 35 degrees, else as it is.

    Vertices at the same place count as one, as in .stl files, which share none.
    """
    if mesh.normals is not None or len(mesh.faces) < _LEAST_FACES or not np.isfinite(mesh.vertices).all():
        return mesh
    _, place = np.unique(mesh.vertices.astype(np.float32), axis=0, return_inverse=True)
    place = place.ravel()
    a, b, c = (mesh.vertices[mesh.faces[:, corner]] for corner in range(3))
    across = np.cross(b - a, c - a)  # as long as twice the face's area, which weighs it
    total = np.zeros((int(place.max()) + 1, 3))
    for corner in range(3):
        np.add.at(total, place[mesh.faces[:, corner]], across)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    normals = (total / np.where(length > 0, length, 1.0))[place]
    size = np.linalg.norm(across, axis=1)
    flat = across[size > 0] / size[size > 0, None]
    bent = (normals[mesh.faces[size > 0]] * flat[:, None]).sum(axis=2) < _EDGE
    return mesh if not len(flat) or bent.mean() > _FEW_EDGES else replace(mesh, normals=normals)
