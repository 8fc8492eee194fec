"""What an entry of ``runs:`` may say of the columns of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from reportgen.errors import Level, Position, Problem, suggestion
from reportgen.metrics.head import Head
from reportgen.metrics.roles import Roles, is_metrics, roles_of
from reportgen.spec.fields import Fields

Column = Annotated[str, Field(min_length=1)]
COLUMNS = ("x", "run", "time", "metric", "value")


class ColumnOptions(Fields):
    """Options for tables of metrics, for what is not detected, or detected wrongly."""

    x: Column | None = None
    """Column of the x axis; by default ``step``, ``iteration`` or ``epoch``, else the row number."""
    run: Column | None = None
    """A column that identifies runs: each of its values becomes a run."""
    time: Column | None = None
    """Timestamp column: dates (UTC if they have no time zone), or s, ms, µs or ns since 1970."""
    metric: Column | None = None
    """Column of metric names, where a row holds one value; by default ``metric``, ``name``, ``key`` or ``tag``."""
    value: Column | None = None
    """Column of values that goes with ``metric``; by default ``value``."""
    prefix: str = ""
    """Written before the name of each metric, such as ``train/``."""

    def roles(self, head: Head) -> Roles:
        """Return what the columns of a table are for; a column that it does not have is detected."""
        given = {field: name for field in COLUMNS if (name := getattr(self, field)) in head.names}
        return roles_of(head, **given)

    def fits(self, head: Head, *, usual: bool) -> bool:
        """Tell a table of metrics from any other; one with a column that is named here is one."""
        if any(getattr(self, field) in head.names for field in COLUMNS):
            return True
        return is_metrics(head, roles_of(head), usual=usual)


def unknown_columns(options: ColumnOptions, first: Path, headers: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Tell each column that an entry names, and that all or some of its tables lack."""
    for field in COLUMNS:
        name = getattr(options, field)
        without = [names for names in headers if name is not None and name not in names]
        if without and len(without) == len(headers):
            known = sorted({name for names in headers for name in names})
            problem = missing(first, f"no column '{name}' for {field}; it was detected instead")
            yield replace(problem, hint=suggestion(str(name), known, "columns"))
        elif without:
            many = f"{len(without):,} of {len(headers):,} tables have"
            what = f"{many} no column '{name}' for {field}; it was detected instead"
            yield Problem(what, level=Level.NOTE)


def missing(path: Path, what: str) -> Problem:
    """Return what to say of a file that cannot be read, or not as it is meant."""
    return Problem(what, Position(path.name), level=Level.MISSING)
