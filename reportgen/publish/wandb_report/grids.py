"""Grids of a W&B report: panels at their places, the runs that they show, and the tables of these runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.errors import Level, SpecError
from reportgen.panels import Kinds
from reportgen.publish.wandb_report.given import Given, Loss, Made, remark, shown
from reportgen.publish.wandb_report.panels import VIEW_TYPES, panel
from reportgen.publish.wandb_report.prose import literal
from reportgen.publish.wandb_report.runsets import RunSets, choices, joined
from reportgen.spec.load import load_mapping
from reportgen.spec.writing import Comment

_NOWHERE = Path()
_COLUMNS, _MOST_ROWS, _TALLEST = 24, 10_000, 200
_WIDE, _HIGH = 8, 6
"""Size of a panel that says none."""
_NO_COUNTERPART = "this type of panel has no counterpart"
_REASONS = dict.fromkeys(("Weave", "Weave Trace"), "its query is not for a table or an artifact")


class Grids:
    """Makes grids; run sets, colours and projects of all of them are gathered."""

    def __init__(self) -> None:
        self.run_sets = RunSets()
        self.projects: list[str] = []
        self.kinds = Kinds()
        self._tables: list[dict[str, Any]] = []

    def grid(self, metadata: Given, defaults: Mapping[str, Any]) -> list[Any]:
        """Return a grid with what is to be said of it, and the tables of its runs."""
        notes: list[str] = []
        bank = metadata.inner("panelBankSectionConfig")
        opened = int(metadata.number("openRunSet") or 0)
        found = choices(metadata.items("runSets"), max(opened, 0), notes.append)
        self.projects = list(dict.fromkeys([*self.projects, *(one.project for one in found if one.project)]))
        fields = joined(found, notes.append)
        name = self.run_sets.name(found[0].title if found else "", self.settled_run_set(fields, notes))
        panels = self.panels(bank.items("panels"), defaults, placed=True)
        items: list[Any] = [Loss.of(note) for note in dict.fromkeys(notes)]
        if any(not isinstance(one, Comment) for one in panels):
            items.append({"panel_grid": {**({"runset": name} if name else {}), "panels": panels}})
        else:
            items += panels
        if metadata.flag("hideRunSets"):
            return items
        for one in found:
            own = self.run_sets.name(one.title, self.settled_run_set(one.fields, []))
            made = Made("run_table", main="columns")
            made.set(title=one.title if len(found) > 1 else "", runset=own, columns=one.columns)
            if made.fields in self._tables:
                items.append(said("The table of its runs is above."))
            else:
                self._tables.append(made.fields)
                items += self.settled(made)
        return items

    def settled_run_set(self, fields: dict[str, Any], notes: list[str]) -> dict[str, Any]:
        """Return the fields of a run set that a spec can have."""
        kept = dict(fields)
        for name, value in fields.items():
            try:
                load_mapping({"runsets": {"x": {name: value}}}, _NOWHERE, self.kinds)
            except SpecError as error:
                notes.append(f"{name} is omitted: {error.problems[0].what}")
                del kept[name]
        return kept

    def panels(self, panels: Sequence[Given], defaults: Mapping[str, Any], *, placed: bool) -> list[Any]:
        """Return panels with comments; with ``placed`` they keep their places on the grid."""
        found: list[tuple[Made | None, list[Any]]] = []
        places: list[_Place] = []
        for one in panels:
            made, losses = self.panel(one, defaults)
            found.append((made, losses))
            if made is not None and placed and "layout" in one:
                places.append(_place(one.inner("layout"), places))
                made.fields["layout"] = places[-1]
        _stretch([made for made, _ in found if made is not None and "layout" in made.fields])
        return [item for made, losses in found for item in (*losses, *(self.settled(made) if made else ()))]

    def panel(self, one: Given, defaults: Mapping[str, Any]) -> tuple[Made | None, list[Any]]:
        """Return what a panel becomes, a sentence where it is of an unknown type; and what is lost."""
        view_type, config = one.text("viewType"), one.inner("config")
        made = panel(view_type, config, defaults)
        title = config.text("chartTitle")
        called = f"{shown(view_type) or 'panel'}{f' {title!r}' if title else ''}"
        if made is None:
            why = _REASONS.get(view_type) or ("it is empty" if view_type in VIEW_TYPES else _NO_COUNTERPART)
            losses = [Loss.of(f"not shown: {called}: {why}{_told(config)}", Level.MISSING)]
            if view_type in VIEW_TYPES:
                return None, losses
            text = f"*A panel of the type {literal(shown(view_type) or 'unknown')} is not shown here.*"
            return Made("markdown", {"text": text}, main="text"), losses
        made.notes = [f"{called}: {note}" for note in made.notes]
        return made, []

    def settled(self, made: Made) -> list[Any]:
        """Return a block that the schema takes, after its comments: a field that it refuses is named and omitted."""
        notes = list(made.notes)
        while (wrong := self._wrong(made)) is not None:
            name, what = wrong
            notes.append(f"{name} is omitted: {what}" if name else what)
            if not name:
                return [Loss.of(f"not shown: {made.kind}: {note}", Level.MISSING) for note in notes]
            del made.fields[name]
        return [*(Loss.of(note) for note in dict.fromkeys(notes)), made.block()]

    def _wrong(self, made: Made) -> tuple[str, str] | None:
        """Return the first field that the schema refuses, and why; no name where the block as a whole is wrong."""
        fields = {name: value for name, value in made.fields.items() if name != "runset"}
        try:
            load_mapping({"blocks": [{made.kind: fields}]}, _NOWHERE, self.kinds)
        except SpecError as error:
            reason = "; ".join(dict.fromkeys(problem.what for problem in error.problems))
        else:
            return None
        for name in fields:
            rest = {other: value for other, value in fields.items() if other != name}
            try:
                load_mapping({"blocks": [{made.kind: rest}]}, _NOWHERE, self.kinds)
            except SpecError:
                continue
            return name, reason
        optional = [n for n in fields if not self.kinds[made.kind].model_fields[n].is_required() and n != "layout"] \
            if made.kind in self.kinds else []  # fmt: skip
        return (optional[-1], reason) if len(optional) > 1 else ("", reason)


def _told(config: Given) -> str:
    """Return what a panel that is not shown was about, where it says so."""
    keys = config.words("mediaKeys") or config.words("metrics")
    return f" (of {', '.join(map(shown, keys[:6]))})" if keys else ""


_Place = dict[str, int]
_LEAST = {"line_plot": 8, "scatter_plot": 8, "bar_plot": 8, "custom_chart": 8, "line_series": 8, "roc_curve": 9,
          "pr_curve": 9, "confusion_matrix": 9, "parallel_coordinates": 9}  # fmt: skip
"""Rows that a chart needs to be seen whole."""
_MOST_STRETCH = 2.5


def _stretch(made: Sequence[Made]) -> None:
    """Make all rows of a grid taller where a chart would be cut: panels keep their order and neighbours."""
    needs = [_LEAST[one.kind] / one.fields["layout"]["h"] for one in made if one.kind in _LEAST]
    factor = min(max([1.0, *needs]), _MOST_STRETCH)
    for place in (one.fields["layout"] for one in made):
        top, bottom = (round(edge * factor) for edge in (place["y"], place["y"] + place["h"]))
        place["y"], place["h"] = min(top, _MOST_ROWS), min(max(bottom - top, 1), _TALLEST)


def _place(layout: Given, places: Sequence[_Place]) -> _Place:
    """Return a place on the grid that is within it and over no other: a panel moves down until it is."""
    w = _whole(layout.number("w"), _WIDE, 1, _COLUMNS)
    h = _whole(layout.number("h"), _HIGH, 1, _TALLEST)
    x = _whole(layout.number("x"), 0, 0, _COLUMNS - w)
    y = _whole(layout.number("y"), 0, 0, _MOST_ROWS - _TALLEST)
    while below := [p["y"] + p["h"] for p in places if x < p["x"] + p["w"] and p["x"] < x + w
                    and y < p["y"] + p["h"] and p["y"] < y + h]:  # fmt: skip
        y = max(below)
    return {"x": x, "y": y, "w": w, "h": h}


def _whole(value: float | None, otherwise: int, least: int, most: int) -> int:
    return otherwise if value is None else round(min(max(value, least), most))


def said(text: str) -> Comment:
    """Return a comment that reports no loss."""
    return Comment(remark(text))
