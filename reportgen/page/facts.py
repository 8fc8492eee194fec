"""What the page says of its runs: one by one in the side, and together below the title."""

from __future__ import annotations

from reportgen.digits import plural
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.page.assemble import PageRun


def page_run(run: Run) -> PageRun:
    """Return a run as the page lists it."""
    meta = run.meta
    losses = tuple(str(loss) for loss in meta.losses)
    return PageRun(
        run.index, run.name, meta.state, run.color, run.slot, run.dash, meta.folder, meta.id, meta.format, meta.sdk,
        losses,
    )  # fmt: skip


def facts_of(runs: RunSet) -> list[str]:
    """Return the line of facts below the title."""
    metrics = len({key for run in runs for key, info in run.keys.items() if info.is_number and not info.system})
    if not len(runs):
        return []
    unfinished = sum(run.meta.state not in ("finished", "") for run in runs)
    done = ", all finished" if len(runs) > 1 and all(run.meta.state == "finished" for run in runs) else ""
    facts = [plural(len(runs), "run") + done, plural(metrics, "metric")]
    if days := _days(runs):
        facts.append(days)
    damaged = sum(bool(run.meta.losses) for run in runs)
    if damaged:
        facts.append(plural(damaged, "damaged log"))
    if unfinished:
        facts.append(f"{unfinished:,} did not finish")
    return facts


def _days(runs: RunSet) -> str:
    """Return the days on which runs began, in UTC."""
    import numpy as np

    begun = [run.meta.created for run in runs if np.isfinite(run.meta.created)]
    days = [str(np.datetime64(int(time), "s"))[:10] for time in (min(begun), max(begun))] if begun else []
    return " to ".join(dict.fromkeys(days))
