"""Write small files of truth and predictions, and what scikit-learn says of them.

pip install scikit-learn==1.9.1 numpy
python tests/readers/predictions/make.py
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

HERE = Path(__file__).parent
rng = np.random.default_rng(3)


def write(name: str, columns: dict) -> None:
    with (HERE / name).open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(columns)
        lines.writerows(zip(*columns.values(), strict=True))


def areas(truth: np.ndarray, scores: np.ndarray) -> dict:
    return {"AP": metrics.average_precision_score(truth, scores), "AUC": metrics.roc_auc_score(truth, scores)}


def macro(truth: np.ndarray, guess: np.ndarray) -> dict:
    three = metrics.precision_recall_fscore_support(truth, guess, average="macro", zero_division=0)
    names = ("macro/precision", "macro/recall", "macro/f1")
    return {"accuracy": metrics.accuracy_score(truth, guess)} | dict(zip(names, map(float, three[:3]), strict=True))


def main() -> None:
    truth = rng.integers(0, 2, 300)
    score = np.clip(truth * 0.35 + rng.random(300) * 0.65, 0, 1).round(2)
    write("binary.csv", {"file": [f"{n}.png" for n in range(300)], "y_true": truth, "y_score": score})
    share, mean = calibration_curve(truth, score, n_bins=10)
    binary = macro(truth, score >= 0.5) | areas(truth, score) | {"Brier": metrics.brier_score_loss(truth, score)}

    names = np.array(["cat", "dog", "horse"])
    classes = rng.integers(0, 3, 240)
    logits = rng.normal(0, 1, (240, 3)) + 1.4 * np.eye(3)[classes]
    scores = (np.exp(logits) / np.exp(logits).sum(1, keepdims=True)).round(4)
    write("classes.csv", {"label": names[classes], **{f"prob_{name}": scores[:, n] for n, name in enumerate(names)}})
    each = [areas(classes == n, scores[:, n]) for n in range(3)]
    several = macro(classes, scores.argmax(1)) | {
        f"macro/{key}": float(np.mean([one[key] for one in each])) for key in ("AP", "AUC")
    }
    np.savez_compressed(HERE / "classes.npz", y_true=classes, y_score=scores)
    report = metrics.classification_report(names[classes], names[scores.argmax(1)], output_dict=True)
    (HERE / "report.json").write_text(json.dumps(report))

    price = rng.gamma(3, 40, 200).round(1)
    guess = (price * 0.9 + rng.normal(0, 15, 200) + 8).round(2)
    write("prices.csv", {"target": price, "prediction": guess, "rooms": rng.integers(1, 6, 200)})
    regression = {
        "MAE": metrics.mean_absolute_error(price, guess), "RMSE": metrics.root_mean_squared_error(price, guess),
        "R2": metrics.r2_score(price, guess), "median_absolute_error": metrics.median_absolute_error(price, guess),
    }  # fmt: skip
    expected = {
        "binary": binary, "classes": several, "prices": regression, "by_class": each,
        "confusion": metrics.confusion_matrix(classes, scores.argmax(1)).tolist(),
        "calibration": [mean.tolist(), share.tolist()],
    }  # fmt: skip
    (HERE / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    main()
