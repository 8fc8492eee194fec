"""Specs to reports: short forms, parameters, positions, the schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from conftest import EXAMPLES

from reportgen.errors import SpecError
from reportgen.panels import Kinds
from reportgen.readers import Readers
from reportgen.spec.load import load
from reportgen.spec.schema import schema
from reportgen.spec.yaml import parse

KINDS = Kinds()


def report(text, **settings):
    return load(text, "report.yaml", Path(), KINDS, settings)


def test_short_forms():
    found = report("blocks: [toc, line_plot: loss, line_plot: [a, b], {panel_grid: {panels: [scalar_chart: lr]}}]")
    assert [block.kind for block in found.blocks] == ["toc", "line_plot", "line_plot", "panel_grid"]
    assert found.blocks[1].fields.y == ["loss"]
    assert found.blocks[2].fields.y == ["a", "b"]
    assert found.blocks[3].children[0].fields.metric == "lr"


def test_parameters_keep_their_type():
    text = "params: {n: 3, who: x}\ntitle: Report for ${who}\nblocks: [{line_plot: {y: a, limit: '${n}'}}]"
    assert report(text).spec.title == "Report for x"
    assert report(text).blocks[0].fields.limit == 3
    assert report(text, n="7").blocks[0].fields.limit == 7
    with pytest.raises(SpecError, match=r"no such parameter.*'who'"):
        report(text, whom="y")


def test_the_words_of_wandb_are_known():
    order = "[{name: 'summary:acc', ascending: false}]"
    text = f"blocks: [{{line_plot: {{y: a, x: Step}}}}, {{run_table: {{order: {order}, groupby: 'config:lr.value'}}}}]"
    plot, table = (block.fields for block in report(text).blocks)
    assert plot.x == "step"
    assert ([key.text for key in table.order], table.groupby) == (["-summary.acc"], ["config.lr"])


def test_all_problems_at_once():
    with pytest.raises(SpecError) as caught:
        report("titel: x\nblocks:\n  - line_plot: {}\n  - lineplot: a\n  - toc: {depth: 9}\n")
    assert [(p.where.line, p.where.column) for p in caught.value.problems] == [(1, 1), (3, 5), (4, 5), (5, 18)]


def test_schema_is_draft_07_and_takes_every_example():
    found = schema(KINDS, Readers().formats())
    jsonschema.Draft7Validator.check_schema(found)
    validator = jsonschema.Draft7Validator(found)
    for spec in sorted(EXAMPLES.glob("*/report.yaml")):
        errors = [error.message for error in validator.iter_errors(parse(spec.read_text("utf-8"), spec.name).value)]
        assert errors == [], spec
    assert list(validator.iter_errors({"blocks": [{"line_plot": {"smothing": 1}}]}))
    assert "$defs" not in json.dumps(found)
    assert "prefixItems" not in json.dumps(found)


def test_every_field_is_described():
    definitions = schema(KINDS, Readers().formats())["definitions"]
    for kind in KINDS:
        for name in KINDS[kind].model_fields:
            assert definitions[kind]["properties"][name].get("description"), f"{kind}.{name} has no description"


def test_schema_command_prints_json():
    done = subprocess.run([sys.executable, "-m", "reportgen", "schema"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["$schema"].endswith("draft-07/schema#")
