"""The automatic report: what says which run is best comes first, and nothing is left out."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import RUNS, open_example

from reportgen import build
from reportgen.errors import SpecError
from reportgen.model.column import Column, KeyInfo
from reportgen.model.run import Run, RunMeta, RunSource
from reportgen.model.runset import RunSet, number_runs
from reportgen.pipeline import first_spec
from reportgen.pipeline.starter import starter
from reportgen.sources import read_runs


def blocks_of(runs):
    return yaml.safe_load(starter(runs, ["runs"]))["blocks"]


def sections(runs):
    return {block["section"]["title"]: block["section"] for block in blocks_of(runs) if "section" in block}


def logged(folder, *headers):
    for number, header in enumerate(headers):
        names = header.split(" ")
        rows = "\n".join(",".join([str(step), *[str(0.5 + number)] * len(names)]) for step in range(3))
        (folder / f"run{number}.csv").write_text(f"step,{','.join(names)}\n{rows}\n")
    return open_example(folder)


def test_the_first_blocks_say_which_run_is_best():
    headline, findings, first, table = blocks_of(open_example(RUNS))[:4]
    assert (headline, findings) == ({"headline": {}}, {"findings": {}})
    assert first["section"]["title"] == "Validation"
    assert table == {"run_table": {"order": ["-summary.val/mAP"]}}


def test_the_goal_is_said_and_can_be_chosen():
    text = starter(open_example(RUNS), ["runs"])
    assert "# Which run is best: higher val/mAP, by define_metric." in text
    chosen = yaml.safe_load(text.replace("# goal:", "goal:"))
    assert chosen["goal"] == "val/mAP"


def test_one_run_has_its_config_at_the_end_and_no_table(tmp_path):
    runs = logged(tmp_path, "val/loss lr")
    assert not any("run_table" in block for block in blocks_of(runs))
    assert list(sections(runs))[-1] == "Config and summary"


def test_two_runs_are_compared(tmp_path):
    assert {"run_comparer": {}} in blocks_of(logged(tmp_path, "val/loss lr", "val/loss lr"))


def test_differences_of_two_runs_that_share_steps(tmp_path):
    for name, lead, first in (("a", 0.0, 0), ("b", 0.1, 0), ("late", 0.2, 50)):
        rows = [f"{first + step},{step / 20 + lead}" for step in range(8)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["step,val/acc", *rows]))
    a, b, late = (tmp_path / f"{name}.csv" for name in ("a", "b", "late"))

    def found(*paths):
        logged = [run for path in paths for run in read_runs(path).runs]
        named = sections(number_runs([(run, "{name}", "") for run in logged]))
        return [one for title, one in named.items() if title.startswith("Difference")]

    (block,) = found(a, b)
    assert block["title"] == "Difference from a"
    assert block["blocks"] == [{"line_plot": {"y": ["val/acc"], "difference_from": "a"}}]
    assert found(a, late) == []  # they were never at the same steps
    assert found(a, b, late) == []


def test_a_sweep_is_shown_by_what_varies(tmp_path):
    for number in range(8):
        folder = tmp_path / f"r{number}"
        folder.mkdir()
        (folder / "metrics.csv").write_text(f"step,val/acc\n0,0.1\n1,0.{number % 4 + 1}\n")
        rate, size = 10.0 ** -(number % 4), 2 ** (5 + number % 3)
        (folder / "hparams.yaml").write_text(f"lr: {rate}\nbatch: {size}\nseed: {number}\nsame: 1\n")
    found = sections(open_example(tmp_path))["Sweep"]["blocks"]
    assert found[0] == {"parallel_coordinates": ["config.batch", "config.lr", "summary.val/acc"]}
    importance, scatter = found[1]["panel_grid"]["panels"]
    assert importance["parameter_importance"]["parameters"] == ["config.batch", "config.lr"]
    assert scatter["scatter_plot"]["x"] == "config.lr"


def test_sections_stand_in_the_order_of_a_reader(tmp_path):
    runs = logged(tmp_path, "lr train/loss val/loss custom/x custom/y score_of_mine grad_norm")
    assert list(sections(runs)) == [
        "Validation",
        "Training",
        "Metrics",
        "Optimization and speed",
        "custom",
        "Config and summary",
    ]


def test_metrics_as_training_libraries_name_them(tmp_path):
    """Trainer, Keras and Lightning: what only counts is no chart, and speeds are not among the losses."""
    huggingface = "train/loss train/epoch train/global_step eval/loss eval/runtime eval/samples_per_second"
    keras = "epoch/loss epoch/val_loss epoch/learning_rate epoch/epoch batch/loss batch/batch_step"
    found = {title: yaml.safe_dump(one) for title, one in sections(logged(tmp_path, huggingface, keras)).items()}
    shown = {title: set(re.findall(r"[a-z]+/[a-z_]+", text)) for title, text in found.items()}
    assert shown["Validation"] == {"eval/loss", "epoch/val_loss"}
    assert shown["Training"] == {"train/loss", "epoch/loss", "batch/loss"}
    assert shown["Optimization and speed"] == {"eval/runtime", "eval/samples_per_second", "epoch/learning_rate"}
    assert set().union(*shown.values()) == set().union(
        *map(shown.get, ("Validation", "Training", "Optimization and speed"))
    )


def test_what_a_metric_tells_of_counts_and_not_where_it_was_logged(tmp_path):
    """Keras and Lightning end or begin names with the loop; learning rates and memory are no results."""
    names = "epoch_loss loss_epoch acc_step train/lr train/grad_norm memory time/fps training_iteration net/acc other/x"
    found = {title: yaml.safe_dump(one) for title, one in sections(logged(tmp_path, names)).items()}
    shown = {title: set(re.findall(r"line_plot: (\S+)", text)) for title, text in found.items()}
    assert shown["Metrics"] == {"epoch_loss", "loss_epoch", "acc_step"}
    assert shown["Optimization and speed"] == {"train/lr", "train/grad_norm", "memory", "time/fps"}
    assert list(found)[:4] == ["Metrics", "net", "Optimization and speed", "other"]
    assert "training_iteration" not in set().union(*shown.values())


def test_no_metric_is_left_out_and_what_is_much_is_closed(tmp_path):
    names = [f"group{i % 7}/metric_{chr(97 + i % 26)}{i // 26 * 'x'}" for i in range(150)]
    text = starter(logged(tmp_path, " ".join(names)), ["runs"])
    assert set(re.findall(r"line_plot: (\S+)", text)) == set(names)
    assert text.count("open: false") >= 6


def test_a_family_of_metrics_is_one_picture_and_its_lines_are_folded(tmp_path):
    found = sections(logged(tmp_path, " ".join(f"layer{i}/grad_norm" for i in range(12)) + " val/loss"))
    picture, lines = found["layer…/grad_norm"]["blocks"]
    assert picture == {"heat_map": [f"layer{i}/grad_norm" for i in range(12)]}
    assert lines["section"]["open"] is False
    assert len(lines["section"]["blocks"][0]["panel_grid"]["panels"]) == 12


def test_runs_without_a_known_direction_have_no_figures(tmp_path):
    runs = logged(tmp_path, "a b", "a b", "a b")
    assert not any("headline" in block for block in blocks_of(runs))
    assert {"run_table": {}} in blocks_of(runs)


def test_a_metric_without_numbers_is_no_goal(tmp_path):
    (tmp_path / "a.csv").write_text("step,val/acc,val/loss\n0,nan,1\n1,nan,0.5\n")
    assert "# goal: val/loss" in starter(open_example(tmp_path), ["runs"])


def test_table_files_alone_are_a_report(tmp_path):
    (tmp_path / "predictions.csv").write_text("id,question,answer\n1,cat,cat\n2,dog,cat\n")
    result = build([tmp_path / "predictions.csv"], tmp_path / "r.html")
    text = result.path.read_text("utf-8")
    assert "<title>predictions</title>" in text
    assert "2 rows" in text
    assert (result.runs, result.problems) == (0, [])
    spec, _ = first_spec([tmp_path / "predictions.csv"])
    assert yaml.safe_load(spec)["blocks"][0]["table"]["path"] == str(tmp_path / "predictions.csv")


def test_a_folder_of_something_else_is_no_table(tmp_path):
    (tmp_path / "predictions.csv").write_text("id,label\n1,cat\n")
    (tmp_path / "notes.docx").write_text("x")
    with pytest.raises(SpecError, match="does not look like metrics"):
        build([tmp_path], tmp_path / "r.html")


class Pictures(RunSource):
    """A run that logged twenty images and nothing else."""

    @property
    def meta(self):
        return RunMeta("pictures", "pictures", "csv")

    def keys(self):
        return {f"image{i}": KeyInfo(f"image{i}", ("image",), 1) for i in range(20)}

    def column(self, key):  # noqa: ARG002 - it has none
        return Column.empty()


def test_what_stands_first_is_open_however_much_there_is():
    """Runs of media alone do not begin with closed headings."""
    alone = Run(Pictures(), 0, "pictures")
    first, *_ = blocks_of(RunSet((alone,), (), (alone,)))
    assert first["section"]["title"] == "Images"
    assert first["section"].get("open", True)
    *shown, rest = first["section"]["blocks"]
    assert len(shown[0]["panel_grid"]["panels"]) == 6
    assert (rest["section"]["title"], rest["section"]["open"]) == ("More images", False)


class Scenes(Pictures):
    """A run that logged pictures under one key."""

    def keys(self):
        return {"val/scenes": KeyInfo("val/scenes", ("image",), 1)}


def test_pictures_of_two_runs_stand_side_by_side():
    def panel(*sources):
        runs = tuple(Run(source, place, f"run {place}") for place, source in enumerate(sources))
        return sections(RunSet(runs, (), runs))["Images"]["blocks"][0]

    assert panel(Scenes(), Scenes()) == {"media_browser": {"media_keys": ["val/scenes"], "mode": "side_by_side"}}
    assert panel(Scenes(), Scenes(), Scenes()) == {"media_browser": "val/scenes"}
    assert "side_by_side" not in str(panel(Scenes(), Pictures()))  # there is no pair


def test_runs_of_media_alone_begin_with_them():
    runs = tuple(Run(Scenes(), place, f"run {place}") for place in range(3))
    kinds = [next(iter(block)) for block in blocks_of(RunSet(runs, (), runs))]
    assert kinds.index("section") < kinds.index("run_table")
