"""A repository's CI played through: exit status, summary, comment, JUnit, annotations and page of each pull request."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from conftest import ROOT, command
from repository import checked_out

WROTE = ("summary.md", "comment.md", "result.json", "metrics.txt", "gates.xml")


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own


@dataclass(frozen=True)
class Job:
    """What a job left behind."""

    status: int
    printed: str
    folder: Path

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    @property
    def commands(self) -> list[str]:
        return [line for line in self.printed.splitlines() if line.startswith("::")]

    @property
    def cases(self) -> dict[str, str]:
        """The state of each test case by its name."""
        found = {}
        for case in parsed(self.text("gates.xml")).iter("testcase"):
            kinds = {child.tag for child in case} - {"system-out"}
            found[case.attrib["name"]] = kinds.pop() if kinds else "passed"
        return found


@pytest.fixture(scope="module")
def repositories(tmp_path_factory):
    return checked_out(tmp_path_factory.mktemp("repositories"))


@pytest.fixture(scope="module")
def played(repositories):
    """Return the job of each branch, each built once."""
    jobs: dict[str, Job] = {}

    def play(kind: str) -> Job:
        if kind not in jobs:
            folder = repositories / kind
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(folder)
                patch.setenv("GITHUB_ACTIONS", "true")
                patch.setenv("GITHUB_WORKSPACE", str(folder))
                patch.setenv("GITHUB_STEP_SUMMARY", str(folder / "step.md"))
                (folder / "step.md").write_text("# Other\n")
                files = dict(zip(("summary", "comment", "json-file", "metrics-out", "junit"), WROTE, strict=True))
                done = command("build", "report.yaml", *(part for name, file in files.items()
                                                         for part in (f"--{name}", file)))  # fmt: skip
            jobs[kind] = Job(done.returncode, done.stderr.decode(), folder)
        return jobs[kind]

    return play


def test_main_has_no_baseline_and_is_not_red_for_it(played):
    job = played("main")
    assert job.status == 0
    assert job.cases == {"accuracy holds": "skipped", "the loss has settled": "passed", "complete": "passed"}
    assert "❔ undecided" in job.text("summary.md")
    assert "there is no baseline" in job.text("summary.md")


def test_a_pull_request_that_improves(played):
    job = played("improves")
    assert (job.status, job.commands) == (0, [])
    assert job.cases == {"accuracy holds": "passed", "the loss has settled": "passed", "complete": "passed"}
    assert job.text("comment.md").startswith("<!-- reportgen: report -->\n## ✅ Night detector: All gates passed\n")
    assert "| `val/acc` ↑ | " in job.text("comment.md")
    assert "✅ +0.03" in job.text("comment.md")
    page = job.text("report.html")
    assert "All gates passed" in page
    assert "from baseline 0.9" in page
    assert job.text("metrics.txt").splitlines()[0] == "# TYPE train_loss gauge"


def test_one_that_breaks_a_gate(played):
    job = played("breaks")
    assert job.status == 3
    assert job.cases == {"accuracy holds": "failure", "the loss has settled": "passed", "complete": "passed"}
    (told,) = job.commands
    assert told.startswith("::error file=report.yaml,line=6,col=16,title=Gate failed%3A accuracy holds::val/acc is 0.8")
    assert "❌ Night detector: Gates failed" in job.text("summary.md")
    assert "❌ −0.1" in job.text("summary.md")
    assert "gate failed: accuracy holds" in job.printed
    assert "Gates failed" in job.text("report.html")  # which is written all the same


def test_one_with_a_crashed_run(played):
    job = played("crashed")
    assert job.status == 3
    assert job.cases["accuracy holds"] == job.cases["the loss has settled"] == "error"
    assert "crashed failed" in job.text("comment.md")
    assert len([line for line in job.commands if line.startswith("::error")]) == 2


def test_one_whose_metric_vanished(played):
    job = played("vanished")
    assert job.status == 3
    assert job.cases == {"accuracy holds": "error", "the loss has settled": "passed", "complete": "skipped"}
    assert "no val/acc: vanished" in job.text("summary.md")
    assert "unknown metric 'val/acc' in gate 'accuracy holds'. Did you mean 'val/accuracy'?" in job.printed
    assert [line.split(" ")[0] for line in job.commands] == ["::error", "::warning", "::warning"]


@pytest.mark.parametrize("kind", ["main", "improves", "breaks", "crashed", "vanished"])
def test_what_every_job_writes_is_well_formed(kind, played):
    job = played(kind)
    result, schema = json.loads(job.text("result.json")), json.loads(command("schema", "--of", "result").stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(result)
    assert (result["gates_state"] == "failed") == (job.status == 3)
    assert job.text("step.md") == "# Other\n" + job.text("summary.md")
    assert job.text("comment.md") == job.text("summary.md")
    suite = parsed(job.text("gates.xml"))[0]
    assert int(suite.attrib["tests"]) == len(suite) == len(job.cases)
    metrics = job.text("metrics.txt")
    assert metrics.endswith("# EOF\n")
    for line in metrics.splitlines():
        assert line.startswith("# ") or len(shlex.split(line)) == 2, line  # as GitLab reads it


def test_a_second_build_is_the_same_to_the_byte(played, monkeypatch):
    job = played("breaks")
    before = {name: job.text(name) for name in (*WROTE, "report.html")}
    monkeypatch.chdir(job.folder)
    done = command(
        "build", "-q", "report.yaml", "--summary", "summary.md", "--junit", "gates.xml", "--json-file", "result.json"
    )
    assert done.returncode == 3
    assert {name: job.text(name) for name in before} == before


def test_check_judges_without_building(repositories):
    done = command("check", repositories / "improves" / "report.yaml", repositories / "breaks" / "report.yaml")
    assert done.returncode == 3
    assert done.stderr.decode().count("Gates: ") == 2
    done = command(
        "check", repositories / "improves" / "report.yaml", "--baseline", repositories / "breaks" / "reportgen-runs"
    )
    assert done.returncode == 0


def test_the_command_line_names_the_baseline_of_runs_alone(repositories, tmp_path):
    runs, main = repositories / "breaks" / "reportgen-runs", repositories / "main" / "reportgen-runs"
    done = command("build", runs, "--baseline", main, "-o", tmp_path / "r.html")
    assert done.returncode == 0
    assert "from baseline 0.9" in (tmp_path / "r.html").read_text("utf-8")


def test_known_damage_is_accepted(repositories, tmp_path):
    shutil.copytree(repositories / "improves" / "reportgen-runs", tmp_path / "runs")
    log = next(path for path in (tmp_path / "runs").rglob("*") if path.is_file() and path.stat().st_size > 500)
    content = log.read_bytes()
    log.write_bytes(content[:300] + b"\xff\x00garbage\xff" * 3 + content[340:])
    spec = tmp_path / "report.yaml"
    spec.write_text("runs: {path: runs}\nblocks: [run_table]")
    assert command("build", "--strict", spec).returncode == 3
    spec.write_text("runs: {path: runs, damaged: ok}\nblocks: [run_table]")
    done = command("build", "--strict", spec)
    assert done.returncode == 0, done.stderr.decode()
    assert "note" in done.stderr.decode()


EVIL = "::error::x\n##[add-mask]y @team `|` <b>*z*</b> https://a.b #1"


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    """Return a folder whose run has a name that would be a command, a mention and markup."""
    folder = tmp_path_factory.mktemp("evil")
    script = (
        "import reportgen as rg\n"
        f"run = rg.init(name={EVIL!r}, settings={{'silent': True, 'system': False, 'console': False}})\n"
        "for step in range(9): run.log({'a|b `c`': step, 'loss': float('nan')})\n"
        "run.finish()\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    (folder / "report.yaml").write_text("runs: reportgen-runs\ngates: loss < 1\nblocks: [run_table]")
    return folder


def test_names_of_runs_are_no_commands_mentions_or_markup(evil, monkeypatch):
    monkeypatch.chdir(evil)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = command("build", "report.yaml", "--comment", "c.md", "--junit", "j.xml", "--metrics-out", "m.txt", "--json")
    lines = [*done.stderr.decode().splitlines(), *done.stdout.decode().splitlines()]
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert len(commands) == 1, commands
    assert commands[0].startswith("::error file=report.yaml,line=2")
    assert not any("##[" in line for line in lines if line not in commands)
    said = (evil / "c.md").read_text("utf-8")
    assert "@team" not in said
    assert "<b>" not in said
    assert "https://a" not in said
    assert parsed((evil / "j.xml").read_text("utf-8")) is not None
    assert not any("#" in line[2:] for line in (evil / "m.txt").read_text("utf-8").splitlines() if line[:2] != "# ")


def test_markdown_is_cut_where_it_would_be_too_long(tmp_path):
    (tmp_path / "runs.csv").write_text(
        "step," + ",".join(f"metric/with/a/long/name/{i:05}" for i in range(3000)) + "\n"
        + "".join(f"{step}," + ",".join("0.5" for _ in range(3000)) + "\n" for step in range(2))
    )  # fmt: skip
    gates = "\n".join(f"  - {{name: gate {i}, condition: '`metric/with/a/long/name/{i:05}` > 1'}}" for i in range(800))
    (tmp_path / "report.yaml").write_text(f"runs: runs.csv\ngates:\n{gates}\nblocks: [markdown: x]")
    done = command("build", "-q", tmp_path / "report.yaml", "--comment", tmp_path / "c.md")
    assert done.returncode == 3
    said = (tmp_path / "c.md").read_bytes()
    assert 30_000 < len(said) <= 60_100
    assert b"and " in said
    assert b"gate 0" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--junit", "report.yaml"), "'report.yaml' is an input of the report"),
        (("--summary", "report.html"), "--summary and the report cannot both be 'report.html'"),
        (("--summary", "x.md", "--comment", "x.md"), "--comment and --summary cannot both be 'x.md'"),
        (("--json-file", "."), "is a directory"),
        (("--baseline", "nothing-here"), "baseline: no such path"),
        (("--metrics-out", "report.yaml/x"), "part of its path is not a folder"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is_lost(arguments, said, repositories, monkeypatch):
    monkeypatch.chdir(repositories / "main")
    spec = Path("report.yaml").read_text()
    done = command("build", "report.yaml", *arguments)
    assert said in done.stderr.decode()
    assert Path("report.yaml").read_text() == spec


def test_a_build_that_fails_says_so_where_reviewers_look(tmp_path, monkeypatch):
    spec = tmp_path / "report.yaml"
    spec.write_text("runs: nothing\nblocks: [run_tabel]")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = command("build", "report.yaml", "--comment", "c.md", "--junit", "j.xml")
    assert done.returncode == 2
    assert "the report could not be built" in Path("c.md").read_text("utf-8")
    assert Path("c.md").read_text("utf-8").startswith("<!-- reportgen: report -->")
    assert parsed(Path("j.xml").read_text("utf-8"))[0].attrib["errors"] == "1"
    assert any(line.startswith("::error file=report.yaml,line=2") for line in done.stderr.decode().splitlines())
