"""A run of a report: what the page shows of it, decoded on first use."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from reportgen.archive.archive import Archive
from reportgen.archive.islands import DamagedError
from reportgen.archive.manifest import HeldRun, Manifest
from reportgen.held import HeldConsole, HeldHistograms, HeldLines, HeldMedia, HeldTable
from reportgen.model.column import Column, KeyInfo, MetricDefinition
from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import LoggedMedia
from reportgen.model.run import Loss, RunMeta, RunSource
from reportgen.model.table import Table
from reportgen.readers.report.gallery import Gallery
from reportgen.readers.report.lines import Metric, column, drawn_runs, histograms, metrics
from reportgen.readers.report.sheet import Sheet

Kind = TypeVar("Kind")
_WORDS = {"html": "HTML", "scene": "3D object", "figure": "Plotly figure"}
"""The field's words for kinds of cells that have others."""
_TEXTS = ("project", "group", "job_type", "notes", "sweep", "side")
_IS_ANONYMOUS = re.compile(r"^anonymize: true", re.MULTILINE)
_ANONYMOUS = "the report is anonymous: names and other texts in it stand for those that were logged"


@dataclass
class HeldData:
    """What a report holds, found once for all of its runs."""

    archive: Archive
    manifest: Manifest

    @cached_property
    def metrics(self) -> dict[tuple[int, str], Metric]:
        """The metrics by run and key; of one that several panels show the one with the most points."""
        found: dict[tuple[int, str], Metric] = {}
        for held in self.of(HeldLines):
            for one in metrics(self.archive, held):
                known = found.get((one.run, one.key))
                if not one.formula and (known is None or self._count(one) > self._count(known)):
                    found[one.run, one.key] = one
        return found

    def _count(self, metric: Metric) -> int:
        island = self.archive.islands.found.get(metric.y)
        return island.count if island is not None else -1

    @cached_property
    def galleries(self) -> list[Gallery]:
        """What every panel of media shows; those that are damaged hold nothing."""
        found = []
        for one in self.of(HeldMedia):
            try:
                found.append(Gallery(self.archive, self.archive.json(one.view)))
            except (DamagedError, KeyError, TypeError, ValueError):
                continue
        return found

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return what is held of one kind."""
        return [one for one in self.manifest.holds if isinstance(one, kind)]

    def sheets(self, run: int) -> dict[str, HeldTable]:
        """Return the tables that a run logged, by key: of several panels the one with the most rows."""
        found: dict[str, tuple[int, HeldTable]] = {}
        for one in self.of(HeldTable):
            if one.key and run in one.runs:
                rows = self._rows(one.view)
                if one.key not in found or rows > found[one.key][0]:
                    found[one.key] = rows, one
        return {key: one for key, (_, one) in found.items()}

    def _rows(self, view: str) -> int:
        try:
            return int(self.archive.json(view)["rows"])
        except (DamagedError, KeyError, TypeError, ValueError):
            return -1


class ReportRun(RunSource):
    """A run as a report holds it. What the page left out is not there; what is damaged is missing."""

    def __init__(self, data: HeldData, number: int) -> None:
        self.data, self.number = data, number

    @property
    def held(self) -> HeldRun:
        """How the page lists it."""
        return self.data.manifest.runs[self.number]

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return self.data.manifest.of_runs(self.number)

    @cached_property
    def meta(self) -> RunMeta:
        """What the page says of the run."""
        held, facts = self.held, self._facts
        tags = facts.get("tags")
        texts = {
            name: str(facts.get(name) or "") for name in ("project", "group", "job_type", "notes", "sweep", "side")
        }
        return RunMeta(
            held.id, held.name, "report", folder=held.folder,
            project=texts["project"], group=texts["group"], job_type=texts["job_type"], notes=texts["notes"],
            sweep=texts["sweep"], side=texts["side"], tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
            state=held.state, created=float(held.created), duration=float(held.duration), sdk=held.sdk or held.format,
            remarks=(_ANONYMOUS,) if _IS_ANONYMOUS.search(self.data.manifest.spec) else (),
            config=_tree({path[7:]: value for path, value in facts.items() if path.startswith("config.")}),
            losses=(
                *(Loss(self.data.archive.path.name, text) for text in held.losses),
                *(Loss(self.data.archive.path.name, text) for text in self.damage()),
            ),
        )  # fmt: skip

    def damage(self) -> list[str]:
        """Return what of the run is damaged in the file: the metrics and tables that are lost for it."""
        found, archive = [], self.data.archive
        wanted = [(f"metric '{one.key}'", [*one.x.values(), one.y]) for one in self._metrics.values()]
        wanted += [(f"table '{key}'", [one.view]) for key, one in self.data.sheets(self.number).items()]
        for what, blocks in wanted:
            for name in blocks:
                try:
                    archive.content(name)
                except DamagedError as error:
                    found.append(f"{what} {error} (block {name})")
                    break
        return found

    @cached_property
    def _metrics(self) -> dict[str, Metric]:
        return {key: one for (run, key), one in self.data.metrics.items() if run == self.number}

    @cached_property
    def _axes(self) -> dict[str, Metric]:
        """The metrics that are held as x axes of others alone."""
        return {axis: one for one in self._metrics.values() for axis in one.axes if axis not in self._metrics}

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        data = self.data
        found = {key: KeyInfo(key, ("number",), one.total, system=one.system) for key, one in self._metrics.items()}
        found |= {axis: KeyInfo(axis, ("number",)) for axis in self._axes}
        for held in data.of(HeldHistograms):
            if count := drawn_runs(data.archive, held).count(self.number):
                found.setdefault(held.key, KeyInfo(held.key, ("histogram",), count))
        for gallery in data.galleries:
            if gallery.step_key and gallery.entries:
                found.setdefault(gallery.step_key, KeyInfo(gallery.step_key, ("number",)))
            for key, kinds, count in gallery.keys(self.number):
                words = tuple(dict.fromkeys(_WORDS.get(kind, kind) for kind in kinds))
                found.setdefault(key, KeyInfo(key, words, count))
        for key in data.sheets(self.number):
            found.setdefault(key, KeyInfo(key, ("table",), 1))
        return found

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return the keys of which the page shows something."""
        return self._keys

    def held_metric(self, key: str) -> Metric | None:
        """Return where a metric's points are; None where the page draws no line of it."""
        return self._metrics.get(key)

    def column(self, key: str) -> Column:
        """Return the points that the page has of a metric: all of them, or those that its reduction kept."""
        own = self._metrics.get(key)
        metric = own or self._axes.get(key)
        if metric is None:
            steps = {step: at for gallery in self.data.galleries for step, at in gallery.places(self.number, key)}
            values = np.array([steps[at] for at in sorted(steps)], float)
            return Column(np.array(sorted(steps), np.int64), values, np.full(len(steps), np.nan))
        try:
            return column(self.data.archive, metric, "" if own else key)
        except DamagedError:
            return Column.empty()

    def summary(self) -> Mapping[str, Any]:
        """Return what the page shows of the summary, and the last values of metrics that it has whole."""
        lasts: dict[str, Any] = {}
        for key, metric in self._metrics.items():
            values = [] if metric.system else self.column(key).values[-1:].tolist()
            lasts |= {key: values[0]} if values else {}
        return lasts | {path[8:]: value for path, value in self._facts.items() if path.startswith("summary.")}

    def definition(self, key: str) -> MetricDefinition:
        """Return over what and with which goal the page shows a metric."""
        metric = self._metrics.get(key)
        return MetricDefinition(metric.axis, goal=metric.goal) if metric else MetricDefinition()

    def step_metrics(self) -> list[str]:
        """Return the metrics that the page offers as x axes of others."""
        return sorted({name for one in self._metrics.values() for name in one.axes})

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media of a key that the page shows, by step and index."""
        found = [item for gallery in self.data.galleries for item in gallery.items(self.number, key)]
        known: dict[tuple[int, int], LoggedMedia] = {}
        for held in self.data.of(HeldHistograms):
            found += histograms(self.data.archive, held, self.number) if held.key == key else []
        for item in found:
            known.setdefault((item.step, item.index), item)
        return [known[place] for place in sorted(known)]

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return what the page has of a table that the run logged."""
        held = self.data.sheets(self.number).get(key)
        if held is None:
            return []
        try:
            sheet = Sheet(self.data.archive, self.data.archive.json(held.view))
            return sheet.of_run(held, self.held.name)
        except (DamagedError, KeyError, TypeError, ValueError):
            return []

    def console(self) -> list[ConsoleText]:
        """Return the lines that the page has."""
        found = []
        for one in self.data.of(HeldConsole):
            if one.run == self.number:
                try:
                    lines = self.data.archive.json(one.lines)["lines"]
                    text = "".join("".join(str(part[1]) for part in line) + "\n" for line in lines)
                except (DamagedError, KeyError, TypeError, IndexError):
                    continue
                found.append(ConsoleText("stdout", math.nan, text))
        return found


def _tree(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted path as nested mappings, as far as their names allow."""
    found: dict[str, Any] = {}
    for path, value in flat.items():
        place, parts = found, path.split(".")
        for part in parts[:-1]:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            if not isinstance(place.get(parts[-1]), dict):
                place[parts[-1]] = value
                continue
        found[path] = value
    return found
