"""Sound."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reportgen.logger.media.given.arrays import as_array, is_array
from reportgen.logger.media.given.files import content_of, is_open, is_path, on_disk
from reportgen.logger.media.made import Made, named, text_of, whole
from reportgen.logger.misuse import UsageError
from reportgen.media.audio import media_type
from reportgen.model.media.recording import Audio as Stored
from reportgen.native.values import in_memory

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHAPE = "It is (samples,), or (samples, channels)."
_MOST_CHANNELS = 64
_ENDINGS = {
    "audio/wav": "wav", "audio/flac": "flac", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/aiff": "aiff",
    "audio/aac": "aac", "audio/mp4": "m4a",
}  # fmt: skip


class Audio(Made):
    """Audio: an array of samples, or a file by path or open (wav, flac, ogg, mp3).

    Samples are (samples,) or (samples, channels), at ``sample_rate`` a second: floats from -1 to 1, which are clipped,
    or integers of 16 or 32 bits, signed, or of 8 bits, unsigned. They are stored as WAV: floats with 16 bits.
    """

    _media: Stored

    def __init__(self, data_or_path: Any, sample_rate: int | None = None, caption: str | None = None) -> None:
        rate = 0 if sample_rate is None else whole(sample_rate, "sample_rate", "It is an integer, such as 44100.")
        if rate < 0 or (sample_rate is not None and not rate):
            raise UsageError(f"sample_rate: {rate} came", "It is how many samples there are in a second.")
        if isinstance(data_or_path, Audio):
            base = data_or_path.media()
            self._media = Stored(base.file, rate or base.sample_rate, caption=text_of(caption) or base.caption)
            return
        if is_path(data_or_path):
            file = on_disk(data_or_path, "data_or_path")
        elif is_open(data_or_path):
            content = content_of(data_or_path, "data_or_path")
            kind = _ENDINGS.get(media_type(content))
            if kind is None:
                raise UsageError("data_or_path: the format of the open file is not known", "Pass a WAV, FLAC or MP3.")
            file = in_memory(f"sound.{kind}", content)
        elif is_array(data_or_path) or isinstance(data_or_path, list | tuple):
            if not rate:
                raise UsageError("sample_rate: None came with an array", "Pass how many samples a second has.")
            file = in_memory("sound.wav", _wav(_samples(as_array(data_or_path)), rate))
        else:
            raise UsageError(f"data_or_path: {named(data_or_path)} came", "Pass an array or a file.")
        self._media = Stored(file, rate, caption=text_of(caption))

    def media(self) -> Stored:
        """Return it as readers return it."""
        return self._media

    @classmethod
    def sample_rates(cls, audios: Sequence[Audio]) -> list[int]:
        """Return the sample rate of each, 0 where only its file says it."""
        return [sound.media().sample_rate for sound in audios]


def _samples(array: NDArray[Any]) -> NDArray[Any]:
    """Return samples (samples, channels) of a type that WAV has."""
    import numpy as np

    shape = tuple(array.shape)
    if array.ndim == 2 and shape[0] <= _MOST_CHANNELS < shape[1]:  # noqa: PLR2004 - channels first, as torchaudio has it
        array = array.T
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2 or not array.size or array.shape[1] > _MOST_CHANNELS:  # noqa: PLR2004 - samples and channels
        raise UsageError(f"data_or_path: an array of the shape {shape} came", _SHAPE)
    kind = array.dtype
    if kind.kind == "f":
        with np.errstate(invalid="ignore"):
            scaled = np.clip(array.astype(np.float64), -1, 1) * np.iinfo(np.int16).max
        return np.nan_to_num(scaled).round().astype("<i2")
    if kind in (np.int16, np.int32, np.uint8):
        return array.astype(kind.newbyteorder("<"))
    low, high = int(array.min()), int(array.max())
    if kind.kind in "iu" and np.iinfo(np.int16).min <= low and high <= np.iinfo(np.int16).max:
        return array.astype("<i2")
    raise UsageError(
        f"data_or_path: an array of {kind} came",
        "Samples are floats from -1 to 1, or integers of 8, 16 or 32 bits.",
    )


def _wav(samples: NDArray[Any], rate: int) -> bytes:
    import wave

    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(samples.dtype.itemsize)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return stream.getvalue()
