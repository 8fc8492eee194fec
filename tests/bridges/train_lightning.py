"""Train by Lightning, with its own CSV logger next to ours: ``train_lightning.py FOLDER PACKAGE how...``."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

OUT, PACKAGE, HOWS = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
pl = import_module(PACKAGE)

import reportgen as rg  # noqa: E402
from reportgen.bridges.lightning import ReportgenLogger  # noqa: E402 - it fits the package that is loaded

QUIET = {"console": False, "code": False, "system": False}
STEPS = 8


class Model(pl.LightningModule):
    """Eight steps an epoch; ``how`` says what happens in the second one."""

    def __init__(self, how: str, width: int = 8, lr: float = 0.05, act: Any = torch.nn.Tanh) -> None:
        super().__init__()
        self.how, self.lr = how, lr
        self.save_hyperparameters()
        self.layers = torch.nn.Sequential(torch.nn.Linear(4, width), act(), torch.nn.Linear(width, 1))

    def training_step(self, batch, number):
        if self.current_epoch == 1 and number == 3:
            trouble(self.how)
        loss = torch.nn.functional.mse_loss(self.layers(batch[0]), batch[1])
        self.log("train/loss", loss)
        return loss

    def validation_step(self, batch, number):

        self.log("val/loss", torch.nn.functional.mse_loss(self.layers(batch[0]), batch[1]), sync_dist=True)

    def test_step(self, batch, number):

        self.log("test/loss", torch.nn.functional.mse_loss(self.layers(batch[0]), batch[1]))

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.lr)


def trouble(how: str) -> None:
    """Fail, or send this process a signal, where that is asked for."""
    if how == "fails":
        raise ValueError("no more")
    if how in ("interrupted", "killed"):
        os.kill(os.getpid(), signal.SIGINT if how == "interrupted" else signal.SIGTERM)


def loader() -> DataLoader:
    """Return 8 batches of 4."""
    inputs = torch.randn(4 * STEPS, 4, generator=torch.Generator().manual_seed(1))
    return DataLoader(TensorDataset(inputs, inputs.sum(1, keepdim=True).sin()), batch_size=4)


def train(how: str) -> None:
    """Train two epochs, test, and log what Lightning's users log themselves."""
    pl.seed_everything(1, verbose=False)
    ours = ReportgenLogger(name=how, project="digits", save_dir=OUT, log_model=how == "whole", settings=QUIET)
    own = import_module(f"{pl.__name__}.loggers").CSVLogger(OUT, name="csv", version=how)
    model = Model(how)
    saving = import_module(f"{pl.__name__}.callbacks").ModelCheckpoint(monitor="val/loss", save_top_k=2)
    several = {"strategy": "ddp_spawn", "devices": 2} if how == "ranks" else {"devices": 1}
    trainer = pl.Trainer(
        max_epochs=2, logger=[ours, own], accelerator="cpu", log_every_n_steps=1, callbacks=[saving],
        enable_progress_bar=False, enable_model_summary=False, default_root_dir=OUT, **several,
    )  # fmt: skip
    if how == "whole":
        ours.watch(model, log="all", log_freq=4)
    trainer.fit(model, loader(), loader())
    trainer.test(model, loader(), verbose=False)
    if how == "whole":
        shown = torch.rand(2, 3, 6, 5)
        ours.log_image("seen", list(shown), caption=["a", "b"])
        ours.log_table("rows", columns=["text", "n"], data=[["x", 1], ["y", 2]])
        ours.experiment.log({"tensor": torch.arange(6.0).reshape(2, 3).requires_grad_(), "half": torch.tensor(0.5)})
        torch.save({"seen": shown, "weights": model.layers[0].weight.detach()}, OUT / "known.pt")


def continued(out: Path) -> None:
    """Train again after a failure, continue a run by its id, and log to a run of the script's own."""
    logger = ReportgenLogger(name="again", save_dir=out, settings=QUIET)
    for how in ("fails", "whole"):
        trainer = pl.Trainer(
            max_epochs=2, logger=logger, accelerator="cpu", devices=1, log_every_n_steps=1, enable_progress_bar=False,
            enable_model_summary=False, enable_checkpointing=False,
        )  # fmt: skip
        with suppress(ValueError):
            trainer.fit(Model(how), loader())
    first = ReportgenLogger(name="two parts", save_dir=out, settings=QUIET, prefix="p", version="myid")
    first.log_metrics({"a": 1.0}, step=3)
    first.experiment.finish()
    second = ReportgenLogger(save_dir=out, settings=QUIET, version="myid")
    second.log_metrics({"a": 2.0}, step=4)
    with rg.init(name="own", dir=out, settings=QUIET) as run:
        third = ReportgenLogger(name="not this")
        third.log_metrics({"z": 1.0}, step=1)
        third.finalize("failed")
        assert run.open
        assert third.version == run.id


if __name__ == "__main__":
    if PACKAGE == "lightning.pytorch":
        continued(OUT / "continued")
    for one in HOWS:
        try:
            train(one)
        except (ValueError, SystemExit) as error:
            print(one, type(error).__name__)
