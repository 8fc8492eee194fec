"""Sound, video and molecules as scripts log them, and what is refused."""

from __future__ import annotations

import io
import re
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_store import logged
from PIL import Image as Pictures
from PIL import ImageSequence

from reportgen.logger.media.audio import Audio
from reportgen.logger.media.molecule import Molecule
from reportgen.logger.media.video import Video
from reportgen.logger.misuse import UsageError
from reportgen.media.audio import listen
from reportgen.scene.load import Wishes, read

TONE = np.sin(np.arange(8000) * 0.2)
FRAMES = np.random.default_rng(2).integers(0, 256, (5, 3, 12, 16), np.uint8)
RING = "c1ccccc1"


def samples(sound):
    """Return rate, channels and samples of a WAV file."""
    with wave.open(io.BytesIO(logged(sound).file.read())) as file:
        kind = {1: np.uint8, 2: "<i2", 4: "<i4"}[file.getsampwidth()]
        data = np.frombuffer(file.readframes(file.getnframes()), kind)
        return file.getframerate(), file.getnchannels(), data.reshape(-1, file.getnchannels())


def test_floats_are_stored_with_16_bits():
    rate, channels, found = samples(Audio(TONE, sample_rate=8000))
    assert (rate, channels, found.dtype.itemsize) == (8000, 1, 2)
    assert np.abs(found[:, 0] / 32767 - TONE).max() <= 0.5001 / 32767
    assert samples(Audio([2.0, -2.0, float("nan")], 10))[2].ravel().tolist() == [32767, -32767, 0]


@given(st.sampled_from([np.int16, np.int32, np.uint8]), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_whole_numbers_are_exact(kind, channels, seed):
    info = np.iinfo(kind)
    data = np.random.default_rng(seed).integers(info.min, info.max, (70, channels), kind, endpoint=True)
    rate, count, found = samples(Audio(data, sample_rate=16000))
    assert (rate, count) == (16000, channels)
    assert (found == data).all()
    assert (samples(Audio(data.T, sample_rate=16000))[2] == data).all()


def test_sound_can_be_heard_and_its_rate_is_known():
    found = logged(Audio(np.stack([TONE, -TONE], 1), sample_rate=4000, caption="two"))
    assert (found.sample_rate, found.caption, found.facts()["sample_rate"]) == (4000, "two", 4000)
    assert (listen(found.file.read(), "it").seconds, listen(found.file.read(), "it").channels) == (2.0, 2)
    assert Audio.sample_rates([Audio(TONE, 7)]) == [7]


def test_files_of_sound_are_kept(tmp_path):
    content = logged(Audio(TONE, 8000)).file.read()
    (tmp_path / "a.wav").write_bytes(content)
    for source in (tmp_path / "a.wav", str(tmp_path / "a.wav"), io.BytesIO(content)):
        found = logged(Audio(source, caption="c"))
        assert found.file.read() == content
        assert found.file.name.endswith(".wav")


@pytest.mark.parametrize("fps", [None, 25])
def test_frames_become_a_gif(fps):
    found = logged(Video(FRAMES // 64 * 64, fps=fps, format="gif", caption="c"))
    picture = Pictures.open(io.BytesIO(found.file.read()))
    assert (picture.format, picture.n_frames, picture.info["duration"]) == ("GIF", 5, 40 if fps else 250)
    assert (found.width, found.height, found.caption) == (16, 12, "c")
    for frame, expected in zip(ImageSequence.Iterator(picture), FRAMES // 64 * 64, strict=True):
        assert (np.asarray(frame.convert("RGB")) == np.moveaxis(expected, 0, -1)).all()


def test_videos_are_tiled_and_floats_normalised():
    found = logged(Video(np.zeros((3, 4, 1, 6, 8))))
    assert (found.width, found.height) == (24, 6)
    video = logged(Video(np.linspace(0, 1, 4).reshape(4, 1, 1, 1)))
    frames = ImageSequence.Iterator(Pictures.open(io.BytesIO(video.file.read())))
    assert [frame.convert("L").getpixel((0, 0)) for frame in frames] == [0, 85, 170, 255]


def test_another_format_of_frames_warns():
    with pytest.warns(UserWarning, match="stored as GIF.*mp4"):
        assert logged(Video(FRAMES, format="mp4")).file.name == "video.gif"


def test_files_of_video_are_kept(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x18ftypisom")
    with (tmp_path / "a.mp4").open("rb") as file:
        for source in (tmp_path / "a.mp4", file):
            assert logged(Video(source)).file.read() == b"\0\0\0\x18ftypisom"
    assert logged(Video(io.BytesIO(b"GIF89a"), format="gif")).file.name == "video.gif"


@pytest.mark.parametrize("kind", ["pdb", "pqr", "mmcif", "mcif", "cif", "sdf", "sd", "gro", "mol2", "mmtf"])
def test_molecules_of_all_types(tmp_path, kind):
    place = tmp_path / f"thing.{kind}"
    place.write_text("HEADER\n")
    with place.open() as file:
        for source in (str(place), place, file):
            assert logged(Molecule(source, caption="c")).file.name.endswith(f".{kind}")
    assert logged(Molecule(io.StringIO("HEADER\n"), file_type=kind)).file.name == f"molecule.{kind}"


def test_smiles():
    for made in (Molecule.from_smiles(RING, caption="benzene"), Molecule(RING, "benzene")):
        found = logged(made)
        assert (found.smiles, found.caption, found.file) == (RING, "benzene", None)


def test_molecules_of_rdkit_have_places_in_space():
    from rdkit import Chem

    molecule = Chem.MolFromSmiles(RING)
    first, second = (logged(made(molecule)).file.read() for made in (Molecule, Molecule.from_rdkit))
    assert first == second
    scene = read(first, "molecule.sdf", lambda _: None, Wishes())
    assert len(scene.molecule.atoms if hasattr(scene, "molecule") else scene.copies) > 0
    assert (
        np.ptp([float(line[20:30]) for line in first.decode().splitlines() if re.match(r"\s+-?\d+\.\d{4}", line)]) >= 0
    )
    flat = logged(Molecule.from_rdkit(molecule, convert_to_3d_and_optimize=False)).file.read().decode()
    assert " 6  6 " in flat
    assert " 12 12 " in first.decode()


def test_files_of_rdkit(tmp_path):
    from rdkit import Chem

    (tmp_path / "m.mol").write_text(Chem.MolToMolBlock(Chem.MolFromSmiles(RING)))
    assert logged(Molecule.from_rdkit(str(tmp_path / "m.mol"))).file.name == "m.mol"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Audio(TONE), r"sample_rate: None came with an array"),
        (lambda: Audio(TONE, sample_rate=0), r"sample_rate: 0 came"),
        (lambda: Audio(np.zeros((2, 2, 2)), 10), r"\(2, 2, 2\) came.*\(samples, channels\)"),
        (lambda: Audio(np.full(9, 70_000, np.int64), 10), r"array of int64 came"),
        (lambda: Audio(io.BytesIO(b"nothing"), 10), r"format of the open file is not known"),
        (lambda: Audio(5, 10), r"data_or_path: an int came"),
        (lambda: Video(np.zeros((4, 6, 8, 3))), r"\(4, 6, 8, 3\) came.*moveaxis"),
        (lambda: Video(np.zeros((4, 5, 8, 8))), r"\(4, 5, 8, 8\) came.*1, 3 or 4 channels"),
        (lambda: Video(FRAMES, format="avi"), r"format: 'avi' came.*gif, mp4"),
        (lambda: Video(FRAMES, fps=0), r"fps: 0 came"),
        (lambda: Video(io.BytesIO(b"GIF89a")), r"file_type: the type of an open file is not known"),
        (lambda: Video(5), r"data_or_path: an int came"),
        (lambda: Molecule("missing.pdb"), r"there is no file 'missing.pdb'"),
        (lambda: Molecule("missing.xyz"), r"there is no file 'missing.xyz'"),
        (lambda: Molecule(io.StringIO("x"), file_type="xyz"), r"'xyz' is not a supported type"),
        (lambda: Molecule(5), r"data_or_path: an int came"),
        (lambda: Molecule.from_smiles(""), r"data: '' came"),
        (lambda: Molecule.from_rdkit(5), r"data_or_path: an int came"),
    ],
)
def test_misuse_is_said(made, said):
    with pytest.raises(UsageError) as error:
        made()
    assert re.search(said, str(error.value)), str(error.value)
