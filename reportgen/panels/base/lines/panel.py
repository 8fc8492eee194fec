"""A panel of lines over steps, time or another metric: what line_plot is, and system_metrics has several of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from markupsafe import Markup
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from reportgen.blocks import Block, json_block
from reportgen.charts import shape
from reportgen.errors import suggestion
from reportgen.fragment import Fragment
from reportgen.held import HeldLines
from reportgen.lang.expression import Expression
from reportgen.model.column import Column
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.line_style import LineStyle
from reportgen.panels.base.lines.crowd import MANY, limits
from reportgen.panels.base.lines.legend import Group, alt, axis_word, lines_legend
from reportgen.panels.base.lines.payload import Goals, LineGroupPayload, LinePayload, LinePlotPayload, line_payload
from reportgen.panels.base.lines.picture import Settings, line_style, static_picture
from reportgen.panels.base.lines.series import (
    TIME_AXES,
    Series,
    columns_of,
    differences,
    fill,
    is_called,
    keys_of,
    labels_of,
    look_up,
    notes_of,
    series_of,
    unknown_words,
)
from reportgen.panels.base.markup import empty
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.spec.fields import (
    Color,
    Key,
    Keys,
    Limit,
    MetricExpression,
    MetricExpressions,
    OwnBraces,
    Pattern,
    Range,
    RunPaths,
    refuse,
)
from reportgen.stats.goals import goal_of
from reportgen.stats.lines.counters import counters
from reportgen.texts import say

HEIGHT = 264
_AXIS_WORDS = {
    "Step": "step", "_step": "step", "_runtime": "relative_time", "RelativeTime(Process)": "relative_time",
    "RelativeTime(Wall)": "relative_time", "_timestamp": "wall_time", "WallTime": "wall_time",
}  # fmt: skip
_CUTS: dict[Literal["auto"] | bool, Literal["auto", "on", "off"]] = {"auto": "auto", True: "on", False: "off"}
_TITLED = 4
"""Metrics that a title names."""
_FONT_SIZES = {"small": 10, "medium": 12, "large": 15, "auto": 0}

Axis = Annotated[Key, BeforeValidator(lambda value: _AXIS_WORDS.get(value, value) if isinstance(value, str) else value)]
Mark = Literal["solid", "dashed", "dotted", "dotdash", "dotdotdash", "points"]


@dataclass(frozen=True)
class View:
    """What the plot shows: lines, the axes that x can be, the groups, and what was omitted."""

    axis: str
    axes: tuple[str, ...]
    series: tuple[Series, ...]
    keys: tuple[str, ...]
    looks: tuple[LineStyle, ...] = ()
    groups: tuple[Group, ...] = ()
    absent: tuple[str, ...] = ()
    by_key: bool = False
    width: int = 960
    notes: tuple[str, ...] = field(default_factory=tuple)
    missing: tuple[str, ...] = ()
    goals: Goals = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    """What scripts call metrics, of those that have another name."""

    @property
    def runs_only(self) -> bool:
        """Whether the list of runs in the side says all that a legend would."""
        named = any(line.legend or look.name != line.run["name"]
                    for line, look in zip(self.series, self.looks, strict=True))  # fmt: skip
        return not (self.by_key or self.groups or named or len(self.keys) > 1)


class LinesPanel(Panel):
    """A line for each metric of each run, or of each group of runs, with the raw line behind a smoothed one."""

    main: ClassVar[str] = "y"

    y: Keys = []
    """Metrics to draw."""
    metric_regex: Pattern = ""
    """Also draw every metric whose name matches this regular expression (RE2)."""
    difference_from: str = ""
    """Draw each metric minus that of this run, by name or id, over the steps that both have; the run itself is zero."""
    custom_expressions: Annotated[MetricExpressions, OwnBraces] = []
    """Formulas to draw, such as ``1 - acc`` or ``${train/loss} / ${val/loss}``."""
    y2: Annotated[Keys, Field(validate_default=True)] = []
    """Metrics to draw against a second y axis, on the right."""
    bands: dict[str, Annotated[list[Key], Field(min_length=2, max_length=2)]] = {}
    """A band around the line of a metric, by metric: the two metrics that are its lower and its upper edge."""
    x: Axis | None = None
    """``step``, ``relative_time``, ``wall_time`` or a logged metric; by default the script's step metric."""
    xaxis_expression: Annotated[MetricExpression | None, OwnBraces] = None
    """A formula for the x axis, such as ``step * config.batch`` with ``step`` a logged metric."""
    log_x: bool = False
    """Logarithmic x axis."""
    log_y: bool = False
    """Logarithmic y axis; zero and negative values leave gaps."""
    log_y2: bool = False
    """Logarithmic second y axis."""
    range_x: Range | None = None
    """[low, high] of the x axis; null leaves that end automatic."""
    range_y: Range | None = None
    """[low, high] of the y axis; null leaves that end automatic."""
    range_y2: Range | None = None
    """[low, high] of the second y axis."""
    title_x: str = ""
    """Label of the x axis."""
    title_y: str = ""
    """Label of the y axis."""
    title_y2: str = ""
    """Label of the second y axis; by default its metrics."""
    ignore_outliers: Literal["auto"] | bool = "auto"
    """Leave outliers out of the y axis, never the best: true cuts at 5 %; ``auto`` only what would flatten the rest."""
    noise: Literal["auto", "band", "line"] = "auto"
    """Draw dense, noisy lines as a band of their range with a line through its middle."""
    smoothing_factor: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """0 draws the logged values; values closer to 1 smooth more."""
    smoothing_type: Literal["exponentialTimeWeighted", "exponential", "gaussian", "average", "none"] = (
        "exponentialTimeWeighted"
    )
    """How lines are smoothed."""
    smoothing_show_original: bool = True
    """Draw the raw line faintly behind the smoothed one."""
    groupby: RunPaths = []
    """Paths such as ``config.lr``: runs with equal values become one line. The run set's grouping applies too."""
    groupby_aggfunc: Literal["mean", "min", "max", "median", "sum", "samples"] = "mean"
    """What a group's line shows; ``samples`` draws every run."""
    groupby_rangefunc: Literal["minmax", "stddev", "stderr", "none", "samples"] = "minmax"
    """The band around a group's line; ``samples`` draws every run faintly."""
    plot_type: Literal["line", "stacked-area", "pct-area"] = "line"
    """Lines, stacked areas, or areas stacked to 100 %."""
    line_titles: dict[str, str] = {}
    """Names in the legend: by metric, by run, or by ``run:metric``."""
    line_colors: dict[str, Color] = {}
    """Colours, keyed the same way."""
    line_widths: dict[str, Annotated[float, Field(gt=0, le=20)]] = {}
    """Widths in pixels, keyed the same way."""
    line_marks: dict[str, Mark] = {}
    """``solid``, ``dashed``, ``dotted``, ``dotdash``, ``dotdotdash`` or ``points``, keyed the same way."""
    legend_template: Annotated[str, OwnBraces] = ""
    """Text of a line: ``${run:displayName}``, ``${config:lr}``, ``${mean}``; in [[ ]] for the crosshair only."""
    legend_position: Literal["north", "south", "east", "west"] = "south"
    """Position of the legend."""
    font_size: Literal["small", "medium", "large", "auto"] = "auto"
    """Size of the axes' texts."""
    max_runs_to_show: Limit | None = None
    """At most this many runs, like ``limit``."""
    max_points: Annotated[int, Field(ge=100)] | None = None
    """Points stored per line; by default depends on the size of the report and the number of lines."""

    @field_validator("y2")
    @classmethod
    def _something_is_drawn(cls, y2: list[str], info: ValidationInfo) -> list[str]:
        others = ("y", "metric_regex", "custom_expressions")
        if not y2 and not any(info.data.get(name, True) for name in others):  # a wrong one is reported already
            raise refuse("line_plot needs 'y'", "Or set metric_regex or custom_expressions.", whole=True)
        return y2

    @model_validator(mode="after")
    def _logarithms_are_positive(self) -> LinesPanel:
        for name in ("x", "y", "y2"):
            ends = getattr(self, f"range_{name}")
            if getattr(self, f"log_{name}") and any(end is not None and end <= 0 for end in ends or ()):
                raise refuse(f"range_{name} must be above zero on a logarithmic axis")
        return self

    def references(self) -> list[Reference]:
        """Return the metrics and the x axis."""
        found = [
            Reference((name, i), key, "number") for name in ("y", "y2") for i, key in enumerate(getattr(self, name))
        ]
        for name, edges in self.bands.items():
            found += [Reference(("bands", name, i), edge, "number") for i, edge in enumerate(edges)]
        for i, formula in enumerate(self.custom_expressions):
            found += [Reference(("custom_expressions", i), name, "value") for name in formula.paths()]
        if self.xaxis_expression is not None:
            found += [Reference(("xaxis_expression",), name, "value") for name in self.xaxis_expression.paths()]
        if self.x is not None and self.x != "step" and self.x not in TIME_AXES:
            found.append(Reference(("x",), self.x, "number"))
        return found

    def heading(self) -> str:
        """Return the title, or the metrics."""
        names = [*self.y, *self.y2, *(formula.text for formula in self.custom_expressions)]
        names = names or [f"metrics like {self.metric_regex}"]
        text = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")  # noqa: PLR2004
        if self.difference_from:
            text = say("{metrics}, difference", metrics=text)
        return self.title or text

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return the kept points of every line."""
        runs = runs.select(limit=self.max_runs_to_show, groupby=self.groupby)
        keys = [
            key for key in keys_of([*self.y, *self.y2], self.metric_regex, runs) if key not in self.y2 or key in self.y
        ]
        inside = [name for formula in self.custom_expressions for name in formula.paths()]
        limit = self.max_points or context.max_points
        axis, axes = self._axes(runs, [*keys, *self.y2, *inside], limit)
        goals: Goals = {key: goal_of(key, runs) for key in (*keys, *self.y2)}
        lines = [
            (run, replace(series_of(run, key, column, axes, kept, self._edges(run, key)), right=right))
            for right, names in ((False, keys), (True, self.y2))
            for found in [self._found(runs, names, () if right else self.custom_expressions)]
            for (run, key, column), kept in zip(found, self._limits(found, goals, limit, runs), strict=True)
        ]
        groups = [
            Group(group.name, [run.index for run in group.runs])
            for group in (runs.groups() if self.order else runs.sorted_groups())
        ]
        lines = [(run, self._placed(run, line, groups)) for run, line in lines if line.total]
        drawn = [line for _, line in lines]
        lost = ""
        missing: list[str] = self._unknown(runs)
        if drawn and not any(np.isfinite(line.along(axis)).any() for line in drawn):
            lost = say("'{axis}' was not logged at the same steps, so the lines are drawn over step", axis=axis)
            missing.append(f"no line has values of '{axis}' for its x axis")
            axis = "step"
        asked = [*keys, *self.y2, *(formula.text for formula in self.custom_expressions)]
        present = {line.key for line in drawn}
        shown = tuple(key for key in asked if key in present)
        by_key = len(runs) == 1 and len(shown) > 1
        looks = tuple(
            line_style(line, shown, by_key=by_key, title=look_up(self.line_titles, line, run.meta.id),
                        color=look_up(self.line_colors, line, run.meta.id),
                        width=look_up(self.line_widths, line, run.meta.id),
                        mark=look_up(self.line_marks, line, run.meta.id))
            for run, line in lines
        )  # fmt: skip
        absent = tuple(key for key in asked if key not in present) or ((self.metric_regex,) if not asked else ())
        labels, said = labels_of(shown, runs)
        notes = (*notes_of(drawn), *([lost] if lost else []), *said)
        return View(axis, tuple(axes), tuple(drawn), shown, looks, tuple(groups), absent, by_key, context.width, notes,
                    tuple(missing), goals, labels)  # fmt: skip

    def _found(
        self, runs: RunSet, keys: Sequence[str], formulas: Sequence[Expression]
    ) -> list[tuple[Run, str, Column]]:
        """Return every line as it is drawn: of one metric or formula, of one run."""
        found = list(columns_of(runs, keys, formulas))
        return differences(found, self.difference_from) if self.difference_from else found

    def _edges(self, run: Run, key: str) -> tuple[Column, Column] | None:
        """Return the edges of the band around a line; a difference, an area and a group have none of their own."""
        if key not in self.bands or self.difference_from or self.plot_type != "line":
            return None
        low, high = self.bands[key]
        if not (low in run.keys and high in run.keys):
            return None
        return run.column(low), run.column(high)

    def _limits(self, lines: Sequence[tuple[Run, str, Column]], goals: Goals, limit: int, runs: RunSet) -> list[int]:
        """Return how many points each line keeps: what makes one line or area of several needs all of them."""
        alike = bool(runs.groupby) or self.plot_type != "line" or self.max_points is not None
        return [limit] * len(lines) if alike else limits(lines, goals, limit)

    def _is_listed(self, view: View) -> bool:
        """Return whether the side lists what a legend would, and nobody asked where the legend goes."""
        return view.runs_only and "legend_position" not in self.model_fields_set

    def _unknown(self, runs: RunSet) -> list[str]:
        """Return what templates and looks name and no run has."""
        words = unknown_words(self.legend_template, runs)
        known = {run.name for run in runs} | {run.meta.id for run in runs} | set(runs.keys())
        known |= {formula.text for formula in self.custom_expressions}
        strangers = [name for name in self.bands if name not in {*self.y, *self.y2} and name not in known]
        looks = {
            name for table in (self.line_titles, self.line_colors, self.line_widths, self.line_marks) for name in table
        }
        strange = sorted(name for name in looks if name not in known and name.rpartition(":")[2] not in known)
        other = self.difference_from
        if other and not any(is_called(run, other) for run in runs):
            words.append(f"no run is named '{other}'. {suggestion(other, [run.name for run in runs], 'runs')}".strip())
        return [*words, *(f"no line is named '{name}'" for name in [*strange, *strangers])]

    def _axes(self, runs: RunSet, keys: Sequence[str], limit: int) -> tuple[str, dict[str, Any]]:
        """Return the x axis, and every axis that the page offers with its formula."""
        if self.xaxis_expression is not None:
            axis = self.xaxis_expression.text
            return axis, {axis: self.xaxis_expression, "step": None, "relative_time": None, "wall_time": None}
        defined = {
            run.source.definition(key).step_metric
            for run in runs
            for key in keys
            if key in run.keys and key not in run.source.step_metrics()  # an axis in a formula has none of its own
        }
        system = bool(keys) and all(map(runs.is_system, keys))
        axis = self.x or (defined.pop() if len(defined) == 1 else "") or ("relative_time" if system else "step")
        metrics = {axis, *counters(runs, keys, limit)} | {name for run in runs for name in run.source.step_metrics()}
        others = sorted(metric for metric in metrics - {"step", "", *TIME_AXES} if not system)
        return axis, dict.fromkeys(("step", "relative_time", "wall_time", *others))

    def _placed(self, run: Run, line: Series, groups: Sequence[Group]) -> Series:
        group = next((i for i, group in enumerate(groups) if run.index in group.runs), -1)
        name = groups[group].name if group >= 0 else ""
        return replace(line, group=group, legend=fill(self.legend_template, run, line.key, name))

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the plot: a static picture, and the data for the live one."""
        del theme, children
        missing = [*(f"no run logged '{key}'" for key in view.absent), *view.missing]
        if not view.series:
            what = say(" or ").join(view.absent)
            text = (
                say("{run} has no {what} to compare with.", run=self.difference_from, what=what)
                if self.difference_from
                else say("No run has logged {what}.", what=what)
            )
            return Fragment(empty(text), missing=missing)
        blocks: list[Block] = []
        lines = [line_payload(line, look, blocks, self.bands.get(line.key, ()), view.labels.get(line.key, ""))
                 for line, look in zip(view.series, view.looks, strict=True)]  # fmt: skip
        blocks.append(json_block(self._spec(view, lines)))
        title = self.title_x or ("" if view.axis == "wall_time" else axis_word(view.axis))
        settings = Settings(
            view.axis, self.log_x, self.log_y, self.range_x, self.range_y, self.smoothing_factor,
            self.groupby_aggfunc, self.groupby_rangefunc, self.plot_type, _CUTS[self.ignore_outliers], self.noise,
            self.smoothing_show_original, view.goals, title,
        )  # fmt: skip
        picture = static_picture(view.series, view.looks, view.groups, settings, view.width, HEIGHT)
        only = picture.strong if self._is_listed(view) and len(view.series) > MANY else None
        legend = lines_legend(view.series, view.looks, view.groups, view.keys, by_key=view.by_key, only=only,
                              labels=view.labels)  # fmt: skip
        html = Markup(
            '<rg-line-plot class="rg-legend-{}{}" data-view="{}"><div class="rg-plot" style="height:{}px">{}</div>'
            '<p class="rg-note rg-said"{}>{}</p>{}</rg-line-plot>'
        ).format(
            self.legend_position, " rg-runs-only" if self._is_listed(view) else "", blocks[-1].id, HEIGHT, picture.svg,
            Markup() if picture.said else Markup(" hidden"), picture.said, legend,
        )  # fmt: skip
        return Fragment(
            html, frozenset({"chart", "line_plot"}), frozenset({"vega"}), blocks,
            alt=alt(view.series, view.keys, view.axis, self.difference_from, self.bands),
            sampled=list(view.notes), missing=missing,
            title=self._called(view), holds=[self._held(view, blocks[-1].id)],
        )  # fmt: skip

    def _called(self, view: View) -> str:
        """Return a title of what scripts call metrics, where they do."""
        if not view.labels or self.difference_from or len(view.keys) > _TITLED:
            return ""
        return ", ".join(view.labels.get(key, key) for key in view.keys)

    def _held(self, view: View, block: str) -> HeldLines:
        """Return which block holds the metrics, and which of them formulas made."""
        own = self.x is not None or self.xaxis_expression is not None or view.axis in ("step", *TIME_AXES)
        formulas = [formula.text for formula in self.custom_expressions]
        system = dict.fromkeys(line.key for line in view.series if line.system)
        return HeldLines(block, "" if own else view.axis, list(view.keys) if self.difference_from else formulas,
                         list(system))  # fmt: skip

    def _spec(self, view: View, lines: list[LinePayload]) -> LinePlotPayload:
        groups: list[LineGroupPayload] = [
            {"name": group.name, "color": f"var(--run-{group.runs[0]})", "legend": line.legend if line else ""}
            for i, group in enumerate(view.groups)
            for line in [next((line for line in view.series if line.group == i), None)]
        ]
        return {
            "shape": shape("canvas"), "axis": view.axis, "axes": list(view.axes), "lines": lines, "groups": groups,
            "logX": self.log_x, "logY": self.log_y, "logRight": self.log_y2, "rangeX": self.range_x,
            "rangeY": self.range_y, "rangeRight": self.range_y2, "titleX": self.title_x, "titleY": self.title_y,
            "titleRight": self.title_y2 or ", ".join(self.y2), "smoothing": self.smoothing_factor,
            "smoothingType": self.smoothing_type, "original": self.smoothing_show_original,
            "aggregate": self.groupby_aggfunc, "range": self.groupby_rangefunc, "plotType": self.plot_type,
            "ignoreOutliers": _CUTS[self.ignore_outliers], "noise": self.noise, "goals": view.goals,
            "runsOnly": self._is_listed(view), "fontSize": _FONT_SIZES[self.font_size],
        }  # fmt: skip
