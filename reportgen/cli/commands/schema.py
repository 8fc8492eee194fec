"""Print the JSON Schema of the spec, or of a result."""

from __future__ import annotations

import json

import click

from reportgen.cli.said import failures


@click.command()
@click.option(
    "--of", "of", type=click.Choice(["spec", "result"]), default="spec", show_default=True,
    help="The spec, or what `build --json` prints.",
)  # fmt: skip
def schema(of: str) -> None:
    """Print the JSON Schema of the spec (draft-07), for editors, or of a build's result."""
    with failures():
        if of == "result":
            from reportgen.publish.outputs.result import schema as result_schema

            made = result_schema()
        else:
            from reportgen.panels import Kinds
            from reportgen.readers import Readers
            from reportgen.spec.schema import schema as report_schema

            made = report_schema(Kinds(), Readers().formats())
        click.echo(json.dumps(made, indent=1, ensure_ascii=False))
