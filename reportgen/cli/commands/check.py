"""Validate a spec."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reportgen.cli.options import filled, settings_of, staging_folder, strict_status
from reportgen.cli.said import failures, say, tell
from reportgen.digits import plural


@click.command()
@click.argument("spec", type=click.Path(path_type=Path))
@filled
@staging_folder
@strict_status
def check(spec: Path, settings: tuple[str, ...], staging: Path | None, strict: bool) -> None:
    """Validate SPEC against its runs without building."""
    with failures():
        from reportgen.errors import Level
        from reportgen.pipeline import read_spec, rehearse
        from reportgen.pipeline.check import check as check_report
        from reportgen.sources import open_runs

        report = read_spec(spec, settings_of(settings))
        runs, problems = open_runs(report, staging)
        problems += check_report(report, runs)
        problems += rehearse(report, runs, problems)
    tell(problems)
    missing = [problem for problem in problems if problem.level is Level.MISSING]
    say(
        f"{spec}: {plural(len(runs), 'run')}, {plural(len(missing), 'problem')}."
        if missing
        else f"{spec}: {plural(len(runs), 'run')}, fine."
    )
    if strict and missing:
        sys.exit(3)
