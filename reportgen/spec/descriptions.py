"""What the fields of a spec mean: the text below each in the code, read only when a schema is made of it."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from textwrap import dedent


@cache
def descriptions(model: type) -> dict[str, str]:
    """Return the docstrings of a class's fields, inherited ones among them, by name."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if owner.__module__.partition(".")[0] not in ("builtins", "pydantic") and owner is not object:
            found |= _own(owner)
    return found


def _own(model: type) -> dict[str, str]:
    try:
        source = dedent(inspect.getsource(model))
    except (OSError, TypeError):  # a class without a file
        return {}
    body = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)).body
    return {
        field.target.id: inspect.cleandoc(below.value.value)
        for field, below in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
    }  # fmt: skip
