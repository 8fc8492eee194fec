"""Layouts of the plugin ``custom_scalars`` (tensorboard/plugins/custom_scalar/layout.proto): the tags of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reportgen.model.layout import LoggedLayout, LoggedPanel
from reportgen.patterns import found_in
from reportgen.protobuf import Message, WireError
from reportgen.readers.tensorboard.log.events import TENSOR, Entry
from reportgen.readers.tensorboard.log.tensor import WrongTensor, tensor_of

_TITLE, _LINES, _MARGIN = 1, 2, 3
_NO_TITLES = {"default": "Custom scalars", "untitled": ""}
"""What tensorboardX calls a category and a chart that were given no title, and what to call them here."""


def layouts(entries: Iterable[Entry], tags: Sequence[str]) -> Iterator[LoggedLayout]:
    """Yield the categories of the last layout that was logged, with the tags that match each chart."""
    for entry in list(entries)[-1:]:
        try:
            texts = tensor_of(entry.value().data(TENSOR)).texts
            layout = Message(texts[0]) if texts else Message(b"")
            for category in map(Message, layout.all(2)):
                panels = [_panel(Message(chart), tags) for chart in category.all(2)]
                yield LoggedLayout(_title(category), tuple(panel for panel in panels if panel.keys))
        except (WireError, WrongTensor, OSError):
            continue


def _panel(chart: Message, tags: Sequence[str]) -> LoggedPanel:
    bands: dict[str, tuple[str, str]] = {}
    if _LINES in chart:
        wanted = [text.decode("utf-8", "replace") for text in chart.sub(_LINES).all(1)]
        found = [tag for text in wanted for tag in _matching(text, tags)]
    else:
        found = []
        for series in map(Message, chart.sub(_MARGIN).all(1)):
            value, lower, upper = (series.text(field) for field in (1, 2, 3))
            if value in tags and lower in tags and upper in tags:
                bands[value] = lower, upper
                found.append(value)
            else:
                found += [tag for tag in (value, lower, upper) if tag in tags]
    keys = tuple(dict.fromkeys(found))
    return LoggedPanel(_title(chart) or ", ".join(keys), keys, bands)


def _title(message: Message) -> str:
    title = message.text(_TITLE)
    return _NO_TITLES.get(title, title)


def _matching(wanted: str, tags: Sequence[str]) -> list[str]:
    """Return the tags that a pattern matches from their beginning, as in TensorBoard."""
    return [wanted] if wanted in tags else [tag for tag in tags if found_in(tag, f"^(?:{wanted})")]
