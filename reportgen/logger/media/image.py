"""Images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from reportgen.logger.media.classes import Classes as ClassNames
from reportgen.logger.media.classes import labels_of
from reportgen.logger.media.given.arrays import as_array, derives_from, is_array
from reportgen.logger.media.given.files import content_of, is_open, is_path, on_disk
from reportgen.logger.media.given.pyplot import as_figure, picture_of
from reportgen.logger.media.made import Made, named, text_of, whole
from reportgen.logger.media.pixels import normalising
from reportgen.logger.media.pixels.overlays import boxes_of, groups_of, mask_of
from reportgen.logger.media.pixels.png import by_pillow, opened, png
from reportgen.logger.misuse import UsageError
from reportgen.model.media import Held, MediaError, MediaFile
from reportgen.model.media.image import Classes, Normalization
from reportgen.model.media.image import Image as Stored
from reportgen.native.values import in_memory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Pillow

_ARGUMENT = "data_or_path"
_FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "bmp": "BMP", "webp": "WEBP", "gif": "GIF"}
_PLAIN_MODES = frozenset(normalising.MODES.values())
_ARRAY_MODES = {
    "L": 1,
    "1": 1,
    "P": 1,
    "LA": 2,
    "RGB": 3,
    "YCbCr": 3,
    "HSV": 3,
    "LAB": 3,
    "RGBA": 4,
    "CMYK": 4,
    "RGBX": 4,
}
"""Modes of Pillow that an array can have, by the number of their channels."""
_IN_PNG = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I"})


class Image(Made):
    """An image: an array, a tensor, an image of Pillow, a figure, a file by path or open, or another ``Image``.

    An array is (H, W) or (H, W, C), a tensor of PyTorch (C, H, W); 1 channel is gray, 3 are RGB, 4 RGBA; a batch
    becomes a grid. Of another ``Image`` the file is referred to, not copied, and its boxes and masks stay with it.
    ``mode`` is a mode of Pillow that says otherwise. Values of arrays and tensors are normalised: all
    in [0, 1] times 255; else all in [-1, 1] as ``255 * 0.5 * (x + 1)``; else they are clipped to 0 to 255;
    ``normalize=False`` only clips. The rule is logged with the image. Releases of other SDKs differ in this, and this
    is what their documents say. It is chosen for each image, so that images of one batch may be treated differently:
    scale them yourself where that matters. Images of Pillow and files are never changed.

    ``boxes`` are groups by name of ``{"box_data": [...], "class_labels": {id: name}}``, ``masks`` of ``{"mask_data":
    array | "path": str, "class_labels": {id: name}}``; ``classes`` names the classes of all of them. ``file_type`` is
    png, jpg, bmp or webp, and does not apply to files.
    """

    MAX_ITEMS = 108
    MAX_DIMENSION: ClassVar[int] = 65_500
    """Pixels of the longest side."""
    _media: Stored

    def __init__(  # noqa: PLR0913, PLR0917 - the arguments that people know
        self, data_or_path: Any, mode: str | None = None, caption: str | None = None, grouping: int | None = None,
        classes: ClassNames | Sequence[Mapping[str, Any]] | None = None, boxes: Mapping[str, Any] | None = None,
        masks: Mapping[str, Any] | None = None, file_type: str | None = None, normalize: bool = True,
    ) -> None:  # fmt: skip
        kind = _format(file_type)
        rule: Normalization = ""
        base: Stored | None = None
        if isinstance(data_or_path, Image):
            base = data_or_path.media()
            file, size, rule = base.file, (base.width, base.height), base.normalization
        elif is_array(data_or_path):
            file, size, rule = _of_array(data_or_path, mode, kind, normalize=normalize)
        else:
            file, size = _of_other(data_or_path, mode, kind)
        if max(size) > self.MAX_DIMENSION:
            raise UsageError(
                f"{_ARGUMENT}: an image of {size[0]:,} × {size[1]:,} pixels came",
                f"No side may be longer than {self.MAX_DIMENSION:,}: scale it down, or log parts of it.",
            )
        number = None if grouping is None else whole(grouping, "grouping", "It is an integer.")
        text, names = text_of(caption), labels_of(classes, "classes")
        if base is not None:  # what lies over it is not taken with it
            text = text if caption is not None else base.caption
            number = number if number is not None else base.grouping
            names = names or (dict(base.classes.shared.read()) if base.classes.shared is not None else {})
        over = _over(boxes, masks, names, size)
        self._media = Stored(file, *size, **over, normalization=rule, grouping=number, caption=text)

    def media(self) -> Stored:
        """Return it as readers return it."""
        return self._media

    @property
    def width(self) -> int:
        """Its width in pixels."""
        return self._media.width

    @property
    def height(self) -> int:
        """Its height in pixels."""
        return self._media.height

    @property
    def format(self) -> str:
        """The ending of its file: png, jpg, ..."""
        return self._media.file.name.rpartition(".")[2] if self._media.file is not None else ""

    @property
    def image(self) -> Pillow:
        """Its picture, as Pillow has it."""
        if self._media.file is None:
            raise MediaError("the image is missing")
        return opened(self._media.file.read())

    @classmethod
    def guess_mode(cls, data: Any) -> str:
        """Return the mode of Pillow that an array's shape means: L, RGB or RGBA; UsageError for any other."""
        channels = normalising.pixels_of(data, "data").shape[-1]
        if channels == 2:  # noqa: PLR2004 - gray with alpha must be asked for
            raise _two_channels("data", tuple(data.shape))
        return normalising.MODES[channels]

    @classmethod
    def to_uint8(cls, data: Any) -> NDArray[np.uint8]:
        """Return floats in [0, 1], or integers in [0, 255], as bytes; what is outside is clipped."""
        return normalising.to_uint8(as_array(data))

    @classmethod
    def all_boxes(
        cls, images: Sequence[Image], run: Any = None, run_key: str = "", step: int | str = ""
    ) -> list[dict[str, Any] | None] | Literal[False]:
        """Return the boxes of each image by group, None where one has none; False where none of them has any."""
        del run, run_key, step
        found = [image.media().facts().get("boxes") for image in images]
        return found if any(found) else False

    @classmethod
    def all_masks(
        cls, images: Sequence[Image], run: Any = None, run_key: str = "", step: int | str = ""
    ) -> list[dict[str, Any] | None] | Literal[False]:
        """Return the names of each image's masks, and of their classes; False where none of them has any."""
        del run, run_key, step
        found = [
            {name: {"class_labels": dict(mask.labels)} for name, mask in image.media().masks.items()} or None
            for image in images
        ]
        return found if any(found) else False

    @classmethod
    def all_captions(cls, images: Sequence[Image]) -> list[str] | Literal[False]:
        """Return the caption of each image; False where none of them has any."""
        found = [image.caption for image in images]
        return found if any(found) else False


def _over(boxes: Any, masks: Any, shared: Mapping[int, str], size: tuple[int, int]) -> dict[str, Any]:
    """Return what lies over an image as arguments of the model's."""
    groups = {name: boxes_of(name, group, shared) for name, group in groups_of(boxes, "boxes", ("box_data",)).items()}
    pictures = {
        name: mask_of(name, group, shared, size if all(size) else None)
        for name, group in groups_of(masks, "masks", ("mask_data", "path")).items()
    }
    classes = Classes(
        {name: group.labels for name, group in groups.items() if group.labels},
        {name: mask.labels for name, mask in pictures.items() if mask.labels},
        Held(shared) if shared else None,
    )
    return {"boxes": {name: Held(group) for name, group in groups.items()}, "masks": pictures, "classes": classes}


def _format(file_type: str | None) -> str:
    """Return the ending of a file type; UsageError for one that cannot be written."""
    if file_type is None:
        return "png"
    kind = str(file_type).lower().lstrip(".")
    if kind not in _FORMATS:
        raise UsageError(f"file_type: '{file_type}' came", f"It is one of {', '.join(_FORMATS)}.")
    return kind


def _of_array(
    value: Any, mode: str | None, kind: str, *, normalize: bool
) -> tuple[MediaFile, tuple[int, int], Normalization]:
    pixels = normalising.pixels_of(value, _ARGUMENT)
    channels = pixels.shape[-1]
    if mode is not None and mode not in _ARRAY_MODES:
        raise UsageError(f"mode: '{mode}' came", f"Modes of arrays are {', '.join(_ARRAY_MODES)}.")
    if channels == 2 and mode != "LA":  # noqa: PLR2004 - gray with alpha
        raise _two_channels(_ARGUMENT, tuple(value.shape))
    data, rule = normalising.normalised(pixels, normalize=normalize)
    size = (data.shape[1], data.shape[0])
    own = normalising.MODES[channels]
    if kind == "png" and mode in (None, own):
        return in_memory("image.png", png(data)), size, rule
    return _written(_picture(data, mode, own), kind), size, rule


def _two_channels(argument: str, shape: tuple[int, ...]) -> UsageError:
    hint = 'Images have 1 (gray), 3 (RGB) or 4 (RGBA) channels; pass mode="LA" for gray with alpha.'
    return UsageError(f"{argument}: an array of the shape {shape} came", hint)


def _picture(data: NDArray[np.uint8], mode: str | None, own: str) -> Pillow:
    """Return bytes as a picture of a mode: read as that mode where it has as many channels, else converted."""
    from PIL import Image as Pictures

    height, width, channels = data.shape
    read_as = mode if mode in _ARRAY_MODES and _ARRAY_MODES[mode] == channels and mode not in ("1", "P") else own
    picture = Pictures.frombytes(read_as, (width, height), data.tobytes())
    return picture if mode in (None, read_as) else picture.convert(mode)


def _written(picture: Pillow, kind: str) -> MediaFile:
    """Return a picture of Pillow as a file; the modes that browsers show are kept."""
    if kind == "png" and picture.mode in _PLAIN_MODES and "transparency" not in picture.info:
        import numpy as np

        pixels = np.asarray(picture)
        return in_memory("image.png", png(pixels if pixels.ndim == 3 else pixels[..., None]))  # noqa: PLR2004
    if picture.mode not in _IN_PNG and not picture.mode.startswith("I;16"):
        if picture.mode == "F":
            raise UsageError(
                f"{_ARGUMENT}: an image of the mode F (floats) came",
                "Log its array, numpy.asarray(image), which is normalised, or convert it to L.",
            )
        picture = picture.convert("RGBA" if "A" in picture.getbands() or "a" in picture.getbands() else "RGB")
    return in_memory(f"image.{kind}", by_pillow(picture, _FORMATS[kind]))


def _of_other(value: Any, mode: str | None, kind: str) -> tuple[MediaFile, tuple[int, int]]:
    """Return the file and the size of a picture of Pillow, a file, or a figure."""
    if is_path(value):
        file = on_disk(value, _ARGUMENT)
        return file, _identified(value, file.name)[1]
    if derives_from(value, "PIL") and hasattr(value, "getbands"):
        picture: Pillow = value if mode in (None, value.mode) else value.convert(mode)
        return _written(picture, kind), picture.size
    figure = as_figure(value)
    if figure is not None:
        drawn = opened(picture_of(figure))
        return _written(drawn, kind), drawn.size
    if is_open(value):
        import io

        content = content_of(value, _ARGUMENT)
        ending, size = _identified(io.BytesIO(content), str(getattr(value, "name", "the file")))
        return in_memory(f"image.{ending}", content), size
    if derives_from(value, "plotly"):
        raise UsageError(f"{_ARGUMENT}: a Plotly figure came", "Log it as it is: it stays interactive.")
    hint = "Pass an array, a tensor, an image of Pillow, a figure of Matplotlib, or a file."
    if isinstance(value, list | tuple):
        hint = "Log a list of images, or pass numpy.asarray of numbers."
    raise UsageError(f"{_ARGUMENT}: {named(value)} came", hint)


def _identified(place: Any, name: str) -> tuple[str, tuple[int, int]]:
    """Return the ending that a picture's format has, and its size; UsageError where it is none."""
    from PIL import Image as Pictures

    try:
        with Pictures.open(place) as picture:
            kind = (picture.format or "").lower()
            return {"jpeg": "jpg", "mpo": "jpg", "tiff": "tif"}.get(kind, kind), picture.size
    except Exception:  # noqa: BLE001 - what is no picture breaks its decoder in any way
        raise UsageError(f"{_ARGUMENT}: '{name}' is not an image that can be read", "Pass a PNG or JPEG.") from None
