"""``reportgen diff``: two sides of any kind, read, matched and composed into one report."""

from __future__ import annotations

import re
import shutil
from html import unescape

import pytest
from conftest import EVALUATION, RUNS, command, eventually, idle
from made_runs import write_runs

from reportgen import build
from reportgen.pipeline import Sides, comparing_spec
from reportgen.spec.yaml import parse


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with a run for each side, a report of one of them, and a side with several runs."""
    folder = tmp_path_factory.mktemp("diff")
    for name in ("r50base0", "r50focal"):
        shutil.copytree(RUNS / f"offline-run-20261102_080000-{name}", folder / name)
    build([folder / "r50base0"], folder / "base.html")
    rows = [{"val/acc": 0.5 + step / 10} for step in range(3)]
    write_runs(folder / "seeds", {f"s{n}": ({"lr": 0.1, "seed": n}, rows) for n in range(2)})
    return folder


def composed(place, first, second, **fields):
    text, _ = comparing_spec(Sides(place / first, place / second, **fields))
    return parse(text, "diff").value


def kinds(blocks):
    """Return every block of a spec as (kind, its fields), in reading order."""
    found = []
    for block in blocks:
        ((kind, fields),) = block.items()
        inner = fields.get("blocks", fields.get("panels")) if isinstance(fields, dict) else None
        found += kinds(inner) if inner is not None else [(kind, fields)]
    return found


def sentence(path):
    html = path.read_text("utf-8").partition('<p class="rg-differences-said">')[2].partition("</p>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.fixture(scope="module")
def report(place):
    """Return the report of two folders."""
    done = command("diff", place / "r50base0", place / "r50focal", "-o", place / "diff.html")
    assert (done.returncode, done.stderr) == (0, b"")
    return place / "diff.html"


SAID = "r50focal compared with {}: ✓ better: val/mAP.max +0.0701, val/loss.min −0.0739, train/accuracy +0.0391"


def test_two_folders(place, report):
    assert sentence(report).startswith(SAID.format("r50base0"))
    spec = composed(place, "r50base0", "r50focal")
    assert [(one["side"], one["color"]) for one in spec["runs"]] == [("r50base0", "#2f7ed8"), ("r50focal", "#d9731a")]
    blocks = kinds(spec["blocks"])
    assert blocks[0] == ("differences", {})
    assert ("line_plot", "val/mAP") in blocks
    assert ("media_browser", {"media_keys": ["examples"], "mode": "side_by_side", "runset": "beside"}) in blocks
    titles = [block["section"]["title"] for block in spec["blocks"] if "section" in block]
    assert titles == ["Curves", "Curves that are the same", "Tables and media", "Tables and media that are the same"]


def test_a_report_and_a_folder_say_the_same(place, tmp_path):
    """What a report does not show is not taken for removed."""
    assert command("diff", place / "base.html", place / "r50focal", "-o", tmp_path / "d.html").returncode == 0
    assert sentence(tmp_path / "d.html").startswith(SAID.format("base"))
    assert "only in" not in sentence(tmp_path / "d.html")
    assert "read from a report: what that does not show is not compared" in (tmp_path / "d.html").read_text("utf-8")


@pytest.mark.parametrize(("first", "second"), [("r50base0", "r50base0"), ("r50base0", "base.html"), ("seeds", "seeds")])
def test_the_same_on_both_sides(place, tmp_path, first, second):
    assert command("diff", place / first, place / second, "-o", tmp_path / "d.html").returncode == 0
    assert re.fullmatch(r"Nothing changed between \w+ and \w+\.", sentence(tmp_path / "d.html"))


def test_the_printed_spec_builds_the_same_report(place, tmp_path):
    shown = command("diff", place / "r50base0", place / "r50focal", "--print-spec")
    (tmp_path / "report.yaml").write_bytes(shown.stdout)
    assert shown.stdout.startswith(b"# yaml-language-server:")
    build(tmp_path / "report.yaml")
    assert sentence(tmp_path / "report.html").startswith(SAID.format("r50base0"))


def test_two_specs_with_tables(place, tmp_path):
    for side, rows in {"old": "1,0.5\n2,0.7\n", "new": "1,0.6\n3,0.7\n"}.items():
        folder = tmp_path / side
        folder.mkdir()
        (folder / "preds.csv").write_text(f"id,score\n{rows}")
        runs = place / ("r50base0" if side == "old" else "r50focal")
        (folder / "report.yaml").write_text(
            f"runs: [{{path: {runs}, filters: 'id != \"x\"'}}]\ngoal: val/loss\nblocks: [table: {{path: preds.csv}}]\n"
        )
    spec = composed(tmp_path, "old/report.yaml", "new/report.yaml", filters="state == 'finished'")
    assert spec["title"] == "new compared with old"
    assert spec["goal"] == ["val/loss"]
    assert spec["runs"][0]["filters"] == "(id != \"x\") and (state == 'finished')"
    (table,) = [fields for kind, fields in kinds(spec["blocks"]) if kind == "table"]
    assert table["path"].endswith("old/preds.csv")
    assert table["compare"][0].endswith("new/preds.csv")
    alone = composed(tmp_path, "old/preds.csv", "new/preds.csv")
    assert [kind for kind, _ in kinds(alone["blocks"])] == ["table"]
    assert "arrange" not in kinds(alone["blocks"])[0][1]


def test_tables_charts_and_code():
    first, second = sorted(EVALUATION.glob("*v[23]a0"))
    shown = command("diff", first, second, "--print-spec")
    blocks = kinds(parse(shown.stdout.decode(), "diff").value["blocks"])
    assert blocks[0] == ("differences", {"code": True})
    tables = {fields["table_name"]: fields.get("arrange") for kind, fields in blocks if kind == "table"}
    assert tables == {"defects": None, "scenes": "concatenated"}  # no column tells scenes apart
    assert ("custom_chart", {"key": "roc", "runset": "beside"}) in blocks
    assert blocks[-1][0] == "code_comparer"
    without = command("diff", first, second, "--print-spec", "--no-code").stdout
    assert b"code" not in without


def test_evaluations_are_paired_by_sample():
    first, second = sorted((RUNS.parent / "evaluations").glob("*.eval"))[:2]
    blocks = kinds(composed(first.parent, first.name, second.name)["blocks"])
    assert [kind for kind, _ in blocks] == ["differences", "evaluation_comparer", "table"]


def test_several_runs_are_one_line_a_side_and_models_are_matched(place, tmp_path):
    rows = [{"val/acc": 0.5 + step / 10} for step in range(3)]
    for side, shift in (("old", 0), ("new", 0.1)):
        moved = [{"val/acc": row["val/acc"] + shift} for row in rows]
        write_runs(tmp_path / side, {name: ({"lr": 0.1}, moved) for name in ("vit", "cnn")})
    blocks = kinds(composed(tmp_path, "old", "new")["blocks"])
    assert blocks[:2] == [("differences", {"groupby": ["name"]}), ("line_plot", "val/acc")]
    blocks = kinds(composed(place, "seeds", "r50focal")["blocks"])
    assert blocks[0] == ("differences", {})
    assert ("line_plot", {"y": ["val/acc"], "groupby": "side"}) in blocks


def test_sides_that_cannot_be_compared(place, tmp_path):
    build([place / "seeds"], tmp_path / "locked.html", password="correct horse battery")  # noqa: S106 - of this test
    (tmp_path / "page.html").write_text("<p>hello")
    (tmp_path / "a.csv").write_text("id,score\nx,2\ny,2\n")
    seeds = place / "seeds"
    for sides, told in [
        ((tmp_path / "locked.html", seeds), "is locked with a password. Run `reportgen unlock"),
        ((tmp_path / "page.html", seeds), "it is a page, but no report that reportgen built"),
        ((seeds, tmp_path / "nowhere"), "no such path"),
        ((seeds, tmp_path / "a.csv"), "'seeds' holds runs, and 'a.csv' holds tables"),
        ((seeds, seeds, "--filters", "state == 'crashed'"), "no run of 'seeds' matches the filters"),
        ((seeds, seeds, "--filters", "stte == 1"), "unknown name 'stte'. Did you mean 'state'?"),
        ((seeds, seeds, "--names", "x", "x"), "the sides need two different names"),
    ]:
        done = command("diff", *sides, "-o", tmp_path / "x.html")
        assert done.returncode == 2
        assert told in done.stderr.decode()
    assert not (tmp_path / "x.html").exists()
    done = command("diff", place / "base.html", seeds, "-o", place / "base.html")
    assert "is an input of the report" in done.stderr.decode()


def test_an_anonymous_diff_names_neither_paths_nor_runs(tmp_path):
    for side in ("secretlab-main", "secretlab-fork"):
        rows = [{"val/acc": 0.5}, {"val/acc": len(side) / 20}]
        write_runs(tmp_path / side, {name: ({"lr": 0.1}, rows) for name in ("projectzebra", "projectyak")})
    sides = [tmp_path / side for side in ("secretlab-main", "secretlab-fork")]
    done = command("diff", *sides, "--anonymize", "-o", tmp_path / "d.html")
    assert done.returncode == 0
    page = (tmp_path / "d.html").read_text("utf-8")
    assert "secretlab" not in page
    assert "zebra" not in page
    assert "compared with A" in page


@pytest.mark.browser
def test_the_sides_keep_their_colours_on_a_phone(report, browser):
    page = browser.new_page(viewport={"width": 390, "height": 3000})
    page.goto(report.as_uri())
    idle(page)
    dots = page.locator(".rg-differences-sides .rg-dot")
    colors = [dot.evaluate("dot => getComputedStyle(dot).backgroundColor") for dot in dots.all()]
    assert colors == ["rgb(47, 126, 216)", "rgb(217, 115, 26)"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    same = page.locator(".rg-differences details", has_text="settings that are the same")
    assert not same.locator("table").is_visible()
    same.locator("summary").click()
    eventually(lambda: same.locator("table").is_visible())
    page.close()
