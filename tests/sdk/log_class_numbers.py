"""Log classes as numbers alone, in tables and in charts: log_class_numbers.py OUT_DIR."""

from offline import start

start()

import numpy as np  # noqa: E402 - beside it
import wandb  # noqa: E402 - reads its environment when imported

rng = np.random.default_rng(0)
truth = [n % 3 for n in range(30)]
guess = [t if n % 5 else (t + 1) % 3 for n, t in enumerate(truth)]
scores = rng.dirichlet(np.ones(3), 30) * 0.4 + np.eye(3)[truth] * 0.6
run = wandb.init(project="numbers", name="numbers", settings=wandb.Settings(console="off"))
rows = [[t, g, *s.tolist(), t == 1] for t, g, s in zip(truth, guess, scores, strict=True)]
run.log({"rows": wandb.Table(columns=["truth", "guess", "p_0", "p_1", "p_2", "dog"], data=rows)})
run.log({"matrix": wandb.plot.confusion_matrix(y_true=truth, preds=guess)})
points = [[k, x, x ** (k + 1)] for k in range(3) for x in np.linspace(0, 1, 9).tolist()]
curve = wandb.Table(columns=["class", "fpr", "tpr"], data=points)
fields = {"x": "fpr", "y": "tpr", "class": "class"}
run.log({"curve": wandb.plot_table("wandb/area-under-curve/v0", curve, fields, {"title": "ROC"})})
counts = wandb.Table(columns=["kind", "n"], data=[[k, truth.count(k)] for k in range(3)])
run.log({"bars": wandb.plot.bar(counts, "kind", "n", title="Bars")})
cloud = np.c_[rng.random((300, 3)), rng.integers(1, 4, 300)]
run.log({"cloud": wandb.Object3D(cloud)})
run.finish()
