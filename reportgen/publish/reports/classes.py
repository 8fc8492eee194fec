"""The classes of reports, made from the models of the spec: a field added there is an argument here."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from reportgen.panels import Kinds, class_name
from reportgen.panels.base.panel import Panel
from reportgen.publish.reports.node import Block, Node
from reportgen.publish.reports.signatures import hint
from reportgen.spec.fields import Fields

MODULE = "reportgen.publish.reports"
_WIDTH = 108


@cache
def kinds() -> Kinds:
    """Return the kinds of blocks, those of installed packages among them."""
    return Kinds()


def kind_of(name: str) -> str | None:
    """Return the kind whose class is called so."""
    return next((kind for kind in kinds() if class_name(kind) == name), None)


@cache
def block_class(kind: str) -> type[Block]:
    """Return the class of a kind of block."""
    model = kinds()[kind]
    children = model.children
    own = [name for name in model.model_fields if name not in Panel.model_fields]
    names = tuple(dict.fromkeys(filter(None, (model.main, children, *own, *model.model_fields))))
    return type(class_name(kind), (Block,), _body(model, kind, names, model.main, children))


@cache
def nested_class(name: str) -> type[Node] | None:
    """Return the class of a mapping inside a block, such as ``Layout`` or ``Boxes``."""
    model = nested_models().get(name)
    if model is None:
        return None
    return type(name, (Node,), _body(model, name, tuple(model.model_fields), "", ""))


@cache
def nested_models() -> Mapping[str, type[Fields]]:
    """Return the models that fields of blocks have, by name."""
    found: dict[str, type[Fields]] = {}

    def look(kind: Any) -> None:
        if isinstance(kind, type) and issubclass(kind, Fields) and kind.__name__ not in found:
            found[kind.__name__] = kind
            for field in kind.model_fields.values():
                look(field.annotation)
        for part in getattr(kind, "__args__", ()) or ():
            look(part)

    for kind in kinds():
        if kinds()[kind].__module__.startswith("reportgen."):
            for field in kinds()[kind].model_fields.values():
                look(field.annotation)
    return {name: found[name] for name in sorted(found)}


def _body(model: type[Fields], kind: str, names: tuple[str, ...], main: str, children: str) -> dict[str, Any]:
    signature = signature_of(model, names, main, children)
    return {
        "_model": model, "_kind": kind, "_names": names, "_main": main, "_children": children,
        "__module__": MODULE, "__doc__": documentation(model, names), "__signature__": signature,
    }  # fmt: skip


def signature_of(model: type[Fields], names: tuple[str, ...], main: str, children: str) -> inspect.Signature:
    """Return the arguments of a class: the main field first, all others by name."""
    properties = schema_of(model).get("properties", {})
    parameters = []
    for name in names:
        by_name = inspect.Parameter.POSITIONAL_OR_KEYWORD if name == main else inspect.Parameter.KEYWORD_ONLY
        field = model.model_fields.get(name)
        required = field is not None and field.is_required()
        default = inspect.Parameter.empty if required and name == main else None
        told = "list" if name == children else hint(properties.get(name, {}))
        if not required and field is not None:
            default = field.get_default(call_default_factory=True)
        parameters.append(inspect.Parameter(name, by_name, default=default, annotation=told))
    return inspect.Signature(parameters)


def documentation(model: type[Fields], names: tuple[str, ...]) -> str:
    """Return what a class is and what its fields are."""
    from reportgen.spec.descriptions import descriptions

    told = descriptions(model)
    lines = [inspect.cleandoc(model.__doc__ or ""), "", "Fields:"]
    for name in names:
        text = " ".join(told.get(name, "").replace("``", "`").split()) or "The blocks in it, in reading order."
        lines += textwrap.wrap(f"{name}: {text}", _WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 8,
                               break_long_words=False, break_on_hyphens=False)  # fmt: skip
    return "\n".join(lines) + "\n"


@cache
def schema_of(model: type[Fields]) -> dict[str, Any]:
    """Return the JSON Schema of a model."""
    return model.model_json_schema()


def names() -> Iterator[str]:
    """Yield the names of all classes made here, by kind and then the ones inside them."""
    yield from map(class_name, kinds())
    yield from nested_models()
