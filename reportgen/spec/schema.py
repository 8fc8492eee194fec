"""JSON Schema of the spec in draft-07, which editors' YAML servers read; made from the fields' own types and docs.

It is what a catalogue of schemas takes: an id, descriptions, defaults, examples, and nothing beyond what is listed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.errors import ReportError
from reportgen.spec.fields import Fields
from reportgen.spec.gates import Baseline, Gate
from reportgen.spec.model import Anonymous, ReportSpec, RunSetSpec, Source
from reportgen.spec.yaml import parse

ID = "https://json.schemastore.org/reportgen.json"
"""The name of the schema, by which catalogues know it; nothing is fetched from there."""
FILES = ("report.yaml", "report.yml", "*.report.yaml", "*.report.yml")
"""Names of files that catalogues give this schema to."""
_EXAMPLE = {
    "title": "Focal loss against cross-entropy", "runs": "wandb/",
    "runsets": {"good": {"filters": 'state == "finished" and summary["val/mAP"] > 0.3', "order": "-summary.val/mAP"}},
    "blocks": ["headline", {"panel_grid": {"runset": "good", "panels": [{"line_plot": "train/loss"}]}}, "run_table"],
}  # fmt: skip


def schema(kinds: Mapping[str, Any], formats: Mapping[str, type[Fields]] | None = None) -> dict[str, Any]:
    """Return the schema of a whole spec with every block kind, and with what entries say to readers of ``formats``."""
    definitions: dict[str, Any] = {}
    top = _model(ReportSpec, definitions)
    definitions["Source"] = _model(Source, definitions)
    definitions["Baseline"] = _model(Baseline, definitions)
    definitions["Gate"] = _model(Gate, definitions)
    for name, options in (formats or {}).items():
        own = _model(options, definitions)
        definitions[f"{name} runs"] = own
        for field, said in own.get("properties", {}).items():
            definitions["Source"]["properties"].setdefault(field, said)
            definitions["Baseline"]["properties"].setdefault(field, said)
    for name, model in (("runs", "Source"), ("baseline", "Baseline"), ("gates", "Gate")):
        entry = {"anyOf": [{"type": "string"}, {"$ref": f"#/definitions/{model}"}]}
        listed = top["properties"][name]
        listed.pop("type", None)
        listed.pop("items", None)
        listed["anyOf"] = [*entry["anyOf"], {"type": "array", "items": entry}]
    definitions["Anonymous"] = _model(Anonymous, definitions)
    top["properties"]["anonymize"] = {
        "description": top["properties"]["anonymize"]["description"],
        "anyOf": [{"type": "boolean"}, {"$ref": "#/definitions/Anonymous"}],
    }
    definitions["RunSetSpec"] = _model(RunSetSpec, definitions)
    choices = _choices(kinds, definitions)
    one = {
        "type": "object", "properties": choices, "additionalProperties": False, "minProperties": 1, "maxProperties": 1,
        "description": "One kind of block with its fields.",
    }  # fmt: skip
    names = {"type": "string", "enum": sorted(kinds), "description": "A kind of block without fields."}
    definitions["block"] = {"anyOf": [one, names]}
    top["properties"]["blocks"] = {
        "type": "array", "items": {"$ref": "#/definitions/block"}, "description": "The report, in reading order.",
    }  # fmt: skip
    return {"$schema": "http://json-schema.org/draft-07/schema#", "$id": ID, **top, "title": "reportgen report",
            "examples": [_EXAMPLE],
            "definitions": {name: definitions[name] for name in sorted(definitions)}}  # fmt: skip


def _choices(kinds: Mapping[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return what each kind of block may be, and put its fields among the definitions."""
    choices: dict[str, Any] = {}
    for kind in kinds:
        model = kinds[kind]
        fields = _model(model, definitions)
        if model.children:
            fields["properties"][model.children] = {
                "type": "array", "items": {"$ref": "#/definitions/block"},
                "description": "The blocks in it, in reading order.",
            }  # fmt: skip
        definitions[kind] = fields
        forms: list[dict[str, Any]] = [{"$ref": f"#/definitions/{kind}"}, {"type": "null"}]
        if model.main:
            forms.append(fields["properties"][model.main])
        choices[kind] = {"description": fields.get("description", ""), "anyOf": forms}
        if examples := list(_examples(kind, model)):
            choices[kind]["examples"] = examples
    return choices


def _examples(kind: str, model: Any) -> Iterator[Any]:
    """Yield what the text at the head of a kind's module shows of it."""
    lines = (sys.modules[model.__module__].__doc__ or "").splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith(f"- {kind}")]
    for start in starts:
        end = next((at for at in range(start + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
        try:
            found = parse("\n".join(lines[start:end]), kind).value
        except ReportError:
            continue
        yield from (block[kind] for block in found if isinstance(block, dict) and kind in block)


def _model(model: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a model's schema with its nested definitions moved to the top, in draft-07's words."""
    made: dict[str, Any] = model.model_json_schema(ref_template="#/definitions/{model}")
    for name, nested in made.pop("$defs", {}).items():
        definitions[name] = _draft7(nested)
    result: dict[str, Any] = _draft7(made)
    return result


def _draft7(value: Any) -> Any:
    if isinstance(value, list):
        return [_draft7(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _draft7(item) for key, item in value.items() if key != "prefixItems" and not _is_derived(key, item)}
    if isinstance(found.get("description"), str):
        found["description"] = found["description"].replace("``", "`")
    if "prefixItems" in value:
        found["items"] = _draft7(value["prefixItems"])
    return found


def _is_derived(key: str, item: Any) -> bool:
    """Tell titles that are names of fields again, which editors would show above what the field is."""
    return key == "title" and isinstance(item, str)
