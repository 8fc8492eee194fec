"""Rows of Ragas: its own columns by their names, and every other column of numbers as a metric."""

from __future__ import annotations

import ast
import csv
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from reportgen.evaluations.files import Unreadable, document, lines, listed, number_of, text_of
from reportgen.evaluations.run import Finished, means
from reportgen.evaluations.sample import Sample, are_decisions, decided, sheet_of
from reportgen.inputs import note_path
from reportgen.model.evaluation import Evaluation
from reportgen.model.run import Loss, RunMeta

_OWN = frozenset(
    ("user_input", "retrieved_contexts", "reference_contexts", "retrieved_context_ids", "reference_context_ids",
     "response", "multi_responses", "reference", "rubrics", "reference_topics", "reference_tool_calls", "persona_name",
     "query_style", "query_length", "synthesizer_name", "id")
)  # fmt: skip
_HEAD = 50
_LITERAL = 1 << 20


def has_scores(path: Path) -> bool:
    """Tell scores from a data set, by the first rows."""
    try:
        rows = list(islice(_rows(path, []), _HEAD))
    except (Unreadable, OSError, csv.Error):
        return True  # what is wrong with it is said when it is read
    return bool(_metrics(rows))


def _rows(path: Path, losses: list[Loss]) -> Iterator[dict[str, Any]]:
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        yield from lines(path, losses)
    elif suffix == ".json":
        yield from (row for row in listed(document(path)) if isinstance(row, dict))
    else:
        note_path(path)
        csv.field_size_limit(1 << 26)
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            yield from csv.DictReader(file)


def _metrics(rows: list[dict[str, Any]]) -> list[str]:
    """Return the columns that are metrics: of numbers, of which some may be missing."""
    names = dict.fromkeys(name for row in rows for name in row if name and name not in _OWN)
    found = []
    for name in names:
        values = [_number(row.get(name)) for row in rows]
        given = [row.get(name) for row in rows if row.get(name) not in (None, "")]
        if given and sum(value is not None for value in values) == len(given):
            found.append(name)
    return found


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return number_of(value)


def run_of(path: Path, options: Any, name: str) -> Finished:
    """Return the run of a file of scores; Unreadable where it cannot be read."""
    losses: list[Loss] = []
    try:
        rows = list(_rows(path, losses))
    except (OSError, csv.Error) as error:
        what = f"cannot be read: {error}" if isinstance(error, csv.Error) else f"cannot be read: {error.strerror}"
        raise Unreadable(what) from None
    metrics = _metrics(rows)
    told = [(metric, [_scored(row.get(metric)) for row in rows]) for metric in metrics]
    main = next((metric for metric, values in told if are_decisions(values)), "")
    literal = options.python_lists and path.suffix.lower() == ".csv"
    samples = [_sample(row, n, metrics, main, literal) for n, row in enumerate(rows)]
    sheet = sheet_of(samples, metrics, scores_only=options.scores_only)
    meta = RunMeta(
        id=f"{path.absolute().parent.name}/{path.name}", name=name, format="ragas",
        folder=path.absolute().parent.name, project="Ragas", state="", losses=tuple(losses),
    )  # fmt: skip
    check = "" if options.scores_only else "input"  # rows have no names
    said = Evaluation("Ragas", total=len(samples), check=check, passed_by=f"{main} is 1" if main else "")
    return Finished(meta, said, means(sheet), sheet)


def _scored(value: Any) -> float | None:
    """Return a score; what is not a number says that the judge failed."""
    found = _number(value)
    return None if found is None or math.isnan(found) else found


def _sample(row: dict[str, Any], n: int, metrics: list[str], main: str, literal: bool) -> Sample:
    cells = {name: _literal(value) if literal else value for name, value in row.items() if name}
    asked = _messages(cells.get("user_input"))
    talk = isinstance(asked, list)
    used = {"user_input", "response", "reference", "id", *metrics}
    return Sample(
        id=n if cells.get("id") in (None, "") else cells["id"],
        input=asked if not talk else _first(asked), target=cells.get("reference"), answer=cells.get("response"),
        scores={metric: _scored(cells.get(metric)) for metric in metrics},
        passed=decided(_scored(cells.get(main))) if main else None,
        metadata={name: value for name, value in cells.items() if name not in used and not isinstance(value, list)},
        more={name: value for name, value in cells.items() if name not in used and isinstance(value, list)},
        transcript=asked if talk else None,
    )  # fmt: skip


_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


def _messages(value: Any) -> Any:
    """Return what was asked: a text, or a conversation, whose messages say ``type`` for their role."""
    if not isinstance(value, list):
        return value
    return [
        {"role": _ROLES.get(text_of(one.get("type")), text_of(one.get("type"))),
         **{key: inner for key, inner in one.items() if key != "type"}}
        for one in value if isinstance(one, dict)
    ]  # fmt: skip


def _first(messages: list[Any]) -> str:
    return next((text_of(one.get("content")) for one in messages if one.get("role") == "user"), "")


def _literal(value: Any) -> Any:
    """Return the list that a text of Python's is; no code is run, and anything else stays a text."""
    if isinstance(value, str) and value.startswith(("[", "{")) and len(value) <= _LITERAL:
        try:
            return ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            return value
    return value
