"""Marks that look like secrets, planted in every place of real runs and of files: none may reach a page."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path

import pytest
from conftest import log_runs

from reportgen.pipeline import build

MARK = re.compile(r"MARK\d{4}")
KINDS = """
- run_table: {}
- run_table: {groupby: [config.model]}
- run_comparer: {diff_only: false}
- parallel_coordinates: [config.lr, summary.loss]
- parameter_importance: {with_respect_to: summary.loss}
- scatter_plot: {x: config.lr, y: summary.loss}
- bar_plot: {metrics: [summary.loss]}
- scalar_chart: summary.loss
- differences: {}
- line_plot: {y: [loss, acc], title: both}
- line_plot: "mean_of/MARK9999@lab.example.org"
- line_plot: {metric_regex: "loss|mean"}
- line_series: {table_name: lines_table, x: x, y: y}
- histogram: hist
- system_metrics: {}
- console_log: {}
- code_comparer: {}
- code_comparer: {diff: unified}
- table: t
- table: rich
- table: {table_name: t, groupby: note, max_rows: 3}
- table: {table_name: t, steps: all, derive: {copy: api_key, nest: nested.password, both: "concat(api_key, note)"}}
- table: {table_name: t, compare: runs, join: id}
- table: {table_name: t, compare: runs, arrange: concatenated}
- table: {table_name: t, compare: runs, join: id, arrange: side_by_side}
- table: {artifact: preds0, table_name: eval}
- table: {path: t.csv, max_rows: 4, groupby: api_key}
- table: {path: t.csv, compare: [t2.csv], join: id}
- table: {path: t.jsonl}
- table: {path: t.sqlite, table_name: users}
- table: {path: t.parquet, max_rows: 4, groupby: deep.password,
    derive: {got: deep.password, two: "concat(note, api_key)"}}
- table: {path: t.parquet, max_rows: 4, groupby: note, filters: "id >= 0"}
- media_browser: [picture_png, picture_jpg, picture_webp, picture_gif, boxed, page, note, api_key, film_mp4, film_webm]
- media_browser: [sound_wav, sound_flac, sound_ogg, sound_mp3]
- object3d: {media_keys: [model, mesh, cloud], files: [a.glb]}
- molecule: {media_keys: [molecule]}
- custom_chart: bars
- custom_chart: lines
- custom_chart: figure_False
- custom_chart: figure_True
- custom_chart: {spec: {mark: bar, encoding: {x: {field: note}, y: {field: id, type: quantitative}}}, table_name: t}
- pr_curve: {table_name: scores, truth: truth, scores: score}
- roc_curve: {table_name: scores, truth: truth, scores: score}
- confusion_matrix: matrix
- toc: {}
- markdown: plain
- panel_grid: {panels: [{table: t}, {custom_chart: bars}]}
""".strip()


def decoded(page: str) -> str:
    """Return a page with all that it holds: every block inflated, every picture in an address read."""
    found, parts = [page], {}
    for head, body in re.findall(r'<script type="application/octet-stream"([^>]*)>([^<]*)</script>', page):
        name, raw = re.search(r'data-rg="([^"]*)"', head), "data-raw" in head
        parts.setdefault((name and name[1], raw), []).append(base64.b64decode(body))
    for (_, raw), pieces in parts.items():
        content = b"".join(pieces)
        found.append((content if raw else zlib.decompress(content, -15)).decode("latin-1"))
    whole = "\n".join(found)
    inner = [
        base64.b64decode(text + "=" * (-len(text) % 4)) for text in re.findall(r";base64,([A-Za-z0-9+/=]{8,})", whole)
    ]
    return "\n".join([whole, *(content.decode("latin-1") for content in inner)])


@pytest.fixture(scope="module")
def planted() -> Path:
    """Return a folder with runs and files that hold marks."""
    import duckdb

    folder = log_runs("0.31.0", "log_secrets.py")
    (folder / "t2.csv").write_bytes((folder / "t.csv").read_bytes())
    rows = duckdb.read_csv(str(folder / "t.csv"), all_varchar=True)
    deep = "struct_pack(password := api_key, n := note) AS deep"
    rows.project(f"CAST(id AS INT) AS id, api_key, note, {deep}").write_parquet(str(folder / "t.parquet"))
    return folder


def leaks(page: Path, folder: Path) -> dict[str, str]:
    """Return the marks in a page with the places that they were put in."""
    places = json.loads((folder / "marks.json").read_text())
    return {name: places[name] for name in sorted(set(MARK.findall(decoded(page.read_text("utf-8")))))}


def test_no_mark_reaches_a_page_of_every_panel_kind(planted, tmp_path):
    assert len(json.loads((planted / "marks.json").read_text())) > 1000
    spec = planted / "report.yaml"
    spec.write_text(f"title: all\nruns: .\nsize_budget: none\nblocks:\n{KINDS}\n")
    result = build(spec, tmp_path / "r.html")
    faults = [str(p) for p in result.problems if "bug in reportgen" in str(p)]
    assert not faults
    found = leaks(result.path, planted)
    found.pop("MARK9999", None)  # the spec asks for this key by its name
    assert found == {}
    assert not MARK.search("\n".join(str(p) for p in result.problems).replace("MARK9999", ""))


def test_no_mark_reaches_the_automatic_report(planted, tmp_path):
    result = build([planted], tmp_path / "r.html")
    assert leaks(result.path, planted) == {}
