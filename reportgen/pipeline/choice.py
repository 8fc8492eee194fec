"""Which runs a panel shows, and which of all runs any panel shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportgen.model.look.hues import with_hues
from reportgen.model.runset import RunSet
from reportgen.panels.base.panel import Panel
from reportgen.spec.load import Block, Report


def chosen_runs(report: Report, panel: Panel, all_runs: RunSet, runs: RunSet) -> RunSet:
    """Return the runs of a panel: those of its run set, or of what surrounds it, chosen further."""
    if panel.runset is not None:
        spec = report.spec.runsets[panel.runset]
        runs = all_runs.select(spec.filters, spec.order, spec.groupby, spec.limit)
    return runs if panel.of_rows else runs.select(panel.filters, panel.order, (), panel.limit)


def shown_runs(report: Report, runs: RunSet, *, every: bool = False) -> RunSet:
    """Return the runs that some panel shows, numbered again: the page lists, counts and colours no others.

    With ``every`` all are shown, as those of a report are that is built again.
    """
    shown: set[int] = {run.index for run in runs} if every else set()

    def collect(blocks: Sequence[Block], inherited: RunSet) -> None:
        for block in blocks:
            panel = block.fields
            if isinstance(panel, Panel):
                chosen = chosen_runs(report, panel, runs, inherited)
                shown.update(run.index for run in chosen if panel.uses_runs)
                collect(block.children, chosen)

    collect(report.blocks, runs)
    kept = with_hues([replace(run, index=i) for i, run in enumerate(r for r in runs if r.index in shown)])
    return RunSet(kept, (), kept, runs.goals)
