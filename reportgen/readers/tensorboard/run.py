"""A run of TensorBoard: the event files of a folder, with the folders that belong to it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np

from reportgen.digits import plural
from reportgen.metrics.beside import settings_beside
from reportgen.model.chart import LoggedChart
from reportgen.model.column import Column, KeyInfo
from reportgen.model.layout import LoggedLayout, LoggedPanel
from reportgen.model.media import LoggedMedia
from reportgen.model.order import natural
from reportgen.model.run import Loss, RunMeta, RunSource
from reportgen.model.table import Table
from reportgen.protobuf import WireError
from reportgen.readers.tensorboard.columns import UNNAMED, Metrics
from reportgen.readers.tensorboard.folding import HPARAMS, Logged
from reportgen.readers.tensorboard.hparams import arguments, session
from reportgen.readers.tensorboard.layout import layouts
from reportgen.readers.tensorboard.log.events import Entry, Events
from reportgen.readers.tensorboard.log.tensor import WrongTensor
from reportgen.readers.tensorboard.media import curves, meshes, values
from reportgen.readers.tensorboard.media.projector import embeddings
from reportgen.readers.tensorboard.names import hosts_of, without_host

_SUMMARY = "/text_summary"
_CURVES, _MESH, _LAYOUT = "pr_curves", "mesh", "custom_scalars"
_TABLE = "_table"
_UNSET = -1.0
"""What Lightning logs as ``hp_metric`` where a script names no metric."""


class TensorboardRun(RunSource):
    """The run of a folder; ``keep`` says that points which a restart replaced are shown, too."""

    def __init__(self, logged: Logged, *, keep: bool, name: str) -> None:
        self.logged, self._name = logged, name
        self._metrics = Metrics(logged.files, keep=keep)
        self._lines = {key: Metrics(line.files, keep=keep) for key, line in logged.lines.items()}
        self._results = [Metrics(one.files, keep=False) for one in logged.sessions]
        self._config: dict[str, Any] = {}
        self._replaced: list[int] = []
        """The steps of media that a restart replaced."""
        self._entries: dict[str, list[Entry]] = {}
        self._layouts: list[Entry] = []
        self._embeddings = {one.name: one for one in embeddings(logged.folder)}
        self._sort()

    def _sort(self) -> None:
        """Sort what is no scalar: hyperparameters and arguments are config, all else is media by key."""
        sessions = [entry for one in self.logged.sessions for events in one.files for entry in events.entries]
        own = self._left()
        self._config = session([*own, *sessions])
        for entry in own:
            if entry.plugin == _LAYOUT:
                self._layouts.append(entry)
            if entry.plugin in (HPARAMS, _LAYOUT):
                continue
            found = arguments(entry)
            if found is not None:
                self._config |= found
                continue
            key = meshes.name_of(entry.tag) if entry.plugin == _MESH else entry.tag.removesuffix(_SUMMARY)
            self._entries.setdefault(key or UNNAMED, []).append(entry)

    def _left(self) -> list[Entry]:
        """Return the values that no restart replaced; where none of a tag has a step, they are in their order."""
        tags: dict[str, list[tuple[int, Entry]]] = {}
        before = 0
        for events in self.logged.files:
            for entry in events.entries:
                tags.setdefault(entry.tag, []).append((entry.row + before, entry))
            before += events.count
        found: list[tuple[int, Entry]] = []
        for entries in tags.values():
            steps = np.array([entry.step for _, entry in entries], np.int64)
            left = self._metrics.left(np.array([row for row, _ in entries], np.int64), steps)
            self._replaced += steps[~left].tolist()
            kept = [one for one, stays in zip(entries, left.tolist(), strict=True) if stays]
            if not steps.any():
                kept = [(row, replace(entry, step=place)) for place, (row, entry) in enumerate(kept)]
            found += kept
        return [entry for _, entry in sorted(found, key=itemgetter(0))]

    @property
    def _files(self) -> list[Events]:
        inner = [*self.logged.lines.values(), *self.logged.sessions]
        return [*self.logged.files, *(events for one in inner for events in one.files)]

    @cached_property
    def _meta(self) -> RunMeta:
        files = self._files
        first = min((events.first for events in files if not math.isnan(events.first)), default=math.nan)
        last = max((events.last for events in files if not math.isnan(events.last)), default=math.nan)
        settings = settings_beside(self.logged.folder, ("hparams.yaml",))
        losses = [
            Loss(without_host(events.path.name), damage.what, damage.start, damage.end)
            for events in files
            for damage in events.damage
        ]
        return RunMeta(
            id=self._name, name=settings.named(self._name, self.logged.folder), format="tensorboard",
            folder=self.logged.folder.name, state="", created=first, duration=last - first,
            config={**settings.config, **self._config}, losses=(*losses, *settings.losses),
            remarks=tuple(self._remarks()),
            hosts=tuple(dict.fromkeys(host for events in files for host in hosts_of(events.path))),
        )  # fmt: skip

    def _remarks(self) -> Iterator[str]:
        replaced = self._metrics.replaced()
        count, others = len(replaced.steps), len(self._replaced)
        if count or others:
            step = min([*replaced.steps, *self._replaced])
            told = [plural(count, "point")] if count else []
            told += [plural(others, "other value" if count else "value")] if others else []
            yield f"{' and '.join(told)} replaced by a restart at step {step:,}; 'restarts: keep' shows all"
        if replaced.again:
            number = plural(replaced.again, "point was", "points were")
            yield f"{number} logged again at the same step, and the last is shown; 'restarts: keep' shows all"
        unshown = sorted({one for events in self._files for one in events.unshown})
        if unshown:
            yield f"not shown: {', '.join(unshown)}"

    @property
    def meta(self) -> RunMeta:
        """What is known without decoding media."""
        return self._meta

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        found: dict[str, KeyInfo] = {}
        for tag in self._metrics.tags():
            if tag == "hp_metric" and bool((self._metrics.scalars(tag).value == _UNSET).all()):
                continue
            found[tag] = KeyInfo(tag, ("number",), self._metrics.count(tag))
        for key, line in self._lines.items():
            (tag,) = line.tags()
            found[key] = KeyInfo(key, ("number",), len(line.column(tag)))
        for metrics in self._results:
            for tag in metrics.tags():
                found.setdefault(tag, KeyInfo(tag, ("number",), len(metrics.column(tag))))
        for key, entries in self._entries.items():
            name = f"{key}{_TABLE}" if entries[0].plugin == _CURVES else key
            types = (*found[name].types, self._type(entries)) if name in found else (self._type(entries),)
            found[name] = KeyInfo(name, types, len(entries))
        for name in self._embeddings:
            found.setdefault(name, KeyInfo(name, ("embedding table",), 1))
        tags = {key: entries[0].tag for key, entries in self._entries.items()}
        return {key: _labelled(info, tags.get(key, key), self.logged.files) for key, info in found.items()}

    def _type(self, entries: list[Entry]) -> str:
        plugin = entries[0].plugin
        if plugin == _CURVES:
            return "table"
        if plugin == _MESH:
            return "3D object"
        if plugin == "images":
            first = next(values.media(entries[0]), None)
            return first.value.kind if first is not None else values.WORDS[plugin]
        return values.WORDS.get(plugin, "array")

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every tag; the lines of ``add_scalars`` are ``tag/line``."""
        return self._keys

    def column(self, key: str) -> Column:
        """Return the scalars logged under a tag."""
        line = self._lines.get(key)
        if line is not None:
            (tag,) = line.tags()
            return line.column(tag)
        found = self._metrics.column(key)
        return next((results.column(key) for results in self._results if not len(found)), found)

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under a tag, by step and place."""
        entries = self._entries.get(key, [])
        if entries and entries[0].plugin == _MESH:
            return list(meshes.meshes(entries))
        if entries and entries[0].plugin == _CURVES:
            return []
        found, places = [], Counter[int]()
        for entry in sorted(entries, key=attrgetter("step")):
            for one in values.media(entry):
                found.append(replace(one, index=places[entry.step]))
                places[entry.step] += 1
        return found

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return the points of precision-recall curves, by step."""
        if key in self._embeddings and key not in self._entries:
            return [(0, self._embeddings[key].table())]
        entries = self._entries.get(key.removesuffix(_TABLE), [])
        if not key.endswith(_TABLE) or not entries or entries[0].plugin != _CURVES:
            return []
        found: dict[int, Table] = {}
        for entry in entries:
            try:
                found[entry.step] = curves.table(entry)
            except (WireError, WrongTensor, OSError):
                continue
        return sorted(found.items())

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the precision-recall curves."""
        curve_keys = [key for key, entries in self._entries.items() if entries[0].plugin == _CURVES]
        return {key: curves.chart(key, f"{key}{_TABLE}") for key in curve_keys}

    def layouts(self) -> list[LoggedLayout]:
        """Return the custom scalars, and the lines of ``add_scalars``, which belong into one chart."""
        found = list(layouts(self._layouts, list(self.keys())))
        together: dict[str, list[str]] = {}
        for key, line in self._lines.items():
            together.setdefault(next(iter(line.tags())), []).append(key)
        panels = [LoggedPanel(tag, tuple(sorted(keys, key=natural))) for tag, keys in together.items()]
        return [*found, LoggedLayout("", tuple(panels))] if panels else found

    def summary(self) -> Mapping[str, Any]:
        """Return the last value of each metric, and what ``add_hparams`` logged as results."""
        found = dict(super().summary())
        for metrics in self._results:
            for tag in metrics.tags():
                lasts = metrics.column(tag).values[-1:].tolist()
                found |= {tag: lasts[0]} if lasts else {}
        return found


def _labelled(info: KeyInfo, tag: str, files: Iterable[Events]) -> KeyInfo:
    """Return what is known of a key with what the script calls it, and what it says of it."""
    label = next((events.labels[tag] for events in files if tag in events.labels), None)
    if label is None:
        return info
    return replace(info, label=label.name if label.name != info.name else "", note=label.description)
