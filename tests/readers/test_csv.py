"""Tables of metrics by step, as loggers and people write them."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from conftest import build_spec, open_example, write_spec
from hypothesis import given
from hypothesis import strategies as st

from reportgen.errors import Level, SpecError
from reportgen.metrics.text import sheet
from reportgen.metrics.text.dialect import sample
from reportgen.pipeline import read_spec
from reportgen.readers.base import Claim
from reportgen.readers.csv import Csv, CsvOptions
from reportgen.sources import open_runs, read_runs

METRICS = [
    {"epoch": e, "step": e * 10, "train_loss": math.exp(-e / 5), "val_loss": e / 7 if e % 2 else "", "note": "a,b"}
    for e in range(10)
]


def write(folder: Path, text: str | bytes, name: str = "one.csv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def runs_of(folder: Path, text: str | bytes, name: str = "one.csv"):
    write(folder, text, name)
    return read_runs(folder).runs


def run_of(folder: Path, text: str | bytes, name: str = "one.csv"):
    (run,) = runs_of(folder, text, name)
    return run


def points(run, key):
    column = run.column(key)
    return column.steps.tolist(), column.values.tolist()


@pytest.mark.parametrize(("delimiter", "mark", "end"), [(",", "", "\n"), (";", "", "\n"), ("\t", "", "\n"),
                                                        ("|", "", "\r"), (",", "\ufeff", "\r\n")])  # fmt: skip
def test_delimiters_marks_and_ends_of_lines(tmp_path, delimiter, mark, end):
    path = tmp_path / "one.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(mark)
        writer = csv.DictWriter(file, METRICS[0], delimiter=delimiter, lineterminator=end)
        writer.writeheader()
        writer.writerows(METRICS)
    run = read_runs(path).runs[0]
    assert set(run.keys()) == {"epoch", "train_loss", "val_loss"}
    assert points(run, "train_loss") == ([row["step"] for row in METRICS], [row["train_loss"] for row in METRICS])
    assert run.column("val_loss").steps.tolist() == [10, 30, 50, 70, 90]
    assert run.meta.config == {"note": "a,b"}
    assert (run.meta.losses, run.meta.remarks, run.meta.state) == ((), (), "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_encodings(tmp_path, encoding):
    run = run_of(tmp_path, "step;größe\n1;0,5\n2;0,25\n".encode(encoding))
    assert points(run, "größe") == ([1, 2], [0.5, 0.25])


@pytest.mark.parametrize(
    ("header", "axis"),
    [("Step,loss", ""), (" GLOBAL STEP ,loss", ""), ("      epoch,     loss", "epoch"), ("Iteration,loss", "Iteration"),
     ("trainer/global_step,loss", ""), ("time/total_timesteps,loss", "time/total_timesteps"), ("epoch,loss", "epoch")],
)  # fmt: skip
def test_axes_by_their_names(tmp_path, header, axis):
    run = run_of(tmp_path, f"{header}\n      1,   2\n      3,   4\n")
    assert points(run, "loss") == ([1, 3], [2, 4])
    assert run.definition("loss").step_metric in (axis, "trainer/global_step")


def test_spellings_of_what_is_no_number(tmp_path):
    run = run_of(tmp_path, "step,loss\n0,nan\n1,NaN\n2,inf\n3,-Infinity\n4,NA\n5,\n6,1e-3\n7,None\n8,null\n9,1.5\n")
    steps, values = points(run, "loss")
    assert steps == [0, 1, 2, 3, 6, 9]
    assert values[2:] == [math.inf, -math.inf, 1e-3, 1.5]
    assert np.isnan(values[:2]).all()
    assert run.meta.losses == ()


def test_lightning(tmp_path):
    text = "epoch,step,train_loss_epoch,train_loss,val_loss\n0,1,,0.5,\n0,7,,,0.3\n0,7,0.45,,\n1,9,,0.2,\n1,9,,,nan\n"
    write(tmp_path, "lr: 0.1\nsizes: !!python/tuple\n- 1\n- 2\n", "lightning_logs/version_0/hparams.yaml")
    run = run_of(tmp_path, text, "lightning_logs/version_0/metrics.csv")
    assert (run.meta.name, run.meta.config) == ("version_0", {"lr": 0.1, "sizes": [1, 2]})
    assert points(run, "epoch") == ([1, 7, 7, 9, 9], [0, 0, 0, 1, 1])
    assert points(run, "train_loss") == ([1, 9], [0.5, 0.2])
    assert run.step_metrics() == ["epoch"]


def test_names_are_told_apart_by_folders(tmp_path):
    for place in ("a/version_0", "b/version_0", "c"):
        write(tmp_path, "step,loss\n1,2\n", f"{place}/metrics.csv")
    write(tmp_path, "step,loss\n1,2\n", "baseline.csv")
    write(tmp_path, "step,loss\n1,2\n", "b/version_1/metrics.csv")
    names = ["a/version_0", "b/version_0", "b/version_1", "baseline", "c"]
    assert sorted(run.meta.name for run in read_runs(tmp_path).runs) == names


def test_what_names_a_machine_is_kept_back(tmp_path):
    rows = "".join(f"{i},0.5,pc-of-carey7,10.0.0.7,{4000 + i},done on pc-of-carey7\n" for i in range(3))
    write(tmp_path, f"step,loss,hostname,node_ip,pid,note\n{rows}")
    runs, _ = open_runs(read_spec(write_spec(tmp_path, "runs: one.csv")))
    (run,) = runs
    assert set(run.keys) == {"loss"}
    assert "carey7" not in str(dict(run.meta.config))
    assert "pc-of-carey7" in run.unhidden.meta.hosts


def test_seeds_are_runs_and_a_single_one_is_config(tmp_path):
    rows = "".join(f"{seed},{step},{seed}.{step}\n" for seed in (1, 2) for step in range(300))
    first, second = runs_of(tmp_path, f"seed,step,loss\n{rows}")
    assert (first.meta.name, second.meta.name, second.meta.config) == ("seed 1", "seed 2", {"seed": 2})
    assert len(second.column("loss")) == 300
    run = run_of(tmp_path / "b", "seed,step,loss\n7,1,1\n7,2,2\n")
    assert (run.meta.name, run.meta.config, list(run.keys())) == ("one", {"seed": 7}, ["loss"])


def test_a_part_that_begins_late_and_one_that_is_the_only_one(tmp_path):
    rows = [f"{step},train,1\n" for step in range(300)] + ["299,val,2\n"]
    assert set(run_of(tmp_path, "step,split,loss\n" + "".join(rows)).keys()) == {"train/loss", "val/loss"}
    run = run_of(tmp_path / "b", "step,dataset,loss\n1,street,1\n2,street,2\n")
    assert (set(run.keys()), run.meta.config) == ({"loss"}, {"dataset": "street"})


def test_a_trial_keeps_the_name_of_its_folder(tmp_path):
    assert run_of(tmp_path, "step,trial_id,loss\n1,x7,1\n2,x7,2\n", "lr01/progress.csv").meta.name == "lr01"
    assert run_of(tmp_path / "b", "step,run_name,loss\n1,base,1\n2,base,2\n", "b/progress.csv").meta.name == "base"


def test_a_second_session_is_a_run_of_its_own(tmp_path):
    first, second = runs_of(tmp_path, "epoch,loss\n0,3\n1,2\n2,1\nepoch,loss\n0,6\n1,5\n", "keras.csv")
    assert (points(first, "loss"), points(second, "loss")) == (([0, 1, 2], [3, 2, 1]), ([0, 1], [6, 5]))
    assert second.meta.name == "keras (2)"
    assert "restart at row 4" in first.meta.remarks[0]


def test_rows_out_of_order_and_several_at_a_step_are_all_kept(tmp_path):
    run = run_of(tmp_path, "step,loss\n1,1\n4,2\n3,3\n3,4\n5,5\n6,6\n")
    assert points(run, "loss") == ([1, 3, 3, 4, 5, 6], [1, 3, 4, 2, 5, 6])
    assert "were sorted" in run.meta.remarks[0]


def test_fractional_steps(tmp_path):
    run = run_of(tmp_path, "epoch,loss\n0.25,1\n0.5,2\n0.5,3\n1,4\n")
    assert points(run, "loss") == ([0.25, 0.5, 0.5, 1], [1, 2, 3, 4])


def test_batches_that_start_anew_in_each_epoch(tmp_path):
    text = "epoch,batch,loss\n" + "".join(f"{e},{b},{e * 5 + b}\n" for e in range(3) for b in range(5))
    assert points(run_of(tmp_path, text), "loss") == (list(range(15)), list(range(15)))


def test_a_column_of_runs(tmp_path):
    text = "step,run_name,loss\n" + "".join(
        f"{s},{r},{s}{i}\n" for s in range(3) for i, r in enumerate(("base", "big"))
    )
    base, big = runs_of(tmp_path, text)
    assert (base.meta.name, big.meta.name) == ("base", "big")
    assert (points(base, "loss"), points(big, "loss")) == (([0, 1, 2], [0, 10, 20]), ([0, 1, 2], [1, 11, 21]))


def test_long_form_and_parts(tmp_path):
    text = "run,step,metric,value\n" + "".join(
        f"{r},{s},{m},{r}{s}\n" for r in range(2) for s in range(3) for m in ("loss", "acc")
    )
    first, second = runs_of(tmp_path, text)
    assert (first.meta.name, second.meta.name, sorted(first.keys())) == ("run 0", "run 1", ["acc", "loss"])
    assert points(second, "acc") == ([0, 1, 2], [10, 11, 12])
    write(tmp_path / "p", "epoch,phase,loss\n0,train,1\n0,val,2\n1,train,3\n1,val,4\n")
    (run,) = read_runs(tmp_path / "p").runs
    assert (points(run, "train/loss"), points(run, "val/loss")) == (([0, 1], [1, 3]), ([0, 1], [2, 4]))


@pytest.mark.parametrize(
    ("first", "second"),
    [("2026-11-27T10:00:00Z", "2026-11-27T10:00:01.5Z"), ("2026-11-27 10:00:00", "2026-11-27 10:00:01,5"),
     ("2026/11/27 11:00:00+01:00", "2026/11/27 11:00:01.5 +0100"), ("1795773600", "1795773601.5"),
     ("1795773600000", "1795773601500"), ("1795773600000000000", "1795773601500000000")],
)  # fmt: skip
def test_times(tmp_path, first, second):
    run = run_of(tmp_path, f"timestamp;step;loss\n{first};0;1\n{second};1;2\n")
    assert run.column("loss").times.tolist() == [1795773600.0, 1795773601.5]
    assert (run.meta.created, run.meta.duration, list(run.keys())) == (1795773600.0, 1.5, ["loss"])


def test_whole_numbers_keep_their_digits(tmp_path):
    run = run_of(tmp_path, "step,tokens,flag\n9007199254740993,1,True\n9007199254740994,123456789012345678901,False\n")
    assert run.column("tokens").steps.tolist() == [9007199254740993, 9007199254740994]
    assert run.summary() == {"tokens": 123456789012345678901, "flag": 0.0}


def test_damaged_rows_are_told_and_the_others_shown(tmp_path):
    text = "step,loss,acc\n0,1,2\n1,0.5\n2,0.4,3\n3,x,4\n4,0.3,5,6\n# note\n\n5,0.2,6\n6,0.1,7,\n7,0"
    run = run_of(tmp_path, text)
    assert points(run, "loss") == ([0, 2, 5, 6], [1, 0.4, 0.2, 0.1])
    assert points(run, "acc") == ([0, 2, 3, 5, 6], [2, 3, 4, 6, 7])
    assert [str(loss) for loss in run.meta.losses] == [
        "one.csv: lines 3 and 6: not 3 cells; skipped",
        "one.csv: line 5: 'loss' is not a number there and is left as a gap",
    ]
    assert run.meta.remarks == ("one.csv ends within a line: it is still being written, or the writer was stopped",)


def test_quoted_cells_and_a_quote_that_nobody_closes(tmp_path):
    run = run_of(tmp_path, '"step","loss","note"\n"1","5","a ""b"", c"\n"2","4","line\nbreak"\n3,"3,c\n4,2,d\n5,1,e\n')
    assert points(run, "loss")[0] == [1, 2, 4, 5]
    assert "line 5: 2 of 3 cells" in str(run.meta.losses[0])


def test_comments_and_headers_in_comments(tmp_path):
    assert points(run_of(tmp_path, "# job 1234\n# node 7\nstep,loss\n1,2\n# again\n2,1\n"), "loss") == ([1, 2], [2, 1])
    write(tmp_path / "b", "# of a job\n#step,loss\n1,2\n2,1\n")
    assert points(read_runs(tmp_path / "b").runs[0], "loss") == ([1, 2], [2, 1])
    write(tmp_path / "c", "srun: job 7 queued\nstep,loss\n1,2\n2,1\n")
    assert points(read_runs(tmp_path / "c").runs[0], "loss") == ([1, 2], [2, 1])


def test_thousands_of_columns(tmp_path):
    names = [f"layer{i}/weight_norm_of_a_long_name" for i in range(5000)]
    text = "\n".join([",".join(["step", *names]), *(f"{s}" + ",0.5" * 5000 for s in range(3)), ""])
    run = run_of(tmp_path, text)
    assert (len(run.keys()), points(run, names[-1])) == (5000, ([0, 1, 2], [0.5] * 3))


@pytest.mark.parametrize(
    "text",
    ["image,label,score\na.png,cat,0.5\nb.png,dog,0.25\n", "id,place\n1,a\n0,b\n", "name;city\na;b\n",
     "run,epoch,lr,acc\na,9,0.1,0.5\nb,3,0.2,0.6\nc,7,0.3,0.4\n", "hello\nworld\n", "", "\0\1\2\3", "a,b\n",
     "epoch,index,truth,score\n" + "".join(f"1,{i},0,0.5\n" for i in range(60))],
)  # fmt: skip
def test_other_tables_are_left(tmp_path, text):
    assert runs_of(tmp_path, text, "predictions.csv") == []


def test_numbers_alone_are_a_run_where_a_logger_names_them_so(tmp_path):
    assert runs_of(tmp_path, "x1,x2,target\n1,2,0\n3,4,1\n", "train.csv") == []
    run = run_of(tmp_path / "b", "loss,acc\n1,2\n3,4\n", "b/history.csv")
    assert points(run, "acc") == ([0, 1], [2, 4])


def test_a_table_that_is_left_says_what_to_do(tmp_path):
    write(tmp_path, "image,label,score\na.png,cat,0.5\nb.png,dog,0.25\n", "preds.csv")
    with pytest.raises(
        SpecError, match=r"show it with table: \{path: preds.csv\}, or read it as runs with format: csv"
    ):
        open_runs(read_spec(write_spec(tmp_path, "runs: preds.csv")))
    (run,) = open_runs(read_spec(write_spec(tmp_path, "runs: {path: preds.csv, format: csv}")))[0]
    assert points(run.source, "score") == ([0, 1], [0.5, 0.25])


def test_an_entry_names_columns(tmp_path):
    write(tmp_path, "k:t:g:loss\n1:1795773600:a:1\n2:1795773601:a:2\n1:1795773602:b:3\n")
    spec = write_spec(tmp_path, "runs: {path: one.csv, x: k, run: g, time: t, delimiter: ':'}")
    runs, problems = open_runs(read_spec(spec))
    assert problems == []
    assert [(run.name, points(run.source, "loss")) for run in runs] == [("a", ([1, 2], [1, 2])), ("b", ([1], [3]))]
    assert [run.meta.created for run in runs] == [1795773600.0, 1795773602.0]


def test_a_column_that_is_not_there_is_told(tmp_path):
    write(tmp_path, "step,loss\n1,1\n")
    runs, (problem,) = open_runs(read_spec(write_spec(tmp_path, "runs: {path: one.csv, x: stepp}")))
    assert (len(runs), problem.level) == (1, Level.MISSING)
    assert str(problem) == "one.csv: no column 'stepp' for x; it was detected instead. Did you mean 'step'?"


@pytest.mark.parametrize(
    ("entry", "message"),
    [("{path: one.csv, delimiter: ab}", "report.yaml:1:35: delimiter: 'ab' is not a delimiter. Write one character"),
     ("{path: one.csv, xx: step}", "report.yaml:1:24: unknown field 'xx' in runs"),
     ("{path: one.csv, format: csv, staging: a}", "report.yaml:1:37: 'staging' is an option for wandb runs"),
     ("{path: one.csv, x: 3}", "report.yaml:1:27: x must be text, not '3'. Put it in quotes: '3'.")],
)  # fmt: skip
def test_options_are_checked_where_they_stand(tmp_path, entry, message):
    write(tmp_path, "step,loss\n1,1\n")
    with pytest.raises(SpecError) as caught:
        read_spec(write_spec(tmp_path, f"runs: [{entry}]"))
    assert message in str(caught.value)


def test_an_option_of_another_format_is_refused_where_no_run_has_it(tmp_path):
    write(tmp_path, "step,loss\n1,1\n")
    spec = read_spec(write_spec(tmp_path, "runs: [{path: one.csv, restarts: keep}]"))
    with pytest.raises(SpecError) as caught:
        open_runs(spec)
    assert "'restarts' is an option for tensorboard runs, but this entry's are csv. Fields: path, " in str(caught.value)
    assert "report.yaml:1:" in str(caught.value)


@given(
    st.lists(st.floats() | st.none() | st.integers(-(10**6), 10**6), min_size=1, max_size=30),
    st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_what_a_writer_wrote_comes_back(tmp_path_factory, values, delimiter, end):
    path = tmp_path_factory.mktemp("csv") / "one.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
        writer.writerow(["step", "value", "other"])
        writer.writerows([n, "" if value is None else value, n] for n, value in enumerate(values))
    (run,) = read_runs(path).runs
    column = run.column("value")
    assert column.steps.tolist() == [n for n, value in enumerate(values) if value is not None]
    np.testing.assert_array_equal(column.values, np.array([value for value in values if value is not None], float))


@given(st.binary(max_size=200))
def test_a_sample_of_anything_is_a_table_or_none(head):
    found = sample(head, whole=True)
    assert found is None or all(len(row) == len(found.dialect.names) for row in found.rows)


def test_a_report_says_what_was_lost(tmp_path):
    write(tmp_path, "step,loss\n1,2\n2\n3,1\n")
    made = build_spec(tmp_path, "runs: one.csv\nblocks: [{line_plot: loss}]")
    (problem,) = made.problems
    assert str(problem) == "one: one.csv: line 3: 1 of 2 cells; skipped. All other records are shown."


@given(
    st.lists(st.tuples(st.floats(allow_nan=False), st.text("a,;\n\"' #é", max_size=12)), min_size=1, max_size=30),
    st.integers(1, 80),
)
def test_where_a_piece_of_the_file_ends_does_not_matter(tmp_path_factory, rows, size):
    path = tmp_path_factory.mktemp("csv") / "one.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(["step", "value", "note"])
        writer.writerows([n, value, text] for n, (value, text) in enumerate(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet, "_CHUNK", size)
        (run,) = Csv().read([Claim(path, CsvOptions(x="step"))]).runs
    assert run.meta.losses == ()
    assert points(run, "value") == (list(range(len(rows))), [value for value, _ in rows])


@pytest.mark.parametrize("header", ["step,0,1,loss", "step,acc,nan,inf", "epoch,12,loss,34"])
def test_a_name_may_be_a_number(tmp_path, header):
    """Metrics by class are named so: a header is known by a name above numbers."""
    (tmp_path / "a.csv").write_text(f"{header}\n0,0.5,0.6,0.7\n1,0.4,0.5,0.6\n")
    (run,) = open_example(tmp_path)
    assert set(run.keys) >= set(header.split(",")) - {"step"}


def test_numbers_before_the_header_are_no_header(tmp_path):
    (tmp_path / "a.csv").write_text("Experiment,5,1\nstep,loss,acc\n0,0.5,0.6\n1,0.4,0.5\n")
    (run,) = open_example(tmp_path)
    assert set(run.keys) == {"loss", "acc"}


def test_a_column_of_runs_whose_rows_are_all_damaged_names_none(tmp_path):
    path = write(tmp_path, 'run;Step\r\n;Step;\n5S"x;\nua\r ;8918495774qin;\x1e,5;"c\rNaN;\r\n')
    found = Csv().read([Claim(path, CsvOptions())])
    assert len(found.runs) == 1


def test_a_link_that_leads_nowhere_costs_no_other_table(tmp_path):
    (tmp_path / "metrics.csv").write_text("step,loss\n0,1\n1,2\n")
    (tmp_path / "moved.csv").symlink_to(tmp_path / "gone.csv")
    runs, problems = open_runs(read_spec(write_spec(tmp_path, "runs: .\nblocks: [line_plot: loss]")))
    assert [run.name for run in runs] == ["metrics"]
    assert [(problem.level, problem.aside) for problem in problems] == [(Level.NOTE, "It is 'moved.csv'.")]
    (tmp_path / "metrics.csv").unlink()
    with pytest.raises(SpecError, match=r"'moved\.csv' is a link that leads nowhere"):
        open_runs(read_spec(tmp_path / "report.yaml"))
