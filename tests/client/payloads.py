"""What panels hand to the page's code, as TypeScript: made of the TypedDicts beside the code that fills them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import reportgen.charts.frame
import reportgen.panels

HEAD = """\
// What panels hand to elements: made of the TypedDicts in reportgen/panels by tests/client/payloads.py. Do not edit:
// `pytest tests/client/test_payloads.py --golden` writes it.

import type { VegaSpec } from "./chart/vega";
import type { BlockId } from "./core";
import type { Distribution } from "./query/engine/distribution";
"""
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}


def payloads() -> Iterator[type]:
    """Yield each payload in the order of modules and lines."""
    for module in modules():
        for value in vars(module).values():
            if is_typeddict(value) and value.__module__ == module.__name__:
                yield value


def modules() -> list[types.ModuleType]:
    """Return every module that declares payloads."""
    found = pkgutil.walk_packages(reportgen.panels.__path__, "reportgen.panels.")
    return [reportgen.charts.frame, *(importlib.import_module(each.name) for each in found)]


@cache
def unions() -> dict[str, Any]:
    """Return by name what is one of several payloads."""
    return {
        name: value
        for module in modules()
        for name, value in vars(module).items()
        if name.endswith("Payload") and isinstance(value, types.UnionType)
    }


def typescript(hint: Any) -> str:  # noqa: PLR0911 - one line per kind of type
    """Return a type as TypeScript writes it."""
    kind, parts = get_origin(hint), get_args(hint)
    if named := next((name for name, value in unions().items() if value == hint), ""):
        return named
    if kind is Annotated:
        return str(hint.__metadata__[0])
    if kind is Literal:
        return " | ".join(f'"{part}"' for part in parts)
    if kind in (Union, types.UnionType):
        return " | ".join(map(typescript, parts))
    if kind is list:
        inner = typescript(parts[0])
        return f"({inner})[]" if " | " in inner or " & " in inner else f"{inner}[]"
    if kind is tuple:
        return f"[{', '.join(map(typescript, parts))}]"
    if kind is dict:
        return f"Record<{typescript(parts[0])}, {typescript(parts[1])}>"
    return str(hint.__name__) if is_typeddict(hint) else PLAIN[hint]


def interface(payload: type) -> str:
    """Return a payload as an exported interface with its docstring."""
    words = (inspect.getdoc(payload) or "").replace("``", "`").splitlines()
    comment = [f"/** {words[0]} */"] if len(words) == 1 else ["/**", *(f" * {line}".rstrip() for line in words), " */"]
    lines = [*comment, f"export interface {payload.__name__} {{"]
    for name, hint in get_type_hints(payload, include_extras=True).items():
        optional = get_origin(hint) is NotRequired
        lines.append(f"  {name}{'?' if optional else ''}: {typescript(get_args(hint)[0] if optional else hint)};")
    return "\n".join([*lines, "}", ""])


def text() -> str:
    """Return the whole module."""
    either = [
        "\n".join([f"export type {name} =", *(f"  | {typescript(part)}" for part in get_args(value))]) + ";\n"
        for name, value in unions().items()
    ]
    return "\n".join([HEAD, *map(interface, payloads()), *either])
