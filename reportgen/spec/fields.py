"""Field types of specs, shared by the report model and every panel kind.

Tolerant input (a word for a list of one, ``config:lr.value`` for ``config.lr``) is made strict here, once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import is_instance_schema, no_info_before_validator_function

from reportgen.errors import suggestion
from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import Expression, parse, parse_key
from reportgen.lang.runs import alias
from reportgen.patterns import PatternError, pattern
from reportgen.spec.colors import css_color


class Fields(BaseModel):
    """Base of everything that a spec can hold: unknown fields are errors, types are not guessed."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True,
        defer_build=True,  # most kinds and formats are in no spec
    )  # fmt: skip

    meant: ClassVar[Mapping[str, str]] = {}
    """Names that people write for a field, and the field's."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe each field by its docstring; Pydantic's own way reads them each time a class is made."""
        from reportgen.spec.descriptions import descriptions

        made = handler(core)
        properties = handler.resolve_ref_schema(made).get("properties", {})
        for name, text in descriptions(cls).items():
            if name in properties:
                properties[name].setdefault("description", text)
        return made


class OwnBraces:
    """Marks a field whose texts have ``${...}`` of their own: what names no parameter of the spec stays in them."""


def has_own_braces(model: type[Fields], name: str) -> bool:
    """Return whether texts of a model's field have ``${...}`` of their own."""
    field = model.model_fields.get(name)
    return field is not None and OwnBraces in field.metadata


def refuse(what: str, hint: str = "", offset: int = 0, *, whole: bool = False) -> PydanticCustomError:
    """Return the error that a validator raises: ``offset`` counts characters into the value.

    With ``whole`` it is about the whole block and not about the field that raised it.
    """
    return PydanticCustomError("spec", "{what}", {"what": what, "hint": hint, "offset": offset, "whole": whole})


def as_list(value: Any) -> Any:
    """Return a word as a list of one."""
    return value if isinstance(value, list) else [value]


def _as_key(value: Any) -> Any:
    return alias(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Parsed:
    """Marks a field of which ``read`` makes an instance of its class.

    Pydantic's own validators describe that class first, each of the tree's dataclasses again for every field.
    """

    read: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, _handler: Any) -> CoreSchema:
        """Return the check: the value is read, and then an instance."""
        return no_info_before_validator_function(self.read, is_instance_schema(source))


def parsed(parse: Callable[[Any], Any], takes: type | UnionType = str, what: str = "an expression") -> Parsed:
    """Return what reads a field's expression; what is wrong with it is reported at its character."""

    def read(value: Any) -> Any:
        if not isinstance(value, takes):
            return value
        try:
            return parse(value)
        except ExpressionError as error:
            raise refuse(f"not {what}: {error.what}", error.hint, error.offset) from None

    return Parsed(read)


def _as_order(value: Any) -> Any:
    """Accept ``-summary.loss`` and W&B's ``{name: summary.loss, ascending: false}``."""
    orders = []
    for item in as_list(value):
        if isinstance(item, dict) and set(item) <= {"name", "ascending"} and isinstance(item.get("name"), str):
            orders.append(("" if item.get("ascending", True) else "-") + alias(item["name"]))
        elif isinstance(item, str):
            sign = "-" if item.startswith("-") else ""
            orders.append(sign + alias(item.removeprefix("-").removeprefix("+")))
        else:
            orders.append(item)
    return orders


_SIZE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([A-Za-z]*)\Z")
_UNITS = {"B": 1, "kB": 1000, "KB": 1000, "MB": 10**6, "GB": 10**9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def _as_bytes(value: Any) -> Any:
    if value == "none" or (isinstance(value, int) and not isinstance(value, bool)):
        if value != "none" and value < 0:
            raise refuse("a size cannot be negative", "Write for example 25MB, or none.")
        return None if value == "none" else value
    match = _SIZE.match(value) if isinstance(value, str) else None
    if match is None:
        raise refuse(f"'{value}' is not a size", "Write for example 25MB, or none.")
    if match[2] not in _UNITS:
        raise refuse(f"unknown unit '{match[2]}' in '{value}'", suggestion(match[2], _UNITS, "units"), match.start(2))
    return int(float(match[1]) * _UNITS[match[2]])


def _as_color(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    color = css_color(value)
    if color is None:
        raise refuse(f"'{value}' is not a colour", "Write '#1f77b4', 'rgb(31, 119, 180)' or a CSS colour name.")
    return color


_TEXT_OR_LIST: dict[str, Any] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
Key = Annotated[str, Field(min_length=1)]
"""A logged key, exactly as the script named it."""
Keys = Annotated[list[Key], BeforeValidator(as_list), WithJsonSchema(_TEXT_OR_LIST)]
RunPath = Annotated[str, BeforeValidator(_as_key), Field(min_length=1)]
"""A path such as ``config.lr``; W&B's ``config:lr.value`` is taken too."""
RunPaths = Annotated[list[RunPath], BeforeValidator(as_list), WithJsonSchema(_TEXT_OR_LIST)]
Words = Annotated[list[str], BeforeValidator(as_list), WithJsonSchema(_TEXT_OR_LIST)]
SortKey = Annotated[Expression, parsed(parse_key, what="a sort key"), WithJsonSchema({"type": "string"})]
Order = Annotated[list[SortKey], BeforeValidator(_as_order), WithJsonSchema(_TEXT_OR_LIST)]
Filters = Annotated[Expression, parsed(parse), WithJsonSchema({"type": "string"})]
MetricExpression = Annotated[Expression, parsed(partial(parse, metrics=True)), WithJsonSchema({"type": "string"})]
"""A formula over metrics, such as ``1 - acc`` or ``${train/loss} / ${val/loss}``."""
MetricExpressions = Annotated[list[MetricExpression], BeforeValidator(as_list), WithJsonSchema(_TEXT_OR_LIST)]
Bytes = Annotated[
    int | None, BeforeValidator(_as_bytes), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]})
]
Color = Annotated[str, BeforeValidator(_as_color), WithJsonSchema({"type": "string"})]
Limit = Annotated[int, Field(ge=1)]


def _as_labels(value: Any) -> Any:
    """Return names of classes by group and id; a list counts from 0, and without groups they are for all."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return value
    groups = {name: names for name, names in value.items() if isinstance(names, dict | list)}
    alone = {name: names for name, names in value.items() if name not in groups}
    found = {str(name): names if isinstance(names, dict) else dict(enumerate(names)) for name, names in groups.items()}
    for names in (alone, *found.values()):
        wrong = next((key for key in names if not re.fullmatch(r"\d{1,9}", str(key))), None)
        if wrong is not None:
            raise refuse(f"'{wrong}' is not a class id", "Write for example {0: road, 1: car}, or {truth: {0: road}}.")
    found = {"": alone, **found} if alone else found
    return {group: {int(key): _label(name) for key, name in names.items()} for group, names in found.items()}


def _label(name: Any) -> str:
    if not isinstance(name, str | int | float | bool) or name == "":
        raise refuse("a class name must be text", "Write for example {0: road, 1: car}.")
    return name if isinstance(name, str) else str(name).lower() if isinstance(name, bool) else str(name)


ClassLabels = Annotated[
    dict[str, dict[int, str]], BeforeValidator(_as_labels), WithJsonSchema({"type": ["object", "array"]})
]
"""Names of classes by id, for every group of boxes and masks or for those of one name."""


def _as_pattern(value: Any) -> Any:
    try:
        pattern(value if isinstance(value, str) else "")
    except PatternError as error:
        raise refuse(f"not a regular expression: {error}", "") from None
    return value


Pattern = Annotated[str, BeforeValidator(_as_pattern)]
"""A regular expression (RE2), or nothing."""
Goal = Literal["auto", "minimize", "maximize"]


def _as_goals(value: Any) -> Any:
    """Return which way each metric is better; a name alone leaves that to the training script or the name."""
    if isinstance(value, dict) and value and all(isinstance(which, str) for which in value.values()):
        if isinstance(metric := value.get("metric"), str) and metric not in get_args(Goal):
            raise refuse("has metrics as its keys", f"Write goal: {{{metric}: maximize}}.")
        return value
    names = as_list(value) if isinstance(value, str | list) else []
    if not names or not all(isinstance(name, str) and name for name in names):
        raise refuse("must be a metric, a list of metrics, or maximize and minimize by metric", "Write goal: val/acc.")
    return dict.fromkeys(names, "auto")


Goals = Annotated[
    dict[Key, Goal],
    BeforeValidator(_as_goals),
    WithJsonSchema({"anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"enum": ["auto", "minimize", "maximize"]}},
    ]}),
]  # fmt: skip
"""Metrics that say how good a run is, the most telling first."""


def _none_as_word(value: Any) -> Any:
    return None if value == "none" else value


_COUNT: dict[str, Any] = {"anyOf": [{"type": "integer", "minimum": 1}, {"const": "none"}]}
Most = Annotated[Limit | None, BeforeValidator(_none_as_word), WithJsonSchema(_COUNT)]
"""A number of things, at most; ``none`` for all of them."""


_LARGEST = 1e300


def _as_range(value: Any) -> Any:
    """Refuse ends that are not finite or not in order."""
    ends = [end for end in value if end is not None] if isinstance(value, list) else []
    numbers = [end for end in ends if isinstance(end, int | float) and not isinstance(end, bool)]
    if len(numbers) == len(ends) and not all(abs(end) < _LARGEST for end in numbers):
        raise refuse("the ends of a range must be finite numbers", "Write null for an open end.")
    if len(numbers) == 2 and numbers[0] >= numbers[1]:  # noqa: PLR2004 - both ends
        raise refuse("a range must go from low to high", f"Write [{numbers[1]:g}, {numbers[0]:g}].")
    return value


Range = Annotated[list[float | None], BeforeValidator(_as_range), Field(min_length=2, max_length=2)]
"""[low, high] of an axis; null leaves that end automatic."""


class Layout(Fields):
    """A panel's position on a grid of 24 columns; one row is 40 px high."""

    x: Annotated[int, Field(ge=0, le=23)] = 0
    """First column, from 0."""
    y: Annotated[int, Field(ge=0, le=10_000)] = 0
    """First row, from 0."""
    w: Annotated[int, Field(ge=1, le=24)] = 8
    """Width in columns."""
    h: Annotated[int, Field(ge=1, le=200)] = 6
    """Height in rows."""
