"""What runs: the commit and its changes, installed packages, and the script. No name of a host, user or folder."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

_LONGEST = 1 << 20
"""Characters of a script, or of uncommitted changes, that are logged."""
_FILES = 400
_PASSED = frozenset({"__pycache__", "node_modules", "site-packages", "venv", "reportgen-runs"})
_WAIT = 5
"""Seconds that git may take."""


def code(script: Path | None) -> dict[str, Any]:
    """Return what runs, as the log holds it; what cannot be had is omitted."""
    found: dict[str, Any] = {"python": platform.python_version()}
    root = _git("rev-parse", "--show-toplevel", folder=script.parent if script else None)
    if root:
        folder = Path(root)
        found["commit"] = _git("rev-parse", "HEAD", folder=folder)
        found["branch"] = _git("rev-parse", "--abbrev-ref", "HEAD", folder=folder)
        found["remote"] = re.sub(r"(?<=://)[^/@]*@", "", _git("remote", "get-url", "origin", folder=folder))
        found["changes"] = _git("diff", "--submodule=diff", "HEAD", folder=folder)[:_LONGEST]
    if script is not None:
        found["program"] = _below(script, Path(root) if root else Path.cwd())
        text = script.read_text("utf-8", "replace")
        if len(text) <= _LONGEST:
            found["files"] = {found["program"]: text}
    found["requirements"] = packages()
    return {name: value for name, value in found.items() if value}


def script_file() -> Path | None:
    """Return the script that runs, None in a shell or a notebook; at its end it is not known any more."""
    path = getattr(sys.modules.get("__main__"), "__file__", None)
    return Path(path).resolve() if path and Path(path).is_file() else None


def _below(script: Path, root: Path) -> str:
    """Return a script's path below its repository or the current folder, and only its name where it lies elsewhere."""
    try:
        return script.relative_to(root.resolve()).as_posix()
    except ValueError:
        return script.name


def sources(root: Path) -> dict[str, str]:
    """Return the Python files below a folder by their paths there, hidden folders and environments aside."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") or part in _PASSED for part in parts)
        if not hidden and len(found) < _FILES and path.stat().st_size <= _LONGEST:
            found[path.relative_to(root).as_posix()] = path.read_text("utf-8", "replace")
    return found


def packages() -> list[str]:
    """Return the installed packages as lines of requirements, by name."""
    from importlib.metadata import distributions

    found = {str(dist.metadata["Name"] or "").strip(): dist.version for dist in distributions()}
    return sorted((f"{name}=={version}" for name, version in found.items() if name), key=str.lower)


def _git(*words: str, folder: Path | None) -> str:
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", *words], cwd=folder, env=quiet, capture_output=True, timeout=_WAIT, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
