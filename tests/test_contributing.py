"""CONTRIBUTING.md's examples are packages that work, and change no file of this one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, write_spec

EXAMPLES = dict(
    re.findall(
        r"```\w+\n(?:#|/\*) ([^\n*]+?)(?: \*/)?\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL
    )
)


@pytest.fixture
def site(tmp_path):
    """Install the examples, as a package manager would, into a folder of their own."""
    folder = tmp_path / "site"
    for name, text in EXAMPLES.items():
        place, content = folder / name, text
        if name.endswith(": entry points"):
            package = name.removesuffix(": entry points")
            place = folder / f"{package}-1.0.dist-info" / "entry_points.txt"
            content = text.replace('"', "")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, "utf-8")
        if place.name == "entry_points.txt":
            (place.parent / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
    return folder


def build(folder, site, spec):
    path = write_spec(folder, spec)
    command = [sys.executable, "-m", "reportgen", "build", "--strict", str(path), "-o", str(folder / "r.html")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)])}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (folder / "r.html").read_text("utf-8")


def test_there_are_an_example_of_a_reader_a_panel_and_a_theme():
    assert {"losses/__init__.py", "run_count/__init__.py", "warm/theme.css"} < set(EXAMPLES)


def test_they_make_a_report_together(tmp_path, site):
    runs = tmp_path / "runs"
    runs.mkdir()
    (runs / "first.loss").write_text("3\n2\n1\n")
    (runs / "second.loss").write_text("4\n2.5\n")
    html = build(
        tmp_path, site,
        f"runs: runs\ntheme: {site}/warm\nblocks: [{{run_count: {{word: experiments}}}}, {{line_plot: loss}}]\n",
    )  # fmt: skip
    assert "<b>2</b> experiments" in html
    assert "first loss: last 1" in html
    assert "--paper: #fffaf0" in html


def test_the_example_package_is_installed_as_any_other_and_holds_the_code_of_the_guide(tmp_path):
    package, site = ROOT / "examples" / "plugins" / "losses", tmp_path / "site"
    assert EXAMPLES["losses/__init__.py"] in (package / "losses" / "__init__.py").read_text("utf-8")
    copy = shutil.copytree(package, tmp_path / "package")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        str(site),
        str(copy),
    ]
    subprocess.run(command, check=True, env={**os.environ, "PIP_NO_INDEX": "1"})
    (tmp_path / "a.loss").write_text("3\n2\n")
    assert "a loss: last 2" in build(tmp_path, site, "runs: '*.loss'\nblocks: [line_plot: loss]\n")


def test_a_wrong_field_of_the_panel_is_told_with_its_place(tmp_path, site):
    with pytest.raises(
        AssertionError, match=r"report.yaml:2:23: error: unknown field 'wrd' in run_count. Did you mean 'word'"
    ):
        build(tmp_path, site, "runs: RUNS\nblocks: [{run_count: {wrd: x}}]\n")


def test_a_kind_and_a_reader_inside_the_package_are_new_files_alone(tmp_path):
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(ROOT / "reportgen", copy / "reportgen", ignore=ignored)
    for name in ("themes", "THIRD_PARTY_LICENSES"):
        (copy / name).symlink_to(ROOT / name)

    def git(*arguments: str) -> str:
        user = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
        command = ["git", "-C", str(copy), *user, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "before")
    (copy / "reportgen" / "panels" / "run_count.py").write_text(EXAMPLES["run_count/__init__.py"], "utf-8")
    (copy / "reportgen" / "readers" / "losses.py").write_text(EXAMPLES["losses/__init__.py"], "utf-8")
    (tmp_path / "a.loss").write_text("3\n2\n")
    html = build(tmp_path, copy, "runs: '*.loss'\nblocks: [{run_count: {word: experiments}}, {line_plot: loss}]\n")
    assert "<b>1</b> experiments" in html
    changed = [line for line in git("status", "--porcelain").splitlines() if "__pycache__" not in line]
    assert changed == ["?? reportgen/panels/run_count.py", "?? reportgen/readers/losses.py"]


@pytest.fixture
def patched(tmp_path):
    """Apply the example of a function to a copy of what it changes, among the package's Python code."""
    shutil.copytree(ROOT / "reportgen", tmp_path / "reportgen", ignore=shutil.ignore_patterns(
        "node_modules", "dist", "__pycache__", "compiled", "libraries"))  # fmt: skip
    command = ["git", "apply", "--unsafe-paths", "--unidiff-zero", "--directory", str(tmp_path), "-"]
    done = subprocess.run(
        command, cwd=tmp_path, input=EXAMPLES["sign.patch"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return tmp_path


ASK = """
import reportgen as rg
from reportgen.lang.expression import parse_rows
rows = rg.open_table("t.csv")
print([row["s"] for row in rows.derive(s="sign(x)").to_rows()])
print([row["x"] for row in rows.filter("sign(x) == -1").to_rows()])
print([parse_rows(f"sign({x})").of_row({}) for x in ("-2.5", "0", "7", "null", "'a'")])
try:
    parse_rows("sgin(x)")
except Exception as error:
    print(error, error.hint)
"""


def test_the_function_is_answered_by_the_reference_and_the_engine(patched):
    (patched / "t.csv").write_text("x\n-2.5\n0\n7\n")
    environment = {**os.environ, "PYTHONPATH": str(patched)}
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=patched, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[:3] == ["[-1.0, 0.0, 1.0]", "[-2.5]", "[-1.0, 0.0, 1.0, None, None]"], done.stderr
    assert "Did you mean 'sign'" in done.stdout
