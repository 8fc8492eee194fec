"""Pictures of charts of the user's own, drawn by vl-convert in another process within a limit of time."""

from __future__ import annotations

import atexit
import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from reportgen.charts.custom import ChartError, first_line
from reportgen.charts.frame import own_titles
from reportgen.charts.static import root as picture_of
from reportgen.errors import Level
from reportgen.media import css
from reportgen.media.private import inside

SECONDS = 30.0
"""What one drawing may compute."""
_WAIT = 20
"""How many times as long it may take on a machine that has other things to do."""
_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = {"svg", "g", "path", "rect", "text", "tspan", "line", "circle", "clipPath", "defs", "linearGradient",
         "radialGradient", "stop", "image"}  # fmt: skip
_ATTRIBUTES = {
    "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "d", "transform", "fill",
    "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-dashoffset", "opacity", "text-anchor", "font-size",
    "font-weight", "font-style", "dominant-baseline", "dy", "dx", "offset", "stop-color", "stop-opacity",
    "preserveAspectRatio",
}  # fmt: skip
_PAINTS = {"fill", "stroke", "stop-color"}


_TOO_LONG = "drawing it takes more than {:.0f} seconds of CPU time"
_LOOK = "Look for transforms and expressions that keep generating rows."


class NotDrawn(ChartError):  # noqa: N818 - what happened to a chart that may be right
    """A chart that nothing is wrong with as a spec, and that does not come to an end."""

    level = Level.MISSING


class _Worker:
    """One process that draws; started on first use, and again after one was stopped."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, vega: str) -> dict[str, Any]:
        process = self._started()
        assert process.stdin is not None  # noqa: S101 - opened as a pipe
        assert process.stdout is not None  # noqa: S101
        stdout = process.stdout
        answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: answers.put(stdout.readline()), daemon=True).start()
        try:
            process.stdin.write(f'{{"seconds": {SECONDS}, "vega": {vega}}}\n')
            process.stdin.flush()
            answer = answers.get(timeout=SECONDS * _WAIT)
        except queue.Empty:
            self.stop()
            raise NotDrawn(_TOO_LONG.format(SECONDS), _LOOK) from None
        except OSError:
            answer = ""
        if not answer:
            status = process.wait()
            self.stop()
            if status == -getattr(signal, "SIGXCPU", 0):
                raise NotDrawn(_TOO_LONG.format(SECONDS), _LOOK)
            raise NotDrawn("the renderer crashed while drawing it, perhaps out of memory", _LOOK)
        found: dict[str, Any] = json.loads(answer)
        return found

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "reportgen.charts.worker"]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
            atexit.register(self.stop)
        return self._process

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


_worker = _Worker()


_FONT = "Liberation Sans"
"""The font that vl-convert brings along: labels take the same room on every machine, whatever is installed there."""
_FONT_NAMES = {"font", "labelFont", "titleFont", "subtitleFont"}


def _measured(value: Any) -> Any:
    """Return a part of a Vega spec with all its fonts by the one that is always there."""
    if isinstance(value, list):
        return [_measured(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    found = {key: _measured(item) for key, item in value.items()}
    for key in _FONT_NAMES & found.keys():
        found[key] = _FONT if isinstance(found[key], str) else {"value": _FONT}
    return found


def _with_font(vega: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Vega spec that is drawn alike on every machine; its data are left alone."""
    spec = {key: item if key == "data" else _measured(item) for key, item in vega.items()}
    config = dict(spec.get("config") or {})
    styles = dict(config.get("style") or {})
    for name in ("guide-label", "guide-title", "group-title", "group-subtitle"):
        styles[name] = {**styles.get(name, {}), "font": _FONT}
    text = {"font": _FONT, **(config.get("text") or {})}
    return {**spec, "config": {**config, "style": styles, "text": text}}


def draw(vega: Mapping[str, Any]) -> tuple[Markup, float, float]:
    """Return the chart as SVG of a closed list of elements, with its width and height in px.

    ChartError says what Vega finds wrong with it, or that it does not come to an end.
    """
    answer = _worker.ask(json.dumps(_with_font(own_titles(vega))))
    if "error" in answer:
        raise ChartError(f"Vega cannot draw it: {first_line(answer['error'])}")
    try:
        root = ET.fromstring(answer["svg"])  # noqa: S314 - our own renderer's output, which holds no entities
    except ET.ParseError:
        raise ChartError("the result is not valid SVG: some of its text contains control characters") from None
    size = float(root.get("width", "0")), float(root.get("height", "0"))
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    inner = Markup().join(_clean(child) for child in root)
    view = root.get("viewBox", f"0 0 {size[0]} {size[1]}")
    return picture_of(view, *size, inner, "rg-static rg-drawn"), *size


def _clean(element: ET.Element) -> Markup:
    """Return an element with what the lists name; what they do not is omitted."""
    tag = element.tag.removeprefix(_SVG)
    if tag not in _TAGS:
        return Markup()
    pairs = [
        Markup('{}="{}"').format(Markup(name), value)  # noqa: S704 - a name of the list
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and "url(" not in value and (name not in _PAINTS or css.value(value) is not None)
    ]
    href = element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or ""
    if tag == "image":
        if not href.startswith(("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,")):
            return Markup()
        pairs.append(Markup('href="{}"').format(inside.raster(href) or ""))
    text = Markup("{}").format(element.text or "")
    inner = text + Markup().join(_clean(child) for child in element)
    name, attributes = Markup(tag), Markup().join(Markup(" ") + pair for pair in pairs)  # noqa: S704 - of the list
    return Markup("<{0}{1}>{2}</{0}>").format(name, attributes, inner)
