"""Log metrics whose axes are hard to label: log_extremes.py OUT_DIR."""

from offline import start

OUT = start()

import wandb  # noqa: E402

METRICS = {
    "offset": lambda i: 1e9 + i * 1e-3, "narrow": lambda i: 123456 + i * 0.01, "tiny": lambda i: 1e-300 * (i + 1),
    "huge": lambda i: 2.0**60 + i * 1000, "least": lambda i: 5e-324 * (i + 1), "most": lambda i: 1.79e308 * i / 29,
    "constant": lambda _: 1.7976931348623157e308, "zero": lambda _: 0.0, "years": lambda i: 1990 + i,
    "steps": lambda i: i * 1000, "shares": lambda i: 0.9999 + i * 1e-6,
    "strange": lambda i: float("inf") if i == 20 else float("nan") if i == 10 else i * 0.1,
}  # fmt: skip

run = wandb.init(project="extremes", name="extremes", settings=wandb.Settings(console="off"))
for i in range(30):
    run.log({name: value(i) for name, value in METRICS.items()})
run.finish()
