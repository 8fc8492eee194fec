"""Which files are SWE-bench's: reports of runs, and predictions."""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.evaluations.files import head_of

_REPORT = re.compile(rb'\s*\{\s*"total_instances":\s*\d+')
_LINE = re.compile(rb'\s*\{[^{}]{0,300}"instance_id":')
_PREDICTIONS = re.compile(rb'\s*[\[{]\s*(?:"[^"]+":\s*)?\{.{0,300}?"instance_id":', re.DOTALL)
_HEAD = 1 << 16


def kind_of(path: Path) -> str:
    """Return whether a file is a "report" of a run, or "predictions"; "" of any other, by its first bytes."""
    suffix = path.suffix.lower()
    if suffix not in (".json", ".jsonl"):
        return ""
    head = head_of(path)
    if suffix == ".json" and _REPORT.match(head):
        return "report"
    if (_LINE if suffix == ".jsonl" else _PREDICTIONS).match(head):
        return "predictions" if b'"model_patch"' in head_of(path, _HEAD) else ""
    return ""
