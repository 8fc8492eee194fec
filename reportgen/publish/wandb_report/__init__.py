"""Reports and workspaces of W&B as specs: what they show, as YAML; what has no counterpart, named where it was.

What the JSON of W&B's specs (version 5) holds is known here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportgen.errors import Level, Position, Problem, SpecError
from reportgen.panels import Kinds
from reportgen.publish.wandb_report.blocks import Text, as_text, heading, plain_text
from reportgen.publish.wandb_report.charts import query_panel
from reportgen.publish.wandb_report.given import Given, Loss, shown
from reportgen.publish.wandb_report.grids import Grids
from reportgen.publish.wandb_report.opened import VERSION, View, opened
from reportgen.publish.wandb_report.prose import literal, paragraph
from reportgen.publish.wandb_report.runsets import run_colors
from reportgen.publish.wandb_report.workspace import colors, defaults, sections
from reportgen.readers import Readers
from reportgen.spec.load import load
from reportgen.spec.writing import Comment, without_comments, yaml_text

RUNS = "wandb/"
"""Where the SDK puts runs, relative to the script."""
_SCHEMA = "# yaml-language-server: $schema=report.schema.json   (made by: reportgen schema > report.schema.json)"
_FILE = "report.yaml"
_DEEPEST = 20
_OWN_BRACES = ("legend_template", "custom_expressions", "xaxis_expression", "spec", "chart_strings")
"""Fields in which braces are their own, and a spec without parameters leaves them as they are."""
_BRACES = re.compile(r"(?<=\$)\$\{|\$\{(?=[A-Za-z_]\w*\})")


@dataclass(frozen=True)
class Imported:
    """A report that was taken over: its spec as values and as text, and what could not be, with its line."""

    spec: dict[str, Any]
    text: str
    problems: list[Problem]


def import_report(source: Any, runs: Sequence[str] = (RUNS,), *, wanted: str = "", file: str = "") -> Imported:
    """Return the spec of a W&B report or workspace: JSON text, plain values, or an object of ``wandb-workspaces``.

    ``runs`` are the paths of its runs. Of several reports ``wanted`` chooses one, by title or number. ``file`` is what
    problems name. Raises SpecError when there is no report in it.
    """
    made = _Import(opened(as_json(source), wanted))
    spec = made.spec(runs)
    written = yaml_text(spec)
    head = made.head()
    problems = [
        Problem(" ".join(comment.text.split()), Position(file or _FILE, line + len(head), 1), level=comment.level)
        for comment, line in written.lines.items()
        if isinstance(comment, Loss)
    ]
    text = "\n".join([*head, written.text])
    load(text, file or _FILE, Path.cwd(), Kinds(), formats=Readers().formats)
    return Imported(without_comments(spec), text, problems)


class _Import:
    """Makes one report."""

    def __init__(self, view: View) -> None:
        self.view, self.grids = view, Grids()
        self.colors: dict[str, str] = {}

    def head(self) -> list[str]:
        """Return the lines of comment that the file begins with."""
        of = f" of {', '.join(map(shown, self.grids.projects))}" if self.grids.projects else ""
        what = f"# A {self.view.kind} of W&B{of}, as `reportgen import-wandb` took it over. Check the paths of `runs:`."
        return [_SCHEMA, "".join(c if c.isprintable() else " " for c in what)]

    def spec(self, runs: Sequence[str]) -> dict[str, Any]:
        """Return the values of the spec, with comments between blocks."""
        given = Given(self.view.spec)
        version = given.number("version")
        notes: list[Any] = []
        if self.view.kind == "report" and version != VERSION:
            notes.append(Loss.of(f"the spec is of version {shown(given.values.get('version'))}, and {VERSION} is read"))
        if self.view.kind == "report":
            settings = defaults(given.inner("panelSettings"))
            blocks = [*notes, *self._blocks(given.items("blocks"), settings, 0)]
        else:
            section = given.inner("section")
            said: list[str] = []
            blocks = sections(section, self.grids)
            self.colors = colors(section.values, said.append)
            blocks = [*(Loss.of(note) for note in said), *blocks]
        spec: dict[str, Any] = {"title": self.view.title, "description": self.view.description, "runs": list(runs),
                                "run_colors": self.colors, "runsets": self.grids.run_sets.named}  # fmt: skip
        spec = {name: value for name, value in spec.items() if value}
        made: dict[str, Any] = literal_braces({**spec, "blocks": blocks})
        return made

    def _blocks(self, blocks: Sequence[Given], settings: Mapping[str, Any], depth: int) -> list[Any]:
        items: list[Any] = []
        text = Text()
        for block in blocks:
            if block.text("type") == "heading" and block.items("collapsedChildren") and depth < _DEEPEST:
                items += [*text.taken(), *self._collapsed(block, settings, depth)]
            elif not text.add(block):
                items += [*text.taken(), *self._other(block, settings)]
        return [*items, *text.taken()]

    def _collapsed(self, block: Given, settings: Mapping[str, Any], depth: int) -> list[Any]:
        """Return a heading that was collapsed as a section that is closed."""
        inner = self._blocks(block.items("collapsedChildren"), settings, depth + 1)
        if not any(not isinstance(item, Comment) for item in inner):
            return [{"markdown": heading(block, lambda _: None)}, *inner]
        return [{"section": {"title": plain_text(block), "open": False, "blocks": inner}}]

    def _other(self, block: Given, settings: Mapping[str, Any]) -> list[Any]:
        kind = block.text("type")
        if kind == "table-of-contents":
            return ["toc"]
        if kind == "panel-grid":
            metadata = block.inner("metadata")
            notes: list[str] = []
            self.colors |= run_colors(metadata.inner("customRunColors"), notes.append)
            return [*(Loss.of(note) for note in notes), *self.grids.grid(metadata, settings)]
        if kind == "weave-panel" and (made := query_panel(block.inner("config"))) is not None:
            return self.grids.settled(made)
        words = plain_text(block)
        what = (
            "a query panel that is not a table or an artifact" if kind == "weave-panel" else f"a block '{shown(kind)}'"
        )
        found: list[Any] = [Loss.of(f"not shown: {what} has no counterpart", Level.MISSING)]
        return [*found, {"markdown": as_text(paragraph(literal(words)))}] if words else found


def as_json(source: Any) -> Any:
    """Return what an object of ``wandb-workspaces`` stands for; anything else as it is.

    Such an object is known by what it can do, not by its class: ``_to_model()`` returns the model that the package
    would send to the server.
    """
    make = getattr(source, "_to_model", None)
    if make is None or isinstance(source, type):
        return source
    try:
        model = make()
    except Exception as error:
        what = f"the {type(source).__name__} cannot make its own spec: {type(error).__name__}"
        raise SpecError(
            Problem(what, hint="Its entity and project must be set, since the package asks for them.")
        ) from error
    spec = getattr(model, "spec", model)
    dump = getattr(spec, "model_dump_json", None)
    found = dump(by_alias=True, exclude_none=True) if callable(dump) else spec
    title = getattr(model, "display_name", "") or getattr(source, "title", "") or getattr(source, "name", "")
    return {"displayName": title, "description": getattr(model, "description", "") or "", "spec": found}


def is_report(source: Any) -> bool:
    """Tell an object of ``wandb-workspaces`` that stands for a report or a workspace."""
    return not isinstance(source, type) and callable(getattr(source, "_to_model", None))


def literal_braces(value: Any) -> Any:
    """Return values in whose texts nothing stands for a parameter of the spec."""
    if isinstance(value, Mapping):
        return {key: item if key in _OWN_BRACES else literal_braces(item) for key, item in value.items()}
    if isinstance(value, list):
        return [literal_braces(item) for item in value]
    return _BRACES.sub("$${", value) if isinstance(value, str) else value
