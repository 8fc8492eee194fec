"""Scenes as cells: how a panel draws them, what the page knows of each, and their posters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, TypedDict, cast

from markupsafe import Markup

from reportgen import portable
from reportgen.blocks import Block, file_block, json_block, stream_block
from reportgen.inputs.rehearsal import is_rehearsed
from reportgen.model.media import MediaError, MediaFile, file_of
from reportgen.model.media.scene import Molecule, Object3D, PointCloud
from reportgen.model.media.scene import Scene as LoggedScene
from reportgen.scene.load import Wishes
from reportgen.texts import say

if TYPE_CHECKING:
    from reportgen.scene.camera import Camera
    from reportgen.scene.formats.gltf_file import Beside
    from reportgen.scene.model import Label, Scene

Drawable = Object3D | PointCloud | LoggedScene | Molecule
Background = Literal["auto", "light", "dark"]
_QUALITIES = (72, 55, 38)
_FEW = 30
_BESIDE = frozenset({"bin", "mtl", "png", "jpg", "jpeg", "webp", "bmp", "tga", "gif", "tif", "tiff", "ktx2"})
"""What a model may bring in from beside it: never a run's config or log."""
_THETA, _PHI, _FLAT_PHI = 35.0, 68.0, 55.0
_FLAT = 0.3
"""What is flatter than this share of its width is looked at from higher up."""
_INLINE = 16 * 1024
"""Bytes of a poster, at most, unless even the least quality needs more."""
_SAME = 1.6
"""How much larger or smaller a scene of the same key may be to be seen by the same camera."""


Coloring = Literal["color", "category", "value", "height"]
Place = Annotated[list[float], "[number, number, number]"]
Ends = Annotated[list[float], "[number, number]"]
LegendEntry = Annotated[list[Any], "[string, string, string, number?]"]
"""[name, colour, node or "", count]"""


class MarkPayload(TypedDict):
    """A label at a place of a scene."""

    text: str
    at: Place
    part: str
    color: str
    score: NotRequired[float]


class PointsPayload(TypedDict):
    """How the points of a scene are coloured: by the categories of the legend, or by a ramp from low to high."""

    points: NotRequired[int]
    ramp: NotRequired[Ends]
    stops: NotRequired[list[str]]
    colors: NotRequired[Coloring]
    colorBy: NotRequired[Coloring]
    legend: NotRequired[list[LegendEntry]]


class ScenePayload(PointsPayload):
    """A scene: a block of its GLB, or of what it is packed from, and how it is looked at."""

    kind: Literal["scene"]
    block: str
    packed: bool
    poster: str
    what: Literal["mesh", "points", "molecule"]
    up: Literal["y", "z"]
    lit: bool
    camera: Annotated[list[float], "[number, number, number, number, number, number]"]
    facts: str
    notes: list[str]
    units: str
    labelled: bool
    background: Background
    pointSize: float
    grid: bool
    origin: NotRequired[Place]
    labels: NotRequired[list[MarkPayload]]
    minScore: NotRequired[float]
    hydrogens: NotRequired[bool]
    atoms: NotRequired[str]
    caption: NotRequired[str]


@dataclass
class Scenes:
    """Makes cells of scenes. Those of one key share a camera where they fill about the same space."""

    wishes: Wishes = field(default_factory=Wishes)
    point_size: float | None = None
    color_by: Literal["logged", "height"] = "logged"
    units: str = ""
    labels: bool = True
    grid: bool | None = None
    background: Background = "auto"
    hydrogens: bool = True
    min_score: float | None = None
    class_names: Mapping[int, str] = field(default_factory=dict)
    """What categories of points and labels of boxes are called that were logged as numbers."""
    _cameras: dict[str, tuple[Camera, float]] = field(default_factory=dict)

    def add(self, item: Drawable, key: str, name: str, *, static: bool) -> tuple[ScenePayload, Markup, list[Block]]:
        """Return a scene's cell, its markup if static, and its blocks; MediaError says what is wrong with it."""
        from reportgen.scene import glb
        from reportgen.scene.ground import with_ground

        try:
            scene = self._read(item)
        except MediaError as error:
            file = file_of(item)
            raise MediaError(f"{file.name}: {error}" if file else str(error)) from None
        grid = scene.kind == "points" if self.grid is None else self.grid
        scene = with_ground(scene, self.units) if scene.passed is None else scene
        camera = self._camera(scene, key, grid=grid)
        point_size = self.point_size or sharpness(len(scene.points.positions) if scene.points else 0)
        picture = b"" if is_rehearsed() else self._poster(scene, camera, point_size, grid=grid)
        built = glb.write(scene) if scene.passed is None else None
        if built is None:
            content = file_block(scene.passed or b"", "model/gltf-binary", deflate=True)
        else:
            content = stream_block(built.packed, "scene")
        small = file_block(picture, "image/webp", inline=static, exact=True)
        cell = self._cell(scene, camera, (content, small), point_size, grid=grid)
        blocks = [content, small]
        if scene.atoms and scene.places is not None:
            blocks.append(_atoms(scene))
            cell["atoms"] = blocks[-1].id
        return cell, self._markup(scene, small, item.caption or name) if static else Markup(), blocks

    def _poster(self, scene: Scene, camera: Camera, point_size: float, *, grid: bool) -> bytes:
        """Return a scene's poster as WebP, of the best quality that is small enough."""
        from reportgen.media.image import webp
        from reportgen.scene import poster

        pixels = poster.draw(scene, camera, point_size, grid=grid, by_height=self.color_by == "height")
        picture = b""
        for quality in _QUALITIES:
            picture = webp(pixels, quality)
            if len(picture) <= _INLINE:
                break
        return picture

    def _read(self, item: Drawable) -> Scene:
        from reportgen.scene import load

        if isinstance(item, PointCloud | LoggedScene):
            return load.of_logged(item, self.wishes)
        if isinstance(item, Molecule) and item.smiles:
            return load.from_smiles(item.smiles, self.wishes)
        if item.file is None:
            raise MediaError("the log names no file")
        return load.read(item.file.read(), item.file.name, beside(item.file), self.wishes)

    def _camera(self, scene: Scene, key: str, *, grid: bool) -> Camera:
        """Return the camera: that of the key's first scene where this one fills about the same space."""
        import numpy as np

        from reportgen.scene.camera import framed, upright

        corners = scene.corners()
        if grid and scene.lines:
            corners = np.concatenate([corners, *(lines.ends.reshape(-1, 3) for lines in scene.lines if lines.ground)])
        corners = upright(corners, scene.up)
        wide, tall, deep = (float(v) for v in np.ptp(corners, axis=0))
        size = max(wide, tall, deep)
        own = framed(corners, _THETA, _FLAT_PHI if tall < _FLAT * size else _PHI)
        place = f"{key}\0{scene.up}\0{scene.origin}"
        known = self._cameras.get(place)
        if known is not None and 1 / _SAME < own.radius / known[0].radius < _SAME:
            apart = portable.length(np.array(own.target) - np.array(known[0].target))
            if apart < 0.25 * known[1]:
                return known[0]
        self._cameras.setdefault(place, (own, size))
        return own

    def _cell(
        self, scene: Scene, camera: Camera, blocks: tuple[Block, Block], point_size: float, *, grid: bool
    ) -> ScenePayload:
        content, small = blocks
        cell: ScenePayload = {
            "kind": "scene", "block": content.id, "packed": scene.passed is None, "poster": small.id,
            "what": scene.kind, "up": scene.up, "lit": scene.lit,
            "camera": [camera.theta, camera.phi, camera.radius, *camera.target],
            "facts": scene.facts, "notes": list(scene.notes), "units": "Å" if scene.kind == "molecule" else self.units,
            "labelled": self.labels, "background": self.background, "pointSize": point_size, "grid": grid,
        }  # fmt: skip
        if any(scene.origin):
            cell["origin"] = list(scene.origin)
        if scene.labels:
            cell["labels"] = [self._mark(label) for label in scene.labels]
            if self.min_score is not None:
                cell["minScore"] = self.min_score
        if any(copies.name == "hydrogens" for copies in scene.copies):
            cell["hydrogens"] = self.hydrogens
        if scene.legend:
            cell["legend"] = [list(entry) for entry in scene.legend]
        return cast("ScenePayload", {**cell, **points_look(scene, self.color_by, self.class_names)})

    def _mark(self, label: Label) -> MarkPayload:
        text = self._named(label.text, label.part)
        mark: MarkPayload = {"text": text, "at": list(label.at), "part": label.part, "color": label.color}
        return mark if label.score is None else {**mark, "score": label.score}

    def _named(self, text: str, part: str) -> str:
        known = part.startswith("box ") and text.isascii() and text.isdigit()
        return self.class_names.get(int(text[:9]), text) if known else text

    def _markup(self, scene: Scene, small: Block, name: str) -> Markup:
        facts = f"{name}: {scene.facts}" if scene.facts else name
        notes = "; ".join(part for part in (scene.facts, *scene.notes) if part)
        return Markup(
            '<rg-scene><span class="rg-scene-view"><img class="rg-poster" data-rg="{}" src="rg-inline:{}" '
            'width="480" height="360" alt="{}" decoding="async" loading="lazy"></span>'
            '<p class="rg-note rg-scene-facts">{}</p></rg-scene>'
        ).format(small.id, small.id, facts, notes)


def points_look(scene: Scene, color_by: str, names: Mapping[int, str]) -> PointsPayload:
    """Return what the page needs to colour points: the categories as legend, or the ramp from low to high."""
    import numpy as np

    from reportgen.overlay.palette import color_of
    from reportgen.scene.points import VIRIDIS, Ramp

    points = scene.points
    if points is None:
        return {}
    heights = points.positions[:, 2 if scene.up == "z" else 1]
    ramp = Ramp.over(heights)
    logged: Coloring = "height"
    if points.colors is not None:
        logged = "color"
    elif points.categories is not None:
        logged = "category"
    elif points.values is not None:
        logged = "value"
    found: PointsPayload = {
        "points": len(points.positions), "ramp": [ramp.low, ramp.high], "stops": list(VIRIDIS),
        "colors": logged, "colorBy": "height" if color_by == "height" else logged,
    }  # fmt: skip
    if points.categories is not None and logged == "category":
        kinds, counts = np.unique(points.categories, return_counts=True)
        found["legend"] = [
            [_category(int(kind), points.names, names), color_of(int(kind)), f"points {int(kind)}", int(count)]
            for kind, count in zip(kinds, counts, strict=True)
        ]
    return found


def _category(kind: int, names: Sequence[str], told: Mapping[int, str]) -> str:
    """Return what a category is called."""
    if kind < 0:
        return "other"
    return names[kind - 1] if 0 < kind <= len(names) else told.get(kind, str(kind))


def sharpness(count: int) -> float:
    """Return how large points are at first, in pixels: fewer are larger."""
    return 8.0 if count <= _FEW else round(min(max((60_000 / count) ** 0.5, 1.5), 5.0) * 2) / 2


def beside(file: MediaFile) -> Beside:
    """Return what reads files next to a scene's own, never outside its root."""

    def read(name: str) -> bytes | None:
        if name.rpartition(".")[2].lower() not in _BESIDE:
            return None
        try:
            return MediaFile(file.root, join(dirname(file.path.replace("\\", "/")), name.replace("\\", "/"))).read()
        except MediaError:
            return None

    return read


def _atoms(scene: Scene) -> Block:
    """Return what the pointer tells: places, and names by number in a list of their own."""
    import numpy as np

    names = sorted({text for atom in scene.atoms for text in (atom.name, atom.residue, atom.chain)})
    place = {name: number for number, name in enumerate(names)}
    places = np.round(scene.places, 2) if scene.places is not None else np.zeros((0, 3))
    return json_block({
        "names": names, "at": [float(v) for v in places.ravel()],
        "name": [place[atom.name] for atom in scene.atoms], "residue": [place[atom.residue] for atom in scene.atoms],
        "chain": [place[atom.chain] for atom in scene.atoms],
    })  # fmt: skip


def scene_alt(cells: Sequence[Mapping[str, Any]]) -> str:
    """Return in words what the scenes of a panel hold."""
    facts = [str(cell["facts"]) for cell in cells if cell.get("kind") == "scene" and cell.get("facts")]
    return say("The first: {facts}.", facts=facts[0]) if facts else ""
