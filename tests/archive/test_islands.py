"""Reports as files: damaged ones give every block that is intact, and name the others."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from archive.reports import SMALL
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reportgen.archive.archive import Archive, NotReportError
from reportgen.archive.decode import decoded
from reportgen.archive.islands import DamagedError
from reportgen.archive.manifest import NewerArchiveError, read
from reportgen.blocks import Block, code_block, exact_block, inflated, whole_block
from reportgen.readers.report.run import HeldData, ReportRun


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file that was cut, or lost, got or changed bytes somewhere."""
    at = chance.randrange(2000, len(content))
    size = chance.choice([1, 1, 8, 100, 4096])
    noise = bytes(chance.randrange(256) for _ in range(min(size, 64)))
    return chance.choice([
        content[:at], content[:at] + content[at + size :], content[:at] + noise + content[at:],
        content[:at] + noise + content[at + len(noise) :], content[:at] + bytes(size) + content[at + size :],
    ])  # fmt: skip


def test_two_hundred_damaged_reports_give_what_is_intact_and_name_the_rest(tmp_path):
    """Cut, with bytes lost, inserted, changed or zeroed, anywhere: no block comes back as something else."""
    whole = Archive(SMALL)
    blocks = {name: whole.content(name) for name in whole.islands.found}
    content, chance = SMALL.read_bytes(), random.Random(20)
    intact = lost = 0
    for number in range(200):
        path = tmp_path / f"{number}.html"
        path.write_bytes(damaged(content, chance))
        archive = Archive(path)
        named = {name for name, _ in archive.faults()}
        for name, value in blocks.items():
            try:
                assert archive.content(name) == value
                intact += 1
            except DamagedError:
                lost += 1
                assert name in named or archive.lost() or archive.manifest is None, f"{path.name}: {name}"
        assert archive.manifest is not None or archive.problem
        if archive.manifest is not None:
            data = HeldData(archive, archive.manifest)
            for place in range(len(archive.manifest.runs)):
                run = ReportRun(data, place)
                for key in tuple(run.keys()):
                    run.column(key), run.media(key), run.tables(key)
                run.summary(), run.damage()
        archive.islands.close()
    assert intact > lost > 0


@pytest.mark.parametrize("content", [b"", b"<!doctype html><p>a page</p>", b"\0" * 500])
def test_a_file_that_is_no_report_is_told_as_that(tmp_path, content):
    path = tmp_path / "other.html"
    path.write_bytes(content)
    with pytest.raises(NotReportError, match=r"'other\.html' is not a report of reportgen"):
        Archive(path)


def test_a_manifest_of_a_later_major_version_is_refused_and_of_a_minor_one_read():
    told = Archive(SMALL).json("manifest")
    with pytest.raises(NewerArchiveError):
        read(told | {"version": [2, 0]})
    more = told | {"version": [1, 9], "novel": 1, "holds": [*told["holds"], {"what": "novel", "view": "x"}]}
    found, odd = read(more)
    assert odd == 1
    assert len(found.holds) == len(told["holds"])


FLOATS = st.floats(width=64) | st.integers(-(10**6), 10**6).map(lambda n: n / 1000) | st.integers(-9, 9).map(float)


def values_of(block: Block) -> np.ndarray:
    return decoded(block.type, block.count, block.extra, inflated(block))


@given(st.lists(FLOATS, max_size=60))
def test_numbers_come_back_bit_for_bit(values):
    column = np.array(values, np.float64)
    column = np.where(np.isnan(column), np.nan, column)
    found = values_of(exact_block(column))
    assert np.array_equal(found, column, equal_nan=True)


@given(arrays.arrays(np.int64, st.integers(0, 40), elements=st.integers(0, 1 << 33)))
def test_codes_and_whole_numbers_come_back(values):
    if values.max(initial=0) < 1 << 32:
        assert values_of(code_block(values)).tolist() == values.tolist()
    assert values_of(whole_block(values.tolist())).tolist() == values.tolist()


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (("f8", 3, "", b"\0" * 23), "wrong size"),
        (("decimal-d", 1, "0,0,3", b"\0" * 3), "wrong width"),
        (("range", 1 << 40, "0,1", b""), "too many values"),
    ],
)
def test_content_that_does_not_fit_its_type_is_refused(of, said):
    with pytest.raises(ValueError, match=said):
        decoded(*of)


def test_a_report_says_of_every_block_whether_it_is_whole(example_report):
    """By its name, or, where content was cleaned or made smaller under the name that it had, by a checksum."""
    archive = Archive(example_report("demo"))
    assert not list(archive.faults())
    assert archive.manifest is not None
    assert json.dumps(archive.json("manifest"))  # plain JSON: no NaN


def test_what_is_not_shown_is_not_held(example_report):
    """The demo's table shows three values of the config and two of the summary; the runs have more."""
    archive = Archive(example_report("demo"))
    assert archive.manifest is not None
    paths = {path for place in range(4) for path in archive.manifest.of_runs(place)}
    results = {"summary.val/mAP", "summary.val/loss", "summary.train/loss"}
    assert paths == {"config.loss", "config.backbone", "config.optim.lr", "duration"} | results
    held = json.dumps({name: one for name, one in archive.json("manifest").items() if name != "spec"})
    assert "adamw" not in held
    assert "weight_decay" not in held


def test_the_manifest_costs_little(example_report):
    """About two parts of a hundred of the demo, what panels were drawn from included."""
    path: Path = example_report("demo")
    archive = Archive(path)
    assert archive.manifest is not None
    own = ["manifest", *(panel.block for panel in archive.manifest.panels)]
    size = sum(len(archive.islands.stored(name)) * 4 / 3 + 120 for name in own)
    assert size / path.stat().st_size < 0.03
