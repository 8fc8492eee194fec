"""Tables of metrics that were compressed as a whole: equal to the plain ones, damaged, and made to fill disks."""

from __future__ import annotations

import bz2
import gzip
import importlib.util
import json
import lzma
import tempfile

import pytest
from conftest import write_spec

from reportgen.errors import SpecError
from reportgen.metrics import packed
from reportgen.pipeline import read_spec
from reportgen.sources import open_runs, read_runs

ROWS = [(step, 1 / (step + 1)) for step in range(4000)]
CSV = ("step,loss\n" + "".join(f"{step},{loss!r}\n" for step, loss in ROWS)).encode()
TEXTS = {
    "metrics.csv": CSV,
    "metrics.tsv": CSV.replace(b",", b"\t"),
    "metrics.jsonl": "".join(json.dumps({"step": step, "loss": loss}) + "\n" for step, loss in ROWS).encode(),
    "metrics.json": json.dumps([{"step": step, "loss": loss} for step, loss in ROWS]).encode(),
}
PACKERS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.fixture(autouse=True)
def nothing_is_left(monkeypatch, tmp_path_factory):
    place = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert not list(place.iterdir())


def write(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_a_packed_table_is_the_plain_one(tmp_path, name, text, ending):
    (run,) = read_runs(write(tmp_path / "seven", name + ending, PACKERS[ending](text))).runs
    column = run.column("loss")
    assert list(zip(column.steps.tolist(), column.values.tolist(), strict=True)) == ROWS
    assert (run.meta.name, run.meta.losses) == ("seven", ())


def test_settings_and_names_are_those_of_the_folder(tmp_path):
    write(tmp_path / "a", "hparams.yaml", b"lr: 0.5\n")
    write(tmp_path / "a", "metrics.csv.gz", gzip.compress(CSV))
    write(tmp_path / "b", "metrics.csv.gz", gzip.compress(CSV.replace(b"0.5\n", b"0.75\n")))
    runs = {run.meta.name: run for run in read_runs(tmp_path).runs}
    assert sorted(runs) == ["a", "b"]
    assert runs["a"].meta.config == {"lr": 0.5}


def test_a_file_that_is_there_plain_and_packed_is_one_run(tmp_path):
    write(write(tmp_path, "metrics.csv", CSV), "metrics.csv.gz", gzip.compress(CSV))
    assert len(read_runs(tmp_path).runs) == 1


@pytest.mark.parametrize(("damage", "said"), [
    (lambda data: data[: len(data) // 2], "its compressed data is cut"),
    (lambda data: data[:-6] + b"\0" + data[-5:], "its compressed data is damaged"),
])  # fmt: skip
def test_what_comes_before_damage_is_read_and_the_damage_said(tmp_path, damage, said):
    (run,) = read_runs(write(tmp_path, "metrics.csv.gz", damage(gzip.compress(CSV)))).runs
    column = run.column("loss")
    read = list(zip(column.steps.tolist(), column.values.tolist(), strict=True))
    assert len(read) > 1000
    assert read == ROWS[: len(read)]
    assert said in " ".join(map(str, run.meta.losses))


def test_a_file_that_is_made_to_fill_a_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "_SMALL", 1 << 20)
    bomb = gzip.compress(CSV[:4000] + b"\n1,0" * 2_000_000)
    assert len(bomb) * 100 < 8_000_000
    write(tmp_path, "metrics.csv.gz", bomb)
    write(tmp_path / "good", "metrics.csv", CSV)
    found = read_runs(tmp_path)
    assert [run.meta.name for run in found.runs] == ["good"]
    (problem,) = found.problems
    assert problem.what == f"it unpacks to more than 100 times its size of {len(bomb):,} bytes"


def test_a_file_beyond_the_bound_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "MOST", 1 << 15)
    write(tmp_path, "metrics.csv.gz", gzip.compress(CSV))
    found = read_runs(tmp_path)
    assert not found.runs
    assert "it unpacks to more than" in found.problems[0].what


@pytest.mark.skipif(importlib.util.find_spec("compression") is not None, reason="this Python reads them")
def test_zstandard_says_which_python_reads_it(tmp_path):
    write(tmp_path, "metrics.csv.zst", b"\x28\xb5\x2f\xfd" + bytes(100))
    with pytest.raises(SpecError, match=r"reading \.zst files needs Python 3\.14 or newer\. Compress it with gzip"):
        open_runs(read_spec(write_spec(tmp_path, "runs: .")))


def test_a_damaged_row_is_told_with_the_name_that_the_file_has(tmp_path):
    (tmp_path / "metrics.csv.gz").write_bytes(gzip.compress(b"step,loss\n1,0.5\n2,0.4\n3,0.3,7,8\n4,0.2\n"))
    (run,) = read_runs(tmp_path).runs
    (loss,) = run.meta.losses
    assert (loss.file, loss.what.partition(":")[0]) == ("metrics.csv.gz", "line 4")
