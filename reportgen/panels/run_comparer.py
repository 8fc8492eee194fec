"""Runs side by side: what differs in their config, results and facts.

- run_comparer: {runset: finalists}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from reportgen.fragment import Fragment
from reportgen.model.media import Media
from reportgen.model.nested import flatten, of_logger
from reportgen.model.run import Run
from reportgen.model.runset import RunSet, show
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Reference, Theme
from reportgen.panels.base.values import show_value
from reportgen.spec.fields import RunPaths

_FACTS = ("state", "created", "duration", "group", "job_type", "tags", "notes", "sweep")
_MAX_TEXT = 400


@dataclass(frozen=True)
class Row:
    """One key: its values as text, None where a run has none."""

    group: str
    name: str
    values: tuple[str | None, ...]

    @property
    def differs(self) -> bool:
        """Whether not all runs have the same."""
        return len(set(self.values)) > 1


@dataclass(frozen=True)
class View:
    """The runs and every row."""

    runs: tuple[dict[str, Any], ...]
    rows: tuple[Row, ...]


class RunComparer(Panel):
    """A column for each run, a row for each key; initially only the rows that differ."""

    diff_only: bool | Literal["split"] = True
    """Show only what differs; the reader can change this."""
    columns: RunPaths = []
    """Only these paths, such as ``config.lr``; all if omitted."""

    def references(self) -> list[Reference]:
        """Return the chosen paths."""
        return [Reference(("columns", i), path, "path") for i, path in enumerate(self.columns)]

    def heading(self) -> str:
        """Return the title."""
        return self.title or "Run comparer"

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return every key with each run's value as text."""
        del context
        rows = [Row("run", name, tuple(_fact(run, name) for run in runs)) for name in _FACTS]
        for group in ("config", "summary"):
            trees = [_tree(run, group) for run in runs]
            names = sorted({key for tree in trees for key in tree})
            rows += [
                Row(group, name, tuple(_text(tree[name]) if name in tree else None for tree in trees)) for name in names
            ]
        if self.columns:
            wanted = set(self.columns)
            rows = [row for row in rows if wanted & _names(row)]
        return View(tuple(swatch(run) for run in runs), tuple(row for row in rows if any(row.values)))

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the table; rows that are the same everywhere are there but folded away."""
        del theme, children
        if not view.runs:
            return Fragment(empty("No run matches."))
        different = sum(row.differs for row in view.rows)
        head = Markup().join(
            Markup('<th scope="col" data-run="{0}"><i class="rg-dot" style="background:var(--run-{0})"></i>'
                   "<bdi>{1}</bdi></th>").format(run["index"], run["name"])
            for run in view.runs
        )  # fmt: skip
        body = Markup().join(_group(view, group) for group in ("run", "config", "summary"))
        folded = Markup(" data-diff") if self.diff_only and len(view.runs) > 1 else Markup()
        html = Markup(
            '<rg-run-comparer{}><div class="rg-table-scroll" tabindex="0" role="group" aria-label="Runs side by side">'
            '<table class="rg-comparer"><thead><tr><th scope="col">key</th>{}</tr></thead>{}</table></div>'
            "</rg-run-comparer>"
        ).format(folded, head, body)
        note = f"{different:,} of {len(view.rows):,} keys differ between {len(view.runs)} runs"
        alt = f"{note}: {', '.join(row.name for row in view.rows if row.differs)[:300]}."
        return Fragment(html, frozenset({"run_comparer"}), alt=alt, sampled=[note])


def _tree(run: Run, group: str) -> dict[str, Any]:
    tree = run.meta.config if group == "config" else run.summary
    return {
        key: value
        for key, value in flatten(tree).items()
        if not isinstance(value, Media) and not (group == "summary" and of_logger(key))
    }


def _names(row: Row) -> set[str]:
    """Return the paths that mean a row; a metric kept as an aggregate is meant by its own name, too."""
    head, _, tail = row.name.rpartition(".")
    short = {row.name} | ({head} if tail in ("min", "max", "mean", "best", "last", "first") else set())
    return short | {f"{row.group}.{name}" for name in short}


def _fact(run: Run, name: str) -> str | None:
    value = run.lookup(name)
    if name in ("created", "duration") and value is not None:
        return show_value(name, value)
    return ", ".join(map(str, value)) if isinstance(value, list) else _text(value) if value else None


def _text(value: Any) -> str:
    """Return a value as it was logged: false, 0 and an empty text are values too."""
    text = '""' if value == "" else show(value)
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


def _group(view: View, group: str) -> Markup:
    rows = [row for row in view.rows if row.group == group]
    if not rows:
        return Markup()
    title = Markup('<tr class="rg-group"><th scope="rowgroup" colspan="{}">{}</th></tr>').format(
        len(view.runs) + 1, group if group != "run" else "run"
    )
    return Markup("<tbody>{}{}</tbody>").format(title, Markup().join(_row(view, row) for row in rows))


def _row(view: View, row: Row) -> Markup:
    """Return a row; the value that most runs have stays quiet, the others stand out."""
    common = max(set(row.values), key=lambda value: (row.values.count(value), str(value)))
    told = row.differs and row.values.count(common) > 1  # where all differ, none stands out
    cells = Markup().join(
        Markup('<td data-run="{}"{}><bdi>{}</bdi></td>').format(
            run["index"],
            Markup(' class="rg-other"') if told and value != common else Markup(),
            "–" if value is None else value,
        )
        for run, value in zip(view.runs, row.values, strict=True)
    )
    name = Markup("") if row.differs else Markup(' class="rg-same"')
    return Markup('<tr{}><th scope="row"><bdi>{}</bdi></th>{}</tr>').format(name, row.name, cells)
