"""Runs in storage: copied for the build and removed after it; what cannot be had is said."""

from __future__ import annotations

import subprocess
import sys

import fsspec
import pytest
from conftest import ROOT, write_spec

from reportgen.errors import SpecError
from reportgen.pipeline import build, read_spec
from reportgen.sources import open_runs

LOG = "epoch,val/acc\n1,0.25\n2,0.5\n"


@pytest.fixture
def storage():
    """Return the file system of ``memory://``, empty."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    yield files
    files.store.clear()


def opened(folder, address):
    return open_runs(read_spec(write_spec(folder, f"runs: {address}\nblocks: [line_plot: val/acc]")))


def test_runs_in_storage_are_read_and_weights_are_not_fetched(storage, tmp_path):
    for name in ("one", "two"):
        storage.pipe(f"/bucket/{name}/exp/metrics.csv", LOG.encode())
        storage.pipe(f"/bucket/{name}/exp/model.ckpt", b"weights")
    fetched = []
    storage.get_file, before = (lambda name, *rest: fetched.append(name) or before(name, *rest)), storage.get_file
    try:
        runs, problems = opened(tmp_path, "memory://bucket/")
    finally:
        storage.get_file = before
    assert [run.name for run in runs] == ["one/exp", "two/exp"]
    assert runs.runs[0].source.column("val/acc").values.tolist() == [0.25, 0.5]
    assert not problems
    assert [name.rpartition("/")[2] for name in fetched] == ["metrics.csv"] * 2
    assert b"reportgen-" not in build(tmp_path / "report.yaml", tmp_path / "r.html").path.read_bytes()


def test_one_file_and_a_file_of_this_machine(storage, tmp_path):
    storage.pipe("/logs/metrics.csv", LOG.encode())
    (tmp_path / "with space").mkdir()
    (tmp_path / "with space" / "train.csv").write_text(LOG)
    for address in ("memory://logs/metrics.csv", (tmp_path / "with space").as_uri()):
        runs, problems = opened(tmp_path, address)
        assert len(runs) == 1
        assert not problems


def test_a_file_that_cannot_be_read_does_not_sink_the_others(storage, tmp_path, monkeypatch):
    storage.pipe("/half/a/metrics.csv", LOG.encode())
    storage.pipe("/half/b/metrics.csv", LOG.encode())
    whole = storage.get_file

    def get_file(name, *rest):
        if "/a/" in name:
            raise PermissionError("s3://half/a: access denied")
        whole(name, *rest)

    monkeypatch.setattr(storage, "get_file", get_file)
    runs, problems = opened(tmp_path, "memory://half/")
    assert len(runs) == 1
    (problem,) = problems
    assert problem.what == "'metrics.csv' cannot be read: Access is refused: the account may not list or read it."


def failing(kind, said, **facts):
    """Return an error as a driver raises it, whose class is told by its name."""
    error = type(kind, (Exception,), {})(said)
    for name, value in facts.items():
        setattr(error, name, value)
    return error


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (failing("NoCredentialsError", "Unable to locate credentials"), "No credentials are found: set them"),
        (failing("HttpError", "Anonymous caller, 401", code=401), "No credentials are found: set them"),
        (PermissionError("Forbidden"), "Access is refused"),
        (failing("ClientResponseError", "403, message='Forbidden'", status=403), "Access is refused"),
        (FileNotFoundError("The specified bucket does not exist"), "There is nothing of that name."),
        (
            failing("EndpointConnectionError", "Could not connect to: http://10.0.0.1:9/b"),
            "Its driver failed (Endpoint",
        ),
        (ConnectionError("Could not connect to the endpoint URL: http://10.0.0.1:9/b"), "It cannot be reached"),
        (ModuleNotFoundError("No module named 'pyarrow'"), "Install it: pip install pyarrow"),
        (ImportError('SFTPFileSystem requires "paramiko" to be installed'), "Install it: pip install paramiko"),
        (RuntimeError("NoneType object is not callable"), "Its driver failed (RuntimeError): try the address"),
    ],
)
def test_what_a_driver_raises_is_said_in_our_words(storage, tmp_path, monkeypatch, error, hint):
    def find(*_, **__):
        raise error

    monkeypatch.setattr(storage, "find", find)
    with pytest.raises(SpecError) as caught:
        opened(tmp_path, "memory://closed/")
    (problem,) = caught.value.problems
    assert problem.what == "'memory://…' cannot be read"
    assert problem.hint.startswith(hint)
    assert "10.0.0.1" not in problem.hint


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("memory://nowhere/x", "nothing is stored at 'memory://…/x'"),
        ("nosuch://bucket/x", "unknown storage 'nosuch://'"),
        ("file:///no/such", "no such path 'file://…/such'"),
    ],
)
@pytest.mark.usefixtures("storage")
def test_what_is_not_there_is_an_error_with_its_place(tmp_path, address, what):
    with pytest.raises(SpecError) as caught:
        opened(tmp_path, address)
    (problem,) = caught.value.problems
    assert problem.what == what
    assert str(problem.where) == "report.yaml:1:7"


def test_copies_are_removed(tmp_path):
    code = (
        "import fsspec, sys; from reportgen.sources.remote import fetched\n"
        "fsspec.filesystem('memory').pipe('/b/a.csv', b'x'); print(fetched('memory://b')[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert str(tmp_path) in done.stdout
    assert list(tmp_path.iterdir()) == []
