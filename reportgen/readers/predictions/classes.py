"""Classification: figures as scikit-learn has them, curves, calibration, scores by class, the surest mistakes first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from reportgen.datasets.held import HeldRun
from reportgen.model.chart import LoggedChart
from reportgen.model.column import Floats, Ints
from reportgen.model.run import RunMeta
from reportgen.model.table import Table
from reportgen.readers.predictions.rows import Columns, Unfit
from reportgen.stats.scores import Curve, by_class, calibrated, confusion, curve

_YES = ("1", "true", "yes", "positive", "pos")
_BINS = 10
_SHOWN = 10
"""Classes whose curves are drawn: those with the smallest areas."""
_CURVE_POINTS = 2_000
_MOST = 2_000


def classified(columns: Columns, meta: RunMeta, named: Sequence[str]) -> HeldRun:
    """Return the run of a classifier."""
    truth = [_word(cell) for cell in columns.values[columns.truth]]
    names, scores = _scored(columns, truth, named)
    place = {name: at for at, name in enumerate(names)}
    codes = np.array([place.get(word, -1) for word in truth], np.int64)
    if columns.prediction:
        guesses = [_word(cell) for cell in columns.values[columns.prediction]]
        chosen = np.array([place.get(word, -1) for word in guesses], np.int64)
    elif len(names) == 2:  # noqa: PLR2004 - the negative and the positive class
        chosen = (scores[:, 1] >= 0.5).astype(np.int64)  # noqa: PLR2004 - the usual threshold
    else:
        chosen = scores.argmax(axis=1)
    known = (codes >= 0) & (chosen >= 0)
    if scores.size:
        known &= np.isfinite(scores).all(axis=1)
    if not known.any():
        raise Unfit("no row has both a true and a predicted class")
    rows = np.flatnonzero(known)
    codes, chosen = codes[rows], chosen[rows]
    scores = scores[rows] if scores.size else scores
    return _run(columns, meta, names, (rows, codes, chosen, scores))


def _scored(columns: Columns, truth: Sequence[str], named: Sequence[str]) -> tuple[list[str], Floats]:
    """Return the classes in order, and scores (n, classes), empty where there are none."""
    guesses = columns.values[columns.prediction] if columns.prediction else []
    seen = sorted({*truth, *(_word(cell) for cell in guesses if cell is not None)}, key=_order)
    if not columns.scores:
        names = [*named, *(name for name in seen if name not in named)] if set(named) & set(seen) else seen
        if len(names) > _MOST:
            raise Unfit(f"'{columns.truth}' has {len(names):,} distinct values: too many for classes")
        return names, np.zeros((0, 0))
    values = np.array([_floats(columns.values[name]) for name in columns.scores.values()]).T
    if len(columns.scores) > 1:
        names = list(columns.scores)
        if not set(seen) <= set(names):
            if len(seen) != len(names):
                raise Unfit(f"the score columns do not say which class each is of: {', '.join(names[:8])}")
            names = seen
        return names, values
    if len(seen) > 2:  # noqa: PLR2004 - the negative and the positive class
        if columns.prediction:
            return seen, np.zeros((0, 0))  # the score of what was predicted
        raise Unfit(f"'{columns.truth}' has {len(seen)} classes and there is one score: name a column for each")
    positive = next((name for name in seen if name.lower() in _YES), seen[-1])
    negative = next((name for name in seen if name != positive), "0" if positive != "0" else "1")
    if not bool(((values >= 0) & (values <= 1) | ~np.isfinite(values)).all()):
        raise Unfit("scores are not between 0 and 1: bring them there, or name only the prediction")
    return [negative, positive], np.concatenate([1 - values, values], axis=1)


def _run(columns: Columns, meta: RunMeta, names: list[str], of: tuple[Ints, Ints, Ints, Floats]) -> HeldRun:
    _, codes, chosen, scores = of
    counts = confusion(codes, chosen, len(names))
    each = by_class(counts)
    present = (counts.sum(axis=0) + counts.sum(axis=1)) > 0
    figures = {
        "accuracy": (float((codes == chosen).mean()), "maximize"),
        **{f"macro/{name}": (float(each[present, at].mean()), "maximize")
           for at, name in enumerate(("precision", "recall", "f1"))},
    }  # fmt: skip
    table: dict[str, list[Any]] = {
        "class": names, "n": counts.sum(axis=1).tolist(), "n_predicted": counts.sum(axis=0).tolist(),
        "precision": each[:, 0].tolist(), "recall": each[:, 1].tolist(), "f1": each[:, 2].tolist(),
    }  # fmt: skip
    cells = [[names[a], names[b], int(counts[a, b])] for a in range(len(names)) for b in range(len(names))]
    tables = {"confusion": (Table(["true", "predicted", "rows"], cells, len(cells)), "")}
    roles = {"truth": "true", "prediction": "predicted", "count": "rows"}
    charts = {"Confusion matrix": LoggedChart("confusion_matrix", "confusion", roles, "Confusion matrix")}
    if scores.size:
        _add_scores(names, codes, scores, figures, table, tables, charts)
    tables["by_class"] = (_table(table), "class")
    tables["rows"] = (_rows(columns, names, of), "row")
    return HeldRun(meta, figures, tables, charts)


def _add_scores(
    names: list[str], codes: Ints, scores: Floats, figures: dict[str, tuple[float, str]], table: dict[str, list[Any]],
    tables: dict[str, tuple[Table, str]], charts: dict[str, LoggedChart],
) -> None:  # fmt: skip
    """Add what only scores tell: areas, curves, calibration, distributions."""
    binary = len(names) == 2  # noqa: PLR2004 - as above
    curves = {name: curve(codes == at, scores[:, at]) for at, name in enumerate(names)}
    table["AP"] = [_known(one.average_precision if one.positives else math.nan) for one in curves.values()]
    table["AUC"] = [_known(one.auc) for one in curves.values()]
    shown = [names[1]] if binary else list(names)
    for key in ("AP", "AUC"):
        values = [value for name, value in zip(names, table[key], strict=True) if name in shown and value is not None]
        figures[key if binary else f"macro/{key}"] = (sum(values) / len(values) if values else math.nan, "maximize")
    if binary:
        figures["Brier"] = (float(((scores[:, 1] - (codes == 1)) ** 2).mean()), "minimize")
    worst = sorted(shown, key=lambda name: curves[name].average_precision)[:_SHOWN]
    drawn = {name: curves[name] for name in shown if name in worst and curves[name].positives}
    tables["pr"] = (_points(drawn, "recall", "precision"), "")
    tables["roc"] = (_points({k: one for k, one in drawn.items() if one.negatives}, "fpr", "recall"), "")
    sure, right = (scores[:, 1], codes == 1) if binary else (scores.max(axis=1), scores.argmax(axis=1) == codes)
    tables["calibration"] = (calibration(sure, right), "")
    tables["scores"] = (_distribution(names, codes, scores if binary else None, sure), "")
    axes = {"x": "x", "y": "y", "series": "class", "threshold": "threshold"}
    charts["Precision and recall"] = LoggedChart("pr_curve", "pr", axes, "Precision and recall", "recall", "precision")
    charts["ROC"] = LoggedChart("roc_curve", "roc", axes, "ROC", "false positive rate", "recall")
    charts["Calibration"] = LoggedChart(
        "line", "calibration", {"x": "mean score", "y": "share that is right", "series": "series"}, "Calibration"
    )
    charts["Score distribution"] = LoggedChart(
        "line", "scores", {"x": "score", "y": "rows", "series": "true class"}, "Score distribution"
    )


def calibration(scores: Floats, right: np.ndarray[Any, np.dtype[np.bool_]]) -> Table:
    """Return mean score and share that is right of ten bins of equal width, and the diagonal."""
    bins = calibrated(scores, right, _BINS)
    rows: list[list[Any]] = [
        [float(bins.scores[at]), float(bins.right[at]), "scores", int(bins.counts[at])]
        for at in np.flatnonzero(bins.counts).tolist()
    ]
    rows += [[0.0, 0.0, "perfect", None], [1.0, 1.0, "perfect", None]]
    return Table(["mean score", "share that is right", "series", "rows"], rows, len(rows))


def _distribution(names: list[str], codes: Ints, scores: Floats | None, sure: Floats) -> Table:
    """Return how many rows have which score, by what is true; of several classes the score of the chosen one."""
    edges = np.linspace(0.0, 1.0, 2 * _BINS + 1)
    middles = ((edges[:-1] + edges[1:]) / 2).round(6).tolist()
    parts = [(name, sure[codes == at]) for at, name in enumerate(names)] if scores is not None else [("all", sure)]
    rows = [[x, int(n), name] for name, own in parts for x, n in zip(middles, np.histogram(own, edges)[0], strict=True)]
    return Table(["score", "rows", "true class"], rows, len(rows))


def _points(curves: dict[str, Curve], x: str, y: str) -> Table:
    """Return the points of curves by class, evenly thinned where there are very many."""
    rows: list[list[Any]] = []
    for name, one in curves.items():
        places = np.arange(len(one.tp))
        if len(places) > _CURVE_POINTS:
            places = np.unique(np.linspace(0, len(places) - 1, _CURVE_POINTS).astype(np.int64))
        xs, ys = getattr(one, x)[places], getattr(one, y)[places]
        first = 0.0 if x == "fpr" else float(ys[0]) if len(ys) else 1.0
        rows.append([0.0, first, name, None])
        rows += [[float(a), float(b), name, float(t)] for a, b, t in zip(xs, ys, one.thresholds[places], strict=True)]
    return Table(["x", "y", "class", "threshold"], rows, len(rows))


def _rows(columns: Columns, names: list[str], of: tuple[Ints, Ints, Ints, Floats]) -> Table:
    """Return every row, the surest mistakes first: by how little was given to what is true."""
    rows, codes, chosen, scores = of
    given = scores[np.arange(len(codes)), codes] if scores.size else (codes == chosen) * 1.0
    order = np.lexsort((rows, given, codes == chosen))
    used = {columns.truth, columns.prediction}
    others = [name for name in columns.values if name not in used]
    found: list[list[Any]] = []
    for at in order.tolist():
        own = [int(rows[at]), names[codes[at]], names[chosen[at]], bool(codes[at] == chosen[at])]
        own += [float(given[at])] if scores.size else []
        found.append([*own, *(columns.values[name][rows[at]] for name in others)])
    heads = ["row", "true", "predicted", "right", *(["score of the true class"] if scores.size else [])]
    free = [name if name not in heads else f"{name} (file)" for name in others]
    return Table([*heads, *free], found, len(found))


def _table(columns: dict[str, list[Any]]) -> Table:
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return Table(list(columns), rows, len(rows))


def _word(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _order(word: str) -> tuple[int, float, str]:
    return (0, float(word), word) if word.lstrip("-").isdecimal() else (1, 0.0, word)


def _floats(cells: list[Any]) -> list[float]:
    return [float(cell) if isinstance(cell, int | float) else math.nan for cell in cells]


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
