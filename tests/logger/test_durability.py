"""What ``log`` returned for is there: after ``kill -9``, on a full disk, from threads and forked processes."""

from __future__ import annotations

import os
import random
import resource
import signal
import struct
import threading
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import reportgen as rg
from reportgen.native.history import RunLogs
from reportgen.native.scan import scan
from reportgen.readers.native.run import NativeRun

QUIET = {"console": False, "code": False, "system": False, "silent": True}
KILLS = 200


def read(folder: Path) -> NativeRun:
    return NativeRun(RunLogs(folder))


def log_until_killed(folder: Path, acknowledged: int, seed: int) -> None:
    """Log numbers, tables and images, and tell the number of each row once ``log`` returned."""
    chance = random.Random(seed)
    noise = np.random.default_rng(seed).integers(0, 256, (64, 300, 3), np.uint8)
    run = rg.init(dir=folder, id="killed", settings=QUIET)
    for step in range(10_000_000):
        row: dict[str, object] = {"loss": 1 / (1 + step), "step": step}
        if chance.random() < 0.03:
            row["table"] = rg.Table(columns=["id", "text"], data=[[step, "x" * chance.randrange(4000)]])
        if chance.random() < 0.03:
            row["image"] = rg.Image(
                np.full((64, 64 + step % 200, 3), step % 256, np.uint8) ^ noise[:, : 64 + step % 200]
            )
        run.log(row)
        os.write(acknowledged, struct.pack("<I", step))


def kill_at(folder: Path, seed: int) -> int:
    """Fork a process that logs, kill it within a random call, and return how many rows it was told are safe."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            log_until_killed(folder, writing, seed)
        finally:
            os._exit(1)
    os.close(writing)
    wanted, count, rest = random.Random(seed).randrange(1, 400), 0, b""
    while count < wanted and (more := os.read(reading, 4096)):
        rest += more
        count = len(rest) // 4
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 65536):
        rest += more
    os.close(reading)
    return len(rest) // 4


@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_by_a_kill(tmp_path):
    rg.Image(np.zeros((4, 4), np.uint8)).media(), rg.Table(columns=["a"], data=[[1]])  # loaded once for all children
    for seed in range(KILLS):
        count = kill_at(tmp_path / str(seed), seed)
        (folder,) = (tmp_path / str(seed) / "reportgen-runs").iterdir()
        found = read(folder)
        column = found.column("step")
        assert count > 0
        assert column.values[:count].tolist() == list(range(count)), seed
        assert len(column) <= count + 1
        assert not [loss for loss in found.meta.losses if "damaged" in loss.what]
        if seed % 10 == 0:
            for step, table in found.tables("table"):
                assert table.rows[0][0] == step
            for item in found.media("image"):
                assert Image.open(BytesIO(item.value.file.read())).size == (64 + item.step % 200, 64)


def log_on_full_disk(folder: Path, results: int) -> None:
    """Log while files may not grow, then while they may again; tell how many rows were logged in all."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    run = rg.init(dir=folder, id="full", settings=QUIET)
    for step in range(3000):
        run.log({"loss": 1 / (1 + step), "text": "z" * (step % 300)})
    size = sum(path.stat().st_size for path in Path(run.dir).rglob("*.rgl"))
    os.write(results, struct.pack("<I", size))
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    run.finish()


def test_a_full_disk_loses_nothing_and_damages_nothing(tmp_path):
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            log_on_full_disk(tmp_path, writing)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    (size,) = struct.unpack("<I", os.read(reading, 4))
    assert size <= 100_000
    (folder,) = (tmp_path / "reportgen-runs").iterdir()
    found = read(folder)
    assert found.column("loss").values.tolist() == [1 / (1 + step) for step in range(3000)]
    assert not found.meta.losses
    assert found.meta.state == "finished"


def test_a_disk_that_stays_full_is_said_once_and_keeps_what_it_holds(tmp_path, capfd):
    run = rg.init(dir=tmp_path, settings={**QUIET, "silent": False})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        for step in range(1000):
            run.log({"loss": float(step)})
        run.finish()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    said = capfd.readouterr().err
    assert said.count("cannot be written") == 1
    assert "records of the run" in said
    values = read(Path(run.dir)).column("loss").values
    assert values.tolist() == list(range(len(values)))
    assert len(values) > 100
    assert not scan((next((Path(run.dir) / "log").iterdir())).read_bytes()).gaps


@pytest.mark.parametrize("workers", [4])
def test_threads_lose_nothing(tmp_path, workers):
    run = rg.init(dir=tmp_path, settings=QUIET)

    def work(number: int) -> None:
        for place in range(2000):
            run.log({f"worker/{number}": float(place), "shared": float(place)})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.finish()
    found = read(Path(run.dir))
    for number in range(workers):
        assert found.column(f"worker/{number}").values.tolist() == list(range(2000))
    assert found.column("shared").steps.tolist() == list(range(2000 * workers))


def test_forked_processes_have_logs_of_their_own(tmp_path):
    run = rg.init(dir=tmp_path, settings=QUIET)
    run.log({"parent": -1.0})
    children = []
    busy = threading.Thread(target=lambda: [run.log({"busy": float(place)}) for place in range(3000)])
    busy.start()  # its lock may be held while the process is forked
    for number in range(4):
        child = os.fork()
        if not child:
            for place in range(1000):
                run.log({f"child/{number}": float(place), "all": float(place)})
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    busy.join()
    run.log({"parent": 1.0})
    run.finish()
    found = read(Path(run.dir))
    assert found.meta.state == "finished"
    assert len(list((Path(run.dir) / "log").iterdir())) == 5
    for number in range(4):
        assert found.column(f"child/{number}").values.tolist() == list(range(1000))
    assert found.column("parent").values.tolist() == [-1.0, 1.0]
    assert found.column("busy").values.tolist() == list(range(3000))
    assert len(found.column("all")) == 4000
    assert np.array_equal(np.sort(found.column("all").values), np.repeat(np.arange(1000.0), 4))


def test_a_run_is_read_while_it_logs(tmp_path):
    run = rg.init(dir=tmp_path, settings=QUIET)
    for step in range(500):
        run.log({"loss": float(step)})
        if step % 50 == 0:
            found = read(Path(run.dir))
            assert found.column("loss").values.tolist() == list(range(step + 1))
            assert found.meta.state == "running"
            assert found.meta.remarks[0].startswith(f"The run was still logging when this was read: step {step}. If")
    run.finish()
    assert not read(Path(run.dir)).meta.remarks


def test_two_processes_log_runs_into_one_folder(tmp_path):
    children = []
    for number in range(3):
        child = os.fork()
        if not child:
            with rg.init(dir=tmp_path, name=f"run {number}", settings=QUIET) as run:
                for place in range(200):
                    run.log({"x": float(place + number)})
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    runs = [read(folder) for folder in (tmp_path / "reportgen-runs").iterdir()]
    assert sorted(run.meta.name for run in runs) == ["run 0", "run 1", "run 2"]
    assert all(len(run.column("x")) == 200 for run in runs)
