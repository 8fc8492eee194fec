"""The poster: a scene drawn once when the report is built, with the camera that the live view starts from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen import portable
from reportgen.scene.camera import Camera, upright
from reportgen.scene.model import Copies, Floats, Ints, Material, Mesh, Scene, linear_light, srgb_light
from reportgen.scene.points import Ramp, colored, gradient
from reportgen.scene.raster import Canvas
from reportgen.scene.unit_shapes import merged

WIDTH, HEIGHT = 480, 360
_FINER = 2.0
_MOST_PIXELS = 25_000_000
"""Pixels that surfaces may cover together, one over the other."""
_MOST_POINTS = 400_000
_STROKE = 1.5
"""Pixels that a line is wide which is seen through everything."""
Pixels = NDArray[np.uint8]


def draw(scene: Scene, camera: Camera, point_size: float, *, grid: bool = True, by_height: bool = False) -> Pixels:
    """Return (360, 480, 4) sRGB bytes with opacity; ``point_size`` in pixels of the poster.

    With ``by_height`` points are coloured so whatever was logged.
    """
    surfaces = list(_surfaces(scene))
    finer = _fineness(surfaces, scene, camera)
    canvas = Canvas(camera, int(WIDTH * finer), int(HEIGHT * finer))
    for mesh in surfaces:
        _surface(canvas, mesh, scene)
    if scene.points is not None and len(scene.points.positions):
        points = scene.points
        if len(points.positions) > _MOST_POINTS:
            points = points.take(np.linspace(0, len(points.positions) - 1, _MOST_POINTS).astype(np.int64))
        known = None if by_height else colored(points)
        colors = np.zeros((0, 3), np.uint8) if known is None else known
        if known is None:
            heights = points.positions[:, 2 if scene.up == "z" else 1]
            colors = gradient()[Ramp.over(heights).steps(heights)]
        canvas.points(upright(points.positions, scene.up), colors, point_size * finer)
    for lines in (lines for lines in scene.lines if grid or not lines.ground):
        canvas.lines(upright(lines.ends.reshape(-1, 3), scene.up).reshape(-1, 2, 3), lines.color)
    _above(canvas, scene, finer)
    if finer >= 1:
        return canvas.shrunk(int(finer))
    return canvas.shrunk(1).repeat(round(1 / finer), axis=0).repeat(round(1 / finer), axis=1)


def _above(canvas: Canvas, scene: Scene, finer: float) -> None:
    """Draw what is seen through everything, its bars by lines, too, which do not get thinner than is seen."""
    copies = [copies for copies in scene.copies if copies.above and len(copies.matrices)]
    if not copies:
        return
    canvas.depth[:] = np.inf
    for part in copies:
        _surface(canvas, _of_copies(part), scene)
        if part.shape != "cone":
            middle, half = part.matrices[:, :, 3], part.matrices[:, :, 2]
            ends = np.stack([middle - half, middle + half], axis=1).reshape(-1, 3)
            canvas.lines(upright(ends, scene.up).reshape(-1, 2, 3), part.colors, _STROKE * finer)


def _surfaces(scene: Scene) -> Iterator[Mesh]:
    """Yield everything that has faces and can be hidden as a mesh."""
    alike: dict[Any, list[Mesh]] = {}
    for mesh in scene.meshes:
        if len(mesh.faces):
            has = mesh.normals is not None, mesh.colors is not None, mesh.uv is not None
            alike.setdefault((mesh.material, has), []).append(mesh)
    yield from (_joined(meshes) for meshes in alike.values())
    for copies in scene.copies:
        if len(copies.matrices) and not copies.above:
            yield _of_copies(copies)


def _of_copies(copies: Copies) -> Mesh:
    vertices, faces = merged(copies)
    each = len(vertices) // len(copies.matrices)
    colors = np.column_stack([copies.colors, np.full(len(copies.colors), 255, np.uint8)])
    return Mesh(vertices, faces, colors=np.repeat(colors, each, axis=0),
                material=Material((1, 1, 1, 1), unlit=copies.unlit))  # fmt: skip


def _joined(meshes: list[Mesh]) -> Mesh:
    """Return meshes of one material as one: a scene of a thousand parts is drawn as fast as one of a few."""
    if len(meshes) == 1:
        return meshes[0]
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes[:-1])])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=True)])

    def column(name: str) -> NDArray[Any] | None:
        parts = [getattr(mesh, name) for mesh in meshes]
        return None if parts[0] is None else np.concatenate(parts)

    vertices = np.concatenate([mesh.vertices for mesh in meshes])
    return Mesh(vertices, faces, "", column("normals"), column("colors"), column("uv"), meshes[0].material)


def _fineness(surfaces: list[Mesh], scene: Scene, camera: Camera) -> float:
    """Return how many pixels a side each of the poster's has: fewer where surfaces lie over each other many times."""
    canvas = Canvas(camera, WIDTH, HEIGHT)
    area = 0.0
    for mesh in surfaces:
        pixels, _ = canvas.project(upright(mesh.vertices, scene.up))
        a, b, c = (
            np.clip(np.nan_to_num(pixels[mesh.faces[:, corner]]), (0, 0), (WIDTH, HEIGHT)) for corner in range(3)
        )
        ab, ac = b - a, c - a
        area += float(np.abs(ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]).sum()) / 2
    return next((finer for finer in (_FINER, 1.0, 0.5, 0.25) if area * finer**2 <= _MOST_PIXELS), 0.125)


def _surface(canvas: Canvas, mesh: Mesh, scene: Scene) -> None:
    places = upright(mesh.vertices, scene.up)
    pixels, faces, weights = canvas.triangles(places, mesh.faces)
    corners = mesh.faces[faces]
    color = np.broadcast_to(np.array(mesh.material.color, np.float64), (len(faces), 4)).copy()
    if mesh.colors is not None:
        color *= (mesh.colors[corners] / 255 * weights[:, :, None]).sum(axis=1)
    if mesh.uv is not None and mesh.material.texture is not None:
        color *= _sampled(mesh, corners, weights)
    if not mesh.material.unlit:
        bright, shine = _light(_facing(mesh, places, corners, weights, scene), canvas.camera)
        glow = linear_light(np.array(mesh.material.emissive, np.float64))
        color[:, :3] = _shown(_linear(color[:, :3]) * bright[:, None] + shine[:, None] + glow)
    kept = color[:, 3] > 0.05  # noqa: PLR2004 - cut-outs such as leaves
    canvas.blend(pixels[kept], color[kept, :3].clip(0, 1).astype(np.float32), 1.0)


def _facing(mesh: Mesh, places: Floats, corners: Ints, weights: Floats, scene: Scene) -> Floats:
    """Return (k, 3) unit normals in y-up coordinates, smooth where the mesh has them."""
    if mesh.normals is not None:
        normals = (upright(mesh.normals, scene.up)[corners] * weights[:, :, None]).sum(axis=1)
    else:
        a, b, c = (places[corners[:, i]] for i in range(3))
        normals = np.cross(b - a, c - a)
    length = np.linalg.norm(normals, axis=1)
    unit: Floats = normals / np.where(length > 0, length, 1.0)[:, None]
    return unit


def _light(normals: Floats, camera: Camera) -> tuple[Floats, Floats]:
    """Return (k,) how much of the live view's even light, most from above, falls on a surface, and how it shines.

    Both sides are lit. The numbers are fitted to what the live view draws of a grey ball.
    """
    back = camera.view()[0][2]
    facing = np.where(portable.dot(normals, back)[:, None] < 0, -normals, normals)
    across, height = facing[:, 0] ** 2, facing[:, 1]
    edge = 1 - np.abs(portable.dot(facing, back))
    bright: Floats = 1.43 - 0.12 * across + 0.58 * height - 0.4 * height**2
    shine: Floats = 0.02 + 0.1 * edge * edge * edge
    return bright, shine


def _linear(colors: Floats) -> Floats:
    """Return (k, 3) sRGB colours in 0 to 1 as linear light, to the byte."""
    found: Floats = _LINEAR[np.rint(colors.clip(0, 1) * 255).astype(np.int64)]
    return found


def _shown(light: Floats) -> Floats:
    """Return (k, 3) linear light as sRGB, what is too bright pressed below white as the live view does.

    It is the Khronos PBR neutral tone mapper.
    """
    least = light.min(axis=1, keepdims=True)
    light = light - np.where(least < 0.08, least - 6.25 * least * least, _NEUTRAL_FOOT)  # noqa: PLR2004 - two feet
    peak = light.max(axis=1, keepdims=True)
    rest = 1 - _NEUTRAL_START
    pressed = 1 - rest * rest / np.maximum(peak + rest - _NEUTRAL_START, rest)
    faded = 1 - 1 / (_NEUTRAL_FADE * (peak - pressed) + 1)
    bright = light * (pressed / np.maximum(peak, 1e-9)) * (1 - faded) + pressed * faded
    light = np.where(peak < _NEUTRAL_START, light, bright)
    found: Floats = _SRGB[np.rint(light.clip(0, 1) * (len(_SRGB) - 1)).astype(np.int64)]
    return found


_NEUTRAL_FOOT, _NEUTRAL_START, _NEUTRAL_FADE = 0.04, 0.76, 0.15
_LINEAR = linear_light(np.arange(256) / 255)
_SRGB = srgb_light(np.arange(4096) / 4095)


def _sampled(mesh: Mesh, corners: Ints, weights: Floats) -> Floats:
    """Return (k, 4) colours of a texture, in 0 to 1; white where it cannot be read."""
    from reportgen.media.image import texture_pixels

    texture = mesh.material.texture
    pixels = None if texture is None else texture_pixels(texture.content)
    if pixels is None or mesh.uv is None:
        return np.ones((len(corners), 4))
    at = (mesh.uv[corners] * weights[:, :, None]).sum(axis=1) % 1.0
    x = np.minimum((at[:, 0] * pixels.shape[1]).astype(np.int64), pixels.shape[1] - 1)
    y = np.minimum((at[:, 1] * pixels.shape[0]).astype(np.int64), pixels.shape[0] - 1)
    found: Floats = pixels[y, x] / 255
    return found
