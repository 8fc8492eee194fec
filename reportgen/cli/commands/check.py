"""Validate specs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from reportgen.cli.options import filled, settings_of, staging_folder, strict_status
from reportgen.cli.outputs import Outputs, given_baseline
from reportgen.cli.said import failures, say, tell, tell_gates
from reportgen.digits import plural


@click.command()
@click.argument("specs", nargs=-1, required=True, type=click.Path(path_type=Path))
@filled
@staging_folder
@given_baseline
@strict_status
def check(
    specs: tuple[Path, ...], settings: tuple[str, ...], staging: Path | None, baseline: tuple[str, ...], strict: bool
) -> None:
    """Validate SPECS against their runs without building, and let their gates decide.

    The status is 3 when a gate of severity error is red.
    """
    statuses = [_checked(spec, settings_of(settings), staging, baseline, strict=strict) for spec in specs]
    sys.exit(max(statuses, key=lambda status: (status == 2, status)))  # noqa: PLR2004 - a wrong spec is worst


def _checked(
    spec: Path, settings: Mapping[str, str], staging: Path | None, baseline: Sequence[str], *, strict: bool
) -> int:
    """Say what is wrong with a spec and what its gates decide; return the status."""
    try:
        with failures(failed=lambda problems: Outputs({}, {}).failed(problems, spec)):
            from reportgen.errors import Level
            from reportgen.pipeline import judged_report, read_spec, rehearse
            from reportgen.pipeline.check import check as check_report
            from reportgen.sources import open_runs

            report = read_spec(spec, settings)
            runs, problems = open_runs(report, staging)
            report, judged, more = judged_report(report, runs, staging, baseline)
            problems += [*more, *check_report(report, runs)]
            problems += rehearse(report, runs, problems, judged)
    except SystemExit as ended:
        return int(ended.code or 0)
    tell(problems)
    tell_gates(judged.verdicts)
    missing = [problem for problem in problems if problem.level is Level.MISSING]
    undecided = any(verdict.state == "undecided" for verdict in judged.verdicts)
    red = any(verdict.stops for verdict in judged.verdicts)
    said = plural(len(missing), "problem") if missing else "no other problem" if red else "fine"
    say(f"{spec}: {plural(len(runs), 'run')}, {said}.")
    return 3 if red or (strict and (missing or undecided)) else 0
