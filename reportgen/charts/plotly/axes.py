"""Axes of a converted figure: their kind, their range as Plotly finds it, and their Vega scale and axes.

Places are numbers on every axis: dates are milliseconds since 1970, the i-th category stands at i.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from reportgen.charts import ticks
from reportgen.charts.plotly.stated import at, items

Places = list[float | None]
_DATE = re.compile(r"(\d{4}-\d\d(?:-\d\d)?(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)(?:Z|[+-]\d\d:?\d\d)?")
_NUMERAL = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*", re.IGNORECASE)
_PAD = 0.05 / 0.9
"""Plotly leaves a twentieth of the axis free at an end."""
_LOG_LABEL = (
    "datum.value >= 1e3 && datum.value < 1e15 ? format(datum.value, '~s')"
    " : datum.value >= 1e-3 && datum.value < 1e3 ? format(datum.value, '~r')"
    " : replace(format(datum.value, '~e'), 'e+', 'e')"
)
_SIDEWAYS, _LETTER, _USUAL = -45, 6.2, 480


class NoCounterpart(Exception):  # noqa: N818 - it is an answer, not a failure
    """What a figure shows cannot be said in Vega."""


def number(value: Any) -> float | None:
    """Return a finite number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def date(value: Any) -> float | None:
    """Return the milliseconds of a date in Plotly's form, whose time zone it leaves out."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    text = match[1] if len(match[1]) > 7 else f"{match[1]}-01"  # noqa: PLR2004 - a month
    try:
        return float(np.datetime64(text, "us").astype(np.int64)) / 1000
    except ValueError:
        return None


def literal(value: Any) -> str:
    """Return a value as Vega's expressions write it."""
    return json.dumps(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


class Axis:
    """One axis: its kind and names are known first, its ends once every trace has said what it needs."""

    def __init__(self, name: str, layout: Mapping[str, Any], values: Iterable[Any]) -> None:
        """Find the kind of the axis of ``values``, all that any trace has on it."""
        self.name, self.layout = name, layout
        self.setup: Mapping[str, Any] = layout.get(f"{name}axis") or {}
        known = [value for value in values if value is not None and value == value]  # noqa: PLR0124 - NaN
        self.names: list[str] = []
        self.kind = self._kind(known, str(self.setup.get("type", "-")))
        if self.kind == "category":
            self.names = list(dict.fromkeys(str(value) for value in known))
        self._index = {name: place for place, name in enumerate(self.names)}
        self._ends: list[tuple[float, bool]] = []

    def _kind(self, known: Sequence[Any], asked: str) -> str:
        texts = [value for value in known if isinstance(value, str)]
        if any(isinstance(value, bool) for value in known) or 0 < len(texts) < len(known):
            raise NoCounterpart(f"values of several types on the {self.name} axis")
        strict = self.layout.get("autotypenumbers") == "strict"
        if texts and not strict and any(_NUMERAL.fullmatch(text) for text in texts):
            raise NoCounterpart(f"numbers logged as text on the {self.name} axis")
        if not texts:
            if asked == "category" and not all(isinstance(value, int) for value in known):
                raise NoCounterpart("numeric strings as categories")
            return {"-": "linear"}.get(asked, asked)
        dates = [date(text) is not None for text in texts]
        if asked == "category" or (asked == "-" and not any(dates)):
            return "category"
        if asked in ("-", "date") and all(dates):
            return "date"
        raise NoCounterpart(f"text on the {self.name} axis that is neither dates nor categories")

    def places(self, values: Iterable[Any]) -> Places:
        """Return where values stand; None for those that have no place."""
        if self.kind == "date":
            return [date(value) if isinstance(value, str) else number(value) for value in values]
        if self.kind == "category":
            return [None if value is None else float(self._index[str(value)]) for value in values]
        found = [number(value) for value in values]
        return [None if v is None or v <= 0 else v for v in found] if self.kind == "log" else found

    def reach(self, places: Iterable[float | None], *, pad: bool, zero: bool = False) -> None:
        """Let the axis reach ``places``, with room at its ends if ``pad``; zero is an end without room."""
        self._ends += [(place, pad and not (zero and place == 0)) for place in places if place is not None]
        if zero and self.kind != "log":
            self._ends.append((0.0, False))

    def ends(self) -> tuple[float, float]:
        """Return the ends of the axis in data units, the left or lower one first."""
        asked, given = self.setup.get("autorange"), items(self.setup.get("range"))
        if given and asked is not True and asked != "reversed":
            found = [self._end(end) for end in given]
            if found[0] == found[1]:
                raise NoCounterpart("an axis of zero length")
            return found[0], found[1]
        if asked is False:
            raise NoCounterpart("an axis without a range")
        if self.setup.get("rangemode") == "tozero":
            self.reach([], pad=False, zero=True)
        low, high = self._automatic()
        return (high, low) if asked == "reversed" else (low, high)

    def _end(self, end: Any) -> float:
        found = date(end) if self.kind == "date" and isinstance(end, str) else number(end)
        if found is None or (self.kind == "log" and abs(found) > 300):  # noqa: PLR2004 - ends of a float
            raise NoCounterpart("a range given as text")
        return float(10.0**found) if self.kind == "log" else found

    def _automatic(self) -> tuple[float, float]:
        if not self._ends:
            return (1.0, 10.0) if self.kind == "log" else (-1.0, 6.0)
        scaled = [(math.log10(place) if self.kind == "log" else place, pad) for place, pad in self._ends]
        low, high = min(place for place, _ in scaled), max(place for place, _ in scaled)
        if low == high:
            low, high = low - 1, high + 1
        elif not math.isfinite(high - low):
            raise NoCounterpart("a range too wide to draw")
        else:
            room = (high - low) * _PAD
            near = room / 2  # an end within the room of a padded one gets the room as well
            first = any(pad and place - low < near for place, pad in scaled)
            last = any(pad and high - place < near for place, pad in scaled)
            low, high = low - room * first, high + room * last
        return (10.0**low, 10.0**high) if self.kind == "log" else (low, high)

    def scale(self, span: Sequence[Any] | str) -> dict[str, Any]:
        """Return the Vega scale over a range of pixels."""
        kind = {"date": "utc", "log": "log"}.get(self.kind, "linear")
        return {"name": self.name, "type": kind, "domain": list(self.ends()), "range": span, "zero": False,
                "nice": False}  # fmt: skip

    def axes(self, offset: str = "") -> list[dict[str, Any]]:
        """Return the Vega axes: one, and its mirror where the figure states one."""
        across = self.name == "x"
        grid = self.setup.get("showgrid", not (across and self.kind == "category"))
        inside = self.setup.get("ticks") == "inside"
        one: dict[str, Any] = {
            "scale": self.name, "orient": "bottom" if across else "left", "grid": bool(grid), "labelFlush": False,
            "domain": bool(self.setup.get("showline", across)), "ticks": self.setup.get("ticks", "") != "",
            "labels": bool(self.setup.get("showticklabels", True)), "labelOverlap": True, "zindex": 0,
        }  # fmt: skip
        if offset:
            one["offset"] = {"signal": offset}
        if inside:
            one |= {"tickSize": -5, "labelPadding": 7}
        text = str(at(self.setup, "title.text") or "")
        if text:
            one["title"] = lines(text)
        for path, name in (("title.font.size", "titleFontSize"), ("tickfont.size", "labelFontSize")):
            size = at(self.setup, path)
            one |= {name: size} if size else {}
        angle = self.setup.get("tickangle")
        one |= _turned(angle, across=across) if angle is not None else {}
        one |= self._labels(across=across, turned=angle is not None)
        mirror = self.setup.get("mirror")
        if not mirror or not self.setup.get("showline"):
            return [one]
        other = {"scale": self.name, "orient": "top" if across else "right", "grid": False, "labels": False,
                 "domain": True, "ticks": one["ticks"] and mirror != True}  # noqa: E712 # fmt: skip
        return [one, other | {k: one[k] for k in ("tickSize", "tickCount", "values", "offset") if k in one}]

    def _labels(self, *, across: bool, turned: bool) -> dict[str, Any]:
        """Return where labels stand and what they say."""
        chosen = self.setup.get("tickvals")
        if chosen is not None and self.setup.get("tickmode", "array") == "array":
            places = self.places(chosen)
            texts = items(self.setup.get("ticktext")) or [None] * len(places)
            pairs = [(p, t) for p, t in zip(places, texts, strict=False) if p is not None]
            if any(text is None for _, text in pairs):
                return {"values": [place for place, _ in pairs], **self._format()}
            return _worded([place for place, _ in pairs], [str(text) for _, text in pairs])
        if self.kind == "category":
            low, high = sorted(self.ends())
            kept = [(i, name) for i, name in enumerate(self.names) if low <= i <= high]
            wide = max((len(name) for _, name in kept), default=0) * _LETTER + 12
            worded = _worded([float(i) for i, _ in kept], [name for _, name in kept])
            worded["labelLimit"] = 110 if across else 150
            return worded | (_turned(45, across=True) if across and not turned and wide * len(kept) > _USUAL else {})
        return self._format()

    def _format(self) -> dict[str, Any]:
        low, high = sorted(self.ends())
        most = self.setup.get("nticks") or 0
        pixels = 90 if self.name == "x" else 50
        size = "width" if self.name == "x" else "height"
        count: dict[str, Any] = {"tickCount": {"signal": f"max(2, min({most or 99}, ceil({size} / {pixels})))"}}
        own = self.setup.get("tickformat")
        if self.kind == "date":
            if own:
                raise NoCounterpart("a number format on a date axis")
            return count
        if self.kind == "log":
            if own is None:
                return {"values": ticks.log(low, high), "encode": _text(_LOG_LABEL)}
            return {"values": ticks.log(low, high), "format": own}
        largest = max(abs(low), abs(high))
        return count | {"format": own or ("s" if largest >= 1e5 else "f" if largest >= 1e-3 else "e")}  # noqa: PLR2004


def lines(text: str) -> str | list[str]:
    """Return a title's lines; one that is all bold is as bold as every title here."""
    parts = re.split(r"<br\s*/?>", re.sub(r"^<b>(.*)</b>$", r"\1", text.strip()))
    return parts[0] if len(parts) == 1 else parts


def _turned(angle: float, *, across: bool) -> dict[str, Any]:
    if not across or not angle:
        return {"labelAngle": angle}
    return {"labelAngle": angle, "labelAlign": "left" if angle > 0 else "right", "labelBaseline": "middle"}


def _text(signal: str) -> dict[str, Any]:
    return {"labels": {"update": {"text": {"signal": signal}}}}


def _worded(places: list[float], texts: list[str]) -> dict[str, Any]:
    at_place = f"{literal(texts)}[indexof({literal(places)}, datum.value)]"
    return {"values": places, "encode": _text(at_place)}
