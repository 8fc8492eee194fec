"""Video."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from reportgen.logger.media.given.arrays import as_array, is_array
from reportgen.logger.media.given.files import is_open, is_path, typed_file
from reportgen.logger.media.made import Made, named, text_of
from reportgen.logger.media.pixels.normalising import MODES, normalised
from reportgen.logger.misuse import UsageError
from reportgen.model.media.recording import Video as Stored
from reportgen.native.values import in_memory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FPS = 4.0
_SHAPE = "Frames are (time, channels, height, width), with 1, 3 or 4 channels; several videos (videos, time, ...)."
_CHANNELS = (1, 3, 4)
_ARRAY = "Frames in an array are stored as GIF; encode them yourself, and log the file, to have"


class Video(Made):
    """A video: frames in an array, or a file by path or open (mp4, webm, gif, ogg).

    Frames are (time, channels, height, width), shown ``fps`` a second; several videos are tiled to one. Values are
    bytes; others are normalised as those of an ``Image`` are, all frames by one rule. Frames of an array are stored
    as GIF, for which nothing needs to be installed: 256 colours a frame, and times in hundredths of a second.
    ``format`` is the type of an open file; of an array anything but GIF warns.
    """

    EXPORTS = ("gif", "mp4", "webm", "ogg")
    """Types of files."""
    _media: Stored

    def __init__(
        self, data_or_path: Any, caption: str | None = None, fps: float | None = None, format: str | None = None,  # noqa: A002 - the name that people know
    ) -> None:  # fmt: skip
        kind = None if format is None else str(format).lower().lstrip(".")
        if kind is not None and kind not in self.EXPORTS:
            raise UsageError(f"format: '{format}' came", f"It is one of {', '.join(self.EXPORTS)}.")
        text = text_of(caption)
        if isinstance(data_or_path, Video):
            base = data_or_path.media()
            self._media = Stored(base.file, base.width, base.height, caption=text or base.caption)
        elif is_path(data_or_path) or is_open(data_or_path):
            self._media = Stored(typed_file(data_or_path, "data_or_path", self.EXPORTS, kind, "video"), caption=text)
        elif is_array(data_or_path) or isinstance(data_or_path, list | tuple):
            if kind not in (None, "gif"):
                warnings.warn(f"{_ARRAY} {kind}.", UserWarning, stacklevel=2)
            frames = _frames(as_array(data_or_path))
            file = in_memory("video.gif", _gif(frames, _rate(fps)))
            self._media = Stored(file, frames.shape[2], frames.shape[1], caption=text)
        else:
            raise UsageError(f"data_or_path: {named(data_or_path)} came", "Pass an array of frames, or a file.")

    def media(self) -> Stored:
        """Return it as readers return it."""
        return self._media


def _rate(fps: float | None) -> float:
    if fps is None:
        return _FPS
    try:
        rate = float(fps)
    except (TypeError, ValueError):
        rate = 0
    if not 0 < rate < float("inf"):
        raise UsageError(f"fps: {fps!r} came", "It is how many frames are shown in a second.")
    return rate


def _frames(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Return frames (time, height, width, channels) as bytes."""
    import numpy as np

    shape = tuple(array.shape)
    if array.ndim == 5 and array.size:  # noqa: PLR2004 - a batch
        array = _tiled(array)
    if array.ndim == 3:  # noqa: PLR2004 - gray
        array = array[:, np.newaxis]
    if array.ndim != 4 or not array.size or array.shape[1] not in _CHANNELS:  # noqa: PLR2004 - (t, c, h, w)
        hint = _SHAPE
        if array.ndim == 4 and shape[-1] in _CHANNELS:  # noqa: PLR2004 - (t, h, w, c)
            hint = "Its channels come last: log numpy.moveaxis(array, -1, 1)."
        raise UsageError(f"data_or_path: an array of the shape {shape} came", hint)
    if array.dtype.kind not in "biuf":
        raise UsageError(f"data_or_path: an array of {array.dtype} came", "Frames are integers or floats.")
    frames = np.moveaxis(array, 1, -1)
    return frames if frames.dtype == np.uint8 else normalised(frames, normalize=True)[0]


def _tiled(videos: NDArray[Any]) -> NDArray[Any]:
    """Return videos (videos, time, channels, height, width) as one, in rows and columns as even as they can be."""
    import numpy as np

    count, time, channels, height, width = videos.shape
    down = int(np.sqrt(count))
    across = -(-count // down)
    wall = np.zeros((time, channels, down * height, across * width), videos.dtype)
    for place, video in enumerate(videos):
        top, left = place // across * height, place % across * width
        wall[:, :, top : top + height, left : left + width] = video
    return wall


def _gif(frames: NDArray[np.uint8], rate: float) -> bytes:
    from PIL import Image

    height, width, channels = frames.shape[1:]
    mode = MODES[channels]
    pictures = [Image.frombytes(mode, (width, height), frame.tobytes()) for frame in frames]
    stream = io.BytesIO()
    pause = max(round(100 / rate), 1) * 10
    clear = 2 if mode == "RGBA" else 0
    pictures[0].save(stream, "GIF", save_all=True, append_images=pictures[1:], duration=pause, loop=0, disposal=clear)
    return stream.getvalue()
