"""The S workload by a peer: peers.py altair|plotly DATA_DIR OUT.html. One self-contained file, nothing omitted."""

import base64
import sys
from pathlib import Path

import numpy as np

PEER, DATA, OUT = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
VALUES = np.load(DATA / "scalars.npy")
NAMES = (DATA / "names.txt").read_text().split("\n")
IMAGES = [
    "data:image/png;base64," + base64.b64encode(p.read_bytes()).decode()
    for p in sorted((DATA / "images").glob("*.png"))
]
RUNS, _, STEPS = VALUES.shape


def with_altair() -> None:
    import altair as alt
    import pandas as pd

    alt.data_transformers.disable_max_rows()
    steps, runs = np.tile(np.arange(STEPS), RUNS), np.repeat([f"run-{r:02d}" for r in range(RUNS)], STEPS)
    charts = []
    for m, name in enumerate(NAMES):
        frame = pd.DataFrame({"step": steps, "value": VALUES[:, m].ravel(), "run": runs})
        charts.append(
            alt.Chart(frame, title=name, width=420, height=240).mark_line().encode(x="step", y="value:Q", color="run")
        )
    for url in IMAGES:
        frame = pd.DataFrame({"url": [url]})
        charts.append(alt.Chart(frame, width=160, height=160).mark_image(width=160, height=160).encode(url="url"))
    alt.concat(*charts, columns=2).save(str(OUT), inline=True)


def with_plotly() -> None:
    import plotly.graph_objects as go

    parts = []
    for m, name in enumerate(NAMES):
        figure = go.Figure(layout={"title": name, "height": 300})
        for r in range(RUNS):
            figure.add_scatter(x=np.arange(STEPS), y=VALUES[r, m], name=f"run-{r:02d}", mode="lines")
        parts.append(figure.to_html(include_plotlyjs=not parts, full_html=False))
    for url in IMAGES:
        figure = go.Figure(go.Image(source=url), layout={"width": 200, "height": 200})
        parts.append(figure.to_html(include_plotlyjs=False, full_html=False))
    OUT.write_text("<!doctype html><meta charset=utf-8>" + "\n".join(parts), "utf-8")


{"altair": with_altair, "plotly": with_plotly}[PEER]()
