"""What commands print: messages and progress to standard error, data to standard output."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reportgen.errors import Problem
    from reportgen.gates import Verdict
    from reportgen.pipeline import Progress


def show(text: str) -> None:
    """Print what was logged: half of a surrogate pair, which no terminal takes, is a question mark."""
    click.echo(harmless(text.encode("utf-8", "replace").decode()))


def say(text: str = "") -> None:
    """Print a message."""
    click.echo(harmless(text), err=True)


_RUNNERS = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
_COMMAND = re.compile(r"(?m)(?:(?<=\r)|^)([^\S\r\n]*)::|##(?=\[|vso\[|teamcity\[)")


def harmless(text: str) -> str:
    """Return a text that no runner takes for a command: names of runs and console lines may begin with ``::``."""
    if not any(map(os.environ.get, _RUNNERS)):
        return text
    return _COMMAND.sub(lambda found: "# #" if found[0] == "##" else f"{found[1]}: :", text)


@contextmanager
def failures(*, verbose: bool = False, failed: Callable[[Sequence[Problem]], None] | None = None) -> Iterator[None]:
    """Turn errors of ours into messages and exit statuses; anything else is a fault of reportgen, and says so.

    ``failed`` is told what ends the command.
    """
    from reportgen.errors import ReportError

    _hear_libraries(verbose=verbose)
    try:
        yield
    except ReportError as error:
        tell(error.problems)
        if failed is not None:
            failed(error.problems)
        sys.exit(error.status)
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is None:
            raise  # of what is printed
        say(f"error: {error.strerror or error}: {error.filename}")
        sys.exit(1)
    except (click.exceptions.Exit, click.ClickException):
        raise
    except Exception as error:
        if verbose:
            raise
        say(f"error: reportgen failed: {type(error).__name__}: {error}")
        say("This is a bug in reportgen. Run `build -v` again and report the traceback.")
        sys.exit(1)


def _hear_libraries(*, verbose: bool) -> None:
    """Keep what libraries warn of from the terminal: what matters to a reader is reported as a problem."""
    import logging
    import warnings

    if verbose:
        logging.basicConfig(format="%(message)s")
        logging.getLogger("reportgen").setLevel(logging.DEBUG)
    else:
        logging.getLogger().addHandler(logging.NullHandler())
        if not sys.warnoptions:
            warnings.simplefilter("ignore")


def tell(problems: Sequence[Problem]) -> None:
    """Print problems: where, how bad, what, and what to do next."""
    from dataclasses import replace

    from reportgen.errors import Level

    styles = {Level.ERROR: ("error", "red"), Level.MISSING: ("missing", "yellow"), Level.NOTE: ("note", "blue")}
    for problem in problems:
        word, color = styles[problem.level]
        where = f"{problem.where}: " if problem.where else ""
        text = str(replace(problem, hint=" ".join(filter(None, (problem.hint, problem.aside))))).removeprefix(where)
        say(f"{click.style(where, bold=True)}{click.style(word, fg=color)}: {text}")


def tell_gates(verdicts: Sequence[Verdict]) -> None:
    """Print the gates that are not green, each with why, and how many there are of each kind."""
    from reportgen.gates.words import figures, reasons_of, runs_of, signed, state_word, tally

    colors = {"passed": "green", "failed": "red", "undecided": "yellow"}
    for verdict in verdicts:
        if verdict.state == "passed":
            continue
        color = colors[verdict.state] if verdict.severity == "error" else "yellow"
        said = [f"gate {click.style(state_word(verdict), fg=color)}: {verdict.label}", *reasons_of(verdict)]
        for check in verdict.checks:
            if check.is_told:
                value, limit = figures(check)
                line = f"{check.subject} {value}, must be {check.operator} {limit}"
                line += f", {signed(check.difference)} to the baseline" if check.difference == check.difference else ""
                said.append(line)
        say(f"{'; '.join(said)} ({runs_of(verdict)})")
    if verdicts:
        say(f"Gates: {tally(verdicts)}.")


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """Yield a progress callback: a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, total: bar.update(task, description=what[:48], completed=done, total=total or None)
