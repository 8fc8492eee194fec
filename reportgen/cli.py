"""The command line: the only place that prints or exits. Messages go to standard error, data to standard output.

Exit status: 0 done; 1 the build failed; 2 the spec or the command line is wrong; 3 done, but with ``--strict`` and
something was missing (the HTML is written all the same); 128 and a signal's number when it was stopped: 130 by Ctrl-C,
143 by SIGTERM, 141 when nobody reads what it prints any more.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.digits import file_size, plural
from reportgen.stopping import endings

if TYPE_CHECKING:
    from reportgen.errors import Problem
    from reportgen.model.run import Run
    from reportgen.model.runset import RunSet
    from reportgen.pipeline import Progress, Result

_BIG = 50_000_000
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_paths = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
_staging = click.option(
    "--staging", type=click.Path(file_okay=False, path_type=Path), help="Folder with copied artifact staging files."
)
_strict = click.option("--strict", is_flag=True, help="Exit with status 3 when something is missing.")
_set = click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Fill ${KEY} in the spec.")
_filters = click.option(
    "--filters", default="", metavar="EXPRESSION", help="Use only runs for which this is true: project == 'mnist'."
)


class _Commands(click.Group):
    """Commands that end in order, whatever ends them."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with endings():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.version_option(None, "-V", "--version", package_name="reportgen-ml", prog_name="reportgen")
def main() -> None:
    """Turn logged machine-learning runs into one self-contained HTML report."""


@main.command()
@_paths
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, readable=False, allow_dash=True),
    help="The HTML file to write; - is standard output.",
)  # fmt: skip
@_set
@_staging
@_filters
@_strict
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
@click.option("-v", "--verbose", is_flag=True, help="Show every part in the size table, and print tracebacks.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--open", "open_it", is_flag=True, help="Open the report in a browser.")
@click.option("--pdf", is_flag=True, help="Also print the report to a PDF next to it, with an installed browser.")
def build(
    paths: tuple[Path, ...], output: str | None, settings: tuple[str, ...], staging: Path | None, filters: str,
    strict: bool, quiet: bool, verbose: bool, as_json: bool, open_it: bool, pdf: bool,
) -> None:  # fmt: skip
    """Build a report from PATHS: one spec (report.yaml), or runs alone for an automatic report."""
    with _failures(verbose=verbose):
        from reportgen.pipeline import build as build_report

        printed = _is_printed(output, as_json=as_json, open_it=open_it)
        with _progress(quiet or as_json) as progress:
            result = build_report(
                _specs(paths), output, settings=_settings(settings), staging=staging, progress=progress, pdf=pdf,
                filters=filters,
            )  # fmt: skip
    _problems(result.problems)
    if as_json:
        click.echo(json.dumps(_outcome(result), indent=1, ensure_ascii=False))
    elif not quiet:
        _summary(result, verbose=verbose)
        if not printed:
            click.echo(os.fsencode(result.path))
            if result.pdf is not None:
                click.echo(os.fsencode(result.pdf))
    if open_it and click.launch(result.path.resolve().as_uri()):
        _say(f"Could not start a browser. Open {result.path} yourself.")
    if strict and not result.complete:
        _say("Failed because of --strict: something is missing (see above).")
        sys.exit(3)


@main.command()
@_paths
@click.option("--title", default="", help="Title of the report.")
@_staging
@_filters
def init(paths: tuple[Path, ...], title: str, staging: Path | None, filters: str) -> None:
    """Print a commented starter spec for the runs at PATHS: reportgen init RUNS... > report.yaml."""
    with _failures():
        from reportgen.pipeline import first_spec

        text, problems = first_spec(paths, title, staging, filters)
        _problems(problems)
        click.echo(
            "# yaml-language-server: $schema=report.schema.json   (made by: reportgen schema > report.schema.json)"
        )
        click.echo(text, nl=False)


@main.command()
@click.argument("spec", type=click.Path(path_type=Path))
@_set
@_staging
@_strict
def check(spec: Path, settings: tuple[str, ...], staging: Path | None, strict: bool) -> None:
    """Validate SPEC against its runs without building."""
    with _failures():
        from reportgen.errors import Level
        from reportgen.pipeline import read_spec, rehearse
        from reportgen.pipeline.check import check as check_report
        from reportgen.sources import open_runs

        report = read_spec(spec, _settings(settings))
        runs, problems = open_runs(report, staging)
        problems += check_report(report, runs)
        problems += rehearse(report, runs, problems)
    _problems(problems)
    missing = [problem for problem in problems if problem.level is Level.MISSING]
    _say(
        f"{spec}: {plural(len(runs), 'run')}, {plural(len(missing), 'problem')}."
        if missing
        else f"{spec}: {plural(len(runs), 'run')}, fine."
    )
    if strict and missing:
        sys.exit(3)


@main.command()
@_paths
@_staging
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def inspect(paths: tuple[Path, ...], staging: Path | None, as_json: bool) -> None:
    """List the runs at PATHS with their state, metrics, media and tables."""
    with _failures():
        from reportgen.pipeline import automatic

        _, runs, problems = automatic(paths, staging)
        _problems(problems)
        if as_json:
            click.echo(json.dumps([_run_facts(run) for run in runs], indent=1, ensure_ascii=False))
            return
        _listing(runs)
        formats = sorted({run.meta.format for run in runs})
        found = ", ".join(f"{sum(run.meta.format == name for run in runs):,} {name}" for name in formats)
        _say(f"{plural(len(runs), 'run')}: {found}." if found else "0 runs.")


@main.command()
@_paths
@click.option("--to", required=True, metavar="FORMAT", help="The format to write: wandb.")
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into; each run gets a folder of its own there.",
)  # fmt: skip
@_staging
@_strict
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
def export(paths: tuple[Path, ...], to: str, output: Path, staging: Path | None, strict: bool, quiet: bool) -> None:
    """Write the runs at PATHS in the format of another logger: reportgen export RUNS... --to wandb -o FOLDER.

    What was logged is written as it is: no value is hidden as in a report. Folders that exist are never changed.
    """
    with _failures():
        from reportgen.errors import Level
        from reportgen.pipeline.exporting import export as export_runs

        with _progress(quiet) as progress:
            done = export_runs(paths, to, output, staging=staging, progress=progress)
    _problems(done.problems)
    for folder in () if quiet else done.folders:
        click.echo(os.fsencode(folder))
    if strict and any(problem.level is Level.MISSING for problem in done.problems):
        sys.exit(3)


@main.command()
def schema() -> None:
    """Print the JSON Schema of the spec (draft-07), for editors."""
    with _failures():
        from reportgen.panels import Kinds
        from reportgen.readers import Readers
        from reportgen.spec.schema import schema as report_schema

        click.echo(json.dumps(report_schema(Kinds(), Readers().formats()), indent=1, ensure_ascii=False))


def _print(text: str) -> None:
    """Print what was logged: half of a surrogate pair, which no terminal takes, is a question mark."""
    click.echo(text.encode("utf-8", "replace").decode())


def _say(text: str = "") -> None:
    click.echo(text, err=True)


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


def _settings(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--set {pair}: write KEY=VALUE")
        found[key] = value
    return found


def _specs(paths: tuple[Path, ...]) -> list[Path]:
    specs = [path for path in paths if path.suffix in (".yaml", ".yml")]
    if specs and len(paths) > 1:
        raise click.UsageError("pass either one spec or only run paths; in a spec, list runs under 'runs:'")
    return list(paths)


@contextmanager
def _failures(*, verbose: bool = False) -> Iterator[None]:
    """Turn errors of ours into messages and exit statuses; anything else is a fault of reportgen, and says so."""
    from reportgen.errors import ReportError

    _hear_libraries(verbose=verbose)
    try:
        yield
    except ReportError as error:
        _problems(error.problems)
        sys.exit(error.status)
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is None:
            raise  # of what is printed
        _say(f"error: {error.strerror or error}: {error.filename}")
        sys.exit(1)
    except (click.exceptions.Exit, click.ClickException):
        raise
    except Exception as error:
        if verbose:
            raise
        _say(f"error: reportgen failed: {type(error).__name__}: {error}")
        _say("This is a bug in reportgen. Run `build -v` again and report the traceback.")
        sys.exit(1)


def _hear_libraries(*, verbose: bool) -> None:
    """Keep what libraries warn of from the terminal: what matters to a reader is reported as a problem."""
    import logging
    import warnings

    if verbose:
        logging.basicConfig(format="%(message)s")
        logging.getLogger("reportgen").setLevel(logging.DEBUG)
    else:
        logging.getLogger().addHandler(logging.NullHandler())
        if not sys.warnoptions:
            warnings.simplefilter("ignore")


def _problems(problems: Sequence[Problem]) -> None:
    from dataclasses import replace

    from reportgen.errors import Level

    styles = {Level.ERROR: ("error", "red"), Level.MISSING: ("missing", "yellow"), Level.NOTE: ("note", "blue")}
    for problem in problems:
        word, color = styles[problem.level]
        where = f"{problem.where}: " if problem.where else ""
        text = str(replace(problem, hint=" ".join(filter(None, (problem.hint, problem.aside))))).removeprefix(where)
        _say(f"{click.style(where, bold=True)}{click.style(word, fg=color)}: {text}")


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    """Yield a progress callback: a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, total: bar.update(task, description=what[:48], completed=done, total=total or None)


def _summary(result: Result, *, verbose: bool) -> None:
    """Print the size of each part."""
    parts = [share for share in result.shares if share.size >= result.size / 100 or verbose]
    rest = [share for share in result.shares if share not in parts]
    rows = [(share.name[:60], share.size) for share in parts]
    if rest:
        rows.append((plural(len(rest), "smaller part"), sum(share.size for share in rest)))
    for name, size in rows:
        _say(f"  {file_size(size):>9}  {size / result.size:>4.0%}  {name}")
    _say(f"  {file_size(result.size):>9}  " + (f"from {plural(result.runs, 'run')}" if result.runs else "in all"))
    if result.size > _BIG:
        _say("  This file is large for a browser or e-mail. Set `size_budget:` in the spec to shrink images.")


def _outcome(result: Result) -> dict[str, Any]:
    return {
        "path": str(result.path),
        **({"pdf": str(result.pdf)} if result.pdf is not None else {}),
        "bytes": result.size,
        "runs": result.runs,
        "complete": result.complete,
        "problems": [{"level": p.level.value, "where": str(p.where or ""), "what": str(p)} for p in result.problems],
        "parts": [{"name": share.name, "bytes": share.size} for share in result.shares],
    }


def _run_facts(run: Run) -> dict[str, Any]:
    from reportgen.model.nested import plain_tree

    meta = run.meta
    return {
        "id": meta.id, "name": run.name, "state": meta.state, "format": meta.format, "folder": meta.folder,
        "config": plain_tree(meta.config),
        "keys": {key: {"types": list(info.types), "count": info.count} for key, info in run.keys.items()},
        "charts": {key: {"definition": c.definition, "table": c.table_key} for key, c in run.charts.items()},
        "losses": [str(loss) for loss in meta.losses],
    }  # fmt: skip


def _listing(runs: RunSet) -> None:
    from reportgen.model.nested import flatten
    from reportgen.panels.base.values import show_cell

    for run in runs:
        meta = run.meta
        _print("  ".join(filter(None, (run.name, meta.state, meta.folder, f"({meta.format})"))))
        config = {path: show_cell(value) for path, value in flatten(meta.config).items()}
        if config:
            shown = ", ".join(f"{path}={value[:40]}" for path, value in list(config.items())[:24])
            _print(f"  config: {shown}" + (f" and {len(config) - 24} more" if len(config) > 24 else ""))  # noqa: PLR2004
        groups: dict[str, list[str]] = {}
        for key, info in run.keys.items():
            kind = info.media or ("metric" if info.is_number else "other")
            groups.setdefault("system metric" if info.system else kind, []).append(f"{key} ({info.count:,})")
        for kind in sorted(groups, key=lambda kind: (kind != "metric", kind == "system metric", kind)):
            _print(f"  {kind}: {', '.join(groups[kind])}")
        if run.charts:
            shown = ", ".join(f"{key} ({chart.definition or chart.kind})" for key, chart in sorted(run.charts.items()))
            _print(f"  chart: {shown}")
