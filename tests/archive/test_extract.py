"""``reportgen extract``: reports taken apart, into files and into run folders that build again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from archive.reports import HERE, SMALL, drawn, panels
from conftest import command
from PIL import Image

from reportgen import build
from reportgen.archive.archive import Archive
from reportgen.duckdb_files import records_of
from reportgen.errors import SpecError
from reportgen.publish.archive.extracting import extract
from reportgen.publish.archive.naming import Names, safe
from reportgen.sources import read_runs


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    return extract(SMALL, tmp_path_factory.mktemp("small") / "data").folder


@pytest.fixture(scope="module")
def native(tmp_path_factory) -> Path:
    return extract(SMALL, tmp_path_factory.mktemp("native") / "data", to="native").folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("report", sorted(HERE.glob("report-*.html")), ids=lambda path: path.stem)
def test_reports_of_every_version_open(report, tmp_path):
    """What an earlier reportgen wrote: nothing is missing, and the numbers are those that were logged."""
    done = extract(report, tmp_path / "data")
    assert not done.problems
    rows = rows_of(done.folder / "metrics/val_loss.csv")
    logged = [1 / (1.1 + n * 0.1 * 3) for n in (9, 19, 29, 39)]
    assert [float(row["value"]) for row in rows if row["run"] == "plain"] == logged
    assert len(rows_of(done.folder / "tables/predictions.csv")) == 18


def test_numbers_are_exact_in_csv_and_in_parquet(small):
    for name in ("metrics/train_loss", "tables/predictions", "histograms/weights"):
        names, records = records_of(small / f"{name}.parquet")
        told = rows_of(small / f"{name}.csv")
        assert list(told[0]) == names
        for row, record in zip(told, records, strict=True):
            for text, value in zip(row.values(), record, strict=True):
                same = text == "" if value is None else text.lower() == str(value).lower() or float(text) == value
                assert same, (name, text, value)


def test_media_come_with_what_lies_over_them(small):
    assert Image.open(small / "media/plain/seen/step39-0.png").getpixel((3, 3)) == (40, 90, 160)
    boxes = json.loads((small / "media/plain/seen/step39-0.boxes.json").read_text("utf-8"))["predictions"]
    assert boxes["boxes"][0]["position"] == {"minX": 2, "maxX": 9, "minY": 2, "maxY": 7}
    assert boxes["boxes"][0]["scores"] == {"score": 0.75}
    assert boxes["labels"] == {"1": "car"}
    mask = Image.open(small / "media/plain/seen/step39-0.truth.mask.png")
    wanted = np.zeros((16, 16), int)
    wanted[2:7, 2:9], wanted[6:15, 8:14] = 1, 2
    assert np.asarray(mask).tolist() == wanted.tolist()


def test_the_index_says_what_is_whole(small):
    told = json.loads((small / "index.json").read_text("utf-8"))
    assert told["missing"] == []
    assert {entry["key"]: entry["whole"] for entry in told["entries"] if entry["what"] == "metric"} == {
        "val/loss": True, "train/loss": True,
    }  # fmt: skip
    for entry in told["entries"]:
        assert (small / entry["file"]).is_file()


def test_a_reduced_line_is_told_as_that_and_stays_as_it_is(tmp_path):
    """What was reduced to its peaks once is not reduced again: built of its points it is the same line."""
    lines = "\n".join(f"{n},{(n * 7919) % 1000 / 7}" for n in range(3000))
    (tmp_path / "metrics.csv").write_text(f"step,loss\n{lines}\n", "utf-8")
    spec = "runs: metrics.csv\nblocks: [line_plot: {y: loss, max_points: 400}]\n"
    (tmp_path / "report.yaml").write_text(spec, "utf-8")
    first = build(tmp_path / "report.yaml").path
    done = extract(first, tmp_path / "data")
    entries = json.loads((done.folder / "index.json").read_text("utf-8"))["entries"]
    entry = next(one for one in entries if one["what"] == "metric")
    assert (entry["whole"], entry["logged"]) == (False, 3000)
    assert 300 < entry["rows"] <= 400
    folder = extract(first, tmp_path / "native", to="native").folder
    spec = (folder / "report.yaml").read_text("utf-8").replace('archive: "original.html"\n', "")
    (folder / "alone.yaml").write_text(spec, "utf-8")
    again = Archive(build(folder / "alone.yaml").path)
    before, after = (run.runs[0].column("loss") for run in (read_runs(first), read_runs(again.path)))
    assert (before.values == after.values).all()
    assert (before.steps == after.steps).all()


def test_run_folders_build_the_same_page(native):
    assert drawn(build(native / "report.yaml").path) == drawn(SMALL) or panels(native / "report.html") == panels(SMALL)


def test_run_folders_alone_build_the_same_panels(native):
    """Without what the first report computed: the data are all there."""
    spec = (native / "report.yaml").read_text("utf-8")
    alone = spec.replace('archive: "original.html"\n', "").replace("  - table: {path: more.csv, title: A file}\n", "")
    (native / "alone.yaml").write_text(alone, "utf-8")
    result = build(native / "alone.yaml")
    assert not result.problems
    differing = [i for i, (a, b) in enumerate(zip(panels(SMALL), panels(result.path), strict=False)) if a != b]
    assert not differing


def test_a_panel_that_was_changed_is_computed_of_the_runs(native):
    spec = (native / "report.yaml").read_text("utf-8")
    (native / "other.yaml").write_text(spec.replace("y: [val/loss, train/loss]", "y: train/loss"), "utf-8")
    page = build(native / "other.yaml").path.read_text("utf-8")
    assert "Line plot of train/loss over step, 2 runs." in page
    assert "Line plot of val/loss, train/loss" not in page


def test_what_is_there_is_never_touched(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    with pytest.raises(SpecError, match="is there already"):
        extract(SMALL, folder)
    assert list(tmp_path.iterdir()) == [folder]
    assert not list(folder.iterdir())


def test_a_cut_report_is_extracted_as_far_as_it_goes(tmp_path):
    path = tmp_path / "cut.html"
    content = SMALL.read_bytes()
    path.write_bytes(content[: len(content) * 4 // 5])
    done = command("extract", path, "-o", tmp_path / "data")
    assert done.returncode == 0
    said = done.stderr.decode()
    assert "is cut off" in said or "is missing" in said
    assert (tmp_path / "data/metrics/train_loss.csv").is_file()
    assert command("extract", path, "-o", tmp_path / "again", "--strict").returncode == 3


def test_a_report_without_a_manifest_gives_its_media(tmp_path):
    """As reports were before there was one: blocks whose meaning nothing tells."""
    path = tmp_path / "old.html"
    path.write_bytes(SMALL.read_bytes().replace(b'data-rg="manifest"', b'data-rg="something"'))
    done = command("extract", path)
    assert done.returncode == 0
    assert "it has no manifest" in done.stderr.decode()
    assert list((tmp_path / "old-data/media").glob("*.png"))
    refused = command("rebuild", path)
    assert refused.returncode == 2
    assert "was built before reports held their data" in refused.stderr.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("page.html", b"<!doctype html>", "is not a report of reportgen"), ("no.html", None, "no such file")],
)
def test_what_is_no_report_is_refused(tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    for verb in ("extract", "rebuild"):
        done = command(verb, tmp_path / name)
        assert done.returncode == 2
        assert said in done.stderr.decode()


@pytest.mark.parametrize("text", ["../../etc/passwd", "a/b\\c", "con", ".hidden", "", "x" * 300, "夜間", "a:b*c?"])
def test_names_are_safe(text):
    found = safe(text)
    assert found
    assert not set(found) & set('/\\:*?"<>|\0')
    assert not found.startswith(".")
    assert len(found.encode()) <= 81
    assert found.lower() != "con"
    names = Names()
    assert len({names.free("f", text, ".png").casefold() for _ in range(3)}) == 3
