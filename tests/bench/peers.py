"""A workload by a peer, as one self-contained file with nothing omitted.

peers.py altair|plotly|bokeh WORKLOAD_DIR OUT.html
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

import numpy as np
from workload import CLASSES, Workload


def url(path: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


def with_altair(work: Workload, out: Path) -> None:
    import altair as alt
    import pandas as pd

    alt.data_transformers.disable_max_rows()
    runs, _, long = work.scalars.shape
    steps, names = np.tile(np.arange(long), runs), np.repeat([f"run-{r:02d}" for r in range(runs)], long)
    charts = []
    for number, name in enumerate(work.metrics):
        frame = pd.DataFrame({"step": steps, "value": work.scalars[:, number].ravel(), "run": names})
        plot = alt.Chart(frame, title=name, width=420, height=240).mark_line()
        charts.append(plot.encode(x="step", y="value:Q", color="run"))
    for counts in work.counts:
        moment, place = (one.ravel() for one in np.indices(counts.shape))
        frame = pd.DataFrame({"step": moment, "bin": place, "count": counts.ravel()})
        charts.append(alt.Chart(frame).mark_rect().encode(x="step:O", y="bin:O", color="count"))
    for recall, precision in work.curves():
        frame = pd.DataFrame({"recall": recall, "precision": precision})
        charts.append(alt.Chart(frame).mark_line().encode(x="recall", y="precision"))
    for path, boxes in zip(work.images(), work.boxes, strict=True):
        layers = [
            alt.Chart(pd.DataFrame({"url": [url(one)]})).mark_image(width=160, height=160).encode(url="url")
            for one in (path, work.mask(path))
        ]
        frame = pd.DataFrame({
            "x": [box["left"] for box in boxes], "x2": [box["left"] + box["width"] for box in boxes],
            "y": [box["top"] for box in boxes], "y2": [box["top"] + box["height"] for box in boxes],
            "label": [CLASSES[box["class"]] for box in boxes],
        })  # fmt: skip
        drawn = alt.Chart(frame).mark_rect(fillOpacity=0).encode(x="x", x2="x2", y="y", y2="y2", stroke="label")
        charts.append(alt.layer(*layers, drawn).properties(width=160, height=160))
    cells = pd.DataFrame(work.rows()).reset_index().melt("index").astype({"value": str})
    charts.append(alt.Chart(cells).mark_text().encode(x="variable", y="index:O", text="value"))
    cloud = pd.DataFrame(work.points, columns=["x", "y", "z", "r", "g", "b"])
    charts.append(alt.Chart(cloud).mark_point(size=1).encode(x="x", y="y", color="z"))
    alt.concat(*charts, columns=2).save(str(out), inline=True)


def with_plotly(work: Workload, out: Path) -> None:
    import plotly.graph_objects as go

    figures = []
    for number, name in enumerate(work.metrics):
        figure = go.Figure(layout={"title": name, "height": 300})
        for run, values in enumerate(work.scalars[:, number]):
            figure.add_scatter(x=np.arange(len(values)), y=values, name=f"run-{run:02d}", mode="lines")
        figures.append(figure)
    figures += [go.Figure(go.Heatmap(z=counts.T)) for counts in work.counts]
    figures += [go.Figure(go.Scatter(x=recall, y=precision)) for recall, precision in work.curves()]
    for path, boxes in zip(work.images(), work.boxes, strict=True):
        figure = go.Figure([go.Image(source=url(path)), go.Image(source=url(work.mask(path)), opacity=0.5)])
        for box in boxes:
            right, bottom = box["left"] + box["width"], box["top"] + box["height"]
            figure.add_shape(type="rect", x0=box["left"], y0=box["top"], x1=right, y1=bottom)
        figures.append(figure)
    rows = work.rows()
    figures.append(go.Figure(go.Table(header={"values": list(rows)}, cells={"values": list(rows.values())})))
    x, y, z = work.points[:, :3].T
    colors = [f"rgb({r},{g},{b})" for r, g, b in (work.points[:, 3:] * 255).astype(int).tolist()]
    figures.append(go.Figure(go.Scatter3d(x=x, y=y, z=z, mode="markers", marker={"size": 1, "color": colors})))
    with out.open("w", encoding="utf-8") as file:
        file.write("<!doctype html><meta charset=utf-8>")
        for number, figure in enumerate(figures):
            file.write(figure.to_html(include_plotlyjs=number == 0, full_html=False))


def with_bokeh(work: Workload, out: Path) -> None:
    from bokeh.embed import file_html
    from bokeh.layouts import column
    from bokeh.models import ColumnDataSource, DataTable, TableColumn
    from bokeh.plotting import figure
    from bokeh.resources import INLINE

    shown = []
    for number, name in enumerate(work.metrics):
        plot = figure(title=name, width=420, height=240)
        for run, values in enumerate(work.scalars[:, number]):
            plot.line(np.arange(len(values)), values, legend_label=f"run-{run:02d}")
        shown.append(plot)
    for counts in work.counts:
        plot = figure(width=420, height=240)
        plot.image([counts.T], 0, -1, len(counts), 2)
        shown.append(plot)
    for recall, precision in work.curves():
        plot = figure(width=420, height=240)
        plot.line(recall, precision)
        shown.append(plot)
    for path, boxes in zip(work.images(), work.boxes, strict=True):
        plot, side = figure(width=240, height=240), work.size.pixels
        plot.image_url([url(path)], 0, 0, side, side)
        plot.image_url([url(work.mask(path))], 0, 0, side, side, global_alpha=0.5)
        left, top, wide, high = (np.array([box[k] for box in boxes]) for k in ("left", "top", "width", "height"))
        plot.rect(left + wide / 2, top + high / 2, wide, high, fill_alpha=0)
        shown.append(plot)
    rows = work.rows()
    shown.append(DataTable(source=ColumnDataSource(rows), columns=[TableColumn(field=k, title=k) for k in rows]))
    plot, (x, y) = figure(width=420, height=420), work.points[:, :2].T
    plot.scatter(x, y, size=1, color=(work.points[:, 3:] * 255).astype(np.uint8))
    shown.append(plot)
    out.write_text(file_html(column(*shown), INLINE, "S"), "utf-8")


PEERS = {"altair": with_altair, "plotly": with_plotly, "bokeh": with_bokeh}

if __name__ == "__main__":
    PEERS[sys.argv[1]](Workload(Path(sys.argv[2])), Path(sys.argv[3]))
