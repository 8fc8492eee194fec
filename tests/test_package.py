"""The wheel: complete, free of Node.js, and enough in an empty environment without a network."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile

import pytest
from conftest import EXAMPLES, ROOT
from environments import empty_environment, install

pytestmark = [pytest.mark.package, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def test_wheel_and_sdist_hold_what_they_need(built):
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "reportgen/client/dist/boot.js", "reportgen/client/dist/libraries/vega.js",
        "reportgen/themes/default/theme.css",
        "reportgen/charts/compiled/canvas.json", "reportgen/THIRD_PARTY_LICENSES", "reportgen/py.typed",
    ):  # fmt: skip
        assert needed in names
    assert not [name for name in names if "node_modules" in name or name.endswith((".ts", ".mjs"))]
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"reportgen/client/dist/boot.js", "themes/default/theme.css", "hatch_build.py"}
    assert needed | {"reportgen/client/core/index.ts"} <= packed
    assert not [name for name in packed if "node_modules" in name or name.startswith(("examples", "tests"))]
    assert not [name for name in packed if name.endswith(".test.ts") or "client/testing" in name]


def test_the_wheel_builds_a_report_in_an_empty_environment_offline(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    python = empty_environment(tmp_path / "venv")
    install(tmp_path / "venv", str(wheel))
    # A network namespace of its own has no network at all; where it cannot be had, the build runs without.
    offline = ["unshare", "-rn"]
    if subprocess.run([*offline, "true"], check=False, capture_output=True).returncode:
        offline = []
    command = [
        *offline,
        str(python),
        "-m",
        "reportgen",
        "build",
        str(EXAMPLES / "demo" / "report.yaml"),
        "-o",
        "r.html",
    ]
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "r.html").stat().st_size > 100_000


def test_an_sdist_installs_without_node(built, tmp_path):
    """Its bundle matches its sources, so the hook runs neither Node.js nor the registry."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4 and later
        archive.extractall(tmp_path)  # noqa: S202 - the archive that we built
    folder = next(tmp_path.iterdir())
    script = (
        "import hatch_build as h\n"
        "def refuse(*_):\n    raise SystemExit('the hook wanted Node.js')\n"
        "h.node = h.install_packages = h._run = refuse\n"
        "h.build_client()"
    )
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True)
