"""An artifact: its versions, what one holds and how it differs from another, and which runs made and used it.

- artifact: street-dataset
- artifact: {name: "detector:best", compare: v0, explode: true}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from markupsafe import Markup

from reportgen.blocks import json_block
from reportgen.errors import suggestion
from reportgen.fragment import Fragment
from reportgen.model.artifact import LoggedArtifact
from reportgen.model.nested import flatten
from reportgen.model.runset import RunSet, show
from reportgen.panels.artifact.contents import (
    Change,
    Version,
    badges,
    change,
    change_markup,
    change_said,
    files_table,
    own_size,
    versions_table,
)  # fmt: skip
from reportgen.panels.artifact.drawing import drawn
from reportgen.panels.artifact.lineage import Found, Graph, Key, around, collected, folded
from reportgen.panels.base.markup import nothing, run_name, swatch
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.spec.fields import Limit
from reportgen.texts import plural, say

_MOST_DRAWN = 300
"""Nodes of a graph that is drawn with every single run."""


@dataclass(frozen=True)
class View:
    """An artifact, the version that is shown, what changed since another one, and what lies around it."""

    name: str
    type: str
    versions: tuple[Version, ...]
    shown: LoggedArtifact
    aliases: tuple[str, ...]
    metadata: tuple[tuple[str, str], ...]
    change: Change | None
    folded: Graph | None
    single: Graph | None
    """The graph with every single run, where some are folded."""
    notes: tuple[str, ...] = ()


class Artifact(Panel):
    """Versions of an artifact with their files, what changed between two of them, and the lineage graph.

    Runs that have the same part in the graph are folded into one; every single one can be shown.
    """

    main: ClassVar[str] = "name"

    name: str
    """The artifact, alone or with a version: ``data``, ``data:v3``, ``data:best``."""
    version: str = ""
    """The version to show, by number or alias; the newest if omitted."""
    compare: str = ""
    """The version to compare with, by number or alias; the one before if omitted."""
    lineage: Literal["full", "near", "none"] = "full"
    """All that came before the version and all that came of it, only its own runs, or no graph."""
    explode: bool = False
    """Show every single run initially."""
    max_files: Limit = 200
    """List at most this many files."""

    def heading(self) -> str:
        """Return the title, or the artifact's name."""
        return self.title or self.name

    def prepare(self, runs: RunSet, context: Context) -> View | str:
        """Return the versions, or what is wrong where the artifact or a version is not there."""
        del context
        found = collected(runs)
        name, _, wanted = self.name.partition(":")
        versions = sorted((one for one in found.values() if one.artifact.name == name), key=_number)
        if not versions:
            hint = suggestion(name, sorted({one.artifact.name for one in found.values()}), "artifacts")
            return f"no run made or used an artifact '{name}'. {hint}".strip()
        aliases = _aliases(versions)
        by_word = {f"v{_number(one)}": one for one in versions}
        by_word |= {alias: by_word[f"v{number}"] for alias, number in aliases.items()}
        for word in (wanted, self.version, self.compare):
            if word and word not in by_word:
                return f"the artifact '{name}' has no version '{word}'. {suggestion(word, list(by_word), 'versions')}"
        shown = by_word[self.version or wanted] if self.version or wanted else versions[-1]
        before = by_word[self.compare] if self.compare else _before(versions, shown)
        graph, single, notes = self._graphs(shown, found, runs)
        return View(
            name, shown.artifact.type, tuple(_version(one, aliases, runs) for one in versions), shown.artifact,
            _of(aliases, _number(shown)),
            tuple((path, show(value)) for path, value in flatten(dict(shown.artifact.metadata)).items()),
            None if before in (None, shown) else change(before.artifact, shown.artifact), graph, single, notes,
        )  # fmt: skip

    def _graphs(
        self, shown: Found, found: Mapping[str, Found], runs: RunSet
    ) -> tuple[Graph | None, Graph | None, tuple[str, ...]]:
        if self.lineage == "none":
            return None, None, ()
        whole = around(shown.artifact.address, found, runs, near=self.lineage == "near")
        if len(whole.nodes) < 2:  # noqa: PLR2004 - nobody made or used it
            return None, None, ()
        graph = folded(whole)
        if len(graph.nodes) == len(whole.nodes):
            return whole, None, ()
        if len(whole.nodes) > _MOST_DRAWN:
            return graph, None, (say("lineage: {n} runs and versions are drawn in groups", n=f"{len(whole.nodes):,}"),)
        return graph, whole, ()

    def render(self, view: View | str, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return what the version is, its lineage, the versions, its files and what changed."""
        del theme, children
        if isinstance(view, str):
            return nothing(view)
        block = json_block({"name": view.name, "version": view.shown.version, "explode": self.explode})

        def anchor(number: int) -> str:
            return f"{block.id}-v{number}"

        def link(key: Key) -> str:
            name, _, version = key[1].rpartition(":v")
            return f"#{anchor(int(version))}" if key[0] == "version" and name == view.name else ""

        parts = [_head(view), self._lineage(view, link)]
        parts.append(_section(say("Versions"), versions_table(view.versions, view.shown.version, anchor, _run)))
        if view.change is not None:
            parts.append(_section(say("Changes"), change_markup(view.change, self.max_files)))
        parts.append(_section(say("Files"), files_table(view.shown.entries, self.max_files)))
        html = Markup('<rg-artifact class="rg-artifact" data-view="{}">{}</rg-artifact>').format(
            block.id, Markup().join(parts)
        )
        return Fragment(html, frozenset({"artifact"}), blocks=[block], alt=_alt(view), sampled=list(view.notes))

    def _lineage(self, view: View, link: Any) -> Markup:
        if view.folded is None:
            return Markup()
        if view.single is None:
            return drawn(view.folded, link)
        opened = Markup(" open") if self.explode else Markup()
        return Markup(
            '<div class="rg-lineage"><details class="rg-explode"{}><summary>{}</summary>{}</details>{}</div>'
        ).format(opened, say("Explode groups"), drawn(view.single, link), drawn(view.folded, link))


def _number(found: Found) -> int:
    return found.artifact.version


def _aliases(versions: Sequence[Found]) -> dict[str, int]:
    """Return the version of each alias: a log says what one was called when it was made, and the newest counts."""
    return {alias: _number(one) for one in versions for alias in one.artifact.aliases}


def _of(aliases: Mapping[str, int], number: int) -> tuple[str, ...]:
    return tuple(alias for alias, of in aliases.items() if of == number)


def _before(versions: Sequence[Found], shown: Found) -> Found | None:
    earlier = [one for one in versions if _number(one) < _number(shown)]
    return earlier[-1] if earlier else None


def _version(found: Found, aliases: Mapping[str, int], runs: RunSet) -> Version:
    by_id = {run.meta.id: swatch(run) for run in runs}
    makers = tuple(by_id.get(run, {"index": -1, "name": run}) for run in found.makers)
    artifact = found.artifact
    return Version(
        artifact.version, _of(aliases, artifact.version), len(artifact.entries), own_size(artifact), makers,
        len(found.users),
    )  # fmt: skip


def _run(run: Mapping[str, Any]) -> Markup:
    if run["index"] < 0:
        return Markup("<bdi>{}</bdi>").format(run["name"])
    return Markup('<span data-run="{}">{}</span>').format(run["index"], run_name(run))


def _section(name: str, body: Markup) -> Markup:
    return Markup('<div><p class="rg-label">{}</p>{}</div>').format(name, body)


def _head(view: View) -> Markup:
    """Return what the version is in a line, its description and its metadata."""
    facts = [
        f"{view.name}:v{view.shown.version}", view.type, plural(len(view.shown.entries), "file"),
        plural(len(view.versions), "version"),
    ]  # fmt: skip
    line = Markup(" · ").join(word for word in facts if word)
    about = Markup("<p>{}</p>").format(view.shown.description) if view.shown.description else Markup()
    pairs = Markup().join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, value) for name, value in view.metadata
    )
    metadata = Markup('<dl class="rg-metadata">{}</dl>').format(pairs) if pairs else Markup()
    return Markup('<div class="rg-artifact-head"><p class="rg-note">{}{}</p>{}{}</div>').format(
        line, badges(view.aliases), about, metadata
    )


def _alt(view: View) -> str:
    parts = [
        say(
            "Artifact {name}, version {version} of {versions}.",
            name=view.name, version=f"v{view.shown.version}", versions=len(view.versions),
        )
    ]  # fmt: skip
    if view.change is not None:
        parts.append(f"{change_said(view.change)}.")
    parts += _names(say("Made by"), (run["name"] for one in view.versions if one.number == view.shown.version
                                     for run in one.makers))  # fmt: skip
    return " ".join(parts)


def _names(head: str, names: Iterable[str]) -> list[str]:
    found = ", ".join(names)
    return [f"{head}: {found}."] if found else []
