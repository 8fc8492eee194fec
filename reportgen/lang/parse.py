"""One parser: recursive descent over the words of a text. What a name stands for is a subclass's to say.

In a question about a table's rows a name is a column, or a path into one; names that are no words stand in backticks
or in brackets: `` `val/loss` ``, ``row["val/loss"]``. Inside ``count any all filter map reduce`` a name is a part of
the element that is looked at, and ``it`` the element itself; the row's own names are ``row.name`` or ``$0.name``.
``lang.runs`` says what names stand for in filters of runs and in formulas over metrics.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Literal, NoReturn

from reportgen.errors import suggestion
from reportgen.lang.error import ExpressionError
from reportgen.lang.functions import ALIASES, COMPARISONS, EACH, FUNCTIONS, NAMES, counted
from reportgen.lang.tree import (
    Binary,
    Call,
    Constant,
    Each,
    Field,
    ListOf,
    Negative,
    Node,
    Not,
    Part,
    Reduce,
    Search,
    Variable,
    binned,
)

_PATH = r"(?:\.[^\W\d]\w*)*"


def token(name: str) -> re.Pattern[str]:
    """Return the pattern of one word of the language, ``name`` being that of a name."""
    return re.compile(
        rf"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
          |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
          |(?P<quoted>(?:`[^`]+`|\$\{{[^}}]+\}}){_PATH})
          |(?P<cell>\$(?:\d+|\*){_PATH})
          |(?P<name>{name})
          |(?P<member>(?:\.[^\W\d]\w*)+)
          |(?P<op><=|>=|==|!=|\*\*|//|[-+*/%<>=()\[\],:]))""",
        re.VERBOSE,
    )


_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
_MAX_DEPTH = 120
_WIDEST = 1e300
_HINTS = {
    "~": 'For a substring write: "part" in name', "&": "Write 'and'.", "|": "Write 'or'.", "!": "Write 'not'.",
    "[": "",
}  # fmt: skip
Table = int | Literal["*"] | None


class Words:
    """The words of a text, one after the other; ``at`` is the next."""

    token: ClassVar[re.Pattern[str]] = token(rf"[^\W\d]\w*{_PATH}")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.at = 0
        self.depth = 0

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        at = 0
        while at < len(self.text.rstrip()):
            match = self.token.match(self.text, at)
            if match is None:
                at += len(self.text[at:]) - len(self.text[at:].lstrip())
                if self.text[at] in "\"'`":
                    raise ExpressionError(f"the quote {self.text[at]} is not closed", at, "")
                hint = next((said for sign, said in _HINTS.items() if self.text.startswith(sign, at)), "")
                raise ExpressionError(f"'{self.text[at]}' does not belong in an expression", at, hint)
            kind = match.lastgroup or ""
            yield kind, match.group(kind), match.start(kind)
            at = match.end()
        yield "end", "", len(self.text.rstrip())

    def fail(self, what: str, hint: str = "") -> NoReturn:
        """Raise ExpressionError at the next word."""
        raise ExpressionError(what, self.tokens[self.at][2], hint)

    def take(self, *words: str) -> str | None:
        """Go past the next word if it is one of these, and return it."""
        kind, text, _ = self.tokens[self.at]
        if kind in ("op", "name") and text in words:
            self.at += 1
            return text
        return None

    def expect(self, word: str) -> None:
        """Go past a word that must be next."""
        if not self.take(word):
            found = self.tokens[self.at][1]
            self.fail(f"expected '{word}'" + (f" before '{found}'" if found else " at the end"))

    def is_next(self, word: str) -> bool:
        """Return whether a sign is next."""
        return self.tokens[self.at][:2] == ("op", word)

    def deeper(self, by: int = 1) -> None:
        """Count how deep the tree becomes; what no evaluator could follow is refused."""
        self.depth += by
        if self.depth > _MAX_DEPTH:
            self.fail("nested too deeply, or too long", "Split it over several run sets.")


class Parser(Words):
    """Reads an expression about a table's rows; ExpressionError says where it goes wrong."""

    def __init__(self, text: str) -> None:
        self.scope: list[str] = []
        super().__init__(text)

    def parse(self) -> Node:
        """Return the tree of the whole text."""
        tree = self._or()
        if self.tokens[self.at][0] != "end":
            found = self.tokens[self.at][1]
            hint = suggestion(self.tokens[self.at - 1][1], NAMES, "functions") if found == "(" else ""
            self.fail(f"unexpected '{found}'", hint or "Join conditions with 'and' or 'or'.")
        return tree

    def _or(self) -> Node:
        before = self.depth
        self.deeper(3)  # a bracket takes nine calls, a word two
        tree = self._chain(("or", "OR"), lambda: self._chain(("and", "AND"), self._not))
        self.depth = before
        return tree

    def _chain(self, words: Sequence[str], part: Callable[[], Node]) -> Node:
        left = part()
        while word := self.take(*words):
            self.deeper()
            left = Binary(word.lower(), left, part())
        return left

    def _not(self) -> Node:
        if self.take("not"):
            self.deeper()
            return Not(self._not())
        return self._compare()

    def _compare(self) -> Node:
        left = self._sum()
        if self.take("within_last"):
            return self._within(left)
        word = self.take("=", "not", *COMPARISONS)
        if word is None:
            return left
        if word == "not":
            self.expect("in")
            word = "not in"
        start = self.at
        right = self._sum()
        end, self.at = self.at, start  # what is wrong with the right side is reported there
        compared = self._compared("==" if word == "=" else word, left, right)
        self.at = end
        return compared

    def _compared(self, operator: str, left: Node, right: Node) -> Node:
        return Binary(operator, left, right)

    def _within(self, left: Node) -> Node:
        del left
        self.at -= 1
        self.fail("within_last applies only to `created`", "Compare with a date: seen >= '2026-11-27'")

    def _sum(self) -> Node:
        return self._chain("+-", lambda: self._chain(("*", "/", "%", "//"), self._unary))

    def _unary(self) -> Node:
        if self.take("-"):
            self.deeper()
            return Negative(self._unary())
        left = self._primary()
        if not self.take("**"):
            return left
        self.deeper()
        return Binary("**", left, self._unary())

    def _primary(self) -> Node:
        kind, text, offset = self.tokens[self.at]
        if kind == "end":
            self.fail("the expression ends too early")
        if kind == "number" and math.isinf(float(text)):
            self.fail("the number is too large")
        if kind == "op" and text not in "([":
            self.fail(f"unexpected '{text}'")
        if kind == "member":
            self.fail(f"unexpected '{text}'")
        self.at += 1
        if kind == "number":
            return Constant(float(text) if any(c in text for c in ".eE") else int(text))
        if kind == "string":
            return Constant(unquote(text))
        if kind == "cell":
            table, *path = text[1:].split(".")
            return self._path("*" if table == "*" else int(table), path, offset)
        if kind == "quoted":
            name, _, rest = text[1 if text[0] == "`" else 2 :].partition("`" if text[0] == "`" else "}")
            return self._quoted([name, *filter(None, rest.split("."))], offset)
        return self._group(text) if kind == "op" else self._name(text, offset)

    def _group(self, opener: str) -> Node:
        items: list[Node] = []
        if opener == "(":
            inner = self._or()
            if not self.take(","):
                self.expect(")")
                return inner
            items.append(inner)
        return ListOf((*items, *self._listed(")" if opener == "(" else "]")))

    def _listed(self, closer: str) -> Iterator[Node]:
        """Yield what stands between commas up to a bracket."""
        while not self.take(closer):
            yield self._or()
            if not self.take(","):
                self.expect(closer)
                break

    def _name(self, text: str, offset: int) -> Node:
        if text in _WORDS:
            return Constant(_WORDS[text])
        if self.is_next("("):
            return self._function(text, offset)
        first, *path = text.split(".")
        if first == "row" and (path or self.is_next("[")):
            return self._path(0, path, offset)
        if self.scope:
            so_far = first == "value" and self.scope[-1] == "this"
            own = so_far or first in ("it", self.scope[-1])
            name = "value" if so_far else self.scope[-1]
            return self._indexed(Variable(name, tuple(path if own else [first, *path])))
        return self._path(None, [first, *path], offset)

    def _quoted(self, path: list[str], offset: int) -> Node:
        return self._path(None, path, offset)

    def _path(self, table: Table, path: list[str], offset: int) -> Node:
        path += self._brackets()
        if not path:
            self.at -= 1
            self.fail("a table is not a value", "Name a column: $0.score")
        return self._indexed(Field(table, tuple(path), offset))

    def _brackets(self) -> list[str]:
        """Return the names that stand in brackets behind a name: ``summary["val/loss"]``."""
        found = []
        while self.is_next("[") and self.tokens[self.at + 1][0] == "string":
            found.append(unquote(self.tokens[self.at + 1][1]))
            self.at += 2
            self.expect("]")
        return found

    def _indexed(self, node: Node) -> Node:
        while True:
            kind, text, _ = self.tokens[self.at]
            if kind == "member":
                self.deeper()
                self.at += 1
                node = Part(node, tuple(text[1:].split(".")))
            elif names := self._brackets():
                self.deeper(len(names))
                for name in names:
                    node = Part(node, (name,))
            elif self.take("["):
                before = self.depth
                self.deeper(3)  # six calls
                node = self._place(node)
                self.depth = before + 1
                self.expect("]")
            else:
                return node

    def _place(self, of: Node) -> Node:
        """Read what stands in brackets behind a list: a place, or from where to where, each of which may be open."""
        if self.take(":"):
            return Call("slice", (of, Constant(None), self._end()))
        place = self._sum()
        return Call("slice", (of, place, self._end())) if self.take(":") else Call("at", (of, place))

    def _end(self) -> Node:
        return Constant(None) if self.is_next("]") else self._sum()

    def _function(self, name: str, offset: int) -> Node:
        name = ALIASES.get(name, name)
        if name not in NAMES:
            self.at -= 1
            self.fail(f"unknown function '{name}'", suggestion(name, NAMES, "functions"))
        self.depth += 1
        self.expect("(")
        if name == "reduce":
            return self._reduce()
        if name in EACH:
            return self._each(name)
        arguments = list(self._listed(")"))
        if wrong := counted(f"{name}()", "argument", FUNCTIONS[name].least, FUNCTIONS[name].most, len(arguments)):
            raise ExpressionError(wrong, offset)
        if name in ("bin", "search"):
            return self._made(name, arguments, offset)
        return self._indexed(Call(name, tuple(arguments)))

    def _made(self, name: str, arguments: list[Node], offset: int) -> Node:
        """Return what stands for a function that is a short form."""
        match arguments[-1]:
            case Constant(str(word)) if name == "search":
                return Search(word)
            case Constant(bool()):
                pass
            case Constant(int() | float() as width) if name == "bin" and 0 < width < _WIDEST:
                return self._indexed(binned(arguments[0], width))
        what = "a text in quotes" if name == "search" else "a bin width above 0"
        example = 'search("cat")' if name == "search" else "bin(score, 0.1)"
        raise ExpressionError(f"{name}() needs {what}", offset, example)

    def _each(self, how: str) -> Node:
        items = self._or()
        body: Node = Constant(True)  # noqa: FBT003 - a value of the language
        if self.take(","):
            body = self._inside("it")
        elif how in ("filter", "map"):
            self.fail(f"{how}() needs a list and an expression for each element")
        elif how in ("any", "all"):
            body = Variable("it")
        self.expect(")")
        return self._indexed(Each(how, items, "it", body))

    def _reduce(self) -> Node:
        items = self._or()
        self.expect(",")
        initial = self._or()
        self.expect(",")
        body = self._inside("this")
        self.expect(")")
        return self._indexed(Reduce(items, initial, body))

    def _inside(self, name: str) -> Node:
        self.scope.append(name)
        try:
            return self._or()
        finally:
            self.scope.pop()


def unquote(text: str) -> str:
    """Return what a quoted text says: a backslash before a character stands for the character."""
    return re.sub(r"\\(.)", r"\1", text[1:-1])
