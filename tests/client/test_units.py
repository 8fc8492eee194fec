"""Tests of the browser code that need no browser: each ``*.test.ts`` beside its module, run by Node.js."""

from __future__ import annotations

import os
import subprocess

import fixtures
import pytest
from conftest import ROOT

from hatch_build import CLIENT, install_packages, node

ASIDE = {"node_modules", "dist"}
TESTS = sorted(path.relative_to(CLIENT) for path in CLIENT.rglob("*.test.ts") if not ASIDE & set(path.parts))


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    """Return the folder of bundled tests, with what they compare with in ``fixtures``."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "fixtures").mkdir()
    fixtures.write(folder / "fixtures")
    install_packages()
    subprocess.run([node()[0], "tests.mjs", str(folder)], cwd=CLIENT, check=True)
    return folder


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.as_posix().removesuffix(".test.ts"))
def test_the_browser_code(bundled, path):
    done = subprocess.run(
        [node()[0], "--enable-source-maps", str(bundled / path.with_suffix(".mjs"))],
        env={**os.environ, "FIXTURES": str(bundled / "fixtures")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# tests 0" not in done.stdout


def test_no_test_is_part_of_the_page():
    """Tests beside a module neither enter its bundle nor make it again."""
    from hatch_build import _client_sources

    sources = {path.relative_to(ROOT) for path in _client_sources()}
    assert not [path for path in sources if path.name.endswith(".test.ts") or "testing" in path.parts]
    assert len(TESTS) > 8
