"""The metrics of runs as OpenMetrics text, within what GitLab's widget reads of it.

GitLab cuts a line at ``#``, splits it as a shell does and takes the first two words, and compares values as texts: so
labels hold no ``#``, nothing stands behind a comma, and numbers have six digits. A single run has no label, so that
another run's name makes no other metric.
"""

from __future__ import annotations

import math
import re

from reportgen.pipeline import Result
from reportgen.privacy.text import clean

_NO_NAME = re.compile(r"[^a-zA-Z0-9_:]")
_STATES = {"passed": 1, "failed": 0, "undecided": 0.5}


def openmetrics(result: Result) -> str:
    """Return the summary's numbers of the runs that the report shows, and a gauge of the gates: 1 for a green one."""
    lines: list[str] = []
    names: set[str] = set()
    runs = list(result.contents.runs) if result.contents else []
    for metric in dict.fromkeys(key for run in runs for key in run.metrics):
        found = [(run, run.number(f"summary.{metric}")) for run in runs]
        values = [(run, value) for run, value in found if metric in run.keys and not math.isnan(value)]
        if values:
            family = _unique(_name(metric), names)
            lines += [f"# TYPE {family} gauge", f"# HELP {family} {_help(metric)}"]
            lines += [f"{family}{_labels(run=run.name) if len(runs) > 1 else ''} {_text(v)}" for run, v in values]
    if result.verdicts:
        family = _unique("reportgen_gate", names)
        lines += [f"# TYPE {family} gauge", f"# HELP {family} 1 passed, 0 failed, 0.5 undecided"]
        told: set[str] = set()
        for verdict in result.verdicts:
            label = _unique(clean(verdict.label)[0], told)
            lines.append(f"{family}{_labels(gate=label)} {_text(_STATES[verdict.state])}")
    return "\n".join([*lines, "# EOF", ""])


def _name(metric: str) -> str:
    name = _NO_NAME.sub("_", metric)
    return name if re.match(r"[a-zA-Z_:]", name) else f"_{name}"


def _unique(name: str, names: set[str]) -> str:
    found, count = name, 1
    while found in names:
        count += 1
        found = f"{name}_{count}"
    names.add(found)
    return found


def _labels(**labels: str) -> str:
    inner = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
    return f"{{{inner}}}"


def _escaped(text: str) -> str:
    plain = "".join(char if char.isprintable() and char != "#" else "_" for char in text)
    return plain.encode("utf-8", "replace").decode().replace("\\", "\\\\").replace('"', '\\"')


def _help(text: str) -> str:
    plain = "".join(char if char.isprintable() else " " for char in clean(text)[0])
    return plain.encode("utf-8", "replace").decode().replace("\\", "\\\\")


def _text(value: float) -> str:
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return f"{value:.6g}"
