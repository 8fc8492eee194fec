"""The files for machines and for reviews that one build writes beside the page, and what GitHub Actions is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.said import say

if TYPE_CHECKING:
    from reportgen.errors import Problem
    from reportgen.page.output import Output
    from reportgen.pipeline import Result

_BEGINNING = 200
_OPTIONS = (
    ("summary", "Also write gates, results and problems as Markdown; GitHub's summary of a job gets them by itself."),
    ("comment", "The same for a comment of a pull request, below 64 kB, with a first line by which to find it again."),
    ("json_file", "Also write the result as JSON (`reportgen schema --of result`)."),
    ("metrics_out", "Also write the metrics of the runs as OpenMetrics text."),
    ("junit", "Also write the gates as test cases in JUnit's XML."),
)  # fmt: skip


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


with_outputs: list[Callable[[Any], Any]] = [
    click.option(_flag(name), type=click.Path(dir_okay=False, allow_dash=True), metavar="FILE", help=text)
    for name, text in _OPTIONS
]
given_baseline = click.option(
    "--baseline", "baseline", multiple=True, metavar="PATH",
    help="Compare with the runs at PATH, or in an older report; in place of the spec's baseline.",
)  # fmt: skip


def output_options(command: Any) -> Any:
    """Add the options of all outputs to a command."""
    for option in reversed(with_outputs):
        command = option(command)
    return command


def in_actions() -> bool:
    """Return whether GitHub Actions runs the command."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


@dataclass
class Outputs:
    """Which files are wanted, by option."""

    wanted: dict[str, str]
    places: dict[str, Output]

    @classmethod
    def of(cls, wanted: dict[str, str | None], taken: Sequence[Path | str]) -> Outputs:
        """Return where each file goes; UsageError where two are one, or one is the report itself."""
        from reportgen.page.output import Output

        given = {name: path for name, path in wanted.items() if path}
        if _is_step_summary(given.get("summary", "")):
            del given["summary"]  # which is written by itself, behind what others wrote
        places = {name: Output.at(path) for name, path in given.items()}
        seen: dict[str, str] = {str(Output.at(path).place): "the report" for path in taken if not Path(path).is_dir()}
        for name, place in places.items():
            if str(place.place) in seen:
                raise click.UsageError(f"{_flag(name)} and {seen[str(place.place)]} cannot both be '{place.path}'")
            seen[str(place.place)] = _flag(name)
        return cls(given, places)

    def write(self, result: Result) -> None:
        """Write every file that is wanted, and tell GitHub Actions."""
        if not self.places and not in_actions():
            return
        from reportgen.publish.outputs import junit, markdown, openmetrics
        from reportgen.publish.outputs import result as results
        from reportgen.publish.outputs.annotations import commands_of

        made: dict[str, Callable[[], str]] = {
            "summary": lambda: markdown.summary(result), "comment": lambda: markdown.comment(result),
            "json_file": lambda: f"{results.as_json(result)}\n", "junit": lambda: junit.junit(result),
            "metrics_out": lambda: openmetrics.openmetrics(result),
        }  # fmt: skip
        for name, place in self.places.items():
            place.write([result.published(made[name]())])
        if in_actions():
            _append(lambda left: result.published(markdown.summary(result, left)))
            _command([result.published(line) for line in commands_of(result, os.environ.get("GITHUB_WORKSPACE", ""))])

    def failed(self, problems: Sequence[Problem], source: Path) -> None:
        """Say where reviewers look that the report could not be built: the files there would be of an older one."""
        if not self.places and not in_actions():
            return
        from reportgen.errors import ReportError
        from reportgen.publish.outputs import junit, markdown
        from reportgen.publish.outputs.annotations import failed_commands

        text = markdown.failed_summary(source.name, problems)
        made = {"summary": text, "comment": text, "junit": junit.failed_junit(source.stem, problems)}
        for option, place in self.places.items():
            if option in made and _is_ours(place, markdown.MARK):
                try:
                    place.write([made[option]])
                except ReportError as error:
                    say(f"error: {error}")
        if in_actions():
            _append(lambda _left: text)
            root = os.environ.get("GITHUB_WORKSPACE", "")
            _command(failed_commands(problems, str(source.parent), root))


def _is_ours(place: Output, mark: str) -> bool:
    """Return whether nothing is at a place, or what an earlier build wrote: nobody has checked that it is no input."""
    if place.is_stream or place.status is None:
        return True
    with suppress(OSError), place.place.open("rb") as file:
        return mark.encode() in file.read(_BEGINNING)
    return False


def _is_step_summary(path: str) -> bool:
    own = os.environ.get("GITHUB_STEP_SUMMARY", "")
    return bool(in_actions() and path and own) and Path(path).absolute() == Path(own).absolute()


def _append(text: Callable[[int], str]) -> None:
    """Add to the summary of the step, within what GitHub takes of it."""
    from reportgen.publish.outputs.markdown import SUMMARY_LIMIT

    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not path:
        return
    try:
        there = Path(path).stat().st_size if Path(path).exists() else 0
        with Path(path).open("ab") as file:
            file.write(text(max(SUMMARY_LIMIT - there, 0)).encode("utf-8", "replace"))
    except OSError as error:
        say(f"note: the job's summary cannot be written: {error.strerror}")


def _command(lines: Sequence[str]) -> None:
    """Print commands of the runner, each on a line of its own."""
    for line in lines:
        click.echo(line.encode("utf-8", "replace"), err=True)
