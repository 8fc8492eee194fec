"""JSON Schema of the spec in draft-07, which editors' YAML servers read; made from the fields' own types and docs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.spec.fields import Fields
from reportgen.spec.gates import Baseline, Gate
from reportgen.spec.model import Anonymous, ReportSpec, RunSetSpec, Source


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
    choices: list[dict[str, Any]] = []
    for kind in kinds:
        model = kinds[kind]
        fields = _model(model, definitions)
        if model.children:
            fields["properties"][model.children] = {"type": "array", "items": {"$ref": "#/definitions/block"}}
        definitions[kind] = fields
        forms: list[dict[str, Any]] = [{"$ref": f"#/definitions/{kind}"}, {"type": "null"}]
        if model.main:
            forms.append(fields["properties"][model.main])
        said_entry = {"description": fields.get("description", ""), "anyOf": forms}
        choices.append(
            {"type": "object", "properties": {kind: said_entry}, "required": [kind], "additionalProperties": False}
        )
    names = {"type": "string", "enum": sorted(kinds)}
    definitions["block"] = {"anyOf": [*choices, names]}
    top["properties"]["blocks"] = {
        "type": "array", "items": {"$ref": "#/definitions/block"}, "description": "The report, in reading order.",
    }  # fmt: skip
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "reportgen report", **top,
            "definitions": {name: definitions[name] for name in sorted(definitions)}}  # fmt: skip


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
    found = {key: _draft7(item) for key, item in value.items() if key != "prefixItems"}
    if "prefixItems" in value:
        found["items"] = _draft7(value["prefixItems"])
    return found
