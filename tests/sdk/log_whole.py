"""Log whole numbers that no double holds, in config, summary and history: log_whole.py OUT_DIR."""

from offline import start

start()

import wandb  # noqa: E402 - reads its environment when imported

BIG = 2**53
for number, name in enumerate(("first", "second", "third", "fourth")):
    seed = BIG + 3 - number
    run = wandb.init(project="whole", name=name, config={"seed": seed, "nested": {"id": -seed}, "small": number},
                     settings=wandb.Settings(console="off"))  # fmt: skip
    run.define_metric("most", summary="max")
    run.define_metric("least", summary="min")
    for step in range(3):
        run.log({"count": seed + step, "most": seed - step, "least": seed + step, "huge": 10**18 + 2 * number + step})
    run.summary["set"] = seed * 4 + 1
    run.finish()
