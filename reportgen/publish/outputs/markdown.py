"""A report in GitHub-flavoured Markdown: verdicts, results and problems, for summaries of jobs and for comments.

What was logged cannot become markup, a mention, a reference or a link. What does not fit is cut, the least important
first, and how much that is stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.digits import digits, file_size
from reportgen.errors import Level, Problem
from reportgen.gates import Check, Verdict, outcome
from reportgen.gates.words import (
    between,
    figures,
    headline,
    limit_of,
    notes_of,
    over_of,
    reasons_of,
    runs_of,
    signed,
    state_word,
    tally,
)
from reportgen.pipeline import Result
from reportgen.privacy.text import clean
from reportgen.publish.outputs.result import title_of
from reportgen.publish.outputs.results import MetricResult, results_of
from reportgen.texts import plural, say, speaking

MARK = "<!-- reportgen"
"""How what is written here begins, so that it is known again."""
SUMMARY_LIMIT = 1_000_000
"""GitHub takes 1,024 KiB of a step."""
COMMENT_LIMIT = 60_000
"""GitHub takes 65,536 characters of a comment."""
_LONGEST = 300
_ICONS = {"passed": "✅", "failed": "❌", "warning": "⚠️", "undecided": "❔"}
_VERDICTS = {"better": "✅", "worse": "❌", "same": "=", "unclear": "≈", "": ""}
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#!|<>~$&])")
_JOINER = "\u2060"


@dataclass
class _Section:
    """Lines before, rows of which the last ones can be left out, and lines after."""

    rows: list[str]
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    left: int = 0

    def lines(self) -> list[str]:
        if not self.rows and not self.left:
            return []
        more = ["", say("and {n} more", n=f"{self.left:,}")] if self.left else []
        return [*self.before, *self.rows, *more, *self.after, ""]

    @property
    def size(self) -> int:
        return len("\n".join(self.lines()).encode("utf-8", "replace")) + 1


def summary(result: Result, limit: int = SUMMARY_LIMIT) -> str:
    """Return a report in at most so many bytes."""
    lang = result.contents.report.spec.lang if result.contents else ""
    file = result.contents.report.document.file if result.contents else ""
    with speaking(lang):
        return _fitted([mark_of(file), *_head(result)], _sections(result), limit)


def comment(result: Result) -> str:
    """Return the same for a comment; its first line is a mark by which a later one takes its place."""
    return summary(result, COMMENT_LIMIT)


def failed_summary(file: str, problems: Sequence[Problem]) -> str:
    """Return what to say of a report that could not be built."""
    rows = [f"- {plain(str(problem))}" for problem in problems]
    head = [mark_of(file), f"## {_ICONS['failed']} {plain(Path(file).stem)}: the report could not be built", ""]
    return _fitted(head, [_Section(rows)], COMMENT_LIMIT)


def mark_of(file: str) -> str:
    """Return the hidden line that names a report, the same in every build of its spec."""
    name = re.sub(r"[^\w.]+", "-", Path(file).stem) or "report"
    return f"{MARK}: {name} -->"


def plain(text: str) -> str:
    """Return a text that reads as it is: no markup, mention, reference or link comes of it."""
    whole = " ".join(clean(text)[0].split())
    whole = whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"
    whole = re.sub(r"@(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\bGH)(?=-)", lambda m: f"{m[0]}{_JOINER}", whole)
    whole = re.sub(r"\b[0-9a-f]{7,40}\b", lambda m: f"{m[0][:6]}{_JOINER}{m[0][6:]}", whole)  # a commit's name
    return _SPECIAL.sub(lambda m: "&lt;" if m[1] == "<" else "&gt;" if m[1] == ">" else f"\\{m[1]}", whole)


def code(text: str) -> str:
    """Return a text as code in a cell of a table, whatever is in it."""
    whole = " ".join(clean(text)[0].split())[:_LONGEST].replace("|", "\\|")
    longest = max(map(len, re.findall("`+", whole)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{whole}{space}{fence}"


def _fitted(head: Sequence[str], sections: Sequence[_Section], limit: int) -> str:
    """Return the lines within a limit; the last sections lose their last rows first."""
    left = limit - len("\n".join(head).encode("utf-8", "replace")) - 1
    for section in sections:
        _cut(section, max(left, 0))
        left -= section.size
    return "\n".join([*head, *(line for section in sections for line in section.lines())]).rstrip("\n") + "\n"


def _cut(section: _Section, limit: int) -> None:
    sizes = [len(row.encode("utf-8", "replace")) + 1 for row in section.rows]
    while section.rows and section.size > limit:
        over, dropped = section.size - limit, 0
        while section.rows and (dropped == 0 or over > 0):
            section.rows.pop()
            over -= sizes.pop()
            dropped += 1
        section.left += dropped
    if not section.rows and section.size > limit:
        section.left = 0


def _head(result: Result) -> list[str]:
    title, verdicts = plain(title_of(result)), result.verdicts
    runs = plural(result.runs, "run")
    against = len(result.contents.judged.baseline.runs) if result.contents else 0
    of = say("{runs}, compared with {n} of the baseline", runs=runs, n=f"{against:,}") if against else runs
    if not verdicts:
        return [f"## {title}", "", of, ""]
    state = outcome(verdicts)
    return [f"## {_ICONS[state]} {title}: {headline(verdicts)}", "", f"{tally(verdicts)}. {of}.", ""]


def _sections(result: Result) -> list[_Section]:
    """Return the sections, the most important first."""
    rank = {"failed": 0, "undecided": 1, "passed": 2}
    verdicts = sorted(result.verdicts, key=lambda one: (rank[one.state], one.severity == "warning"))
    found = [_table([say("Verdict"), say("Gate"), say("Value"), say("Limit"), say("Baseline"), say("Difference")],
                    [_gate(verdict) for verdict in verdicts])]  # fmt: skip
    if result.contents is not None:
        found.append(_results(results_of(result.contents), compares=len(result.contents.judged.baseline.runs) > 0))
    problems = [problem for problem in result.problems if problem.level is not Level.NOTE]
    before = [f"<details><summary>{plural(len(problems), 'problem')}</summary>", ""]
    found.append(_Section([f"- {plain(str(problem))}" for problem in problems], before, ["", "</details>"]))
    name = code(Path(result.path).name) if str(result.path) != "-" else ""
    found.append(_Section([f"{name}, {file_size(result.size)}"] if name else []))
    return found


def _table(heads: Sequence[str], rows: Sequence[str], title: str = "", texts: int = 2) -> _Section:
    """Return a table of which the first columns are texts and the others numbers."""
    line = "|".join(["", *(":--" if place < texts else "--:" for place in range(len(heads))), ""])
    before = [f"### {title}", ""] if title else []
    return _Section(list(rows), [*before, f"| {' | '.join(heads)} |", line])


def _gate(verdict: Verdict) -> str:
    icon = "warning" if verdict.state == "failed" and not verdict.stops else verdict.state
    said = [plain(text) for text in (*reasons_of(verdict), *notes_of(verdict))]
    name = "<br>".join([
        f"**{plain(verdict.label)}**", *([] if verdict.condition == verdict.label else [code(verdict.condition)]),
        *said, f"<sub>{runs_of(verdict)}</sub>",
    ])  # fmt: skip
    checks = [check for check in verdict.checks if check.is_told]
    columns: list[Callable[[Check], str]] = [
        lambda check: _joined(figures(check)[0], plain(over_of(verdict, check))),
        lambda check: limit_of(check).replace("<", "&lt;").replace(">", "&gt;"),
        lambda check: digits(check.baseline) if check.baseline == check.baseline else "–",
        lambda check: _joined(signed(check.difference), between(check.low, check.high))
        if check.baseline == check.baseline else "–",
    ]  # fmt: skip
    cells = ["<br>".join(tell(check) for check in checks) or "–" for tell in columns]
    return f"| {' | '.join([f'{_ICONS[icon]} {state_word(verdict)}', name, *cells])} |"


def _joined(text: str, more: str) -> str:
    return f"{text} ({more})" if more else text


def _results(results: Sequence[MetricResult], *, compares: bool) -> _Section:
    heads = [say("Metric"), say("Trend"), say("Value"), *([say("Baseline"), say("Difference")] if compares else [])]
    return _table(heads, [_metric(one, compares=compares) for one in results], say("Results"))


def _metric(one: MetricResult, *, compares: bool) -> str:
    arrow = {"maximize": " ↑", "minimize": " ↓", "": ""}[one.goal]
    apart = one.difference
    value = apart.value if apart is not None and apart.is_sure else one.value
    cells = [f"{code(one.metric)}{arrow}", one.trend, digits(value) if value == value else "–"]  # noqa: PLR0124 - NaN
    if compares and apart is None:
        cells += [digits(one.baseline) if one.baseline == one.baseline else "–", "–"]
    elif apart is not None:
        text = f"{_VERDICTS[apart.verdict]} {signed(apart.difference)}".strip()
        cells += [digits(apart.baseline), _joined(text, between(apart.low, apart.high))]
    return f"| {' | '.join(cells)} |"
