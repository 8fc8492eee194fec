"""Logs whose records are whole and say nonsense: they cost what they cost, and not the other runs."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from conftest import RUNS, build_spec
from test_wandb_log import frame

from reportgen.errors import Level
from reportgen.model.run import RunMeta
from reportgen.readers.wandb import Wandb
from reportgen.sources import read_runs
from reportgen.sources.guarded import GuardedRun
from reportgen.tracked.record_log import scan

LOG = min(RUNS.glob("*/*.wandb"))


def records() -> list[bytes]:
    found = scan(LOG.read_bytes())
    return [found.data[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


def write(folder: Path, payloads: list[bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "run-damaged.wandb"
    path.write_bytes(frame(payloads)[0])
    return path


def field(number: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([number << 3 | 2, len(content)]) + content


def read_all(run: GuardedRun) -> None:
    for key, info in run.keys().items():
        run.definition(key)
        if info.is_number:
            run.column(key)
        run.media(key)
        run.tables(key)
    run.summary(), run.step_metrics(), run.artifacts(), run.charts(), run.console(), run.code()


def test_the_start_of_a_run_that_is_no_time_costs_only_that(tmp_path):
    """A run record (17) with a name (8) and a start (17) whose seconds are cut."""
    inner = field(8, b"still here") + field(1, b"ab12") + bytes([0x8A, 0x01, 2, 0x09, 0x00])
    log = write(tmp_path / "offline-run-20260101_000000-ab12", [bytes([0x8A, 0x01, len(inner)]) + inner])
    (run,) = read_runs(log).runs
    assert (run.meta.name, run.meta.id) == ("still here", "ab12")
    assert [str(loss) for loss in run.meta.losses] == ["run-damaged.wandb: 1 record could not be decoded"]


def test_a_row_that_cannot_be_decoded_is_reported_when_the_history_is_asked_for(tmp_path):
    """A history record whose checksum is right and whose item is cut; what is not asked for costs no reading."""
    item = field(1, field(2, b"loss") + bytes([0x82, 0x01, 3]) + b"0.5")
    ran = field(1, field(2, b"_runtime") + bytes([0x82, 0x01, 1]) + b"9")
    rows = [field(2, item), field(2, bytes([0x0A, 99, 0x12])), *[field(2, item + ran)] * 20]
    log = write(tmp_path / "offline-run-20260101_000000-ab12", [b"\x08\x01" + row for row in rows])
    (run,) = read_runs(log).runs
    assert (run.meta.duration, run.meta.losses) == (9, ())
    guarded = GuardedRun(run)
    assert guarded.failures == []
    assert guarded.column("loss").values.tolist() == [0.5]  # of two at one step the later
    assert guarded.failures == ["run-damaged.wandb: 1 record could not be decoded"]


def test_random_damage_to_what_records_mean(tmp_path):
    chance = random.Random(5)
    whole = records()
    for number in range(60):
        payloads = list(whole)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(payloads))
            content = bytearray(payloads[place])
            for _ in range(chance.randint(1, 4)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            payloads[place] = bytes(content)
        log = write(tmp_path / str(number), payloads)
        found = read_runs(log)
        assert len(found.runs) + len(found.problems) >= 1
        for run in found.runs:
            guarded = GuardedRun(run)
            read_all(guarded)
            assert not [what for what in guarded.failures if "cannot be parsed" in what], (number, guarded.failures)


@pytest.mark.parametrize("seed", range(3))
def test_the_other_runs_are_shown(tmp_path, seed):
    chance = random.Random(seed)
    payloads = [bytes(chance.randrange(256) if chance.random() < 0.02 else byte for byte in one) for one in records()]
    write(tmp_path / "damaged", payloads)
    shutil.copytree(LOG.parent, tmp_path / "good")
    made = build_spec(
        tmp_path, "runs: [damaged, good]\nblocks:\n  - run_table\n  - line_plot: train/loss\n  - run_comparer"
    )
    assert not [p for p in made.problems if "bug in reportgen" in str(p)]
    assert not made.complete
    good = read_runs(LOG).runs[0].meta.name
    assert good in made.path.read_text("utf-8")


class Broken:
    """A reader's run that raises whatever is asked of it."""

    meta = RunMeta("b", "broken run", "x")

    def __getattr__(self, name):
        def fails(*_):
            raise ZeroDivisionError(name)

        return fails


def test_a_run_that_raises_becomes_a_gap_that_names_it(tmp_path, monkeypatch):
    shutil.copy(LOG, tmp_path / "log.wandb")
    found = read_runs(tmp_path / "log.wandb")
    found.runs.append(Broken())
    found.origins.append(found.origins[0])
    monkeypatch.setattr(Wandb, "read", lambda *_: found)
    made = build_spec(tmp_path, "runs: log.wandb\nblocks:\n  - run_table\n  - line_plot: train/loss")
    told = [problem for problem in made.problems if str(problem.where) == "broken run"]
    assert told
    assert {problem.level for problem in told} == {Level.MISSING}
    assert "its history cannot be parsed and is omitted" in [problem.what for problem in told]
    assert "ZeroDivisionError" not in "".join(map(str, made.problems)) + made.path.read_text("utf-8")
