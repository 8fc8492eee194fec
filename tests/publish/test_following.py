"""Files that grow are read from where they ended, and give what reading them whole gives."""

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from conftest import RUNS

import reportgen as rg
from reportgen.inputs.following import Following, taken
from reportgen.sources import read_runs


def facts(folder: Path) -> list[tuple]:
    """Return everything that a report may show of the runs in a folder."""
    found = []
    for run in read_runs(folder).runs:
        columns = {key: run.column(key) for key, info in run.keys().items() if info.is_number}
        numbers = {key: [repr(getattr(column, name).tolist()) for name in ("steps", "values", "times")]
                   for key, column in columns.items()}  # fmt: skip
        infos = {key: (info.types, info.count) for key, info in run.keys().items()}
        found.append((run.meta.id, run.meta.state, repr(run.meta.config), infos, numbers, repr(run.summary()),
                      list(map(str, run.meta.losses)), len(run.console())))  # fmt: skip
    return found


def native(folder: Path) -> None:
    """Log a run of mixed values with reportgen itself."""
    run = rg.init(project="p", name="a", dir=str(folder))
    for step in range(60):
        run.log({"loss": 1 / (step + 1), "i": step, **({"note": f"n{step}"} if step % 7 == 0 else {})})
    run.finish()


def table(folder: Path) -> None:
    """Write a table with quoted rows of several lines, damaged rows and marks of other languages."""
    rows = ["epoch,loss,acc,note,größe\r\n"]
    for step in range(200):
        one, two = f"{step},{1 / (step + 1)}", f"{step / 200}"
        odd = {20: f"{one}\r\n", 21: f'{one},oops,"é\r\nü",x\r\n', 22: f'{one},{two},"a ""q"", b\r\nc",x\r\n'}
        rows.append(odd.get(step % 31, f"{one},{two},n{step % 3},é{step % 5}\r\n"))
    (folder / "metrics.csv").write_bytes("".join(rows).encode())


def lines(folder: Path) -> None:
    """Write lines of JSON, some of them damaged."""
    odd = {4: "{broken\n", 8: "\n", 9: '{"step": 9, "val": NaN}\n'}
    texts = [
        odd.get(i % 23, f'{{"step": {i}, "loss": {1 / (i + 1)}, "deep": {{"a": {i}, "t": "ü"}}}}\n') for i in range(300)
    ]
    (folder / "log.jsonl").write_text("".join(texts), "utf-8")


def wandb(folder: Path) -> None:
    """Copy runs of the W&B SDK."""
    shutil.copytree(RUNS, folder / "wandb")


@pytest.mark.parametrize(
    ("made", "name"),
    [(native, "*.rgl"), (table, "*.csv"), (lines, "*.jsonl"), (wandb, "*.wandb")],
)
def test_a_log_cut_anywhere_and_gone_on_with_is_what_it_is_as_a_whole(tmp_path, made, name):
    made(tmp_path)
    whole = {path: path.read_bytes() for path in tmp_path.rglob(name)}
    assert whole
    choose = random.Random(7)
    cuts = {path: [*sorted(choose.randrange(len(content)) for _ in range(4)), len(content)]
            for path, content in whole.items()}  # fmt: skip
    following = Following()
    for part in range(5):
        for path, content in whole.items():
            path.write_bytes(b"") if part == 0 else None
            with path.open("ab") as file:
                file.write(content[path.stat().st_size : cuts[path][part]])
        with following.building():
            grown = facts(tmp_path)
        following.forget()
        assert grown == facts(tmp_path), part
    assert grown
    assert following._decoded


def test_a_file_that_is_replaced_cut_or_written_anew_is_read_from_its_beginning(tmp_path):
    path = tmp_path / "metrics.csv"
    following = Following()

    def losses() -> list[float]:
        with following.building():
            (run,) = read_runs(tmp_path).runs
            return run.column("loss").values.tolist()

    path.write_text("epoch,loss\n1,0.5\n2,0.4\n")
    assert losses() == [0.5, 0.4]
    path.write_text("epoch,loss\n1,0.7\n2,0.6\n3,0.5\n")  # the same file, anew
    assert losses() == [0.7, 0.6, 0.5]
    path.write_text("epoch,loss\n1,0.7\n")  # cut
    assert losses() == [0.7]
    other = tmp_path / "other"
    other.write_text("epoch,loss\n1,0.7\n2,0.1\n")
    other.replace(path)
    assert losses() == [0.7, 0.1]


def test_nothing_is_remembered_where_nobody_follows(tmp_path):
    table(tmp_path)
    facts(tmp_path)
    assert taken(tmp_path / "metrics.csv", "text table") is None


def test_results_of_the_same_numbers_are_made_once():
    from reportgen.inputs.following import remembered

    calls = []
    following = Following()
    for value in (1.0, 1.0, 2.0):
        with following.building():
            made = remembered("double", [np.array([value])], None, lambda value=value: calls.append(value) or value * 2)
        assert made == value * 2
    assert calls == [1.0, 2.0]
