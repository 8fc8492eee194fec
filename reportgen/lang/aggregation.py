"""The spelling of MongoDB's aggregations, as filters over logged tables have always been written.

``{$gt: ['$0.road', 0.05]}``: ``$0`` is the first of the compared tables, ``$1`` the second, ``$*`` each of them; a
name without a number is of the first. ``$$box`` is a variable of ``$filter``, ``$map`` or ``$reduce``. The short form
of queries, ``{road: {$gt: 0.05}}``, is read, too.

Operators: https://www.mongodb.com/docs/manual/reference/operator/aggregation/ (names and argument names).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, NoReturn

from reportgen.errors import suggestion
from reportgen.lang.error import ExpressionError
from reportgen.lang.functions import FUNCTIONS, counted
from reportgen.lang.functions import OPERATORS as WRITTEN
from reportgen.lang.literal import Text
from reportgen.lang.tree import (
    Binary,
    Call,
    Constant,
    Each,
    Field,
    ListOf,
    Node,
    Not,
    Reduce,
    Variable,
    balanced,
)

_JOINED = ("$and", "$or", "$not", "$add", "$multiply")
_BINARY = {one.aggregation: one.written for one in WRITTEN if one.aggregation not in ("", *_JOINED)}
_CALLS = {operator: name for name, function in FUNCTIONS.items() for operator in function.operators}
_TABLE = re.compile(r"(\d+|\*)(?:\.|$)")
_DEEPEST = 60


def read_aggregation(value: Any) -> Node:
    """Return the tree of an aggregation's expression; ExpressionError says where it goes wrong."""
    return _Reader().node(value, 0)


class _Reader:
    def __init__(self) -> None:
        self.names: list[str] = []

    def node(self, value: Any, depth: int) -> Node:
        if depth > _DEEPEST:
            raise ExpressionError("nested too deeply", 0)
        if isinstance(value, list):
            return ListOf(tuple(self.node(item, depth + 1) for item in value))
        if isinstance(value, Mapping):
            return self._object(value, depth)
        if isinstance(value, str) and value.startswith("$"):
            return self._path(value)
        return Constant(str(value) if isinstance(value, str) else value)

    def _path(self, text: str) -> Node:
        offset = _offset(text)
        if text.startswith("$$"):
            name, *path = text[2:].split(".")
            if name in ("ROOT", "CURRENT"):
                return Field(0, tuple(path), offset)
            if name not in self.names:
                hint = (
                    suggestion(name, self.names, "variables") if self.names else "$filter, $map and $reduce name one."
                )
                raise ExpressionError(f"unknown variable '$${name}'", offset, hint)
            return Variable(name, tuple(path))
        table: int | Literal["*"] | None = None
        path_ = text[1:]
        if match := _TABLE.match(path_):
            table, path_ = "*" if match[1] == "*" else int(match[1]), path_[match.end() :]
        if not path_:
            raise ExpressionError(f"'{text}' is a table, not a value", offset, f"Name a column: '{text}.score'")
        return Field(table, tuple(path_.split(".")), offset)

    def _object(self, value: Mapping[str, Any], depth: int) -> Node:
        if not value:
            return Constant(True)  # noqa: FBT003 - a value of the language
        parts = [self._entry(key, inner, depth) for key, inner in value.items()]
        return balanced("and", parts)

    def _entry(self, key: str, value: Any, depth: int) -> Node:
        if not key.startswith("$"):
            return self._match(key, value, depth)
        if key in ("$and", "$or", "$nor"):
            items = value if isinstance(value, list) else [value]
            joined = balanced("and" if key == "$and" else "or", [self.node(item, depth + 1) for item in items])
            return Not(joined) if key == "$nor" else joined
        if key in _BINARY:
            left, right = self._arguments(key, value, 2, 2, depth)
            return Binary(_BINARY[key], left, right)
        if key in ("$add", "$multiply"):
            return self._chain("+" if key == "$add" else "*", self._arguments(key, value, 1, 99, depth))
        if key in _CALLS:
            function = FUNCTIONS[_CALLS[key]]
            return Call(_CALLS[key], tuple(self._arguments(key, value, function.least, function.most, depth)))
        special = _SPECIAL.get(key)
        if special is None:
            raise ExpressionError(f"unknown operator '{key}'", _offset(key), suggestion(key, OPERATORS, "operators"))
        return special(self, key, value, depth)

    @staticmethod
    def _chain(operator: str, parts: list[Node]) -> Node:
        tree = parts[0]
        for part in parts[1:]:
            tree = Binary(operator, tree, part)
        return tree

    def _arguments(self, key: str, value: Any, least: int, most: int, depth: int) -> list[Node]:
        items = value if isinstance(value, list) else [value]
        if wrong := counted(key, "value", least, most, len(items)):
            self._fail(key, wrong)
        return [self.node(item, depth + 1) for item in items]

    def _match(self, name: str, value: Any, depth: int) -> Node:
        """Read the short form: a column, and what is asked of it."""
        field: Node = self._path(Text("$" + name))
        if not isinstance(value, Mapping) or not any(key.startswith("$") for key in value):
            return Binary("==", field, self.node(value, depth + 1))
        parts: list[Node] = []
        for key, wanted in value.items():
            if key in _BINARY:
                parts.append(Binary(_BINARY[key], field, self.node(wanted, depth + 1)))
            elif key == "$not":
                parts.append(Not(self._match(name, wanted, depth + 1)))
            elif key == "$exists":
                exists = Call("exists", (field,))
                parts.append(exists if wanted else Not(exists))
            elif key == "$regex":
                options = [Constant(str(value["$options"]))] if "$options" in value else []
                parts.append(Call("matches", (field, self.node(wanted, depth + 1), *options)))
            elif key == "$size":
                parts.append(Binary("==", Call("size", (field,)), self.node(wanted, depth + 1)))
            elif key != "$options":
                self._fail(
                    key, f"unknown condition '{key}'", suggestion(key, [*_BINARY, "$not", "$regex"], "conditions")
                )
        return balanced("and", parts)

    def _named(
        self, key: str, value: Any, wanted: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self._fail(key, f"{key} takes an object with {', '.join(wanted)}")
        for name in value:
            if name not in (*wanted, *optional):
                raise ExpressionError(
                    f"{key} has no part '{name}'", _offset(name), suggestion(name, [*wanted, *optional], "parts")
                )
        missing = [name for name in wanted if name not in value]
        if missing:
            self._fail(key, f"{key} needs '{missing[0]}'")
        return value

    def _fail(self, key: str, what: str, hint: str = "") -> NoReturn:
        raise ExpressionError(what, _offset(key), hint)

    def _inside(self, names: list[str], value: Any, depth: int) -> Node:
        self.names += names
        try:
            return self.node(value, depth + 1)
        finally:
            del self.names[-len(names) :]

    def _filter(self, key: str, value: Any, depth: int) -> Node:
        parts = self._named(key, value, ("input", "cond"), ("as", "limit"))
        name = str(parts.get("as", "this"))
        return Each("filter", self.node(parts["input"], depth + 1), name, self._inside([name], parts["cond"], depth))

    def _map(self, key: str, value: Any, depth: int) -> Node:
        parts = self._named(key, value, ("input", "in"), ("as",))
        name = str(parts.get("as", "this"))
        return Each("map", self.node(parts["input"], depth + 1), name, self._inside([name], parts["in"], depth))

    def _reduce(self, key: str, value: Any, depth: int) -> Node:
        parts = self._named(key, value, ("input", "initialValue", "in"))
        body = self._inside(["value", "this"], parts["in"], depth)
        return Reduce(self.node(parts["input"], depth + 1), self.node(parts["initialValue"], depth + 1), body)

    def _cond(self, key: str, value: Any, depth: int) -> Node:
        if isinstance(value, list):
            return Call("if", tuple(self._arguments(key, value, 3, 3, depth)))
        parts = self._named(key, value, ("if", "then", "else"))
        return Call("if", tuple(self.node(parts[name], depth + 1) for name in ("if", "then", "else")))

    def _switch(self, key: str, value: Any, depth: int) -> Node:
        parts = self._named(key, value, ("branches",), ("default",))
        branches = parts["branches"] if isinstance(parts["branches"], list) else [parts["branches"]]
        tree = self.node(parts.get("default"), depth + 1)
        for branch in reversed(branches):
            case = self._named("$switch's branch", branch, ("case", "then"))
            tree = Call("if", (self.node(case["case"], depth + 1), self.node(case["then"], depth + 1), tree))
        return tree

    def _regex(self, key: str, value: Any, depth: int) -> Node:
        parts = self._named(key, value, ("input", "regex"), ("options",))
        nodes = [self.node(parts["input"], depth + 1), self.node(parts["regex"], depth + 1)]
        return Call("matches", (*nodes, *([self.node(parts["options"], depth + 1)] if "options" in parts else [])))

    def _not(self, key: str, value: Any, depth: int) -> Node:
        return Not(self._arguments(key, value, 1, 1, depth)[0])

    def _literal(self, key: str, value: Any, depth: int) -> Node:
        del key, depth
        return Constant(value)

    def _true(self, key: str, value: Any, depth: int) -> Node:
        how = "any" if key == "$anyElementTrue" else "all"
        items = value[0] if isinstance(value, list) and len(value) == 1 else value
        return Each(how, self.node(items, depth + 1), "this", Variable("this"))


_SPECIAL: Mapping[str, Callable[[_Reader, str, Any, int], Node]] = {
    "$filter": _Reader._filter, "$map": _Reader._map, "$reduce": _Reader._reduce, "$cond": _Reader._cond,  # noqa: SLF001
    "$switch": _Reader._switch, "$regexMatch": _Reader._regex, "$not": _Reader._not, "$literal": _Reader._literal,  # noqa: SLF001
    "$anyElementTrue": _Reader._true, "$allElementsTrue": _Reader._true,  # noqa: SLF001
}  # fmt: skip
OPERATORS = ("$and", "$or", "$nor", *_BINARY, "$add", "$multiply", *_CALLS, *_SPECIAL)


def _offset(text: str) -> int:
    return text.offset if isinstance(text, Text) else 0
