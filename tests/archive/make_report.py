"""Makes ``report-1.0.html``: a small report of this version, which every later version must be able to take apart.

python tests/archive/make_report.py tests/archive/report-1.0.html

The page's own code is taken out: it is no part of the archive, and would be nearly all of the file.
"""

from __future__ import annotations

import io
import math
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from reportgen.model.column import Column, KeyInfo
from reportgen.model.media import Held, LoggedMedia, Media
from reportgen.model.media.histogram import Histogram
from reportgen.model.media.image import Box, Boxes, Mask
from reportgen.model.media.image import Image as LoggedImage
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.table import Table
from reportgen.native.files import MemoryFile
from reportgen.publish.archive.native_runs import write_runs

SPEC = """\
title: A small report
description: Two runs, kept for later versions.
goal: val/loss
runs: runs/*
blocks:
  - markdown: "What was seen: ![a dot](dot.png)"
  - headline
  - line_plot: {y: [val/loss, train/loss], title: Losses}
  - run_table: {columns: [config.lr, config.optim.name, summary.val/loss]}
  - bar_plot: {metrics: val/loss, groupby: config.optim.name}
  - panel_grid:
      panels:
        - scalar_chart: val/loss
        - histogram: weights
  - media_browser: {media_keys: seen}
  - table: predictions
  - table: {path: more.csv, title: A file}
"""


class MadeRun(RunSource):
    """A run in memory."""

    def __init__(self, name: str, created: float, config: dict[str, Any]) -> None:
        self._meta = RunMeta(name, name, "made", created=created, duration=50.0, config=config, sdk="made")
        self._columns: dict[str, Column] = {}
        self._media: dict[str, list[LoggedMedia]] = {}
        self._tables: dict[str, Table] = {}

    @property
    def meta(self) -> RunMeta:
        return self._meta

    def add(self, key: str, steps: Any, values: Any) -> None:
        """Add a metric, a point a second."""
        self._columns[key] = Column(steps.astype(np.int64), values.astype(float), self._meta.created + steps)

    def show(self, key: str, step: int, value: Media) -> None:
        """Add a piece of media."""
        self._media.setdefault(key, []).append(LoggedMedia(value, step))

    def table_of(self, key: str, columns: list[str], rows: list[list[Any]]) -> None:
        """Add a table."""
        self._tables[key] = Table(columns, rows, len(rows))

    def keys(self) -> dict[str, KeyInfo]:
        found = {key: KeyInfo(key, ("number",), len(column)) for key, column in self._columns.items()}
        found |= {key: KeyInfo(key, (items[0].value.kind,), len(items)) for key, items in self._media.items()}
        return found | {key: KeyInfo(key, ("table",), 1) for key in self._tables}

    def column(self, key: str) -> Column:
        return self._columns.get(key, Column.empty())

    def media(self, key: str) -> list[LoggedMedia]:
        return self._media.get(key, [])

    def tables(self, key: str) -> list[tuple[int, Table]]:
        return [(39, self._tables[key])] if key in self._tables else []


def png(size: int, color: tuple[int, int, int]) -> bytes:
    """Return a picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (size, size), color).save(buffer, "PNG")
    return buffer.getvalue()


def mask() -> bytes:
    """Return a mask of two classes and a background."""
    picture = Image.new("L", (16, 16))
    picture.paste(1, (2, 2, 9, 7))
    picture.paste(2, (8, 6, 14, 15))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def log(folder: Path) -> None:
    """Write two runs, without a clock."""
    runs = []
    for number, (name, lr, optimizer) in enumerate((("plain", 0.1, "sgd"), ("short", 0.01, "adamw"))):
        steps = np.arange(40)
        run = MadeRun(name, 1_790_000_000.0 + 60 * number, {"lr": lr, "optim": {"name": optimizer}})
        run.add("train/loss", steps, 1 / (1 + steps * lr * 3) + 0.01 * np.sin(steps))
        run.add("val/loss", steps[9::10], 1 / (1.1 + steps[9::10] * lr * 3))
        for step, heights in ((0, [4.0, 8, 2]), (20, [1, 9, 7])):
            run.show("weights", step, Histogram(np.array([0.0, 1, 2, 3]), np.array(heights)))
        boxes = Boxes((Box(2, 2, 9, 7, 1, "", {"score": 0.75}, domain="pixel"),), {1: "car"})
        file = MemoryFile(Path(), f"{name}.png", content=png(16, (40, 90 + 80 * number, 160)))
        truth = Mask(MemoryFile(Path(), "mask.png", content=mask()), {1: "car", 2: "tree"})
        over: dict[str, Any] = {"boxes": {"predictions": Held(boxes)}, "masks": {"truth": truth}}
        run.show("seen", 39, LoggedImage(file, 16, 16, caption="a street", **over))
        rows = [[n, "car" if n % 3 else "tree", n / 7, n % 2 == 0, None if n == 4 else f"row {n}"] for n in range(9)]
        run.table_of("predictions", ["id", "label", "score", "right", "note"], rows)
        runs.append(run)
    write_runs(runs, [run.meta.id for run in runs], folder / "runs")


def make(folder: Path) -> Path:
    """Return the whole report, built in ``folder``."""
    from reportgen import build

    log(folder)
    (folder / "dot.png").write_bytes(png(4, (200, 30, 30)))
    rows = "\n".join(f"{n},{math.sqrt(n):.6f}" for n in range(6))
    (folder / "more.csv").write_text(f"n,root\n{rows}\n", "utf-8")
    (folder / "report.yaml").write_text(SPEC, "utf-8")
    return build(folder / "report.yaml").path


def without_code(page: bytes) -> bytes:
    """Return a report without scripts and style sheets."""
    page = re.sub(rb'<script type="application/octet-stream" data-module=[^<]*</script>\n', b"", page)
    page = re.sub(rb"<style>.*?</style>", b"<style></style>", page, count=1, flags=re.DOTALL)
    page = re.sub(rb"<script>.*?</script>", b"<script></script>", page, flags=re.DOTALL)
    return re.sub(rb'<pre tabindex="0" class="rg-licences">.*?</pre>', b"", page, flags=re.DOTALL)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        Path(sys.argv[1]).write_bytes(without_code(make(Path(name)).read_bytes()))
