"""Build a report again of what it holds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reportgen.cli.options import strict_status
from reportgen.cli.said import failures, progress_bar, tell


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="The file to write; - is standard output. By default REPORT-rebuilt.html, next to the report.",
)  # fmt: skip
@click.option("--theme", metavar="NAME", help="Another theme: a built-in one, or a folder.")
@strict_status
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
def rebuild(report: Path, output: Path | None, theme: str | None, strict: bool, quiet: bool) -> None:
    """Build REPORT again by this reportgen, of the data inside: its runs, tables and settings are not needed."""
    with failures():
        from reportgen.errors import Level
        from reportgen.publish.archive.rebuilding import rebuild as rebuild_report

        with progress_bar(quiet) as progress:
            done = rebuild_report(report, output, theme=theme, progress=progress)
    problems = [*done.problems, *done.result.problems]
    tell(problems)
    if not quiet:
        click.echo(os.fsencode(done.result.path), err=str(done.result.path) == "-")
    if strict and any(problem.level is Level.MISSING for problem in problems):
        sys.exit(3)
