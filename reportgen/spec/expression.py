"""The one expression language: filters, sort keys and gates, in two spellings of one syntax tree.

Python-like: ``config.lr > 0.01 and "night" in tags``, ``summary["val/mAP"] >= 0.5``.
W&B's report form: ``Config('lr') >= 0.001 and State = 'finished'``, ``Metric('Tags') in ['night', 'v2']``; names mean
what they mean there, and what no log holds (``Metric('User')``) is refused.

A comparison of ``tags`` with texts holds where it holds for one of them: ``tags in ['night', 'v2']``. ``created``
compares with dates: ``created >= '2026-11-01'``.

What is missing is null: null equals only null, and no comparison of order with it holds. Values of different kinds
are never equal and have no order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from reportgen.errors import nearest, suggestion
from reportgen.spec import wandb
from reportgen.spec.evaluation import Lookup, Node, evaluate

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
      |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      |\$\{(?P<field>[^}]+)\}
      |(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
      |(?P<op><=|>=|==|!=|\*\*|//|[-+*/%<>=()\[\],]))""",
    re.VERBOSE,
)
_COMPARE = {"==", "=", "!=", "<", "<=", ">", ">=", "in", "not in"}
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
_ROOTS = ("config", "summary", "name", "id", "state", "tags", "group", "job_type", "project", "notes", "sweep",
          "created", "duration", "format")  # fmt: skip
_CALLS = {"Config": "config.", "Summary": "summary.", "SummaryMetric": "summary.", "KeysInfo": "summary."}
_UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}
_MAX_DEPTH = 120


class ExpressionError(ValueError):
    """The text is not an expression; ``offset`` (from 0) is where, ``hint`` what would be right."""

    def __init__(self, what: str, offset: int, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.offset, self.hint = what, offset, hint


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text, its tree and the paths that it reads."""

    text: str
    tree: Node

    def evaluate(self, lookup: Lookup, newest: float = 0.0) -> Any:
        """Return the value for one run; ``newest`` (Unix seconds) is what ``within_last`` counts back from."""
        return evaluate(self.tree, lookup, newest)

    def paths(self) -> list[str]:
        """Return every path that the expression names, in order."""
        return list(_paths(self.tree))


def parse(text: str, *, metrics: bool = False) -> Expression:
    """Parse either spelling; ExpressionError says where it goes wrong.

    With ``metrics`` any name stands for a metric, and ``${train/loss}`` for one that is not a word: ``1 - acc``.
    """
    return Expression(text, Parser(text, metrics=metrics).parse())


def alias(path: str) -> str:
    """Return our path for W&B's accessor forms (``config:lr.value``, ``summary:acc``, ``run:state``) and names."""
    return wandb.accessor(path) or wandb.SHOWN.get(path, _CAMEL.get(path, path))


_CAMEL = {"displayName": "name", "runtime": "duration", "createdAt": "created", "jobType": "job_type"}


_HINTS = {
    "~": 'A part of a text is: "part" in name', "&": "Write 'and'.", "|": "Write 'or'.", "!": "Write 'not'.",
    "[": "", "'": "A text's quote is not closed.", '"': "A text's quote is not closed.",
}  # fmt: skip


class Parser:
    """Recursive descent over the words of a text; what a name means is the subclass's to say."""

    token = _TOKEN

    def __init__(self, text: str, *, metrics: bool = False) -> None:
        self.text, self.metrics = text, metrics
        self.tokens = list(self._tokens())
        self.at = 0
        self.depth = 0

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        at = 0
        while at < len(self.text.rstrip()):
            match = self.token.match(self.text, at)
            if match is None:
                at += len(self.text[at:]) - len(self.text[at:].lstrip())
                hint = next((said for sign, said in _HINTS.items() if self.text.startswith(sign, at)), "")
                raise ExpressionError(f"'{self.text[at]}' does not belong in an expression", at, hint)
            kind = match.lastgroup or ""
            yield kind, match.group(kind), match.start(kind)
            at = match.end()
        yield "end", "", len(self.text.rstrip())

    def _fail(self, what: str, hint: str = "") -> NoReturn:
        raise ExpressionError(what, self.tokens[self.at][2], hint)

    def _take(self, *words: str) -> str | None:
        kind, text, _ = self.tokens[self.at]
        if kind in ("op", "name") and text in words:
            self.at += 1
            return text
        return None

    def _expect(self, word: str) -> None:
        if not self._take(word):
            found = self.tokens[self.at][1]
            self._fail(f"expected '{word}'" + (f" before '{found}'" if found else " at the end"))

    def parse(self) -> Node:
        """Return the tree of the whole text; ExpressionError says where it goes wrong."""
        try:
            tree = self._or()
        except wandb.UnknownError as error:
            self._fail(error.what, error.hint)
        if self.tokens[self.at][0] != "end":
            found = self.tokens[self.at][1]
            self._fail(f"unexpected '{found}'", self._call_hint(found) or "Join conditions with 'and' or 'or'.")
        return tree

    def _call_hint(self, found: str) -> str:
        return 'There are no functions; a part of a text is: "part" in name' if found == "(" else ""

    def _deeper(self, by: int = 1) -> None:
        self.depth += by
        if self.depth > _MAX_DEPTH:
            self._fail("nested too deeply, or too long", "Split it over several run sets.")

    def _or(self) -> Node:
        before = self.depth
        self._deeper(3)  # a bracket takes nine calls, a word two
        left = self._and()
        while self._take("or", "OR"):
            self._deeper()
            left = ("or", left, self._and())
        self.depth = before
        return left

    def _and(self) -> Node:
        left = self._not()
        while self._take("and", "AND"):
            self._deeper()
            left = ("and", left, self._not())
        return left

    def _not(self) -> Node:
        if self._take("not"):
            self._deeper()
            return ("not", self._not())
        return self._compare()

    def _compare(self) -> Node:
        left = self._sum()
        if self._take("within_last"):
            return self._within(left)
        word = self._take(*(_COMPARE - {"not in"}), "not")
        if word is None:
            return left
        if word == "not":
            self._expect("in")
            word = "not in"
        start = self.at
        right = self._sum()
        end, self.at = self.at, start  # what is wrong with the right side is told there
        compared = wandb.compared({"=": "=="}.get(word, word), left, right)
        self.at = end
        return compared

    def _within(self, left: Node) -> Node:
        if left[0] == "path" and left[1] != "created":
            self.at -= 1
            self._fail("within_last asks when a run was created", "Write for example: created within_last 5 days")
        kind, number, _ = self.tokens[self.at]
        if kind != "number":
            self._fail("within_last needs a number", "Write for example: within_last 5 days")
        self.at += 1
        unit = self.tokens[self.at][1].strip("'\"")
        if unit.removesuffix("s") not in _UNIT_SECONDS:
            self._fail(f"unknown unit of time '{unit}'", suggestion(unit, [f"{u}s" for u in _UNIT_SECONDS], "units"))
        self.at += 1
        return ("within", left, float(number) * _UNIT_SECONDS[unit.removesuffix("s")])

    def _sum(self) -> Node:
        left = self._product()
        while word := self._take("+", "-"):
            self._deeper()
            left = (word, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._unary()
        while word := self._take("*", "/", "%", "//"):
            self._deeper()
            left = (word, left, self._unary())
        return left

    def _unary(self) -> Node:
        if self._take("-"):
            self._deeper()
            return ("neg", self._unary())
        left = self._primary()
        return ("**", left, self._unary()) if self._take("**") else left

    def _primary(self) -> Node:
        kind, text, _ = self.tokens[self.at]
        if kind == "end":
            self._fail("the expression ends too early")
        if kind == "number" and math.isinf(float(text)):
            self._fail("a number is larger than any that was logged")
        self.at += 1
        if kind == "number":
            return ("literal", float(text) if any(c in text for c in ".eE") else int(text))
        if kind == "string":
            return ("literal", unquote(text))
        if kind == "field":
            if self.metrics:
                return ("path", text)
            self.at -= 1
            self._fail(f"'${{{text}}}' does not belong in a filter", f'Write summary["{text}"].')
        if text in ("(", "["):
            return self._group(text)
        self.at -= kind == "op"
        if kind == "op":
            self._fail(f"unexpected '{text}'")
        return self._name(text)

    def _group(self, opener: str) -> Node:
        if opener == "(":
            inner = self._or()
            if not self._take(","):
                self._expect(")")
                return inner
            items = [inner]
        else:
            items = []
        closer = ")" if opener == "(" else "]"
        while not self._take(closer):
            items.append(self._or())
            if not self._take(","):
                self._expect(closer)
                break
        return ("list", items)

    def _name(self, text: str) -> Node:
        if text in _WORDS:
            return ("literal", _WORDS[text])
        if text in (*_CALLS, "Metric", "Tags") and self.tokens[self.at][1] == "(":
            return self._call(text)
        if not self.metrics and text[:1].isupper():
            self.at -= 1
            wandb.refuse_absent(text)
            self.at += 1
        path = alias(text)
        root = path.split(".")[0]
        if root not in _ROOTS and self.metrics:
            return ("path", text)
        if root not in _ROOTS:
            self.at -= 1
            self._fail(f"unknown name '{text}'", self._slash_hint(text) or self._name_hint(text))
        while self._take("["):
            kind, key, _ = self.tokens[self.at]
            if kind not in ("string", "number"):
                self._fail("expected a quoted key in brackets", 'Write for example: summary["val/mAP"]')
            self.at += 1
            self._expect("]")
            path += "." + (unquote(key) if kind == "string" else key)
        return ("path", path)

    def _slash_hint(self, text: str) -> str:
        """Suggest brackets where a slash was meant as part of a metric's name."""
        if self.at < 2 or self.tokens[self.at - 1][1] != "/":  # noqa: PLR2004 - a name and the slash before this one
            return ""
        head, _, key = alias(self.tokens[self.at - 2][1]).partition(".")
        return f'Write {head}["{key}/{text}"].' if head in ("summary", "config") and key else ""

    @staticmethod
    def _name_hint(text: str) -> str:
        head, dot, tail = text.partition(".")
        close = nearest(head, _ROOTS)
        if close:
            return f"Did you mean '{close}{dot}{tail}'?"
        return f"Write config.{text} or summary.{text}; put text in quotes."

    def _call(self, text: str) -> Node:
        self._expect("(")
        if text == "Tags" and self._take(")"):
            return ("path", "tags")
        kind, key, _ = self.tokens[self.at]
        if kind != "string":
            self._fail(f"{text}() needs a quoted name", f"Write for example: {text}('lr')")
        name = unquote(key)
        node = wandb.tag(name) if text == "Tags" else ("path", wandb.attribute(name) if text == "Metric" else "")
        self.at += 1
        self._expect(")")
        return ("path", _CALLS[text] + name) if text in _CALLS else node


def unquote(text: str) -> str:
    """Return what a quoted text says: a backslash before a character stands for the character."""
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _paths(node: Node) -> Iterator[str]:
    if node[0] == "path":
        yield node[1]
    elif node[0] == "list":
        for item in node[1]:
            yield from _paths(item)
    elif node[0] != "literal":
        for part in node[1:]:
            if isinstance(part, tuple):
                yield from _paths(part)
