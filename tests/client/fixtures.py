"""What tests of the browser code compare with: inputs, and what Python makes of them, as JSON."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cases
import made
import number_cases
import numpy as np
from short_name_cases import CASES

from reportgen.blocks import Block, code_block, exact_block, inflated, number_block, whole_block
from reportgen.digits import digits, duration, exact, file_size, in_column, is_cut
from reportgen.model.look.short_names import short_names
from reportgen.overlay import detection
from reportgen.overlay.trace import trace
from reportgen.scene import glb
from reportgen.scene.points import VIRIDIS
from reportgen.stats import aggregate, reduce, scores
from reportgen.stats.lines import noise, outliers
from reportgen.stats.rebin import percentiles


def stored(value: Any) -> Any:
    """Return numbers as JSON holds them: what is not finite, and what no double holds, as texts."""
    if isinstance(value, np.ndarray):
        return [stored(item) for item in value.tolist()]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return str(value) if isinstance(value, int) and abs(value) >= cases.EXACT else value


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def told(value: Any) -> Any:
    """Return a value with large whole numbers as texts that begin with "big "."""
    if isinstance(value, dict):
        return {key: told(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return list(map(told, value))
    return f"big {value}" if isinstance(value, int) and abs(value) >= cases.EXACT else value


def query() -> dict[str, Any]:
    rows = [{name: told(cases.plain(value)) for name, value in row.items()} for row in cases.ROWS]
    return {"types": cases.TYPES, "rows": rows, "answers": told(cases.known())}


def blocks() -> list[dict[str, Any]]:
    rng = np.random.default_rng(0)
    odd = np.array([math.nan, math.inf, -math.inf, 0.5, -1.25])
    columns: list[tuple[Block, Any]] = []

    def add(make: Any, values: Any) -> None:
        columns.append((make(values), values))

    for values in (
        np.arange(5.0, 50, 3), np.zeros(0), np.array([7.0]), np.array([3.0, -8, 2**20, 5]),
        np.array([3.0, -8, 2**31, 5]), rng.standard_normal(40).astype(np.float32).astype(float),
        rng.standard_normal(40) * 1e300, odd,
    ):  # fmt: skip
        add(lambda column: number_block(column, exact=True), values)
        add(exact_block, values)
    for most in (200, 60_000, 3_000_000_000):
        add(code_block, rng.integers(0, most, 30))
        add(exact_block, rng.integers(-most // 3, most // 2, 30) / 100)
        add(exact_block, np.append(np.sort(rng.integers(0, most, 300)) / 1000, odd[:3]))
    whole = [2**63 - 1, -(2**63), 0, -1, 2**53 + 1]
    add(whole_block, whole)
    return [
        {"type": block.type, "n": block.count, "extra": block.extra, "raw": text_of(inflated(block)),
         "values": [str(value) for value in values] if values is whole else stored(np.asarray(values))}
        for block, values in columns
    ]  # fmt: skip


def lines() -> Iterator[dict[str, Any]]:
    """Yield lines with gaps, two values at one x, and uneven steps, and what statistics make of them together."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        runs = []
        for _ in range(int(rng.integers(1, 5))):
            x = np.sort(rng.integers(0, 60, int(rng.integers(1, 40))).astype(float))
            y = rng.standard_normal(len(x)).cumsum()
            y[rng.random(len(x)) < 0.1] = rng.choice([math.nan, math.inf])
            runs.append((x, y))
        places = aggregate.grid([x for x, _ in runs])
        values = np.array([aggregate.on_grid(x, y, places) for x, y in runs])
        middles = {how: aggregate.aggregate(values, how) for how in ("mean", "min", "max", "median", "sum")}
        # What no run has a value for has no sum in the page either.
        ends = {how: aggregate.spread(values, middles["mean"], how) for how in ("minmax", "stddev", "stderr")}
        factor = float(rng.uniform(0.1, 0.97))
        yield {
            "lines": [{"x": stored(x), "y": stored(y)} for x, y in runs],
            "grid": stored(places),
            "values": [stored(row) for row in values],
            "middles": {how: stored(row) for how, row in middles.items()},
            "ends": {how: [stored(end) for end in both or ()] for how, both in ends.items()},
            "stacked": [stored(edge) for edge in aggregate.stack(values, share=True)[1]],
            "factor": factor,
            "smooth": [stored(reduce.smooth(x, y, factor)) for x, y in runs],
        }


def noise_columns() -> Iterator[dict[str, Any]]:
    """Yield dense lines, the columns of each, and whether it is noise."""
    for seed in range(12):
        rng = np.random.default_rng(seed)
        count = int(rng.integers(1, 3000))
        x = np.sort(rng.uniform(-0.2, 1.2, count))
        y = rng.standard_normal(count) * rng.choice([0.1, 2, 40]) + 100
        y[rng.random(count) < 0.02] = rng.choice([math.nan, math.inf])
        reduced = bool(seed % 2)
        found = noise.columns(x, y, x, 50, reduced=reduced)
        yield {
            "x": stored(x), "y": stored(y), "reduced": reduced, "columns": [stored(part) for part in found],
            "noise": noise.is_noise(x, np.where(np.isfinite(y), y, np.nan), 400.0),
        }  # fmt: skip


def outlier_stretches() -> Iterator[dict[str, Any]]:
    """Yield lines of which few are far from the others, and the ends of their axis."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        reaches = []
        for _ in range(int(rng.integers(1, 20))):
            calm = rng.random(int(rng.integers(1, 40))) * rng.choice([1, 1, 1, 1, 1, 1, 10]) * rng.choice([-1, 1, 1])
            calm[rng.random(len(calm)) < 0.1] = math.nan
            wide = rng.random(len(calm)) ** 20 * 30
            reaches.append(outliers.Reach(calm, calm - wide, calm + wide, bool(seed % 3)))
        yield {
            "lines": [{"calm": stored(r.calm), "low": stored(r.low), "high": stored(r.high), "noisy": r.noisy}
                      for r in reaches],
            "ends": {f"{goal} {cut}": stored(np.array(outliers.stretch(reaches, goal, cut)))
                     for goal in ("minimize", "maximize", "") for cut in ("auto", "on", "off")},
        }  # fmt: skip


def _boxes(rng: np.random.Generator, count: int) -> detection.Boxes:
    corner = rng.integers(0, 40, (count, 2)).astype(float)
    corners = np.hstack([corner, corner + rng.integers(1, 30, (count, 2))])
    image = np.sort(rng.integers(0, 4, count))
    return detection.Boxes(
        image, rng.integers(0, 3, count), corners, np.round(rng.random(count), 2), rng.random(count) < 0.1
    )


def detections() -> Iterator[dict[str, Any]]:
    """Yield boxes near each other, and the precision and verdicts of both."""
    for seed in range(8):
        rng = np.random.default_rng(seed)
        true, found = _boxes(rng, 40), _boxes(rng, 60)
        copied = rng.integers(0, 40, 30)  # half of what is found lies near something true
        found.corners[:30] = true.corners[copied] + rng.integers(-3, 4, (30, 4))
        found.class_id[:30] = true.class_id[copied]
        found.corners[:, 2:] = np.maximum(found.corners[:, 2:], found.corners[:, :2] + 1)
        found.crowd[:] = False
        precision = detection.average_precision(true, found)
        verdicts = detection.judge(true, found, 0.5, 0.2)
        yield {
            "true": _columns(true), "found": _columns(found),
            "classes": precision.classes.tolist(), "values": [stored(row) for row in precision.values.T],
            "curves": [[stored(row) for row in own] for own in precision.curves.transpose(1, 0, 2)],
            "verdicts": verdicts.found.tolist(), "partners": verdicts.partner.tolist(), "fates": verdicts.true.tolist(),
        }  # fmt: skip


def _columns(boxes: detection.Boxes) -> dict[str, Any]:
    return {
        "image": boxes.image.tolist(), "id": boxes.class_id.tolist(), "score": boxes.score.tolist(),
        "crowd": boxes.crowd.tolist(), "corners": boxes.corners.tolist(),
    }  # fmt: skip


def masks() -> Iterator[dict[str, Any]]:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        mask = rng.integers(0, rng.integers(1, 5), rng.integers(1, 14, 2))
        regions = trace(mask)
        yield {
            "width": mask.shape[1],
            "corners": [region.corners.tolist() for region in regions],
            "paths": [region.path() for region in regions],
        }


def scenes() -> dict[str, Any]:
    built = [glb.write(made.scene(seed)) for seed in range(12)]
    return {
        "stops": list(VIRIDIS),
        "scenes": [{"packed": text_of(b"".join(one.packed)), "glb": text_of(one.glb)} for one in built],
    }


def histograms() -> Iterator[dict[str, Any]]:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        edges = np.unique(rng.uniform(-5, 5, int(rng.integers(2, 12))))
        mass = rng.integers(0, 9, len(edges) - 1).astype(float)
        mass[-1] += 1
        found = percentiles(mass[None], edges, (0.05, 0.25, 0.5, 0.75, 0.95))[0]
        yield {"mass": stored(mass), "edges": stored(edges), "percentiles": stored(found)}


def confusions() -> Iterator[dict[str, Any]]:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(2, 7))
        truth, predicted = rng.integers(0, n, 50), rng.integers(0, n, 50)
        truth[truth == n - 1] = 0
        if seed % 2:
            predicted[predicted == n - 1] = 0  # a class that is never met
        counts = scores.confusion(truth, predicted, n)
        yield {
            "truth": truth.tolist(), "predicted": predicted.tolist(), "classes": n, "counts": counts.ravel().tolist(),
            "f1": stored(scores.by_class(counts)[:, 2]), "macroF1": scores.macro_f1(counts),
        }  # fmt: skip


def names() -> list[dict[str, Any]]:
    return [{"names": some, "length": length, "short": short_names(some, length)} for some, length in CASES]


def numbers() -> dict[str, Any]:
    """Return the table of numbers, and doubles of every size with what the build makes of them."""
    rng = np.random.default_rng(0)
    any_bits = rng.integers(0, 2**63, 4000, np.uint64) * 2 + rng.integers(0, 2, 4000, np.uint64)
    values = [value for value in any_bits.view(np.float64).tolist() if math.isfinite(value)]
    values += (rng.standard_normal(4000) * 10.0 ** rng.integers(-7, 17, 4000)).tolist()
    values += (rng.integers(-(10**6), 10**6, 1000) / 2.0 ** rng.integers(1, 20, 1000)).tolist()  # with halves to round
    columns = [values[i : i + 3] for i in range(4000, len(values) - 3, 3)]
    return {
        "cases": [[stored(value), shown, written] for value, shown, written in number_cases.CASES],
        "whole": [[str(value), shown, written] for value, shown, written in number_cases.WHOLE],
        "columns": [[stored(np.array(column)), *texts] for column, *texts in number_cases.COLUMNS]
        + [[column, in_column(column), in_column(column, table=True)] for column in columns],
        "durations": [[stored(value), text] for value, text in number_cases.DURATIONS]
        + [[value, duration(value)] for value in rng.lognormal(0, 5, 1000).tolist()],
        "sizes": [[stored(float(value)), text] for value, text in number_cases.SIZES]
        + [[value, file_size(value)] for value in np.floor(rng.lognormal(14, 8, 1000)).tolist()],
        "random": [
            [value, digits(value), digits(value, 2), exact(value), is_cut(value, digits(value))] for value in values
        ],
    }


FIXTURES = {
    "query": query, "blocks": blocks, "lines": lambda: list(lines()),
    "noise": lambda: list(noise_columns()), "outliers": lambda: list(outlier_stretches()),
    "detections": lambda: list(detections()),
    "masks": lambda: list(masks()), "histograms": lambda: list(histograms()),
    "confusions": lambda: list(confusions()), "scenes": scenes, "numbers": numbers,
    "names": names,
}  # fmt: skip


def write(folder: Path) -> None:
    """Write each fixture as a file of its name."""
    for name, make in FIXTURES.items():
        (folder / f"{name}.json").write_text(json.dumps(make(), allow_nan=False), "utf-8")
