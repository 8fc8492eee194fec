"""List runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.options import runs_or_spec, staging_folder
from reportgen.cli.said import failures, say, show, tell
from reportgen.digits import plural

if TYPE_CHECKING:
    from reportgen.model.runset import RunSet


@click.command()
@runs_or_spec
@staging_folder
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def inspect(paths: tuple[Path, ...], staging: Path | None, as_json: bool) -> None:
    """List the runs at PATHS with their state, metrics, media and tables."""
    with failures():
        from reportgen.pipeline import automatic

        _, runs, problems = automatic(paths, staging)
        tell(problems)
        if as_json:
            from reportgen.publish.runs.facts import facts

            click.echo(json.dumps([facts(run) for run in runs], indent=1, ensure_ascii=False))
            return
        _listing(runs)
        formats = sorted({run.meta.format for run in runs})
        found = ", ".join(f"{sum(run.meta.format == name for run in runs):,} {name}" for name in formats)
        say(f"{plural(len(runs), 'run')}: {found}." if found else "0 runs.")


def _listing(runs: RunSet) -> None:
    from reportgen.model.nested import flatten
    from reportgen.panels.base.values import show_cell

    for run in runs:
        meta = run.meta
        show("  ".join(filter(None, (run.name, meta.state, meta.folder, f"({meta.format})"))))
        config = {path: " ".join(show_cell(value).split()) for path, value in flatten(meta.config).items()}
        if config:
            shown = ", ".join(f"{path}={value[:40]}" for path, value in list(config.items())[:24])
            show(f"  config: {shown}" + (f" and {len(config) - 24} more" if len(config) > 24 else ""))  # noqa: PLR2004
        groups: dict[str, list[str]] = {}
        for key, info in run.keys.items():
            kind = info.media or ("metric" if info.is_number else "text" if "text" in info.types else "other")
            groups.setdefault("system metric" if info.system else kind, []).append(f"{key} ({info.count:,})")
        for kind in sorted(groups, key=lambda kind: (kind != "metric", kind == "system metric", kind)):
            show(f"  {kind}: {', '.join(groups[kind])}")
        if run.charts:
            shown = ", ".join(f"{key} ({chart.definition or chart.kind})" for key, chart in sorted(run.charts.items()))
            show(f"  chart: {shown}")
