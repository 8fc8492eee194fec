"""The how-tos do what they say: their commands are run on real logs, in the order of the page, and print what it shows.

A block of shell runs in one folder, a block of YAML or Python is a file there, and a block without a language is what
the commands before it print. A command ends with 0, or as a comment says; lines that end in ``…`` begin longer ones.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT, command
from repository import TRAIN

from reportgen.page.policy import policy

PAGES = ROOT / "docs" / "how-to"
NAMES = sorted(page.stem for page in PAGES.glob("*.md"))
RUNS = EXAMPLES / "_runs"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = {"pip", "scp"}
"""Programs that need another machine or a registry."""
ENDLESS = {"serve"}
STATUS = re.compile(r"# status (\d)$")


def prepare(name: str, folder: Path) -> None:
    """Put what a page begins with into a folder: real logs, or a script that logs."""
    if name in {"cluster", "review"}:
        shutil.copytree(RUNS / "wandb", folder / "wandb")
        (folder / "password.txt").write_text("five random words are enough\n")
    elif name == "detection":
        shutil.copytree(RUNS / "coco", folder, dirs_exist_ok=True)
    elif name == "evaluation":
        shutil.copytree(RUNS / "evaluations", folder / "logs")
    elif name == "ci":
        (folder / "train.py").write_text(TRAIN)


class Shell:
    """Runs the commands of a page: reportgen in this process, others in a shell."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.built = 0

    def run(self, script: str) -> None:
        """Run a block of shell."""
        self.said = []
        if script.startswith("#!"):  # a job script: in a shell of its own, with reportgen and python as there
            self._job(script)
            return
        for line in re.sub(r"\\\n\s*", "", script).splitlines():
            if not line or line.startswith("#"):
                continue
            words = shlex.split(line, comments=True)
            if words[0] in ELSEWHERE or set(words) & ENDLESS:
                continue
            if words[0] == "reportgen":
                status = STATUS.search(line)
                self._reportgen(words[1:], int(status[1]) if status else 0)
            else:
                self._shell(line)

    def _reportgen(self, words: list[str], status: int = 0) -> None:
        target = ""
        if ">" in words:
            words, target = words[: words.index(">")], words[words.index(">") + 1]
        done = command(*words)
        if target:
            (self.folder / target).write_bytes(done.stdout)
        self.said += (done.stdout + done.stderr).decode().splitlines()
        assert done.returncode == status, (words, done.stderr)
        self.built += words[0] == "build"

    def _shell(self, line: str) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("REPORTGEN", "GITHUB"))}
        clean |= {"PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "USER": "ana"}
        done = subprocess.run(
            ["bash", "-e", "-c", line], cwd=self.folder, env=clean, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stderr)
        self.said += done.stdout.splitlines()

    def _job(self, script: str) -> None:
        programs = self.folder / "bin"
        programs.mkdir()
        for name, text in {"reportgen": f'echo "$@" > {programs}/asked', "python": "exit 0"}.items():
            (programs / name).write_text(f"#!/bin/bash\n{text}\n")
            (programs / name).chmod(stat.S_IRWXU)
        line = ["bash", "-c", script]
        env = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
        subprocess.run(line, cwd=self.folder, env=env, check=True)
        self._reportgen((programs / "asked").read_text().split())


@pytest.mark.parametrize("name", NAMES)
def test_how_to(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    prepare(name, tmp_path)
    shell = Shell(tmp_path)
    for language, text in BLOCK.findall((PAGES / f"{name}.md").read_text("utf-8")):
        if language == "sh":
            shell.run(text)
        elif language == "yaml":
            file, _, content = text.partition("\n")
            (tmp_path / file.removeprefix("# ")).write_text(content, "utf-8")
        elif language == "python":
            exec(compile(text, name, "exec"), {})  # noqa: S102 - a snippet of the page
        else:
            for line in text.splitlines():
                begun = line.removesuffix("…").strip()
                assert any(begun in said for said in shell.said), (line, shell.said)
    assert shell.built >= 2


def test_the_policy_in_the_manual_is_that_of_the_page():
    shown = re.search(r"```\n(default-src.*?)```", (ROOT / "docs" / "security.md").read_text("utf-8"), re.DOTALL)
    assert shown
    written = re.sub(r"'sha256-[^']*'", "'sha256-…'", policy(["x"], workers=True))
    assert " ".join(shown[1].split()) == written
