"""Event files of PyTorch, tensorboardX and TensorBoard's own writer, against what TensorBoard's loader reads of them.

``tests/readers/tensorboard/make.py`` made both: torch 2.13.0, tensorboardX 2.6.5, tensorboard 2.21.0.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
import tarfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from conftest import build_spec, write_spec
from hypothesis import given
from hypothesis import strategies as st

from reportgen.errors import SpecError
from reportgen.pipeline import read_spec
from reportgen.readers.tensorboard.log.checksum import checksums, masked
from reportgen.readers.tensorboard.log.events import windows
from reportgen.readers.tensorboard.log.framing import scan
from reportgen.sources import open_runs, read_runs

HERE = Path(__file__).parent / "tensorboard"


@cache
def loaded():
    return json.loads((HERE / "loaded.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tensorboard") / "logs"
    with tarfile.open(HERE / "events.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def runs(logs):
    found = read_runs(logs)
    assert not found.problems
    return {run.meta.name: run for run in found.runs}


def of(tags, tag):
    """Return wall times, steps and values as TensorBoard's loader reads them, by step, the last of each step."""
    rows = [(wall, step, float(value)) for wall, step, value in tags[tag][1:]]
    return [np.array(column) for column in zip(*rows, strict=True)]


def test_the_runs_are_those_of_the_scripts_and_not_of_the_writers(runs):
    assert sorted(runs) == ["purged", "resumed", "tensorboardX", "tensors", "torch", "trial"]


@pytest.mark.parametrize("name", ["torch", "tensorboardX", "tensors", "trial"])
def test_every_scalar_is_what_tensorboard_reads(runs, name):
    run, tags = runs[name], loaded()[name]
    wanted = {tag for tag, rows in tags.items() if rows[0] == "scalars"}
    assert wanted <= set(run.keys())
    for tag in wanted:
        walls, steps, values = of(tags, tag)
        column = run.column(tag)
        np.testing.assert_array_equal(column.steps, steps)
        np.testing.assert_array_equal(column.times, walls)
        np.testing.assert_array_equal(column.values, values)
        assert [math.copysign(1, x) for x in column.values] == [math.copysign(1, x) for x in values]


@pytest.mark.parametrize(
    ("name", "folder"),
    [("torch", "torch/grouped_{}"), ("tensorboardX", "tensorboardX/grouped/{}")],
)
def test_lines_of_add_scalars_are_metrics_of_their_run(runs, name, folder):
    for line in "ab":
        walls, steps, values = of(loaded()[folder.format(line)], "grouped")
        column = runs[name].column(f"grouped/{line}")
        assert (column.steps.tolist(), column.values.tolist()) == (steps.tolist(), values.tolist())
        assert column.times.tolist() == walls.tolist()
    assert [panel.keys for panel in runs[name].layouts()[-1].panels] == [("grouped/a", "grouped/b")]


def test_hyperparameters_are_the_config_and_their_results_the_summary(runs):
    assert runs["trial"].meta.config == {"lr": 0.1, "depth": 3, "optimizer": "adam", "norm": 1}
    assert runs["trial"].summary() == {"loss/val": 0.25, "hparam/best": 0.25}
    assert runs["tensors"].meta.config == {"lr": 0.01, "norm": False, "name": "x"}


@pytest.mark.parametrize("name", ["resumed", "purged"])
def test_a_restart_replaces_the_points_behind_its_step(runs, name):
    column = runs[name].column("loss")
    assert column.steps.tolist() == list(range(25))
    assert column.values.tolist() == [*map(float, range(10)), *(2.0 * step for step in range(10, 25))]
    assert runs[name].meta.remarks == ("10 points replaced by a restart at step 10; 'restarts: keep' shows all",)


def test_every_point_is_kept_where_the_spec_says_so(logs, tmp_path):
    spec = write_spec(tmp_path, f"runs: {{path: {logs}/resumed, restarts: keep}}\nblocks: [line_plot: loss]")
    (run,), problems = open_runs(read_spec(spec))
    column = run.source.column("loss")
    assert len(column) == 35
    assert (np.diff(column.steps) >= 0).all()
    assert not problems


def test_histograms_hold_every_count(runs):
    for name in ("torch", "tensorboardX"):
        for logged in runs[name].media("weights"):
            assert logged.value.heights.sum() == 500
            assert len(logged.value.heights) <= 64
            mean = (logged.value.heights * (logged.value.edges[1:] + logged.value.edges[:-1]) / 2).sum() / 500
            assert mean == pytest.approx(logged.step, abs=0.3)
        (constant, *_) = runs[name].media("constant")
        assert (constant.value.heights.tolist(), constant.value.edges.mean()) == ([50.0], 0)
    assert [one.value.heights.tolist() for one in runs["tensors"].media("histogram")] == [
        [2, step, 1] for step in range(3)
    ]


def digest(texts, shape):
    content = json.dumps([text.hex() for text in texts])
    return f"{list(shape)} {hashlib.sha256(content.encode()).hexdigest()[:16]}"


def test_images_are_the_bytes_that_were_logged(runs):
    for name in ("torch", "tensorboardX"):
        for tag in ("image/one", "image/grid"):
            images = runs[name].media(tag)
            told = [
                digest([str(one.value.width).encode(), str(one.value.height).encode(), one.value.file.read()], (3,))
                for one in images
            ]
            assert told == [row[2].strip("'") for row in loaded()[name][tag][1:]]
            assert images[0].value.kind == "image"
    assert runs["torch"].media("video")[0].value.file.read().startswith(b"GIF8")
    assert runs["torch"].media("tone")[0].value.file.read().startswith(b"RIFF")


def test_texts_are_rendered_where_they_are_markdown(runs):
    first = runs["torch"].media("notes")[0].value
    assert first.kind == "Markdown"
    assert "<strong>step 0</strong> 日本語" in first.file.read().decode()
    assert "<td>1</td>" in first.file.read().decode()
    assert runs["torch"].media("plain")[0].value.text == "no signs at all"
    assert "<td>c|d</td>" in runs["tensors"].media("grid")[0].value.file.read().decode()


def test_curves_keep_their_thresholds(runs):
    for name in ("torch", "tensorboardX"):
        assert runs[name].charts()["curve"].kind == "pr_curve"
        (step, table), _ = runs[name].tables("curve_table")
        assert (step, table.columns[:3]) == (0, ["recall", "precision", "threshold"])
        for recall, precision, _, tp, fp, _, fn in table.rows:
            assert recall == pytest.approx(tp / (tp + fn), abs=1e-6)
            assert precision == pytest.approx(tp / (tp + fp), abs=1e-6)


def test_meshes_are_put_together_and_those_without_faces_are_points(runs):
    for name in ("torch", "tensorboardX"):
        (mesh,) = runs[name].media("mesh")
        content = mesh.value.file.read()
        assert b"element vertex 4" in content
        assert b"element face 4" in content
        assert b"property uchar red" in content
        clouds = runs[name].media("cloud")
        assert [(one.step, one.index, one.value.positions.shape) for one in clouds] == [
            (5, 0, (30, 3)), (5, 1, (30, 3))
        ]  # fmt: skip


def test_custom_scalars_are_charts(runs):
    layout = runs["torch"].layouts()[0]
    assert layout.title == "Losses"
    assert {panel.title: set(panel.keys) for panel in layout.panels} == {
        "both": {"loss/train", "loss/low", "loss/high"}, "band": {"loss/train"}
    }  # fmt: skip
    assert layout.panels[-1].bands == {"loss/train": ("loss/low", "loss/high")}


def test_embeddings_are_tables_with_their_metadata_and_images(runs):
    ((_, named),) = runs["torch"].tables("points:00002")
    assert (named.columns, named.count, named.rows[1][:2]) == (["name", "n", "vector"], 6, ["p1", 1])
    assert len(named.rows[0][2]) == 3
    ((_, shown),) = runs["torch"].tables("pictures:00000")
    assert shown.columns == ["label", "image", "vector"]
    assert (shown.rows[5][0], shown.rows[5][1].width) == ("q5", 8)


def test_the_page_shows_all_of_it_and_no_host(logs, tmp_path):
    html = build_spec(tmp_path, f"runs: {logs}/torch\nblocks: [line_plot: [loss/train, loss/low], custom_chart: curve]")
    text = html.path.read_text("utf-8")
    assert "loss/train" in text
    assert "machine" not in text


# --- damage


@pytest.fixture(scope="module")
def whole(logs):
    (path,) = (logs / "tensors").glob("*tfevents*")
    return path.read_bytes()


def starts(data):
    return {bytes(data[at : at + size]) for at, size in zip(*lists(scan(data)), strict=True)}


def lists(records):
    return records.starts.tolist(), records.sizes.tolist()


@given(st.data())
def test_one_flipped_byte_costs_at_most_one_record(whole, data):
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[place] ^= data.draw(st.integers(1, 255))
    before, after = starts(whole), starts(bytes(damaged))
    assert after < before
    assert len(after) >= len(before) - 1
    assert scan(bytes(damaged)).damage


@given(st.data())
def test_every_record_before_and_behind_a_hole_is_kept(whole, data):
    first = data.draw(st.integers(0, len(whole)))
    last = data.draw(st.integers(first, min(first + 300, len(whole))))
    ends = [at + size + 4 for at, size in zip(*lists(scan(whole)), strict=True)]
    begins = [at - 12 for at, _ in zip(*lists(scan(whole)), strict=True)]
    intact = sum(end <= first or begin >= last for begin, end in zip(begins, ends, strict=True))
    assert len(starts(whole[:first] + whole[last:])) >= intact


@given(st.data())
def test_zeros_in_the_middle_and_at_the_end_cost_nothing_else(whole, data):
    records = scan(whole)
    place = data.draw(st.sampled_from([at + size + 4 for at, size in zip(*lists(records), strict=True)]))
    zeros = b"\0" * data.draw(st.integers(1, 9000))
    assert starts(whole[:place] + zeros + whole[place:]) == starts(whole)
    assert scan(whole + zeros).damage == ()


@given(st.data())
def test_a_file_is_the_same_read_in_parts_of_any_size(tmp_path_factory, whole, data):
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(damaged)))
        match data.draw(st.sampled_from(["flip", "cut", "zeros"])):
            case "flip":
                damaged[place : place + 1] = bytes(byte ^ 4 for byte in damaged[place : place + 1])
            case "cut":
                del damaged[place : place + data.draw(st.integers(1, 500))]
            case _:
                damaged[place:place] = bytes(data.draw(st.integers(1, 3000)))
    path = tmp_path_factory.mktemp("parts") / "events.out.tfevents.1700000000.host"
    path.write_bytes(damaged)
    wanted, found, lost = scan(bytes(damaged)), [], []
    for begin, part, records in windows(path, data.draw(st.integers(20, 5000))):
        found += [part[at : at + size] for at, size in zip(*lists(records), strict=True)]
        lost += [place + begin for one in records.damage for place in range(one.start, one.end)]
    assert found == [bytes(damaged[at : at + size]) for at, size in zip(*lists(wanted), strict=True)]
    assert set(lost) <= {place for one in wanted.damage for place in range(one.start, one.end)}


def test_a_file_that_is_cut_anywhere_has_all_records_before_the_cut(whole):
    ends = [at + size + 4 for at, size in zip(*lists(scan(whole)), strict=True)]
    for cut in range(0, len(whole), 7):
        assert len(scan(whole[:cut]).starts) == sum(end <= cut for end in ends)


@given(st.binary(max_size=3000), st.integers(0, 900))
def test_checksums_of_any_stretch(data, first):
    def plain(content):
        state = 0xFFFFFFFF
        for byte in content:
            state ^= byte
            for _ in range(8):
                state = state >> 1 ^ 0x82F63B78 * (state & 1)
        return state ^ 0xFFFFFFFF

    first = min(first, len(data))
    raw = np.frombuffer(data + b"x", np.uint8)
    found = checksums(raw, np.array([first] * 30), np.array([len(data) - first] * 30))
    assert found.tolist() == [plain(data[first:])] * 30


@given(st.binary(max_size=400))
def test_any_bytes_are_no_records(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "events.out.tfevents.1700000000.host"
    path.write_bytes(data)
    found = [run for run in read_runs(path).runs if run.meta.format == "tensorboard"]
    assert found == [] or len(scan(data).starts)


# --- records written by hand


def varint(number):
    found = b""
    while number > 0x7F:
        found, number = found + bytes([number & 0x7F | 0x80]), number >> 7
    return found + bytes([number])


def part(field, content):
    return varint(field << 3 | 2) + varint(len(content)) + content


def event(step, content):
    return b"\x09" + struct.pack("<d", 1.7e9 + step) + b"\x10" + varint(step) + content


def value(tag, content):
    return part(5, part(1, part(1, tag.encode()) + content))


def scalar(tag, step, number):
    return event(step, value(tag, b"\x15" + struct.pack("<f", number)))


def text(tag, step, content):
    metadata = part(9, part(1, part(1, b"text")))
    return event(step, value(tag, part(8, b"\x08\x07" + part(8, content.encode())) + metadata))


def write(path, *records):
    def checked(content):
        raw = np.frombuffer(content, np.uint8)
        return content + masked(checksums(raw, np.array([0]), np.array([len(content)]))).astype("<u4").tobytes()

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(checked(struct.pack("<Q", len(one))) + checked(one) for one in records))


NAME = "events.out.tfevents.1700000000.machine"


def test_a_value_logged_again_at_its_step_is_no_restart(tmp_path):
    """Lightning logs the epoch with each of its metrics."""
    write(tmp_path / "run" / NAME, *(scalar("epoch", step, step) for step in (1, 2, 2, 3, 3)))
    write(tmp_path / "other" / NAME, *(scalar("a", step, value) for step, value in ((1, 1), (2, 2), (2, 5), (3, 3))))
    write(tmp_path / "back" / NAME, *(scalar("a", step, step) for step in (1, 2, 2, 1)))
    runs = {run.meta.name: run for run in read_runs(tmp_path).runs}
    assert runs["run"].meta.remarks == ()
    assert runs["run"].column("epoch").steps.tolist() == [1, 2, 3]
    again = "1 point was logged again at the same step, and the last is shown; 'restarts: keep' shows all"
    assert runs["other"].meta.remarks == (again,)
    assert runs["other"].column("a").values.tolist() == [1, 5, 3]
    assert runs["back"].meta.remarks == ("3 points replaced by a restart at step 1; 'restarts: keep' shows all",)


def test_the_graph_of_a_keras_model_is_said_and_not_shown(tmp_path):
    metadata = part(9, part(1, part(1, b"graph_keras_model")))
    graph = event(0, value("keras", part(8, b"\x08\x07" + part(8, b"{}")) + metadata))
    write(tmp_path / "run" / NAME, scalar("loss", 1, 1), graph)
    (run,) = read_runs(tmp_path).runs
    assert list(run.keys()) == ["loss"]
    assert run.meta.remarks == ("not shown: the graph of the model",)


def test_a_restart_replaces_media_as_it_does_points(tmp_path):
    write(tmp_path / "run" / f"{NAME}.0", *(text("said", step, f"first {step}") for step in (1, 2, 3)))
    write(tmp_path / "run" / f"{NAME}.1", text("said", 2, "second 2"))
    (run,) = read_runs(tmp_path).runs
    assert [(one.step, one.value.text) for one in run.media("said")] == [(1, "first 1"), (2, "second 2")]
    assert run.keys()["said"].count == 2
    assert run.meta.remarks == ("2 values replaced by a restart at step 2; 'restarts: keep' shows all",)
    spec = write_spec(tmp_path, f"runs: {{path: {tmp_path}/run, restarts: keep}}\nblocks: [{{media_browser: said}}]")
    (kept,), _ = open_runs(read_spec(spec))
    assert [(one.step, one.index) for one in kept.source.media("said")] == [(1, 0), (2, 0), (2, 1), (3, 0)]


def test_what_is_logged_without_steps_is_in_its_order(tmp_path):
    write(tmp_path / NAME, *(text("said", 0, word) for word in "abc"), *(scalar("loss", 0, n) for n in range(3)))
    (run,) = read_runs(tmp_path).runs
    assert [(one.step, one.value.text) for one in run.media("said")] == [(0, "a"), (1, "b"), (2, "c")]
    assert run.column("loss").steps.tolist() == [0, 1, 2]


def named(tag, step, name, description, number=b""):
    """Return a scalar whose metadata say how it is called: a simple value, or the tensor that ``number`` is."""
    about = part(2, name.encode()) + part(3, description.encode())
    if number:
        return event(
            step, part(5, part(1, part(1, tag.encode()) + number + part(9, part(1, part(1, b"scalars")) + about)))
        )
    simple = b"\x15" + struct.pack("<f", step)
    return event(step, part(5, part(1, part(1, tag.encode()) + simple + part(9, about))))


def test_names_and_descriptions_of_summaries_are_shown(tmp_path):
    tensor = part(8, b"\x08\x01\x12\x00\x2a\x04" + struct.pack("<f", 2.0))
    write(
        tmp_path / "runs" / NAME,
        *(named("loss", step, "Shown loss", "What mail@example.com\nfound.") for step in range(9)),
        *(named("a/scalar_summary", step, "a", "", tensor) for step in range(20)),
        *(scalar("plain", step, step) for step in range(9)),
    )
    (run,) = read_runs(tmp_path / "runs").runs
    keys = run.keys()
    assert (keys["loss"].label, keys["loss"].note) == ("Shown loss", "What mail@example.com found.")
    assert (keys["a/scalar_summary"].label, keys["a/scalar_summary"].note) == ("a", "")
    assert (keys["plain"].label, keys["plain"].note) == ("", "")
    blocks = "[line_plot: loss, line_plot: {y: [loss, plain]}, line_plot: plain]"
    page = build_spec(tmp_path, f"runs: runs\nblocks: {blocks}").path.read_text("utf-8")
    assert "Shown loss" in page
    assert "Shown loss, plain" in page
    assert "mail@example.com" not in page


def test_an_empty_tag_has_a_name_and_what_is_not_shown_is_said(tmp_path):
    write(tmp_path / NAME, scalar("", 1, 2.5), event(0, part(4, b"\x0a\x00")))
    (run,) = read_runs(tmp_path).runs
    assert run.column("(no tag)").values.tolist() == [2.5]
    assert run.meta.remarks == ("not shown: the graph of the model",)


def test_a_damaged_line_of_add_scalars_stays_in_its_run(tmp_path):
    write(tmp_path / NAME, scalar("lr", 1, 1))
    write(tmp_path / "loss_a" / NAME, *(scalar("loss", step, step) for step in range(1, 9)))
    path = tmp_path / "loss_a" / NAME
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    (run,) = read_runs(tmp_path).runs
    assert run.column("loss/a").steps.tolist() == list(range(1, 8))
    assert len(run.meta.losses) == 1


def test_arguments_of_a_trainer_are_the_config_without_folders(tmp_path):
    told = {
        "output_dir": "/data/jane/out", "learning_rate": 5e-05, "hub_token": "<HUB_TOKEN>",
        "logging_dir": "/data/jane/logs",
        "nested": {"cache": "/scratch/jane/cache", "share": "a/b"}, "files": ["C:\\Users\\jane\\x.json"], "seed": 42,
    }  # fmt: skip
    write(tmp_path / NAME, text("args/text_summary", 0, json.dumps(told)), scalar("loss", 1, 1))
    (run,) = read_runs(tmp_path).runs
    assert run.meta.config == {
        "output_dir": "out", "learning_rate": 5e-05, "nested": {"cache": "cache", "share": "a/b"}, "files": ["x.json"],
        "seed": 42,
    }  # fmt: skip
    assert list(run.keys()) == ["loss"]


def test_results_of_hyperparameters_are_metrics(runs):
    assert runs["trial"].keys()["hparam/best"].is_number
    assert runs["trial"].column("hparam/best").values.tolist() == [0.25]


def test_a_compressed_file_is_said_how_to_read(tmp_path):
    (tmp_path / f"{NAME}.gz").write_bytes(b"\x1f\x8b")
    spec = write_spec(tmp_path, f"runs: {tmp_path}\nblocks: [line_plot: loss]")
    with pytest.raises(SpecError, match=f"{NAME}.gz' is a compressed event file: unpack it first"):
        open_runs(read_spec(spec))


def test_no_embedding_is_read_from_outside_its_folder(tmp_path):
    (tmp_path / "secret.tsv").write_text("1\t2\n", "utf-8")
    write(tmp_path / "run" / NAME, scalar("loss", 1, 1))
    config = 'embeddings { tensor_name: "e" tensor_path: "../secret.tsv" } embeddings { tensor_name: "kept" }'
    (tmp_path / "run" / "projector_config.pbtxt").write_text(config, "utf-8")
    (run,) = read_runs(tmp_path / "run").runs
    assert run.table("e").rows == []
    assert "outside" in run.table("e").problem
    assert "checkpoint" in run.table("kept").problem
