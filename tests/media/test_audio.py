"""Waveforms and spectrograms of known sounds."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from reportgen.media import audio
from reportgen.model.media import MediaError


def sound(samples, rate=8000, kind="WAV") -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format=kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "type_"), [("WAV", "wav"), ("FLAC", "flac"), ("OGG", "ogg"), ("MP3", "mpeg"), ("AIFF", "aiff")]
)
def test_formats_and_their_peak(kind, type_):
    tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(16000) / 8000)
    content = sound(tone, kind=kind)
    assert audio.media_type(content) == f"audio/{type_}"
    heard = audio.listen(content, "tone")
    assert heard.seconds == pytest.approx(2, abs=0.15)
    assert np.median(heard.peaks[:, 1]) == pytest.approx(0.5, abs=0.05)
    loudest = audio.ROWS - 1 - np.bincount(heard.power.argmax(axis=0)).argmax()
    assert loudest == pytest.approx(1000 / 4000 * audio.ROWS, abs=1)


def test_two_channels_silence_and_one_sample():
    assert audio.listen(sound(np.zeros((100, 2))), "s").channels == 2
    assert audio.listen(sound(np.zeros(100)), "s").power.max() == 0
    assert len(audio.listen(sound(np.ones(1)), "s").peaks) == 1


@pytest.mark.parametrize("content", [b"RIFF\x00\x00\x00\x00WAVE", b"fLaC", b"x" * 50])
def test_broken(content):
    with pytest.raises(MediaError, match="no waveform"):
        audio.listen(content, "x")
