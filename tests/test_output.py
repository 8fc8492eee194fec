"""A report's output never destroys: what happens to files, links, devices and pipes, and to builds that are stopped."""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import EXAMPLES, RUNS, command, write_spec

from reportgen import build
from reportgen.errors import SpecError

EMPTY = EXAMPLES / "empty" / "report.yaml"
COMMAND = [sys.executable, "-m", "reportgen"]
HTML = b"<!doctype html>"
KILLS = int(os.environ.get("REPORTGEN_KILLS", "15"))


run = command


def start(*arguments, **options):
    """Run a command in a process of its own."""
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, check=False, **options)


def shell(line: str, **values) -> subprocess.CompletedProcess:
    words = {"REPORTGEN": " ".join(COMMAND), "SPEC": str(EMPTY), **{k: str(v) for k, v in values.items()}}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, check=False, env=os.environ | words
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> bytes:
    out = tmp_path_factory.mktemp("page") / "r.html"
    assert start("build", "-q", EMPTY, "-o", out).returncode == 0
    return out.read_bytes()


# --- streams


@pytest.mark.parametrize("output", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_holds_the_report_and_nothing_else(output, page):
    done = start("build", EMPTY, "-o", output)
    assert (done.returncode, done.stdout) == (0, page)
    assert b"in all" in done.stderr


def test_what_a_shell_names_is_written_to(tmp_path, page):
    done = shell("cd $FOLDER; $REPORTGEN build -q $SPEC -o >(cat > piped; : > done); until [ -e done ]; do :; done;"
                 "echo before > log; $REPORTGEN build -q $SPEC -o /dev/fd/3 3>> log", FOLDER=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "piped").read_bytes() == page
    assert (tmp_path / "log").read_bytes() == b"before\n" + page


def test_a_link_to_standard_output_is_followed(tmp_path, page):
    (tmp_path / "out").symlink_to("/dev/stdout")
    (tmp_path / "log").write_bytes(b"kept\n")
    done = shell("$REPORTGEN build -q $SPEC -o $FOLDER/out >> $FOLDER/log", FOLDER=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "log").read_bytes() == b"kept\n" + page
    assert (tmp_path / "out").is_symlink()


def test_what_makes_no_sense_with_a_stream_is_said():
    assert b"cannot both go to standard output" in run("build", EMPTY, "-o", "-", "--json").stderr
    done = run("build", EMPTY, "-o", "/dev/null", "--open")
    assert (done.returncode, b"--open and --watch need a file" in done.stderr) == (2, True)
    done = shell("$REPORTGEN build $SPEC -o /dev/fd/7")
    assert (done.returncode, b"not open for writing" in done.stderr) == (1, True)
    done = shell("$REPORTGEN build $SPEC -o - >&-")
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)


@pytest.mark.parametrize(
    "command",
    ["build -q DEMO -o -", "inspect RUNS", "inspect --json RUNS", "init RUNS", "schema", "build DEMO -o FIFO"],
)
def test_a_reader_that_went_away_ends_a_command_quietly(command, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "reader").write_text("exec 3< $1; exec 3<&-")
    line = command.replace("DEMO", str(EXAMPLES / "demo" / "report.yaml")).replace("RUNS", str(RUNS))
    process = subprocess.Popen([*COMMAND, *line.replace("FIFO", str(tmp_path / "fifo")).split()],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    process.stdout.close()
    if "FIFO" in command:
        (tmp_path / "fifo").open("rb").close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() == 141, errors
    assert not [line for line in errors.splitlines() if "rror" in line or "Broken" in line or "Traceback" in line]


# --- devices


def device(path: Path, *numbers: int, kind: int = stat.S_IFCHR) -> Path:
    """Make a copy of a device in a folder of the test, where the system allows it."""
    try:
        os.mknod(path, kind | 0o666, os.makedev(*numbers))
        with path.open("wb") if kind == stat.S_IFCHR and numbers == (1, 3) else path.open("rb"):
            pass
    except OSError:
        pytest.skip("no device can be made here")
    return path


def test_a_character_device_is_written_to_and_stays(tmp_path):
    null = device(tmp_path / "null", 1, 3)
    done = run("build", EMPTY, "-o", null)
    assert (done.returncode, done.stdout.strip()) == (0, os.fsencode(null))
    assert stat.S_ISCHR(null.lstat().st_mode)
    assert names(tmp_path) == ["null"]
    (tmp_path / "link").symlink_to("null")
    assert run("build", EMPTY, "-o", tmp_path / "link").returncode == 0
    assert (stat.S_ISCHR(null.lstat().st_mode), (tmp_path / "link").is_symlink()) == (True, True)


def test_a_full_device_is_told(tmp_path):
    full = device(tmp_path / "full", 1, 7)
    done = run("build", "-q", EMPTY, "-o", full)
    assert (done.returncode, b"the disk is full" in done.stderr) == (1, True)
    assert stat.S_ISCHR(full.lstat().st_mode)


def test_a_disk_is_refused(tmp_path):
    try:
        os.mknod(tmp_path / "disk", stat.S_IFBLK | 0o600, os.makedev(7, 250))
    except OSError:
        pytest.skip("no device can be made here")
    done = run("build", "-q", EMPTY, "-o", tmp_path / "disk")
    assert (done.returncode, b"it is a block device" in done.stderr) == (2, True)
    assert stat.S_ISBLK((tmp_path / "disk").lstat().st_mode)


def test_a_fifo_is_written_to_and_stays(tmp_path, page):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    done = run("build", "-q", EMPTY, "-o", fifo)
    reader.join()
    assert (done.returncode, read) == (0, [page])
    assert stat.S_ISFIFO(fifo.lstat().st_mode)
    assert names(tmp_path) == ["fifo"]


# --- links


@pytest.mark.parametrize("there", [True, False], ids=["there", "dangling"])
def test_a_links_target_is_replaced_and_every_link_stays(tmp_path, page, there):
    (tmp_path / "far").mkdir()
    target = tmp_path / "far" / "r.html"
    if there:
        target.write_text("old")
    (tmp_path / "middle").symlink_to("far/r.html")
    (tmp_path / "r.html").symlink_to(tmp_path / "middle")
    done = run("build", "-q", EMPTY, "-o", tmp_path / "r.html")
    assert done.returncode == 0, done.stderr
    assert (target.is_symlink(), target.read_bytes()) == (False, page)
    assert (tmp_path / "middle").readlink() == Path("far/r.html")
    assert (tmp_path / "r.html").is_symlink()
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["r.html"]


def test_a_link_into_another_file_system(tmp_path, page):
    other = Path("/dev/shm")  # noqa: S108 - another file system on most machines
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("one file system only")
    target = other / f"reportgen-test-{os.getpid()}.html"
    (tmp_path / "r.html").symlink_to(target)
    try:
        assert run("build", "-q", EMPTY, "-o", tmp_path / "r.html").returncode == 0
        assert target.read_bytes() == page
    finally:
        target.unlink(missing_ok=True)


def test_links_that_lead_to_each_other_are_told(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    done = run("build", "-q", EMPTY, "-o", tmp_path / "a")
    assert (done.returncode, b"form a loop" in done.stderr) == (1, True)


# --- inputs


@pytest.fixture
def project(tmp_path) -> Path:
    """Make a spec with a run, a table, a picture, a chart, a preset and a theme of its own."""
    shutil.copytree(RUNS / "offline-run-20261102_080000-r101focl", tmp_path / "run")
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "rows.csv").write_text("a,b\n1,2\n")
    (tmp_path / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    chart = '{"data": {"name": "wandb"}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}'
    (tmp_path / "chart.json").write_text(chart)
    (tmp_path / "look").mkdir()
    (tmp_path / "look" / "theme.css").write_text("p { color: red }")
    write_spec(tmp_path, "theme: look\nruns: run\nblocks:\n  - line_plot: train/loss\n  - media_browser: examples\n"
               "  - table: {path: rows.csv}\n  - table: {path: 'more/*.csv'}\n  - markdown: '![a dot](dot.svg)'\n"
               "  - custom_chart: {spec: chart.json, path: rows.csv}\n")  # fmt: skip
    return tmp_path


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def digests(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_an_output_that_is_an_input_is_refused(project, monkeypatch):
    monkeypatch.chdir(project)
    log = next(project.glob("run/*.wandb"))
    media = next(path for path in (project / "run" / "files" / "media").rglob("*") if path.is_file())
    os.link(project / "rows.csv", project / "hard.html")
    (project / "soft.html").symlink_to("report.yaml")
    summary = project / "run" / "files" / "wandb-summary.json"
    summary.write_text("{}")
    before = digests(project)
    for output in (
        "report.yaml", "run/../report.yaml", "rows.csv", "more/rows.csv", "dot.svg", "chart.json", "look/theme.css",
        "hard.html", "soft.html", log.relative_to(project), media.relative_to(project), summary.relative_to(project),
    ):  # fmt: skip
        with pytest.raises(SpecError, match=r"is (a file|an input) .*Write elsewhere with -o"):
            build("report.yaml", output)
    assert digests(project) == before
    assert start("build", "-q", "report.yaml", "-o", "report.yaml", cwd=project).returncode == 2


def test_a_report_beside_its_run_is_built_again(project):
    for _ in range(2):
        build(project / "report.yaml", project / "run" / "report.html")


# --- what was there


def test_an_existing_file_keeps_its_mode_and_is_never_more_open(tmp_path, page):
    out = tmp_path / "r.html"
    for mode in (0o600, 0o640, 0o755, 0o666):
        out.write_text("old")
        out.chmod(mode)
        assert run("build", "-q", EMPTY, "-o", out).returncode == 0
        assert (stat.S_IMODE(out.stat().st_mode), out.read_bytes()) == (mode, page)


def test_new_files_follow_the_umask(tmp_path):
    for mask in (0o022, 0o077, 0o002):
        out = tmp_path / f"{mask:o}.html"
        assert shell(f"umask {mask:03o}; $REPORTGEN build -q $SPEC -o $OUT", OUT=out).returncode == 0
        assert stat.S_IMODE(out.stat().st_mode) == 0o666 & ~mask


def test_an_existing_file_keeps_its_owner(tmp_path):
    if os.geteuid():
        pytest.skip("only root gives files away")
    out = tmp_path / "r.html"
    out.write_text("old")
    os.chown(out, 12_345, 23_456)
    out.chmod(0o640)
    assert run("build", "-q", EMPTY, "-o", out).returncode == 0
    found = out.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (12_345, 23_456, 0o640)


def test_a_temporary_file_is_no_more_open_than_what_it_replaces(tmp_path):
    out = tmp_path / "r.html"
    out.write_text("old")
    out.chmod(0o600)
    script = (
        "import sys, pathlib, stat\nfrom reportgen.page.output import Output\nout = pathlib.Path(sys.argv[1])\n"
        "def pieces():\n    yield 'new'\n"
        "    print({oct(stat.S_IMODE(p.stat().st_mode)) for p in out.parent.iterdir()})\n"
        "Output.at(out).write(pieces())"
    )
    done = subprocess.run([sys.executable, "-c", script, str(out)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'0o600'}"


def test_what_cannot_be_written_is_told(tmp_path):
    out = tmp_path / "r.html"
    out.write_text("old")
    out.chmod(0o444)
    done = run("build", "-q", EMPTY, "-o", out)
    assert (done.returncode, b"it is read-only" in done.stderr, out.read_text()) == (1, True, "old")
    done = run("build", "-q", EMPTY, "-o", f"{tmp_path}/new/")
    assert (done.returncode, b"names a folder" in done.stderr) == (2, True)
    done = run("build", "-q", EMPTY, "-o", tmp_path / ("n" * 300))
    assert (done.returncode, b"its name is too long" in done.stderr) == (1, True)
    done = run("build", "-q", EMPTY, "-o", out / "r.html")
    assert (done.returncode, b"is not a folder" in done.stderr) == (1, True)
    assert names(tmp_path) == ["r.html"]


def test_a_folder_that_can_only_be_read_is_told(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    tmp_path.chmod(0o555)
    done = run("build", "-q", EMPTY, "-o", tmp_path / "r.html")
    tmp_path.chmod(0o755)
    assert (done.returncode, b"permission denied" in done.stderr) == (1, True)


def test_a_full_disk_is_told_and_damages_nothing(tmp_path):
    out = tmp_path / "r.html"
    out.write_text("old")
    done = shell("ulimit -f 16; trap '' XFSZ; $REPORTGEN build -q $SPEC -o $OUT", OUT=out)
    assert (done.returncode, out.read_text()) == (1, "old")
    assert b"exceed the size limit" in done.stderr
    assert names(tmp_path) == ["r.html"]


# --- builds that are stopped


WRITES = (  # a build's last part, slow enough to be met in it
    "import sys, time\nfrom reportgen.page.output import Output\nfrom reportgen.stopping import endings\n"
    "def pieces():\n    yield 'half'\n    print('writing', flush=True)\n    time.sleep(600)\n"
    "with endings():\n    Output.at(sys.argv[1]).write(pieces())"
)


def writing(out: Path) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "writing\n"
    return process


def ended(process: subprocess.Popen) -> str:
    _, errors = process.communicate(timeout=60)
    return errors


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGINT", 130), ("SIGHUP", 129)])
def test_a_stopped_build_leaves_what_was_there(tmp_path, name, status):
    out = tmp_path / "r.html"
    out.write_text("old")
    process = writing(out)
    process.send_signal(getattr(signal, name))
    assert ended(process) == "Stopped.\n"
    assert (process.returncode, out.read_text()) == (status, "old")
    assert names(tmp_path) == ["r.html"]


def test_a_stopped_command_says_no_traceback(tmp_path):
    demo = EXAMPLES / "demo" / "report.yaml"
    for name, status in (("SIGTERM", 143), ("SIGINT", 130)):
        fifo = tmp_path / name
        os.mkfifo(fifo)
        process = subprocess.Popen([*COMMAND, "build", str(demo), "-o", str(fifo)], stderr=subprocess.PIPE, text=True)
        with fifo.open("rb", buffering=0) as reader:
            assert reader.read(1) == b"<"  # and it holds more than a pipe takes: the build waits to be read
            process.send_signal(getattr(signal, name))
            assert ended(process) == "Stopped.\n"
        assert process.returncode == status


def test_the_next_build_clears_what_killed_ones_left_and_nothing_else(tmp_path, page):
    out = tmp_path / "r.html"
    killed, running = writing(out), writing(out)
    killed.kill()
    ended(killed)
    (tmp_path / ".reportgen-notes.tmp").write_text("mine")
    (tmp_path / ".r.html.abc.tmp").write_text("mine")
    (tmp_path / ".reportgen-0123456789abcdef.tmp").symlink_to("r.html")
    assert len(list(tmp_path.glob(".reportgen-*.tmp"))) == 4
    assert run("build", "-q", EMPTY, "-o", tmp_path / "other.html").returncode == 0
    left = {path.name for path in tmp_path.iterdir()}
    theirs = left - {".reportgen-notes.tmp", ".r.html.abc.tmp", ".reportgen-0123456789abcdef.tmp", "other.html"}
    assert len(theirs) == 1, "the one of the build that still runs"
    running.terminate()
    assert ended(running) == "Stopped.\n"
    assert not theirs & {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / "other.html").read_bytes() == page


def test_builds_into_one_folder_do_not_disturb_each_other(tmp_path):
    script = (
        "import sys\nfrom reportgen.page.output import Output\n"
        "for _ in range(60):\n    Output.at(sys.argv[1]).write(['a', 'b' * 10_000])\n"
    )
    outs = [tmp_path / f"{n % 2}.html" for n in range(4)]
    processes = [subprocess.Popen([sys.executable, "-c", script, str(out)], stderr=subprocess.PIPE) for out in outs]
    assert [(process.communicate()[1], process.returncode) for process in processes] == [(b"", 0)] * 4
    assert {path.name: path.stat().st_size for path in tmp_path.iterdir()} == {"0.html": 10_001, "1.html": 10_001}


def test_kills_at_random_moments(tmp_path, page):
    """Most of the kills happen while the file is written; REPORTGEN_KILLS=1000 is the long form."""
    out = tmp_path / "r.html"
    out.write_bytes(page)
    moments = random.Random(14)
    inside = 0
    for number in range(KILLS):
        process = subprocess.Popen([*COMMAND, "build", "-q", str(EMPTY), "-o", str(out)])
        if number % 10 == 0:
            time.sleep(moments.uniform(0, 0.6))
        else:
            while process.poll() is None and len(names(tmp_path)) == 1:
                pass
            time.sleep(moments.uniform(0, 0.004))
        inside += process.poll() is None and len(names(tmp_path)) > 1
        process.kill()
        process.wait()
        assert out.read_bytes() == page, f"half-written after {number} kills"
        if number % 50 == 49:
            assert run("build", "-q", EMPTY, "-o", out).returncode == 0
            assert names(tmp_path) == ["r.html"]
    assert run("build", "-q", EMPTY, "-o", out).returncode == 0
    assert (names(tmp_path), out.read_bytes()) == (["r.html"], page)
    print(f"{KILLS} kills, {inside} of them while a file was being written")  # noqa: T201 - the figure
