"""Where a scene is looked at from: the poster and the live view share it.

Angles as model-viewer means them: in y-up coordinates the camera stands at ``target + radius * (sin phi sin theta,
cos phi, sin phi cos theta)`` and looks at the target with y upward; ``fov`` is the vertical angle of view.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen import portable
from reportgen.scene.model import Floats, Up

FOV = 30.0
ASPECT = 4 / 3
_MARGIN = 1.06
SLOPE = float(portable.sin(np.radians(FOV / 2)) / portable.cos(np.radians(FOV / 2)))
"""The tangent of half the angle of view."""


@dataclass(frozen=True)
class Camera:
    """An orbit: ``theta`` and ``phi`` in degrees, ``radius`` and ``target`` in y-up lengths of the scene."""

    theta: float
    phi: float
    radius: float
    target: tuple[float, float, float]

    def view(self) -> tuple[Floats, Floats]:
        """Return the rows right, up, backward (3, 3) of the camera, and where it stands (3,)."""
        angles = np.array([self.theta, self.phi]) * (np.pi / 180)
        (sin_theta, sin_phi), (cos_theta, cos_phi) = portable.sin(angles), portable.cos(angles)
        back = np.array([sin_phi * sin_theta, cos_phi, sin_phi * cos_theta])
        right = np.array([cos_theta, 0.0, -sin_theta])
        return np.stack([right, np.cross(back, right), back]), np.array(self.target) + self.radius * back


def upright(places: Floats, up: Up) -> Floats:
    """Return (n, 3) places in y-up coordinates."""
    return places if up == "y" else places[:, (0, 2, 1)] * (1.0, 1.0, -1.0)


def framed(corners: Floats, theta: float, phi: float) -> Camera:
    """Return the nearest camera at these angles that sees (n, 3) y-up places whole in a view of 4:3.

    It turns about the middle of the box over them.
    """
    target = (corners.min(axis=0) + corners.max(axis=0)) / 2
    turn, _ = Camera(theta, phi, 0.0, (0.0, 0.0, 0.0)).view()
    right, up, back = portable.product(corners - target, turn.T).T
    slope = SLOPE
    needed = np.maximum(np.abs(up) / slope, np.abs(right) / (slope * ASPECT)) * _MARGIN + back
    radius = float(needed.max())
    x, y, z = (float(v) for v in target)
    return Camera(theta, phi, radius if radius > 0 else 1.0, (x, y, z))
