"""Make the runs of the example `artifact` again, with reportgen's own logger.

A data set is prepared and then cleaned; four runs train a detector on it; one evaluates the best of them.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
from pathlib import Path

import reportgen as rg

HERE = Path(__file__).parent
FOLDER = HERE / "pipeline"
QUIET = {"system": False, "console": False, "code": False, "silent": True}
CLASSES = ("car", "bus", "bicycle", "person")


def begun(name: str, job_type: str, **config: object) -> rg.Run:
    """Begin a run whose id is its name."""
    return rg.init(dir=FOLDER, id=name, name=name, job_type=job_type, config=config, settings=QUIET)


def labels(count: int, seed: int, dark: bool) -> str:
    """Return the labels of some scenes as CSV."""
    chance, text = random.Random(seed), io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["scene", "label", "night"])
    rows.writerows([f"{seed}-{n:03}", chance.choice(CLASSES), dark] for n in range(count))
    return text.getvalue()


def written(artifact: rg.Artifact, name: str, text: str) -> None:
    """Add a text as a file."""
    with artifact.new_file(name) as file:
        file.write(text)


def prepared() -> None:
    """Make the first version of the data set, and the one that was cleaned and has scenes at night."""
    with begun("prepare", "data") as run:
        scenes = rg.Artifact("street-scenes", "dataset", "Scenes by day.", {"scenes": 240, "split": "by street"})
        written(scenes, "train/day.csv", labels(160, 1, dark=False))
        written(scenes, "train/rain.csv", labels(40, 2, dark=False))
        written(scenes, "test/day.csv", labels(40, 3, dark=False))
        scenes.add_reference("s3://street/scenes/raw.tar", "raw.tar")
        run.log_artifact(scenes)
    with begun("clean", "data") as run:
        before = run.use_artifact("street-scenes")
        scenes = before.new_draft()
        scenes.description = "Scenes by day and at night, without those that were labelled twice."
        scenes.metadata["scenes"] = 320
        scenes.remove("train/rain.csv")
        written(scenes, "train/day.csv", labels(150, 1, dark=False))
        written(scenes, "train/night.csv", labels(130, 4, dark=True))
        written(scenes, "test/night.csv", labels(40, 5, dark=True))
        run.log_artifact(scenes, aliases=["clean"])


def trained() -> None:
    """Train four detectors; the best of them gets an alias."""
    chance = random.Random(8)
    for number, (width, rate) in enumerate(((32, 0.1), (32, 0.03), (64, 0.1), (64, 0.03))):
        with begun(f"train-{width}-{rate}", "train", width=width, lr=rate) as run:
            run.use_artifact("street-scenes:clean")
            for step in range(40):
                run.log({"loss": 2 / (1 + step * rate * 4) + chance.random() / 10 - width / 400})
            detector = rg.Artifact("detector", "model", metadata={"width": width, "lr": rate})
            written(detector, "weights.txt", "\n".join(f"{chance.gauss(0, 1):.6f}" for _ in range(width * 40)))
            written(detector, "classes.txt", "\n".join(CLASSES))
            run.log_artifact(detector, aliases=["best"] if number == 2 else None)


def evaluated() -> None:
    """Evaluate the best detector."""
    chance = random.Random(9)
    with begun("evaluate", "eval") as run:
        run.use_artifact("street-scenes:clean")
        run.use_artifact("detector:best")
        table = rg.Table(["scene", "label", "guess", "score"])
        for number in range(40):
            label = chance.choice(CLASSES)
            guess = label if chance.random() < 0.8 else chance.choice(CLASSES)
            table.add_data(f"5-{number:03}", label, guess, round(chance.random(), 3))
        found = rg.Artifact("predictions", "predictions", "Scenes at night.")
        found.add(table, "night")
        run.log({"accuracy": sum(row[1] == row[2] for row in table.data) / len(table.data)})
        run.log_artifact(found)


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    prepared()
    trained()
    evaluated()
