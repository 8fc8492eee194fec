"""Parts of a report in Python: what a spec says, as objects with the names of the YAML.

A part checks what it is given when it is made, so that a mistake is reported on its own line of the script; what
depends on other parts is checked when the report is built. Texts with ``${name}`` wait for the report's ``params``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from reportgen.errors import Position, Problem, SpecError, suggestion
from reportgen.spec.fields import Fields
from reportgen.spec.load import load_mapping
from reportgen.spec.writing import yaml_text

_PARAMETER = re.compile(r"(?<!\$)\$\{[A-Za-z_]\w*\}")


class Node:
    """A part of a report: fields by name, as attributes; printed, it is YAML."""

    _model: ClassVar[type[Fields]]
    _kind: ClassVar[str] = ""
    """What the part is called in YAML, and in messages."""
    _main: ClassVar[str] = ""
    """The field that an argument without a name is."""
    _names: ClassVar[tuple[str, ...]] = ()
    """The fields."""
    _children: ClassVar[str] = ""
    """The field that holds blocks."""
    _given: dict[str, Any]

    def __init__(self, *main: Any, **fields: Any) -> None:
        if main and (len(main) > 1 or not self._main or self._main in fields):
            what = f"{type(self).__name__} takes {'one value' if self._main else 'no value'} without a name"
            raise SpecError(Problem(what, hint=f"Fields: {', '.join(self._names)}."))
        given = {self._main: main[0], **fields} if main else fields
        object.__setattr__(self, "_given", self._checked(given))

    def _checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that were given; SpecError names every one that is wrong."""
        wrong = [name for name in given if name not in self._names]
        if wrong:
            raise SpecError([
                Problem(f"unknown field '{name}' in {self._kind}", hint=suggestion(name, self._names, "fields"))
                for name in wrong
            ])  # fmt: skip
        found = dict(given)
        if self._children in found:
            found[self._children] = blocks_of(found[self._children], self._kind, self._children)
        plain = {name: plain_value(value) for name, value in found.items() if name != self._children}
        if not any(map(_waits, plain.values())):
            try:
                self._validate(plain)
            except SpecError as error:
                raise SpecError([replace(one, where=None) for one in error.problems]) from None
        return found

    def _validate(self, plain: dict[str, Any]) -> None:
        """Check plain values by the models of the spec."""

    def mapping(self) -> dict[str, Any]:
        """Return what was given as plain values, by field."""
        return {name: plain_value(value) for name, value in self._given.items()}

    def yaml(self) -> str:
        """Return what YAML says of it."""
        return yaml_text(as_text(self.mapping())).text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(
                f"{type(self).__name__} has no field '{name}'. {suggestion(name, self._names, 'fields')}"
            )
        if name in self._given:
            return self._given[name]
        field = self._model.model_fields.get(name)
        if field is None or field.is_required():
            return [] if name == self._children else None
        return field.get_default(call_default_factory=True)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, "_given", self._checked({**self._given, name: value}))

    def __delattr__(self, name: str) -> None:
        if name not in self._given:
            raise AttributeError(f"'{name}' is not set")
        kept = {other: value for other, value in self._given.items() if other != name}
        object.__setattr__(self, "_given", self._checked(kept))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and type(self) is type(other) and self.mapping() == other.mapping()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._given.items())})"

    def __str__(self) -> str:
        return self.yaml().rstrip("\n")

    def __dir__(self) -> Iterable[str]:
        return sorted({*super().__dir__(), *self._names})

    def __reduce__(self) -> Any:
        return _again, (type(self), self._given)

    def __copy__(self) -> Node:
        return _again(type(self), self._given)


def _again(kind: type[Node], given: Mapping[str, Any]) -> Node:
    return kind(**given)


class Block(Node):
    """A block of a report: one kind of panel with its fields."""

    def _validate(self, plain: dict[str, Any]) -> None:
        alone = {name: value for name, value in plain.items() if name != "runset"}  # which the report knows
        load_mapping({"blocks": [{self._kind: alone}]}, Path.cwd(), {self._kind: self._model})

    def block(self) -> dict[str, Any]:
        """Return the block as a spec has it: its kind with its fields, or with the one value that says all."""
        fields = self.mapping()
        short = set(fields) == {self._main} and not isinstance(fields[self._main], dict)
        return {self._kind: fields[self._main] if short else fields}

    def yaml(self) -> str:
        """Return what YAML says of it."""
        return yaml_text(as_text(self.block())).text


class Whole(Node):
    """A whole report, which can be built."""

    def mapping_in_folder(self) -> dict[str, Any]:
        """Return the spec with the folder that its paths are relative to."""
        return self.mapping()


def plain_value(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of value
    """Return what a spec has for a value: mappings, lists, texts, numbers; charts stay objects."""
    if isinstance(value, Block):
        return value.block()
    if isinstance(value, Node):
        return value.mapping()
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item") and not hasattr(value, "to_dict") and getattr(value, "shape", None) == ():
        return value.item()  # a number of NumPy
    return value


def as_text(value: Any) -> Any:
    """Return plain values in which charts are their own JSON."""
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if hasattr(value, "to_dict"):
        return as_text(value.to_dict(validate=False))
    return value


def blocks_of(given: Any, kind: str, field: str) -> list[Any]:
    """Return a list of blocks: objects, names of kinds, and mappings of one kind; SpecError says what is none."""
    if isinstance(given, str | Mapping | Block) or not isinstance(given, Iterable):
        raise SpecError(Problem(f"{field} of {kind} must be a list of blocks", hint="Write [LinePlot(...), ...]."))
    found = list(given)
    for item in found:
        if isinstance(item, Block | str) or (isinstance(item, Mapping) and len(item) == 1):
            continue
        name = type(item).__name__
        what, hint = f"{field} of {kind}: {name} is not a block", "Blocks are objects of rg.reports, such as LinePlot."
        if type(item).__module__.startswith("reportgen.logger"):
            what = f"{field} of {kind}: a {name} that is logged is not a block"
            hint = f"Write rg.reports.{name}(...), which names what was logged by its key."
        raise SpecError(Problem(what, hint=hint))
    return found


def _waits(value: Any) -> bool:
    """Tell values in which a parameter of the report is to be filled."""
    if isinstance(value, dict):
        return any(map(_waits, value.values()))
    if isinstance(value, list):
        return any(map(_waits, value))
    return isinstance(value, str) and _PARAMETER.search(value) is not None


def unplaced(error: SpecError) -> SpecError:
    """Return an error whose problems name no file, since there is none."""
    return SpecError([replace(one, where=None if one.where == Position("report") else one.where)
                      for one in error.problems])  # fmt: skip
