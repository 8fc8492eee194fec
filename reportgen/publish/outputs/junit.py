"""Gates as test cases in JUnit's XML, in the dialect that GitLab, Jenkins, Azure and GitHub's actions all read.

Jenkins shows ``message`` as the headline and the content below it, GitLab the content alone: both say why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from reportgen.errors import Level, Problem
from reportgen.gates import Verdict
from reportgen.gates.words import SIGNS, figures, notes_of, reasons_of, runs_of, signed
from reportgen.pipeline import Result
from reportgen.privacy.text import clean
from reportgen.publish.outputs.result import title_of

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST = 10_000
"""Characters of a text: test viewers cut longer ones."""


def junit(result: Result) -> str:
    """Return the XML: a case for each verdict, and one for whether everything that the spec asks for is there."""
    report = result.contents.report if result.contents else None
    suite = _Suite(title_of(result), report.document.file if report else "")
    for verdict in result.verdicts:
        suite.add(verdict)
    suite.complete([problem for problem in result.problems if problem.level is Level.MISSING])
    return suite.text()


def failed_junit(name: str, problems: Sequence[Problem]) -> str:
    """Return the XML of a report that could not be built."""
    suite = _Suite(name, "")
    text = "\n".join(map(str, problems))
    suite.case("build", "error", "the report could not be built", text)
    return suite.text()


class _Suite:
    def __init__(self, title: str, file: str) -> None:
        self._file = file
        self._class = f"{Path(file or title).name.partition('.')[0] or 'report'}.gates"
        self._root = ET.Element("testsuites")
        self._suite = ET.SubElement(self._root, "testsuite", {"name": _xml(title)})
        self._counts = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
        self._names: set[str] = set()

    def add(self, verdict: Verdict) -> None:
        """Add the case of a verdict: broken gates are errors, warnings and what is undecided are skipped."""
        why = [clean(reason)[0] for reason in reasons_of(verdict)]
        text = "\n".join([verdict.condition, *why, *_numbers(verdict), *(clean(n)[0] for n in notes_of(verdict))])
        headline = why[0] if why else next(iter(_numbers(verdict)), "")
        if verdict.state == "passed":
            self.case(verdict.label, "", "", text)
        elif verdict.stops:
            self.case(verdict.label, "error" if verdict.is_broken else "failure", headline, text)
        else:
            word = "undecided" if verdict.state == "undecided" else "warning"
            self.case(verdict.label, "skipped", f"{word}: {headline}", text)

    def complete(self, missing: Sequence[Problem]) -> None:
        """Add the case of what the spec asks for and no run has."""
        text = "\n".join(clean(str(problem))[0] for problem in missing)
        self.case("complete", "skipped" if missing else "", text.partition("\n")[0], text)

    def case(self, name: str, kind: str, message: str, text: str) -> None:
        """Add a case; names are unique, because viewers leave out a second one."""
        unique, count = clean(name)[0], 1
        while unique in self._names:
            count += 1
            unique = f"{clean(name)[0]} ({count})"
        self._names.add(unique)
        places = {"classname": _xml(self._class), "name": _xml(unique), "time": "0"}
        places |= {"file": _xml(self._file)} if self._file else {}
        case = ET.SubElement(self._suite, "testcase", places)
        self._counts["tests"] += 1
        if kind:
            self._counts[{"failure": "failures", "error": "errors", "skipped": "skipped"}[kind]] += 1
            told = {"message": _xml(message)} | ({"type": "gate"} if kind != "skipped" else {})
            ET.SubElement(case, kind, told).text = _xml(text)
        else:
            ET.SubElement(case, "system-out").text = _xml(text)

    def text(self) -> str:
        """Return the document."""
        counts = {name: str(count) for name, count in self._counts.items()}
        for element in (self._root, self._suite):
            element.attrib.update(counts | {"time": "0"})
        ET.indent(self._root)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- reportgen -->'
        return f"{head}\n{ET.tostring(self._root, encoding='unicode')}\n"


def _numbers(verdict: Verdict) -> list[str]:
    """Return each comparison in a line: ``✗ val/mAP 0.31 >= 0.336, baseline 0.341, difference -0.031 (1 run)``."""
    lines = []
    for check in verdict.checks:
        if check.is_told:
            value, limit = figures(check)
            line = f"{SIGNS[check.state]} {check.subject} {value} {check.operator} {limit}"
            if check.baseline == check.baseline:
                line += f", baseline {figures_of(check.baseline)}, difference {signed(check.difference)}"
            lines.append(f"{line} ({runs_of(verdict)})")
    return lines


def figures_of(value: float) -> str:
    """Return a number in as many digits as the page shows."""
    from reportgen.digits import digits

    return digits(value)


def _xml(text: str) -> str:
    """Return a text with only the characters that XML 1.0 can hold."""
    text = _NO_XML.sub("\ufffd", text)
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
