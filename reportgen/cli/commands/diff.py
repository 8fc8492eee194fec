"""Compare two sides."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reportgen.cli.options import SCHEMA_LINE, anonymized, password_file, staging_folder, strict_status
from reportgen.cli.outputs import Outputs, output_options
from reportgen.cli.password import password_of
from reportgen.cli.said import failures, progress_bar, tell


@click.command()
@click.argument("first", metavar="A", type=click.Path(path_type=Path))
@click.argument("second", metavar="B", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(readable=False, allow_dash=True),
    help="The HTML file to write, by default diff.html, or with --format dir the folder; - is standard output.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["file", "dir"]), default="file",
    help="One HTML file, or a folder for hosts that forbid scripts in the page.",
)  # fmt: skip
@click.option("--names", nargs=2, metavar="A B", help="What the sides are called.")
@click.option(
    "--groupby", "groupby", multiple=True, metavar="PATH",
    help="Match the runs of both sides by this path: name, config.model.",
)  # fmt: skip
@click.option(
    "--filters", default="", metavar="EXPRESSION",
    help="Use only runs for which this is true, on both sides: project == 'mnist'.",
)  # fmt: skip
@click.option("--no-code", is_flag=True, help="Leave out packages, commits and saved code, which are private.")
@click.option("--title", default="", help="Title of the report.")
@click.option("--print-spec", is_flag=True, help="Print the spec that this report is built from, and build nothing.")
@staging_folder
@anonymized
@password_file()
@strict_status
@output_options
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
@click.option("-v", "--verbose", is_flag=True, help="Print tracebacks.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; --json-file writes it to a file.")
@click.option("--open", "open_it", is_flag=True, help="Open the report in a browser.")
def diff(
    first: Path, second: Path, output: str | None, form: str, names: tuple[str, str] | None, groupby: tuple[str, ...],
    filters: str, no_code: bool, title: str, print_spec: bool, staging: Path | None, anonymize: bool,
    password_source: str | None, strict: bool, quiet: bool, verbose: bool, as_json: bool, open_it: bool,
    **files: str | None,
) -> None:  # fmt: skip
    """Build a report of what changed from A to B.

    Each is a report that reportgen built, a spec, or runs of any format; quote patterns: 'runs/main-*'. The status is
    0 whether or not something changed.
    """
    outputs = Outputs({}, {})
    with failures(verbose=verbose, failed=lambda problems: outputs.failed(problems, first)):
        from reportgen.pipeline import Sides, build, comparing_spec

        sides = Sides(
            first, second, names or None, filters, groupby, code=not no_code, title=title, anonymous=anonymize
        )  # fmt: skip
        if sides.called()[0] == sides.called()[1]:
            raise click.UsageError("--names: the sides need two different names")
        if print_spec:
            text, problems = comparing_spec(sides, staging)
            tell(problems)
            click.echo(SCHEMA_LINE)
            click.echo(text, nl=False)
            return
        taken = output if output is not None else "diff.html"
        password, weak = (None, []) if password_source is None else password_of(password_source, output, confirm=True)
        outputs = Outputs.of(files, [taken] if form == "file" else [])
        with progress_bar(quiet or as_json) as progress:
            result = build(
                sides, output, staging=staging, progress=progress, form="dir" if form == "dir" else "file",
                anonymize=anonymize, password=password, others=list(outputs.places.values()),
            )  # fmt: skip
        outputs.write(result)
    tell([*weak, *result.problems])
    if as_json:
        from reportgen.publish.outputs.result import as_json as result_as_json

        click.echo(result_as_json(result))
    elif not quiet:
        click.echo(os.fsencode(result.shown_path(result.path)), err=str(result.path) == "-")
    if open_it:
        click.launch(result.path.resolve().as_uri())
    if strict and not result.complete:
        sys.exit(3)
