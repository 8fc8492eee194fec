"""Write runs for another logger."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reportgen.cli.options import runs_or_spec, staging_folder, strict_status
from reportgen.cli.said import failures, progress_bar, tell


@click.command()
@runs_or_spec
@click.option("--to", required=True, metavar="FORMAT", help="The format to write: wandb.")
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into; each run gets a folder of its own there.",
)  # fmt: skip
@staging_folder
@strict_status
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
def export(paths: tuple[Path, ...], to: str, output: Path, staging: Path | None, strict: bool, quiet: bool) -> None:
    """Write the runs at PATHS in the format of another logger: reportgen export RUNS... --to wandb -o FOLDER.

    What was logged is written as it is: no value is hidden as in a report. Folders that exist are never changed.
    """
    with failures():
        from reportgen.errors import Level
        from reportgen.pipeline.exporting import export as export_runs

        with progress_bar(quiet) as progress:
            done = export_runs(paths, to, output, staging=staging, progress=progress)
    tell(done.problems)
    for folder in () if quiet else done.folders:
        click.echo(os.fsencode(folder))
    if strict and any(problem.level is Level.MISSING for problem in done.problems):
        sys.exit(3)
