"""What a store holds besides runs, datasets and models: counted, so that it can be named, and never opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.digits import plural
from reportgen.errors import Level, Problem

if TYPE_CHECKING:
    from reportgen.readers.mlflow.database import Database

_TABLES = {
    "trace_info": ("trace", "traces"),
    "assessments": ("assessment of traces", "assessments of traces"),
    "evaluation_datasets": ("evaluation dataset", "evaluation datasets"),
    "scorers": ("scorer", "scorers"),
}
_TRACES = "trace_info"


def in_database(database: Database) -> Counter[str]:
    """Return how many rows each table has that is not read."""
    return Counter({table: database.count(table) for table in _TABLES})


def in_folder(folder: Path) -> Counter[str]:
    """Return how many traces an experiment's folder has."""
    try:
        return Counter({_TRACES: sum(1 for place in (folder / "traces").iterdir() if place.is_dir())})
    except OSError:
        return Counter()


def problems(counts: Mapping[str, int]) -> list[Problem]:
    """Name what is not read, with its number; nothing where there is nothing."""
    named = [plural(counts[table], *words) for table, words in _TABLES.items() if counts.get(table)]
    if not named:
        return []
    what = f"not read of MLflow's store: {', '.join(named)}"
    return [Problem(what, None, "Of a store, runs with their files, datasets and models are read.", Level.NOTE)]
