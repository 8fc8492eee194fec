"""What is shown to readers right now, and how they wait for what comes next."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reportgen.errors import Level, Problem


@dataclass(frozen=True)
class Scene:
    """The state of the served report; the page at its address is the last good one."""

    build: int = 0
    """Counts good builds; 0 before the first."""
    building: bool = True
    problems: tuple[dict[str, str], ...] = ()
    """Why the last build failed; none where it is what is shown."""


class Stage:
    """The scene, changed by the build and followed by any number of readers."""

    def __init__(self, report: Path) -> None:
        self.report = report
        """The file of the last good build."""
        self.lang = "en"
        self._scene = Scene()
        self._turn = 0
        self._changed = threading.Condition()
        self._closed = False

    @property
    def scene(self) -> Scene:
        """What is shown now."""
        return self._scene

    def show(self, **parts: Any) -> None:
        """Change parts of the scene, and tell every reader."""
        with self._changed:
            self._scene = Scene(**{**asdict(self._scene), **parts})
            self._turn += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let every reader go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def after(self, turn: int, seconds: float) -> tuple[int, str] | None:
        """Return the first turn behind ``turn`` with its scene as JSON; the same turn where ``seconds`` pass before.

        None when there is nothing to wait for any more.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._turn > turn or self._closed, seconds)
            if self._closed:
                return None
            return self._turn, json.dumps(asdict(self._scene), ensure_ascii=False)


def told(problem: Problem) -> dict[str, str]:
    """Return a problem as the page shows it."""
    words = {Level.ERROR: "error", Level.MISSING: "missing", Level.NOTE: "note"}
    hint = " ".join(filter(None, (problem.hint, problem.aside)))
    return {"level": words[problem.level], "where": str(problem.where or ""), "what": problem.what, "hint": hint}
