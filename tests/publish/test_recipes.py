"""The recipes of docs/ci.md and of the action, their shell steps run as a CI host would run them.

What only a host has (``gh``, ``curl`` to its artifacts, ``pip``) are small programs in the path of these steps.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from repository import SPEC, TRAIN, trained

DOCS = (ROOT / "docs" / "ci.md").read_text("utf-8")
ACTION = yaml.safe_load((ROOT / "action" / "action.yml").read_text("utf-8"))


def recipe(language: str, name: str = "") -> str:
    """Return a block of the manual, by its language and the name of its file."""
    for found, text in re.findall(r"```(\w+)\n(.*?)```", DOCS, re.DOTALL):
        if found == language and (not name or text.startswith(f"# {name}\n")):
            return text
    raise AssertionError(f"no recipe {language} {name}")


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    """Return a repository whose script has run once, and what main logged before."""
    folder = tmp_path_factory.mktemp("logged")
    (folder / "train.py").write_text(TRAIN)
    trained(folder, "main")
    return folder


@pytest.fixture
def host(logged, tmp_path):
    """Return what runs a step in a checkout: with the manual's spec, and the programs of a host."""
    checkout, programs = tmp_path / "checkout", tmp_path / "bin"
    programs.mkdir()
    checkout.mkdir()
    (checkout / "train.py").write_text(TRAIN)
    (checkout / "report.yaml").write_text(recipe("yaml", "report.yaml"))
    with zipfile.ZipFile(tmp_path / "main.zip", "w") as pack:
        for path in sorted((logged / "reportgen-runs").rglob("*")):
            pack.write(path, path.relative_to(logged))
    said = tmp_path / "said.txt"
    written = {
        "reportgen": f'exec {sys.executable} -m reportgen "$@"',
        "python": f'exec {sys.executable} "$@"',
        "pip": "exit 0",
        "gh": f"""echo "gh $@" >> {said}
case "$1 $2" in
  "run list") echo 17 ;;
  "run download") mkdir -p baseline && cp -r {logged}/reportgen-runs/. baseline ;;
  "api repos"*) [ "$3" = --paginate ] && cat {tmp_path}/comments 2>/dev/null || true ;;
esac""",
        "curl": f'while [ "$1" != --output ]; do shift; done; cp {tmp_path}/main.zip "$2"',
    }
    for name, text in written.items():
        (programs / name).write_text(f"#!/bin/bash\n{text}\n")
        (programs / name).chmod(stat.S_IRWXU)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("REPORTGEN", "GITHUB", "CI"))}
    clean |= {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "KIND": "improves"}

    def run(step: str, **environment: str) -> subprocess.CompletedProcess[str]:
        line = ["bash", "-e", "-c", step]
        return subprocess.run(line, cwd=checkout, env=clean | environment, capture_output=True, text=True, check=False)

    run.checkout, run.said, run.root = checkout, said, tmp_path
    return run


def steps(job: dict) -> list[tuple[str, dict[str, str]]]:
    """Return the shell steps of a job with what the host fills in."""
    values = {
        "${{ github.token }}": "token",
        "${{ github.event.number }}": "7",
        "${{ steps.pages.outputs.base_url }}": "https://me.example.org/repo",
    }
    return [
        (step["run"], {name: values[value] for name, value in step.get("env", {}).items()})
        for step in job["steps"]
        if "run" in step
    ]


def test_github_actions(host):
    workflow = yaml.safe_load(recipe("yaml", ".github/workflows/report.yml"))
    (job,) = workflow["jobs"].values()
    for step, environment in steps(job):
        done = host(step, GITHUB_ACTIONS="true", **environment)
        assert done.returncode == 0, (step, done.stderr)
    uploaded = [step["with"]["path"] for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
    assert uploaded == ["report.html", "reportgen-runs"]
    assert all((host.checkout / path).exists() for path in uploaded)
    assert "All gates passed" in (host.checkout / "report.html").read_text("utf-8")
    assert host.said.read_text().splitlines()[-1] == (
        "gh pr comment 7 --edit-last --create-if-none --body-file comment.md"
    )


def test_github_pages(host):
    workflow = yaml.safe_load(recipe("yaml", ".github/workflows/nightly.yml"))
    (job,) = workflow["jobs"].values()
    for step, environment in steps(job):
        assert host(step, **environment).returncode == 0
    assert (host.checkout / "site" / "index.html").is_file()


def test_the_site_of_the_documentation_on_pages(host):
    workflow = yaml.safe_load(recipe("yaml", ".github/workflows/docs.yml"))
    (job,) = workflow["jobs"].values()
    ((step, environment),) = steps(job)
    done = host(f"cd {ROOT} && {step.replace('make ', 'make --dry-run ')}", **environment)
    assert done.returncode == 0, done.stderr
    assert 'website --output site --url "https://me.example.org/repo"' in done.stdout
    assert {"path": "site"} in [part.get("with") for part in job["steps"]]


def test_gitlab(host):
    jobs = yaml.safe_load(recipe("yaml", ".gitlab-ci.yml"))
    for job in jobs.values():
        done = host("\n".join(job["script"]), CI_API_V4_URL="x", CI_PROJECT_ID="1", CI_DEFAULT_BRANCH="main")
        assert done.returncode == 0, done.stderr
    report = jobs["report"]["artifacts"]
    for path in (*report["paths"], *report["reports"].values(), "public/index.html"):
        assert (host.checkout / path).exists(), path
    assert "All gates passed" in (host.checkout / "report.html").read_text("utf-8")


def test_jenkins(host):
    for step in re.findall(r"sh '([^']*)'", recipe("groovy")):
        done = host(step)
        assert done.returncode == 0, done.stderr
    assert (host.checkout / "report" / "index.html").is_file()
    assert (host.checkout / "gates.xml").is_file()


def test_pre_commit(host):
    (hook,) = yaml.safe_load(recipe("yaml", ".pre-commit-config.yaml"))["repos"][0]["hooks"]
    (own,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (own["id"], own["entry"]) == (hook["id"], hook["entry"])
    host("python train.py")
    assert re.search(hook["files"], "reports/report.yaml")
    assert re.search(own["files"], "reports/night.report.yaml")
    assert host(f"{hook['entry']} report.yaml").returncode == 0
    (host.checkout / "wrong.yaml").write_text("runs: reportgen-runs\nblocks: [run_tabel]")
    assert host(f"{hook['entry']} report.yaml wrong.yaml").returncode == 2


def test_dvc_and_make(host):
    for stage in yaml.safe_load(recipe("yaml", "dvc.yaml"))["stages"].values():
        assert host(stage["cmd"]).returncode == 0
    assert json.loads((host.checkout / "result.json").read_text())["gates_state"] == "undecided"
    (host.checkout / "report.html").unlink()
    shutil.rmtree(host.checkout / "reportgen-runs")
    (host.checkout / "Makefile").write_text(recipe("make"))
    done = host("make report.html")
    assert done.returncode == 0, done.stderr
    assert (host.checkout / "report.html").is_file()


def test_the_action(host):
    host("python train.py", KIND="breaks")
    named = {step["name"]: step for step in ACTION["runs"]["steps"]}
    inputs = {name: entry["default"] for name, entry in ACTION["inputs"].items()} | {"baseline": "main-runs"}
    filled = {f"${{{{ inputs.{name} }}}}": value for name, value in inputs.items()}
    (host.checkout / "report.yaml").write_text(SPEC.replace("baseline: baseline\n", ""))
    host("gh run download && mv baseline main-runs")
    files = {"RUNNER_TEMP": str(host.root), "GITHUB_OUTPUT": str(host.root / "output"), "GITHUB_ACTIONS": "true"}
    env = {name: filled[value] for name, value in named["Build"]["env"].items()}
    done = host(named["Build"]["run"], **files, **env)
    assert done.returncode == 0, done.stderr  # the artifact and the comment come before the verdict
    told = dict(line.split("=", 1) for line in (host.root / "output").read_text().splitlines())
    assert told["status"] == "3"
    assert json.loads(Path(told["result"]).read_text("utf-8"))["baseline_runs"] == 1
    commented = {"GH_TOKEN": "x", "REPOSITORY": "a/b", "NUMBER": "7"}
    assert host(named["Comment"]["run"], **files, **commented).returncode == 0
    assert "--method POST repos/a/b/issues/7/comments" in host.said.read_text()
    (host.root / "comments").write_text("99\n")
    assert host(named["Comment"]["run"], **files, **commented).returncode == 0
    assert "--method PATCH repos/a/b/issues/comments/99" in host.said.read_text()
    assert host(named["Gates"]["run"], STATUS=told["status"]).returncode == 3
    assert host(named["Install"]["run"].replace("python -m pip", "pip"), VERSION="").returncode == 0


def test_the_manual_names_every_output():
    for option in ("--summary", "--comment", "--json-file", "--metrics-out", "--junit"):
        assert f"`{option}`" in DOCS
