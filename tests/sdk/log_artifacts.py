"""Log artifacts with tables: two versions of predictions, joined and partitioned ones, keys of other tables."""

import numpy as np
from offline import start

start()

import wandb  # noqa: E402 - reads its environment when imported
from wandb.sdk.data_types.table import PartitionedTable  # noqa: E402

ROWS = 12


def picture(number):
    image = np.full((12, 16, 3), 30 + 15 * number, np.uint8)
    image[2:8, 3 : 6 + number % 8] = (200, 40, 40)
    return wandb.Image(image)


def predictions(version):
    table = wandb.Table(columns=["id", "guess", "score"])
    rows = range(ROWS) if version == 0 else range(2, ROWS + 2)
    for number in rows:
        better = version and number % 3 == 0
        table.add_data(f"ex{number}", "bus" if better else "car", number / 20 + 0.2 * better)
    return table


run = wandb.init(project="artifacts", name="maker")
dataset = wandb.Artifact("street", type="dataset")
truth = wandb.Table(columns=["id", "image", "truth"])
for n in range(ROWS):
    truth.add_data(f"ex{n}", picture(n), "bus" if n % 3 == 0 else "car")
dataset.add(truth, "dataset")
run.log_artifact(dataset)

first = wandb.Artifact("preds", type="predictions")
first.add(predictions(0), "predictions")
first.add(wandb.JoinedTable(truth, "predictions.table.json", "id"), "joined")
other = wandb.Table(columns=["name", "id", "size"], data=[[f"ex{n}", n, n * n] for n in range(0, ROWS, 2)])
first.add(other, "sizes")
first.add(wandb.JoinedTable("predictions.table.json", "sizes.table.json", ["id", "name"]), "renamed")
for n in range(11):
    first.add(wandb.Table(columns=["part", "row"], data=[[n, i] for i in range(3)]), f"parts/part{n}")
first.add(PartitionedTable("parts"), "partitioned")
first.add(PartitionedTable("nowhere"), "nothing")
run.log_artifact(first, aliases=["best"])

again = wandb.Artifact("preds", type="predictions")
again.add(predictions(1), "predictions")
run.log_artifact(again)

classes = wandb.Table(columns=["key", "name", "wheels"], data=[["a", "car", 4], ["b", "bicycle", 2]])
classes.set_pk("key")
seen = wandb.Table(columns=["key", "count"], data=[["b", 3], ["a", 1], ["z", 9]])
seen.set_fk("key", classes, "key")
rows = wandb.Table(columns=["row", "note"])
for index, note in zip(classes.get_index(), ("first", "second"), strict=True):
    rows.add_data(index, note)
run.log({"classes": classes, "seen": seen, "rows": rows})
run.log({"jt": wandb.JoinedTable(
    wandb.Table(columns=["id", "a"], data=[[1, 2], [2, 5]]), wandb.Table(columns=["id", "b"], data=[[1, 3]]), "id"
)})  # fmt: skip
run.finish()

run = wandb.init(project="artifacts", name="second")
third = wandb.Artifact("preds", type="predictions")
third.add(predictions(1), "predictions")  # the same content: the same version
run.log_artifact(third)
run.log({"jt": wandb.JoinedTable(
    wandb.Table(columns=["id", "a"], data=[[1, 7]]), wandb.Table(columns=["id", "b"], data=[[1, 8]]), "id"
)})  # fmt: skip
run.finish()
