"""Make the tables of the example `csv` again, with the real logger (lightning==2.6.6, torch==2.13.0).

A small regression: Lightning's CSVLogger writes `metrics.csv` and `hparams.yaml` for each run. Its rows are sparse:
training, validation and the means of an epoch stand in rows of their own.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import lightning
import torch
from lightning.pytorch.loggers import CSVLogger
from torch.nn.functional import mse_loss
from torch.utils.data import DataLoader, TensorDataset

HERE = Path(__file__).parent
RATES = (0.3, 0.1, 0.03)


class Regression(lightning.LightningModule):
    """A line through noisy points, by gradient descent."""

    def __init__(self, lr: float, optimizer: str = "sgd", shape: tuple[int, int] = (8, 1)) -> None:
        super().__init__()
        self.save_hyperparameters({"lr": lr, "optimizer": optimizer, "shape": shape})
        self.layer = torch.nn.Linear(*shape)

    def training_step(self, batch: list[torch.Tensor], _: int) -> torch.Tensor:
        """Log the loss of a batch, and its mean over the epoch."""
        loss = mse_loss(self.layer(batch[0]), batch[1])
        self.log("train/loss", loss, on_step=True, on_epoch=True)
        return loss

    def validation_step(self, batch: list[torch.Tensor], _: int) -> None:
        """Log the loss and how many answers lie near."""
        answer = self.layer(batch[0])
        self.log("val/loss", mse_loss(answer, batch[1]))
        self.log("val/near", ((answer - batch[1]).abs() < 0.5).float().mean())

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return plain gradient descent."""
        return torch.optim.SGD(self.parameters(), lr=self.hparams["lr"])


def data(count: int, seed: int) -> DataLoader:
    """Return noisy points of a line."""
    chance = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 8, generator=chance)
    y = x @ torch.linspace(-1, 1, 8)[:, None] + 0.3 * torch.randn(count, 1, generator=chance)
    return DataLoader(TensorDataset(x, y), batch_size=32)


def main() -> None:
    """Train once for each learning rate, and keep what the logger wrote."""
    warnings.simplefilter("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    scratch = Path(tempfile.mkdtemp())
    for rate in RATES:
        torch.manual_seed(7)
        trainer = lightning.Trainer(
            max_epochs=12, logger=CSVLogger(str(scratch)), log_every_n_steps=1, accelerator="cpu",
            enable_progress_bar=False, enable_checkpointing=False, enable_model_summary=False,
        )  # fmt: skip
        trainer.fit(Regression(rate), data(256, 1), data(128, 2))
    shutil.rmtree(HERE / "lightning", ignore_errors=True)
    shutil.copytree(scratch / "lightning_logs", HERE / "lightning")


if __name__ == "__main__":
    main()
