"""Every message of a wrong spec: where, what, and the nearest right thing; never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conftest import RUNS

WRONG = Path(__file__).parent / "wrong"


def test_messages_of_wrong_specs(tmp_path, golden):
    """Each spec's output and exit status stand in one golden file."""
    told = []
    for source in sorted(WRONG.glob("*.yaml")):
        (tmp_path / "runs").symlink_to(RUNS) if not (tmp_path / "runs").exists() else None
        spec = tmp_path / "report.yaml"
        text = source.read_text("utf-8").replace("RUNS", "runs").replace("RUNZ", "run")
        spec.write_text(text, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "reportgen", "check", "--strict", str(spec)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
        messages = done.stderr.replace(str(spec), "report.yaml")
        told.append(f"=== {source.name} (exit {done.returncode})\n{text}---\n{messages}")
    golden(WRONG.parent / "messages.golden", "\n".join(told))
