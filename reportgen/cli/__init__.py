"""The command line: the only place that prints or exits. Messages go to standard error, data to standard output.

Exit status: 0 done; 1 the build failed; 2 the spec or the command line is wrong; 3 done, but a gate is red, or with
``--strict`` something was missing (the HTML is written all the same); 128 and a signal's number when it was stopped:
130 by Ctrl-C, 143 by SIGTERM, 141 when nobody reads what it prints any more.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import click

from reportgen.cli import commands
from reportgen.stopping import endings

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Commands(click.Group):
    """The modules of ``commands``, each loaded when it is asked for; they end in order, whatever ends them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(found.name.replace("_", "-") for found in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        found = getattr(import_module(f"{commands.__name__}.{name}"), name)
        return found if isinstance(found, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with endings():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.version_option(None, "-V", "--version", package_name="reportgen-ml", prog_name="reportgen")
def main() -> None:
    """Turn logged machine-learning runs into one self-contained HTML report."""
