"""Commands as a user runs them: what is printed where, and with which status they end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from conftest import EXAMPLES, RUNS, command, write_spec

import reportgen as rg


def run(*arguments):
    done = command(*arguments)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def start(*arguments):
    """Run a command in a process of its own."""
    line = [sys.executable, "-m", "reportgen", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_build_prints_the_path_on_standard_output_and_sizes_on_standard_error(tmp_path):
    done = start("build", EXAMPLES / "demo" / "report.yaml", "-o", tmp_path / "r.html")
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "r.html"))
    assert "media_browser examples" in done.stderr
    assert "from 4 runs" in done.stderr
    assert "\x1b" not in done.stderr


def test_quiet_and_json(tmp_path):
    assert run("build", "-q", EXAMPLES / "empty" / "report.yaml", "-o", tmp_path / "r.html").stderr == ""
    done = run("build", "--json", RUNS, "-o", tmp_path / "r.html")
    outcome = json.loads(done.stdout)
    assert outcome["runs"] == 4
    assert sum(part["bytes"] for part in outcome["parts"]) == outcome["bytes"] == (tmp_path / "r.html").stat().st_size


def test_statuses(tmp_path):
    spec = write_spec(tmp_path, "runs: RUNS\nblocks: [{line_plot: val/los}]")
    out = tmp_path / "r.html"
    done = run("build", spec, "-o", out)
    assert done.returncode == 0
    assert "report.yaml:2:22: missing: unknown metric 'val/los' in line_plot. Did you mean 'val/loss'?" in done.stderr
    out.unlink()
    assert start("build", "--strict", spec, "-o", out).returncode == 3
    assert out.is_file()
    assert run("check", spec).returncode == 0
    assert run("check", "--strict", spec).returncode == 3
    assert start("build", tmp_path / "nothing.yaml").returncode == 2
    assert run("build", tmp_path / "nothing").returncode == 2
    assert run("build").returncode == 2
    assert run("build", "--set", "x", spec).returncode == 2
    assert run("build", spec, "-o", tmp_path / "r.html" / "not-a-folder" / "r.html").returncode == 1


def test_parameters_from_the_command_line(tmp_path):
    spec = write_spec(tmp_path, "params: {who: a}\ntitle: for ${who}\nblocks: []")
    run("build", "-q", "--set", "who=夜", spec, "-o", tmp_path / "r.html")
    assert "<title>for 夜</title>" in (tmp_path / "r.html").read_text("utf-8")


def test_init_writes_a_spec_that_builds(tmp_path):
    done = run("init", RUNS, "--title", "Mine: ${x}")
    (tmp_path / "report.yaml").write_text(done.stdout, "utf-8")
    assert done.stdout.startswith("# yaml-language-server")
    built = run("build", "--strict", tmp_path / "report.yaml")
    assert built.returncode == 0, built.stderr
    assert "<title>Mine: ${x}</title>" in (tmp_path / "report.html").read_text("utf-8")


def test_runs_given_by_their_paths_are_chosen_from(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("step,loss\n0,1\n1,0.5\n", "utf-8")
    report = tmp_path / "r.html"
    result = run("build", "--filters", "name == 'a'", "--json", "-o", report, tmp_path)
    assert json.loads(result.stdout)["runs"] == 1
    assert "filters: \"name == 'a'\"" in run("init", "--filters", "name == 'a'", tmp_path).stdout
    wrong = run("build", "--filters", "nam == 'a'", "-o", report, tmp_path)
    assert wrong.returncode
    assert "Did you mean 'name'?" in wrong.stderr
    assert "line" not in wrong.stderr
    spec = write_spec(tmp_path, "runs: a.csv\nblocks:\n  - line_plot: loss")
    refused = run("build", "--filters", "name == 'a'", "-o", report, spec)
    assert "Write it into the spec" in refused.stderr


def test_problems_of_an_automatic_report_name_no_line_of_a_spec_that_nobody_sees(tmp_path):
    with rg.init(dir=tmp_path, silent=True, console=False, system=False, code=False) as logged:
        logged.log({"loss": 1.0, "chart": rg.plot.line(rg.Table(columns=["x", "y"]), "x", "y")})
    said = run("build", "-o", tmp_path / "r.html", tmp_path).stderr
    assert said.splitlines()[0] == "missing: the chart chart has no rows"


def test_inspect():
    text = run("inspect", RUNS).stdout
    assert "夜間-再学習  finished" in text
    assert "train/loss (600)" in text
    facts = json.loads(run("inspect", "--json", RUNS).stdout)
    assert facts[0]["keys"]["examples"] == {"types": ["image"], "count": 5, "media": "image"}


def test_every_command_has_help():
    shown = run("--help").stdout
    for name in ("build", "init", "check", "inspect", "schema"):
        assert name in shown
        assert run(name, "--help").returncode == 0
    assert start("--version").stdout.startswith("reportgen")


@pytest.mark.parametrize(
    "name", ["cost_${x}", "a: b", "- c", "\x7f", "\ufffe", "nul\x9bl", "#", "null", "1e3", "'\"", "日本"]
)
def test_any_metric_name_survives_the_automatic_report(name):
    from pathlib import Path

    from reportgen.panels import Kinds
    from reportgen.pipeline.starter.text import quote
    from reportgen.spec.load import load

    text = f"title: {quote(name)}\nblocks:\n  - line_plot: {quote(name)}\n"
    report = load(text, "f", Path(), Kinds())
    assert report.spec.title == name
    assert report.blocks[0].fields.y == [name]


def test_the_package_lists_what_it_offers():
    import reportgen

    assert set(reportgen.__all__) <= set(dir(reportgen))
    assert all(getattr(reportgen, name) for name in reportgen.__all__)
    assert "annotations" not in dir(reportgen)


def test_a_run_that_is_being_logged_is_complete_for_strict(tmp_path):
    """A log without an end, cut in its last record: what any log looks like while it is written."""
    source = next(RUNS.glob("*/*.wandb"))
    folder = tmp_path / source.parent.name
    shutil.copytree(source.parent, folder)
    (folder / source.name).write_bytes(source.read_bytes()[:-700])
    done = run("build", "--strict", folder, "-o", tmp_path / "r.html")
    assert done.returncode == 0, done.stderr
    assert "the run was being logged, or was killed" in done.stderr
    damaged = bytearray(source.read_bytes()[:-700])
    damaged[40_000:40_050] = bytes(50)
    (folder / source.name).write_bytes(damaged)
    assert run("build", "--strict", folder, "-o", tmp_path / "r.html").returncode == 3


def test_warnings_of_libraries_stay_off_the_terminal():
    script = (
        "import logging, warnings\nfrom reportgen.cli.said import failures\n"
        "with failures():\n    warnings.warn('of a library')\n    logging.getLogger('trimesh').warning('of another')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
