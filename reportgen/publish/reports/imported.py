"""Reports of W&B as reports in Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportgen.errors import Problem, SpecError
from reportgen.publish.reports.building import unplaced
from reportgen.publish.reports.report import Report, report_of
from reportgen.publish.wandb_report import RUNS, import_report


def import_wandb(source: Any, runs: str | Path | Sequence[str | Path] = RUNS, *, report: str = "") -> Report:
    """Return a report or workspace of W&B as a ``Report``.

    ``source`` is an object of ``wandb-workspaces``, a spec or a view of the API as plain values or JSON, or the path of
    a JSON file. ``runs`` are the paths of its runs. Of several, ``report`` chooses one by title or number.
    ``problems`` of the report say what has no counterpart.
    """
    paths = [str(path) for path in ([runs] if isinstance(runs, str | Path) else runs)]
    if isinstance(source, Path) or (isinstance(source, str) and source.lstrip()[:1] not in ("{", "[")):
        try:
            source = Path(source).read_bytes()
        except OSError as error:
            raise SpecError(Problem(f"cannot read '{source}': {error.strerror}")) from None
    found = import_report(source, paths, wanted=report)
    made = report_of(found.spec)
    made.keep_problems(unplaced(found.problems))
    return made
