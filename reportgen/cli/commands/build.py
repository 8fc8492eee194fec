"""Build a report."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from reportgen.cli.options import (
    anonymized,
    chosen,
    filled,
    given_of,
    of_coco,
    one_spec,
    password_file,
    runs_or_spec,
    settings_of,
    staging_folder,
    strict_status,
)
from reportgen.cli.outputs import Outputs, given_baseline, output_options
from reportgen.cli.password import password_of
from reportgen.cli.rebuilt import Rebuilt
from reportgen.cli.said import failures, progress_bar, say, tell, tell_gates
from reportgen.digits import file_size, plural

if TYPE_CHECKING:
    from reportgen.pipeline import Result

_BIG = 50_000_000


@click.command()
@runs_or_spec
@of_coco
@click.option(
    "-o", "--output", type=click.Path(readable=False, allow_dash=True),
    help="The HTML file to write, or with --format dir the folder; - is standard output.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["file", "dir"]), default="file",
    help="One HTML file, or a folder for hosts that forbid scripts in the page.",
)  # fmt: skip
@filled
@staging_folder
@chosen
@anonymized
@password_file()
@strict_status
@given_baseline
@output_options
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
@click.option("-v", "--verbose", is_flag=True, help="Show every part in the size table, and print tracebacks.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; --json-file writes it to a file.")
@click.option("--open", "open_it", is_flag=True, help="Open the report in a browser.")
@click.option("--watch", is_flag=True, help="Write the report again whenever its runs, spec or files change.")
@click.option("--pdf", is_flag=True, help="Also print the report to a PDF next to it, with an installed browser.")
def build(
    paths: tuple[Path, ...], coco: bool, output: str | None, form: str, settings: tuple[str, ...], staging: Path | None,
    filters: str, anonymize: bool, password_source: str | None,
    strict: bool, quiet: bool, verbose: bool, as_json: bool, open_it: bool, watch: bool, pdf: bool,
    baseline: tuple[str, ...], **files: str | None,
) -> None:  # fmt: skip
    """Build a report from PATHS: one spec (report.yaml), or runs alone for an automatic report.

    The status is 3 when a gate of severity error is red; the report is written all the same.
    """
    outputs = Outputs({}, {})
    with failures(verbose=verbose, failed=lambda problems: outputs.failed(problems, paths[0])):
        from reportgen.pipeline import beside as report_place
        from reportgen.pipeline import build as build_report

        source = one_spec(paths)
        printed = form == "file" and _is_printed(output, as_json=as_json, open_it=open_it or watch)
        password, weak = (None, []) if password_source is None else password_of(password_source, output, confirm=True)
        taken = output if output is not None else report_place(source)
        outputs = Outputs.of(files, [taken] if form == "file" else [])
        make = partial(
            build_report, source, output, settings=settings_of(settings), staging=staging, pdf=pdf,
            given=given_of(filters, coco=coco), form="dir" if form == "dir" else "file",
            anonymize=anonymize, password=password, baseline=baseline, others=list(outputs.places.values()),
        )  # fmt: skip
        if watch:
            if as_json:
                raise click.UsageError("--watch prints no JSON: leave out --json")
            tell(weak)
            _watch(make, output, open_it=open_it)
        with progress_bar(quiet or as_json) as progress:
            result = make(progress=progress)
        outputs.write(result)
    tell([*weak, *result.problems])
    tell_gates(result.verdicts)
    if as_json:
        from reportgen.publish.outputs.result import as_json as result_as_json

        click.echo(result_as_json(result))
    elif not quiet:
        _summary(result, verbose=verbose)
        if not printed:
            click.echo(os.fsencode(result.shown_path(result.path)))
            if result.pdf is not None:
                click.echo(os.fsencode(result.shown_path(result.pdf)))
    if open_it and click.launch(result.path.resolve().as_uri()):
        say(f"Could not start a browser. Open {result.shown_path(result.path)} yourself.")
    if strict and not (result.complete and result.is_decided):
        say("Failed because of --strict: something is missing or undecided (see above).")
    if result.is_red or (strict and not (result.complete and result.is_decided)):
        sys.exit(3)


def _watch(make: Callable[[], Result], output: str | None, *, open_it: bool) -> NoReturn:
    """Write the report over and over, until somebody ends it."""
    from reportgen.publish.serving.rebuilding import Rebuilding

    said = Rebuilt()
    rebuilding = Rebuilding(make, own=(Path(output),) if output else ())
    for built in rebuilding.builds():
        said.tell(built)
        if built.result is not None:
            rebuilding.own = (built.result.path, *([built.result.pdf] if built.result.pdf else []))
            if not said.has_written:
                said.has_written = True
                say(f"Written: {built.result.path}. It is written again when something changes; Ctrl-C ends this.")
                if open_it:
                    click.launch(built.result.path.resolve().as_uri())
    raise AssertionError


def _is_printed(output: str | None, *, as_json: bool, open_it: bool) -> bool:
    """Return whether the report itself goes to standard output, where nothing else may then be said."""
    if output is None:
        return False
    from reportgen.page.output import Output

    place = Output.at(output)
    if place.is_stream and open_it:
        raise click.UsageError("--open and --watch need a file: add -o report.html")
    if place.is_standard and as_json:
        raise click.UsageError("--json and the report cannot both go to standard output: choose a file with -o")
    return place.is_standard


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
        say("  This file is large for a browser or e-mail. Set `size_budget:` in the spec to shrink it.")
