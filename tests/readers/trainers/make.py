"""Logs of trainers, written by the tools themselves, with what the tools read of them: ``make.py WHAT FOLDER``.

WHAT is one of lightning, hugging_face, keras, mmengine, parquet (an environment with torch 2.13.0, lightning 2.6.6,
transformers 5.24.0, accelerate, keras 3.15.1, mmengine 0.10.7, pyarrow and pandas), optuna (5.0.0; 3.6.1 and 2.10.1
for the older schemas), hydra (1.3.8) and dvclive (3.49.1, scikit-learn). The files of Ultralytics, YOLOv5, detectron2,
Ray Tune and LLaMA-Factory are written by hand in ``byhand.py``, in the forms that their sources print.

``expected/NAME.json`` is the tool's own reading, or pandas' where it has none. Paths of the machine are cut
out of what is kept; times are left as they are.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from pathlib import Path

os.environ |= {"KERAS_BACKEND": "torch", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


def plain(value):
    """Return a value as JSON holds it: what is no finite number as text."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def keep(folder, expected, version=""):
    """Write what the tool reads of a folder."""
    place = folder.parent / "expected"
    place.mkdir(exist_ok=True)
    text = json.dumps(plain(expected), separators=(",", ":"), default=str)
    (place / f"{folder.name}{version}.json").write_text(text)


def columns(path, step, **how):
    """Return pandas' reading of a table: of each column its (steps, values) where it has any."""
    import pandas as pd

    frame = pd.read_csv(path, float_precision="round_trip", **how)
    return {name: [frame[step][frame[name].notna()].tolist(), frame[name].dropna().tolist()] for name in frame.columns}


def lightning(folder):
    """Two versions of a model that logs at steps and at ends of epochs, and a logger whose keys come late."""
    import lightning as pl
    import torch
    from lightning.pytorch.loggers import CSVLogger
    from torch.utils.data import DataLoader, TensorDataset

    class Model(pl.LightningModule):
        def __init__(self, lr=0.05, width=3, sizes=(4, 2), kind="sgd"):
            super().__init__()
            self.save_hyperparameters()
            self.layer = torch.nn.Linear(3, 1)

        def training_step(self, batch, index):
            loss = (self.layer(batch[0]) - batch[1]).square().mean()
            self.log("train_loss", loss, on_step=True, on_epoch=True)
            self.log("rate", 1.0 / (index + 1))
            return loss

        def validation_step(self, batch, _):
            self.log("val_loss", (self.layer(batch[0]) - batch[1]).square().mean())

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=self.hparams.lr)

    torch.manual_seed(7)
    data = DataLoader(TensorDataset(torch.randn(48, 3), torch.randn(48, 1)), batch_size=8)
    for lr in (0.05, 0.2):
        trainer = pl.Trainer(max_epochs=3, logger=CSVLogger(str(folder), name="lightning_logs"), log_every_n_steps=2,
                             accelerator="cpu", enable_progress_bar=False, enable_checkpointing=False,
                             enable_model_summary=False)  # fmt: skip
        trainer.fit(Model(lr), data, data)
    logger = CSVLogger(str(folder), name="late")
    logger.log_hyperparams({"nested": {"depth": 2}, "nothing": None})
    for step in range(6):
        logger.log_metrics({"loss": 1 / (step + 1)}, step=step)
    logger.save()
    logger.log_metrics({"loss": math.nan, "extra": math.inf, "other": -0.0}, step=6)
    logger.save()
    tables = {path.relative_to(folder).as_posix(): columns(path, "step", na_values=[""], keep_default_na=False)
              for path in sorted(folder.rglob("metrics.csv"))}  # fmt: skip
    keep(folder, tables)


def hugging_face(folder):
    """A training with evaluations and checkpoints, of which the last two are kept, and its results."""
    import torch
    from transformers import PretrainedConfig, PreTrainedModel, Trainer, TrainerState, TrainingArguments

    class Config(PretrainedConfig):
        model_type = "toy"

    class Model(PreTrainedModel):
        config_class = Config

        def __init__(self, config):
            super().__init__(config)
            self.layer = torch.nn.Linear(3, 1)
            self.post_init()

        def forward(self, inputs=None, labels=None):
            found = self.layer(inputs)
            return {"loss": (found - labels).square().mean(), "logits": found}

    torch.manual_seed(7)
    data = [{"inputs": torch.randn(3), "labels": torch.randn(1)} for _ in range(48)]
    out = folder / "toy-run"
    told = TrainingArguments(str(out), num_train_epochs=4, per_device_train_batch_size=8, logging_steps=3,
                             eval_strategy="steps", eval_steps=6, save_steps=6, save_total_limit=2, report_to=[],
                             load_best_model_at_end=True, use_cpu=True, disable_tqdm=True)  # fmt: skip
    trainer = Trainer(Model(Config()), told, train_dataset=data, eval_dataset=data,
                      compute_metrics=lambda _: {"accuracy": 0.5, "undefined": math.nan})  # fmt: skip
    found = trainer.train()
    trainer.save_metrics("train", found.metrics)
    trainer.save_metrics("eval", trainer.evaluate())
    trainer.save_state()
    for path in [*out.rglob("*")]:
        if path.is_file() and not path.name.endswith(("_results.json", "trainer_state.json", "config.json")):
            path.unlink()
        elif path.name == "trainer_state.json":
            text = path.read_text().replace(str(out), "/home/someone/models/toy-run")
            path.write_text(text)
    state = TrainerState.load_from_json(str(out / "trainer_state.json"))
    keep(folder, {"history": state.log_history, "results": json.loads((out / "all_results.json").read_text()),
                  "best": [state.best_metric, state.best_global_step]})  # fmt: skip


def keras(folder):
    """A table that a second training goes on with, one with rare validation, and a history."""
    import keras as k
    import numpy as np

    rng = np.random.default_rng(7)
    x = rng.random((64, 4))
    model = k.Sequential([k.layers.Input((4,)), k.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])

    def fit(epochs, **how):
        callback = k.callbacks.CSVLogger(str(folder / how.pop("name")), **how.pop("csv", {}))
        return model.fit(x, x.sum(1), epochs=epochs, batch_size=16, validation_split=0.25, verbose=0,
                         callbacks=[callback], **how)  # fmt: skip

    told = fit(4, name="training.log")
    fit(3, name="training.log", csv={"append": True})
    rare = fit(6, name="rare.tsv", csv={"separator": "\t"}, validation_freq=2)
    (folder / "history.json").write_text(json.dumps(told.history))
    (folder / "rare.json").write_text(json.dumps(rare.history))
    tables = {name: columns(folder / name, "epoch", sep="\t" if name.endswith("tsv") else ",")
              for name in ("training.log", "rare.tsv")}  # fmt: skip
    keep(folder, {**tables, "history": told.history, "rare": rare.history})


def mmengine(folder):
    """A training by epochs with evaluations and a picture."""
    import numpy as np
    from mmengine.config import Config
    from mmengine.visualization.vis_backend import LocalVisBackend

    place = folder / "detector" / "20260102_030405"
    backend = LocalVisBackend(str(place / "vis_data"))
    backend.add_config(Config({"optimizer": {"type": "SGD", "lr": 0.02}, "model": {"type": "Toy", "depths": [2, 2]},
                               "work_dir": "/home/someone/work", "seed": None, "offset": -1.5}))  # fmt: skip
    for epoch in range(1, 4):
        for step in range((epoch - 1) * 20 + 5, epoch * 20 + 1, 5):
            row = {"lr": 0.02 / epoch, "data_time": 0.01, "loss": math.exp(-step / 30), "time": 0.25, "epoch": epoch,
                   "iter": step, "loss_box": math.nan if step == 25 else 0.5}  # fmt: skip
            backend.add_scalars(row, step=step, file_path="20260102_030405.json")
        row = {"coco/bbox_mAP": 0.1 * epoch, "data_time": 0.5, "time": 0.75}
        backend.add_scalars(row, step=epoch, file_path="20260102_030405.json")
    backend.add_image("sample", np.full((8, 8, 3), 90, np.uint8), step=40)
    import pandas as pd

    lines = (place / "vis_data" / "scalars.json").read_text().splitlines()
    frame = pd.DataFrame([json.loads(line) for line in lines])
    keep(folder, {name: frame[name].tolist() for name in frame.columns})


def parquet(folder):
    """Columns of every kind, in Parquet, Feather and Arrow's stream, and a table of one value a row."""
    import datetime
    import decimal

    import pyarrow as pa
    import pyarrow.feather
    import pyarrow.parquet

    when = [datetime.datetime(2026, 1, 2, 3, 4, second, 250) for second in range(4)]  # noqa: DTZ001
    table = pa.table({
        "step": pa.array([0, 1, 2, 2**60 + 1], pa.int64()), "loss": pa.array([1.0, 0.1, None, math.nan]),
        "single": pa.array([0.1, 0.2, 0.3, math.inf], pa.float32()), "when": pa.array(when, pa.timestamp("us")),
        "decimal": pa.array([decimal.Decimal("1.25")] * 4, pa.decimal128(10, 2)), "flag": [True, False, None, True],
        "eval": [{"acc": 0.1, "top": {"k": 1}}, None, {"acc": 0.2, "top": None}, {"acc": 0.3, "top": {"k": 2}}],
        "vector": [[1, 2], [3], None, []], "dataset": ["cats"] * 4,
    })  # fmt: skip
    pa.parquet.write_table(table, folder / "rich.parquet")
    pa.feather.write_feather(table, str(folder / "rich.feather"))
    with pa.OSFile(str(folder / "rich.arrows"), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)
    long = {"metric": ["loss", "acc"] * 3, "value": [1.0, 0.2, 0.5, 0.4, 0.25, 0.8], "step": [0, 0, 1, 1, 2, 2]}
    pa.parquet.write_table(pa.table(long), folder / "long.parquet")
    frame = table.to_pandas(ignore_metadata=True)
    keep(folder, {name: frame[name].tolist() for name in ("step", "loss", "single", "flag")})


def optuna(folder):
    """A study with every state and kind of parameter, and one of two objectives, in SQLite and in a journal."""
    import optuna as opt

    opt.logging.set_verbosity(opt.logging.ERROR)
    version = opt.__version__
    old = version.startswith("2")  # which stores no infinities

    def tried(trial):
        x = trial.suggest_float("x", 1e-5, 1, log=True)
        trial.suggest_categorical("opt", ["adam", "sgd", None])
        depth = trial.suggest_int("depth", 1, 5)
        trial.set_user_attr("noted", {"a": 1})
        for step in range(4):
            infinite = (trial.number, step) == (6, 2) and not old
            trial.report(math.inf if infinite else x + step, step * 10)
            if trial.should_prune():
                raise opt.TrialPruned
        if trial.number == 3:
            raise ValueError("this trial fails")
        return {4: math.nan, 5: 1e308 if old else math.inf}.get(trial.number, x * depth)

    def two(trial):
        x = trial.suggest_float("x", 0, 1)
        return x, 1 - x

    stores = {f"study-{version}.db": f"sqlite:///{folder / f'study-{version}.db'}"}
    if version.startswith("5"):
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend

        stores["journal.log"] = JournalStorage(JournalFileBackend(str(folder / "journal.log")))
    expected = {}
    for name, store in stores.items():
        seed = opt.samplers.TPESampler(seed=7)
        study = opt.create_study(study_name="toy", storage=store, sampler=seed,
                                 pruner=opt.pruners.MedianPruner(n_startup_trials=5))  # fmt: skip
        study.set_user_attr("team", "toys")
        study.optimize(tried, n_trials=10, catch=(ValueError,))
        study.enqueue_trial({"x": 0.5})
        study.ask()
        study.enqueue_trial({"x": 0.25})
        pair = opt.create_study(study_name="pair", storage=store, directions=["minimize", "maximize"], sampler=seed)
        if hasattr(pair, "set_metric_names"):
            pair.set_metric_names(["loss", "acc"])
        pair.optimize(two, n_trials=3)
        if name == "journal.log":
            text = (folder / name).read_text()
            workers = {line.split('"worker_id":"')[1].split('"')[0] for line in text.splitlines()}
            for worker in workers:
                text = text.replace(worker, "worker-1")
            (folder / name).write_text(text)
        expected[name] = {
            each.study_name: {
                "directions": [one.name for one in each.directions],
                "trials": [[one.number, one.state.name, one.params, one.values, one.intermediate_values, one.user_attrs,
                            str(one.datetime_start), str(one.datetime_complete)] for one in each.trials],
            }
            for each in (opt.load_study(study_name=one, storage=store) for one in ("toy", "pair"))
        }  # fmt: skip
    keep(folder, expected, f"-{version}")


def hydra(folder):
    """A program started once, and over two values of a setting, that logs into its own folder."""
    import subprocess

    (folder / "conf" / "data").mkdir(parents=True)
    (folder / "conf" / "config.yaml").write_text(
        "defaults:\n  - data: toys\n  - _self_\nlr: 0.1\nwarmup: ${lr}\nname: lr-${lr}\n"
        "home: ${oc.env:HOME}\nsecret: ???\nhydra:\n  run: {dir: outputs/one}\n  sweep: {dir: multirun/two}\n"
        "  job: {chdir: true}\n"
    )
    (folder / "conf" / "data" / "toys.yaml").write_text("rows: 10\n")
    (folder / "app.py").write_text(
        "import hydra\n\n\n@hydra.main(version_base=None, config_path='conf', config_name='config')\n"
        "def main(config):\n    with open('metrics.csv', 'w') as file:\n        file.write('step,loss\\n')\n"
        "        for step in range(5):\n            file.write(f'{step},{config.lr / (step + 1)}\\n')\n\n\nmain()\n"
    )
    for told in (["lr=0.2"], ["-m", "lr=0.3,0.4"]):
        subprocess.run([sys.executable, "app.py", *told], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for path in [
        *folder.rglob("hydra.yaml"),
        *folder.rglob("multirun.yaml"),
        *folder.rglob("app.log"),
        folder / "app.py",
    ]:
        path.unlink()  # they name the machine
    shutil.rmtree(folder / "conf")


def dvclive(folder):
    """A run with metrics, pictures and plots."""
    import subprocess

    import numpy as np
    from dvclive import Live

    home = folder / "toy"
    home.mkdir(parents=True)
    os.chdir(home)
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "start"], check=True)
    with Live("dvclive", save_dvc_exp=False, report=None) as live:
        live.log_params({"lr": 0.1, "net": {"depth": 2}})
        for step in range(8):
            live.log_metric("loss", math.exp(-step / 3))
            live.log_metric("train/acc", step / 8, timestamp=True)
            live.log_metric("hidden", step * 3, plot=False)
            live.log_image(f"masks/{step}.png", np.full((6, 6, 3), step * 20, np.uint8)) if step % 4 == 0 else None
            live.next_step()
        live.log_metric("undefined", math.nan)
        live.log_image("sample.png", np.full((6, 6, 3), 9, np.uint8))
        live.log_plot("curve", [{"x": one, "y": one * one} for one in range(4)], x="x", y="y", title="A curve")
        live.log_sklearn_plot("roc", [0, 1, 1, 0], [0.1, 0.8, 0.6, 0.4])
        live.log_sklearn_plot("confusion_matrix", ["a", "b", "a"], ["a", "b", "b"])
        live.summary["best"] = 0.875
    for extra in (".git", ".dvc", ".dvcignore", ".gitignore"):
        path = home / extra
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    literal = {"sep": "\t", "na_values": [""], "keep_default_na": False}
    tables = {path.relative_to(home / "dvclive/plots/metrics").as_posix(): columns(path, "step", **literal)
              for path in sorted(home.rglob("*.tsv"))}  # fmt: skip
    keep(folder, tables)


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2]).resolve()
    where.mkdir(parents=True, exist_ok=True)
    globals()[what](where)
