"""Columns of a table as the page gets them: typed blocks, texts as places in a list, media as cells."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from reportgen.blocks import Block, code_block, exact_block, json_block, number_block, whole_block
from reportgen.lang.evaluate import EXACT
from reportgen.model.media import Media, pieces
from reportgen.model.media.document import Text
from reportgen.panels.base.media.cells import Cells


class Columns:
    """Makes the blocks of columns, storing equal content once."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self._made = 0

    def _store(self, block: Block) -> str:
        self.cells.store(block)
        return block.id

    def make(self, name: str, kind: str, values: Any) -> dict[str, Any]:
        """Return a column's entry of the page's data: its values' block, and the places where there is none."""
        entry: dict[str, Any] = {"name": name, "type": kind}
        if kind == "integer":
            return entry | self._wholes(values)
        if kind in ("number", "boolean"):
            return entry | self._numbers(values, boolean=kind == "boolean")
        missing = [n for n, value in enumerate(values) if value is None]
        if kind == "time":
            return entry | self._times(values, missing)
        if kind == "text":
            return entry | self._texts(values, missing)
        if kind == "vector":
            return entry | self._vectors(values, missing)
        return entry | self._nested(values)

    def _missing(self, places: Any) -> dict[str, str]:
        return {"missing": self._store(number_block(np.asarray(places)))} if len(places) else {}

    def _numbers(self, values: Any, *, boolean: bool) -> dict[str, Any]:
        gone = np.ma.getmaskarray(values)
        numbers = np.ma.getdata(values).astype(np.float64)
        filled = np.where(gone, 0.0, numbers)
        block = code_block(filled) if boolean else exact_block(filled)
        return {"block": self._store(block)} | self._missing(np.flatnonzero(gone))

    def _wholes(self, values: Sequence[int | None]) -> dict[str, Any]:
        """Return whole numbers of which one is too large for a double: as 64 bits, or as their digits."""
        filled = [value or 0 for value in values]
        narrow = all(-(1 << 63) <= value < 1 << 63 for value in filled)
        block = whole_block(filled) if narrow else json_block([str(value) for value in filled])
        missing = self._missing([n for n, value in enumerate(values) if value is None])
        return {"type": "number", "integer": True, "block": self._store(block), **missing}

    def _nested(self, values: Any) -> dict[str, Any]:
        told = marked(values)
        return {"block": self._store(json_block(told)), **({"marked": True} if told != values else {})}

    def _texts(self, values: Sequence[str | None], missing: Sequence[int]) -> dict[str, Any]:
        places: dict[str, int] = {}
        codes = [places.setdefault(value or "", len(places)) for value in values]
        return {
            "block": self._store(code_block(np.array(codes, np.int64))), "texts": self._store(json_block(list(places)))
        } | self._missing(missing)  # fmt: skip

    def _times(self, values: Sequence[str | None], missing: Sequence[int]) -> dict[str, Any]:
        """Return moments as milliseconds since 1970; texts where one is no moment, or carries more than them."""
        filled = [value or "1970-01-01" for value in values]
        try:
            moments = np.array(filled, "datetime64[ms]")
        except ValueError:
            return self._texts(values, missing)
        long = any(len(value) > len("1970-01-01") for value in filled)
        told = np.datetime_as_string(moments, unit="ms" if long else "D").tolist()
        shown = [text.rstrip("0").rstrip(".") if "." in text else text for text in told] if long else told
        if any(value is not None and value != text for value, text in zip(values, shown, strict=True)):
            return self._texts(values, missing)
        block = exact_block(moments.astype(np.int64).astype(np.float64))
        return {"block": self._store(block), "moments": "second" if long else "day"} | self._missing(missing)

    def _vectors(self, values: Sequence[list[float] | None], missing: Sequence[int]) -> dict[str, Any]:
        width = next((len(value) for value in values if value is not None), 0)
        if any(value is not None and (len(value) != width or None in value) for value in values):
            return {"type": "json"} | self._nested(values)
        flat = np.array([value if value is not None else [0.0] * width for value in values], np.float64)
        return {"block": self._store(exact_block(flat.ravel())), "width": width} | self._missing(missing)

    def _piece(self, piece: Any, label: str, name: str, place: int, *, static: bool) -> tuple[dict[str, Any], Markup]:
        """Return one piece of what a cell holds; ``label`` is its name there."""
        if not isinstance(piece, Media):
            text = piece if isinstance(piece, str) else json.dumps(piece, ensure_ascii=False, default=str)
            piece = Text(f"{label}: {text}" if label else text)
        cell, html = self.cells.make(self._made, piece, f"{name}, row {place}", name, static=static)
        self._made += 1
        if caption := ": ".join(filter(None, ["" if isinstance(piece, Text) else label, piece.caption])):
            cell["caption"] = caption
        return cell, html

    def media(
        self, name: str, values: Sequence[Any], items: Sequence[Any], static: Collection[int]
    ) -> tuple[dict[str, Any], dict[int, Markup]]:
        """Return a column of media, and the markup of the cells at the places in ``static``."""
        made: list[dict[str, Any] | None] = []
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
        entry = {"name": name, "type": "media", **self._nested(values), "cells": self._store(json_block(made))}
        return entry, markup


def _several(cells: Sequence[Markup]) -> Markup:
    return Markup('<span class="rg-several">{}</span>').format(Markup().join(cells))


def marked(value: Any) -> Any:
    """Return nested values as JSON holds them: what it has no number for is a text that begins with a NUL.

    ``client/query/whole.ts`` reads them back: whole numbers that doubles do not tell apart, NaN and infinities.
    """
    if isinstance(value, str):
        return f"\0s{value}" if value.startswith("\0") else value
    if isinstance(value, float) and not np.isfinite(value):
        return "\0NaN" if np.isnan(value) else "\0Infinity" if value > 0 else "\0-Infinity"
    if type(value) is int and abs(value) >= EXACT:
        return f"\0i{value}"
    if isinstance(value, Mapping):
        return {key: marked(inner) for key, inner in value.items()}
    return [marked(inner) for inner in value] if isinstance(value, list | tuple) else value
