"""The friendly spelling: ``road > 0.05 and count(pred.boxes.ground_truth, class_id == 13) >= 1``.

A name is a column, or a path into one; names that are no words stand in backticks or in brackets:
`` `val/loss` ``, ``row["val/loss"]``. Inside ``count any all filter map reduce`` a name is a part of the element that
is looked at, and ``it`` the element itself; the row's own columns are ``row.name`` or ``$0.name`` there.
"""

from __future__ import annotations

import re

from reportgen.errors import suggestion
from reportgen.query.tree import EACH, FUNCTIONS, NAMES, Node, binned
from reportgen.spec.evaluation import is_number
from reportgen.spec.expression import ExpressionError, Parser, unquote

_PATH = r"(?:\.[^\W\d]\w*)*"
_WIDEST = 1e300
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}


class TableParser(Parser):
    """Reads the friendly spelling; ExpressionError says where it goes wrong."""

    token = re.compile(
        rf"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
          |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
          |(?P<quoted>(?:`[^`]+`|\$\{{[^}}]+\}}){_PATH})
          |(?P<cell>\$(?:\d+|\*){_PATH})
          |(?P<name>[^\W\d]\w*{_PATH})
          |(?P<member>(?:\.[^\W\d]\w*)+)
          |(?P<op><=|>=|==|!=|\*\*|//|[-+*/%<>=()\[\],]))""",
        re.VERBOSE,
    )

    def __init__(self, text: str) -> None:
        self.scope: list[str] = []
        super().__init__(text)

    def _primary(self) -> Node:
        kind, text, offset = self.tokens[self.at]
        if kind == "cell":
            self.at += 1
            table, *path = text[1:].split(".")
            return self._path("*" if table == "*" else int(table), path, offset)
        if kind == "quoted":
            self.at += 1
            name, _, path_ = text[1 if text[0] == "`" else 2 :].partition("`" if text[0] == "`" else "}")
            return self._path(None, [name, *filter(None, path_.split("."))], offset)
        return super()._primary()

    def _name(self, text: str) -> Node:
        if text in _WORDS:
            return ("literal", _WORDS[text])
        offset = self.tokens[self.at - 1][2]
        if self.tokens[self.at][1] == "(" and self.tokens[self.at][0] == "op":
            return self._function(text, offset)
        first, *path = text.split(".")
        if first == "row" and (path or self._next("[")):
            return self._path(0, path, offset)
        if self.scope:
            own = first in ("it", self.scope[-1]) or (first == "value" and self.scope[-1] == "this")
            name = "value" if first == "value" and self.scope[-1] == "this" else self.scope[-1]
            return self._indexed(("var", name, tuple(path if own else [first, *path])))
        return self._path(None, [first, *path], offset)

    def _path(self, table: int | str | None, path: list[str], offset: int) -> Node:
        while self._next("[") and self.tokens[self.at + 1][0] == "string":
            path.append(unquote(self.tokens[self.at + 1][1]))
            self.at += 2
            self._expect("]")
        if not path:
            self.at -= 1
            self._fail("a table is no value", "Name a column: $0.score")
        return self._indexed(("field", table, tuple(path), offset))

    def _indexed(self, node: Node) -> Node:
        while True:
            kind, text, _ = self.tokens[self.at]
            if kind == "member":
                self.at += 1
                node = ("part", node, tuple(text[1:].split(".")))
            elif self._take("["):
                kind, text, _ = self.tokens[self.at]
                if kind == "string":
                    self.at += 1
                    node = ("part", node, (unquote(text),))
                else:
                    node = ("call", "at", [node, self._sum()])
                self._expect("]")
            else:
                return node

    def _next(self, word: str) -> bool:
        return self.tokens[self.at][:2] == ("op", word)

    def _function(self, name: str, offset: int) -> Node:
        name = {"len": "size", "mean": "avg", "ifnull": "coalesce"}.get(name, name)
        if name not in NAMES:
            self.at -= 1
            self._fail(f"unknown function '{name}'", suggestion(name, NAMES, "functions"))
        self.depth += 1
        self._expect("(")
        if name == "reduce":
            return self._reduce()
        if name in EACH:
            return self._each(name)
        arguments: list[Node] = []
        while not self._take(")"):
            arguments.append(self._or())
            if not self._take(","):
                self._expect(")")
                break
        self._count(name, len(arguments), offset)
        if name in ("bin", "search"):
            return self._made(name, arguments, offset)
        return self._indexed(("call", name, arguments))

    def _made(self, name: str, arguments: list[Node], offset: int) -> Node:
        """Return what stands for a function that is a short form."""
        kind, value = arguments[-1][0], arguments[-1][1]
        if name == "search" and kind == "literal" and isinstance(value, str):
            return ("search", value)
        if name == "bin" and kind == "literal" and is_number(value) and 0 < value < _WIDEST:
            return self._indexed(binned(arguments[0], value))
        what = "a text in quotes" if name == "search" else "a width, a number above 0"
        raise ExpressionError(
            f"{name}() needs {what}", offset, 'search("cat")' if name == "search" else "bin(score, 0.1)"
        )

    def _count(self, name: str, given: int, offset: int) -> None:
        least, most = FUNCTIONS[name].least, FUNCTIONS[name].most
        if least <= given <= most:
            return
        self.at = next(i for i, token in enumerate(self.tokens) if token[2] >= offset)
        wanted = f"{least}" if least == most else f"{least} to {most}"
        self._fail(f"{name}() takes {wanted} argument{'s' * (wanted != '1')}, and {given} are given")

    def _each(self, how: str) -> Node:
        items = self._or()
        body: Node = ("literal", True)
        if self._take(","):
            body = self._inside("it")
        elif how in ("filter", "map"):
            self._fail(f"{how}() needs a list and what to do with each element")
        elif how in ("any", "all"):
            body = ("var", "it", ())
        self._expect(")")
        return self._indexed(("each", how, items, "it", body))

    def _reduce(self) -> Node:
        items = self._or()
        self._expect(",")
        initial = self._or()
        self._expect(",")
        body = self._inside("this")
        self._expect(")")
        return self._indexed(("reduce", items, initial, body))

    def _inside(self, name: str) -> Node:
        self.scope.append(name)
        try:
            return self._or()
        finally:
            self.scope.pop()

    def _call_hint(self, found: str) -> str:
        return suggestion(self.tokens[self.at - 1][1], NAMES, "functions") if found == "(" else ""
