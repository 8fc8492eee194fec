"""What several commands take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from reportgen.pipeline import Given

SCHEMA_LINE = "# yaml-language-server: $schema=report.schema.json   (made by: reportgen schema > report.schema.json)"
"""The first line of a spec that is printed: editors complete its fields by it."""
runs_or_spec = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
staging_folder = click.option(
    "--staging", type=click.Path(file_okay=False, path_type=Path), help="Folder with copied artifact staging files."
)
strict_status = click.option("--strict", is_flag=True, help="Exit with status 3 when something is missing.")
of_coco = click.option(
    "--coco", is_flag=True, help="PATHS are COCO annotations, results for them, and folders of their images."
)
filled = click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Fill ${KEY} in the spec.")
chosen = click.option(
    "--filters", default="", metavar="EXPRESSION", help="Use only runs for which this is true: project == 'mnist'."
)

anonymized = click.option(
    "--anonymize", is_flag=True, help="Remove what tells of people, machines and projects, and rename the runs."
)


def password_file(*, required: bool = False) -> Callable[[Any], Any]:
    """Return the option that names the file with the password of a locked report."""
    return click.option(
        "--password-file", "password_source", metavar="FILE", required=required,
        help="Lock the report with the password in FILE; - is standard input." if not required
        else "The file with its password; - is standard input.",
    )  # fmt: skip


def settings_of(pairs: Sequence[str]) -> dict[str, str]:
    """Return what --set fills; UsageError for what is no pair."""
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--set {pair}: write KEY=VALUE")
        found[key] = value
    return found


def one_spec(paths: Sequence[Path]) -> list[Path]:
    """Return the paths of a report; UsageError where a spec stands beside others."""
    if len(paths) > 1 and any(path.suffix in (".yaml", ".yml") for path in paths):
        raise click.UsageError("pass either one spec or only run paths; in a spec, list runs under 'runs:'")
    return list(paths)


def given_of(filters: str, *, coco: bool) -> Given:
    """Return what the command line says of runs."""
    from reportgen.pipeline import Given

    return Given(filters, "coco" if coco else "")
