"""Runs side by side: what differs in their config, results and facts, and by how much.

- run_comparer: {runset: finalists}
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from markupsafe import Markup

from reportgen.digits import digits, title
from reportgen.fragment import Fragment
from reportgen.model.media import Media
from reportgen.model.nested import flatten, of_logger
from reportgen.model.order import natural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet, show
from reportgen.panels.base.against import delta, delta_class
from reportgen.panels.base.holding import facts
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import fact_word, show_value
from reportgen.spec.fields import RunPaths
from reportgen.stats.goals import goal_metrics, goal_of
from reportgen.texts import plural, say

_FACTS = ("state", "created", "duration", "group", "job_type", "tags", "notes", "sweep")
_MAX_TEXT = 400
_BASELINE = -1
"""The number of the baseline's column, which is of no run."""


@dataclass(frozen=True)
class Row:
    """One key: its values as text, None where a run has none; those that are numbers; and which way is better."""

    group: str
    name: str
    values: tuple[str | None, ...]
    numbers: tuple[float | None, ...] = ()
    goal: str = ""
    baseline: str | None = None
    """What all runs of the baseline have, or the mean of their numbers."""
    mean: float | None = None

    @property
    def differs(self) -> bool:
        """Whether not all runs have the same."""
        return len({*self.values, *([] if self.baseline is None else [self.baseline])}) > 1


@dataclass(frozen=True)
class View:
    """The runs and every row."""

    runs: tuple[dict[str, Any], ...]
    rows: tuple[Row, ...]
    baseline_runs: int = 0


class RunComparer(Panel):
    """A column for each run, a row for each key; initially only the rows that differ.

    Results are compared with those of the baseline or of a run, which the reader can choose: the difference, its
    percentage, and whether it is better. The config that differs comes first, then results, the ones with a goal before
    others.
    """

    diff_only: bool | Literal["split"] = True
    """Show only what differs; the reader can change this."""
    columns: RunPaths = []
    """Only these paths, such as ``config.lr``; all if omitted."""

    def references(self) -> list[Reference]:
        """Return the chosen paths."""
        return [Reference(("columns", i), path, "path") for i, path in enumerate(self.columns)]

    def heading(self) -> str:
        """Return the title."""
        return self.title or say("Run comparer")

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return every key with each run's value as text."""
        baseline = context.baseline.runs
        trees = [_tree(run, "config") for run in runs]
        config = [
            _row_of("config", name, trees) for name in sorted({key for tree in trees for key in tree}, key=natural)
        ]
        rows = sorted(config, key=lambda row: not row.differs)  # sorted() keeps the order otherwise
        trees = [_tree(run, "summary") for run in runs]
        names = {key for tree in trees for key in tree}
        places = {name: place for place, name in enumerate(goal_metrics(sorted(names), runs))}
        for name in sorted(names, key=lambda name: (places.get(name, len(places)), natural(name))):
            rows.append(_row_of("summary", name, trees, goal_of(name, runs)))
        rows += [Row("run", name, tuple(_fact(run, name) for run in runs)) for name in _FACTS]
        if self.columns:
            wanted = set(self.columns)
            rows = [row for row in rows if wanted & _names(row)]
        rows = [_with_baseline(row, baseline) for row in rows if any(row.values)]
        return View(tuple(swatch(run) for run in runs), tuple(rows), len(baseline))

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the table; rows that are the same everywhere are there but folded away."""
        del theme, children
        if not view.runs:
            return Fragment(empty(say("No run matches.")))
        different = sum(row.differs for row in view.rows)
        wide = Markup(' colspan="2"') if view.baseline_runs else Markup()
        head = Markup().join(
            Markup('<th scope="col" data-run="{0}"{2}><i class="rg-dot" style="background:var(--run-{0})"></i>'
                   "<bdi>{1}</bdi></th>").format(run["index"], run["name"], wide)
            for run in view.runs
        )  # fmt: skip
        if view.baseline_runs:
            name = say("baseline") if view.baseline_runs == 1 else say("baseline, mean of {n}", n=view.baseline_runs)
            head = (
                Markup('<th scope="col" data-run="{}" data-baseline><bdi>{}</bdi></th>').format(_BASELINE, name) + head
            )
        body = Markup().join(_group(view, title, rows) for title, rows in _groups(view))
        several = len(view.runs) + bool(view.baseline_runs) > 1
        folded = Markup(" data-diff") if self.diff_only and several else Markup()
        html = Markup(
            '<rg-run-comparer{}><div class="rg-table-scroll" tabindex="0" role="group" aria-label="{}">'
            '<table class="rg-comparer"><thead><tr><th scope="col">{}</th>{}</tr></thead>{}</table></div>'
            "</rg-run-comparer>"
        ).format(folded, say("Runs side by side"), say("Key"), head, body)
        note = say(
            "{n} of {total} keys differ between {runs}",
            n=f"{different:,}", total=f"{len(view.rows):,}", runs=plural(len(view.runs), "run"),
        )  # fmt: skip
        alt = f"{note}: {', '.join(row.name for row in view.rows if row.differs)[:300]}."
        held = facts(
            (run["index"], f"{row.group}.{row.name}", _logged(text, number))
            for row in view.rows if row.group != "run"
            for run, text, number in zip(view.runs, row.values, row.numbers or (None,) * len(view.runs), strict=True)
        )  # fmt: skip
        return Fragment(html, frozenset({"run_comparer"}), alt=alt, sampled=[note], holds=[*held])


_WORDS: Mapping[str, Any] = {"true": True, "false": False, "none": None, '""': ""}


def _logged(text: str | None, number: float | None) -> Any:
    """Return the value that a text was written for; a text that was cut stays so."""
    if number is not None and text is not None:
        return int(text) if text.lstrip("-").isdigit() else number
    return _WORDS.get(text, text) if text is not None else None


def _tree(run: Run, group: str) -> dict[str, Any]:
    tree = run.meta.config if group == "config" else run.summary
    return {
        key: value
        for key, value in flatten(tree).items()
        if not isinstance(value, Media) and not (group == "summary" and of_logger(key))
    }


def _names(row: Row) -> set[str]:
    """Return the paths that mean a row; a metric kept as an aggregate is meant by its own name, too."""
    head, _, tail = row.name.rpartition(".")
    short = {row.name} | ({head} if tail in ("min", "max", "mean", "best", "last", "first") else set())
    return short | {f"{row.group}.{name}" for name in short}


def _fact(run: Run, name: str) -> str | None:
    value = run.lookup(name)
    if name in ("created", "duration") and value is not None:
        return show_value(name, value)
    return ", ".join(map(str, value)) if isinstance(value, list) else _text(value) if value else None


def _text(value: Any) -> str:
    """Return a value as it was logged: false, 0 and an empty text are values too."""
    text = '""' if value == "" else show(value)
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


def _row_of(group: str, name: str, trees: Sequence[dict[str, Any]], goal: str = "") -> Row:
    values = tuple(_text(tree[name]) if name in tree else None for tree in trees)
    return Row(group, name, values, tuple(_number(tree.get(name)) for tree in trees), goal)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _with_baseline(row: Row, baseline: RunSet) -> Row:
    """Return a row with what the baseline has: the mean of numbers, else what all of its runs have."""
    if not len(baseline) or row.group == "run":
        return row
    trees = [_tree(run, row.group) for run in baseline]
    numbers = [number for tree in trees if (number := _number(tree.get(row.name))) is not None]
    if row.group == "summary" and numbers:
        mean = math.fsum(numbers) / len(numbers)
        return replace(row, baseline=_text(mean), mean=mean)
    texts = {_text(tree[row.name]) for tree in trees if row.name in tree}
    return replace(row, baseline=texts.pop() if len(texts) == 1 else say("{n} values", n=len(texts)) if texts else None)


def _groups(view: View) -> Iterable[tuple[str, list[Row]]]:
    """Yield the groups as a reader asks for them; of a config that differs, what is the same comes last."""
    config = [row for row in view.rows if row.group == "config"]
    results = [row for row in view.rows if row.group == "summary"]
    facts = [row for row in view.rows if row.group == "run"]
    different = [row for row in config if row.differs]
    if not different:
        return [(say("Config"), config), (say("Results"), results), (say("Run"), facts)]
    same = [row for row in config if not row.differs]
    return [
        (say("Config"), different),
        (say("Results"), results),
        (say("Run"), facts),
        (say("Config that is the same"), same),
    ]


def _group(view: View, name: str, rows: Sequence[Row]) -> Markup:
    if not rows:
        return Markup()
    title = Markup('<tr class="rg-group"><th scope="rowgroup" colspan="{}"><bdi>{}</bdi></th></tr>').format(
        len(view.runs) * (2 if view.baseline_runs else 1) + (2 if view.baseline_runs else 1), name
    )
    return Markup("<tbody>{}{}</tbody>").format(title, Markup().join(_row(view, row) for row in rows))


def _row(view: View, row: Row) -> Markup:
    """Return a row; the value that most runs have stays quiet, the others stand out."""
    common = max(set(row.values), key=lambda value: (row.values.count(value), str(value)))
    told = row.differs and row.values.count(common) > 1  # where all differ, none stands out
    numbers = row.numbers or (None,) * len(row.values)
    numeric = any(number is not None for number in numbers)
    cells = Markup().join(
        Markup('<td data-run="{}"{}{}>{}</td>').format(
            run["index"],
            _class(*["n"] * numeric, *["rg-other"] * (told and value != common)),
            Markup() if number is None or row.group != "summary" else Markup(' data-value="{!r}"').format(number),
            _inner(row, value, number),
        )
        + (_delta(row, number) if view.baseline_runs else Markup())
        for run, value, number in zip(view.runs, row.values, numbers, strict=True)
    )
    if view.baseline_runs:
        mean = Markup() if row.mean is None else Markup(' data-value="{!r}"').format(row.mean)
        own = Markup('<td data-run="{}"{}{}>{}</td>').format(
            _BASELINE, _class(*["n"] * (row.mean is not None)), mean, _inner(row, row.baseline, row.mean)
        )
        cells = own + cells
    goal = Markup(' data-goal="{}"').format(row.goal) if row.goal else Markup()
    return Markup('<tr{}{}><th scope="row"><bdi>{}</bdi></th>{}</tr>').format(
        _class(*["rg-same"] * (not row.differs)), goal, fact_word(row.name) if row.group == "run" else row.name, cells
    )


def _delta(row: Row, number: float | None) -> Markup:
    """Return the cell behind a value: how far it is from the baseline's."""
    if row.mean is None or number is None:
        return Markup('<td class="rg-delta"></td>')
    return Markup('<td class="{}">{}</td>').format(
        delta_class(number, row.mean, row.goal), delta(number, row.mean, row.goal)
    )


def _inner(row: Row, value: str | None, number: float | None) -> Markup:
    """Return a cell's text: of the config as it was set, of results in view and exact in the title."""
    if row.group != "summary" or number is None or number.is_integer():
        return Markup("<bdi>{}</bdi>").format("–" if value is None else value)
    text = digits(number)
    exact = Markup(' title="{}"').format(value) if title(number, text) else Markup()
    return Markup("<bdi{}>{}</bdi>").format(exact, text)


def _class(*names: str) -> Markup:
    return Markup(' class="{}"').format(" ".join(names)) if names else Markup()
