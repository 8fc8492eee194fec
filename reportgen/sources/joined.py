"""One run out of several logs of the same training: of what two have, the first one's holds; all else is added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from reportgen.model.artifact import LoggedArtifact
from reportgen.model.chart import LoggedChart
from reportgen.model.code import Code
from reportgen.model.column import Column, KeyInfo, MetricDefinition, Values
from reportgen.model.console.printed import ConsoleText
from reportgen.model.evaluation import Evaluation
from reportgen.model.layout import LoggedLayout
from reportgen.model.media import LoggedMedia
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.table import Table


def shared_metrics(one: RunSource, other: RunSource) -> list[tuple[str, str]]:
    """Return the metrics that two runs share: by their names, else by names alike but for signs and letters' case."""
    theirs = {key: key for key, info in other.keys().items() if info.is_number and not info.system}
    alike = {_plain(key): key for key in reversed(theirs)}
    pairs = []
    for key, info in one.keys().items():
        match = theirs.get(key) or alike.get(_plain(key))
        if info.is_number and not info.system and match:
            pairs.append((key, match))
    return pairs


def metrics_of_one_end(one: RunSource, other: RunSource) -> list[list[tuple[str, str]]]:
    """Return the pairs of metrics of two runs whose names end in the same part, by that part."""
    mine, theirs = _by_end(one), _by_end(other)
    return [[(a, b) for a in keys for b in theirs[end]] for end, keys in mine.items() if end in theirs]


def _by_end(run: RunSource) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, info in run.keys().items():
        if info.is_number and not info.system:
            found.setdefault(_plain(key.rsplit("/", 1)[-1]), []).append(key)
    return found


def _plain(key: str) -> str:
    return re.sub(r"[\W_]+", "_", key.casefold()).strip("_")


class JoinedRun(RunSource):
    """The logs of one training as one run; ``sources`` are in the order in which they hold."""

    def __init__(self, sources: Sequence[RunSource]) -> None:
        self.sources = sources
        self._first = sources[0]

    @property
    def failures(self) -> list[str]:
        """What of the logs could not be read."""
        return [what for source in self.sources for what in getattr(source, "failures", ())]

    @property
    def meta(self) -> RunMeta:
        """The first log's, with the configs of all and what could not be read of any."""
        return self._meta

    @cached_property
    def _meta(self) -> RunMeta:
        metas = [source.meta for source in self.sources]
        config = {key: value for meta in reversed(metas) for key, value in meta.config.items()}
        return replace(
            metas[0],
            format=" + ".join(meta.format for meta in metas),
            config=config,
            tags=tuple(dict.fromkeys(tag for meta in metas for tag in meta.tags)),
            losses=tuple(loss for meta in metas for loss in meta.losses),
            remarks=tuple(remark for meta in metas for remark in meta.remarks),
            hosts=tuple(dict.fromkeys(host for meta in metas for host in meta.hosts)),
            personal={
                kind: tuple(dict.fromkeys(one for meta in metas for one in meta.personal.get(kind, ())))
                for kind in dict.fromkeys(kind for meta in metas for kind in meta.personal)
            },
        )

    @cached_property
    def _owners(self) -> Mapping[str, tuple[RunSource, KeyInfo]]:
        """Every key with the log that it is taken from; a name that differs in signs only is not taken twice."""
        found: dict[str, tuple[RunSource, KeyInfo]] = {}
        for at, source in enumerate(self.sources):
            taken = {theirs for before in self.sources[:at] for _, theirs in shared_metrics(before, source)}
            for key, info in source.keys().items():
                if key not in taken:
                    found.setdefault(key, (source, info))
        return found

    def _of(self, key: str) -> RunSource:
        return self._owners[key][0] if key in self._owners else self._first

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every key of every log."""
        return {key: info for key, (_, info) in self._owners.items()}

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``."""
        return self._of(key).column(key)

    def values(self, key: str) -> Values:
        """Return what was logged under ``key`` and is no media, by step."""
        return self._of(key).values(key)

    def summary(self) -> Mapping[str, Any]:
        """Return the summaries of all logs; the first one's values hold."""
        found = {key: value for source in reversed(self.sources) for key, value in source.summary().items()}
        return {key: value for key, value in found.items() if key in self._owners or key in self._first.summary()}

    def definition(self, key: str) -> MetricDefinition:
        """Return what the script defined for ``key``."""
        return self._of(key).definition(key)

    def step_metrics(self) -> list[str]:
        """Return the metrics that the script named as x axes of others."""
        return list(dict.fromkeys(key for source in self.sources for key in source.step_metrics()))

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under ``key``."""
        return self._of(key).media(key)

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return every table logged under ``key``."""
        return self._of(key).tables(key)

    def table(self, key: str) -> Table | None:
        """Return the last table logged under ``key``."""
        return self._of(key).table(key)

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts of every log."""
        return [artifact for source in self.sources for artifact in source.artifacts()]

    def used_artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that any log says were used."""
        return [artifact for source in self.sources for artifact in source.used_artifacts()]

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts of every log."""
        return {key: chart for source in reversed(self.sources) for key, chart in source.charts().items()}

    def layouts(self) -> list[LoggedLayout]:
        """Return the layouts of every log."""
        return [layout for source in self.sources for layout in source.layouts()]

    def evaluation(self) -> Evaluation | None:
        """Return what the first log that is an evaluation says."""
        return next((found for source in self.sources if (found := source.evaluation()) is not None), None)

    def console(self) -> list[ConsoleText]:
        """Return the console output of the first log that has some."""
        return next((text for source in self.sources if (text := source.console())), [])

    def code(self) -> Code:
        """Return the code of the first log that has some."""
        return next((code for source in self.sources if (code := source.code()) != Code()), Code())
