"""Print the JSON Schema of the spec."""

from __future__ import annotations

import json

import click

from reportgen.cli.said import failures


@click.command()
def schema() -> None:
    """Print the JSON Schema of the spec (draft-07), for editors."""
    with failures():
        from reportgen.panels import Kinds
        from reportgen.readers import Readers
        from reportgen.spec.schema import schema as report_schema

        click.echo(json.dumps(report_schema(Kinds(), Readers().formats()), indent=1, ensure_ascii=False))
