"""Make the small stores with evaluations, tables as Parquet and traces: ``make_evaluation.py OUT``.

Runs in an environment with mlflow==3.17.2, scikit-learn, pandas and pyarrow. It writes one archive for a file store and
one for a database, and what MLflow's own client loads of their tables.
"""

import json
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
os.environ.setdefault("MLFLOW_ENABLE_ASYNC_TRACE_LOGGING", "false")
sys.path.insert(0, str(Path(__file__).parent))

import mlflow
import numpy as np
import pandas as pd
from make import PLACE, packed


def mixed():
    """Log a table as Parquet, with one of every kind of cell."""
    frame = pd.DataFrame({
        "question": ["x", "Grüße", None],
        "score": [0.1, np.nan, np.inf],
        "count": pd.array([2**60 + 1, None, -3], "Int64"),
        "right": [True, False, True],
        "when": pd.to_datetime(["2024-01-01 10:00:00.5", None, "2024-01-03 00:00:00.0"]),
        "tokens": [[1, 2], [], None],
        "usage": [{"in": 3, "out": 1.5}, {"in": 4, "out": 2.5}, None],
        "small": np.array([0.1, 0.2, 0.3], np.float32),
    })  # fmt: skip
    mlflow.log_table(frame, "mixed.parquet")


def evaluations():
    """Log what ``evaluate`` does of answers and of classes."""
    answers = pd.DataFrame({"inputs": ["1+1", "2+3"], "truth": ["2", "5"], "answer": ["2", "6"]})
    mlflow.models.evaluate(
        data=answers, predictions="answer", targets="truth", evaluators="default",
        extra_metrics=[mlflow.metrics.exact_match(), mlflow.models.make_metric(
            eval_fn=lambda predictions, targets: mlflow.metrics.MetricValue(
                scores=[float(one == other) for one, other in zip(predictions, targets, strict=True)],
                aggregate_results={"mean": 0.5},
            ), greater_is_better=True, name="equal")],
    )  # fmt: skip
    random = np.random.default_rng(7)
    classes = pd.DataFrame({"truth": random.integers(0, 2, 40), "guess": random.integers(0, 2, 40)})

    def lengths(frame, metrics, folder):  # noqa: ARG001 - MLflow's names
        place = Path(folder) / "lengths.parquet"
        frame.describe().to_parquet(place)
        return {"lengths": str(place)}

    mlflow.models.evaluate(data=classes, predictions="guess", targets="truth", model_type="classifier",
                           custom_artifacts=[lengths])  # fmt: skip


def traces():
    """Log what a model was asked."""

    @mlflow.trace
    def answer(text):
        return text.upper()

    for text in ("a", "b", "c"):
        answer(text)


def main(out):
    told = {}
    for store in ("file", "sqlite"):
        folder = PLACE / store
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.chdir(folder)
        mlflow.set_tracking_uri((folder / "mlruns").as_uri() if store == "file" else f"sqlite:///{folder}/mlflow.db")
        mlflow.set_experiment("answers")
        with mlflow.start_run(run_name="evaluated") as run:
            mixed()
            evaluations()
        traces()
        client = mlflow.MlflowClient()
        paths = [one.path for one in client.list_artifacts(run.info.run_id)]
        told[store] = {"artifacts": paths, "tables": {}}
        for path in paths:
            if path.endswith((".json", ".parquet")) and "lengths" not in path:
                frame = mlflow.load_table(path, [run.info.run_id])
                loaded = frame.to_json(orient="split", date_format="iso", double_precision=15)
                told[store]["tables"][path] = json.loads(loaded)
        packed(folder, out / f"evaluation-{store}.tar.xz")
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (out / "evaluation.json").write_text(text + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
