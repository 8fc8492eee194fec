"""Files of truth and predictions as columns: which column is what, by its usual name."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reportgen.errors import KnownError, suggestion
from reportgen.metrics.text.dialect import sample_of

if TYPE_CHECKING:
    from reportgen.readers.predictions import PredictionsOptions

_TRUTH = ("y_true", "truth", "true", "ground_truth", "actual", "true_label", "gt")
_MAYBE = ("label", "labels", "target", "y")
"""What is truth beside a prediction, or scores of several classes, and may be a prediction beside a score."""
_BY_STEP = frozenset({"epoch", "step", "global_step", "iteration"})
"""Columns of tables that were logged in a training."""
_PREDICTION = ("y_pred", "prediction", "pred", "predicted", "predictions", "y_hat", "yhat", "predicted_label", "guess")
_SCORE = ("y_score", "score", "scores", "prob", "proba", "probability", "y_prob", "y_proba", "confidence")
_EACH = re.compile(
    r"(?:prob|proba|score|p|scores|probability)[_./ ](.+)|(.+)[_./ ](?:prob|proba|score|probability)\Z", re.IGNORECASE
)
_MOST_BYTES = 1 << 30
_TWO = 2
_MOST_ROWS = 5_000_000
_REPORT = re.compile(rb'"(?:macro avg|weighted avg)"\s*:\s*\{')


class Unfit(KnownError):  # noqa: N818 - a state of a file
    """A file holds no truth and predictions; says why."""


@dataclass
class Columns:
    """Columns by name, and the roles of some: scores by class, "" where there is one for the positive class."""

    values: dict[str, list[Any]] = field(default_factory=dict)
    truth: str = ""
    prediction: str = ""
    scores: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.values[self.truth])


def is_mine(path: Path, options: PredictionsOptions, *, asked: bool) -> bool:
    """Tell a file of truth and predictions by its columns, or a report of classes by its first bytes."""
    suffix = path.suffix.lower()
    if suffix == ".json":
        with path.open("rb") as file:
            return bool(_REPORT.search(file.read(1 << 20)))
    try:
        names = _names(path, suffix)
    except (KnownError, OSError, zipfile.BadZipFile):
        return False
    found = roles_of(names, options)
    return found is not None or (asked and bool(names))


def _names(path: Path, suffix: str) -> list[str]:
    if suffix == ".npz":
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    if suffix in (".parquet", ".pq"):
        from reportgen.duckdb_files import columns_of

        return [column.name for column in columns_of(path, 1)]
    table = sample_of(path)
    return list(table.names) if table is not None else []


def roles_of(names: Sequence[str], options: PredictionsOptions) -> Columns | None:
    """Return which columns are truth, prediction and scores; None where there is no pair of them."""
    known = {name.strip().lower(): name for name in reversed(names)}
    truth = options.truth or next((known[name] for name in (*_TRUTH, *_MAYBE) if name in known), "")
    prediction = options.prediction or next((known[name] for name in _PREDICTION if name in known), "")
    scores: dict[str, str] = {}
    if options.scores:
        classes = options.classes if len(options.classes) == len(options.scores) else options.scores
        scores = (
            {"": options.scores[0]} if len(options.scores) == 1 else dict(zip(classes, options.scores, strict=True))
        )
    else:
        each = {(match[1] or match[2]): name for name in names if (match := _EACH.match(name)) and name != truth}
        one = next((known[name] for name in _SCORE if name in known), "")
        scores = each if len(each) > 1 else {"": one} if one else {"": next(iter(each.values()))} if each else {}
    unsure = truth.strip().lower() in _MAYBE and not prediction and len(scores) < _TWO
    if not options.truth and (unsure or _BY_STEP & known.keys()):
        return None
    return Columns({}, truth, prediction, scores) if truth and (prediction or scores) else None


def columns_of(path: Path, options: PredictionsOptions) -> Columns:
    """Return the columns of a file; Unfit says what is missing."""
    suffix = path.suffix.lower()
    names = _names(path, suffix)
    found = roles_of(names, options)
    if found is None:
        raise Unfit(f"no columns of truth and predictions among: {', '.join(names[:12])}. Name them: truth, prediction")
    for name in (found.truth, found.prediction, *found.scores.values()):
        if name and name not in names:
            raise Unfit(f"no column '{name}'. {suggestion(name, names, 'columns')}".strip())
    read = {".npz": _of_archive, ".parquet": _of_parquet, ".pq": _of_parquet}.get(suffix, _of_text)
    read(path, names, found)
    sizes = {len(found.values[name]) for name in (found.truth, found.prediction, *found.scores.values()) if name}
    if len(sizes) != 1:
        raise Unfit(f"columns of different lengths: {', '.join(map(str, sorted(sizes)))}")
    return found


def _of_text(path: Path, names: list[str], found: Columns) -> None:
    table = sample_of(path)
    if table is None or path.stat().st_size > _MOST_BYTES:
        raise Unfit("it is empty, no table, or too large")
    dialect = table.dialect
    rows: list[list[str]] = []
    with path.open(encoding=dialect.encoding, errors="replace", newline="") as file:
        lines = csv.reader(file, delimiter=dialect.delimiter)
        for number, row in enumerate(lines):
            if number >= dialect.header and len(row) == len(names):
                rows.append(row)
            if number > _MOST_ROWS:
                raise Unfit(f"it has more than {_MOST_ROWS:,} rows")
    for place, name in enumerate(names):
        found.values[name] = [_plain(row[place], dialect.decimal) for row in rows]


def _plain(text: str, decimal: str) -> Any:
    text = text.strip()
    if not text or text.lower() in ("nan", "null", "none", "na"):
        return None
    try:
        number = float(text.replace(",", ".") if decimal == "," else text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 1 << 53 and not re.search("[.eE]", text) else number


def _of_parquet(path: Path, names: list[str], found: Columns) -> None:
    from reportgen.duckdb_files import columns_of as read

    del names
    for column in read(path, _MOST_ROWS):
        values = column.values.tolist()
        there = [True] * len(values) if column.there is None else column.there.tolist()
        found.values[column.name] = [value if known else None for value, known in zip(values, there, strict=True)]


def _of_archive(path: Path, names: list[str], found: Columns) -> None:
    """Read the arrays of the roles, and others of one dimension and the same length; what is pickled is refused."""
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
            raise Unfit(f"it holds more than {_MOST_BYTES >> 20} MiB")
    try:
        with np.load(path, allow_pickle=False) as arrays:
            truth = arrays[found.truth]
            wanted = [name for name in names if name in {found.prediction, *found.scores.values()}]
            for name in [found.truth, *wanted]:
                _add(found, name, arrays[name])
            for name in names:
                if name not in found.values and name not in found.scores.values():
                    array = arrays[name]
                    if array.ndim == 1 and len(array) == len(truth):
                        found.values[name] = array.tolist()
    except (ValueError, OSError, KeyError, zipfile.BadZipFile):
        raise Unfit("its arrays cannot be read without opening a pickle, which is not done") from None


def _add(found: Columns, name: str, array: np.ndarray[Any, Any]) -> None:
    if array.ndim == 2 and name in found.scores.values():  # noqa: PLR2004 - a column a class
        if array.shape[1] == 1:
            found.values[name] = array[:, 0].tolist()
            return
        del found.scores[next(key for key, value in found.scores.items() if value == name)]
        for place in range(array.shape[1]):
            found.scores[str(place)] = f"{name}_{place}"
            found.values[f"{name}_{place}"] = array[:, place].tolist()
        return
    found.values[name] = array.ravel().tolist()
