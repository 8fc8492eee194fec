"""The spec of a report, for building it again: its runs are those that the report holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from reportgen.errors import Problem, SpecError
from reportgen.spec.yaml import parse

_KEY = re.compile(r"^(?:([A-Za-z_]\w*)|\"([A-Za-z_]\w*)\"|'([A-Za-z_]\w*)') *:", re.MULTILINE)
_FIRST = ("archive", "runs")


def again(text: str, runs: Sequence[str], archive: str, params: Mapping[str, Any], theme: str | None = None) -> str:
    """Return a spec that takes its runs from ``runs`` and its panels from ``archive``; SpecError where it is none.

    ``params`` are the values that were used. All else of the text stays, comments too.
    """
    value = parse(text, "report.yaml").value
    if not isinstance(value, dict):
        raise SpecError(Problem("a spec must be a mapping of fields"))
    new: dict[str, Any] = ({"archive": archive} if archive else {}) | {"runs": list(runs)}
    if params and value.get("params") != dict(params):
        new["params"] = dict(params)
    if theme is not None and theme != value.get("theme", "default"):
        new["theme"] = theme
    if "archive" in value and not archive:
        new["archive"] = None
    if "baseline" in value:  # its runs are not in the report; what they decided is
        new["baseline"] = None
    if text.lstrip().startswith("{"):
        merged = {key: one for key, one in {**value, **new}.items() if one is not None}
        return json.dumps(merged, indent=2, ensure_ascii=False, default=str) + "\n"
    return _replaced(text, new)


def _replaced(text: str, new: Mapping[str, Any]) -> str:
    """Return YAML whose top-level keys have new values; those that were not there come before the blocks."""
    parts = _sections(text)
    found, before = [], "".join(part for key, part in parts if key is None)
    entries = {key: _entry(key, value) for key, value in new.items() if value is not None}
    written: set[str] = set()
    for key, part in parts:
        if key is None:
            continue
        if key in new:
            found.append(entries.get(key, ""))
            written.add(key)
            continue
        if key == "blocks":
            found += [entry for name, entry in entries.items() if name not in written and name not in dict(parts)]
            written |= entries.keys()
        found.append(part)
    found += [entry for name, entry in entries.items() if name not in written and name not in dict(parts)]
    return before + "".join(found)


def _sections(text: str) -> list[tuple[str | None, str]]:
    """Return the text cut at its top-level keys: (key, its lines); what stands before the first has no key."""
    starts = [(match.start(), match[1] or match[2] or match[3]) for match in _KEY.finditer(text)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    head: list[tuple[str | None, str]] = [(None, text[: starts[0][0]] if starts else text)]
    parts = [text[start:end] for (start, _), end in zip(starts, ends, strict=True)]
    return head + [(key, part if part.endswith("\n") else f"{part}\n")
                   for (_, key), part in zip(starts, parts, strict=True)]  # fmt: skip


def _entry(key: str, value: Any) -> str:
    if isinstance(value, list):
        lines = "".join(f"  - {json.dumps(one, ensure_ascii=False)}\n" for one in value)
        return f"{key}:\n{lines}" if value else f"{key}: []\n"
    return f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}\n"
