"""Where a command takes a password from: a file, or standard input, where a terminal asks for it unseen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reportgen.errors import Problem

_MOST = 2048


def password_of(source: str, output: str | None, *, confirm: bool = False) -> tuple[str, list[Problem]]:
    """Return a password, and what is to be said of it; SpecError says why what is there is none.

    The file that holds it is an input: an ``output`` in its place is refused.
    """
    from reportgen.inputs import watched
    from reportgen.page.locked.password import read_password
    from reportgen.page.output import Output

    if source != "-":
        with watched() as inputs:
            found = read_password(Path(source))
            if output is not None:
                Output.at(output).refuse(inputs)
            return found
    if sys.stdin is None:
        return read_password(Path("-"), b"")
    if sys.stdin.isatty():
        typed = click.prompt("Password", hide_input=True, confirmation_prompt=confirm, err=True)
        return read_password(Path("-"), str(typed).encode())
    return read_password(Path("-"), sys.stdin.buffer.read(_MOST))
