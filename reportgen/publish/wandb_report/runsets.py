"""Run sets of a W&B report as named choices of runs: each once, under a name that is a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.publish.wandb_report.filters import Say, all_of, any_of, conditions, searched, selected
from reportgen.publish.wandb_report.given import Given, shown
from reportgen.publish.wandb_report.names import NoTwin, accessor, group, of_section
from reportgen.spec.colors import css_color

_NEWEST_FIRST = ["-created"]
"""The order of runs in W&B unless another is chosen."""


@dataclass
class Choice:
    """A run set as a spec says it, and the columns of its table."""

    title: str
    fields: dict[str, Any]
    columns: list[str] = field(default_factory=list)
    project: str = ""


def choices(run_sets: Sequence[Given], opened: int, say: Say) -> list[Choice]:
    """Return the run sets that are switched on, in order; of none that is, the one that was open."""
    enabled = [one for one in run_sets if one.values.get("enabled") is not False]
    for one in run_sets:
        if one not in enabled and enabled:
            say(f"the run set '{shown(one.text('name'))}' is switched off and omitted")
    kept = enabled or list(run_sets[opened : opened + 1]) or list(run_sets[:1])
    return [choice(one, say) for one in kept]


def choice(given: Given, say: Say) -> Choice:
    """Return one run set."""
    filters = all_of([
        conditions(given.inner("filters").values, say), searched(given.inner("search")),
        selected(given.inner("selections"), say),
    ])  # fmt: skip
    fields: dict[str, Any] = {}
    if filters:
        fields["filters"] = filters
    order = [key for key in _order(given, say) if key]
    if order and order != _NEWEST_FIRST:
        fields["order"] = order
    grouping = [path for one in given.items("grouping") if (path := _section(one, say))]
    if grouping:
        fields["groupby"] = grouping
    if given.text("baselineRunId") or given.words("pinnedRunIds"):
        say("pinned runs and the baseline of the table are omitted")
    project = given.inner("project")
    owner = "/".join(filter(None, (project.text("entityName"), project.text("name"))))
    return Choice(given.text("name"), fields, _columns(given.inner("runFeed"), say), owner)


def joined(found: Sequence[Choice], say: Say) -> dict[str, Any]:
    """Return the run set that holds the runs of several: order and groups are those of the first that has any."""
    if len(found) == 1:
        return found[0].fields
    fields: dict[str, Any] = {}
    filters = any_of([one.fields.get("filters", "") for one in found]) if found else ""
    if filters:
        fields["filters"] = filters
    for name in ("order", "groupby"):
        said = [one.fields[name] for one in found if name in one.fields]
        if said:
            fields[name] = said[0]
        if any(one != said[0] for one in said) or (said and len(said) < len(found)):
            word = "an order" if name == "order" else "a grouping"
            say(f"run sets of one grid share {word}, that of the first that has one")
    return fields


def _order(given: Given, say: Say) -> list[str]:
    sort = given.inner("sort")
    keys = sort.items("keys") or ([sort] if "key" in sort else [])
    found = []
    for one in keys:
        path = _section(one.inner("key"), say)
        found.append(f"-{path}" if path and one.flag("ascending") is not True else path)
    return found


def _section(key: Given, say: Say) -> str:
    try:
        return of_section(key.text("section"), key.text("name"))
    except NoTwin as error:
        say(f"order or grouping: {error.what}")
        return ""


def _columns(feed: Given, say: Say) -> list[str]:
    """Return the columns of a table of runs; the names of runs are there anyway."""
    visible = feed.inner("columnVisible").values
    names = feed.words("columnOrder") or [name for name, is_shown in visible.items() if is_shown]
    found = []
    for name in names:
        if visible.get(name, True) is False:
            continue
        try:
            path = accessor(name)
        except NoTwin as error:
            say(f"a column of the table of runs is omitted: {error.what}")
            continue
        if path != "name":
            found.append(path)
    return list(dict.fromkeys(found))


class RunSets:
    """The run sets of a spec: the same choice of runs is one, whichever grids have it."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, Any]] = {}

    def name(self, title: str, fields: dict[str, Any]) -> str:
        """Return the name of a run set; none for all runs in their own order."""
        if not fields:
            return ""
        known = next((name for name, other in self.named.items() if other == fields), "")
        if known:
            return known
        word = re.sub(r"\W+", "_", title.casefold()).strip("_")[:60] or "runs"
        name, count = word, 1
        while name in self.named:
            count += 1
            name = f"{word}_{count}"
        self.named[name] = fields
        return name


def run_colors(given: Given, say: Say) -> dict[str, str]:
    """Return the colours of runs by id; those of groups have no counterpart."""
    found: dict[str, str] = {}
    groups = 0
    for key, value in given.values.items():
        color = css_color(value) if isinstance(value, str) else None
        if color is not None and not re.search(r"[:%\s]", key):
            found[key] = color
        elif color is not None:
            groups += 1
    if groups:
        say(f"colours of groups of runs are omitted ({groups})")
    return found


def grouping(panel: Given, say: Say) -> list[str]:
    """Return what a panel groups by; one that puts all runs into one group has no counterpart."""
    name = panel.text("groupBy")
    together = panel.flag("aggregate") or panel.flag("aggregateMetrics")
    if name and name != "None":
        try:
            return [group(name)]
        except NoTwin as error:
            say(f"grouping is omitted: {error.what}")
    elif together:
        say("all runs as one group: give them a value in common and group by it")
    return []
