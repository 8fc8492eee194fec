"""Images as scripts log them: what arrays become, boxes, masks, and what is refused."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_store import KeptStore, logged
from PIL import Image as Pictures

from reportgen.logger.media.classes import Classes
from reportgen.logger.media.image import Image
from reportgen.logger.media.pixels import png
from reportgen.logger.misuse import UsageError

NOISE = np.random.default_rng(7)
BOX = {"position": {"minX": 0.1, "maxX": 0.2, "minY": 0.3, "maxY": 0.4}, "class_id": 2}
MIDDLE = {"middle": [100, 40], "width": 20, "height": 10}


def pixels(image):
    """Return the pixels of a logged image as a reader has them."""
    return np.asarray(Pictures.open(io.BytesIO(logged(image).file.read())))


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (2, "LA"), (3, "RGB"), (4, "RGBA")])
@pytest.mark.parametrize("fast", [True, False])
def test_png_is_exact(channels, mode, fast, monkeypatch):
    if not fast:
        monkeypatch.setitem(__import__("sys").modules, "isal", None)
    png._deflate.cache_clear()
    data = NOISE.integers(0, 256, (37, 23, channels), np.uint8)
    picture = Pictures.open(io.BytesIO(png.png(data)))
    png._deflate.cache_clear()
    assert picture.mode == mode
    picture.verify()
    again = np.asarray(Pictures.open(io.BytesIO(png.png(data))))
    assert (again.reshape(data.shape) == data).all()


@pytest.mark.parametrize(
    ("values", "expected", "rule"),
    [
        ([0.0, 0.5, 1.0], [0, 127, 255], "unit"),
        ([-1.0, 0.0, 1.0], [0, 127, 255], "signed"),
        ([-3.0, 99.9, 300.0], [0, 99, 255], "clip"),
        ([0, 1, 1], [0, 255, 255], "unit"),
        ([-1, 0, 1], [0, 127, 255], "signed"),
        ([-5, 7, 256], [0, 7, 255], "clip"),
        ([0.0, 7.9, 255.0], [0, 7, 255], ""),
        ([0, 7, float("nan")], [0, 7, 0], "clip"),
        ([False, True, True], [0, 255, 255], "unit"),
        ([0.25, float("nan"), float("inf")], [63, 0, 255], "unit"),
        ([0, 0, 0], [0, 0, 0], "unit"),
    ],
)
def test_values_become_bytes_by_the_documented_rules(values, expected, rule):
    image = Image(np.array([values]))
    assert pixels(image).tolist() == [expected]
    assert logged(image).normalization == rule
    assert logged(image).facts().get("normalization", "") == rule


def test_bytes_are_not_touched_where_they_are_no_shares():
    image = Image(np.array([[0, 1, 2]], np.uint8))
    assert pixels(image).tolist() == [[0, 1, 2]]
    assert not logged(image).normalization


@pytest.mark.parametrize("values", [[0.0, 0.5, 1.0], [-1.0, 0.0, 1.0]])
def test_without_normalisation_values_are_only_clipped(values):
    image = Image(np.array([values]), normalize=False)
    assert pixels(image).tolist() == [[max(int(value), 0) for value in values]]
    assert logged(image).normalization == ("clip" if min(values) < 0 else "")


@given(st.integers(0, 255), st.sampled_from([np.float32, np.float64]))
def test_a_byte_divided_by_255_comes_back(byte, kind):
    array = np.array([[byte, 255]], kind) / kind(255)
    assert pixels(Image(array)).tolist() == [[byte, 255]]


def test_files_and_pictures_of_pillow_keep_their_pixels(tmp_path):
    picture = Pictures.fromarray(np.array([[0, 1], [1, 0]], np.uint8))
    assert pixels(Image(picture)).tolist() == [[0, 1], [1, 0]]
    picture.save(tmp_path / "a.png")
    for source in (tmp_path / "a.png", str(tmp_path / "a.png"), io.BytesIO((tmp_path / "a.png").read_bytes())):
        found = logged(Image(source, caption="c"))
        assert found.file.read() == (tmp_path / "a.png").read_bytes()
        assert (found.width, found.height, found.caption, found.normalization) == (2, 2, "c", "")


def test_a_palette_and_its_transparency_are_kept():
    picture = Pictures.new("P", (2, 1))
    picture.putpalette([0, 0, 0, 200, 10, 20])
    picture.putpixel((1, 0), 1)
    picture.info["transparency"] = 0
    again = Pictures.open(io.BytesIO(logged(Image(picture)).file.read()))
    assert again.mode == "P"
    assert again.convert("RGBA").getpixel((1, 0)) == (200, 10, 20, 255)
    assert again.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("kind", "format"), [("jpg", "JPEG"), ("jpeg", "JPEG"), ("bmp", "BMP"), ("webp", "WEBP"), ("png", "PNG")]
)
def test_file_types(kind, format):  # noqa: A002
    found = logged(Image(np.full((4, 4, 4), 0.5), file_type=kind))
    assert found.file.name == f"image.{kind}"
    assert Pictures.open(io.BytesIO(found.file.read())).format == format


@pytest.mark.parametrize(("shape", "mode"), [((4, 5), "L"), ((4, 5, 1), "L"), ((4, 5, 3), "RGB"), ((4, 5, 4), "RGBA")])
def test_the_mode_is_guessed_from_the_last_dimension(shape, mode):
    assert Image.guess_mode(np.zeros(shape)) == mode
    assert Pictures.open(io.BytesIO(logged(Image(np.zeros(shape))).file.read())).mode == mode


def test_a_mode_overrides_the_guess():
    assert Image(np.zeros((4, 5, 3)), mode="L").image.mode == "L"
    assert Image(np.zeros((4, 5, 2)), mode="LA").image.mode == "LA"
    hsv = np.full((1, 1, 3), [85, 255, 255], np.uint8)  # green
    assert Image(hsv, mode="HSV").image.getpixel((0, 0)) == (0, 255, 0)


class Tensor:
    """What is known of PyTorch's tensors here: they are recognised by their module and their methods."""

    __module__ = "torch"

    def __init__(self, array) -> None:
        self.array, self.shape, self.dtype = array, array.shape, f"torch.{array.dtype}"

    def detach(self):
        return self

    def cpu(self):
        return self

    def numpy(self):
        return self.array


def test_tensors_of_torch_have_their_channels_first():
    array = NOISE.random((3, 8, 6))
    assert (pixels(Image(Tensor(array))) == (np.moveaxis(array, 0, -1) * 255).astype(np.uint8)).all()
    assert pixels(Image(Tensor(array[:1]))).shape == (8, 6)
    assert pixels(Image(Tensor(array[0]))).shape == (8, 6)


class EagerTensor:
    """What is known of TensorFlow's tensors here: they lie as those of NumPy do."""

    __module__ = "tensorflow.python.framework.ops"

    def __init__(self, array) -> None:
        self.array, self.shape, self.dtype = array, array.shape, "<dtype: 'float32'>"

    def __array__(self):
        raise AssertionError

    def numpy(self):
        return self.array


def test_tensors_of_tensorflow_have_their_channels_last():
    array = NOISE.random((8, 6, 3))
    assert (pixels(Image(EagerTensor(array))) == (array * 255).astype(np.uint8)).all()


def test_a_batch_becomes_a_grid():
    batch = NOISE.random((10, 3, 8, 6))
    found = pixels(Image(Tensor(batch)))
    assert found.shape == (2 * 10 + 2, 8 * 8 + 2, 3)
    assert (found[2:10, 2:8] == (np.moveaxis(batch[0], 0, -1) * 255).astype(np.uint8)).all()
    assert (found == pixels(Image(np.moveaxis(batch, 1, -1)))).all()


def test_to_uint8():
    assert Image.to_uint8(np.array([-1.0, 0.5, 3])).tolist() == [0, 127, 255]
    assert Image.to_uint8(np.array([-1, 5, 300])).tolist() == [0, 5, 255]


def test_a_later_change_of_the_array_changes_nothing():
    array = np.full((2, 2), 7, np.uint8)
    image = Image(array)
    array[:] = 200
    assert pixels(image).tolist() == [[7, 7], [7, 7]]


def test_boxes_are_mixed_freely():
    boxes = {
        "predictions": {
            "box_data": [
                {**BOX, "scores": {"acc": 0.7, "loss": 1}, "box_caption": "a car", "track": np.int64(7)},
                {
                    "position": {"middle": [100, 40], "width": 20, "height": 10},
                    "domain": "pixel",
                    "class_id": np.int8(0),
                },
            ],
            "class_labels": {0: "road", 2: "car"},
        },
        "truth": {"box_data": [BOX]},
    }
    found = logged(Image(np.zeros((50, 200, 3)), boxes=boxes))
    first, second = found.boxes["predictions"].read().boxes
    assert (first.x0, first.y0, first.x1, first.y1) == (0.1, 0.3, 0.2, 0.4)
    assert (first.class_id, first.label, dict(first.scores), dict(first.more)) == (
        2, "a car", {"acc": 0.7, "loss": 1.0}, {"track": 7},
    )  # fmt: skip
    assert (second.x0, second.y0, second.x1, second.y1, second.domain) == (90, 35, 110, 45, "pixel")
    assert found.boxes["predictions"].read().labels == {0: "road", 2: "car"}
    assert found.boxes["truth"].read().labels == {}


def test_masks_of_arrays_and_of_files_keep_their_labels(tmp_path):
    ids = NOISE.integers(0, 5, (6, 9))
    Pictures.fromarray(ids.astype(np.uint8)).save(tmp_path / "mask.png")
    masks = {
        "predictions": {"mask_data": ids, "class_labels": {1: "car"}},
        "truth": {"path": str(tmp_path / "mask.png"), "class_labels": {"2": "road"}},
        "floats": {"mask_data": ids.astype(float)[..., None]},
    }
    found = logged(Image(np.zeros((12, 18, 3)), masks=masks))
    for mask in found.masks.values():
        assert (np.asarray(Pictures.open(io.BytesIO(mask.file.read()))) == ids).all()
    assert found.masks["predictions"].labels == {1: "car"}
    assert found.masks["truth"].labels == {2: "road"}


def test_classes_are_shared_by_all():
    classes = Classes([{"name": "car", "id": 2}, {"name": "road", "id": 1}])
    for given_classes in (classes, [{"name": "car", "id": 2}, {"name": "road", "id": 1}]):
        found = logged(Image(np.zeros((4, 4)), classes=given_classes, boxes={"p": {"box_data": [BOX]}}))
        assert found.classes.shared.read() == {1: "road", 2: "car"}


def test_an_image_of_an_image_refers_to_its_file():
    first = Image(np.zeros((4, 4)), caption="one", boxes={"p": {"box_data": [BOX]}}, grouping=3)
    second = Image(first, masks={"m": {"mask_data": np.zeros((4, 4), int)}})
    assert second.media().file is first.media().file
    found = logged(second)
    assert (found.caption, found.grouping, found.width, list(found.boxes), list(found.masks)) == (
        "one",
        3,
        4,
        [],
        ["m"],
    )


def test_equal_pictures_are_stored_once():
    store = KeptStore()
    for _ in range(3):
        Image(np.ones((4, 4))).stored(store)
    assert len(store.files) == 1


def test_what_all_images_have():
    plain, told = Image(np.zeros((4, 4))), Image(np.zeros((4, 4)), caption="b", boxes={"p": {"box_data": [BOX]}})
    masked = Image(np.zeros((4, 4)), masks={"m": {"mask_data": np.zeros((4, 4), int), "class_labels": {1: "car"}}})
    assert Image.all_captions([plain, told]) == ["", "b"]
    assert Image.all_captions([plain]) is False
    assert Image.all_boxes([plain], None, "k", 0) is False
    assert Image.all_boxes([plain, told], None, "k", 0)[1]["p"][0]["class_id"] == 2
    assert Image.all_masks([plain], None, "k", 0) is False
    assert Image.all_masks([plain, masked], None, "k", 0) == [None, {"m": {"class_labels": {1: "car"}}}]


A = np.zeros((4, 6, 3))


def boxed(**changed):
    return {"p": {"box_data": [{**BOX, **changed}], "class_labels": {2: "car"}}}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"data_or_path": np.zeros((4, 4, 5))}, r"data_or_path: .*\(4, 4, 5\) came.* 3 \(RGB\)"),
        ({"data_or_path": np.zeros((4, 4, 2))}, r'data_or_path: .*\(4, 4, 2\) came.*mode="LA"'),
        ({"data_or_path": np.zeros((3, 40, 40))}, r"\(3, 40, 40\) came.*moveaxis"),
        ({"data_or_path": np.zeros((0, 4))}, r"\(0, 4\) came"),
        ({"data_or_path": np.array([["a"]])}, r"array of <U1 came"),
        ({"data_or_path": [A, A]}, r"a list came.*list of images"),
        ({"data_or_path": "none.png"}, r"data_or_path: there is no file 'none.png'"),
        ({"data_or_path": io.BytesIO(b"text")}, r"not an image"),
        ({"data_or_path": np.zeros((1, 65_501), np.uint8)}, r"65,501 × 1 pixels came.*65,500"),
        ({"data_or_path": A, "file_type": "tiff"}, r"file_type: 'tiff' came.*png"),
        ({"data_or_path": A, "mode": "XYZ"}, r"mode: 'XYZ' came"),
        ({"data_or_path": A, "grouping": "a"}, r"grouping: 'a' came"),
        ({"data_or_path": A, "boxes": {"p": {"box_dat": []}}}, r"boxes\['p'\]: there is no box_data.*Did you mean"),
        ({"data_or_path": A, "boxes": {"p": {"box_data": [{"class_id": 2}]}}}, r"box_data\[0\]: there is no position"),
        ({"data_or_path": A, "boxes": boxed(class_id=7)}, r"class_id 7 has no name.*2 \(car\)"),
        ({"data_or_path": A, "boxes": boxed(class_id="car")}, r"class_id: 'car' came"),
        ({"data_or_path": A, "boxes": boxed(position={"minX": 1})}, r"position has no maxX"),
        ({"data_or_path": A, "boxes": boxed(position={"middle": [50, 60], "width": 10, "height": 10})}, r'="pixel"'),
        ({"data_or_path": A, "boxes": boxed(scores={"acc": "high"})}, r"scores\['acc'\] is 'high'"),
        ({"data_or_path": A, "boxes": boxed(domain="pixels")}, r"domain is 'pixels'"),
        ({"data_or_path": A, "masks": {"m": {"mask_data": np.zeros((6, 4))}}}, r"\(6, 4\), .*6 × 4 pixels.*\(4, 6\)"),
        ({"data_or_path": A, "masks": {"m": {"mask_data": np.zeros((2, 4, 6))}}}, r"data has the shape \(2, 4, 6\)"),
        ({"data_or_path": A, "masks": {"m": {"mask_data": np.full((4, 6), 256)}}}, r"256.*integers from 0 to 255"),
        ({"data_or_path": A, "masks": {"m": {"mask_data": np.full((4, 6), 0.5)}}}, r"0.5 to 0.5"),
        ({"data_or_path": A, "masks": {"m": {"class_labels": {}}}}, r"there is no mask_data or path"),
        ({"data_or_path": A, "masks": {"m": {"path": "none.png"}}}, r"masks\['m'\]: path: there is no file"),
        ({"data_or_path": A, "masks": {"m": {"mask_data": np.full((4, 6), 9)}}, "classes": [{"id": 1, "name": "a"}]},
         r"class_id 9 has no name"),
        ({"data_or_path": A, "classes": [{"name": "a"}]}, r"class_set\[0\]: .*'id'|class_set\[0\]"),
        ({"data_or_path": Pictures.new("F", (2, 2))}, r"mode F"),
    ],
)  # fmt: skip
def test_misuse_is_said(arguments, said):
    with pytest.raises(UsageError) as error:
        Image(**arguments)
    assert re.search(said, str(error.value)), str(error.value)
