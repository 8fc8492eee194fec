"""Take a report apart."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reportgen.cli.options import strict_status
from reportgen.cli.said import failures, progress_bar, say, tell
from reportgen.digits import plural


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="The folder to write; it must not be there yet. By default REPORT-data, next to the report.",
)  # fmt: skip
@click.option(
    "--to", type=click.Choice(["files", "native"]), default="files", show_default=True,
    help="files: CSV, Parquet, media and JSON. native: run folders and a spec that build the report again.",
)  # fmt: skip
@strict_status
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
def extract(report: Path, output: Path | None, to: str, strict: bool, quiet: bool) -> None:
    """Write what REPORT holds as files: tables and metrics, pictures and scenes, facts of runs, the spec.

    Of a damaged report all is written that is intact, and the rest is named. Nothing that exists is overwritten.
    """
    with failures():
        from reportgen.errors import Level
        from reportgen.publish.archive.extracting import extract as extract_report

        with progress_bar(quiet) as progress:
            done = extract_report(report, output, to=to, progress=progress)
    tell(done.problems)
    if not quiet:
        say(f"{plural(done.files, 'file')} of {report.name}.")
        click.echo(os.fsencode(done.folder))
    if strict and any(problem.level is Level.MISSING for problem in done.problems):
        sys.exit(3)
