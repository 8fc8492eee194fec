"""Pictures pass through untouched, without what cameras write into them; others are converted; broken ones say so."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from reportgen.errors import ReportError
from reportgen.media import image
from reportgen.media.turn import Turn
from reportgen.model.media import MediaError, MediaFile
from reportgen.model.media.image import Box, Boxes

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 40, 3)).astype(np.uint8)


def saved(folder, name, picture=None, **options):
    (picture or Image.fromarray(PIXELS)).save(folder / name, **options)
    return MediaFile(folder, name)


def camera(orientation=1):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = orientation, "Camera of somebody", {1: "N"}
    return exif


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif"])
def test_bytes_pass_through(tmp_path, name):
    file = saved(tmp_path, name)
    picture = image.load(file)
    assert picture.content == file.read() == picture.again()
    assert (picture.width, picture.height) == (40, 20)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_exif_goes_and_pixels_stay(tmp_path, name):
    file = saved(tmp_path, name, exif=camera())
    kept, bare = image.load(file, exif=True), image.load(file)
    assert b"Camera of somebody" in kept.content
    assert b"Camera of somebody" not in bare.content
    assert bare.content == bare.again()
    with Image.open(io.BytesIO(kept.content)) as a, Image.open(io.BytesIO(bare.content)) as b:
        assert (np.asarray(a) == np.asarray(b)).all()
        assert not b.getexif()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tiff", "a.avif", "a.jpg", "p.png", "g.png", "t.png"])
def test_every_format_stands_upright(tmp_path, name, orientation):
    """As Pillow turns it; a JPEG by its orientation, which browsers follow, all others by their pixels."""
    drawn = {
        "p": Image.fromarray(PIXELS).quantize(16), "g": Image.fromarray(PIXELS[..., 0].astype(np.uint16) * 250),
        "t": Image.fromarray(np.dstack([PIXELS, PIXELS[..., 0]])),
    }.get(name[0], Image.fromarray(PIXELS))  # fmt: skip
    options = {"lossless": True} if name.endswith("webp") else {}
    written = Image.Exif()
    written[0x0112] = orientation
    file = saved(tmp_path, name, drawn, exif=written, **options)
    for exif in (False, True):
        picture = image.load(file, exif=exif)
        with Image.open(io.BytesIO(picture.content)) as shown, Image.open(tmp_path / name) as logged:
            assert shown.getexif().get(0x0112, 1) == (orientation if name == "a.jpg" else 1)
            wanted, found = (np.asarray(ImageOps.exif_transpose(one)) for one in (logged, shown))
            assert (found == wanted).all()
            assert (picture.width, picture.height) == found.shape[1::-1] == ((20, 40) if orientation >= 5 else (40, 20))
            if name[0] == "p":
                assert shown.mode == "P"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_and_masks_turn_with_their_picture(orientation):
    stored = np.zeros((6, 10), np.int64)
    stored[1:3, 2:7] = 1
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    Image.fromarray(stored.astype(np.uint8)).save(buffer, "PNG", exif=exif)
    with Image.open(buffer) as logged:
        wanted = np.asarray(ImageOps.exif_transpose(logged))
    turn = Turn(orientation, 10, 6)
    assert (turn.mask(stored) == wanted).all()
    (box,) = turn.boxes(Boxes((Box(2, 1, 7, 3),))).boxes
    ys, xs = np.nonzero(wanted)
    assert (box.x0, box.y0, box.x1, box.y1) == (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
    assert turn.size == wanted.shape[::-1]


def test_what_was_measured_upright_stays():
    turn = Turn(6, 90, 60)
    assert turn.is_seen(60, 90)
    assert turn.is_seen(30, 45)
    assert not turn.is_seen(90, 60)
    assert not turn.is_seen(80, 60)
    assert turn.reaches(Boxes((Box(0, 0, 50, 88),)))
    assert not turn.reaches(Boxes((Box(0, 0, 50, 55),)))
    assert not turn.reaches(Boxes((Box(0, 0, 500, 500),)))


def test_an_animation_and_a_broken_orientation_are_left_as_they_lie(tmp_path):
    frames = [Image.fromarray(PIXELS), Image.fromarray(PIXELS[::-1].copy())]
    file = saved(tmp_path, "a.png", frames[0], save_all=True, append_images=frames[1:], exif=camera(6))
    picture = image.load(file, exif=True)
    assert (picture.width, picture.height, picture.animated) == (40, 20, True)
    assert b"eXIf" not in picture.content
    for wrong in (0, 9, 77):
        picture = image.load(saved(tmp_path, f"{wrong}.png", exif=camera(wrong)))
        assert (picture.width, picture.height) == (40, 20)
    content = (tmp_path / "0.png").read_bytes()
    at = content.index(b"eXIf")
    (tmp_path / "b.png").write_bytes(content[: at + 4] + b"\xff" * 30 + content[at + 34 :])
    with contextlib.suppress(MediaError):  # its checksum is wrong, too
        assert image.load(MediaFile(tmp_path, "b.png")).width == 40


@pytest.mark.parametrize("name", ["a.tiff", "a.bmp"])
def test_other_formats_become_png(tmp_path, name):
    picture = image.load(saved(tmp_path, name))
    assert picture.media_type == "image/png"
    with Image.open(io.BytesIO(picture.content)) as shown:
        assert (np.asarray(shown.convert("RGB")) == PIXELS).all()


def test_what_stands_behind_a_photograph_goes(tmp_path):
    file = saved(tmp_path, "a.jpg", quality=95, progressive=True)
    whole = file.read()
    second = io.BytesIO()
    Image.fromarray(PIXELS).save(second, "JPEG", exif=camera())
    (tmp_path / "b.jpg").write_bytes(whole + second.getvalue())
    (tmp_path / "c.jpg").write_bytes(second.getvalue()[:2] + b"\xff" + second.getvalue()[2:])
    assert image.load(MediaFile(tmp_path, "b.jpg")).content == whole
    bare = image.load(MediaFile(tmp_path, "c.jpg")).content
    assert b"Camera of somebody" not in bare
    with Image.open(io.BytesIO(bare)) as picture:
        picture.load()


def test_comments_of_a_gif_go_and_its_frames_stay(tmp_path):
    frames = [Image.fromarray(PIXELS), Image.fromarray(PIXELS[::-1].copy())]
    options = {"save_all": True, "append_images": frames[1:], "loop": 0, "comment": b"somebody wrote"}
    file = saved(tmp_path, "a.gif", frames[0], **options)
    bare = image.load(file).content
    assert b"somebody wrote" in file.read()
    assert b"somebody wrote" not in bare
    with Image.open(io.BytesIO(bare)) as a, Image.open(io.BytesIO(file.read())) as b:
        assert (a.n_frames, a.info.get("loop")) == (b.n_frames, b.info.get("loop")) == (2, 0)
        assert (np.asarray(a.convert("RGB")) == np.asarray(b.convert("RGB"))).all()


def test_smaller_copies_are_turned_and_keep_sixteen_bits(tmp_path):
    file = saved(tmp_path, "a.jpg", exif=camera(6))
    picture = image.load(file)
    with Image.open(io.BytesIO(image.preview(picture, 100).content)) as small:
        assert small.size == (20, 40)
    ramp = np.linspace(0, 65535, 256 * 4).reshape(4, 256).astype(np.uint16)
    gray = image.load(saved(tmp_path, "g.png", Image.fromarray(ramp)))
    with Image.open(io.BytesIO(image.preview(gray, 256).content)) as small:
        assert np.asarray(small.convert("L")).mean() == pytest.approx(127, abs=4)


def test_measured_values_are_stretched_and_told(tmp_path):
    values = np.linspace(-3, 5, 12, dtype=np.float32).reshape(3, 4)
    picture = image.load(saved(tmp_path, "f.tiff", Image.fromarray(values)))
    with Image.open(io.BytesIO(picture.content)) as shown:
        assert (np.asarray(shown).min(), np.asarray(shown).max()) == (0, 255)
    assert "from −3 to 5" in picture.note


@pytest.mark.parametrize(("most", "unscaled"), [(0, False), (1, True), (2, False), (255, False)])
def test_pictures_logged_without_scaling(tmp_path, most, unscaled):
    values = np.random.default_rng(1).integers(0, 2, (64, 64, 3)).astype(np.uint8) * most
    picture = image.load(saved(tmp_path, "d.png", Image.fromarray(values)))
    assert picture.unscaled is unscaled
    assert ("values are 0 and 1 only" in picture.note) is unscaled


def test_a_picture_whose_values_wrapped_says_so(tmp_path):
    values = np.random.default_rng(1).choice([-1.0, 0.0, 0.4, 1.0], (48, 48, 3)).astype(np.int64).astype(np.uint8)
    picture = image.load(saved(tmp_path, "w.png", Image.fromarray(values)))
    assert picture.unscaled
    assert "-1 wrapped to 255" in picture.note


@pytest.mark.parametrize("values", [[0], [255], [0, 255], [0, 2], [1, 7], [0, 1, 2]])
def test_masks_black_and_ordinary_pictures_are_in_no_doubt(tmp_path, values):
    pixels = np.random.default_rng(1).choice(values, (48, 48)).astype(np.uint8)
    picture = image.load(saved(tmp_path, "m.png", Image.fromarray(pixels)))
    assert (picture.unscaled, picture.note) == (False, "")


def test_a_picture_that_changes_while_a_report_is_built(tmp_path):
    file = saved(tmp_path, "a.png")
    picture = image.load(file)
    (tmp_path / "a.png").write_bytes(b"other")
    with pytest.raises(ReportError, match="changed during"):
        picture.again()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not an image"),
        (b"\x89PNG\r\n\x1a\n", "not a picture|broken"), (b"", "empty"), (b"GIF89a", "broken|not a picture"),
    ],
)  # fmt: skip
def test_what_is_no_picture(tmp_path, content, what):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(MediaError, match=what):
        image.load(MediaFile(tmp_path, "x.png"))


def test_bombs(tmp_path):
    Image.new("1", (60_000, 60_000)).save(tmp_path / "bomb.png")
    Image.new("1", (60_000, 2)).save(tmp_path / "long.png")
    for name in ("bomb.png", "long.png"):
        with pytest.raises(MediaError, match=r"pixels|too large"):
            image.load(MediaFile(tmp_path, name))
