"""Numbers that are easily shown wrong: floats that are whole, nearly whole or long; kinds that change; odd keys."""

import numpy as np
from offline import start

start()

import wandb  # noqa: E402 - reads its environment when imported

NUMBERS = {
    "params": 7241732096.0, "f32": 16777217.0, "time": 1711972800.123, "near": 0.99999999, "six": 123456.7,
    "int": 2**53 - 1, "single": float(np.float32(16777216)),
}  # fmt: skip

run = wandb.init(project="numbers", name="digits", config={"tokens": 300000000001.0, "scale": 1234567.25})
for step in range(3):
    run.log({"big": 16777217.0 + step})
run.summary.update(NUMBERS)
run.summary["Test Accuracy"] = 0.875
run.summary["tensor"] = np.arange(1000.0)
run.summary["deep"] = {"tensor": np.arange(50.0)}
run.finish()

run = wandb.init(project="numbers", name="kinds")
for step in range(6):
    row = {
        "mixed": step if step % 2 else step + 0.5,
        "flag": step % 3 == 0,
        "nothing": None if step % 2 else 1.0,
        "text or number": "warm" if step < 2 else step,
        "a/b.c": step,
        "constructor": step,
        "__proto__": step,
        "": step,
        "a.b": 10 + step,
        "tail.": step,
        "np": np.float32(step),
        "np int": np.int64(2**40 + step),
        "np flag": np.bool_(step % 2),
    }
    run.log(row)
run.finish()
