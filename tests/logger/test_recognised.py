"""What ``log`` makes of raw objects: arrays whole, numbers of other libraries plain, the rest as text."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import OrderedDict
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from pathlib import PurePosixPath

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from kept_store import logged
from PIL import Image as Pictures

from reportgen.logger.media.image import Image
from reportgen.logger.recognised import loggable, plain


class Kind(Enum):
    FIRST = "first"


class Count(IntEnum):
    TWO = 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float32(0.5), 0.5),
        (np.int8(-3), -3),
        (np.bool_(True), True),  # noqa: FBT003 - a value
        (np.array(7), 7),
        (np.array([[0.25]]), 0.25),
        (np.str_("a"), "a"),
        (np.array(["a", "b"]), ["a", "b"]),
        (np.datetime64("2026-01-02"), "2026-01-02"),
        (Kind.FIRST, "first"),
        (Count.TWO, 2),
        (PurePosixPath("a/b"), "a/b"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=timezone.utc), "2026-01-02T03:00:00+00:00"),  # noqa: UP017
        (timedelta(minutes=1), 60.0),
        (Decimal("0.1"), 0.1),
        (Decimal("1e999"), float("inf")),
        (Fraction(1, 4), 0.25),
        (b"bytes", "bytes"),
        ({2, 1}, [1, 2]),
        ((1, np.int64(2), [np.float64(3)]), [1, 2, [3.0]]),
        (OrderedDict(a=np.int16(1)), {"a": 1}),
        (2**80, 2**80),
        (1 + 2j, "(1+2j)"),
        (None, None),
    ],
)
def test_plain_values(value, expected):
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)
    json.dumps(found)


def test_no_number_is_lost_or_gained():
    assert loggable(np.array([5.0])) is None
    assert loggable(np.float64(5)) is None
    assert loggable(5) is None
    assert loggable("text") is None
    assert loggable(object()) is None


@given(
    arrays(
        st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_, np.complex128]),
        array_shapes(max_dims=3, max_side=6).filter(lambda shape: np.prod(shape) > 1),
    )
)
def test_arrays_are_kept_whole_with_their_statistics(array):
    found = logged(loggable(array))
    again = np.load(io.BytesIO(found.file.read()))
    assert again.dtype == array.dtype
    assert again.tobytes() == array.tobytes()
    assert (found.shape, found.dtype) == (array.shape, str(array.dtype))
    assert found.numbers["size"] == array.size
    values = np.abs(array) if array.dtype.kind == "c" else array.astype(float)
    finite = values[np.isfinite(values)]
    assert found.numbers.get("not finite", 0) == array.size - len(finite)
    if len(finite):
        assert (found.numbers["min"], found.numbers["max"]) == (finite.min(), finite.max())


def test_the_95th_percentile_is_there():
    numbers = logged(loggable(np.arange(101.0))).numbers
    assert {name: numbers[name] for name in ("mean", "var", "5%", "50%", "95%")} == {
        "mean": 50, "var": 850, "5%": 5, "50%": 50, "95%": 95,
    }  # fmt: skip


class Half:
    """A tensor of PyTorch on a device, of numbers that NumPy does not have."""

    __module__ = "torch"
    shape, dtype = (2,), "torch.bfloat16"

    def __array__(self):
        raise TypeError

    def detach(self):
        return self

    def cpu(self):
        return self

    def float(self):
        self.dtype = "torch.float32"
        return self

    def numpy(self):
        assert self.dtype == "torch.float32"
        return np.array([1, 2], np.float32)


def test_tensors_of_torch():
    assert logged(loggable(Half())).numbers["mean"] == 1.5


def test_pictures_of_pillow_are_images():
    assert isinstance(loggable(Pictures.new("RGB", (2, 2))), Image)


def test_molecules_of_rdkit():
    from rdkit import Chem

    assert logged(loggable(Chem.MolFromSmiles("CCO"))).kind == "molecule"


def test_plain_values_load_no_library():
    script = (
        "import sys\nfrom pathlib import Path\nfrom reportgen.logger.recognised import loggable, plain\n"
        "for one in (5, 'a', Path('b'), [1], {}):\n    assert loggable(one) is None\n    plain(one)\n"
        "print(sorted({'numpy', 'PIL', 'matplotlib', 'plotly', 'rdkit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
