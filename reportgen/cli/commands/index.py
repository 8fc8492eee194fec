"""Write one page over many reports."""

from __future__ import annotations

import os
from pathlib import Path

import click

from reportgen.cli.said import failures, say, tell
from reportgen.digits import plural


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="The HTML file to write; by default index.html in the folder, or here where several are given.",
)  # fmt: skip
@click.option("--title", default="", help="The heading of the page.")
@click.option("--lang", default="en", help="The language of the page, such as ja.")
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
def index(paths: tuple[Path, ...], output: Path | None, title: str, lang: str, quiet: bool) -> None:
    """Write a page that lists the reports at PATHS, files or folders: reportgen index reports/.

    It links to them where they lie, so move them together.
    """
    with failures():
        from reportgen.publish.index.writing import write_index

        folder = paths[0] if len(paths) == 1 and paths[0].is_dir() else Path()
        made = write_index(paths, output or folder / "index.html", title=title, lang=lang)
    tell(made.problems)
    if not quiet:
        hint = "" if made.reports else ". To build one: reportgen build RUNS -o reports/NAME.html"
        say(f"  {plural(made.reports, 'report')}{hint}")
        click.echo(os.fsencode(made.path))
