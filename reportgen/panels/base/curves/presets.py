"""The charts that a script logged, by their kind, with several runs overlaid and a step slider."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from markupsafe import Markup

from reportgen.charts import ranged, shape, titled
from reportgen.charts.marks import Dots
from reportgen.digits import digits, in_column
from reportgen.fragment import Fragment
from reportgen.model.chart import ChartKind
from reportgen.model.runset import show
from reportgen.panels.base.chart import HEIGHT, Chart, chart_fragment
from reportgen.panels.base.curves.logged import (
    LoggedView,
    cells,
    is_name,
    is_number,
    only,
    rowless,
    spread,
    undrawn_lines,
)
from reportgen.panels.base.curves.matrix import Counted, Matrices, render_matrices
from reportgen.panels.base.curves.pictures import bar_picture, bins_picture, last_steps, line_picture, picture
from reportgen.panels.base.legend import entry, legend, runs_legend
from reportgen.panels.base.line_style import DASHES, HUES
from reportgen.panels.base.markup import empty, nothing
from reportgen.stats import reduce
from reportgen.texts import plural, say

_HEIGHT = HEIGHT
_ROWS = 20_000
_COLUMNS = 500
_BINS = 40


def render_preset(view: LoggedView, title: str) -> Fragment:
    """Return the chart; one of a definition that nobody knows is drawn as well as its columns allow."""
    if not view.tables:
        what = view.problems[0] if view.problems else f"the chart {view.key} has no rows"
        return nothing(what, view.problems)
    try:
        fragment = _DRAWN[view.chart.kind](view)
    except LookupError as error:
        what = f"{title}: {error.args[0]}"
        return Fragment(empty(what), missing=[what])
    fragment.title = view.chart.title
    return fragment


def line(view: LoggedView) -> Fragment:
    """Return lines of y over x, one for each value of ``series``."""
    names = {"x_title": _column(view, "x"), "y_title": _column(view, "y")}
    return _lines(view, cells(view, "x"), cells(view, "y"), _series(view), **names)


def over_diagonal(view: LoggedView, diagonal: str, labels: Mapping[tuple[int, str], str]) -> Fragment:
    """Return lines from 0 to 1 on both axes over the diagonal, which is called so; ``labels`` by run and series."""
    names = {"x_title": _column(view, "x"), "y_title": _column(view, "y")}
    return _lines(
        view, cells(view, "x"), cells(view, "y"), _series(view), unit=True, chance=diagonal, labels=labels, **names
    )


def line_series(view: LoggedView) -> Fragment:
    """Return lines by name, over one x for all or one each."""
    title = view.chart.x_title or "x"
    return _lines(view, cells(view, "x"), cells(view, "y"), cells(view, "series"), x_title=title, y_title="")


def area_under_curve(view: LoggedView) -> Fragment:
    """Return logged PR or ROC curves, the line of chance on ROC.

    AUC is the trapezoid over the logged points, and so is AP unless each point is that of a threshold.
    """
    x, y = cells(view, "x"), cells(view, "y")
    names, roc = [show(c) for c in _series(view)], view.chart.kind == "roc_curve"
    last = last_steps(view)
    word, areas = ("AUC", "AP")[not roc], []
    exact = roc or "threshold" in view.chart.columns
    groups: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for run, step, a, b, name in zip(*spread(view).values(), x, y, names, strict=True):
        if step == last[run] and is_number(a) and is_number(b):
            groups.setdefault((run, name), []).append((a, b))
    for points in groups.values():
        if exact and not roc:
            a, b = np.array(points).T
            areas.append(float((np.diff(a, prepend=0.0) * b).sum()))
        else:
            a, b = np.array(sorted(points)).T
            areas.append(float(np.trapezoid(b, a)))
    labels = {
        group: f"{word} {area}{'' if exact else ' ' + say('(from logged points)')}"
        for group, area in zip(groups, in_column(areas), strict=True)
    }
    for run in _runs(view):
        mine = [area for (of, _), area in zip(groups, areas, strict=True) if of == run]
        if len(mine) > 1:
            labels[run, ""] = say("macro {area}", area=f"{word} {digits(float(np.mean(mine)))}")
    across = view.chart.x_title or view.chart.columns.get("x", "")
    at = cells(view, "threshold") if "threshold" in view.chart.columns else None
    titles = {"x_title": across, "y_title": view.chart.y_title}
    return _lines(view, x, y, names, unit=True, chance="chance" if roc else "", labels=labels, thresholds=at, **titles)


def scatter(view: LoggedView) -> Fragment:
    """Return points of y over x."""
    x, y = cells(view, "x"), cells(view, "y")
    good = [is_number(a) and is_number(b) for a, b in zip(x, y, strict=True)]
    place = {name: only(values, good) for name, values in spread(view).items()}
    names = (_column(view, "x"), _column(view, "y"))
    notes = rowless(good, *names)
    x, y = only(x, good), only(y, good)
    colors = [_ink(run) for run in place["run"]]
    tips = [{"title": _run(view, run), names[0]: digits(a), names[1]: digits(b)}
            for run, a, b in zip(place["run"], x, y, strict=True)]  # fmt: skip
    data = {"x": x, "y": y, "color": colors, "size": [28] * len(x), "tip": tips, **place}
    last = _last(view, place)
    shown = Dots(np.array(only(x, last), float), np.array(only(y, last), float), only(colors, last), [2.5] * sum(last))
    shown_now = picture([shown], x, y, view)
    return _finish(view, titled(shape("scatter"), x=names[0], y=names[1]), {"rows": data, "trend": {}}, shown_now,
                   {"run": "run", "x": names[0], "y": names[1]}, _run_legend(view, "dot"), notes)  # fmt: skip


def bar(view: LoggedView) -> Fragment:
    """Return a bar for each label, the runs beside each other."""
    names, values = [show(cell) for cell in cells(view, "label")], cells(view, "value")
    good = [is_number(value) for value in values]
    place = {name: only(column, good) for name, column in spread(view).items()}
    field = _column(view, "value")
    notes = rowless(good, field)
    names, values = only(names, good), only(values, good)
    colors = [f"var(--run-{run})" for run in place["run"]]
    tips = [{"title": _run(view, run), name: digits(value)}
            for run, name, value in zip(place["run"], names, values, strict=True)]  # fmt: skip
    data = {"name": names, "value": values, "series": [str(run) for run in place["run"]], "color": colors, "tip": tips}
    titles = {"run": "run", "name": _column(view, "label"), "value": field}
    distinct = list(dict.fromkeys(names))
    height = max(120, min(28 * len(distinct) + 48, 900))
    last = _last(view, place)
    shown = {name: only(column, last) for name, column in data.items()}
    picture = bar_picture(view, distinct, shown, height)
    return _finish(view, titled(shape("bar"), x=field), {"rows": data | place}, picture, titles,
                   _run_legend(view, "square"), notes, height=height)  # fmt: skip


def histogram(view: LoggedView) -> Fragment:
    """Return the distribution of a column on common bins, runs laid over each other."""
    values = cells(view, "value")
    good = [is_number(value) for value in values]
    place = {name: only(column, good) for name, column in spread(view).items()}
    numbers: Any = np.array(only(values, good), float)
    if not len(numbers):
        raise LookupError(f"'{_column(view, 'value')}' contains no numbers")
    edges = np.histogram_bin_edges(numbers, min(_BINS, max(4, math.ceil(2 * len(numbers) ** (1 / 3)))))
    rows: dict[str, list[Any]] = {n: [] for n in ("low", "high", "count", "color", "opacity", "tip", "run", "step")}
    several = len(_runs(view)) > 1
    opacity = 0.25 if several else 0.9
    outline: dict[str, list[Any]] = {n: [] for n in ("x", "y", "color", "line", "order", "run", "step")}
    groups: dict[tuple[int, int], list[int]] = {}
    for i, key in enumerate(zip(place["run"], place["step"], strict=True)):
        groups.setdefault(key, []).append(i)
    for (run, step), mine in groups.items():
        counts = np.histogram(numbers[mine], edges)[0]
        for low, high, count in zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True):
            tip = {"title": _run(view, run), f"{digits(low)} to {digits(high)}": f"{count:,}"}
            found = (low, high, count, f"var(--run-{run})", opacity, tip, run, step)
            for name, value in zip(rows, found, strict=True):
                rows[name].append(value)
        corners = zip(np.repeat(edges, 2).tolist(), [0, *np.repeat(counts, 2).tolist(), 0], strict=True)
        for order, (x, y) in enumerate(corners if several else ()):
            for name, value in zip(outline, (x, y, f"var(--run-{run})", str(run), order, run, step), strict=True):
                outline[name].append(value)
    field = _column(view, "value")
    picture = bins_picture(view, rows)
    return _finish(view, titled(shape("bins"), x=field, y="count"), {"rows": rows, "outline": outline}, picture,
                   {"run": "run", "low": "from", "high": "to", "count": "count"}, _run_legend(view, "square"),
                   rowless(good, field))  # fmt: skip


def confusion_matrix(view: LoggedView) -> Fragment:
    """Return a matrix for each run, of its last step."""
    actual, predicted = [show(c) for c in cells(view, "truth")], [show(c) for c in cells(view, "prediction")]
    counts = cells(view, "count")
    classes = list(dict.fromkeys([*actual, *predicted]))
    place = {name: index for index, name in enumerate(classes)}
    found: dict[int, dict[int, Any]] = {run: {} for run in _runs(view)}
    for run, step, a, p, n in zip(*spread(view).values(), actual, predicted, counts, strict=True):
        at = found[run].setdefault(step, np.zeros((len(classes), len(classes))))
        if is_number(n):
            at[place[a], place[p]] += n
    lost = sum(not is_number(n) for n in counts)
    tables = []
    for run, steps in ((run, steps) for run, steps in found.items() if steps):
        ordered = tuple(sorted(steps.items()))
        tables.append(Counted({"index": run, "name": _run(view, run)}, ordered[-1][1], steps=ordered))
    if not tables or lost == len(counts):
        raise LookupError("none of its counts is a number")
    notes = (say("{n} non-numeric counts are omitted", n=f"{lost:,}"),) if lost else ()
    whole = Matrices(tuple(classes), tuple(tables), view.width, show=view.show, notes=notes, problems=view.problems)
    return render_matrices(whole, view.key)


def best_effort(view: LoggedView) -> Fragment:
    """Return a private chart as lines or points of its x and y (or value), and say how to draw it properly."""
    known, definition = view.chart.columns, view.chart.definition
    x, y = known.get("x"), known.get("y") or known.get("value")
    columns = view.tables[-1].table.columns
    note = f"'{definition}' is a chart definition of its own; name a file for it under presets: to draw it"
    if not (x in columns and y in columns):
        numeric = [
            c for i, c in enumerate(columns) if any(is_number(row[i]) for row in view.tables[-1].table.rows[:50])
        ]
        if not numeric:
            raise LookupError(f"unknown chart definition '{definition}'. Add its spec under `presets:`")
        x, y = (numeric[0], numeric[1]) if len(numeric) > 1 else ("", numeric[0])
    result = line(_over(view, x=x, y=y)) if x else histogram(_over(view, value=y))
    result.sampled.append(note)
    return result


_DRAWN: Mapping[ChartKind, Callable[[LoggedView], Fragment]] = {
    "line": line, "scatter": scatter, "bar": bar, "histogram": histogram, "line_series": line_series,
    "pr_curve": area_under_curve, "roc_curve": area_under_curve, "confusion_matrix": confusion_matrix,
    "custom": best_effort,
}  # fmt: skip


def _over(view: LoggedView, **columns: str) -> LoggedView:
    """Return a chart with other columns for its roles."""
    return replace(view, chart=replace(view.chart, columns=columns))


def _column(view: LoggedView, role: str) -> str:
    """Return what the column of a role is called."""
    return view.chart.columns.get(role) or role


def _lines(view: LoggedView, x: Sequence[Any], y: Sequence[Any], series: Sequence[Any], **options: Any) -> Fragment:
    """Return lines through rows: a line for each run and series, in the order of the rows."""
    nominal = not options.get("unit") and any(map(is_name, x))
    good = [(nominal or is_number(a)) and a is not None and is_number(b) for a, b in zip(x, y, strict=True)]
    undrawn = undrawn_lines(view, x, y, series, good, options)
    if not any(good):
        raise LookupError("; ".join(undrawn) or "no row has numbers on both axes")
    place = {name: only(values, good) for name, values in spread(view).items()}
    a, b, names = only(x, good), only(y, good), [show(value) for value in only(series, good)]
    many = len(_runs(view)) > 1
    distinct = list(dict.fromkeys(names))
    if nominal:
        a = [show(value) for value in a]
    rank = {name: i for i, name in enumerate(distinct)}
    colors = [_ink(run) if many or len(distinct) == 1 else f"var(--c{rank[name] % HUES})"
              for run, name in zip(place["run"], names, strict=True)]  # fmt: skip
    dashes = [_dash(DASHES[(rank[name] if many else rank[name] // HUES) % len(DASHES)]) for name in names]
    keys = [f"{run}|{step}|{name}" for run, step, name in zip(place["run"], place["step"], names, strict=True)]
    counts = Counter(keys)
    tips = [
        {"title": " · ".join(part for part in (_run(view, run) if many else "", name) if part),
         options["x_title"] or "x": p if isinstance(p, str) else digits(p), options["y_title"] or "y": digits(q)}
        for run, name, p, q in zip(place["run"], names, a, b, strict=True)
    ]  # fmt: skip
    if options.get("thresholds") is not None:
        for tip, at in zip(tips, only(options["thresholds"], good), strict=True):
            tip.update({say("threshold"): digits(at)} if is_number(at) else {})
    data: dict[str, list[Any]] = {
        "x": a, "y": b, "line": keys, "color": colors, "dash": dashes, "tip": tips, "series": names,
        "alone": [counts.get(key) == 1 for key in keys], **place,
    }  # fmt: skip
    notes = [*undrawn, *(_thin(data) if not nominal else [])]
    vega = titled(shape("line_nominal" if nominal else "line"), x=options["x_title"], y=options["y_title"])
    if options.get("unit"):
        vega = ranged(vega, x=(0, 1), y=(0, 1))
    picture = line_picture(
        view, data, nominal=nominal, unit=bool(options.get("unit")), chance=bool(options.get("chance"))
    )
    if options.get("chance"):
        _add_diagonal(data, options["chance"])
    found = _line_legend(view, distinct, many=many, labels=options.get("labels", {}))
    titles = {"run": "run", "series": "series", "x": options["x_title"] or "x", "y": options["y_title"] or "y"}
    return _finish(view, vega, {"rows": data}, picture, titles, found, notes)


def _add_diagonal(data: dict[str, list[Any]], name: str) -> None:
    """Add the diagonal, such as what a coin would draw; it belongs to no run."""
    steps = sorted(set(data["step"]))
    for at in (0.0, 1.0):
        row = {"x": at, "y": at, "line": name, "color": "var(--line-2)", "dash": [4, 4], "tip": {"title": name},
               "series": name, "alone": False, "run": -1, "step": steps[0] if steps else 0}  # fmt: skip
        for key, column in data.items():
            column.append(row[key])


def _thin(data: dict[str, list[Any]]) -> list[str]:
    """Keep of long lines what draws the same picture; returns what is said of it."""
    total = len(data["x"])
    if total <= _ROWS:
        return []
    keys = np.array(data["line"])
    kept: list[int] = []
    for key in dict.fromkeys(data["line"]):
        mine = np.flatnonzero(keys == key)
        order = mine[np.argsort(np.array(data["x"], float)[mine], kind="stable")]
        chosen = reduce.m4(np.array(data["x"], float)[order], np.array(data["y"], float)[order], _COLUMNS)
        kept += order[chosen].tolist()
    for name, column in data.items():
        data[name] = [column[i] for i in kept]
    return [say("{n} of {total} points kept; all peaks kept", n=f"{len(kept):,}", total=f"{total:,}")]


def _finish(  # noqa: PLR0913 - what makes up a chart
    view: LoggedView, vega: dict[str, Any], data: dict[str, Any], picture: Markup, titles: dict[str, str],
    after: Markup, notes: Sequence[str] = (), *, height: int = _HEIGHT,
) -> Fragment:  # fmt: skip
    several = len(view.tables) > len(_runs(view))
    if several:
        titles = titles | {"step": say("step")}
    chart = Chart(vega, data, titles, picture, step="step" if several else "", after=after, height=height)
    rows = len(data["rows"]["run"])
    said = say("{values} of {runs}.", values=plural(rows, "value"), runs=plural(len(_runs(view)), "run"))
    alt = f"{view.chart.title or view.key}: {said}"
    return chart_fragment(chart, alt, [*view.notes, *notes], view.problems)


def _runs(view: LoggedView) -> list[int]:
    return list(dict.fromkeys(rows.run["index"] for rows in view.tables))


def _ink(run: int) -> str:
    """Return a run's colour; rows of a file are of no run."""
    return f"var(--run-{run})" if run >= 0 else "var(--c0)"


def _run(view: LoggedView, index: int) -> str:
    return next((str(rows.run["name"]) for rows in view.tables if rows.run["index"] == index), "")


def _run_legend(view: LoggedView, sample: Literal["dot", "square"]) -> Markup:
    return runs_legend((rows.run for rows in view.tables), sample) if len(_runs(view)) > 1 else Markup()


def _series(view: LoggedView) -> list[Any]:
    named = "series" in view.chart.columns
    return cells(view, "series") if named else [""] * sum(len(r.table.rows) for r in view.tables)


def _last(view: LoggedView, place: Mapping[str, Sequence[int]]) -> list[bool]:
    """Tell which rows belong to the last step of their run: what the static picture shows."""
    last = last_steps(view)
    return [step == last[run] for run, step in zip(place["run"], place["step"], strict=True)]


def _dash(pattern: str) -> list[int]:
    return [int(part) for part in pattern.split()]


def _line_legend(
    view: LoggedView, series: Sequence[str], *, many: bool, labels: Mapping[tuple[int, str], str]
) -> Markup:
    entries = []
    only_one = series[0] if len(series) == 1 else ""
    if many or len(series) == 1:
        for run in _runs(view) if many or labels or only_one else ():
            text = labels.get((run, only_one), "")
            name = " · ".join(part for part in (_run(view, run) if many or not only_one else "", only_one) if part)
            entries.append(entry(f"{name}  {text}".strip(), _ink(run), "", [run]))
    if len(series) > 1:
        for place, name in enumerate(series):
            color = "var(--ink)" if many else f"var(--c{place % HUES})"
            dash = DASHES[(place if many else place // HUES) % len(DASHES)]
            text = "" if many else labels.get((_runs(view)[0], name), "")
            entries.append(entry(f"{name}  {text}".strip(), color, dash))
    return legend(entries)
