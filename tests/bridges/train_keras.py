"""Train by Keras: ``train_keras.py FOLDER``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np

from reportgen.bridges.keras import ReportgenCallback

OUT = Path(sys.argv[1])
QUIET = {"console": False, "code": False, "system": False}
INPUTS = np.random.default_rng(1).normal(size=(32, 4)).astype("float32")
TARGETS = np.sin(INPUTS.sum(1))


class Losses(keras.callbacks.Callback):
    """Keeps what Keras says of each batch, and stops at one where that is asked for."""

    def __init__(self, stop: int = -1) -> None:
        super().__init__()
        self.losses: list[float] = []
        self.stop = stop

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])
        if len(self.losses) == self.stop:
            raise KeyboardInterrupt


def model() -> keras.Model:
    """Return a tiny network whose learning rate falls."""
    keras.utils.set_random_seed(1)
    found = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1)])
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 8, 0.5)
    found.compile(keras.optimizers.SGD(rate), "mse", metrics=["mae"])
    return found


def main() -> None:
    """Train with all that is logged; then by epochs alone, until it is interrupted."""
    first = model()
    known = Losses()
    ours = ReportgenCallback(2, log_model="epoch", project="curves", name="whole", dir=OUT, settings=QUIET)
    history = first.fit(
        INPUTS, TARGETS, epochs=3, batch_size=8, validation_split=0.25, verbose=0, callbacks=[known, ours]
    )
    tested = first.evaluate(INPUTS, TARGETS, verbose=0, return_dict=True, callbacks=[ours])
    (OUT / "known.json").write_text(json.dumps({"epochs": history.history, "batches": known.losses, "test": tested}))

    callback = ReportgenCallback(name="interrupted", log_model=True, dir=OUT, settings=QUIET)
    second = model()
    second.fit(INPUTS, TARGETS, epochs=1, batch_size=8, verbose=0, callbacks=[callback])
    second.fit(INPUTS, TARGETS, epochs=3, initial_epoch=1, batch_size=8, verbose=0, callbacks=[callback, Losses(6)])


if __name__ == "__main__":
    main()
