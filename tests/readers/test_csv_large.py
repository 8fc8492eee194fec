"""Large tables of text: the engine reads of them what our own parser reads, or leaves them to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.metrics.roles import roles_of
from reportgen.metrics.text import large
from reportgen.metrics.text.dialect import sample_of
from reportgen.sources import read_runs

BY_ENGINE = [
    "step,a\n0,1\n\n1,2\n", "step,a\n0,1\n1,\n2,NA\n3,nan\n4,-inf\n", "step\ta\n0\t 1 \n1\t2\n",
    "step,a\r\n0,1\r\n1,2\r\n", "step,a\n0,1e400\n1,-1e400\n", "# c\nstep,a\n0,1\n1,2\n", "step,a\n0,1,\n1,2,\n",
    "step,a\n0,1\n1,N/A\n2,-\n3,?\n4,--\n5,Null\n", "step;a\n0;1.5\n1;2\n", "\ufeffstep,a\n0,1\n1,2\n",
    "step,a\n0,1\n,2\n1,3\n", "step,a\n0,0.1\n1,0.30000000000000004\n2,4.9e-324\n3,2.2250738585072011e-308\n",
    "step,a,phase\n0,1,train\n1,2,val\n", "step,a,phase\n0,1, train_1\n1,2,\n2,2,NA\n3,1,train_1 \n",
    "phase,step,a\nx,0,1\ny,1,2\n", "step,metric,value\n0,loss_a,1\n0,acc,3\n1,loss_a,2\n1,acc,4\n",
    "step,when,a\n0,2026-01-02 03:04:05,1\n1,2026-01-02 03:04:06.5,2\n", "run,step,a\nr_1,0,1\nr_1,1,2\nr_2,0,3\n",
    "step,when,a\n0,2026-01-02,1\n1,soon,2\n2,2026-01-03,2\n",
    "step,when,a\n0,2026-01-02T03:04:05Z,1\n1,,2\n", "step,a,host\n0,1,böx\n1,2,böx\n",
]  # fmt: skip
BY_US = [
    "step,a,b\n0,1\n1,2,3\n", "step,a\n0,1\nstep,a\n0,2\n1,3\n", "step,a\n0,1\n1,1_0\n", "step,a\n0,true\n1,2\n",
    "step,a\n9007199254740993,1\n9007199254740994,2\n", "step,a\n0,123456789012345678901\n1,2\n",
    'step,a\n0,"1"\n1,2\n', "step,a\n0,1\n1,2\n#x\n2,3\n", "step,a\n0,1\n1,2\n  \n3,1\n", "loss\n1\n\n2\n",
    "step,a\n0,1\n1,2", "step;a\n0;1,5\n1;2,5\n", "step,a,phase\n0,1_0,train\n1,2,v_l\n",
    'step,a,phase\n0,1,"a,b"\n1,2,c\n', "phase,step,a\nx,0,1\n#y,1,2\nz,2,3\n", "step,a,p\n0,1,x\n1,2,y\n2,3,4\n",
    "phase,step,a\nx,0,1\nphase,step,a\ny,1,2\n", "step,a,p\n0,1,x\n1,2\n", "step,a,p\n0,1,x\n1,oops,y\n",
]  # fmt: skip


def read(path, least):
    """Return all that is read of a file, where the engine takes files from ``least`` bytes on."""
    before, large.LARGE = large.LARGE, least
    try:
        found = []
        for run in read_runs(path).runs:
            columns = {key: run.column(key) for key in sorted(run.keys())}
            points = {key: (column.steps.tolist(), column.values.tolist()) for key, column in columns.items()}
            found.append((run.meta.name, run.meta.losses, run.meta.remarks, dict(run.summary()), points))
        return repr(found)
    finally:
        large.LARGE = before


@pytest.mark.parametrize(("text", "by_engine"), [*((one, True) for one in BY_ENGINE), *((one, False) for one in BY_US)])
def test_both_ways_read_the_same(tmp_path, monkeypatch, text, by_engine):
    path = tmp_path / "metrics.csv"
    path.write_bytes(text.encode())
    assert read(path, 0) == read(path, 1 << 40)
    monkeypatch.setattr(large, "LARGE", 0)
    table = sample_of(path)
    assert (large.columns_at_once(path, table.dialect, roles_of(table)) is not None) == by_engine


@given(rows=st.lists(st.lists(st.floats() | st.integers(-(2**60), 2**60) | st.sampled_from(["", "NA", "inf", "1e3"]),
                              min_size=2, max_size=2), min_size=1, max_size=12))  # fmt: skip
def test_any_numbers_are_read_the_same_by_both(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("large") / "metrics.csv"
    lines = [f"{step},{a},{b}" for step, (a, b) in enumerate(rows)]
    path.write_text("\n".join(["step,a,b", *lines, ""]))
    assert read(path, 0) == read(path, 1 << 40)


CELLS = st.sampled_from(["", "NA", "train", " val", "a_b", "nan", "1", "1_0", '"x"', '"', "#", "step", "-", "é", "t u"])


@given(
    rows=st.lists(st.tuples(CELLS | st.text("ab_ #\"'", max_size=4), st.floats() | CELLS), min_size=1, max_size=12),
    first=st.booleans(),
)
def test_any_texts_are_read_the_same_by_both(tmp_path_factory, rows, first):
    path = tmp_path_factory.mktemp("large") / "metrics.csv"
    lines = [f"{text},{step},{a}" if first else f"{step},{text},{a}" for step, (text, a) in enumerate(rows)]
    head = "phase,step,a" if first else "step,phase,a"
    seen = ["train,0,1", "val,1,2", "test,2,3"] if first else ["0,train,1", "1,val,2", "2,test,3"]
    path.write_text("\n".join([head, *seen, *lines, ""]), "utf-8")
    assert read(path, 0) == read(path, 1 << 40)
