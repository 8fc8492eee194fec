"""Build a report."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.options import chosen, filled, of_coco, runs_or_spec, settings_of, staging_folder, strict_status
from reportgen.cli.outputs import Outputs, given_baseline, output_options
from reportgen.cli.said import failures, progress_bar, say, tell, tell_gates
from reportgen.digits import file_size, plural

if TYPE_CHECKING:
    from reportgen.pipeline import Result

_BIG = 50_000_000


@click.command()
@runs_or_spec
@of_coco
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, readable=False, allow_dash=True),
    help="The HTML file to write; - is standard output.",
)  # fmt: skip
@filled
@staging_folder
@chosen
@strict_status
@given_baseline
@output_options
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
@click.option("-v", "--verbose", is_flag=True, help="Show every part in the size table, and print tracebacks.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; --json-file writes it to a file.")
@click.option("--open", "open_it", is_flag=True, help="Open the report in a browser.")
@click.option("--pdf", is_flag=True, help="Also print the report to a PDF next to it, with an installed browser.")
def build(
    paths: tuple[Path, ...], coco: bool, output: str | None, settings: tuple[str, ...], staging: Path | None,
    filters: str,
    strict: bool, quiet: bool, verbose: bool, as_json: bool, open_it: bool, pdf: bool, baseline: tuple[str, ...],
    **files: str | None,
) -> None:  # fmt: skip
    """Build a report from PATHS: one spec (report.yaml), or runs alone for an automatic report.

    The status is 3 when a gate of severity error is red; the report is written all the same.
    """
    outputs = Outputs({}, {})
    with failures(verbose=verbose, failed=lambda problems: outputs.failed(problems, paths[0])):
        from reportgen.pipeline import Given
        from reportgen.pipeline import beside as report_place
        from reportgen.pipeline import build as build_report

        printed = _is_printed(output, as_json=as_json, open_it=open_it)
        outputs = Outputs.of(files, [output if output is not None else report_place(_specs(paths))])
        with progress_bar(quiet or as_json) as progress:
            result = build_report(
                _specs(paths), output, settings=settings_of(settings), staging=staging, progress=progress, pdf=pdf,
                given=Given(filters, "coco" if coco else ""), baseline=baseline, others=list(outputs.places.values()),
            )  # fmt: skip
        outputs.write(result)
    tell(result.problems)
    tell_gates(result.verdicts)
    if as_json:
        from reportgen.publish.outputs.result import as_json as result_as_json

        click.echo(result_as_json(result))
    elif not quiet:
        _summary(result, verbose=verbose)
        if not printed:
            click.echo(os.fsencode(result.path))
            if result.pdf is not None:
                click.echo(os.fsencode(result.pdf))
    if open_it and click.launch(result.path.resolve().as_uri()):
        say(f"Could not start a browser. Open {result.path} yourself.")
    if strict and not (result.complete and result.is_decided):
        say("Failed because of --strict: something is missing or undecided (see above).")
    if result.is_red or (strict and not (result.complete and result.is_decided)):
        sys.exit(3)


def _is_printed(output: str | None, *, as_json: bool, open_it: bool) -> bool:
    """Return whether the report itself goes to standard output, where nothing else may then be said."""
    if output is None:
        return False
    from reportgen.page.output import Output

    place = Output.at(output)
    if place.is_stream and open_it:
        raise click.UsageError("--open needs a file: add -o report.html")
    if place.is_standard and as_json:
        raise click.UsageError("--json and the report cannot both go to standard output: choose a file with -o")
    return place.is_standard


def _specs(paths: tuple[Path, ...]) -> list[Path]:
    specs = [path for path in paths if path.suffix in (".yaml", ".yml")]
    if specs and len(paths) > 1:
        raise click.UsageError("pass either one spec or only run paths; in a spec, list runs under 'runs:'")
    return list(paths)


def _summary(result: Result, *, verbose: bool) -> None:
    """Print the size of each part."""
    parts = [share for share in result.shares if share.size >= result.size / 100 or verbose]
    rest = [share for share in result.shares if share not in parts]
    rows = [(share.name[:60], share.size) for share in parts]
    if rest:
        rows.append((plural(len(rest), "smaller part"), sum(share.size for share in rest)))
    for name, size in rows:
        say(f"  {file_size(size):>9}  {size / result.size:>4.0%}  {name}")
    say(f"  {file_size(result.size):>9}  " + (f"from {plural(result.runs, 'run')}" if result.runs else "in all"))
    if result.size > _BIG:
        say("  This file is large for a browser or e-mail. Set `size_budget:` in the spec to shrink images.")
