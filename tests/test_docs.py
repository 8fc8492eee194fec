"""The reference pages are made from the code, and are up to date; the README's commands and fields exist."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from click import Context
from click.testing import CliRunner
from conftest import EXAMPLES, ROOT

import reportgen
from reportgen.cli import main
from reportgen.panels import Kinds
from reportgen.panels.base.panel import Panel
from reportgen.readers import Readers
from reportgen.spec.fields import Layout
from reportgen.spec.gates import Baseline, Gate
from reportgen.spec.model import Anonymous, ReportSpec, RunSetSpec, Source
from reportgen.spec.schema import schema

KINDS = Kinds()
EXPRESSIONS = """Filters, sort keys, groups, derived columns and formulas: [the language](language.md)."""
FORMATS = Readers().formats()


def type_of(field: dict[str, Any]) -> str:
    """Return a field's type in words, from its JSON Schema."""
    if "$ref" in field:
        return field["$ref"].rsplit("/", 1)[-1]
    if "enum" in field:
        return " \\| ".join(f"`{value}`" for value in field["enum"])
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(type_of(part) for part in field["anyOf"] if part.get("type") != "null"))
    if field.get("type") == "array":
        return f"list of {type_of(field.get('items', {}))}"
    names = {
        "string": "text",
        "integer": "integer",
        "number": "number",
        "boolean": "true or false",
        "object": "mapping",
    }
    return names.get(str(field.get("type")), "any value")


def table(properties: dict[str, Any], required: list[str], *, skip: set[str]) -> str:
    """Return a table of fields."""
    lines = ["| field | type | |", "| :-- | :-- | :-- |"]
    for name, field in properties.items():
        if name in skip:
            continue
        kind = type_of(field)
        default = field.get("default")
        default = str(default).lower() if isinstance(default, bool) else default  # as YAML writes it
        notes = (
            " Required." if name in required else f" Default: `{default}`." if default not in (None, "", [], {}) else ""
        )
        text = " ".join(field.get("description", "").split())
        lines.append(f"| `{name}` | {kind} | {text}{notes} |")
    return "\n".join(lines)


def reference() -> str:
    """Return the whole reference of the spec."""
    found = schema(KINDS, FORMATS)
    definitions = found["definitions"]
    shared = set(Panel.model_fields)
    parts = [
        "# The spec",
        "",
        "Generated from the code by `make golden`. YAML 1.2; paths and globs are relative to the spec.",
        "",
    ]
    parts += [" ".join((ReportSpec.__doc__ or "").split()), "", table(found["properties"], [], skip=set()), ""]
    for title, model in (
        ("Source", Source), ("RunSetSpec", RunSetSpec), ("Anonymous", Anonymous), ("Baseline", Baseline),
        ("Gate", Gate),
    ):  # fmt: skip
        others = set(definitions[title]["properties"]) - set(model.model_fields)
        parts += [f"## {title}", "", " ".join((model.__doc__ or "").split())]
        parts += ["", table(definitions[title]["properties"], definitions[title].get("required", []), skip=others), ""]
        for name, fields in FORMATS.items() if model is Source else ():
            parts += [f"### Source of `{name}` runs", "", " ".join((fields.__doc__ or "").split())]
            parts += ["", table(definitions[f"{name} runs"]["properties"], [], skip=set()), ""]
    parts += ["## Every block", "", "Fields that every kind takes:", ""]
    parts += [
        table(definitions["line_plot"]["properties"], [], skip=set(definitions["line_plot"]["properties"]) - shared),
        "",
    ]
    parts += [
        "### Layout",
        "",
        Layout.__doc__ or "",
        "",
        table(definitions["Layout"]["properties"], [], skip=set()),
        "",
    ]
    for kind in KINDS:
        model = KINDS[kind]
        parts += [f"## `{kind}`", "", " ".join((model.__doc__ or "").split())]
        if model.main:
            parts += ["", f"`{kind}: x` is short for `{kind}: {{{model.main}: x}}`."]
        rows = table(definitions[kind]["properties"], definitions[kind].get("required", []), skip=shared)
        parts += ["", rows, ""] if rows.count("\n") > 1 else [""]
    parts += ["", "## Expressions", "", EXPRESSIONS, ""]
    return "\n".join(parts).replace("``", "`").rstrip() + "\n"


def commands() -> str:
    """Return the help of every command."""
    runner = CliRunner()
    parts = ["# The command line", "", "Generated from the code by `make golden`.", ""]
    for name in ("", *main.list_commands(Context(main))):
        arguments = [name] if name else []
        shown = runner.invoke(main, [*arguments, "--help"], prog_name="reportgen", terminal_width=100).output.rstrip()
        parts += [f"## `{' '.join(['reportgen', *arguments])}`", "", "```", shown, "```", ""]
    parts += [
        "| exit status | meaning |",
        "| :-- | :-- |",
        "| 0 | success |",
        "| 1 | the build failed |",
        "| 2 | the spec or the command line is wrong |",
        "| 3 | a gate is red, or `--strict` was given and something is missing (the HTML is still written) |",
        "| 130, 141, 143 | stopped by Ctrl-C, a closed pipe or SIGTERM (128 plus the signal's number) |",
        "",
        "A log that is cut off and has no exit record is treated as still being written: reportgen notes it, but does",
        "not count it as missing.",
        "",
        "`-o` never destroys its target. With `-`, standard output gets only the report. Devices, FIFOs and",
        "`/dev/fd/N` are written to; a symbolic link is followed and its target replaced. Files are replaced",
        "atomically and keep their mode and owner. An input of the report is never overwritten.",
    ]
    return "\n".join(parts) + "\n"


def test_reference_of_the_spec(golden):
    golden(ROOT / "docs" / "spec.md", reference())


def test_reference_of_the_command_line(golden):
    golden(ROOT / "docs" / "cli.md", commands())


def test_the_readme_names_every_command_and_only_kinds_that_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    for command in main.list_commands(Context(main)):
        assert f"reportgen {command}" in text
    listed = text[text.index("There are blocks for") : text.index("[docs/spec.md]")]
    named = set(re.findall(r"`([a-z]\w*)`", listed))
    assert len(named) > 20
    assert named <= set(KINDS)


def test_the_readmes_spec_is_one():
    from pathlib import Path

    from reportgen.spec.load import load

    specs = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert specs
    for text in specs:
        assert load(text, "README.md", Path(), KINDS).blocks


def places(text: str) -> set[str]:
    """Return the places of a document that its host gives to headings."""
    bare = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    found: list[str] = []
    for heading in re.findall(r"^#+ (.*)$", bare, re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        place = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
        found.append(f"{place}-{count}" if (count := found.count(place)) else place)
    return set(found)


def test_links_of_the_documents_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target, _, place in re.findall(r"\]\(([^)#\s]*)(#([^)\s]*))?\)", page.read_text("utf-8")):
            if "://" in target or not (target or place):
                continue
            found = page.parent / target if target else page
            assert found.exists(), f"{page.name}: {target}"
            if place and found.suffix == ".md":
                assert place in places(found.read_text("utf-8")), f"{page.name}: {target}#{place}"


def test_a_missing_bundle_names_the_command(monkeypatch, tmp_path):
    import pytest

    from reportgen.errors import MissingBundle
    from reportgen.page import client

    client.module.cache_clear()
    monkeypatch.setattr(client, "_DIST", tmp_path)
    with pytest.raises(MissingBundle, match=r"python hatch_build\.py"):
        client.module("boot")
    client.module.cache_clear()
    assert EXAMPLES.is_dir()


def described(name: str, found: Any) -> Iterator[str]:
    """Yield the lines that say what a public name of the logging API is."""
    signature = "" if inspect.ismodule(found) else str(inspect.signature(found)).replace("'", "")
    yield from (f"### `{name}`", "", "```python", f"{name}{signature}", "```", "", inspect.getdoc(found) or "", "")


def members_of(found: Any) -> list[tuple[str, Any]]:
    """Return what a class or a module of the logging API has, what it inherits included."""
    if inspect.ismodule(found):
        return list(vars(found).items())
    own = [one for one in getattr(found, "__mro__", ()) if one.__module__.startswith("reportgen.logger")]
    return list({name: member for one in reversed(own) for name, member in vars(one).items()}.items())


def logging_reference() -> str:
    """Return the reference of what `import reportgen as rg` offers scripts."""
    own = sorted(name for name, module in reportgen._MODULES.items() if module.startswith("logger"))
    parts = [
        "# The logging API",
        "",
        "Generated from the code by `make golden`: what `import reportgen as rg` offers.",
        "",
    ]
    for name in own:
        found = getattr(reportgen, name)
        members = members_of(found)
        parts += [f"## `rg.{name}`", ""]
        if inspect.ismodule(found):
            parts += [inspect.getdoc(found) or "", ""]
            members = [
                (inner, member) for inner, member in members if getattr(member, "__module__", "") == found.__name__
            ]
        else:
            parts += list(described(f"rg.{name}", found))[2:]
        for inner, member in members:
            function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
            if not inner.startswith("_") and inspect.isfunction(function) and inspect.getdoc(function):
                parts += described(f"rg.{name}.{inner}", function)
    return re.sub("\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def test_reference_of_logging(golden):
    golden(ROOT / "docs" / "logging-reference.md", logging_reference())
