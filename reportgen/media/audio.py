"""Sound as a page shows it: how long, its waveform, and its spectrogram, all computed at build."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reportgen import portable
from reportgen.media.damage import silenced
from reportgen.model.media import MediaError

if TYPE_CHECKING:
    from soundfile import SoundFile

COLUMNS = 600
"""Columns of a waveform and of a spectrogram."""
ROWS = 128
"""Frequencies of a spectrogram, from 0 to half the sample rate."""
_WINDOW = 1024
_PIECE = 4_000_000
_RANGE_DB = 80.0
_MOST_SECONDS = 6 * 3600
_MEDIA_TYPES = {
    b"RIFF": "audio/wav", b"fLaC": "audio/flac", b"OggS": "audio/ogg", b"ID3\x03": "audio/mpeg",
    b"ID3\x04": "audio/mpeg", b"ID3\x02": "audio/mpeg", b"FORM": "audio/aiff",
}  # fmt: skip

_DAMAGED = "the file is damaged or cut off; log it again"
_REASONS = {
    1: "unsupported audio format; log it as WAV, FLAC, OGG or MP3",
    4: "unsupported audio encoding; log it as WAV, FLAC, OGG or MP3",
    18: "unsupported audio encoding; log it as WAV, FLAC, OGG or MP3",
}
"""By the number that libsndfile gives an error: not recognised, and known but not decoded."""


@dataclass(frozen=True)
class Sound:
    """A sound of ``seconds`` at ``rate`` samples a second, mixed to one channel for its pictures.

    ``peaks`` (columns, 2) are the lowest and highest sample of each column, -1 to 1; ``power`` (rows, columns) is the
    spectrogram from 0 (80 dB below the loudest) to 255, high frequencies first.
    """

    seconds: float
    rate: int
    channels: int
    peaks: NDArray[np.float64] = field(repr=False)
    power: NDArray[np.uint8] = field(repr=False)


def media_type(content: bytes) -> str:
    """Return the media type that a sound's first bytes tell, or an empty string."""
    if content[:4] in _MEDIA_TYPES and (content[:4] != b"RIFF" or content[8:12] == b"WAVE"):
        return _MEDIA_TYPES[content[:4]]
    if content[:1] == b"\xff" and len(content) > 1 and content[1] & 0xE0 == 0xE0:  # noqa: PLR2004 - a frame's sync bits
        return "audio/aac" if content[1] & 0x06 == 0 else "audio/mpeg"
    return "audio/mp4" if content[4:8] == b"ftyp" else ""


def listen(content: bytes, name: str) -> Sound:
    """Return what can be drawn of a sound; MediaError where its format is not decoded here."""
    import soundfile

    try:
        with silenced(), soundfile.SoundFile(io.BytesIO(content)) as file:
            frames, rate, channels = len(file), int(file.samplerate), int(file.channels)
            _check_length(frames / max(rate, 1), name)
            peaks, spectra = _read(file, frames)
    except soundfile.LibsndfileError as error:
        raise MediaError(f"no waveform: {_REASONS.get(error.code, _DAMAGED)}") from None
    except MediaError:
        raise
    except MemoryError:
        raise MediaError("no waveform: not enough memory to decode the audio") from None
    except Exception:  # noqa: BLE001 - a broken file breaks its decoder in any way
        raise MediaError(f"no waveform: {_DAMAGED}") from None
    return Sound(frames / max(rate, 1), rate, channels, peaks, _decibels(spectra))


def _check_length(seconds: float, name: str) -> None:
    if seconds > _MOST_SECONDS:
        raise MediaError(f"{name} is longer than {_MOST_SECONDS // 3600} hours")


def _read(file: SoundFile, frames: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the peaks and the power (rows, columns), reading some columns at a time."""
    columns = max(1, min(COLUMNS, frames // 2))
    edges = np.linspace(0, frames, columns + 1).astype(np.int64)
    window = 0.5 - 0.5 * portable.cos(np.arange(_WINDOW) * (2 * np.pi / (_WINDOW - 1)))  # Hann's
    peaks = np.zeros((columns, 2))
    spectra = np.zeros((ROWS, columns))
    at_once = max(1, _PIECE * columns // max(frames, 1))
    for first in range(0, columns, at_once):
        last = min(first + at_once, columns)
        piece = np.nan_to_num(file.read(int(edges[last] - edges[first]), dtype="float64", always_2d=True).mean(axis=1))
        for column in range(first, last):
            start, end = int(edges[column] - edges[first]), int(edges[column + 1] - edges[first])
            part = piece[start:end]
            if len(part):  # a header can promise more
                peaks[column] = part.min(), part.max()
                more = max(0, _WINDOW - (end - start)) // 2
                spectra[:, column] = _spectrum(piece[max(start - more, 0) : end + more], window)
    return peaks, spectra


def _spectrum(piece: NDArray[np.float64], window: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the most power around each of ROWS frequencies over up to four windows of a piece."""
    starts = np.linspace(0, max(len(piece) - _WINDOW, 0), 4).astype(np.int64)
    total = np.zeros(_WINDOW // 2)
    for start in np.unique(starts).tolist():
        part = piece[start : start + _WINDOW]
        waves = np.fft.rfft(part * window[: len(part)], _WINDOW)[:-1]
        total += waves.real * waves.real + waves.imag * waves.imag
    most: NDArray[np.float64] = total.reshape(ROWS, -1).max(axis=1)
    return most


def _decibels(power: NDArray[np.float64]) -> NDArray[np.uint8]:
    loudest = float(power.max(initial=0.0))
    if loudest <= 0:
        return np.zeros(power.shape, np.uint8)
    level = np.round(10 * portable.log10(np.maximum(power / loudest, 1e-12)), 6)  # decibels, no rounding noise
    return np.flipud(np.clip((level / _RANGE_DB + 1) * 255, 0, 255)).astype(np.uint8)


def picture(sound: Sound) -> bytes:
    """Return the spectrogram as a gray PNG."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(sound.power).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
