"""What pr_curve and roc_curve are: exact curves of every class and run, or a chart that the script logged."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, TypedDict

import numpy as np
from markupsafe import Markup

from reportgen.blocks import Block, BlockId, exact_block, json_block
from reportgen.charts import shape, static
from reportgen.charts.frame import Shape
from reportgen.charts.marks import Line, Mark
from reportgen.digits import digits, in_column
from reportgen.errors import PanelError, suggestion
from reportgen.fragment import Fragment
from reportgen.held import HeldCurves
from reportgen.model.column import Floats, Ints
from reportgen.model.runset import RunSet
from reportgen.panels.base.aligned import aligned
from reportgen.panels.base.chart import threshold_slider
from reportgen.panels.base.curves.class_names import Called
from reportgen.panels.base.curves.presets import render_preset
from reportgen.panels.base.curves.scores import Scored, ScorePanel
from reportgen.panels.base.legend import entry, legend
from reportgen.panels.base.line_style import DASHES, HUES
from reportgen.panels.base.panel import Context, Theme
from reportgen.spec.fields import Words
from reportgen.stats import reduce
from reportgen.stats.scores import Curve, curve, pooled
from reportgen.texts import say

_HEIGHT = 320
_KEPT = 4000
_COLUMNS = 1000
_SHOWN = 20
_ROWS = 8


@dataclass(frozen=True)
class Named:
    """A curve with its run, class and colour; ``area`` is AP or AUC."""

    run: dict[str, Any]
    label: str
    curve: Curve
    area: float
    color: str
    dash: str = ""


class CurveLinePayload(TypedDict):
    """A curve: blocks of its thresholds and of what is found at each."""

    run: int
    label: str
    color: str
    dash: str
    thresholds: BlockId
    tp: BlockId
    fp: BlockId
    positives: int
    negatives: int
    area: str


class CurvePayload(TypedDict):
    """Curves of several runs and classes."""

    shape: Shape
    kind: Literal["pr", "roc"]
    lines: list[CurveLinePayload]
    source: str
    chance: float | None


@dataclass(frozen=True)
class Curves:
    """All curves of a panel, what they are areas of, and what was omitted."""

    named: tuple[Named, ...]
    source: str
    width: int
    macro: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def curves_of(
    scored: Sequence[Scored], area: Callable[[Curve], float], wanted: Sequence[str], source: str, width: int
) -> Curves:
    """Return the curves of every run: one for a binary table, else one a class and the micro average."""
    named: list[Named] = []
    macro: list[tuple[str, float]] = []
    notes: list[str] = []
    for table in scored:
        if not table.scores.shape[1]:
            raise LookupError("a curve needs both 'truth' and 'scores'")
        several = len(scored) > 1
        if table.dropped:
            notes.append(
                say("{run}: {n} rows without truth or score are omitted", run=table.run["name"], n=f"{table.dropped:,}")
            )
        if table.binary:
            found = curve(table.truth == 1, table.scores[:, 1])
            label = table.run["name"] if several else table.classes[1]
            named.append(Named(table.run, label, found, area(found), _color(table.run["index"])))
            continue
        each = [(i, curve(table.truth == i, table.scores[:, i])) for i in range(len(table.classes))]
        areas = [area(found) for _, found in each if found.positives]
        macro.append((table.run["name"], float(np.mean(areas)) if areas else math.nan))
        kept = _choose(each, table.classes, wanted, area)
        unknown = [name for name in wanted if name not in table.classes and not _is_place(name, len(table.classes))]
        for name in unknown:
            hint = suggestion(name, list(table.classes), "classes")
            what = f"{table.run['name']}: no class is named '{name}'. {hint}".strip()
            if not kept:
                raise LookupError(what)
            notes.append(what)
        if len(kept) < len(each) and not wanted:
            notes.append(
                say("{n} of {total} classes shown: those with the smallest area", n=len(kept), total=len(each))
            )
        for place, (i, found) in enumerate(kept):
            color = _color(table.run["index"]) if several else f"var(--c{place % HUES})"
            dash = DASHES[(place if several else place // HUES) % len(DASHES)]
            label = f"{table.run['name']} · {table.classes[i]}" if several else table.classes[i]
            named.append(Named(table.run, label, found, area(found), color, dash))
        if wanted:
            continue  # only these classes
        micro = pooled(table.truth, table.scores)
        label = say("{run} · micro average", run=table.run["name"]) if several else say("micro average")
        named.append(
            Named(table.run, label, micro, area(micro), _color(table.run["index"]) if several else "var(--ink)", "2 3")
        )
    return Curves(tuple(named), source, width, tuple(macro), tuple(notes))


def _is_place(name: str, count: int) -> bool:
    return name.isdigit() and int(name) < count


def _undefined(view: Curves, kind: str) -> list[str]:
    """Return why curves are not defined: a class without positives, or on ROC without negatives."""
    notes = []
    for one in view.named:
        found = one.curve
        if not len(found.tp):
            notes.append(say("{curve}: no curve: no row has both truth and score", curve=one.label))
        elif not found.positives:
            notes.append(
                say("{curve}: recall is undefined: no row belongs to this class", curve=one.label)
                if kind == "pr"
                else say("{curve}: the true positive rate is undefined: no row belongs to this class", curve=one.label)
            )
        elif kind == "roc" and not found.negatives:
            text = "{curve}: no curve: every row belongs to this class, so the false positive rate is undefined"
            notes.append(say(text, curve=one.label))
    return notes


def _color(run: int) -> str:
    return f"var(--run-{max(run, 0)})"


def _choose(
    each: list[tuple[int, Curve]], classes: Sequence[str], wanted: Sequence[str], area: Callable[[Curve], float]
) -> list[tuple[int, Curve]]:
    if wanted:
        return [(i, found) for i, found in each if classes[i] in wanted or str(i) in wanted]
    if len(each) <= _SHOWN:
        return each
    worst = sorted((entry for entry in each if entry[1].positives), key=lambda entry: area(entry[1]))[:_SHOWN]
    return sorted(worst, key=lambda entry: entry[0])


def kept_places(found: Curve) -> Ints:
    """Return the thresholds that draw the same curve: all of them, or the first, last and extremes of each column."""
    if len(found.tp) <= _KEPT:
        return np.arange(len(found.tp))
    by_recall = reduce.m4(found.tp, found.precision, _COLUMNS)
    by_false = reduce.m4(found.fp, found.tp, _COLUMNS)
    return np.unique(np.concatenate([by_recall, by_false, [found.best]]))


def points(found: Curve, kind: str) -> tuple[Floats, Floats]:
    """Return the (x, y) of a curve, from its start: recall and precision, or false and true positive rate."""
    if kind == "roc":
        return np.append(0.0, found.fpr), np.append(0.0, found.recall)
    start = found.precision[:1] if len(found.tp) else np.zeros(1)
    return np.append(0.0, found.recall), np.append(start, found.precision)


def render(view: Curves, kind: Literal["pr", "roc"], title: str) -> Fragment:
    """Return the plot, its legend with areas, a threshold slider and a table of each curve's best threshold."""
    word = {"pr": "AP", "roc": "AUC"}[kind]
    blocks: list[Block] = []
    lines = [_stored(one, word, blocks) for one in view.named]
    chance = None
    if kind == "pr" and len(view.named) == 1:
        only = view.named[0].curve
        chance = only.positives / max(only.positives + only.negatives, 1)
    data: CurvePayload = {
        "shape": shape("canvas"), "kind": kind, "lines": lines, "source": view.source, "chance": chance,
    }  # fmt: skip
    blocks.append(json_block(data))
    picture = _picture(view, kind)
    html = Markup(
        '<rg-curve data-view="{}">{}<div class="rg-plot rg-square" style="height:{}px">{}</div>{}{}</rg-curve>'
    ).format(blocks[-1].id, threshold_slider(), _HEIGHT, picture, _legend(view, word), _table(view, word))
    alt = f"{title}: " + " ".join(
        f"{one.label}: {word} {_area(one.area)}, {say('best F1')} {_area(float(one.curve.f1.max(initial=0)))}."
        for one in view.named[:12]
    )
    return Fragment(
        html, frozenset({"chart", "curve"}), frozenset({"vega"}), blocks, alt=alt,
        sampled=[*view.notes, *_undefined(view, kind)],
        missing=list(view.problems), holds=[HeldCurves(blocks[-1].id)],
    )  # fmt: skip


def _stored(one: Named, word: str, blocks: list[Block]) -> CurveLinePayload:
    kept = kept_places(one.curve)
    stored = [exact_block(values[kept]) for values in (one.curve.thresholds, one.curve.tp, one.curve.fp)]
    thresholds, tp, fp = (block.id for block in stored)
    blocks += stored
    return {
        "run": one.run["index"], "label": one.label, "color": one.color, "dash": one.dash,
        "thresholds": thresholds, "tp": tp, "fp": fp,
        "positives": one.curve.positives, "negatives": one.curve.negatives, "area": f"{word} {_area(one.area)}",
    }  # fmt: skip


def _picture(view: Curves, kind: str) -> Markup:
    marks: list[Mark] = []
    if kind == "roc":
        marks.append(Line(np.array([0.0, 1.0]), np.array([0.0, 1.0]), "var(--line-2)", "4 4"))
    for one in view.named:
        x, y = points(one.curve, kind)
        kept = reduce.m4(x, y, 60)
        marks.append(Line(x[kept], y[kept], one.color, one.dash))
    return static.picture(marks, static.Axis(0, 1), static.Axis(0, 1), view.width, _HEIGHT)


def _legend(view: Curves, word: str) -> Markup:
    shown = _best_first(view)
    texts = in_column([*(one.area for one in shown), *(area for _, area in view.macro)])
    areas = iter(say("undefined") if text == "NaN" else text for text in texts)
    entries = [
        entry(f"{one.label}  {word} {next(areas)}", one.color, one.dash,
              [one.run["index"]] if one.run["index"] >= 0 else [])
        for one in shown
    ]  # fmt: skip
    macro = [
        Markup("<li><bdi>{}</bdi></li>").format(
            f"{name + ' · ' if len(view.macro) > 1 else ''}{say('macro average')}  {word} {next(areas)}"
        )
        for name, _ in view.macro
    ]
    return legend([*entries, *macro])


def _best_first(view: Curves) -> list[Named]:
    """Return the curves by their areas, those without one last."""
    return sorted(view.named, key=lambda one: -one.area if one.area >= 0 else 1.0)


def _table(view: Curves, word: str) -> Markup:
    """Return each curve's numbers: the area, and the threshold where F1 is best."""
    row = Markup('<tr{}><th scope="row"><bdi>{}</bdi></th>{}</tr>')
    rows, shown = [], _best_first(view)
    areas = aligned([one.area for one in shown], missing=say("undefined"))
    bests = zip(*map(aligned, zip(*map(_at_best, shown), strict=True)), strict=True)
    for one, area, best in zip(shown, areas, bests, strict=True):
        numbers = [area, *best, f"{one.curve.positives:,}", f"{one.curve.negatives:,}"]
        cells = Markup().join(Markup('<td class="n">{}</td>').format(text) for text in numbers)
        run = one.run["index"]
        which = Markup(' data-run="{}"').format(run) if run >= 0 else Markup()
        rows.append(row.format(which, one.label, cells))
    heads = ["", word, "F1", say("Precision"), say("Recall"), say("Threshold"), say("Positive"), say("Negative")]
    head = Markup().join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="n"') if name else Markup(), name or say("Curve"))
        for name in heads
    )
    table = Markup(
        '<div class="rg-table-scroll" tabindex="0" role="group" aria-label="{}"><table><thead>'
        '<tr class="rg-spans"><td colspan="2"></td><th scope="colgroup" colspan="4">{}</th><td colspan="2"></td></tr>'
        "<tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(say("Best thresholds"), say("At best F1"), head, Markup().join(rows))
    if len(rows) <= _ROWS:
        return table
    return Markup("<details><summary>{}</summary>{}</details>").format(
        say("{n} curves, with their best thresholds", n=len(rows)), table
    )


def _at_best(one: Named) -> tuple[float, ...]:
    """Return F1, precision, recall and the threshold where F1 is best; NaN where a curve has no such place."""
    found, best = one.curve, one.curve.best
    columns = (found.f1, found.precision, found.recall, found.thresholds)
    return tuple(float(column[best]) if best >= 0 else math.nan for column in columns)


def _area(value: float) -> str:
    return say("undefined") if math.isnan(value) else digits(value)


class CurvePanel(ScorePanel):
    """A curve over all thresholds of scores. ``curve`` is "pr" or "roc", ``area`` the attribute with its area."""

    curve: ClassVar[Literal["pr", "roc"]]
    area: ClassVar[str]

    classes_to_plot: Words = []
    """Only these classes."""

    def prepare(self, runs: RunSet, context: Context) -> Any:
        """Return exact curves, or the logged chart where the spec names no truth."""
        if not self.truth:
            return self.logged(runs, context)
        scored, problems = self.scored(runs, context)
        try:
            view = curves_of(
                scored, lambda c: float(getattr(c, self.area)), self._wanted(), self.source(), context.width
            )
        except LookupError as error:
            raise PanelError(str(error.args[0])) from None
        return replace(view, problems=tuple(problems))

    def _wanted(self) -> list[str]:
        return [str(name) for name in Called(self.class_labels).cells(self.classes_to_plot, self.truth)]

    def render(self, view: Any, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the plot and its numbers."""
        del theme, children
        if not isinstance(view, Curves):
            return render_preset(view, self.heading())
        if not view.named:
            return self.without(view.problems)
        return render(view, self.curve, self.heading())
