"""Plots of DVCLive: rows in JSON files, and in ``dvc.yaml`` how each is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.metrics.beside import settings_in
from reportgen.model.chart import ChartKind, LoggedChart
from reportgen.model.run import Loss
from reportgen.model.table import Table

_TEMPLATES: Mapping[str, ChartKind] = {
    "linear": "line", "simple": "line", "smooth": "line", "scatter": "scatter", "bar_horizontal": "bar",
}  # fmt: skip
_CURVES: Mapping[str, tuple[ChartKind, str, str]] = {
    "roc": ("roc_curve", "fpr", "tpr"), "precision_recall": ("pr_curve", "recall", "precision"),
    "det": ("line", "fpr", "fnr"), "calibration": ("line", "prob_pred", "prob_true"),
}  # fmt: skip
_TRUTH, _GUESS, _COUNT = "actual", "predicted", "count"


def plots_in(folder: Path, files: Sequence[str], losses: list[Loss]) -> tuple[dict[str, Table], dict[str, LoggedChart]]:
    """Return the tables of plots by name, and the charts over them."""
    tables: dict[str, Table] = {}
    charts: dict[str, LoggedChart] = {}
    drawn = _drawn(folder)
    for path in files:
        if not path.endswith(".json") or not path.startswith(("plots/custom/", "plots/sklearn/")):
            continue
        key = path.split("/", 2)[2].removesuffix(".json")
        kept = settings_in(folder, path, losses)
        named = next((name for name in _CURVES if isinstance(kept, dict) and name in kept), "")
        rows = kept[named] if named and isinstance(kept, dict) else kept
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            if kept is not None:
                losses.append(Loss(path, "it holds no rows, and is not drawn"))
            continue
        said = next((said for place, said in drawn.items() if place.endswith(path)), {})
        title = str(said.get("title", ""))
        if not named and {_TRUTH, _GUESS} <= set(rows[0]):
            rows = _counted(rows)
            roles = {"truth": _TRUTH, "prediction": _GUESS, "count": _COUNT}
            charts[key] = LoggedChart("confusion_matrix", key, roles, title)
        elif named:
            kind, x, y = _CURVES[named]
            charts[key] = LoggedChart(kind, key, {"x": x, "y": y}, title)
        elif isinstance(said.get("x"), str) and isinstance(said.get("y"), str):
            kind = _TEMPLATES.get(str(said.get("template", "linear")), "line")
            roles = {"label": said["y"], "value": said["x"]} if kind == "bar" else {"x": said["x"], "y": said["y"]}
            charts[key] = LoggedChart(kind, key, roles, title)
        columns = list(dict.fromkeys(str(name) for row in rows for name in row))
        tables[key] = Table(columns, [[row.get(name) for name in columns] for row in rows], len(rows))
    return tables, charts


def _counted(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter((str(row.get(_TRUTH)), str(row.get(_GUESS))) for row in rows)
    return [{_TRUTH: truth, _GUESS: guess, _COUNT: count} for (truth, guess), count in counts.items()]


def _drawn(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Return what ``dvc.yaml`` says of plots by path, in the folder or the one above."""
    for place in (folder, folder.absolute().parent):
        said = settings_in(place, "dvc.yaml", [])
        plots = said.get("plots") if isinstance(said, dict) else None
        pairs = [pair for one in plots or () if isinstance(one, dict) for pair in one.items()]
        if pairs:
            return {str(path): how for path, how in pairs if isinstance(how, dict)}
    return {}
