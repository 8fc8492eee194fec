"""Open a locked report."""

from __future__ import annotations

import os
from pathlib import Path

import click

from reportgen.cli.options import password_file
from reportgen.cli.password import password_of
from reportgen.cli.said import failures


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@password_file(required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, readable=False, allow_dash=True),
    help="The HTML file to write; - is standard output. By default NAME-open.html next to the report.",
)  # fmt: skip
def unlock(report: Path, password_source: str, output: str | None) -> None:
    """Write the open file of REPORT, which a password locks: the same bytes as before it was locked."""
    with failures():
        from reportgen.inputs import watched
        from reportgen.page.locked.opening import unlocked_file
        from reportgen.page.output import Output

        place = Output.at(output or report.with_name(f"{report.stem}-open{report.suffix or '.html'}"))
        with watched() as inputs:
            password, _ = password_of(password_source, output)
            content = unlocked_file(report, password)
            place.refuse(inputs)
            place.write([content])
    if not place.is_standard:
        click.echo(os.fsencode(place.path))
