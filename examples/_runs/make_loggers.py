"""Make the runs of the example `loggers` again: one training, logged by eight loggers at once.

    python make_loggers.py wandb          pip install wandb==0.31.0
    python make_loggers.py reportgen      this project
    python make_loggers.py tensorboard    pip install torch==2.13.0 tensorboard==2.21.0
    python make_loggers.py mlflow         pip install mlflow==3.17.2
    python make_loggers.py lightning      pip install lightning==2.6.6 torch==2.13.0
    python make_loggers.py trainer        pip install transformers==5.24.0 torch==2.13.0
    python make_loggers.py dvclive        pip install dvclive==3.49.1
    python make_loggers.py mmengine       pip install mmengine==0.10.7 torch==2.13.0 opencv-python-headless

Each writes into `loggers/NAME`. Names of hosts and home folders, and what no reader opens, are removed afterwards.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OUT = HERE / "loggers"
STEPS = 40
CONFIG = {"lr": 0.003, "optimizer": "adamw", "depth": 4}


def row(step: int) -> dict[str, float]:
    """Return what the training reached at a step: the same numbers for every logger."""
    wobble = math.sin(step * 1.7) / 40
    return {"loss": math.exp(-step / 12) + 0.1 + wobble, "accuracy": 0.95 - 0.8 * math.exp(-step / 9) + wobble / 2}


def wandb(folder: Path) -> None:
    """Log by W&B's SDK, offline."""
    os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true"}
    import wandb

    settings = wandb.Settings(
        host="node", console="off", x_disable_stats=True, disable_git=True, disable_code=True, x_disable_meta=True,
        program="train.py", x_executable="python", root_dir=str(folder),
    )  # fmt: skip
    run = wandb.init(project="loggers", name="W&B", dir=folder, config=CONFIG, settings=settings)
    for step in range(STEPS):
        run.log(row(step), step=step)
    run.finish()
    shutil.rmtree(folder / "wandb" / "latest-run", ignore_errors=True)
    for path in folder.rglob("*"):
        if path.is_symlink() or path.suffix in (".log", ".txt", ".json"):
            path.unlink()


def reportgen(folder: Path) -> None:
    """Log by this project."""
    import reportgen as rg

    settings = {"console": False, "code": False, "system": False}
    with rg.init(project="loggers", name="reportgen", dir=folder, config=CONFIG, settings=settings) as run:
        for step in range(STEPS):
            run.log(row(step), step=step)


def tensorboard(folder: Path) -> None:
    """Log by PyTorch's SummaryWriter."""
    from torch.utils.tensorboard import SummaryWriter

    writer = SummaryWriter(str(folder / "TensorBoard"))
    for step in range(STEPS):
        for name, value in row(step).items():
            writer.add_scalar(name, value, step)
    writer.close()
    for path in folder.rglob("*tfevents*"):
        path.rename(path.with_name(path.name.replace(os.uname().nodename, "machine")))


def mlflow(folder: Path) -> None:
    """Log into a file store of MLflow."""
    os.environ |= {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_DISABLE_TELEMETRY": "true"}
    import mlflow

    mlflow.set_tracking_uri((folder / "mlruns").as_uri())
    mlflow.set_experiment("loggers")
    with mlflow.start_run(run_name="MLflow"):
        mlflow.log_params(CONFIG)
        for step in range(STEPS):
            mlflow.log_metrics(row(step), step=step)
    for path in folder.rglob("mlflow.source.git.*"):
        path.unlink()
    for path in folder.rglob("mlflow.user"):
        path.write_text("someone")
    for path in folder.rglob("meta.yaml"):
        text = path.read_text().replace(str(folder), "/home/someone")
        path.write_text(re.sub("user_id: .*", "user_id: someone", text))


def lightning(folder: Path) -> None:
    """Log by Lightning's CSVLogger."""
    from lightning.pytorch.loggers import CSVLogger

    logger = CSVLogger(folder, name="", version="Lightning")
    logger.log_hyperparams(CONFIG)
    for step in range(STEPS):
        logger.log_metrics(row(step), step)
    logger.save()


def trainer(folder: Path) -> None:
    """Save the state that Hugging Face's Trainer saves."""
    from transformers.trainer_callback import TrainerState

    state = TrainerState(max_steps=STEPS - 1, global_step=STEPS - 1, num_train_epochs=1)
    state.log_history = [{"step": step, "epoch": step / (STEPS - 1), **row(step)} for step in range(STEPS)]
    (folder / "Hugging Face").mkdir()
    state.save_to_json(str(folder / "Hugging Face" / "trainer_state.json"))


def dvclive(folder: Path) -> None:
    """Log by DVCLive, which changes the repository that it runs in: it runs in none."""
    os.chdir(folder)
    from dvclive import Live

    with Live(str(folder / "DVCLive"), save_dvc_exp=False, dvcyaml=None, report=None) as live:
        live.log_params(CONFIG)
        for step in range(STEPS):
            for name, value in row(step).items():
                live.log_metric(name, value)
            live.next_step()


def mmengine(folder: Path) -> None:
    """Log by MMEngine's visualizer."""
    from mmengine.visualization import LocalVisBackend

    backend = LocalVisBackend(str(folder / "MMEngine" / "20261128_120000" / "vis_data"))
    for step in range(STEPS):
        backend.add_scalars({**row(step), "step": step}, step=step)


def main(name: str) -> None:
    """Run one logger in an empty folder, and put what it wrote into its place."""
    loggers: dict[str, Any] = {each.__name__: each for each in (
        wandb, reportgen, tensorboard, mlflow, lightning, trainer, dvclive, mmengine
    )}  # fmt: skip
    place = OUT / name
    shutil.rmtree(place, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / name
        folder.mkdir()
        loggers[name](folder)
        shutil.copytree(folder, place, symlinks=True)


if __name__ == "__main__":
    main(sys.argv[1])
