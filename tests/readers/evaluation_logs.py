"""Logs of evaluations that the tools wrote, and their runs as readers give them."""

from __future__ import annotations

from pathlib import Path

from reportgen.sources.discovery import claims_of

LOGS = Path(__file__).parent / "evaluations"


def read(*paths, **given):
    """Return (runs, what was said) of paths, as every reader that claims some gives them."""
    found = claims_of([Path(path) for path in paths], given)
    runs, said = [], list(map(str, found.problems))
    for name, claims in found.claims.items():
        made = found.readers[name].read(claims)
        runs += made.runs
        said += map(str, made.problems)
    return runs, said


def one(*paths, **given):
    """Return the one run of paths, of which there is nothing to say."""
    (run,), said = read(*paths, **given)
    assert not said
    return run


def cells(run, *columns):
    """Return columns of the table of samples, as rows."""
    table = run.table(run.evaluation().table)
    places = [table.columns.index(name) for name in columns]
    return [tuple(row[place] for place in places) for row in table.rows]


def column(run, name):
    """Return one column of the table of samples."""
    return [value for (value,) in cells(run, name)]
