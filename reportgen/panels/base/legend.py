"""Legends: entries with a line, or a dot, in the colour of what they name; those of runs are switches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from markupsafe import Markup

from reportgen.charts import heat
from reportgen.digits import ends
from reportgen.media import css
from reportgen.texts import say

_MOST, _FIRST = 12, 10
"""A legend of more entries than _MOST shows _FIRST of them until it is asked for all."""
_PRINTED = 20
"""A legend of more entries says on paper, too, how many more there are."""
FAINT = 0.3
"""The share of the heat ramp that the lowest value gets: it must stand out from the paper."""


_LINE = Markup('<path d="M0 4h18" stroke="{}" stroke-width="2.5"{}/>')
_DOT = Markup('<circle cx="9" cy="4" r="4" fill="{}"/>')
_SQUARE = Markup('<rect x="5" y="-1" width="10" height="10" rx="2" fill="{}"/>')


def entry(
    name: str, color: str, dash: str = "", runs: Sequence[int] = (), key: str = "",
    sample: Literal["line", "dot", "square"] = "line",
) -> Markup:  # fmt: skip
    """Return one entry with a ``sample`` of what is drawn; with ``runs`` it is a button that hides and shows them."""
    color = css.value(color) or "var(--line-2)"  # logged figures name colours, too
    shape = _DOT if sample == "dot" else _SQUARE
    line = line_sample(color, dash) if sample == "line" else _drawn(shape.format(color))
    if not runs:
        return Markup("<li>{}<bdi>{}</bdi></li>").format(line, name)
    which = Markup(' data-key="{}"').format(key) if key else Markup()
    return Markup('<li><button type="button" disabled data-run="{}"{}>{}<bdi>{}</bdi></button></li>').format(
        ".".join(map(str, runs)), which, line, name
    )


def line_sample(color: str, dash: str = "") -> Markup:
    """Return a short line as legends show it."""
    return _drawn(_LINE.format(color, Markup(' stroke-dasharray="{}"').format(dash) if dash else ""))


def _drawn(sample: Markup) -> Markup:
    return Markup('<svg width="18" height="8" aria-hidden="true">{}</svg>').format(sample)


def legend(entries: Iterable[Markup]) -> Markup:
    """Return a legend of entries, nothing where there are none; of many the page shows the first, and how many more."""
    found = list(entries)
    many = Markup(" rg-many") if len(found) > _PRINTED else Markup()
    if len(found) > _MOST:
        first, rest = found[:_FIRST], found[_FIRST:]
        more = Markup(
            '<li class="rg-legend-more" data-live hidden><button type="button" aria-expanded="false">{}</button></li>'
        )
        found = [
            *first,
            *(Markup('<li class="rg-rest">') + each[len("<li>") :] for each in rest),
            more.format(say("+{n} more", n=f"{len(rest):,}")),
        ]
    inner = Markup().join(found)
    return Markup('<ul class="rg-legend{}">{}</ul>').format(many, inner) if inner else Markup()


def runs_legend(runs: Iterable[dict[str, Any]], sample: Literal["line", "dot", "square"] = "line") -> Markup:
    """Return a legend of runs, each once."""
    seen = {run["index"]: run for run in runs}
    return legend(
        entry(run["name"], f"var(--run-{index})", run.get("dash", ""), [index], sample=sample)
        for index, run in sorted(seen.items())
    )


def color_scale(name: str, values: Any, faint: float = FAINT) -> Markup:
    """Return a scale of the heat colours, from a share ``faint`` of the ramp, over the range of (n,) ``values``."""
    import numpy as np

    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    if not len(known):
        return legend([entry(say("no run has {name} as a number", name=name), "var(--line-2)")])
    low, high = ends(float(known.min()), float(known.max()))
    return Markup('<p class="rg-scale">{}</p>').format(heat_bar(name, low, high, faint))


def heat_bar(name: str, low: str, high: str, faint: float = FAINT) -> Markup:
    """Return a bar of the heat colours, from a share ``faint`` of the ramp, with its name and its ends in words."""
    stops = Markup(",").join(heat.css(faint + i / 5 * (1 - faint)) for i in range(6))
    return Markup(
        '<bdi>{}</bdi> <span>{}</span><i style="background:linear-gradient(to right,{})"></i><span>{}</span>'
    ).format(name, low, stops, high)
