"""A run of TensorBoard: the event files of a folder, with the folders that belong to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

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
from reportgen.readers.tensorboard.columns import Metrics
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
        self._config: dict[str, Any] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._layouts: list[Entry] = []
        self._embeddings = {one.name: one for one in embeddings(logged.folder)}
        self._sort()

    def _sort(self) -> None:
        """Sort what is no scalar: hyperparameters and arguments are config, all else is media by key."""
        sessions = [entry for one in self.logged.sessions for events in one.files for entry in events.entries]
        own = [entry for events in self.logged.files for entry in events.entries]
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
            self._entries.setdefault(key, []).append(entry)

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
        count, step = self._metrics.replaced()
        if count:
            points = plural(count, "point was", "points were")
            yield f"{points} logged again from step {step:,} on and replaced; 'restarts: keep' shows all"

    @property
    def meta(self) -> RunMeta:
        """What is known without decoding media."""
        return self._meta

    @cached_property
    def _keys(self) -> dict[str, KeyInfo]:
        found: dict[str, KeyInfo] = {}
        for tag in self._metrics.tags():
            points = self._metrics.scalars(tag)
            if tag == "hp_metric" and bool((points.value == _UNSET).all()):
                continue
            found[tag] = KeyInfo(tag, ("number",), int(self._metrics.shown(points).sum()))
        for key, line in self._lines.items():
            (tag,) = line.tags()
            found[key] = KeyInfo(key, ("number",), len(line.column(tag)))
        for key, entries in self._entries.items():
            name = f"{key}{_TABLE}" if entries[0].plugin == _CURVES else key
            types = (*found[name].types, self._type(entries)) if name in found else (self._type(entries),)
            found[name] = KeyInfo(name, types, len(entries))
        for name in self._embeddings:
            found.setdefault(name, KeyInfo(name, ("table",), 1))
        return found

    def _type(self, entries: list[Entry]) -> str:
        plugin = entries[0].plugin
        if plugin == _CURVES:
            return "table"
        if plugin == _MESH:
            return "3D object"
        if plugin in ("text", "images"):
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
        return self._metrics.column(key)

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under a tag, by step and place."""
        entries = self._entries.get(key, [])
        if entries and entries[0].plugin == _MESH:
            return list(meshes.meshes(entries))
        if entries and entries[0].plugin == _CURVES:
            return []
        last = {entry.step: entry for entry in entries}  # of two at one step the later, as for scalars
        return [one for _, entry in sorted(last.items()) for one in values.media(entry)]

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
        for one in self.logged.sessions:
            metrics = Metrics(one.files, keep=False)
            for tag in metrics.tags():
                lasts = metrics.column(tag).values[-1:].tolist()
                found |= {tag: lasts[0]} if lasts else {}
        return found
