"""Line plots of a W&B report: metrics, axes, smoothing, groups and the look of single lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reportgen.publish.wandb_report.given import Given, Made, shown
from reportgen.publish.wandb_report.names import AXES, NoTwin, accessor, metric
from reportgen.publish.wandb_report.runsets import grouping
from reportgen.spec.colors import css_color

_SMOOTHING = {"exponentialTimeWeighted": "exponentialTimeWeighted", "exponential": "exponential",
              "gaussian": "gaussian", "average": "average", "movingAverage": "average", "none": "none"}  # fmt: skip
_SHARES = {"gaussian": 0.03, "average": 1 / 200}
"""What one unit of a weight is of our factor: of a standard deviation in points, and of a window's points."""
_MOST = 0.999
_SAYS_NOTHING = ("useGlobalSmoothingWeight", "useLocalSmoothing", "yAxisAutoRange", "pointVisualizationMethod",
                 "aggregate", "aggregateMetrics", "startingXAxis", "smoothingTypeName", "xAxisActive",
                 "smoothingActive", "useMetricRegex")  # fmt: skip


def line_plot(config: Given, defaults: Mapping[str, Any]) -> Made | None:
    """Return a line plot; None for one without lines. ``defaults`` are settings of the section and the report."""
    made = Made("line_plot", main="y")
    say = made.notes.append
    lines = _metrics(config, say)
    by_pattern = config.text("metricRegex") if config.flag("useMetricRegex") is not False else ""
    if "metricRegex" in config and not by_pattern:
        config.ignore("metricRegex")
    formulas = config.words("expressions")
    if not (lines or by_pattern or formulas):
        return None
    made.set(title=config.text("chartTitle"), y=lines, metric_regex=by_pattern, custom_expressions=formulas)
    _x_axis(config, defaults, made)
    _axes(config, made)
    _smoothing(config, defaults, made)
    groups = grouping(config, say)
    made.set(groupby=groups)
    aggregate, area = config.text("groupAgg"), config.text("groupArea")
    if groups:
        made.set(groupby_aggfunc=aggregate, groupby_rangefunc=area)
    made.set(
        max_runs_to_show=config.count("limit") or _count(defaults.get("limit")),
        plot_type=_unless(config.text("plotType"), "line"), font_size=_unless(config.text("fontSize"), "auto"),
        legend_position=config.text("legendPosition"), legend_template=_legend(config),
    )  # fmt: skip
    _looks(config, made)
    config.ignore(*_SAYS_NOTHING)
    made.notes += config.notes()
    return made


def _metrics(config: Given, say: Callable[[str], None]) -> list[str]:
    found = []
    for name in config.words("metrics"):
        try:
            found.append(metric(name))
        except NoTwin as error:
            say(error.what)
    return list(dict.fromkeys(found))


def _x_axis(config: Given, defaults: Mapping[str, Any], made: Made) -> None:
    """Set the x axis: a panel's own, unless it is the usual one and its section has chosen another."""
    name = config.text("xAxis")
    common = defaults.get("xAxis")
    if isinstance(common, str) and common and AXES.get(name or "_step") == "step":
        name = common
        ends = [defaults.get("xAxisMin"), defaults.get("xAxisMax")]
        if all(end is None or isinstance(end, int | float) for end in ends) and ends != [None, None]:
            made.set(range_x=ends)
    if name:
        try:
            made.set(x=AXES.get(name) or metric(name))
        except NoTwin as error:
            made.notes.append(f"x axis: {error.what}")
    made.set(xaxis_expression=config.text("xExpression"))


def _axes(config: Given, made: Made) -> None:
    made.set(range_x=config.pair("xAxisMin", "xAxisMax"), range_y=config.pair("yAxisMin", "yAxisMax"))
    made.set(log_x=config.flag("xLogScale") or None, log_y=config.flag("yLogScale") or None)
    made.set(title_x=config.text("xAxisTitle"), title_y=config.text("yAxisTitle"))
    made.set(ignore_outliers=config.flag("ignoreOutliers"))


def _smoothing(config: Given, defaults: Mapping[str, Any], made: Made) -> None:
    """Set how lines are smoothed; weights of W&B have units of their own for each way."""
    weight, way = config.number("smoothingWeight"), config.text("smoothingType")
    if weight is None and not way:
        given = Given(defaults)
        weight, way = given.number("smoothingWeight"), given.text("smoothingType")
    original = config.flag("showOriginalAfterSmoothing")
    if way and way not in _SMOOTHING:
        made.notes.append(f"smoothing by '{shown(way)}' is not known here")
        return
    ours = _SMOOTHING.get(way, "exponentialTimeWeighted")
    if ours == "none" or not weight or weight < 0:
        return
    factor = weight * _SHARES.get(ours, 1)
    made.set(smoothing_factor=round(min(factor, _MOST), 3), smoothing_type=_unless(ours, "exponentialTimeWeighted"))
    if original is False:
        made.set(smoothing_show_original=False)
    if ours in _SHARES:
        unit = "a standard deviation" if ours == "gaussian" else "a number of points"
        made.notes.append(f"smoothing: {weight:g} was {unit}, and is about {made.fields['smoothing_factor']:g} here")
    elif factor > _MOST:
        made.notes.append(f"smoothing: {weight:g} is cut to {_MOST:g}")


def _legend(config: Given) -> str:
    """Return the text of a line: a template, or the fields that are listed in the legend."""
    template, fields = config.text("legendTemplate"), config.words("legendFields")
    if template or not fields:
        return template
    parts = []
    for name in fields:
        path = accessor(name)
        head, _, rest = path.partition(".")
        named = name.startswith("run:")
        parts.append(f"${{{head}:{rest}}}" if rest else f"${{{name if named else f'run:{path}'}}}")
    return "" if parts == ["${run:displayName}"] else " ".join(parts)


def _looks(config: Given, made: Made) -> None:
    """Set the titles, colours, widths and marks of single lines, which are keyed as they are here."""
    made.set(line_titles=_texts(config, "overrideSeriesTitles"), line_marks=_texts(config, "overrideMarks"))
    widths = config.inner("overrideLineWidths").values
    made.set(line_widths={key: found for key in widths if (found := Given(widths).number(key)) is not None})
    colors = {}
    for key, value in config.inner("overrideColors").values.items():
        text = value.get("color") if isinstance(value, Mapping) else value
        color = css_color(text) if isinstance(text, str) else None
        if color is None:
            made.notes.append(f"the colour of '{shown(key)}' is not a colour: {shown(text)}")
        else:
            colors[key] = color
    made.set(line_colors=colors)


def _texts(config: Given, name: str) -> dict[str, str]:
    return {key: text for key, text in config.inner(name).values.items() if isinstance(text, str) and text}


def _unless(text: str, usual: str) -> str:
    return "" if text == usual else text


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
