"""SQLite files of other programs: whole, in WAL mode, locked, cut, left by a killed writer; never written to."""

from __future__ import annotations

import hashlib
import re
import signal
import sqlite3
import subprocess
import sys

import pytest

from reportgen.sqlite_files import DatabaseError, columns_of, opened

ROWS = 500


def made(path, mode="delete"):
    file = sqlite3.connect(path, isolation_level=None)
    file.execute(f"PRAGMA journal_mode = {mode}")
    file.execute("CREATE TABLE points (step INTEGER, value REAL)")
    file.executemany("INSERT INTO points VALUES (?, ?)", [(i, i / 7) for i in range(ROWS)])
    return file


def state(folder):
    """Return each file's name and content: to compare before and after."""
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir())}


def read(path):
    with opened(path) as found:
        return found.execute("SELECT count(*), sum(value) FROM points").fetchone()


WANTED = (ROWS, pytest.approx(sum(i / 7 for i in range(ROWS))))


@pytest.mark.parametrize("name", ["study.db", "a b?c#d%20ü.db"])
def test_a_file_is_read_and_left_as_it_was(tmp_path, name):
    made(tmp_path / name).close()
    before = state(tmp_path)
    assert read(tmp_path / name) == WANTED
    assert state(tmp_path) == before


def test_wal_is_read_with_what_is_not_in_the_file_yet(tmp_path):
    writer = made(tmp_path / "live.db", "wal")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    before = state(tmp_path)
    assert {"live.db", "live.db-shm", "live.db-wal"} == set(before)
    assert read(tmp_path / "live.db") == WANTED
    assert state(tmp_path) == before
    (tmp_path / "copied").mkdir()
    for suffix in ("", "-wal"):  # as someone copies it, without its index
        (tmp_path / "copied" / f"live.db{suffix}").write_bytes((tmp_path / f"live.db{suffix}").read_bytes())
    writer.close()
    before = state(tmp_path / "copied")
    assert read(tmp_path / "copied" / "live.db") == WANTED
    assert state(tmp_path / "copied") == before
    assert {one.name for one in tmp_path.iterdir()} == {"live.db", "copied"}
    assert read(tmp_path / "live.db") == WANTED
    assert {one.name for one in tmp_path.iterdir()} == {"live.db", "copied"}  # no -wal and no -shm came


def test_a_file_that_cannot_be_written_to_is_read(tmp_path):
    made(tmp_path / "study.db", "wal").close()
    (tmp_path / "study.db").chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        assert read(tmp_path / "study.db") == WANTED
    finally:
        tmp_path.chmod(0o755)


def test_a_locked_file_is_said_to_be(tmp_path, monkeypatch):
    monkeypatch.setattr("reportgen.sqlite_files._SECONDS", 0.05)
    writer = made(tmp_path / "study.db")
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseError, match=r"'study.db' is locked: another program is writing to it"):
        read(tmp_path / "study.db")
    writer.execute("ROLLBACK")
    assert read(tmp_path / "study.db") == WANTED


def test_a_writer_in_the_middle_of_a_change_does_not_matter(tmp_path):
    writer = made(tmp_path / "study.db")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE points SET value = 0")
    assert (tmp_path / "study.db-journal").exists()
    before = state(tmp_path)
    assert read(tmp_path / "study.db") == WANTED
    assert state(tmp_path) == before
    writer.close()


KILLED = """
import os, signal, sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("PRAGMA cache_size = 1")
file.execute("PRAGMA cache_spill = 1")
file.execute("BEGIN")
file.execute("UPDATE points SET value = -1")
file.executemany("INSERT INTO points VALUES (?, ?)", [(i, -1.0) for i in range(20000)])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_writer_left_is_rolled_back_in_a_copy(tmp_path):
    made(tmp_path / "study.db").close()
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "study.db")], check=False)
    assert done.returncode == -signal.SIGKILL
    before = state(tmp_path)
    assert set(before) == {"study.db", "study.db-journal"}
    assert read(tmp_path / "study.db") == WANTED
    assert state(tmp_path) == before


@pytest.mark.parametrize("kept", [50, 4096, 9000])
def test_a_half_copied_file_is_said_to_be(tmp_path, kept):
    made(tmp_path / "study.db").close()
    whole = (tmp_path / "study.db").read_bytes()
    (tmp_path / "study.db").write_bytes(whole[:kept])
    of = f"{kept:,} of {len(whole):,} bytes" if kept > 100 else f"{kept} bytes"
    with pytest.raises(DatabaseError, match=f"'study.db' is incomplete: it has {of}") as error:
        read(tmp_path / "study.db")
    assert error.value.hint.startswith("Copy it again")


def test_other_files_are_said_to_be_none(tmp_path):
    (tmp_path / "a.db").write_bytes(b"PAR1" * 100)
    (tmp_path / "b.db").write_bytes(b"")
    for name, what in (("a.db", "is not an SQLite database"), ("b.db", "is empty: it has 0 bytes"),
                       ("c.db", "cannot be read: No such file")):  # fmt: skip
        with pytest.raises(DatabaseError, match=re.escape(f"'{name}' {what}")):
            read(tmp_path / name)


def test_damage_is_said_and_never_a_traceback(tmp_path):
    made(tmp_path / "study.db").close()
    data = bytearray((tmp_path / "study.db").read_bytes())
    data[4096:8192] = b"\xff" * 4096
    (tmp_path / "study.db").write_bytes(data)
    with pytest.raises(DatabaseError, match=r"'study.db' is damaged: database disk image is malformed"):
        read(tmp_path / "study.db")


def test_nothing_can_be_written(tmp_path):
    made(tmp_path / "study.db").close()
    with pytest.raises(DatabaseError, match="readonly"), opened(tmp_path / "study.db") as found:
        found.execute("DELETE FROM points")


def test_columns_of_a_table(tmp_path):
    made(tmp_path / "study.db").close()
    with opened(tmp_path / "study.db") as found:
        assert columns_of(found, "points") == ["step", "value"]
        assert columns_of(found, "none") == []
