"""Workspaces of W&B: sections with panels, settings that hold for all of them, and one run set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.errors import Level
from reportgen.publish.wandb_report.given import Given, Loss
from reportgen.publish.wandb_report.grids import Grids
from reportgen.publish.wandb_report.runsets import choices, run_colors
from reportgen.spec.writing import Comment

_MOST_COLUMNS = 6
_LINES = {"xAxis": "xAxisActive", "xAxisMin": "xAxisActive", "xAxisMax": "xAxisActive",
          "smoothingWeight": "smoothingActive", "smoothingType": "smoothingActive"}  # fmt: skip
"""Settings of line plots, and what switches each on."""


def defaults(*settings: Given) -> dict[str, Any]:
    """Return what holds for line plots that do not say it themselves; the later settings win."""
    found: dict[str, Any] = {}
    for given in settings:
        found |= {name: value for name, switch in _LINES.items()
                  if given.values.get(switch) is True and (value := given.values.get(name)) is not None}  # fmt: skip
        if (most := given.count("maxRuns")) is not None:
            found["limit"] = most
    return found


def sections(section: Given, grids: Grids) -> list[Any]:
    """Return the sections of a workspace, then the table of its runs."""
    bank = section.inner("panelBankConfig")
    own = Given({**section.inner("settings").values, **section.inner("workspaceSettings").values})
    notes: list[str] = []
    found = choices(section.items("runSets"), int(section.number("openRunSet") or 0), notes.append)[:1]
    fields = grids.settled_run_set(found[0].fields, notes) if found else {}
    name = grids.run_sets.name(found[0].title if found else "", fields)
    items: list[Any] = [Loss.of(f"run set: {note}") for note in dict.fromkeys(notes)]
    overrides = (key for key in ("panelConfigOverrides", "panelPlacementOverrides") if section.values.get(key))
    items += (Loss.of(f"settings of single panels are omitted: {key}") for key in overrides)
    for one in bank.items("sections"):
        items += _section(one, own, name, grids)
    table: dict[str, Any] = {"runset": name} if name else {}
    if found and found[0].columns:
        table["columns"] = found[0].columns
    return [*items, {"run_table": table}]


def _section(one: Given, own: Given, run_set: str, grids: Grids) -> list[Any]:
    title, panels = one.text("name"), one.items("panels")
    if not panels:
        if one.flag("isPanelsAuto") or one.flag("shouldAutoGeneratePanels"):
            what = f"the section '{title}' had panels that W&B makes by itself, which it does not save"
            return [Loss.of(f"{what}. `reportgen init RUNS` makes such panels", Level.MISSING)]
        return []
    made = grids.panels(panels, defaults(own, one.inner("localPanelSettings")), placed=False)
    if all(isinstance(item, Comment) for item in made):
        return made
    columns = one.inner("flowConfig").count("columnsPerPage")
    grid: dict[str, Any] = {"runset": run_set} if run_set else {}
    if columns:
        grid["columns"] = min(columns, _MOST_COLUMNS)
    block = {"panel_grid": {**grid, "panels": made}}
    section: dict[str, Any] = {"title": title or "Panels"}
    if one.flag("isOpen") is False:
        section["open"] = False
    return [{"section": {**section, "blocks": [block]}}]


def colors(section: Mapping[str, Any], say: Any) -> dict[str, str]:
    """Return the colours of a workspace's runs."""
    return run_colors(Given(section).inner("customRunColors"), say)
