"""Print a starter spec."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen.cli.options import SCHEMA_LINE, chosen, of_coco, runs_or_spec, staging_folder
from reportgen.cli.said import failures, tell


@click.command()
@runs_or_spec
@of_coco
@click.option("--title", default="", help="Title of the report.")
@staging_folder
@chosen
def init(paths: tuple[Path, ...], coco: bool, title: str, staging: Path | None, filters: str) -> None:
    """Print a commented starter spec for the runs at PATHS: reportgen init RUNS... > report.yaml."""
    with failures():
        from reportgen.pipeline import Given, first_spec

        text, problems = first_spec(paths, title, staging, Given(filters, "coco" if coco else ""))
        tell(problems)
        click.echo(SCHEMA_LINE)
        click.echo(text, nl=False)
