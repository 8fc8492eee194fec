"""What the web app writes into a report and the package cannot: by hand, after the shapes that the app is known to save."""

from __future__ import annotations

import json
from typing import Any

REF = {"viewID": "v1", "type": "panel", "id": "r1"}
STATE = {"op": "=", "key": {"section": "run", "name": "state"}, "value": "finished"}


def text(*parts: Any) -> list[Any]:
    return [part if isinstance(part, dict) else {"text": part} for part in parts]


TREE = {"op": "OR", "filters": [{"op": "AND", "filters": [
    STATE,
    {"op": "IN", "key": {"section": "tags", "name": "__ALL__"}, "value": ["night"]},
    {"op": ">", "key": {"section": "config", "name": "optim.value.lr"}, "value": "0.0001"},
    {"op": "=", "key": {"section": "run", "name": "username"}, "value": "someone"},
    {"op": "=", "key": {"section": "run", "name": ""}, "value": "", "disabled": True},
]}]}  # fmt: skip
FROZEN = {"op": "OR", "filters": [{"op": "AND", "filters": [
    {"op": "IN", "key": {"section": "run", "name": "name"}, "value": ["r50focal"], "current": {"op": "AND", "filters": []}},
]}]}  # fmt: skip
VEGA = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "data": {"name": "wandb"}, "mark": "bar",
        "encoding": {"x": {"field": "${field:x}"}, "y": {"aggregate": "count"}}}  # fmt: skip
QUERY = {"queryFields": [{"name": "runSets", "args": [{"name": "runSets", "value": "${runSets}"}], "fields": [
    {"name": "summaryTable", "args": [{"name": "tableKey", "value": "scenes"}], "fields": []}]}]}  # fmt: skip
PANELS = [
    {"viewType": "Run History Line Plot", "layout": {"x": 0, "y": 0, "w": 8, "h": 8}, "ref": REF, "config": {
        "metrics": ["train/loss"], "groupBy": "None", "smoothingWeight": 20, "smoothingType": "movingAverage",
        "useLocalSmoothing": True, "overrideColors": {"train/loss": {"color": "rgb(71, 154, 95)"}, "x": {"color": "no"}}}},
    {"viewType": "Media Browser", "layout": {"x": 4, "y": 0, "w": 30, "h": 6},
     "config": {"mediaKeys": ["examples"], "columnCount": 2, "stepIndex": 3, "selection": {"xAxis": "Step"}}},
    {"viewType": "Audio", "layout": {"x": 0, "y": 6, "w": 8, "h": 6}, "config": {"mediaKeys": ["clips"]}},
    {"viewType": "Weave", "layout": {"x": 8, "y": 6, "w": 8, "h": 6}, "config": {"panel2Config": {"exp": {"nodeType": "void"}}}},
    {"viewType": "Weave", "config": {"panel2Config": {"exp": {}}, "a": [{"workingKeyAndType": {"key": "scenes", "type": "table-file"}}]}},
    {"viewType": "Vega2", "layout": {"x": 16, "y": 6, "w": 8, "h": 8}, "config": {
        "panelDefId": "someone/inline", "customPanelDef": {"spec": json.dumps(VEGA)}, "fieldSettings": {"x": "truth"},
        "stringSettings": {"title": "Inline"}, "userQuery": QUERY}},
    {"viewType": "Multi Run Table", "layout": {"x": 0, "y": 20, "w": 8, "h": 6}, "config": {}},
    {"viewType": "Bar Chart", "layout": {"x": 8, "y": 20, "w": 8, "h": 8}, "config": {"metrics": ["c::optim.lr"], "limit": -3}},
    {"viewType": "Run History Line Plot", "config": {"metrics": ["train/loss"], "xAxisMin": 5, "xAxisMax": 1}},
]  # fmt: skip
BLOCKS = [
    {"type": "paragraph", "children": text("Some ", {"text": "bold ", "bold": True}, {"text": "both", "bold": True, "italic": True},
                                           " and ", {"text": "gone", "strikethrough": True}, {"text": "line", "underline": True},
                                           {"text": " said", "inlineComment_x": {"threadID": "t"}})},
    {"type": "default", "children": text("# not a heading")},
    {"type": "heading", "level": 4, "children": text("Level four")},
    {"type": "list", "children": [{"type": "list-item", "children": [
        {"type": "paragraph", "children": text("outer")},
        {"type": "list", "ordered": True, "children": [
            {"type": "list-item", "children": [{"type": "paragraph", "children": text("inner")}]}]}]}]},
    {"type": "code-block", "language": "python", "children": [
        {"type": "code-line", "children": text("a = 1")}, {"type": "code-line", "children": text("b = 2")}]},
    {"type": "callout-block", "children": [
        {"type": "callout-line", "children": text("one")}, {"type": "callout-line", "children": text("two")}]},
    {"type": "image", "url": "https://api.wandb.ai/files/a/b.png", "hasCaption": False, "children": text("")},
    {"type": "table", "children": [
        {"type": "table-row", "children": [{"type": "table-cell", "children": text(word)} for word in row]}
        for row in (("a", "b"), ("1", "x|y"))]},
    {"type": "block-of-tomorrow", "children": text("its text"), "x": 1},
    {"type": "panel-grid", "metadata": {
        "openRunSet": 0, "hideRunSets": False, "customRunColors": {"r50focal": "rgb(229, 116, 57)", "ref": REF, "a-b:c:d": "#123456"},
        "runSets": [
            {"id": "a", "name": "Older tree", "enabled": True, "filters": TREE, "search": {"query": ""},
             "grouping": [{"section": "config", "name": "backbone.value"}],
             "sort": {"key": {"section": "summary", "name": "val/mAP"}, "ascending": False},
             "selections": {"root": 0, "tree": ["r50focal", {"value": "backbone:x", "children": ["r101focl"]}]}},
            {"id": "b", "name": "Frozen", "enabled": False, "filters": FROZEN}],
        "panelBankSectionConfig": {"panels": PANELS, "ref": REF}}},
]  # fmt: skip
REPORT = {"version": 5, "blocks": BLOCKS, "authors": [{"name": "A. Author"}],
          "panelSettings": {"xAxis": "epoch", "xAxisActive": True, "smoothingWeight": 0.5, "smoothingActive": True}}  # fmt: skip
