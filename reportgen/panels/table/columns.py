"""Columns of a table as the page gets them: typed blocks, texts as places in a list, media as cells."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import numpy as np
from markupsafe import Markup

from reportgen.blocks import Block, code_block, exact_block, json_block, number_block, whole_block
from reportgen.conversations.cell import Show
from reportgen.model.media import Media, pieces
from reportgen.model.media.document import Text
from reportgen.panels.base.media.cells import CellPayload, Cells
from reportgen.panels.table.marked import marked
from reportgen.panels.table.talks import Talks, TalksPayload

Both = Annotated[list[Any], "[Distribution, Distribution]"]


class SeveralPayload(TypedDict):
    """All pieces of media of a cell."""

    kind: Literal["several"]
    items: list[CellPayload]


class ColumnPayload(TypedDict):
    """A column of a table: stored, or ``derived`` by a question.

    Texts are places in a list of ``texts``, timestamps milliseconds since 1970 told to the day or the second,
    ``width`` numbers are a vector; ``missing`` has the rows without a value. Of ``integer`` columns some number is too
    large for a double; ``marked`` values hold what JSON cannot; ``cells`` are of media. Of joined tables ``table`` says
    which it is of, and ``of`` its name there; ``whole`` are its distributions over all rows and over those that the
    spec keeps, where the page carries a part of them. The column of the runs has their places and colours,
    one of conversations its ``talks``.
    """

    name: str
    type: str
    block: NotRequired[str]
    texts: NotRequired[str]
    missing: NotRequired[str]
    width: NotRequired[int]
    timestamps: NotRequired[str]
    integer: NotRequired[bool]
    marked: NotRequired[bool]
    cells: NotRequired[str]
    derived: NotRequired[str]
    table: NotRequired[int]
    of: NotRequired[str]
    whole: NotRequired[Both]
    hidden: NotRequired[bool]
    pinned: NotRequired[bool]
    runs: NotRequired[dict[str, int]]
    colors: NotRequired[dict[str, str]]
    talks: NotRequired[TalksPayload]


class Columns:
    """Makes the blocks of columns, storing equal content once."""

    def __init__(self, cells: Cells, talks: Talks) -> None:
        self.cells = cells
        self.talks = talks
        self._made = 0

    def _store(self, block: Block) -> str:
        self.cells.store(block)
        return block.id

    def make(self, name: str, kind: str, values: Any) -> ColumnPayload:
        """Return a column's entry of the page's data: its values' block, and the places where there is none."""
        entry: ColumnPayload = {"name": name, "type": kind}
        if kind == "integer":
            self._wholes(entry, values)
        elif kind in ("number", "boolean"):
            self._numbers(entry, values)
        elif kind == "time":
            self._times(entry, values)
        elif kind == "text":
            self._texts(entry, values)
        elif kind == "vector":
            self._vectors(entry, values)
        else:
            self._nested(entry, values)
        return entry

    def _missing(self, entry: ColumnPayload, places: Any) -> None:
        if len(places):
            entry["missing"] = self._store(number_block(np.asarray(places)))

    def _numbers(self, entry: ColumnPayload, values: Any) -> None:
        gone = np.ma.getmaskarray(values)
        numbers = np.ma.getdata(values).astype(np.float64)
        filled = np.where(gone, 0.0, numbers)
        entry["block"] = self._store(code_block(filled) if entry["type"] == "boolean" else exact_block(filled))
        self._missing(entry, np.flatnonzero(gone))

    def _wholes(self, entry: ColumnPayload, values: Sequence[int | None]) -> None:
        """Store whole numbers of which one is too large for a double: as 64 bits, or as their digits."""
        filled = [value or 0 for value in values]
        narrow = all(-(1 << 63) <= value < 1 << 63 for value in filled)
        entry["type"], entry["integer"] = "number", True
        entry["block"] = self._store(whole_block(filled) if narrow else json_block([str(value) for value in filled]))
        self._missing(entry, _absent(values))

    def _nested(self, entry: ColumnPayload, values: Any) -> None:
        told = marked(values)
        entry["block"] = self._store(json_block(told))
        if told != values:
            entry["marked"] = True

    def _texts(self, entry: ColumnPayload, values: Sequence[str | None]) -> None:
        places: dict[str, int] = {}
        codes = [places.setdefault(value or "", len(places)) for value in values]
        entry["block"] = self._store(code_block(np.array(codes, np.int64)))
        entry["texts"] = self._store(json_block(list(places)))
        self._missing(entry, _absent(values))

    def _times(self, entry: ColumnPayload, values: Sequence[str | None]) -> None:
        """Store timestamps as milliseconds since 1970; texts where one is none, or carries more than them."""
        filled = [value or "1970-01-01" for value in values]
        try:
            timestamps = np.array(filled, "datetime64[ms]")
        except ValueError:
            return self._texts(entry, values)
        long = any(len(value) > len("1970-01-01") for value in filled)
        told = np.datetime_as_string(timestamps, unit="ms" if long else "D").tolist()
        shown = [text.rstrip("0").rstrip(".") if "." in text else text for text in told] if long else told
        if any(value is not None and value != text for value, text in zip(values, shown, strict=True)):
            return self._texts(entry, values)
        entry["block"] = self._store(exact_block(timestamps.astype(np.int64).astype(np.float64)))
        entry["timestamps"] = "second" if long else "day"
        return self._missing(entry, _absent(values))

    def _vectors(self, entry: ColumnPayload, values: Sequence[list[float] | None]) -> None:
        width = next((len(value) for value in values if value is not None), 0)
        if any(value is not None and (len(value) != width or None in value) for value in values):
            entry["type"] = "json"
            return self._nested(entry, values)
        flat = np.array([value if value is not None else [0.0] * width for value in values], np.float64)
        entry["block"], entry["width"] = self._store(exact_block(flat.ravel())), width
        return self._missing(entry, _absent(values))

    def _piece(self, piece: Any, label: str, name: str, place: int, *, static: bool) -> tuple[CellPayload, Markup]:
        """Return one piece of what a cell holds; ``label`` is its name there."""
        if not isinstance(piece, Media):
            text = piece if isinstance(piece, str) else json.dumps(piece, ensure_ascii=False, default=str)
            piece = Text(f"{label}: {text}" if label else text)
        cell, html = self.cells.make(self._made, piece, f"{name}, row {place}", name, static=static)
        self._made += 1
        if caption := ": ".join(filter(None, ["" if isinstance(piece, Text) else label, piece.caption])):
            cell["caption"] = caption
        return cell, html

    def conversations(
        self, name: str, values: Sequence[Any], show: Show, static: Collection[int]
    ) -> tuple[ColumnPayload, dict[int, Markup]]:
        """Return a column of conversations, and the markup of the cells at the places in ``static``."""
        found, markup = self.talks.column(name, values, show, static)
        return {"name": name, "type": "conversation", "talks": found}, markup

    def media(
        self, name: str, values: Sequence[Any], items: Sequence[Any], static: Collection[int]
    ) -> tuple[ColumnPayload, dict[int, Markup]]:
        """Return a column of media, and the markup of the cells at the places in ``static``."""
        made: list[CellPayload | SeveralPayload | None] = []
        markup: dict[int, Markup] = {}
        for place, item in enumerate(items):
            found = pieces(item) if item is not None else []
            if not any(isinstance(piece, Media) for _, piece in found):
                made.append(None)
                continue
            cells = [self._piece(piece, label, name, place, static=place in static) for label, piece in found]
            made.append(cells[0][0] if isinstance(item, Media) else {"kind": "several", "items": [c for c, _ in cells]})
            if place in static:
                markup[place] = cells[0][1] if isinstance(item, Media) else _several([html for _, html in cells])
        entry: ColumnPayload = {"name": name, "type": "media"}
        self._nested(entry, values)
        entry["cells"] = self._store(json_block(made))
        return entry, markup


def _absent(values: Sequence[Any]) -> list[int]:
    return [n for n, value in enumerate(values) if value is None]


def _several(cells: Sequence[Markup]) -> Markup:
    return Markup('<span class="rg-several">{}</span>').format(Markup().join(cells))
