"""A run as a report may show it: every value passes the privacy step on its way out, when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from reportgen.model.artifact import LoggedArtifact
from reportgen.model.chart import LoggedChart
from reportgen.model.code import Code
from reportgen.model.column import Column, KeyInfo, MetricDefinition
from reportgen.model.console.printed import ConsoleText
from reportgen.model.evaluation import Evaluation
from reportgen.model.layout import LoggedLayout
from reportgen.model.look.same_names import marks
from reportgen.model.media import LoggedMedia, Media, has_media
from reportgen.model.nested import Aggregates
from reportgen.model.run import Run, RunMeta, RunSource
from reportgen.model.runset import RunSet
from reportgen.model.table import PLAIN, Table, by_column, types_in
from reportgen.privacy.names import kind_of
from reportgen.privacy.step import Privacy
from reportgen.privacy.text import clean
from reportgen.sources.private_media import private_media, private_value

if TYPE_CHECKING:
    from reportgen.privacy.anonymous.anonymizer import Anonymizer


class Shown(Mapping[str, Any]):
    """A mapping whose values pass the step when they are looked at: what nobody looks at is not counted."""

    def __init__(self, tree: Mapping[str, Any], privacy: Privacy, where: str, origin: str) -> None:
        self._tree, self._privacy, self._where, self._origin = tree, privacy, where, origin
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            value = self._tree[key]
            if isinstance(value, Media | Aggregates | Mapping):
                value = private_value(value, self._privacy, key, f"{self._where}.{key}", f"{self._origin}\0{key}")
            self._made[key] = self._privacy.value(key, value, self._where, self._origin, wide=True)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._tree

    def __iter__(self) -> Iterator[str]:
        return iter(self._tree)

    def __len__(self) -> int:
        return len(self._tree)


class PrivateSource(RunSource):
    """A reader's run behind the privacy step; ``raw`` is what was logged, for filters, sorting and grouping alone."""

    def __init__(self, raw: RunSource, privacy: Privacy, placeholder: str = "") -> None:
        self.raw, self.placeholder = raw, placeholder
        hosts = tuple(word for word in raw.meta.hosts if _is_host(word))
        self.privacy = replace(privacy, words=hosts)

    def showing(self, names: frozenset[str]) -> PrivateSource:
        """Return the run with the values under these names as they were logged."""
        return PrivateSource(self.raw, self.privacy.showing(names), self.placeholder)

    def anonymous(self, anonymizer: Anonymizer, name: str) -> PrivateSource:
        """Return the run as an anonymous report shows it, under another name."""
        return PrivateSource(self.raw, replace(self.privacy, anonymous=anonymizer), name)

    @cached_property
    def meta(self) -> RunMeta:
        """What is known without decoding history."""
        meta, text = self.raw.meta, partial(self._text, wide=True)
        made = replace(
            meta, config=Shown(meta.config, self.privacy, "config", meta.id), name=text(meta.name, "name"),
            folder=text(meta.folder, "folder"), project=text(meta.project, "project"), group=text(meta.group, "group"),
            job_type=text(meta.job_type, "job type"), notes=text(meta.notes, "notes"),
            sweep=text(meta.sweep, "sweep"), tags=tuple(text(tag, "tags") for tag in meta.tags),
            losses=tuple(
                replace(loss, file=text(loss.file, "losses"), what=text(loss.what, "losses")) for loss in meta.losses
            ),
        )  # fmt: skip
        anonymous = self.privacy.anonymous
        return made if anonymous is None else self._anonymous(made, anonymous)

    def _anonymous(self, meta: RunMeta, anonymous: Anonymizer) -> RunMeta:
        """Return what is known of the run without what tells whose it is; whole names have placeholders."""
        raw, shown = self.raw.meta, anonymous.shown
        return replace(
            meta, id=anonymous.shown_id(raw.id, self.placeholder), name=self.placeholder, folder="", hosts=(),
            personal={},
            project=shown(raw.project), group=shown(raw.group), sweep=shown(raw.sweep),
            tags=tuple(map(shown, raw.tags)) if anonymous.keeps_tags else (),
        )  # fmt: skip

    def _text(self, text: str, where: str, *, wide: bool = False) -> str:
        return self.privacy.text(text, where, self.raw.meta.id, wide=wide) if text else text

    def keys(self) -> Mapping[str, KeyInfo]:
        """Return every logged key by its shown name."""
        keys = self.raw.keys()
        told = {
            key: replace(
                info, label=self._text(info.label, f"label of {key}"), note=self._text(info.note, f"note of {key}")
            )
            for key, info in keys.items()
            if info.label or info.note
        }
        return {**keys, **told} if told else keys

    def summary(self) -> Mapping[str, Any]:
        """Return the summary: nested mappings of plain values, media and aggregates."""
        return Shown(self.raw.summary(), self.privacy, "summary", self.raw.meta.id)

    def definition(self, key: str) -> MetricDefinition:
        """Return what the script defined for ``key``."""
        return self.raw.definition(key)

    def step_metrics(self) -> list[str]:
        """Return the metrics that the script named as x axes of others."""
        return self.raw.step_metrics()

    def column(self, key: str) -> Column:
        """Return the numbers logged under ``key``."""
        return self.raw.column(key)

    def media(self, key: str) -> list[LoggedMedia]:
        """Return the media logged under ``key``, by step and index."""
        where, origin, seen = f"'{key}'", f"{self.raw.meta.id}\0{key}", dict[int, tuple[Any, Any]]()
        return [replace(item, value=private_media(item.value, self.privacy, key, where, f"{origin}\0{n}", seen))
                for n, item in enumerate(self.raw.media(key))]  # fmt: skip

    def table(self, key: str) -> Table | None:
        """Return the last table logged under ``key``."""
        found = self.raw.table(key)
        return None if found is None else private_table(found, self.privacy, f"table {key}", self.raw.meta.id)

    def tables(self, key: str) -> list[tuple[int, Table]]:
        """Return every table logged under ``key`` as (step, table)."""
        origin = self.raw.meta.id
        return [
            (step, private_table(table, self.privacy, f"table {key}", f"{origin}\0{step}"))
            for step, table in self.raw.tables(key)
        ]

    def artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script made, oldest first."""
        return [self._artifact(one) for one in self.raw.artifacts()]

    def used_artifacts(self) -> list[LoggedArtifact]:
        """Return the versions of artifacts that the script used, in the order of their first use."""
        return [self._artifact(one) for one in self.raw.used_artifacts()]

    def _artifact(self, artifact: LoggedArtifact) -> LoggedArtifact:
        where = f"artifact {artifact.name}"
        text = partial(self._text, where=where, wide=True)
        return replace(
            artifact, description=text(artifact.description),
            metadata=Shown(artifact.metadata, self.privacy, where, f"{self.raw.meta.id}\0{artifact.version}"),
            entries=tuple(replace(one, path=text(one.path), ref=text(one.ref)) for one in artifact.entries),
            tables={name: self._opened(artifact, name, table) for name, table in artifact.tables.items()},
        )  # fmt: skip

    def _opened(self, artifact: LoggedArtifact, name: str, table: Callable[[], Table]) -> Callable[[], Table]:
        where = f"artifact {artifact.name}, table {name}"
        return lambda: private_table(table(), self.privacy, where, f"{self.raw.meta.id}\0{artifact.version}")

    def charts(self) -> Mapping[str, LoggedChart]:
        """Return the charts that the script logged, by key."""
        return {key: self._chart(key, chart) for key, chart in self.raw.charts().items()}

    def _chart(self, key: str, chart: LoggedChart) -> LoggedChart:
        where = f"chart {key}"
        text = partial(self._text, where=where)
        spec = None if chart.spec is None else self.privacy.value("spec", chart.spec, where, self.raw.meta.id)
        return replace(
            chart, title=text(chart.title), x_title=text(chart.x_title), y_title=text(chart.y_title), spec=spec,
            strings={name: text(value) for name, value in chart.strings.items()},
        )  # fmt: skip

    def layouts(self) -> list[LoggedLayout]:
        """Return which metrics the script wants in one chart."""
        text = partial(self._text, where="layout")
        return [
            LoggedLayout(text(one.title), tuple(replace(panel, title=text(panel.title)) for panel in one.panels))
            for one in self.raw.layouts()
        ]

    def evaluation(self) -> Evaluation | None:
        """Return what the run says of itself where it is an evaluation."""
        found, text = self.raw.evaluation(), partial(self._text, where="evaluation", wide=True)
        if found is None:
            return None
        like = {name: text(value) for name, value in found.like.items()}
        return replace(found, task=text(found.task), model=text(found.model), like=like)

    def console(self) -> list[ConsoleText]:
        """Return console output, piece by piece as it came: ``Run.printed`` gives the lines to show."""
        return self.raw.console()

    def printed(self, text: str) -> str:
        """Return printed lines as they may be shown."""
        return self._text(text, "console", wide=True)

    def code(self) -> Code:
        """Return what ran: private, shown only when a spec asks."""
        code, anonymous = self.raw.code(), self.privacy.anonymous
        shown = partial(self._text, wide=True)
        if anonymous is not None:
            code = anonymous_code(code, anonymous)
        return replace(
            code, remote=shown(code.remote, "repository"), program=shown(code.program, "script"),
            requirements=tuple(self._text(line, "requirements.txt") for line in code.requirements),
            changes=shown(code.changes, "uncommitted changes"),
            files={self._text(name, "code"): shown(text, f"code {name}") for name, text in code.files.items()},
        )  # fmt: skip


def anonymous_code(code: Code, anonymous: Anonymizer) -> Code:
    """Return what ran as an anonymous report has it: interpreter and packages by name, the code only where it stays."""
    packages = (line.partition(" @ ")[0] for line in code.requirements if not line.startswith("-e"))
    bare = Code(python=code.python, requirements=tuple(packages))
    return replace(bare, changes=code.changes, files=code.files) if anonymous.keeps_code else bare


def private_table(table: Table, privacy: Privacy, where: str, origin: str = "") -> Table:
    """Return a table as it may be shown; a column's name counts, and so does what is in its cells."""
    columns: list[Any] = []
    held = by_column(table.rows, len(table.columns))
    for name, logged in zip(table.columns, held, strict=True):
        cells = logged
        told = f"{where}, column {name}"
        if not types_in(cells) <= PLAIN and any(has_media(cell) for cell in cells):
            seen: dict[int, tuple[Any, Any]] = {}
            cells = [
                private_value(cell, privacy, name, told, f"{origin}\0{n}", seen) if has_media(cell) else cell
                for n, cell in enumerate(cells)
            ]
        columns.append(privacy.column(name, cells, told, origin))
    same = all(made is cells for made, cells in zip(columns, held, strict=True))
    rows = table.rows if same else list(map(list, zip(*columns, strict=True)))
    parts = tuple((name, private_table(part, privacy, f"{where}, {name}", origin)) for name, part in table.parts)
    return replace(table, rows=rows, parts=parts, problem=privacy.text(table.problem, where, origin))


_COMMON = frozenset({"localhost", "localhost.localdomain", "docker-desktop"})


def _is_host(word: str) -> bool:
    """Tell the name of a machine that is no ordinary word."""
    return len(word) > 4 and word not in _COMMON and any(c in word for c in "-._0123456789")  # noqa: PLR2004 - letters


def shown_names(runs: Sequence[Run], privacy: Privacy) -> list[tuple[str, str]]:
    """Return how runs may be called in a report, each with its mark; those of one name then get one, too."""
    names = [privacy.text(run.name, "name", run.meta.id) for run in runs]
    told = zip(runs, names, marks(names, [run.meta.id for run in runs], [run.meta.format for run in runs]), strict=True)
    return [(name, run.mark) if name == run.name else (name + mark, mark or run.mark) for run, name, mark in told]


def privacy_of(runs: Iterable[Run]) -> Privacy:
    """Return the step that the runs of a report pass, with its count; a fresh one where there is no run."""
    return next((run.source.privacy for run in runs if isinstance(run.source, PrivateSource)), Privacy())


def showing(runs: RunSet, names: Iterable[str]) -> RunSet:
    """Return runs with the values that a panel's spec names as they were logged; the same where nothing changes."""
    wanted = [name for name in names if any(_is_changed(run, name) for run in runs)]
    if not wanted:
        return runs
    paths = frozenset(bare for name in wanted for bare in (name, _bare(name)))

    def shown(run: Run) -> Run:
        source = run.source
        return replace(run, source=source.showing(paths)) if isinstance(source, PrivateSource) else run

    return replace(runs, runs=tuple(map(shown, runs.runs)))


def _bare(path: str) -> str:
    head, _, tail = path.partition(".")
    return tail if head in ("config", "summary") and tail else path


def _is_changed(run: Run, path: str) -> bool:
    if kind_of(_bare(path).rpartition(".")[2], table=False):
        return True
    value = run.unhidden.lookup(path)
    return isinstance(value, str | list | Mapping) and Privacy().value(path, value, "", wide=True) != value


def asked_for(runs: RunSet, names: Iterable[str]) -> frozenset[str]:
    """Return the texts that runs hold under the names that a spec asks for, and that would be cleaned elsewhere."""
    found = {text for name in names for run in runs for text in _texts(run.unhidden.lookup(name))}
    return frozenset(text for text in found if clean(text)[0] != text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
