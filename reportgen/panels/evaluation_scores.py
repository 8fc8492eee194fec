"""Scores of evaluations of language models, with intervals that say how sure they are, and by category.

- evaluation_scores: {}
- evaluation_scores: [pass, fluency]
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from markupsafe import Markup

from reportgen.fragment import Fragment
from reportgen.model.evaluation import Evaluation, Metric, Score
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.estimates import Scale, losses, rule_of, said_of, samples_of
from reportgen.panels.base.markup import nothing, run_name, swatch
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.spec.fields import Words
from reportgen.stats.evaluations.intervals import Estimate, estimate, is_share
from reportgen.stats.evaluations.samples import Key, Samples, variants
from reportgen.stats.kinds import listed
from reportgen.texts import say

_SCORES = 6
"""Scores that are shown where the spec names none."""
_VALUES = 50
"""Values of a category beyond which it is none."""
_TOP = 12
"""Categories that are shown before the others unfold."""


@dataclass(frozen=True)
class Line:
    """The score of a run: its estimate, and what became of the samples that have none."""

    run: Mapping[str, Any]
    found: Estimate
    notes: tuple[str, ...] = ()
    source: str = ""
    """Who computed it, where the log holds no samples."""


@dataclass(frozen=True)
class Group:
    """A score of a task with a line for each run, and the same by category, the worst first."""

    task: str
    name: str
    goal: str
    scale: Scale
    lines: tuple[Line, ...]
    categories: tuple[tuple[str, str, tuple[Line, ...]], ...] = ()


@dataclass(frozen=True)
class View:
    """What is shown, and the scores that the spec names and no run has."""

    groups: tuple[Group, ...]
    absent: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    """Scores beyond those that are shown."""


class EvaluationScores(Panel):
    """The scores of evaluations, a line for each run: the value, its 95 % interval and the number of samples.

    Intervals are Wilson's where samples are right or wrong, else Student's; they are clustered where samples repeat.
    Samples that failed with an error or were not scored are counted apart.
    """

    main: ClassVar[str] = "scores"

    scores: Words = []
    """Columns of scores; by default ``pass``, then those that the tool computed, up to six."""
    by_category: bool = True
    """Show each score by category, too."""

    def heading(self) -> str:
        """Return the title."""
        return self.title or say("Scores")

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the estimates of every run."""
        del context
        groups: list[Group] = []
        absent, more = set(self.scores), dict[str, None]()
        for task, members in _tasks(runs).items():
            found = samples_of(members)
            names = _columns([samples for _, samples in found])
            wanted = [name for name in self.scores if name in names]
            if not self.scores:  # a score that says the same as pass of every sample is not shown twice
                wanted = [name for name in names if not all(_is_pass(samples, name) for _, samples in found)]
            absent -= set(wanted)
            more |= dict.fromkeys(wanted[_SCORES:] if not self.scores else [])
            for name in wanted if self.scores else wanted[:_SCORES]:
                groups += _groups(task, name, found, by_category=self.by_category)
            bare = [run for run in members if run not in [one for one, _ in found]]
            groups += _of_tools(task, bare)
        return View(tuple(groups), tuple(name for name in self.scores if name in absent), tuple(more))

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return a table for each score."""
        del theme, children
        if not view.groups:
            return nothing("no run is an evaluation with samples")
        tasks = {group.task for group in view.groups}
        body = Markup().join(
            _block(group, with_task=len(tasks) > 1, with_header=not number) for number, group in enumerate(view.groups)
        )
        if any(len(group.lines) > 1 for group in view.groups):
            note = say("Each run over all samples that it scored; a comparison is over those that both scored.")
            body += Markup('<p class="rg-note">{}</p>').format(note)
        if view.more:
            body += Markup('<p class="rg-note">{}</p>').format(say("More scores: {names}", names=", ".join(view.more)))
        html = Markup('<rg-evaluation-scores class="rg-evaluation">{}</rg-evaluation-scores>').format(body)
        said = [
            f"{group.name} {group.scale.value(line.found.value)}, {line.run['name']}"
            for group in view.groups[:1]
            for line in group.lines
        ]
        missing = [f"no evaluation has a score '{name}'" for name in view.absent]
        return Fragment(html, frozenset({"evaluation_scores"}), alt="; ".join(said), missing=missing)


def _tasks(runs: RunSet) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {}
    for run in runs:
        if run.evaluation is not None:
            found.setdefault(run.evaluation.task, []).append(run)
    return found


def _columns(all_samples: Sequence[Samples]) -> list[str]:
    """Return the columns of scores that some run has numbers of: ``pass`` first, then as the tool orders them."""
    names: dict[str, None] = {}
    for samples in all_samples:
        evaluation = samples.evaluation
        for name in [evaluation.passed, *(score.column for score in evaluation.scores)]:
            if name and samples.has(name) and not np.isnan(samples.numbers(name)).all():
                names[name] = None
    return list(names)


def _is_pass(samples: Samples, name: str) -> bool:
    passed = samples.evaluation.passed
    return name != passed != "" and np.array_equal(samples.numbers(name), samples.numbers(passed), equal_nan=True)


def _groups(task: str, name: str, found: Sequence[tuple[Run, Samples]], *, by_category: bool) -> Iterator[Group]:
    for stratum in variants([samples for _, samples in found]):
        lines: list[tuple[Samples, Line]] = []
        for run, samples in found:
            mask = np.array([not stratum or one == stratum for one in samples.strata], bool)
            values = samples.numbers(name)
            if not mask.any() or np.isnan(values[mask]).all():
                continue
            one = _estimated(samples, values, mask)
            notes = losses(samples, one.n, int(mask.sum())) if not stratum else []
            lines.append((samples, Line(swatch(run), one, tuple(notes))))
        if not lines:
            continue
        values = np.concatenate([samples.numbers(name) for samples, _ in lines])
        share = is_share(values[~np.isnan(values)])
        categories = tuple(_categories(name, lines, stratum)) if by_category else ()
        scale = Scale.of([line.found for _, line in lines] + [
            line.found for _, _, rest in categories for line in rest], is_share=share)  # fmt: skip
        first = lines[0][0]
        said = said_of(say("pass rate") if name == first.evaluation.passed else name, first, stratum)
        goal = _goal(name, lines[0][0].evaluation)
        order = sorted((line for _, line in lines), key=lambda line: _rank(line.found.value, goal))
        yield Group(task, said, goal, scale, tuple(order), categories)


def _estimated(samples: Samples, values: np.ndarray[Any, np.dtype[np.float64]], mask: np.ndarray[Any, Any]) -> Estimate:
    clusters = [name for name, one in zip(samples.clusters, mask, strict=True) if one]
    return estimate(values[mask], clusters)


def _categories(
    name: str, lines: Sequence[tuple[Samples, Line]], stratum: Key
) -> Iterator[tuple[str, str, tuple[Line, ...]]]:
    """Yield the lines of each value of each category, those with the worst scores first."""
    for column in dict.fromkeys(column for samples, _ in lines for column in samples.categories):
        found: dict[str, list[Line]] = {}
        for samples, line in lines:
            cells, values = samples.column(column), samples.numbers(name)
            inside = [not stratum or one == stratum for one in samples.strata]
            texts = [None if cell is None else str(cell) for cell in cells]
            for value in dict.fromkeys(text for text in texts if text is not None):
                mask = np.array([text == value and one for text, one in zip(texts, inside, strict=True)], bool)
                if mask.any():
                    found.setdefault(value, []).append(Line(line.run, _estimated(samples, values, mask)))
        if not 1 < len(found) <= _VALUES:
            continue
        goal = _goal(name, lines[0][0].evaluation)
        ranked = sorted(found.items(), key=lambda one: -_rank(_mean([line.found.value for line in one[1]]), goal))
        yield from ((column, value, tuple(rest)) for value, rest in ranked)


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan


def _rank(value: float, goal: str) -> float:
    """Return what sorts the best value to the front, and what is missing to the end."""
    if math.isnan(value):
        return math.inf
    return value if goal == "minimize" else -value


def _goal(name: str, evaluation: Evaluation) -> str:
    score = next((one for one in evaluation.scores if one.column == name), None) or Score(name)
    return score.goal


def _of_tools(task: str, runs: Sequence[Run]) -> Iterator[Group]:
    """Yield what tools computed of evaluations whose log holds no samples: their standard error makes the interval."""
    found: dict[tuple[str, str], list[Line]] = {}
    for run in runs:
        for metric in run.evaluation.metrics if run.evaluation is not None else ():
            value = run.number(f"summary.{metric.key}")
            if math.isnan(value) or metric.within:
                continue
            found.setdefault((metric.key, metric.goal), []).append(Line(swatch(run), _by_tool(run, metric, value)))
    for (key, goal), lines in list(found.items())[:_SCORES]:
        scale = Scale.of([line.found for line in lines], is_share=False)
        ranked = sorted(lines, key=lambda line: _rank(line.found.value, goal))
        yield Group(task, key, goal, scale, tuple(ranked))


def _by_tool(run: Run, metric: Metric, value: float) -> Estimate:
    error = run.number(f"summary.{metric.error}") if metric.error else math.nan
    half = 1.96 * error
    return Estimate(value, value - half, value + half, metric.n or 0, "none", error)


def _block(group: Group, *, with_task: bool, with_header: bool) -> Markup:
    name = f"{group.task} · {group.name}" if with_task and group.task else group.name
    arrow = {"maximize": "↑", "minimize": "↓"}.get(group.goal, "")
    words = say("higher is better") if group.goal == "maximize" else say("lower is better") if group.goal else ""
    head = Markup('<p class="rg-score-name"><bdi>{}</bdi> <span class="rg-note" title="{}">{}</span></p>').format(
        name, words, arrow
    )
    rows = Markup().join(_row(line, group.scale) for line in group.lines)
    table = Markup('<table class="rg-scores">{}<tbody>{}</tbody></table>').format(
        _header() if with_header else Markup(), rows
    )
    return Markup('<section class="rg-score">{}{}{}</section>').format(head, table, _by_category(group))


def _header() -> Markup:
    names = (say("Run"), say("Score"), say("95 % interval"), "", say("Samples"))
    cells = Markup().join(
        Markup('<th scope="col">{}</th>').format(name) if name else Markup("<td></td>") for name in names
    )
    return Markup("<thead><tr>{}</tr></thead>").format(cells)


def _row(line: Line, scale: Scale, head: Markup | None = None) -> Markup:
    one = line.found
    count = f"{one.n:,}" if one.n else ""
    notes = Markup(' <span class="rg-note">· {}</span>').format(" · ".join(line.notes)) if line.notes else Markup()
    return Markup(
        '<tr data-run="{}"><th scope="row">{}</th><td class="rg-score-value" title="{}">{}</td><td>{}</td>'
        '<td class="rg-score-reach" title="{}">{}</td><td class="rg-score-n">{}{}</td></tr>'
    ).format(
        line.run["index"], head if head is not None else run_name(line.run), one.value, scale.value(one.value),
        scale.bar(one, line.run["index"]), rule_of(one), scale.interval(one), count, notes,
    )  # fmt: skip


def _by_category(group: Group) -> Markup:
    """Return the score by category, folded; the worst are first and more unfold."""
    columns = dict.fromkeys(column for column, _, _ in group.categories)
    if not columns:
        return Markup()
    parts = Markup().join(_column(group, column) for column in columns)
    title = say("By {category}, the worst first", category=listed(list(columns)))
    return Markup('<details class="rg-by"><summary>{}</summary>{}</details>').format(title, parts)


def _column(group: Group, column: str) -> Markup:
    rows = [(value, lines) for name, value, lines in group.categories if name == column]
    head = Markup('<p class="rg-score-category">{} {}</p>').format(column, f"{len(rows):,}")
    body = Markup().join(_category(value, lines, group.scale) for value, lines in rows[:_TOP])
    table = Markup('<table class="rg-scores rg-by-category">{}</table>').format(body)
    if rows[_TOP:]:
        rest = Markup().join(_category(value, lines, group.scale) for value, lines in rows[_TOP:])
        table += Markup(
            '<details><summary>{}</summary><table class="rg-scores rg-by-category">{}</table></details>'
        ).format(say("{n} more", n=f"{len(rows) - _TOP:,}"), rest)
    return head + table


def _category(value: str, lines: Sequence[Line], scale: Scale) -> Markup:
    rows = Markup().join(_row(line, scale) for line in lines)
    return Markup(
        '<tbody><tr class="rg-group"><th scope="rowgroup" colspan="5"><bdi>{}</bdi></th></tr>{}</tbody>'
    ).format(value, rows)
