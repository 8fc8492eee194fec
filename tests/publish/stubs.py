"""The stub of ``reportgen.reports``: what editors and type checkers know of classes that are made when they are asked for."""

from __future__ import annotations

import inspect
import subprocess
import sys
import textwrap
from collections.abc import Iterator

from conftest import ROOT

from reportgen.panels import class_name
from reportgen.publish.reports.classes import block_class, documentation, kinds, nested_class, nested_models, schema_of
from reportgen.publish.reports.node import Node
from reportgen.publish.reports.report import Report, RunSet, Source
from reportgen.publish.reports.signatures import hint
from reportgen.readers import Readers
from reportgen.spec.descriptions import descriptions
from reportgen.spec.model import ReportSpec, RunSetSpec
from reportgen.spec.model import Source as SourceSpec

STUB = ROOT / "reportgen" / "publish" / "reports" / "__init__.pyi"
HEAD = '''\
"""Classes of reports, as editors see them. Generated from the models of the spec by `make golden`. Do not edit."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from reportgen.errors import Problem
from reportgen.publish.reports.building import Result as Result
from reportgen.publish.reports.building import build as build
from reportgen.publish.reports.imported import import_wandb as import_wandb
from reportgen.publish.reports.node import Block as Block
from reportgen.publish.reports.node import Node as Node
from reportgen.publish.reports.shown import Shown as Shown

Blocks: TypeAlias = Sequence[Block | str | Mapping[str, Any]]
'''
REPORT = """
    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def folder(self) -> Path: ...
    @classmethod
    def read(cls, path: str | Path) -> Report: ...
    @classmethod
    def of_yaml(cls, text: str) -> Report: ...
    def write(self, path: str | Path) -> Path: ...
    def build(self, output: str | Path | None = None, **options: Any) -> Result: ...
    def keep_problems(self, problems: Sequence[Problem]) -> None: ...
    def mapping_in_folder(self) -> dict[str, Any]: ...
"""


def stub() -> str:
    """Return the whole stub, in the project's format."""
    text = "\n".join([HEAD, *_classes()])
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(STUB), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def _classes() -> Iterator[str]:
    for name in nested_models():
        made = nested_class(name)
        assert made is not None
        yield _class(made, "Node", _fields(made))
    for made, model in ((RunSet, RunSetSpec), (Source, SourceSpec), (Report, ReportSpec)):
        yield _class(made, "Node", _own_fields(made, model)) + (REPORT if made is Report else "")
    for kind in sorted(kinds(), key=class_name):
        if kinds()[kind].__module__.startswith("reportgen."):
            yield _class(block_class(kind), "Block", _fields(block_class(kind)))


def _fields(made: type[Node]) -> dict[str, tuple[str, bool]]:
    """Return the type of each field as Python writes it, and whether it must be given."""
    found = {}
    for name, parameter in inspect.signature(made).parameters.items():
        told = "Blocks" if name == made._children else str(parameter.annotation)
        model = made._model.model_fields.get(name)
        found[name] = (told, model is not None and model.is_required())
    return found


def _own_fields(made: type[Node], model) -> dict[str, tuple[str, bool]]:
    """Return the fields of what is no block: paths, sources, sets and blocks are objects, too."""
    properties = schema_of(model)["properties"]
    found = {name: (hint(told), model.model_fields[name].is_required()) for name, told in properties.items()}
    if made is Source:
        found["path"] = ("str | Path | Sequence[str | Path]", True)
        for fields in Readers().formats().values():
            found |= {name: (hint({"anyOf": [told, {"type": "null"}]}), False) for name, told in
                      schema_of(fields).get("properties", {}).items() if name not in found}  # fmt: skip
    if made is Report:
        found["runs"] = ("str | Path | Source | Sequence[str | Path | Source | Mapping[str, Any]]", False)
        found["runsets"] = ("Mapping[str, RunSet | Mapping[str, Any]]", False)
        found["blocks"] = ("Blocks", False)
    return found


def _class(made: type[Node], base: str, fields: dict[str, tuple[str, bool]]) -> str:
    main = made._main
    first = [f"{main}: {fields[main][0]}{'' if fields[main][1] else ' = ...'}"] if main else []
    rest = [f"{name}: {told}{'' if needed else ' = ...'}" for name, (told, needed) in fields.items() if name != main]
    arguments = ", ".join(["self", *first, *(["*", *rest] if rest else [])])
    about = (inspect.getdoc(made) or "").partition("\n\nFields:")[0]
    told = _told(made, list(fields)).partition("\n\nFields:")[2]
    doc = textwrap.indent(_quoted(f"{about}\n\nFields:{told}"), "    ")
    attributes = "\n".join(f"    {name}: {kind}" for name, (kind, _) in fields.items())
    init = f"    def __init__({arguments}) -> None: ..."
    return f"class {made.__name__}({base}):\n{doc}\n\n{attributes}\n\n{init}\n"


def _told(made: type[Node], names: list[str]) -> str:
    """Return what a class is and what its fields are, which editors show within the brackets of a call."""
    told = descriptions(made._model)
    return documentation(made._model, tuple(name for name in names if name in told or name == made._children))


def _quoted(text: str) -> str:
    text = text.strip().replace("\\", "\\\\")
    return f'"""{text}\n"""' if "\n" in text else f'"""{text}"""'
