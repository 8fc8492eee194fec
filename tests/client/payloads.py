"""What panels hand to the page's code, as TypeScript: made of the TypedDicts beside the code that fills them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import reportgen.charts.frame
import reportgen.panels

HEAD = """\
// What panels hand to elements: made of the TypedDicts in reportgen/panels by tests/client/payloads.py. Do not edit:
// `pytest tests/client/test_payloads.py --golden` writes it.

import type { VegaSpec } from "./chart";
import type { BlockId } from "./core";
"""
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}


def payloads() -> Iterator[type]:
    """Yield each payload in the order of modules and lines."""
    found = pkgutil.walk_packages(reportgen.panels.__path__, "reportgen.panels.")
    modules = [reportgen.charts.frame, *(importlib.import_module(each.name) for each in found)]
    for module in modules:
        for value in vars(module).values():
            if is_typeddict(value) and value.__module__ == module.__name__:
                yield value


def typescript(hint: Any) -> str:  # noqa: PLR0911 - one line per kind of type
    """Return a type as TypeScript writes it."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind is Annotated:
        return str(hint.__metadata__[0])
    if kind is Literal:
        return " | ".join(f'"{part}"' for part in parts)
    if kind in (Union, types.UnionType):
        return " | ".join(map(typescript, parts))
    if kind is list:
        inner = typescript(parts[0])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if kind is tuple:
        return f"[{', '.join(map(typescript, parts))}]"
    if kind is dict:
        return f"Record<{typescript(parts[0])}, {typescript(parts[1])}>"
    return str(hint.__name__) if is_typeddict(hint) else PLAIN[hint]


def interface(payload: type) -> str:
    """Return a payload as an exported interface with its docstring."""
    words = (inspect.getdoc(payload) or "").replace("``", "`")
    lines = [f"/** {words} */", f"export interface {payload.__name__} {{"]
    for name, hint in get_type_hints(payload, include_extras=True).items():
        optional = get_origin(hint) is NotRequired
        lines.append(f"  {name}{'?' if optional else ''}: {typescript(get_args(hint)[0] if optional else hint)};")
    return "\n".join([*lines, "}", ""])


def text() -> str:
    """Return the whole module."""
    return "\n".join([HEAD, *map(interface, payloads())])
