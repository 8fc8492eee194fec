"""Arithmetic with the same bits on every processor, and whole reports built as other processors would."""

from __future__ import annotations

import ast
import hashlib
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from conftest import EXAMPLES, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen import portable
from reportgen.tables.eigen import directions

POSITIVE = st.floats(1e-300, 1e300)


def near(found, expected, ulps=1.0):
    return abs(float(found) - expected) <= ulps * math.ulp(expected)


@settings(deadline=None)
@given(POSITIVE, st.floats(-700, 700), st.floats(0, 1e9))
def test_logarithms_and_powers_of_e_are_within_a_unit_of_the_last_place(x, y, z):
    assert near(portable.log(x), math.log(x))
    assert near(portable.exp(y), math.exp(y))
    assert near(portable.log1p(z), math.log1p(z), 1.5)
    assert near(portable.log10(x), math.log10(x), 2)


@settings(deadline=None)
@given(st.floats(-1e4, 1e4))
def test_angles(x):
    assert float(portable.sin(x)) == pytest.approx(math.sin(x), rel=1e-12, abs=2e-16)
    assert float(portable.cos(x)) == pytest.approx(math.cos(x), rel=1e-12, abs=2e-16)


def test_ends_of_the_range():
    assert portable.log([0, -1, math.inf, 5e-324]).tolist()[::2] == [-math.inf, math.inf]
    assert np.isnan(portable.log([-1, math.nan])).all()
    assert portable.exp([-math.inf, math.inf, 0, 710]).tolist() == [0, math.inf, 1, math.inf]
    assert portable.log10([float(f"1e{n}") for n in range(-300, 300)]).tolist() == list(range(-300, 300))
    assert [portable.decade(x) for x in (1, 999.9999999999999, 1000, 0.001, 1e-300)] == [0, 2, 3, -3, -300]


@settings(deadline=None)
@given(st.integers(-9, 9), st.integers(0, 9))
def test_whole_powers_of_whole_numbers_are_exact(base, exponent):
    assert portable.power(base, exponent) == base**exponent


def test_other_powers():
    assert portable.power([4.0, 8.0, 2.0], [1.5, 1 / 3, -0.5]).tolist() == [8, 2, float(f"{0.5**0.5:.14g}")]
    assert portable.power([2.0, 3.0], 0.5).tolist() == [math.sqrt(2), math.sqrt(3)]
    with np.errstate(all="ignore"):
        odd = ([0.0, 0.0, -8.0, -8.0, math.inf, math.nan], [-1.0, 0.3, 1 / 3, 3.0, 0.7, 0.0])
        assert portable.power(*odd).tolist() == pytest.approx(np.float_power(*odd).tolist(), nan_ok=True)


@settings(deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.lists(st.floats(-120, 120), max_size=12))
def test_lines_between_points_are_those_of_numpy(x, at):
    x = np.sort(x)
    y = np.arange(len(x)) ** 1.5
    expected = np.interp(at, x, y, left=-1, right=None)
    assert portable.interp(at, x, y, left=-1) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_normals_turn_with_their_surface():
    rng = np.random.default_rng(0)
    for matrix in (rng.normal(size=(3, 3)), -np.eye(3), np.diag([1.0, 2.0, 0.0])):
        along, across = rng.normal(size=(2, 3))
        normal = np.cross(along, across)
        turned = portable.product(normal[None], portable.normal_turn(matrix))[0]
        assert turned @ (matrix @ along) == pytest.approx(0, abs=1e-9)
        if np.linalg.det(matrix):
            assert turned @ (matrix @ normal) > 0  # to the same side
        else:
            assert np.abs(turned).max() > 0


@pytest.mark.parametrize("shape", [(8, 2), (100, 3), (300, 64), (20, 200)])
def test_directions_are_those_of_lapack(shape):
    rng = np.random.default_rng(shape[1])
    rows = rng.normal(size=(5, shape[1]))[rng.integers(0, 5, shape[0])] * 3 + rng.normal(size=shape)
    rows = rows - rows.mean(axis=0)
    values, found, whole = directions(rows)
    expected, vectors = np.linalg.eigh(rows.T @ rows)
    assert values == pytest.approx(expected[::-1][:2], rel=1e-4)
    assert whole == pytest.approx(expected.sum(), rel=1e-4)
    assert np.abs((found * vectors[:, ::-1][:, :2]).sum(axis=0)) == pytest.approx([1, 1], abs=1e-6)


def test_the_bits_are_these():
    """What any processor must find."""
    x = np.random.default_rng(0).random(20_000)
    rows = x[:9000].reshape(300, 30)
    found = [
        portable.log(x), portable.exp(x * 40 - 20), portable.sin(x * 50), portable.cos(x * 50), portable.log1p(x),
        portable.log10(x), portable.power(x, 2.4), directions(rows - rows.mean(axis=0))[1],
    ]  # fmt: skip
    assert hashlib.sha256(b"".join(part.tobytes() for part in found)).hexdigest()[:16] == "7d38852109a50be9"


# --- what other code would leave to the processor

BY_PROCESSOR = {
    "linalg", "polyfit", "fft", "dot", "vdot", "inner", "matmul", "einsum", "tensordot", "convolve", "correlate",
    "corrcoef", "cov", "log", "log2", "log10", "log1p", "exp", "exp2", "expm1", "sin", "cos", "tan", "arcsin",
    "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh", "power", "float_power", "cbrt", "logaddexp", "interp",
    "hanning", "hamming", "blackman", "kaiser", "lstsq", "geomspace", "logspace",
}  # fmt: skip
ALLOWED = {
    ("portable.py", "float_power"): "only for infinities, zeros and signs",
    ("tables/eigen.py", "@"): "sums of whole numbers, which are exact in every order",
    ("media/audio.py", "fft"): "pocketfft, plain C++; levels are rounded",
}
LENGTHS = "np.linalg.norm("


def test_nothing_else_leaves_bits_to_the_processor():
    """BLAS, LAPACK and vectorised functions differ in their last bits; ``portable`` has what stands for them."""
    wrong = []
    for path in sorted((ROOT / "reportgen").rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        name = path.relative_to(ROOT / "reportgen").as_posix()
        if name.startswith("logger/"):
            continue  # what logs runs where and when the script does
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            found = ""
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
                found = "@"
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "np":
                found = node.attr if node.attr in BY_PROCESSOR else ""
            if not found or (name, found) in ALLOWED:
                continue
            call = "".join(line.strip() for line in text.split("\n")[node.lineno - 1 : node.lineno + 1])
            if found == "linalg" and LENGTHS in call and "axis=" in call:
                continue  # along an axis it is a sum of squares and a root
            wrong.append(f"{name}:{node.lineno} {found}")
    assert wrong == []


# --- whole reports, as other processors would build them

_BUILD = """
import hashlib, sys
from pathlib import Path
from reportgen import build
for name in sys.argv[2:]:
    page = build(Path(sys.argv[1]) / name / "report.yaml", "r.html").path.read_bytes()
    print(name, hashlib.sha256(page).hexdigest(), flush=True)
"""
_OLD = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL"
SETTINGS = {
    "an old one, one thread": {
        "OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": _OLD, "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1", "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-FMA4",
    },
    "one of another maker, four threads": {
        "OPENBLAS_CORETYPE": "Zen", "OPENBLAS_NUM_THREADS": "4", "OMP_NUM_THREADS": "4",
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F",
    },
}  # fmt: skip


def _supported(setting):
    """Return a setting with those features of NumPy that it knows and this processor has: others make it complain."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    wanted = setting.get("NPY_DISABLE_CPU_FEATURES", "").split()
    known = [name for name in wanted if name in __cpu_dispatch__ and __cpu_features__.get(name)]
    return setting | ({"NPY_DISABLE_CPU_FEATURES": " ".join(known)} if known else {})


@pytest.mark.skipif(sys.platform != "linux", reason="the settings are those of Linux builds")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_another_processor_builds_the_same_bytes(tmp_path, example_report, setting):
    names = sorted(path.parent.name for path in EXAMPLES.glob("*/report.yaml"))
    environment = {**os.environ, **_supported(setting), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _BUILD, str(EXAMPLES), *names]
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
    built = dict(line.split() for line in done.stdout.splitlines())
    assert list(built) == names
    here = {name: hashlib.sha256(example_report(name).read_bytes()).hexdigest() for name in names}
    assert [name for name in names if built[name] != here[name]] == []
