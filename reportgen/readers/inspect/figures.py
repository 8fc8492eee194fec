"""The metrics of a log of Inspect, as its own results say them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from reportgen.evaluations.files import count_of, listed, mapping, number_of, text_of
from reportgen.evaluations.run import Figures
from reportgen.model.evaluation import Metric

_ERROR = "stderr"
_MEANS = ("accuracy", "mean")
"""What a standard error is of, the first that there is."""


def figures_of(results: Mapping[str, Any]) -> Figures:
    """Return the metrics of results, each under ``scorer/metric``; of several reducers also which it was."""
    metrics: list[Metric] = []
    values: dict[str, Any] = {}
    scores = [mapping(one) for one in listed(results.get("scores"))]
    again = Counter((text_of(one.get("scorer")), text_of(one.get("name"))) for one in scores)
    for score in scores:
        scorer, name = text_of(score.get("scorer")), text_of(score.get("name"))
        column = name if name == scorer or not scorer else f"{scorer}.{name}"
        reducer = text_of(score.get("reducer"))
        after = f"@{reducer}" if reducer and again[scorer, name] > 1 else ""
        found = mapping(score.get("metrics"))
        mean = next((one for one in _MEANS if one in found), "")
        count = count_of(score.get("scored_samples"))
        for own, one in found.items():
            said = mapping(one)
            value = number_of(said.get("value"))
            if value is None:
                continue
            key, metric = _metric(column, own, said)
            if own == _ERROR and mean:
                values[f"{column}/{mean}{after}_stderr"] = value
                continue
            error = f"{column}/{mean}{after}_stderr" if own == mean and _ERROR in found else ""
            values[f"{key}{after}"] = value
            within = metric.get("within", {})
            metrics.append(
                Metric(f"{key}{after}", error, None if within else count, column, metric["name"], within, reducer,
                       _goal(metric["name"]))
            )  # fmt: skip
    return Figures(tuple(metrics), values)


def _metric(column: str, own: str, said: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the key of a metric, its name and which samples it is of: a group of a field, or all."""
    params = mapping(said.get("params"))
    field = text_of(params.get("group_key"))
    if not said.get("group") or not field:
        return f"{column}/{own}", {"name": text_of(said.get("name")) or own}
    name = text_of(mapping(params.get("metric")).get("name")).rpartition("/")[2] or "group"
    within = {} if own == "all" else {field: own}
    return f"{column}/{name}/{own}", {"name": name, "within": within}


def _goal(name: str) -> Any:
    return "" if name in ("std", "var", "bootstrap_stderr", "stderr") else "maximize"


def ordered(figures: Figures, headline: Mapping[str, Any]) -> Figures:
    """Return figures with the main one first: of the score that the log calls its headline the mean over all."""
    scorer, name = text_of(headline.get("scorer")), text_of(headline.get("score"))
    column = name if name == scorer or not scorer else f"{scorer}.{name}"

    def place(metric: Metric) -> tuple[bool, bool, bool]:
        return (metric.score != column, bool(metric.within) or metric.key.count("/") > 1, metric.name not in _MEANS)

    return Figures(tuple(sorted(figures.metrics, key=place)), figures.values)
