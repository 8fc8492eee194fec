"""Take a report of W&B over."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reportgen.cli.options import strict_status
from reportgen.cli.said import failures, say, tell
from reportgen.digits import plural


@click.command(name="import-wandb")
@click.argument("spec", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="The YAML file to write; by default standard output.",
)  # fmt: skip
@click.option("--runs", multiple=True, metavar="PATH", help="Where its runs lie; by default wandb/. May be repeated.")
@click.option(
    "--report", "wanted", default="", metavar="TITLE", help="Of several reports this one: its title or number."
)
@strict_status
def import_wandb(spec: Path, output: Path | None, runs: tuple[str, ...], wanted: str, strict: bool) -> None:
    """Convert SPEC, a W&B report or workspace as JSON, to YAML: reportgen import-wandb spec.json -o report.yaml.

    What has no counterpart is named in a comment where it would be, and listed at the end. - reads standard input.
    """
    with failures():
        from reportgen.errors import Level, Problem, SpecError
        from reportgen.page.output import Output
        from reportgen.publish.wandb_report import RUNS, import_report

        if output is not None and output.exists() and str(spec) != "-" and output.samefile(spec):
            raise SpecError(Problem(f"{output} is what is read", None, "Choose another file with -o."))
        source = sys.stdin.buffer.read() if str(spec) == "-" else spec.read_bytes()
        found = import_report(source, runs or (RUNS,), wanted=wanted, file=output.name if output else "")
        text = found.text.encode()
        if output is None:
            click.echo(text, nl=False)
        else:
            Output.at(output).write([text])
        tell(found.problems)
        lost = sum(problem.level is Level.MISSING for problem in found.problems)
    if found.problems:
        noted = len(found.problems) - lost
        say(f"{plural(lost, 'item')} not taken over, {plural(noted, 'item')} with a difference.")
    if strict and lost:
        sys.exit(3)
