"""Serve a report that is built again when anything that it shows changes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from reportgen.cli.options import (
    chosen,
    filled,
    given_of,
    of_coco,
    one_spec,
    runs_or_spec,
    settings_of,
    staging_folder,
)
from reportgen.cli.rebuilt import Rebuilt
from reportgen.cli.said import failures, say


@click.command()
@runs_or_spec
@of_coco
@filled
@staging_folder
@chosen
@click.option("--port", type=click.IntRange(1, 65535), help="The port; without it one that is free, from 8700 on.")
@click.option("--open", "open_it", is_flag=True, help="Open the report in a browser.")
@click.option("-v", "--verbose", is_flag=True, help="Print tracebacks.")
def serve(
    paths: tuple[Path, ...], coco: bool, settings: tuple[str, ...], staging: Path | None, filters: str,
    port: int | None, open_it: bool, verbose: bool,
) -> None:  # fmt: skip
    """Serve the report of PATHS on this machine, and build it again while its runs are logged: reportgen serve RUNS...

    PATHS are one spec (report.yaml), or runs alone for an automatic report. No file is written beside them. Ctrl-C ends
    it.
    """
    with failures(verbose=verbose), tempfile.TemporaryDirectory(prefix="reportgen-") as folder:
        from reportgen.pipeline import build as build_report
        from reportgen.publish.serving.rebuilding import Rebuilding
        from reportgen.publish.serving.server import Server
        from reportgen.publish.serving.stage import Stage, told

        source, given = one_spec(paths), given_of(filters, coco=coco)
        filling = settings_of(settings)
        report = Path(folder, "report.html")
        stage = Stage(report)
        rebuilding = Rebuilding(
            lambda: build_report(source, report, settings=filling, staging=staging, given=given),
            is_read_live=True, told=lambda: stage.show(building=True),
        )  # fmt: skip
        server = Server(stage, port)
        said = Rebuilt()
        try:
            say(f"The report is at {server.address} and follows what is logged. Ctrl-C ends this.")
            for built in rebuilding.builds():
                said.tell(built)
                if built.result is None:
                    stage.show(building=False, problems=tuple(map(told, built.problems)))
                else:
                    stage.lang = built.result.lang
                    stage.show(building=False, problems=(), build=built.number)
                if open_it and built.number == 1 and click.launch(server.address):
                    say(f"Could not start a browser. Open {server.address} yourself.")
        finally:
            server.close()
