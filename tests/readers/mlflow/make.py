"""Log small stores with the real MLflow, and write down what its own client reads of them.

    python make.py OUT     in an environment of one version: writes OUT/VERSION-file.tar.xz, -sqlite.tar.xz and .json

Environments (Python 3.11), as of November 2026:

    mlflow==3.17.2 pillow plotly matplotlib psutil
    mlflow-skinny==2.14.3 "sqlalchemy<2.1" alembic sqlparse "pandas<3" "numpy<2" pillow plotly psutil "setuptools<81"
    mlflow-skinny==1.30.1 "sqlalchemy<2" "alembic<2" sqlparse "pandas<2" "numpy<2" "protobuf<5" pillow "setuptools<81"

It runs below /tmp/mlflow-made, under a made-up name, so that neither stands in what is committed. The client's reading
is of all runs, deleted ones too: a run that MLflow itself cannot read has none.
"""

import io
import json
import math
import os
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

PLACE = Path("/tmp/mlflow-made")  # noqa: S108 - it stands in the stores
os.environ |= {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true",
               "LOGNAME": "someone", "USER": "someone", "MPLBACKEND": "Agg", "GIT_PYTHON_REFRESH": "quiet"}  # fmt: skip

import mlflow  # noqa: E402
import numpy as np  # noqa: E402
from mlflow.entities import Metric  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

MISSING = []
"""What this version cannot log."""


def tried(name, log):
    try:
        log()
    except Exception as error:  # noqa: BLE001 - an older version
        MISSING.append(f"{name}: {type(error).__name__}")


def square(shade):
    rows, columns = np.mgrid[0:12, 0:16]
    return np.stack([rows * 16 + shade, columns * 12, rows * 0 + shade], -1).astype(np.uint8)


def numbers():
    mlflow.log_params({
        "lr": 0.001, "batch": 64, "name": "resnet", "flag": True, "nothing": None, "sizes": [64, 32],
        "optim": {"b": 0.9}, "big": 2**70, "version": "1.10", "code": "007", "long": "word " * 80, "tiny": 5e-324,
        "lines": "one\ntwo",
    })  # fmt: skip
    mlflow.set_tags(
        {"team": "vision", "baseline": "", "cluster": "12", "mlflow.note.content": "# Notes\n\nSome *text*."}
    )
    for step in range(12):
        mlflow.log_metric("train/loss", math.exp(-step / 4) + 1 / 3, step=step)
        if step % 3 == 0:
            mlflow.log_metrics({"val/loss": math.exp(-step / 5), "val/acc": step / 12}, step=step)
    for step, value in enumerate([math.nan, math.inf, -math.inf, 1e308, -0.0, 5e-324, 2.0**60 + 2**9]):
        mlflow.log_metric("odd", value, step=step)
    for value in (3.0, 2.0, 1.0):
        mlflow.log_metric("without steps", value)
        time.sleep(0.003)
    for step, value in ((5, 1.0), (2, 2.0), (2, 2.5), (5, 0.5)):
        mlflow.log_metric("back", value, step=step)
        time.sleep(0.003)
    mlflow.log_metric("below zero", 1.5, step=-4)
    tried("late step", lambda: mlflow.log_metric("late", 1.0, step=2**40))
    mlflow.log_metric("a b/c-d.e_f", 1.25)
    tried("colon", lambda: mlflow.log_metric("a:b", 1.0))
    tried("other letters", lambda: mlflow.log_metric("損失", 1.0))


def files():
    mlflow.log_text("Grüße\nzwei Zeilen", "notes/hello.txt")
    mlflow.log_dict({"a": 1, "b": [1, 2.5, None]}, "settings/one.json")
    mlflow.log_dict({"a": [1, "x"]}, "settings/two.yaml")
    mlflow.log_text("name,score\nx,0.5\ny,1\n", "scores.csv")
    mlflow.log_text("<p>Hello <b>there</b></p>", "pages/plain.html")
    tried("image", lambda: mlflow.log_image(square(10), "single.png"))
    for epoch in range(3):
        tried("series", lambda epoch=epoch: mlflow.log_image(square(epoch * 60), f"samples/epoch_{epoch * 2:02d}.png"))
    for step in (0, 5, 10):
        tried(
            "keyed",
            lambda step=step: mlflow.log_image(square(step * 9), key="val/boxes a", step=step, synchronous=True),
        )
    for shade in (1, 90):
        tried("keyed twice", lambda shade=shade: mlflow.log_image(square(shade), key="twice", step=1, timestamp=shade,
                                                                  synchronous=True))  # fmt: skip
    tried("plotly", plotly)
    tried("table", lambda: mlflow.log_table({"q": ["x", "y"], "n": [1, 2]}, "tables/grows.json"))
    tried("table", lambda: mlflow.log_table({"q": ["z"], "n": [None]}, "tables/grows.json"))
    tried("frame", frame)
    tried("pictures", pictures)
    tried("parquet", lambda: mlflow.log_table({"n": [1.5, 2.5]}, "tables/columns.parquet"))
    tried("datasets", datasets)
    tried("model", model)


def plotly():
    import plotly.graph_objects as go

    mlflow.log_figure(
        go.Figure(data=[{"y": [1, 3, 2], "name": "</script>"}], layout={"title": {"text": "A"}}), "figs/p.html"
    )


def frame():
    import pandas as pd

    made = pd.DataFrame(
        {"q": ["a", "b"], "score": [0.5, math.nan], "when": pd.to_datetime(["2024-01-01", "2024-01-02"])}
    )
    mlflow.log_table(made, "tables/frame.json")


def pictures():
    images = [mlflow.Image(square(0)), mlflow.Image(square(80))]
    mlflow.log_table({"img": images, "k": [1, 2]}, "tables/pictures.json")


def datasets():
    for name, context in (("street", "train"), ("street-val", "eval")):
        mlflow.log_input(mlflow.data.from_numpy(np.ones((3, 2)), targets=np.arange(3), name=name), context=context)


class Same(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):  # noqa: ARG002 - MLflow's names
        return model_input


def model():
    try:
        mlflow.pyfunc.log_model(name="detector", python_model=Same(), pip_requirements=["numpy"],
                                registered_model_name="street detector")  # fmt: skip
    except TypeError:
        mlflow.pyfunc.log_model("detector", python_model=Same(), pip_requirements=["numpy"],
                                registered_model_name="street detector")  # fmt: skip


def nested():
    for size in (1, 2):
        with mlflow.start_run(run_name=f"trial {size}", nested=True):
            mlflow.log_param("size", size)
            mlflow.log_metric("score", size / 3)
            if size == 2:
                with mlflow.start_run(run_name="fold", nested=True):
                    mlflow.log_metric("score", 0.25)


def system(client):
    with mlflow.start_run(run_name="machine") as run:
        now = int(time.time() * 1000)
        client.log_batch(run.info.run_id, [
            Metric(f"system/{name}", value + step, now + 1000 * step, step) for step in range(4)
            for name, value in (("cpu_utilization_percentage", 12.5), ("gpu_0_utilization_percentage", 80.0),
                                ("system_memory_usage_megabytes", 4096.0), ("disk_usage_percentage", 40.0),
                                ("network_receive_megabytes", 0.5))
        ])  # fmt: skip


def write(store):
    client = MlflowClient()
    mlflow.set_experiment("street scenes")
    with mlflow.start_run(run_name="everything"):
        numbers()
        files()
    with mlflow.start_run(run_name="search"):
        nested()
    try:
        with mlflow.start_run(run_name="failed"):
            mlflow.log_metric("score", 1.0)
            raise RuntimeError  # noqa: TRY301 - what is logged of it
    except RuntimeError:
        pass
    mlflow.start_run(run_name="stopped")
    mlflow.end_run("KILLED")
    with mlflow.start_run(run_name="deleted") as run:
        mlflow.log_metric("score", 9.0)
    client.delete_run(run.info.run_id)
    tried("system", lambda: system(client))
    half = client.create_experiment("fractions")  # by itself: in files MLflow reads no run beside one of these
    with mlflow.start_run(experiment_id=half, run_name="half steps"):
        tried("half steps", lambda: mlflow.log_metric("score", 1.0, step=0.5))
        tried("half steps", lambda: mlflow.log_metric("score", 2.0, step=1.5))
    other = client.create_experiment("elsewhere/two", artifact_location=(PLACE / store / "elsewhere").as_uri())
    with mlflow.start_run(experiment_id=other, run_name="elsewhere"):
        mlflow.log_metric("score", 2.0)
        mlflow.log_text("found", "a.txt")
    gone = client.create_experiment("gone")
    with mlflow.start_run(experiment_id=gone, run_name="of a deleted experiment"):
        mlflow.log_metric("score", 3.0)
    client.delete_experiment(gone)
    mlflow.set_experiment("street scenes")
    code = ("import mlflow, os, sys; mlflow.set_tracking_uri(sys.argv[1]); mlflow.set_experiment('street scenes')\n"
            "mlflow.start_run(run_name='dead')\n"
            "for step in range(3): mlflow.log_metric('score', step, step=step)\n"
            "os._exit(9)")  # fmt: skip
    subprocess.run([sys.executable, "-c", code, mlflow.get_tracking_uri()], check=False)


def read():
    """Return what the client reads of every run, by id."""
    client = MlflowClient()
    found = {}
    kind = mlflow.entities.ViewType.ALL
    experiments = (
        client.search_experiments(kind) if hasattr(client, "search_experiments") else client.list_experiments(kind)
    )
    for experiment in experiments:
        for ident in ids(client, experiment.experiment_id, kind):
            try:
                found[ident] = read_run(client, client.get_run(ident), experiment)
            except Exception as error:  # noqa: BLE001 - whatever MLflow makes of its own files
                found[ident] = {"error": f"{type(error).__name__}: {error}"}
    return found


def ids(client, experiment, kind):
    try:
        return [run.info.run_id for run in client.search_runs([experiment], run_view_type=kind)]
    except Exception:  # noqa: BLE001 - one run that it cannot read: then none is found
        folders = sorted((PLACE / "file" / "mlruns" / experiment).glob("*/meta.yaml"))
        return [one.parent.name for one in folders if len(one.parent.name) == 32]


def read_run(client, run, experiment):
    ident = run.info.run_id
    history = {key: [[one.timestamp, repr(one.value), one.step] for one in client.get_metric_history(ident, key)]
               for key in run.data.metrics}  # fmt: skip
    found = {
        "name": getattr(run.info, "run_name", "") or run.data.tags.get("mlflow.runName", ""),
        "experiment": experiment.name, "status": run.info.status, "start": run.info.start_time,
        "end": run.info.end_time, "stage": run.info.lifecycle_stage, "experiment stage": experiment.lifecycle_stage,
        "params": dict(run.data.params), "tags": dict(run.data.tags),
        "metrics": {key: repr(value) for key, value in run.data.metrics.items()}, "history": history,
        "artifacts": listed(client, ident, ""),
    }  # fmt: skip
    if hasattr(run, "inputs") and run.inputs is not None:
        found["datasets"] = [
            {"name": one.dataset.name, "digest": one.dataset.digest, "context": [tag.value for tag in one.tags]}
            for one in run.inputs.dataset_inputs
        ]
    if found["artifacts"] and hasattr(mlflow, "load_table"):
        tables = [path for path in found["artifacts"] if path.startswith("tables/") and path.endswith("ws.json")]
        found["tables"] = {
            path: json.loads(mlflow.load_table(path, [ident]).to_json(orient="split")) for path in tables
        }
    return found


def listed(client, ident, path):
    found = []
    for one in client.list_artifacts(ident, path or None):
        found += listed(client, ident, one.path) if one.is_dir else [one.path]
    return sorted(found)


def packed(folder, target):
    """Write a folder as an archive whose bytes depend on its files alone."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for path in sorted(folder.rglob("*")):
            entry = tar.gettarinfo(path, path.relative_to(folder).as_posix())
            entry.uid = entry.gid = entry.mtime = 0
            entry.uname = entry.gname = ""
            with path.open("rb") if path.is_file() else io.BytesIO() as file:
                tar.addfile(entry, file if path.is_file() else None)
    subprocess.run(["xz", "-9e", "--stdout"], input=content.getvalue(), stdout=target.open("wb"), check=True)


def main(out):
    shutil.rmtree(PLACE, ignore_errors=True)
    told = {}
    for store in ("file", "sqlite"):
        folder = PLACE / store
        folder.mkdir(parents=True)
        os.chdir(folder)
        mlflow.set_tracking_uri((folder / "mlruns").as_uri() if store == "file" else f"sqlite:///{folder}/mlflow.db")
        MISSING.clear()
        write(store)
        told[store] = {"runs": read(), "missing": sorted(set(MISSING))}
        mlflow.end_run()
        packed(folder, out / f"{mlflow.__version__}-{store}.tar.xz")
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (out / f"{mlflow.__version__}.json").write_text(text + "\n")
    print(mlflow.__version__, {store: one["missing"] for store, one in told.items()})  # noqa: T201 - what it lacks


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
