"""One training that eight loggers wrote at once: eight runs whose curves are the same, to the bit that each keeps."""

from __future__ import annotations

import runpy

import numpy as np
import pytest
from conftest import EXAMPLES

from reportgen.sources import read_runs

LOGGERS = EXAMPLES / "_runs" / "loggers"
FORMATS = {
    "W&B": "wandb", "reportgen": "native", "TensorBoard": "tensorboard", "MLflow": "mlflow", "Lightning": "csv",
    "Hugging Face": "trainer_state", "DVCLive": "dvclive", "MMEngine": "mmengine",
}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    return runpy.run_path(str(EXAMPLES / "_runs" / "make_loggers.py"))


def test_eight_loggers_are_eight_runs_whose_curves_coincide(made):
    runs = {run.meta.name: run for run in read_runs(LOGGERS).runs}
    assert {name: run.meta.format for name, run in runs.items()} == FORMATS
    for name, run in runs.items():
        prefix = "train/" if name == "Hugging Face" else ""
        for metric in ("loss", "accuracy"):
            wanted = np.array([made["row"](step)[metric] for step in range(made["STEPS"])])
            if name == "TensorBoard":
                wanted = wanted.astype(np.float32).astype(float)
            column = run.column(prefix + metric)
            assert column.steps.tolist() == list(range(made["STEPS"])), name
            assert column.values.tolist() == wanted.tolist(), name


@pytest.mark.parametrize("name", ["W&B", "reportgen", "MLflow", "Lightning", "DVCLive"])
def test_those_that_keep_a_config_have_the_same(made, name):
    run = next(run for run in read_runs(LOGGERS).runs if run.meta.name == name)
    assert {key: run.meta.config[key] for key in made["CONFIG"]} == made["CONFIG"]
