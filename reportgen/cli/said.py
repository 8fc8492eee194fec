"""What commands print: messages and progress to standard error, data to standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reportgen.errors import Problem
    from reportgen.pipeline import Progress


def show(text: str) -> None:
    """Print what was logged: half of a surrogate pair, which no terminal takes, is a question mark."""
    click.echo(text.encode("utf-8", "replace").decode())


def say(text: str = "") -> None:
    """Print a message."""
    click.echo(text, err=True)


@contextmanager
def failures(*, verbose: bool = False) -> Iterator[None]:
    """Turn errors of ours into messages and exit statuses; anything else is a fault of reportgen, and says so."""
    from reportgen.errors import ReportError

    _hear_libraries(verbose=verbose)
    try:
        yield
    except ReportError as error:
        tell(error.problems)
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
