"""Charts over tables: ``rg.log({"pr": rg.plot.pr_curve(truth, scores)})``.

Curves keep every threshold, so that a report can say what each does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportgen.errors import suggestion
from reportgen.logger.columns.cells import named
from reportgen.logger.loggable import Loggable, Store
from reportgen.logger.misuse import UsageError
from reportgen.logger.table import Table, packed_table
from reportgen.model.chart import ChartKind, LoggedChart
from reportgen.native.rows import Packed, as_json


class Chart(Loggable):
    """A chart and its table."""

    def __init__(self, table: Table, chart: LoggedChart) -> None:
        self.table, self.chart = table, chart

    def stored(self, store: Store) -> Packed:
        """Put the table into the store, and return what stands for both in a row."""
        from reportgen.native.charts import chart_json

        table = packed_table(store, self.table.columns, self.table.data, {})
        return Packed("m", as_json({"kind": "chart", "chart": chart_json(self.chart), "table": table}))


def line(
    table: Table, x: str, y: str, stroke: str | None = None, title: str = "", split_table: bool = False
) -> Chart:  # fmt: skip
    """Return lines of ``y`` over ``x``; one for each value of the column ``stroke``."""
    del split_table
    roles = {"x": x, "y": y} | ({"series": stroke} if stroke else {})
    return _chart("line", table, roles, title)


def scatter(table: Table, x: str, y: str, title: str = "", split_table: bool = False) -> Chart:
    """Return a point for each row."""
    del split_table
    return _chart("scatter", table, {"x": x, "y": y}, title)


def bar(table: Table, label: str, value: str, title: str = "", split_table: bool = False) -> Chart:
    """Return a bar for each row, as long as its ``value``."""
    del split_table
    return _chart("bar", table, {"label": label, "value": value}, title)


def histogram(table: Table, value: str, title: str = "", split_table: bool = False) -> Chart:
    """Return the distribution of a column; its values are kept."""
    del split_table
    return _chart("histogram", table, {"value": value}, title)


def line_series(
    xs: Any, ys: Iterable[Any], keys: Sequence[str] | None = None, title: str = "", xname: str = "x",
    split_table: bool = False,
) -> Chart:  # fmt: skip
    """Return several lines: ``ys`` are their values, ``keys`` their names, ``xs`` one list of x for all or one each."""
    del split_table
    lines = [_listed(one, "ys") for one in _listed(ys, "ys")]
    across = _listed(xs, "xs")
    single = not any(hasattr(one, "__iter__") and not isinstance(one, str) for one in across)
    xs_of = [across] * len(lines) if single else [_listed(one, "xs") for one in across]
    names = [f"key_{n}" for n in range(len(lines))] if keys is None else [str(key) for key in _listed(keys, "keys")]
    if len(xs_of) != len(lines):
        raise UsageError(f"xs: {len(xs_of)} lists came for {len(lines)} of ys", "Give one for all lines, or one each.")
    if len(names) != len(lines):
        raise UsageError(f"keys: {len(names)} names came for {len(lines)} lines", "Give one for each line.")
    table = Table([xname or "x", "series", "value"] if xname not in ("series", "value") else ["x", "series", "value"])
    for name, x, y in zip(names, xs_of, lines, strict=True):
        if len(x) != len(y):
            raise UsageError(f"ys: '{name}' has {len(y)} values, and its xs {len(x)}", "Give as many of both.")
        for a, b in zip(x, y, strict=True):
            table.add_data(a, name, b)
    roles = {"x": table.columns[0], "y": "value", "series": "series"}
    return _chart("line_series", table, roles, title, x_title=xname)


def pr_curve(
    y_true: Any = None, y_probas: Any = None, labels: Sequence[Any] | None = None,
    classes_to_plot: Sequence[Any] | None = None, interp_size: int | None = None,
    title: str = "Precision-Recall Curve", split_table: bool = False,
) -> Chart:  # fmt: skip
    """Return precision over recall of each class, at every threshold.

    ``y_true`` (n,) are classes, ``y_probas`` (n, classes) their scores, or (n,) those of the second of two classes.
    ``labels`` are the names of the classes, ``classes_to_plot`` those that are wanted. Nothing is interpolated, so
    ``interp_size`` has no effect.
    """
    del interp_size, split_table
    table = Table(["class", "recall", "precision", "threshold"])
    for name, found in _curves(y_true, y_probas, labels, classes_to_plot):
        columns = found.recall.tolist(), found.precision.tolist(), found.thresholds.tolist()
        table.data += [[name, *cells] for cells in zip(*columns, strict=True)]
    roles = {"x": "recall", "y": "precision", "series": "class", "threshold": "threshold"}
    return _chart("pr_curve", table, roles, title, x_title="Recall", y_title="Precision")


def roc_curve(
    y_true: Any = None, y_probas: Any = None, labels: Sequence[Any] | None = None,
    classes_to_plot: Sequence[Any] | None = None, title: str = "ROC Curve", split_table: bool = False,
) -> Chart:  # fmt: skip
    """Return the true over the false positive rate of each class, at every threshold; arguments as of ``pr_curve``."""
    del split_table
    table = Table(["class", "fpr", "tpr", "threshold"])
    for name, found in _curves(y_true, y_probas, labels, classes_to_plot):
        columns = found.fpr.tolist(), found.recall.tolist(), found.thresholds.tolist()
        table.data += [[name, 0.0, 0.0, None], *([name, *cells] for cells in zip(*columns, strict=True))]
    roles = {"x": "fpr", "y": "tpr", "series": "class", "threshold": "threshold"}
    return _chart("roc_curve", table, roles, title, x_title="False positive rate", y_title="True positive rate")


def confusion_matrix(
    probs: Any = None, y_true: Any = None, preds: Any = None, class_names: Sequence[Any] | None = None,
    title: str = "", split_table: bool = False,
) -> Chart:  # fmt: skip
    """Return how often each class was predicted as which.

    ``y_true`` (n,) are numbers of classes; ``preds`` (n,) as well, or ``probs`` (n, classes) are their scores.
    """
    del split_table
    import numpy as np

    if (probs is None) == (preds is None):
        both = "both" if probs is not None else "neither"
        raise UsageError(f"probs and preds: {both} came", "Give one of them: scores, or what was predicted.")
    truth = _flat(y_true, "y_true")
    predicted = _flat(preds, "preds") if probs is None else np.argmax(_scores(probs, "probs"), axis=1)
    if len(truth) != len(predicted):
        raise UsageError(f"y_true: {len(truth)} came, and {len(predicted)} predictions", "Give as many of both.")
    found = np.unique(np.concatenate([truth, predicted])).tolist()
    if class_names is None:
        numbered = bool(found) and all(isinstance(one, int) and one >= 0 for one in found)
        classes = list(range(found[-1] + 1)) if numbered else found
        names = [f"Class_{one}" if numbered else str(one) for one in classes]
    else:
        names = [str(name) for name in _listed(class_names, "class_names")]
        by_name = bool(found) and all(isinstance(one, str) for one in found)
        classes = list(names) if by_name else list(range(len(names)))
        unknown = next((one for one in found if one not in classes), None)
        if unknown is not None:
            hint = suggestion(str(unknown), names, "classes") if by_name else f"Name all up to {max(found)}."
            raise UsageError(f"class_names: there is no name for the class {unknown}", hint)
    place = {one: at for at, one in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes)), np.int64)
    np.add.at(counts, ([place[one] for one in truth.tolist()], [place[one] for one in predicted.tolist()]), 1)
    table = Table(["Actual", "Predicted", "Count"])
    table.data = [[a, b, int(counts[i, j])] for i, a in enumerate(names) for j, b in enumerate(names)]
    return _chart("confusion_matrix", table, {"truth": "Actual", "prediction": "Predicted", "count": "Count"}, title)


def plot_table(
    vega_spec_name: str, data_table: Table, fields: Mapping[str, str], string_fields: Mapping[str, Any] | None = None,
    split_table: bool = False,
) -> Chart:  # fmt: skip
    """Return a chart of the user's own: a Vega or Vega-Lite spec that a report knows by ``vega_spec_name``.

    ``fields`` are columns, and ``string_fields`` texts, by what the spec calls them.
    """
    del split_table
    _checked(data_table, {f"fields['{name}']": column for name, column in fields.items()}, "data_table")
    known = {str(name): str(column) for name, column in fields.items()}
    texts = {str(name): str(text) for name, text in (string_fields or {}).items() if text is not None}
    name = str(vega_spec_name)
    chart = LoggedChart(
        "custom", "", known, texts.get("title", ""), definition=name, fields=known, strings=texts
    )  # fmt: skip
    return Chart(data_table, chart)


def _chart(kind: ChartKind, table: Table, roles: Mapping[str, str], title: str, **titles: str) -> Chart:
    _checked(table, roles, "table")
    columns = {role: str(column) for role, column in roles.items()}
    x_title, y_title = titles.get("x_title", ""), titles.get("y_title", "")
    return Chart(table, LoggedChart(kind, "", columns, str(title), x_title, y_title))


def _checked(table: Any, columns: Mapping[str, Any], argument: str) -> None:
    if not isinstance(table, Table):
        raise UsageError(f"{argument}: {named(table)} came", "Give a Table: Table(columns=[...], data=[...]).")
    for name, column in columns.items():
        if str(column) not in table.columns:
            hint = suggestion(str(column), table.columns, "columns")
            raise UsageError(f"{name}: the table has no column '{column}'. {hint}".strip())


def _curves(y_true: Any, y_probas: Any, labels: Any, wanted: Any) -> list[tuple[str, Any]]:
    """Return the curve of each class; of two classes both, as of any number."""
    import numpy as np

    from reportgen.stats.scores import curve

    truth, scores = _flat(y_true, "y_true"), _scores(y_probas, "y_probas")
    if len(truth) != len(scores):
        raise UsageError(f"y_probas: {len(scores)} rows came, and {len(truth)} of y_true", "Give as many of both.")
    found = np.unique(truth).tolist()
    names = None if labels is None else [str(label) for label in _listed(labels, "labels")]
    if names is not None and len(names) != scores.shape[1]:
        what = f"labels: {len(names)} names came for {scores.shape[1]} columns of y_probas"
        raise UsageError(what, "Give one for each class, in the order of the columns.")
    classes: list[Any] = list(range(scores.shape[1]))
    if any(isinstance(one, str) or one not in classes for one in found):
        if names is not None and all(str(one) in names for one in found):
            truth, classes = truth.astype(str), names
        elif len(found) == len(classes):
            classes = found
        else:
            what = f"y_true: {len(found)} classes came for {len(classes)} columns of y_probas"
            raise UsageError(what, "Give the numbers of the classes, counted from 0.")
    named = [(one, names[at] if names else str(one)) for at, one in enumerate(classes)]
    keep = None if wanted is None else {str(one) for one in _listed(wanted, "classes_to_plot")}
    unknown = next((one for one in keep or () if one not in {str(n) for pair in named for n in pair}), None)
    if unknown is not None:
        hint = suggestion(unknown, [name for _, name in named], "classes")
        raise UsageError(f"classes_to_plot: there is no class '{unknown}'. {hint}".strip())
    return [
        (name, curve(truth == one, scores[:, at]))
        for at, (one, name) in enumerate(named)
        if keep is None or keep & {str(one), name}
    ]


def _flat(values: Any, argument: str) -> Any:
    found = _array(values, argument)
    if found.ndim != 1:
        raise UsageError(f"{argument}: an array of shape {found.shape} came", "Give the class of each example.")
    return found


def _scores(values: Any, argument: str) -> Any:
    import numpy as np

    found = _array(values, argument).astype(float)
    if found.ndim == 1:
        found = np.stack([1 - found, found], axis=1)
    if found.ndim != 2:  # noqa: PLR2004 - examples and classes
        raise UsageError(f"{argument}: an array of shape {found.shape} came", "Give one row an example.")
    if not np.isfinite(found).all():
        raise UsageError(f"{argument}: NaN or infinity came", "Give a number for each example and class.")
    return found


def _array(values: Any, argument: str) -> Any:
    import numpy as np

    if values is None:
        raise UsageError(f"{argument}: nothing came", "Give a list or an array, with one entry an example.")
    try:
        return np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)
    except ValueError:
        raise UsageError(f"{argument}: its rows have different lengths", "Give as many entries in each.") from None


def _listed(values: Any, argument: str) -> list[Any]:
    """Return an array, tensor, column or list as a list."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, str | Mapping) or not hasattr(values, "__iter__"):
        raise UsageError(f"{argument}: {named(values)} came", "Give a list or an array.")
    return list(values)
