"""Reports of W&B taken over: what the real package and the app write, as YAML that builds; and hostile JSON, bounded."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from app_report import REPORT
from conftest import CACHE, EVALUATION, EXAMPLES, ROOT, RUNS, command, open_example
from environments import environment, locked
from hypothesis import given, settings
from hypothesis import strategies as st

import reportgen as rg
from reportgen.errors import Level, SpecError
from reportgen.lang.expression import parse
from reportgen.page.prose import Prose
from reportgen.publish.wandb_report import import_report
from reportgen.publish.wandb_report.filters import conditions
from reportgen.publish.wandb_report.names import NoTwin, accessor, group, metric, value
from reportgen.publish.wandb_report.panels import VIEW_TYPES
from reportgen.publish.wandb_report.prose import literal, paragraph

SCRIPT = ROOT / "tests" / "publish" / "log_wandb_reports.py"
GOLDEN = ROOT / "tests" / "publish" / "imported"
PATHS = [RUNS.as_posix(), EVALUATION.as_posix(), (EXAMPLES / "_runs" / "pipeline").as_posix()]


@pytest.fixture(scope="module")
def specs() -> Path:
    """Return the folder with the specs that the real package wrote."""
    out = CACHE / "runs" / "wandb-reports"
    stamp, script = out / ".made", SCRIPT.read_bytes()
    with locked(CACHE / "runs" / "wandb-reports.lock"):
        if not stamp.is_file() or stamp.read_bytes() != script:
            out.mkdir(parents=True, exist_ok=True)
            subprocess.run([str(environment("wandb-reports")), str(SCRIPT), str(out)], check=True, timeout=110)
            stamp.write_bytes(script)
    return out


def imported(specs: Path, name: str):
    return import_report((specs / f"{name}.json").read_bytes(), PATHS, file=f"{name}.yaml")


@pytest.mark.sdk
@pytest.mark.parametrize("name", ["everything", "training", "workspace"])
def test_reports_of_the_package_convert_and_build(specs, name, golden, tmp_path):
    found = imported(specs, name)
    listed = "".join(f"# {problem.level.value}: {problem}\n" for problem in found.problems)
    text = found.text.replace(EXAMPLES.as_posix(), "examples")
    golden(GOLDEN / f"{name}.yaml", f"{text}\n# Listed at the end:\n{listed}")
    path = tmp_path / f"{name}.yaml"
    path.write_text(found.text, "utf-8")
    result = rg.build(path)
    assert [str(problem) for problem in result.problems if problem.level is Level.ERROR] == []
    assert [problem.what for problem in result.problems if problem.level is Level.MISSING] == []


@pytest.mark.sdk
def test_every_kind_of_block_and_panel_was_there(specs):
    spec = json.loads((specs / "everything.json").read_text("utf-8"))
    grid = next(block for block in spec["blocks"] if block["type"] == "panel-grid")
    kinds = {panel["viewType"] for panel in grid["metadata"]["panelBankSectionConfig"]["panels"]}
    assert kinds == set(VIEW_TYPES) - {"Vega", "Vega3", "Weave Trace"}
    assert {block["type"] for block in spec["blocks"]} >= {
        "paragraph", "heading", "list", "block-quote", "callout-block", "code-block", "markdown-block", "latex", "image",
        "video", "gallery", "horizontal-rule", "table-of-contents", "spotify", "soundcloud", "twitter", "weave-panel",
    }  # fmt: skip


@pytest.mark.sdk
def test_objects_of_the_package_are_built(tmp_path):
    """By the package's own classes, in its own environment, with this project's packages behind them."""
    (tmp_path / "wandb").symlink_to(RUNS)
    python = environment("wandb-reports")
    places = [str(ROOT), *(path for path in sys.path if Path(path).name == "site-packages")]
    script = f"import runpy, sys; sys.path += {places!r}; sys.argv = ['', '.', 'build']; "
    script += f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    command = [str(python), "-c", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    assert [(name, title, runs) for name, title, runs, _ in found] == [
        ("training", "Training", 3),
        ("workspace", "Night", 3),
    ]
    assert any("standard deviation" in problem for problem in found[1][3])


def test_what_the_app_writes_converts_and_builds(golden, tmp_path):
    found = import_report(REPORT, PATHS, file="app.yaml")
    listed = "".join(f"# {problem.level.value}: {problem}\n" for problem in found.problems)
    golden(
        GOLDEN / "app.yaml", f"{found.text.replace(EXAMPLES.as_posix(), 'examples')}\n# Listed at the end:\n{listed}"
    )
    path = tmp_path / "app.yaml"
    path.write_text(found.text, "utf-8")
    missing = [problem.what for problem in rg.build(path).problems if problem.level is Level.MISSING]
    assert {"clips" in what or "scenes" in what for what in missing} == {True}  # which the chosen runs did not log
    for problem in found.problems:  # each is at its place
        assert found.text.splitlines()[problem.where.line - 1].lstrip().startswith("#")


@pytest.mark.parametrize(
    "form",
    [json.dumps, lambda spec: json.dumps(spec).encode(), lambda spec: json.dumps(json.dumps(spec)),
     lambda spec: {"displayName": "Title", "spec": json.dumps(spec)}, lambda spec: {"data": {"view": {"spec": spec}}},
     lambda spec: [{"title": "Title", "spec": spec}]],
)  # fmt: skip
def test_every_form_that_a_report_comes_in(form):
    assert import_report(form(REPORT)).spec["blocks"] == import_report(REPORT).spec["blocks"]


def test_one_of_several_is_chosen():
    several = [{"displayName": name, "spec": {**REPORT, "blocks": []}} for name in ("One", "Two")]
    assert (
        import_report(several, wanted="Two").spec["title"] == import_report(several, wanted="2").spec["title"] == "Two"
    )
    with pytest.raises(SpecError, match=r"it holds 2 reports\. Choose one by title or number: 1 'One', 2 'Two'"):
        import_report(several)
    with pytest.raises(SpecError, match="Did you mean 'Two'"):
        import_report(several, wanted="Twoo")


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("", "not JSON at line 1"), ("{", "not JSON at line 1, column 2"), (b"\xff\xfe", "not UTF-8 text at byte 0"),
        ("[]", "there is no W&B report in the file"), ("{}", "there is no W&B report"), ("5", "there is no W&B report"),
        ("[" * 100_000, "nested deeper than"), ('{"a":' * 300 + "1" + "}" * 300, "nested deeper than"),
        ("9" * 5000, "too many digits"), ('{"panelGroups": {}}', "last saved before 2022"),
        (json.dumps({"spec": "{"}), "not JSON"), (json.dumps([0] * 2_000_001), "more than 2,000,000 values"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(wrong, what):
    with pytest.raises(SpecError, match=what):
        import_report(wrong)


def _paths(value, path=()):
    """Yield the path of every part of a report."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(inner, (*path, key))


PLACES = [path for path in _paths(REPORT) if path]
_OTHER = st.sampled_from(
    [None, True, 0, -1, 1e400, 10**30, "", "x", [], {}, [[]], [{}], {"a": []}, "${x}", "a\nb", "\ud800"]
)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(PLACES), _OTHER), min_size=1, max_size=4))
def test_hostile_reports_never_fail(changes):
    """Whatever a report holds, its spec is valid, or there is a reason; never another error."""
    report = copy.deepcopy(REPORT)
    for path, other in changes:
        parent = report
        for key in path[:-1]:
            parent = parent[key] if isinstance(parent, dict | list) and not _lacks(parent, key) else None
        if isinstance(parent, dict | list) and not _lacks(parent, path[-1]):
            parent[path[-1]] = other
    try:
        found = import_report(report)
    except SpecError:
        return
    assert rg.Report.of_yaml(found.text).yaml()


def _lacks(parent, key) -> bool:
    return key not in parent if isinstance(parent, dict) else not isinstance(key, int) or key >= len(parent)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1, max_size=12)
                | st.sampled_from(["*a*", "_a_", "a_b", "# a", "1. a", "> a", "$x$", "[a](b)", "![a](b)", "<b>", "<http://a.b>", "&amp;",
                                   "`a`", "~~a~~", "==a==", "a | b", "- a", "+ a", "!!! a", "[^1]", "***", "---", "::: a", "http://a.b"]),
                max_size=5))  # fmt: skip
def test_text_stays_literal(words):
    """Nothing in a text of W&B is markup here."""
    from html.parser import HTMLParser

    text = " ".join(" ".join(words).split())
    found: list[str] = []
    reader = HTMLParser(convert_charrefs=True)
    reader.handle_data = found.append
    html = str(Prose(lambda _: (b"", "")).render(paragraph(literal(text)))[0])
    reader.feed(html)
    if all(c.isprintable() for c in text):
        assert " ".join("".join(found).split()) == text
        assert not any(
            mark in html for mark in ("<em", "<strong", "<code", "<h1", "<li", "<blockquote", "<math", "<del", "<mark>")
        )


def test_four_notations_of_names():
    assert [value("config.optim.value.lr"), value("summary_metrics.val/mAP"), value("val/mAP"), value("run:state")] == [
        "config.optim.lr", "summary.val/mAP", "val/mAP", "state"]  # fmt: skip
    assert [accessor("config:optim.value.lr"), accessor("c::lr"), accessor("summary:a.b"), accessor("run:createdAt"),
            accessor("run:name"), accessor("run:displayName")] == [
        "config.optim.lr", "config.lr", "summary.a.b", "created", "id", "name"]  # fmt: skip
    assert [group("group"), group("optim.value.lr"), group("backbone.value"), group("jobType")] == [
        "group", "config.optim.lr", "config.backbone", "job_type"]  # fmt: skip
    assert metric("train/loss") == "train/loss"
    for missing in ("run:username", "run:host"):
        with pytest.raises(NoTwin, match="do not record"):
            accessor(missing)


def item(section, name, op, value, connector=None, **more):
    return {"key": {"section": section, "name": name}, "op": op, "value": value, "connector": connector, **more}


V2 = [
    ([item("summary", "val/mAP", ">=", 0.41)], {"r50focal", "r101focl"}),
    ([item("config", "backbone.value", "=", "resnet101"), item("summary", "val/mAP", ">=", 0.4, "AND")], {"r101focl"}),
    ([item("config", "loss", "=", "focal"), item("config", "backbone", "=", "resnet101", "OR"),
      item("summary", "val/mAP", "<", 0.4, "AND")], {"r50focal", "r101focl", "yakan001"}),
    ([{"filters": [item("config", "loss", "=", "focal"), item("config", "backbone", "=", "resnet101", "OR")]},
      item("summary", "val/mAP", "<", 0.4, "AND")], {"yakan001"}),
    ([item("run", "displayName", "NIN", ["r50-base", "r50-focal"])], {"r101focl", "yakan001"}),
    ([item("run", "name", "IN", ["r50focal"])], {"r50focal"}),
    ([item("config", "optim.value.lr", "=", "0.001")], {"r50focal", "r50base0"}),
    ([item("config", "optim.value.lr", ">", "0.0005")], {"r50focal", "r50base0"}),
    ([item("tags", "__ALL__", "IN", ["focal"])], {"r50focal", "r101focl"}),
    ([item("tags", "focal", "=", True)], {"r50focal", "r101focl"}),
    ([item("run", "tags", "NIN", ["focal"])], {"r50base0", "yakan001"}),
    ([item("keys_info", "val/mAP", "!=", None)], {"r50focal", "r50base0", "r101focl", "yakan001"}),
    ([item("run", "createdAt", "WITHINSECONDS", 432_000)], {"r50focal", "r50base0", "r101focl", "yakan001"}),
    ([item("config", "loss", "=", "focal", disabled=True)], {"r50focal", "r50base0", "r101focl", "yakan001"}),
]  # fmt: skip


@pytest.mark.parametrize(("items", "ids"), V2)
def test_filters_choose_the_same_runs(items, ids):
    lost: list[str] = []
    text = conditions({"filterFormat": "filterV2", "filters": items}, lost.append)
    runs = open_example()
    assert {run.meta.id for run in (runs.select(parse(text)) if text else runs)} == ids
    assert lost == []


@pytest.mark.parametrize(
    ("one", "why"),
    [(item("run", "username", "=", "me"), "do not record a run's username"), (item("run", "state", "LIKE", "x"), "not a known comparison"),
     (item("nowhere", "x", "=", 1), "not a known section"), (item("run", "state", "WITHINSECONDS", 5), "not a time"),
     (item("config", "lr", "=", {"a": 1}), "nothing is compared with")],
)  # fmt: skip
def test_filters_that_logs_cannot_answer_are_named(one, why):
    lost: list[str] = []
    assert conditions({"filterFormat": "filterV2", "filters": [one]}, lost.append) == ""
    assert why in lost[0]


def test_the_command(tmp_path):
    source = tmp_path / "spec.json"
    source.write_text(json.dumps({"displayName": "A title", "spec": json.dumps(REPORT)}), "utf-8")
    done = command("import-wandb", source, "-o", tmp_path / "report.yaml", "--runs", RUNS)
    assert done.returncode == 0
    assert b"report.yaml:" in done.stderr
    assert b"not taken over" in done.stderr
    text = (tmp_path / "report.yaml").read_text("utf-8")
    assert "title: A title" in text
    assert "A. Author" not in text
    assert command("check", tmp_path / "report.yaml").returncode == 0
    assert command("import-wandb", source, "--strict", "-o", tmp_path / "b.yaml").returncode == 3
    printed = command("import-wandb", source)
    assert printed.stdout.startswith(b"# yaml-language-server")


def test_misuses_of_the_command(tmp_path):
    source = tmp_path / "spec.json"
    source.write_text("{", "utf-8")
    done = command("import-wandb", source)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"error: not JSON at line 1, column 2. Save the report's spec as JSON" in done.stderr
    assert command("import-wandb", source, "-o", source).returncode == 2
    assert source.read_text("utf-8") == "{"
    missing = command("import-wandb", tmp_path / "none.json")
    assert missing.returncode == 1
    assert b"No such file" in missing.stderr


def test_import_in_python():
    report = rg.import_wandb({"displayName": "A title", "spec": REPORT}, runs=RUNS)
    assert (report.title, report.runs) == ("A title", [str(RUNS)])
    assert any("Multi Run Table" in problem.what for problem in report.problems)
    with pytest.raises(SpecError, match=r"cannot read 'nowhere\.json'"):
        rg.import_wandb("nowhere.json")
