"""W&B's text form of filters means what it means there, or is refused with a reason."""

from __future__ import annotations

import pytest

from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import parse
from reportgen.model.nested import Aggregates
from reportgen.model.run import Run, RunMeta


class Source:
    """A run's facts; a filter reads nothing else."""

    def __init__(self, meta: RunMeta, summary: dict) -> None:
        self.meta = meta
        self._summary = summary

    def summary(self):
        return self._summary


META = RunMeta(
    "ab12cd34", "r50 baseline", "wandb", tags=("night", "v2"), state="finished", group="g", job_type="train",
    created=1_795_000_000.5, duration=60.0, sweep="s1",
    config={"optim": {"lr": 0.01, "value": 3}, "lr": 0.1, "a.b": 1, "plain": {"value": {"x": 5}}},
)  # fmt: skip
RUN = Run(Source(META, {"loss": 0.5, "val/mAP": 0.6, "acc": Aggregates({"max": 0.9})}), 0, "r50 baseline")


def holds(text, run=RUN):
    return bool(parse(text).evaluate(run.lookup, newest=1_795_000_100.0))


@pytest.mark.parametrize(
    "text",
    [
        'Metric("Tags") in ["night"]', 'Metric("Tags") in ["day", "v2"]', 'Metric("tags") in ["night", "v2"]',
        'Tags("__ALL__") in ["v2"]', 'Tags("__ALL__") == "night"', 'Tags() in ["night"]', 'Tags("night") == true',
        'Tags("night") = "night"', 'Tags("night") in ["night", "x"]', 'Tags("night")', 'Tags("day") == false',
        'Metric("Tags") not in ["day"]', 'Metric("Tags") != "day"', 'Tags in ["night"]', 'tags in ["night", "day"]',
        'tags == ["night", "v2"]', '"night" in tags', 'not (tags in ["day"])', 'Tags("night") == 1',
        'Config("optim.value.lr") == 0.01', 'Config("optim.lr") <= 0.01', 'Config("lr.value") >= 0.1',
        'Config("lr") = 0.1', 'Config("a.b") == 1', 'Config("a.b.value") == 1', 'Config("optim.value") == 3',
        'Config("plain.value.x") == 5', "config.optim.value.lr == 0.01", 'Config("nothing.value.x") == null',
        'Metric("ID") == "ab12cd34"', 'Metric("name") == "ab12cd34"', 'Metric("Name") == "r50 baseline"',
        'Metric("displayName") in ["r50 baseline"]', 'Name == "r50 baseline"', 'ID in ["ab12cd34"]',
        'Metric("State") == "finished"', 'State = "finished"', 'Metric("state") in ["finished", "crashed"]',
        'Metric("Group") == "g" and Metric("JobType") == "train"', 'Metric("jobType") == "train"',
        'Metric("Runtime") >= 60', 'Metric("Sweep") == "s1"',
        'Metric("CreatedTimestamp") >= "2026-11-01"', 'Metric("createdAt") < "2030-01-01T00:00:00Z"',
        'created > "2026-11-18 09:00"', 'Metric("CreatedTimestamp") within_last 5 days',
        'Metric("CreatedTimestamp") within_last 2 "minutes"',
        'created >= "2026-11-18T11:06:40+00:00"', 'created < "2026-11-18T13:06:41+02:00"',
        'SummaryMetric("loss") < 1', 'Summary("val/mAP") >= 0.6', 'SummaryMetric("acc") > 0.8', 'Metric("loss") < 1',
        'KeysInfo("loss") != null', 'KeysInfo("nope") == null',
        '(Metric("State") == "finished" or Config("lr") > 1) and Tags("__ALL__") in ["v2"]',
    ],
)  # fmt: skip
def test_holds_as_there(text):
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        'Metric("Tags") in ["day"]', 'Tags("__ALL__") in ["nigh"]', 'Metric("Tags") not in ["night"]', 'Tags("day")',
        'Tags("day") == true', 'tags != "v2"', 'Metric("Name") == "ab12cd34"', 'Metric("name") == "r50 baseline"',
        'Config("optim.value.lr") > 1', 'Metric("CreatedTimestamp") > "2027-01-01"', 'Metric("val_loss") < 1',
        'Metric("CreatedTimestamp") within_last 1 minutes', 'Tags("night") == 0',
    ],
)  # fmt: skip
def test_does_not_hold(text):
    assert not holds(text)


@pytest.mark.parametrize(
    ("text", "offset", "what"),
    [
        ('Metric("User") == "me"', 7, "logs do not record a run's User"),
        ('lr == 1 or Metric("Hostname") == "gpu1"', 0, "unknown name 'lr'"),
        ('Metric("username") == "me"', 7, "logs do not record a run's username"),
        ('Metric("Hostname") in ["gpu1"]', 7, "logs do not record a run's Hostname"),
        ('Metric("Step") > 100', 7, "runs cannot be filtered by Step"),
        ('Metric("UsingArtifact") == "x"', 7, "logs do not record a run's UsingArtifact"),
        ('Metric("RelativeTime(Wall)") > 5', 7, "runs cannot be filtered by RelativeTime(Wall)"),
        ('state == "finished" and User == "me"', 24, "logs do not record a run's User"),
        ('created > "yesterday"', 10, "'yesterday' is not a date"),
        ('created > "2026-13-40"', 10, "'2026-13-40' is not a date"),
        ('Metric("Runtime") within_last 5 days', 18, "within_last applies only to `created`"),
        ('Metric("Tags") in [night]', 19, "unknown name 'night'"),
    ],
)
def test_is_refused_with_a_reason(text, offset, what):
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert (error.value.offset, error.value.what) == (offset, what)
    assert error.value.hint


def test_runs_of_one_name_are_found_by_it():
    twin = Run(RUN.source, 0, "r50 baseline (ab12cd34)", mark=" (ab12cd34)")
    assert holds('name == "r50 baseline"', twin)
    assert holds('Metric("Name") == "r50 baseline"', twin)
