"""What names stand for in filters of runs and in formulas over metrics.

Of runs: ``config.lr``, ``summary["val/mAP"]``, ``state``, and W&B's ``Config('lr')``, ``Metric('Tags')``, ``State``,
which mean what they mean there; what no log holds (``Metric('User')``) is refused. In a formula any name is a metric,
and ``${train/loss}`` one that is not a word.
"""

from __future__ import annotations

from reportgen.errors import nearest, suggestion
from reportgen.lang import wandb
from reportgen.lang.error import ExpressionError
from reportgen.lang.functions import COMPARISONS, LOGICAL
from reportgen.lang.parse import Parser, Table, unquote
from reportgen.lang.tree import (
    Binary,
    Call,
    Column,
    Constant,
    Each,
    Negative,
    Node,
    Not,
    Search,
    Variable,
    balanced,
    changed,
)

ROOTS = ("config", "summary", "name", "id", "state", "tags", "group", "job_type", "project", "notes", "sweep",
          "created", "duration", "format", "side")  # fmt: skip
_TEXTS = ("name", "id", "state", "group", "job_type", "project", "notes", "sweep", "side")
_CALLS = {"Config": "config.", "Summary": "summary.", "SummaryMetric": "summary.", "KeysInfo": "summary."}
_CAMEL = {"displayName": "name", "runtime": "duration", "createdAt": "created", "jobType": "job_type"}
_UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}
_ONE_RUN = "Write the name alone: config.lr"
NEWEST = Column(1, "newest")
"""When the newest run was created (Unix seconds), which ``within_last`` counts back from."""


def alias(path: str) -> str:
    """Return our path for W&B's accessor forms (``config:lr.value``, ``summary:acc``, ``run:state``) and names."""
    return wandb.accessor(path) or wandb.SHOWN.get(path, _CAMEL.get(path, path))


class RunParser(Parser):
    """Reads a filter of runs."""

    def parse(self) -> Node:
        """Return the tree of the whole text; ExpressionError says where it goes wrong."""
        try:
            return super().parse()
        except wandb.UnknownError as error:
            self.fail(error.what, error.hint)

    def _compared(self, operator: str, left: Node, right: Node) -> Node:
        return wandb.compared(operator, left, right)

    def _within(self, left: Node) -> Node:
        if isinstance(left, Column) and left != wandb.CREATED:
            self.at -= 1
            self.fail("within_last applies only to `created`", "Write for example: created within_last 5 days")
        kind, number, _ = self.tokens[self.at]
        if kind != "number":
            self.fail("within_last needs a number", "Write for example: within_last 5 days")
        self.at += 1
        unit = self.tokens[self.at][1].strip("'\"")
        if unit.removesuffix("s") not in _UNIT_SECONDS:
            self.fail(f"unknown unit of time '{unit}'", suggestion(unit, [f"{u}s" for u in _UNIT_SECONDS], "units"))
        self.at += 1
        seconds = float(number) * _UNIT_SECONDS[unit.removesuffix("s")]
        return Binary(">=", left, Binary("-", NEWEST, Constant(seconds)))

    def _name(self, text: str, offset: int) -> Node:
        if text in (*_CALLS, "Metric", "Tags") and self.is_next("("):
            return self._accessor(text)
        return super()._name(text, offset)

    def _quoted(self, path: list[str], offset: int) -> Node:
        del offset
        self.at -= 1
        written = self.tokens[self.at][1]
        self.fail(f"'{written}' does not belong in a filter", f'Write summary["{path[0]}"].')

    def _path(self, table: Table, path: list[str], offset: int) -> Node:
        if table == 0 and not path:
            return self._of_row(offset)
        self.at -= 1
        if table is not None and self.tokens[self.at][0] == "cell":
            self.fail("a run filter has no tables", _ONE_RUN)
        found = self._run_path(".".join(path))
        self.at += 1
        return self._indexed(Column(0, ".".join([found, *self._brackets()])))

    def _of_row(self, offset: int) -> Node:
        """Read ``row["name"]``, which is ``name``."""
        path = alias(".".join(self._brackets()))
        if path.split(".")[0] not in ROOTS:
            raise ExpressionError(f"unknown name '{path}'" if path else "a run filter has no tables", offset, _ONE_RUN)
        return self._indexed(Column(0, path))

    def _run_path(self, text: str) -> str:
        """Return our path for a name; what names nothing of a run is an error, reported at the next word."""
        if text[:1].isupper():
            wandb.refuse_absent(text)
        path = alias(text)
        if path.split(".")[0] not in ROOTS:
            self.fail(f"unknown name '{text}'", self._slash_hint(text) or self._name_hint(text))
        if self.tokens[self.at + 1][:2] == ("op", "[") and self.tokens[self.at + 2][0] not in ("string", "number"):
            self.at += 2
            self.fail("expected a quoted key in brackets", 'Write for example: summary["val/mAP"]')
        return path

    def _slash_hint(self, text: str) -> str:
        """Suggest brackets where a slash was meant as part of a metric's name."""
        if self.at < 2 or self.tokens[self.at - 1][1] != "/":  # noqa: PLR2004 - a name and the slash before this one
            return ""
        head, _, key = alias(self.tokens[self.at - 2][1]).partition(".")
        return f'Write {head}["{key}/{text}"].' if head in ("summary", "config") and key else ""

    @staticmethod
    def _name_hint(text: str) -> str:
        head, dot, tail = text.partition(".")
        close = nearest(head, ROOTS)
        if close:
            return f"Did you mean '{close}{dot}{tail}'?"
        return f"Write config.{text} or summary.{text}; put text in quotes."

    def _accessor(self, text: str) -> Node:
        """Read one of W&B's: ``Config('lr')``, ``Metric('Tags')``, ``Tags('night')``."""
        self.expect("(")
        if text == "Tags" and self.take(")"):
            return wandb.TAGS
        kind, key, _ = self.tokens[self.at]
        if kind != "string":
            self.fail(f"{text}() needs a quoted name", f"Write for example: {text}('lr')")
        name = unquote(key)
        path = _CALLS[text] + name if text in _CALLS else wandb.attribute(name) if text == "Metric" else ""
        self.at += 1
        self.expect(")")
        return wandb.tag(name) if text == "Tags" else Column(0, path)

    def _made(self, name: str, arguments: list[Node], offset: int) -> Node:
        found = super()._made(name, arguments, offset)
        if not isinstance(found, Search):
            return found
        word = Constant(found.word.lower())
        texts: list[Node] = [Binary("in", word, Call("lower", (Column(0, path),))) for path in _TEXTS]
        tags = Each("any", wandb.TAGS, "it", Binary("in", word, Call("lower", (Variable("it"),))))
        return balanced("or", [*texts, tags])


class MetricParser(Parser):
    """Reads a formula over metrics; what is true or false counts there as 1 or 0, as a logged one does."""

    def parse(self) -> Node:
        """Return the tree of the whole text; ExpressionError says where it goes wrong."""
        return _numeric(super().parse())

    def _quoted(self, path: list[str], offset: int) -> Node:
        del offset
        return self._indexed(Column(0, ".".join(path)))

    def _path(self, table: Table, path: list[str], offset: int) -> Node:
        del offset
        if table not in (None, 0):
            self.at -= 1
            self.fail("a formula sees the metrics of one run only", "Write the name alone: ${train/loss}")
        names = [*([alias(".".join(path))] if path else []), *self._brackets()]
        if not names:
            self.at -= 1
            self.fail("a run is not a value", "Name a metric: ${train/loss}")
        return self._indexed(Column(0, ".".join(names)))

    def _made(self, name: str, arguments: list[Node], offset: int) -> Node:
        found = super()._made(name, arguments, offset)
        if isinstance(found, Search):
            raise ExpressionError("metrics have no text to search", offset, "search() is for filters.")
        return found


def _numeric(node: Node) -> Node:
    """Return a formula in which what is calculated or compared with is a number where it is true or false."""
    node = changed(node, _numeric)
    if isinstance(node, Negative) or (isinstance(node, Binary) and node.operator not in (*LOGICAL, "in", "not in")):
        return changed(node, _counted)
    return node


def _counted(node: Node) -> Node:
    match node:
        case Constant(bool(value)):
            return Constant(int(value))
        case Call("if", (condition, *branches)):
            return Call("if", (condition, *map(_counted, branches)))
        case Call("coalesce", arguments):
            return Call("coalesce", tuple(map(_counted, arguments)))
        case Binary(operator) if operator in (*COMPARISONS, *LOGICAL):
            pass
        case Not() | Each("any" | "all") | Call("matches" | "exists"):
            pass
        case _:
            return node
    return Call("if", (node, Constant(1), Constant(0)))
