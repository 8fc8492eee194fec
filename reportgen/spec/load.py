"""Spec text to a validated report: every problem at once, each with its place and the nearest right thing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reportgen.errors import Position, Problem, SpecError, suggestion
from reportgen.spec.places import check_places
from reportgen.spec.yaml import Document, parse
from reportgen.spec.yaml import Path as ValuePath

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

from reportgen.spec.entries import Entries, Formats
from reportgen.spec.fields import Fields, has_own_braces
from reportgen.spec.gates import Baseline, Gate
from reportgen.spec.model import Anonymous, ReportSpec, RunSetSpec, Source

_PARAM = re.compile(r"(?<!\$)\$\{([A-Za-z_]\w*)\}")  # $${x} stands for the text ${x}
_TOP = ("title", "description", "lang", "theme", "size_budget", "presets", "params", "runs", "run_colors", "runsets",
        "baseline", "gates", "blocks")  # fmt: skip


FieldsT = TypeVar("FieldsT", bound=Fields)


@dataclass
class Block:
    """A validated block: its kind's fields, where it stands, and the blocks inside it."""

    kind: str
    fields: Fields
    path: ValuePath
    children: list[Block] = field(default_factory=list)


@dataclass
class Report:
    """A validated spec with the text it came from."""

    spec: ReportSpec
    blocks: list[Block]
    document: Document
    text: str
    folder: Path
    options: list[Mapping[str, Fields]] = field(default_factory=list)
    """What each entry of ``runs:`` says to readers, by format."""
    baseline_options: list[Mapping[str, Fields]] = field(default_factory=list)
    """The same of each entry of ``baseline:``."""
    baseline_given: bool = False
    """Whether the command line names the baseline, so that it stands in no line of the spec."""
    sources: str = "runs"
    """The field of the spec that its sources stand in."""

    def position(self, path: ValuePath) -> Position:
        """Return where a value of the spec stands."""
        return self.document.position(path)

    def walk(self) -> Iterator[Block]:
        """Yield blocks and the ones inside them, in reading order."""
        left = self.blocks[::-1]
        while left:
            block = left.pop()
            yield block
            left += block.children[::-1]


def load(
    text: str, file: str, folder: Path, kinds: Mapping[str, Any], settings: Mapping[str, str] | None = None,
    theme_fault: Callable[[str, Path], tuple[str, str] | None] = lambda *_: None,
    formats: Formats = dict,
) -> Report:  # fmt: skip
    """Validate spec ``text`` against the known ``kinds``; SpecError lists all problems in file order.

    ``theme_fault`` says what is wrong with a theme's name, and the nearest right thing. ``formats`` are the options of
    readers, which entries of ``runs:`` may set.
    """
    document = parse(text, file)
    loader = _Loader(document, kinds, theme_fault, formats)
    return loader.load(text, folder, settings or {})


def load_mapping(
    value: Mapping[str, Any], folder: Path, kinds: Mapping[str, Any], settings: Mapping[str, str] | None = None,
    formats: Formats = dict,
) -> Report:  # fmt: skip
    """Validate a spec that a program made; its chart objects stay as they are."""
    document = Document("report", _plain(value))
    loader = _Loader(document, kinds, formats=formats)
    return loader.load(json.dumps(_plain(value), indent=2, ensure_ascii=False, default=_named), folder, settings or {})


def _plain(value: Any) -> Any:
    """Return a copy with mappings and sequences as the composer makes them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _named(value: Any) -> str:
    return f"<{type(value).__name__}>"


class _Loader:
    def __init__(
        self, document: Document, kinds: Mapping[str, Any],
        theme_fault: Callable[[str, Path], tuple[str, str] | None] = lambda *_: None,
        formats: Formats = dict,
    ) -> None:  # fmt: skip
        self.entries = Entries(formats)
        self.document, self.kinds, self._theme_fault = document, kinds, theme_fault
        self.problems: list[Problem] = []
        self._unfilled: set[ValuePath] = set()

    def load(self, text: str, folder: Path, settings: Mapping[str, str]) -> Report:
        value = self.document.value
        if value is None:
            self._add((), "the spec is empty", "Start with `runs: wandb/` and `blocks:` with `- run_table` below it.")
            raise SpecError(self.problems)
        if not isinstance(value, dict):
            self._add((), "a spec must be a mapping of fields", f"Fields: {', '.join(_TOP)}.")
            raise SpecError(self.problems)
        value = self._fill(value, self._params(value, settings), ())
        blocks = value.pop("blocks", None)
        options, of_baseline = (self._options(value, name) for name in ("runs", "baseline"))
        spec = self._top(value)
        loaded = self._blocks(blocks if blocks is not None else [], ("blocks",))
        fault = self._theme_fault(spec.theme, folder) if spec is not None else None
        if fault is not None:
            self._add(("theme",), *fault)
        named = value.get("runsets")
        self._check_runsets(loaded, list(named) if isinstance(named, dict) else [])
        if self.problems:
            raise SpecError(sorted(dict.fromkeys(self.problems), key=lambda p: p.where or Position("")))
        if spec is None:  # unreachable: a failed spec has problems
            raise SpecError(Problem("the spec could not be read", Position(self.document.file)))
        return Report(spec, loaded, self.document, text, folder, options, of_baseline)

    def _options(self, value: dict[str, Any], field_name: str) -> list[Mapping[str, Fields]]:
        """Return what each entry of ``runs`` or ``baseline`` says to readers, which is taken out of it."""
        return [
            {
                name: fields
                for name, given in entry.items()
                if (fields := self._validate(self.entries.formats[name], given, path, f"{field_name} ({name})"))
                is not None
            }
            for path, entry in self.entries.taken(value, self._add, field_name)
        ]

    def _add(self, path: ValuePath, what: str, hint: str = "", *, key: bool = False, offset: int = 0) -> None:
        where = self.document.position(path, key=key)
        self.problems.append(Problem(what, Position(where.file, where.line, where.column + offset), hint))

    def _params(self, value: dict[str, Any], settings: Mapping[str, str]) -> dict[str, Any]:
        from reportgen.spec.yaml import scalar

        given = value.get("params")
        params = dict(given) if isinstance(given, dict) else {}
        for name, text in settings.items():
            if name not in params:
                self.problems.append(
                    Problem(
                        f"--set {name}: the spec has no such parameter", None, suggestion(name, params, "parameters")
                    )
                )
            params[name] = scalar(text)
        if given is None or isinstance(given, dict):
            value["params"] = params
        return params

    def _fill(self, value: Any, params: Mapping[str, Any], path: ValuePath) -> Any:
        """Replace ``${name}``; a text that is nothing else takes the parameter's own type."""
        if isinstance(value, dict):
            return {
                k: v if path == () and k == "params" else self._fill(v, params, (*path, k)) for k, v in value.items()
            }
        if isinstance(value, list):
            return [self._fill(item, params, (*path, i)) for i, item in enumerate(value)]
        if not isinstance(value, str) or "${" not in value:
            return value
        whole = _PARAM.fullmatch(value)
        if whole and whole[1] in params:
            return params[whole[1]]
        for match in _PARAM.finditer(value):
            if match[1] not in params and not self._has_own_braces(path):
                self._unfilled.add(path)
                self._add(path, f"unknown parameter '{match[1]}'", suggestion(match[1], params, "parameters"))
        filled = _PARAM.sub(lambda m: _text(params[m[1]]) if m[1] in params else m[0], value)
        return filled.replace("$${", "${")

    def _has_own_braces(self, path: ValuePath) -> bool:
        """Return whether a value stands in a field of a panel that has its own use for ``${...}``."""
        for place, word in enumerate(path):
            if isinstance(word, str) and word in self.kinds and isinstance(path[place - 1], int):
                kind, inner = self.kinds[word], path[place + 1 : place + 2]
                if has_own_braces(kind, str(inner[0]) if inner else kind.main):
                    return True
        return False

    def _top(self, value: dict[str, Any]) -> ReportSpec | None:
        return self._validate(ReportSpec, value, (), "the spec", others=("blocks",))

    def _blocks(self, value: Any, path: ValuePath) -> list[Block]:
        if not isinstance(value, list):
            self._add(path, f"{path[-1]} must be a list", "Begin each block with '- '.")
            return []
        found = [self._block(item, (*path, i)) for i, item in enumerate(value)]
        return [block for block in found if block is not None]

    def _block(self, value: Any, path: ValuePath) -> Block | None:
        if isinstance(value, str):
            value = {value: {}}
            at = path
        elif isinstance(value, dict) and len(value) == 1:
            at = (*path, next(iter(value)))
        elif isinstance(value, dict) and len(value) > 1:
            known = [kind for kind in value if kind in self.kinds]
            hint = f"Indent the fields of '{known[0]}' below it." if known else ""
            self._add(path, f"a block must have exactly one kind, but this one has {len(value)}", hint)
            return None
        else:
            self._add(path, "a block must be a kind with its fields", "Write for example: - line_plot: train/loss")
            return None
        kind, fields = next(iter(value.items()))
        if kind not in self.kinds:
            self._add(at, f"unknown kind '{kind}'", suggestion(kind, self.kinds, "kinds"), key=True)
            return None
        return self._of_kind(kind, fields, at)

    def _of_kind(self, kind: str, value: Any, path: ValuePath) -> Block | None:
        model = self.kinds[kind]
        short = not isinstance(value, dict) and value is not None
        if short:
            if not model.main:
                self._add(path, f"{kind} has no short form", f"Fields: {', '.join(model.model_fields)}.")
                return None
            value = {model.main: value}
        value = dict(value or {})
        children: list[Block] = []
        if model.children and model.children in value:
            children = self._blocks(value.pop(model.children), (*path, model.children))
            check_places(children, self._add)
        fields = self._validate(model, value, path, kind, others=(model.children,), short=short)
        return Block(kind, fields, path, children) if fields is not None else None

    def _validate(
        self, model: type[FieldsT], value: Any, path: ValuePath, name: str, *, others: tuple[str, ...] = (),
        short: bool = False,
    ) -> FieldsT | None:  # fmt: skip
        from pydantic import ValidationError

        try:
            return model.model_validate(value)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self._explain(detail, path, name, model, others, short=short)
            return None

    def _explain(
        self, detail: ErrorDetails, path: ValuePath, name: str, model: type[Fields], others: tuple[str, ...], *,
        short: bool,
    ) -> None:  # fmt: skip
        """Turn one pydantic error into a problem of ours."""
        loc = tuple(part for part in detail["loc"] if not _is_branch(part)) or detail["loc"]
        at = path if short else self._place((*path, *loc))
        field_name = next((str(p) for p in reversed(loc) if isinstance(p, str)), name)
        kind, context = detail["type"], detail.get("ctx", {})
        kind = "path_type" if kind == "model_type" and field_name in ("runs", "baseline") else kind
        if kind == "extra_forbidden":
            here = others if len(loc) == 1 else tuple(self.entries.known(loc))
            known = [f for f in (*_fields_at(model, loc), *here) if f]
            what = f"unknown field '{field_name}' in {_owner(name, loc)}"
            meant = model.meant.get(field_name, field_name) if len(loc) == 1 else field_name
            self._add(at, what, suggestion(meant, known, "fields"), key=True)
        elif kind == "missing":
            self._add((*path, *loc[:-1]), f"{_owner(name, loc)} needs '{field_name}'", key=True)
        elif kind == "spec" and at in self._unfilled:
            return  # the parameter that is missing in it was reported
        elif kind == "spec" and context["whole"]:
            self._add(path, str(context["what"]), str(context["hint"]), key=True)
        elif kind == "spec":
            self._add(at, f"{field_name}: {context['what']}", str(context["hint"]), offset=int(context["offset"]))
        elif kind == "literal_error":
            choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            given = detail["input"]
            noun = str(loc[0]) if loc and isinstance(loc[0], str) else name  # a key of the user's is no name of a field
            self._add(at, f"{noun}: '{given}' is not a valid value", suggestion(str(given), choices, "choices"))
        else:
            self._add(
                at, f"{field_name} {_expected(kind, context, detail['input'])}", _quote_hint(kind, detail["input"])
            )

    def _place(self, path: ValuePath) -> ValuePath:
        """Return ``path``, without an index that tolerant input added (a word, or an entry, for a list of one)."""
        found: ValuePath = ()
        for part in path:
            if isinstance(part, int) and (*found, part) not in self.document.at and found in self.document.at:
                continue
            found = (*found, part)
        return found

    def _check_runsets(self, blocks: list[Block], known: list[str]) -> None:
        for block in blocks:
            name = getattr(block.fields, "runset", None)
            if name is not None and name not in known:
                self._add((*block.path, "runset"), f"unknown run set '{name}'", suggestion(name, known, "run sets"))
            self._check_runsets(block.children, known)


def _text(value: Any) -> str:
    return "true" if value is True else "false" if value is False else "null" if value is None else str(value)


def _is_branch(part: int | str) -> bool:
    """Tell pydantic's names of union branches from names of fields."""
    return isinstance(part, str) and ("[" in part or part in {"int", "str", "float", "bool", "none"})


def _fields_at(model: type[Fields], loc: tuple[int | str, ...]) -> list[str]:
    """Return the field names where ``loc``, which is not empty, stops."""
    for nested, owner in (
        ("runs", Source), ("runsets", RunSetSpec), ("anonymize", Anonymous), ("baseline", Baseline), ("gates", Gate)
    ):  # fmt: skip
        if loc[0] == nested and len(loc) > 1:
            return list(owner.model_fields)
    if len(loc) > 1:
        inner = model.model_fields.get(str(loc[0]))
        annotation = getattr(inner, "annotation", None)
        for candidate in (annotation, *getattr(annotation, "__args__", ())):
            if isinstance(candidate, type) and issubclass(candidate, Fields):
                return list(candidate.model_fields)
    return list(model.model_fields)


def _owner(name: str, loc: tuple[int | str, ...]) -> str:
    parents = [str(part) for part in loc[:-1] if isinstance(part, str)]
    return ".".join(parents) if parents else name


_EXPECTED = {
    "string_type": "must be text", "int_type": "must be an integer", "int_from_float": "must be an integer",
    "float_type": "must be a number", "bool_type": "must be true or false", "list_type": "must be a list",
    "dict_type": "must be a mapping", "model_type": "must be a mapping of fields",
    "greater_than_equal": "must be at least {ge}", "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt}", "less_than": "must be less than {lt}",
    "string_too_short": "must not be empty", "too_short": "needs at least {min_length} entries",
    "is_instance_of": "must be an expression",
    "too_long": "has more than {max_length} entries", "path_type": "must be a path",
}  # fmt: skip


def _expected(kind: str, context: Mapping[str, Any], given: Any) -> str:
    rule = _EXPECTED.get(kind, f"is not valid ({kind.replace('_', ' ')})").format(**context)
    shown = "nothing" if given is None else "a list" if isinstance(given, list) else None
    shown = shown or ("a mapping" if isinstance(given, dict) else f"'{_text(given)[:40]}'")
    return f"{rule}, not {shown}"


_TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def _quote_hint(kind: str, given: Any) -> str:
    if kind.startswith("bool") and str(given).lower() in _TRUTH:
        return f"Write {_TRUTH[str(given).lower()]}."
    return f"Put it in quotes: '{_text(given)}'." if kind == "string_type" and isinstance(given, int | float) else ""
