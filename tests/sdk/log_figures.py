"""Log Plotly figures, ordinary ones and hostile ones, as the SDK stores them: log_figures.py OUT_DIR."""

import json
from pathlib import Path

from offline import start

OUT = start()

import wandb  # noqa: E402

CALL = "http://example.invalid/x"
RUN = "window.__pwned=1"
TWO = [{"x": [1, 2], "y": [1, 2], "name": "train-curve"}, {"x": [1, 2], "y": [2, 1], "name": "val-curve"}]
LINE = [{"x": [0, 1, 2], "y": [0.1, 0.2, 0.3]}]
PLAIN = {
    "lines": {"data": TWO, "layout": {"title": {"text": "Two curves"}}},
    "ticks": {"data": LINE, "layout": {"xaxis": {"tickvals": [0, 1, 2], "ticktext": ["cat", "dog", "fox"]}}},
    "note": {"data": LINE, "layout": {"annotations": [{"x": 1, "y": 0.2, "text": "look-here"}], "title": "Noted"}},
    "percent": {"data": LINE, "layout": {"yaxis": {"tickformat": ".0%"}}},
    "sankey": {"data": [{"type": "sankey", "node": {"label": ["a", "b", "c"]},
                         "link": {"source": [0, 0], "target": [1, 2], "value": [1, 2]}}]},
    "tall": {"data": TWO, "layout": {"height": 520, "width": 300}},
}  # fmt: skip
STYLES = [
    "background:url(http://example.invalid/x)", "fill:url(http://example.invalid/x)",
    r"fill:u\72l(http://example.invalid/x)",
    "filter:url('http://example.invalid/x#a')", "font-family:x;src:url(//example.invalid/x)",
    "background-image:image-set('http://example.invalid/x' 1x)", "color:red;mask:url(http://example.invalid/x)",
]  # fmt: skip
TEXTS = [
    *(f'<span style="{style}">styled</span>' for style in STYLES), f'<a href="{CALL}">linked</a>',
    f"<a href='javascript:{RUN}'>linked</a>", f'<a xlink:href="{CALL}" target="_top">linked</a>',
    f"<img src={CALL} onerror={RUN}>", f"<svg><image href={CALL}></svg>", f"<script>{RUN}</script>",
    f'<b onclick="{RUN}">bold</b>', f"%{{meta[0]}}a href='{CALL}'>linked", f'<span\nstyle="fill:url({CALL})">x</span>',
    f'<span style="color:red;" style="fill:url({CALL})">x</span>',
]  # fmt: skip
IMAGE = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "sizex": 1, "sizey": 1, "source": CALL}
BUTTON = {"label": "b", "method": "relayout", "args": [{"images[0].source": CALL}, "images[0].source", CALL]}
HOSTILE = {
    **{f"text{n}": {"data": [{"x": [1, 2], "y": [1, 2], "mode": "text+markers", "text": text, "name": text,
                              "hovertext": text,
                              "customdata": [text, text], "meta": ["<"], "showlegend": True}],
                    "layout": {"title": {"text": text}, "xaxis": {"title": {"text": text}}, "meta": ["<"],
                               "annotations": [{"x": 1, "y": 1, "text": text, "hovertext": text}]}}
       for n, text in enumerate(TEXTS)},
    "images": {"data": LINE, "layout": {"images": [IMAGE, {**IMAGE, "source": "//example.invalid/x"}]}},
    "image": {"data": [{"type": "image", "source": CALL}]},
    "table": {"data": [{"type": "table", "header": {"values": TEXTS[:3]}, "cells": {"values": [TEXTS]}}]},
    "template": {"data": LINE, "layout": {"template": {"layout": {"images": [IMAGE]}}, "images": [{"x": 0}]}},
    "buttons": {"data": LINE, "layout": {"images": [{**IMAGE, "source": ""}], "updatemenus": [{"buttons": [BUTTON]}]}},
    "frames": {"data": LINE, "frames": [{"name": "f", "data": LINE, "layout": {"images": [IMAGE]}}],
               "layout": {"shapes": []}},
    "maps": {"data": [{"type": "scatter", "y": [1], "error_y": {"value": 1}}],
             "layout": {"mapbox": {"style": CALL, "layers": [{"source": CALL, "sourcetype": "image"}]},
                        "map": {"style": CALL},
                        "geo": {"scope": "usa"}}},
    "config": {"data": [{"type": "surface", "z": [[1, 2], [2, 1]]}],
               "config": {"plotlyServerURL": CALL, "showLink": True, "showSendToCloud": True, "topojsonURL": CALL,
                          "mapboxAccessToken": "x", "locale": CALL}},
    "fonts": {"data": [{**LINE[0], "error_y": {"value": 0.1}}],
              "layout": {"font": {"family": f"x;src:url({CALL})"},
                         "title": {"text": "t", "font": {"color": f"url({CALL})"}}}},
    "keys": {"data": [{**LINE[0], "error_y": {"value": 0.1}, "constructor": {"prototype": {"polluted": 1}}}],
             "layout": {"prototype": {"x": 1}}},
}  # fmt: skip
PROTO = (
    '{"data": [{"y": [1, 2], "__proto__": {"polluted": 1}}], "layout": {"__proto__": {"polluted": 1}, "shapes": [{}]}}'
)


def log(name: str, figures: dict[str, object]) -> None:
    run = wandb.init(project="figures", name=name, settings=wandb.Settings(console="off"))
    folder = Path(run.dir) / "media" / "plotly"
    folder.mkdir(parents=True)
    for key, figure in figures.items():
        text = figure if isinstance(figure, str) else json.dumps(figure)
        (folder / f"{key}.plotly.json").write_text(text)
    run.log({key: {"_type": "plotly-file", "path": f"media/plotly/{key}.plotly.json"} for key in figures})
    run.finish()


log("plain", PLAIN)
log("hostile", HOSTILE | {"proto": PROTO})
