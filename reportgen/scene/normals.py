"""Surfaces set right: without what glTF forbids, and smooth where their files have no normals and they no edges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reportgen.scene.model import Mesh

_LEAST_FACES = 200
_EDGE = 0.8191520442889918  # the cosine of 35 degrees
_FEW_EDGES = 0.03


FAR = 1e30
"""Places farther away are none: their squares are no 32-bit numbers."""


def sound(mesh: Mesh) -> Mesh:
    """Return a mesh without what glTF forbids: places that are no numbers, normals without a length, loose textures."""
    places = mesh.vertices
    good = np.asarray((np.abs(places) < FAR).all(axis=1))
    faces = mesh.faces[((mesh.faces >= 0) & (mesh.faces < len(good))).all(axis=1)]
    faces = faces[good[faces].all(axis=1)]
    used = np.unique(faces)
    place = np.zeros(len(good), np.int64)
    place[used] = np.arange(len(used))
    normals = None
    if mesh.normals is not None and np.isfinite(mesh.normals[used]).all():
        length = np.linalg.norm(mesh.normals[used], axis=1, keepdims=True)
        normals = np.where(length > 1e-12, mesh.normals[used] / np.maximum(length, 1e-12), (0.0, 0.0, 1.0))  # noqa: PLR2004
    uv = mesh.uv[used] if mesh.uv is not None and np.isfinite(mesh.uv[used]).all() else None
    material = mesh.material if uv is not None else replace(mesh.material, texture=None)
    return Mesh(mesh.vertices[used], place[faces], mesh.name, normals,
                None if mesh.colors is None else mesh.colors[used], uv if material.texture else None,
                material)  # fmt: skip


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
