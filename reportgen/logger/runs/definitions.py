"""``define_metric``: what a script says of its metrics, by name or by the beginning of names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reportgen.errors import nearest
from reportgen.logger.misuse import UsageError, named

WORDS = ("min", "max", "mean", "last", "first", "best", "copy", "none")


@dataclass
class Definitions:
    """What was defined, exact names and beginnings of names (``val/*``) apart."""

    exact: dict[str, dict[str, Any]] = field(default_factory=dict)
    globs: dict[str, dict[str, Any]] = field(default_factory=dict)
    _synced: dict[str, str] = field(default_factory=dict, repr=False)

    def add(self, name: str, found: dict[str, Any]) -> dict[str, Any]:
        """Add to what is defined of a name, and return all of it."""
        own = self.globs if name.endswith("*") else self.exact
        own[name] = own.get(name, {}) | found
        self._synced.clear()
        return {"name": name, **own[name]}

    def of(self, key: str) -> dict[str, Any]:
        """Return what is defined of a key: of its own name, and what that leaves open of the longest beginning."""
        fitting = [glob for glob in self.globs if key.startswith(glob[:-1])]
        beginning = self.globs[max(fitting, key=len)] if fitting else {}
        return beginning | self.exact.get(key, {})

    def step_of(self, key: str) -> str:
        """Return the metric that must be logged with a key, empty where none must."""
        if not self.exact and not self.globs:
            return ""
        found = self._synced.get(key)
        if found is None:
            own = self.of(key)
            found = str(own.get("step_metric", "")) if own.get("step_sync", True) else ""
            self._synced[key] = found = found if found != key else ""
        return found

    def __bool__(self) -> bool:
        return bool(self.exact or self.globs)


def definition(
    step_metric: Any, *, step_sync: bool | None, hidden: bool | None, summary: str | None, goal: str | None
) -> dict[str, Any]:
    """Return a definition as it is stored; UsageError names the argument that is wrong."""
    words = [word.strip() for word in summary.split(",")] if summary else []
    for word in words:
        if word not in WORDS:
            near = nearest(word, WORDS)
            hint = f"Did you mean '{near}'?" if near else f"pass some of {', '.join(WORDS)}"
            raise UsageError(f"summary: '{word}' came", hint)
    if goal is not None and goal not in ("min", "max", "minimize", "maximize"):
        raise UsageError(f"goal: '{goal}' came", "pass 'minimize' or 'maximize'")
    found: dict[str, Any] = {
        "step_metric": step_name(step_metric) if step_metric else None,
        "step_sync": step_sync,
        "hidden": hidden,
        "summary": words or None,
        "goal": {"min": "minimize", "max": "maximize"}.get(goal or "", goal),
    }
    return {name: value for name, value in found.items() if value is not None}


def step_name(given: Any) -> str:
    """Return the name of a metric that is given by name, or as what ``define_metric`` returned."""
    name = getattr(given, "name", given)
    if not isinstance(name, str):
        raise UsageError(f"step_metric: {named(given)} came", "pass the name of a metric")
    return name


@dataclass(frozen=True)
class Metric:
    """A metric that was defined."""

    name: str
    step_metric: str = ""
    hidden: bool = False
    summary: tuple[str, ...] = ()
    goal: str = ""
