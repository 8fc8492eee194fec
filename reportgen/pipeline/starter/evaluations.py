"""What an automatic report shows of evaluations: which run is better and how sure that is, scores, then samples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from reportgen.model.evaluation import ANSWER, ERROR, INPUT, TARGET, TRANSCRIPT, Evaluation
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.pipeline.starter.text import comment, quote, section

_OPEN = 4
"""Tasks whose samples are shown unfolded."""


def is_evaluation(runs: RunSet) -> bool:
    """Tell runs that all are evaluations: their scores take the place of headline and findings."""
    return bool(len(runs)) and all(run.evaluation is not None for run in runs)


def sampled(runs: RunSet) -> set[str]:
    """Return the keys of tables of samples, which are shown as such."""
    return {run.evaluation.table for run in runs if run.evaluation is not None and run.evaluation.table}


def evaluations(runs: RunSet) -> Iterator[str]:
    """Show the evaluations among the runs: compared, scored, and sample by sample, a table for each task."""
    tasks = _tasks(runs)
    if not tasks:
        return
    if any(len(members) > 1 and all(_has_table(run) for run in members[:2]) for members in tasks.values()):
        yield comment("Paired by sample. To choose: {runs: [a, b], score: pass}")
        yield "  - evaluation_comparer: {}"
    yield "  - evaluation_scores: {}"
    for task, members in tasks.items():
        if held := [run for run in members if _has_table(run)]:
            title = f"Samples of {task}" if len(tasks) > 1 else "Samples"
            fields = {"title": quote(title), **_table(held, runs, alone=len(tasks) == 1)}
            text = ", ".join(f"{name}: {value}" for name, value in fields.items())
            block = f"  - table: {{{text}}}"
            yield from section(title, [block], is_open=len(tasks) <= _OPEN) if len(tasks) > 1 else [block]


def _tasks(runs: RunSet) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {}
    for run in runs:
        if run.evaluation is not None:
            found.setdefault(run.evaluation.task, []).append(run)
    return found


def _has_table(run: Run) -> bool:
    return run.evaluation is not None and run.evaluation.table in run.keys


def _table(members: Sequence[Run], runs: RunSet, *, alone: bool) -> dict[str, str]:
    """Return the fields of a task's table: the samples of all its runs joined, right and wrong first."""
    first = members[0].evaluation
    if first is None:
        raise TypeError
    table = members[0].source.table(first.table)
    known = set(table.columns) if table is not None else set()
    fields = {"table_name": quote(first.table)}
    whole = alone and len(members) == len(runs)
    if len(members) > 1:
        fields["compare"] = "runs" if whole else _listed([run.meta.id or run.name for run in members])
        fields["join"] = _listed([name for name in first.key if name in known])
        if better := next(
            (name for name in (first.passed, *(one.column for one in first.scores)) if name in known), ""
        ):
            fields["better"] = quote(better)
    elif not whole:
        fields["filters"] = quote(f"run == {json.dumps(members[0].name, ensure_ascii=False)}")
    fields["columns"] = _listed([name for name in _order(first) if name in known])
    return fields


def _order(evaluation: Evaluation) -> list[str]:
    scores = [score.column for score in evaluation.scores]
    names = [
        *evaluation.key,
        evaluation.passed,
        TRANSCRIPT,
        INPUT,
        ANSWER,
        TARGET,
        *scores,
        *evaluation.categories,
        ERROR,
    ]
    return list(dict.fromkeys(filter(None, names)))


def _listed(names: Sequence[str]) -> str:
    return f"[{', '.join(map(quote, names))}]"
