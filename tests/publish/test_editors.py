"""What editors show of a spec, by the language server that VS Code's YAML extension runs, and by the JSON Schema."""

from __future__ import annotations

import json

import pytest
from conftest import EXAMPLES, eventually
from jsonschema import Draft7Validator
from language_server import editor, installed

from reportgen.panels import Kinds
from reportgen.readers import Readers
from reportgen.spec.schema import ID, schema
from reportgen.spec.yaml import parse

SCHEMA = schema(Kinds(), Readers().formats())


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    program = installed()
    if program is None:
        pytest.skip("there is no npm")
    folder = tmp_path_factory.mktemp("editor")
    path = folder / "report.schema.json"
    path.write_text(json.dumps(SCHEMA), "utf-8")
    with editor(program, path, folder) as found:
        eventually(lambda: bool(found.problems("no_field: 1\n")))  # it has read the schema
        yield found


def test_completion_of_a_kind(opened):
    found = opened.completions("runs: wandb/\nblocks:\n  - ‸")
    assert {"line_plot", "media_browser", "run_table"} <= set(found)
    assert "A line for each metric of each run" in found["line_plot"]


def test_completion_of_a_kind_inside_a_grid(opened):
    assert {"line_plot", "scalar_chart"} <= set(
        opened.completions("blocks:\n  - panel_grid:\n      panels:\n        - ‸")
    )


def test_completion_of_a_field(opened):
    found = opened.completions("blocks:\n  - line_plot:\n      y: train/loss\n      sm‸")
    assert {"smoothing_factor", "smoothing_type"} <= set(found)
    assert "0 draws the logged values" in found["smoothing_factor"]


def test_completion_of_a_value(opened):
    found = opened.completions("blocks:\n  - line_plot:\n      y: train/loss\n      plot_type: ‸")
    assert {"line", "stacked-area", "pct-area"} <= set(found)


def test_completion_at_the_top(opened):
    assert {"title", "runs", "runsets", "blocks", "run_colors"} <= set(opened.completions("‸"))


def test_hover_of_a_field_and_of_a_kind(opened):
    spec = "blocks:\n  - line_plot:\n      y: train/loss\n      smoothing_fac{}tor: 0.6\n"
    assert "values closer to 1 smooth more" in opened.hover(spec.format("‸"))
    assert "A line for each metric" in opened.hover("blocks:\n  - line_‸plot:\n      y: train/loss\n")


def test_a_wrong_field_is_marked_on_its_line(opened):
    found = opened.problems("runs: wandb/\nblocks:\n  - line_plot:\n      y: train/loss\n      smoothing: 0.6\n")
    assert any(line == 5 and "smoothing" in message for line, message in found), found


def test_a_wrong_kind_and_a_wrong_value_are_marked(opened):
    assert [line for line, _ in opened.problems("blocks:\n  - line_plott: train/loss\n")] == [2]
    assert opened.problems("blocks:\n  - line_plot: {y: a, plot_type: pie}\n")


def test_nothing_is_marked_in_a_good_spec(opened):
    text = (EXAMPLES / "demo" / "report.yaml").read_text("utf-8")
    assert opened.problems(text) == []


def test_the_schema_is_ready_for_a_catalogue():
    Draft7Validator.check_schema(SCHEMA)
    assert (SCHEMA["$id"], SCHEMA["$schema"]) == (ID, "http://json-schema.org/draft-07/schema#")
    assert list(Draft7Validator(SCHEMA).iter_errors(SCHEMA["examples"][0])) == []
    untold = [f"{name}.{field}" for name, one in SCHEMA["definitions"].items() for field, told
              in one.get("properties", {}).items() if not told.get("description") and "$ref" not in told]  # fmt: skip
    assert untold == []
    assert [*_open(SCHEMA)] == []


def _open(node, path=""):
    """Yield the objects with fields that allow others."""
    if isinstance(node, dict):
        if "properties" in node and node.get("type") == "object" and node.get("additionalProperties") is not False:
            yield path
        for key, inner in node.items():
            yield from _open(inner, f"{path}/{key}")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/report.yaml")), ids=lambda path: path.parent.name)
def test_every_example_is_valid(path):
    spec = parse(path.read_text("utf-8"), path.name).value
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(spec)] == []


def test_every_kind_has_an_example_that_is_valid():
    kinds = SCHEMA["definitions"]["block"]["anyOf"][0]["properties"]
    validator = Draft7Validator(SCHEMA)
    assert {kind for kind, told in kinds.items() if not told.get("examples")} <= {"toc"}
    for kind, told in kinds.items():
        for example in told.get("examples", []):
            assert list(validator.iter_errors({"blocks": [{kind: example}]})) == []
