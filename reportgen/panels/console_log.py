"""What the script printed, as a terminal would show it: colours, carriage returns, and a search.

- console_log: {}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from markupsafe import Markup
from pydantic import Field

from reportgen.blocks import Block, json_block
from reportgen.fragment import Fragment
from reportgen.held import HeldConsole
from reportgen.model.console.terminal import Segment
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.texts import plural, say

_FIRST = 60


@dataclass(frozen=True)
class Log:
    """A run's lines, the last of ``total``."""

    run: dict[str, Any]
    lines: tuple[tuple[Segment, ...], ...]
    total: int


class ConsoleLog(Panel):
    """Console output of the script. Private: shown only where a spec names this panel.

    Values that look like keys, tokens or passwords are hidden, and paths are shortened to their last part.
    """

    max_lines: Annotated[int, Field(ge=1)] = 5000
    """Show only the last lines of each run, at most this many."""

    def heading(self) -> str:
        """Return the title."""
        return self.title or say("Console log")

    def prepare(self, runs: RunSet, context: Context) -> list[Log]:
        """Return the lines of every run that printed something."""
        del context
        logs = []
        for run in runs:
            lines = run.printed()
            kept = tuple(lines[-self.max_lines :])
            if kept:
                logs.append(Log(swatch(run), kept, len(lines)))
        return logs

    def render(self, view: list[Log], theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the last lines of each run; all of them are in the data."""
        del theme, children
        if not view:
            return Fragment(empty(say("No console output was logged.")))
        blocks: list[Block] = []
        parts, notes = [], []
        for place, log in enumerate(view):
            blocks.append(json_block({"lines": log.lines, "from": log.total - len(log.lines)}))
            if log.total > len(log.lines):
                notes.append(
                    say(
                        "{run}: the last {n} of {total} lines",
                        run=log.run["name"],
                        n=f"{len(log.lines):,}",
                        total=f"{log.total:,}",
                    )
                )
            head = Markup(
                '<summary><i class="rg-dot" style="background:var(--run-{})"></i> <bdi>{}</bdi> '
                '<span class="rg-note">{}</span></summary>'
            ).format(log.run["index"], log.run["name"], plural(log.total, "log line"))
            first = log.total - len(log.lines[-_FIRST:])
            lines = Markup().join(_line(first + i, line) for i, line in enumerate(log.lines[-_FIRST:]))
            body = Markup(
                '<rg-console-log data-view="{}"><div class="rg-console" tabindex="0" role="log" aria-live="off" '
                'aria-label="{}">{}</div></rg-console-log>'
            ).format(blocks[-1].id, say("Console of {run}", run=log.run["name"]), lines)
            shown = Markup(" open") if place == 0 else Markup()
            parts.append(Markup('<details data-run="{}"{}>{}{}</details>').format(log.run["index"], shown, head, body))
        alt = say("Console output of {runs}.", runs=plural(len(view), "run"))
        html = Markup('<div class="rg-consoles">{}</div>').format(Markup().join(parts))
        held = [HeldConsole(log.run["index"], one.id, log.total) for log, one in zip(view, blocks, strict=True)]
        return Fragment(html, frozenset({"console_log"}), blocks=blocks, alt=alt, sampled=notes, holds=[*held])


def _line(number: int, line: Sequence[Segment]) -> Markup:
    return Markup('<div data-line="{}">{}</div>').format(number + 1, Markup().join(map(_segment, line)))


def _segment(segment: Segment) -> Markup:
    style, text = segment
    if not style:
        return Markup("{}").format(text)
    return Markup('<span class="{}">{}</span>').format(" ".join(f"rg-{word}" for word in style.split()), text)
