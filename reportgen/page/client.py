"""The bundled browser code: which modules there are, and their text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reportgen.blocks import Block, text_block
from reportgen.errors import MissingBundle, Problem

_DIST = Path(__file__).parents[1] / "client" / "dist"


@dataclass(frozen=True)
class Module:
    """One script of the page: inserted as text, so its hash is what the policy names."""

    name: str
    text: str = field(repr=False)


@cache
def module(name: str) -> Module:
    """Return a bundled module: ``boot``, ``core``, ``elements/line_plot``, ``libraries/vega``.

    MissingBundle names the command that makes it in a checkout.
    """
    file = _DIST / f"{name}.js"
    if not file.is_file():
        raise MissingBundle(
            Problem(f"the page code '{name}' is not bundled in this checkout", None, "Run: python hatch_build.py")
        )
    return Module(name, file.read_text("utf-8"))


@cache
def all_modules() -> tuple[Module, ...]:
    """Return every module that some page inserts: the core, elements and libraries."""
    files = [*sorted(_DIST.glob("elements/*.js")), *sorted(_DIST.glob("libraries/*.js"))]
    return (module("core"), *(module(f"{file.parent.name}/{file.stem}") for file in files))


def script_texts() -> list[str]:
    """Return the texts of the page's own modules, and of the library of charts: they hold the names of all fields."""
    files = [
        *sorted(_DIST.glob("*.js")),
        *sorted(_DIST.glob("elements/*.js")),
        *sorted(_DIST.glob("libraries/[!mp]*.js")),
    ]
    return [file.read_text("utf-8") for file in files]


@cache
def packed(name: str) -> Block:
    """Return a module as a block of the page."""
    return text_block(module(name).text)


def licences(libraries: frozenset[str]) -> str:
    """Return the licence texts of the third-party code in these libraries."""
    file = _DIST / "licences.json"
    if not file.is_file():
        return ""
    texts: dict[str, str] = json.loads(file.read_text("utf-8"))
    return "\n\n".join(texts[name] for name in sorted(libraries) if texts.get(name))
