"""One run as a folder of W&B: its log, and the files that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reportgen.errors import Problem
from reportgen.model.column import Values
from reportgen.model.media import LoggedMedia, Media, MediaError
from reportgen.model.media.document import Attachment, Text
from reportgen.model.media.image import Image
from reportgen.model.media.scene import PointCloud
from reportgen.model.media.tensor import Tensor
from reportgen.model.run import RunSource
from reportgen.readers.wandb.written import facts
from reportgen.readers.wandb.written.files import RunFiles, one_of, safe_path
from reportgen.readers.wandb.written.history import PlainSeries, Rows, Series, ready_series, rows_of, write_rows
from reportgen.readers.wandb.written.message import LogWriter, items
from reportgen.readers.wandb.written.tables import TableWriter
from reportgen.readers.wandb.written.typed import Unwritable, listed, names_over, typed

_ARTIFACT, _SUMMARY = 8, 3
_PLAIN = frozenset({"number", "text", "list", "JSON", "null"})
_DELIMITER = "_wandb_delimeter_"  # as the SDK spells it
_MANY_FILES = 500


def write_run(source: RunSource, run: str, folder: Path, final: Path) -> list[Problem]:
    """Write a run into a folder that will be ``final``; returns what could not be exported."""
    with (folder / f"run-{run}.wandb").open("wb") as file:
        written = _Written(source, run, RunFiles(folder, final, source.meta.name), LogWriter(file))
        written.write()
        file.flush()
    return written.files.problems()


class _Written:
    """A run that is being written."""

    def __init__(self, source: RunSource, run: str, files: RunFiles, log: LogWriter) -> None:
        self.source, self.run, self.files, self.log = source, run, files, log
        self.meta = source.meta
        self._charts = source.charts()
        self._artifacts: list[bytes] = []
        project = self.meta.project or facts.NO_PROJECT
        self._tables = TableWriter(files, run, project, self._artifacts.append)
        self._labels: dict[str, dict[str, Any]] = {"bounding_box/class_labels": {}, "mask/class_labels": {}}
        self._lasts: dict[str, Any] = {}
        """What the summary holds of media and tables."""
        self._with_media: set[str] = set()
        """Keys whose media the history holds, or cannot hold."""

    def write(self) -> None:
        """Write everything, in the order in which the SDK would."""
        self.log.record(facts.HEADER, facts.header())
        series = [one for key in self.source.keys() for one in self._series(key)]  # noqa: SIM118 - a method of ours
        rows = rows_of(series)
        config = {key: facts.plain_value(value) for key, value in self.meta.config.items()}
        config["_wandb"] = self._internal()
        self.log.record(facts.RUN, facts.run_record(self.meta, self.run, config, self.source))
        self.log.record(facts.ENVIRONMENT, facts.environment(self.source))
        for record in facts.metrics(self.source):
            self.log.record(facts.METRIC, record)
        for record in self._artifacts:
            self.log.record(_ARTIFACT, record)
        for record in facts.stats(self.source):
            self.log.record(facts.STATS, record)
        if rows.is_renumbered:
            series.append(self._own_steps(rows))
        write_rows(self.log, rows, series, self.meta.created)
        for piece in self.source.console():
            self.log.record(facts.OUTPUT, facts.output(piece))
        self._summary(rows)
        self._code()
        paths = list(self.files.written)
        for at in range(0, len(paths), _MANY_FILES):
            self.log.record(facts.FILES, facts.files_record(paths[at : at + _MANY_FILES]))
        end = facts.ending(self.meta)
        if end is not None:
            self.log.record(facts.EXIT, end)
        if made := len(self.source.artifacts()):
            self.files.lost("versions of artifacts are not exported; log them with the SDK", made)

    def _series(self, key: str) -> list[Series]:
        """Return what the history holds of a key: plain values, media, tables."""
        info = self.source.keys()[key]
        if info.system:
            return []
        found: list[Series] = []
        texts = {}
        if not set(info.types) <= {"table", "joined table", "partitioned table"}:
            values = self.source.values(key)
            if len(values):
                plain = PlainSeries((key,), values)
                if plain.dropped:
                    what = f"'{key}': of several values at one step the last is exported"
                    self.files.lost(what, plain.dropped)
                found.append(plain)
        if not set(info.types) <= _PLAIN:
            media = self.source.media(key)
            texts = {item.step: item.value.text for item in media if isinstance(item.value, Text)}
            found += self._media(key, [item for item in media if not _is_elsewhere(item.value)])
        if texts and not any(isinstance(one, PlainSeries) for one in found):
            found.append(ready_series((key,), texts))
        return [*found, *self._logged_tables(key, info.types)]

    def _media(self, key: str, media: list[LoggedMedia]) -> list[Series]:
        by_step: dict[int, list[dict[str, Any]]] = {}
        self._with_media |= {key} if media else set()
        for item in media:
            value = self._typed(item.value, key, item.step)
            if value is not None:
                by_step.setdefault(item.step, []).append(value)
        if not by_step:
            return []
        values = {step: parts[0] if len(parts) == 1 else listed(parts) for step, parts in by_step.items()}
        self._lasts[key] = values[max(values)]
        return [ready_series((key,), values)]

    def _typed(self, media: Media, key: str, step: int | str) -> dict[str, Any] | None:
        def put(kind: str, content: bytes, ending: str) -> Mapping[str, Any]:
            return self.files.media(kind, key, step, content, ending).named()

        try:
            value = typed(media, put)
            if isinstance(media, Image) and (media.boxes or media.masks):
                self._name_classes(key, media)
        except (MediaError, Unwritable) as fault:
            self.files.lost(f"'{key}': {fault}")
            return None
        if isinstance(media, PointCloud) and media.names:
            self.files.lost(f"'{key}': the names of the points' categories have no place in a W&B log")
        elif isinstance(media, Tensor) and media.file is not None:
            self.files.lost(f"'{key}': of arrays the numbers about them are exported, and not the arrays")
        return value

    def _name_classes(self, key: str, image: Image) -> None:
        for kind, groups in zip(self._labels, names_over(image), strict=True):
            for group, names in groups.items():
                name = f"{key}{_DELIMITER}{group}"
                entry = self._labels[kind].setdefault(name, {"type": kind, "key": name, "value": {}})
                entry["value"] = {**one_of(names), **entry["value"]}

    def _logged_tables(self, key: str, types: tuple[str, ...]) -> list[Series]:
        if not any("table" in kind for kind in types) and key not in self._charts:
            return []
        own = self._table_key(key)
        values: dict[int, Any] = {}
        for step, table in self.source.tables(key):
            if table.parts:
                self.files.lost(f"'{key}': joined tables are not exported")
            elif table.problem and not table.rows:
                self.files.lost(f"'{key}': {table.problem}")
            else:
                values[step] = self._tables.write(table, own, step)
        if not values:
            return []
        self._lasts[own] = values[max(values)]
        return [ready_series((own,), values)]

    def _table_key(self, key: str) -> str:
        """Return the key of a table in the log: the SDK keeps a chart's table under a key of its own."""
        chart = self._charts.get(key)
        own = chart is None or chart.table_key != key or chart.is_table or facts.visualized(chart, key) is None
        return key if own else f"{key}_table"

    def _internal(self) -> dict[str, Any]:
        """Return the SDK's own part of the config: names of classes, and charts."""
        found: dict[str, Any] = {kind: entries for kind, entries in self._labels.items() if entries}
        charts = {}
        for key, chart in self._charts.items():
            if chart.is_table:
                continue
            entry = facts.visualized(chart, self._table_key(chart.table_key))
            if entry is None:
                self.files.lost(f"'{key}': the spec of a chart has no place in a W&B log; its table is exported")
            else:
                charts[key] = entry
        return found | ({"visualize": charts} if charts else {})

    def _own_steps(self, rows: Rows) -> Series:
        """Return the steps as a metric of their own, where the log must count its rows."""
        name = "step"
        while name in self.source.keys():  # noqa: SIM118 - a method of ours
            name = f"{name}_logged"
        self.files.lost(
            f"W&B needs steps that are integers from 0 on: rows are counted, and the steps are the metric '{name}'"
        )
        unknown = np.full(len(rows.steps), np.nan)
        return PlainSeries((name,), Values(rows.steps, unknown, rows.steps.astype(float)))

    def _summary(self, rows: Rows) -> None:
        found = b""
        summary = self.source.summary()
        for key, value in summary.items():
            if key in self._lasts or (isinstance(value, Media) and (key in self._with_media or _is_elsewhere(value))):
                continue
            if key.partition(".")[0] in ("_wandb", "_step", "_runtime", "_timestamp"):
                continue
            ready = self._typed(value, key, "summary") if isinstance(value, Media) else facts.plain_value(value)
            if ready is not None:
                found += b"".join(items((name,), inner) for name, inner in self._by_key(key, ready))
        for key, value in self._lasts.items():
            found += items((key,), value)
        if len(rows.numbers):
            found += items(("_step",), int(rows.numbers[-1]))
        if self.meta.duration > 0:
            found += items(("_runtime",), self.meta.duration) + items(("_wandb", "runtime"), int(self.meta.duration))
        self.log.record(_SUMMARY, found)

    def _by_key(self, key: str, value: Any) -> Iterator[tuple[str, Any]]:
        """Yield parts of a nested value of the summary by the dotted keys that they were logged under."""
        if isinstance(value, Mapping) and any(name.startswith(f"{key}.") for name in self.source.keys()):  # noqa: SIM118
            for name, inner in value.items():
                yield from self._by_key(f"{key}.{name}", inner)
        else:
            yield key, value

    def _code(self) -> None:
        code = self.source.code()
        if code.requirements:
            self.files.put("requirements.txt", "".join(f"{line}\n" for line in code.requirements).encode())
        if code.changes:
            self.files.put("diff.patch", code.changes.encode("utf-8", "replace"))
        for path, content in code.files.items():
            self.files.put(f"code/{safe_path(path)}", content.encode("utf-8", "replace"))


def _is_elsewhere(media: Media) -> bool:
    """Tell texts, and what a reader has in the place of a table: both are exported as what they are."""
    return isinstance(media, Text) or (isinstance(media, Attachment) and media.what.endswith("table"))
