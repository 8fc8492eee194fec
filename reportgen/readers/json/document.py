"""What a JSON document or a file of lines holds: rows, or columns that are rows once they are turned."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.inputs.following import keep, taken
from reportgen.metrics.head import HEAD_ROWS
from reportgen.metrics.records import Lines, Records, parsed
from reportgen.readers.table_files import Contents, NoTable, TableOptions

_MOST_SNIFFED = 1 << 22
_MOST = 1 << 27
"""Bytes of one document."""
_ROWS = ("log_history", "history", "metrics", "logs", "log", "data", "records", "rows", "results", "epochs")
"""Names under which documents hold their rows."""
_COLUMNS = re.compile(rb'\s*\{\s*"[^"\\]{1,200}"\s*:\s*(?:\[\s*[-\dNIn"{]|\{\s*"\d+"\s*:|\{\s*"[^"]{1,200}"\s*:\s*\[)')
"""How a document begins that may hold rows."""
_EACH = "'{name}' has {count} of {whole} values: they are taken to be those of every {step}"
_FIRST = "'{name}' has {count} of {whole} values: which rows they are of is not known, so they are put at the first"


def first_rows(path: Path, head: bytes, *, whole: bool) -> list[dict[str, Any]]:
    """Return the first rows of a document, by the first bytes of its file where those can tell."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"[" and not whole:
        return list(_beginning(text.decode("utf-8", "ignore")))
    if not whole and not _COLUMNS.match(text):
        return []
    if path.stat().st_size > _MOST_SNIFFED:
        return []
    found = parsed(head if whole else path.read_bytes())
    return rows_of(found, [])[:HEAD_ROWS]


def _beginning(text: str) -> Iterator[dict[str, Any]]:
    """Yield the first objects of a list, of which only a beginning is there."""
    decoder = json.JSONDecoder()
    at = 1
    for _ in range(HEAD_ROWS):
        while text[at : at + 1] in (" ", "\t", "\r", "\n", ","):
            at += 1
        try:
            row, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        if not isinstance(row, dict):
            return
        yield row


def rows_of(document: Any, remarks: list[str]) -> list[dict[str, Any]]:
    """Return the rows of a document; none where it is of another form."""
    if isinstance(document, list):
        return [row for row in document if isinstance(row, dict)] if _are_rows(document) else []
    if not isinstance(document, dict):
        return []
    columns = {str(name): value for name, value in document.items() if isinstance(value, list) and _are_plain(value)}
    if _are_lists(document.get("data")) and isinstance(document.get("columns"), list):  # as pandas splits a table
        found = [dict(zip(map(str, document["columns"]), row, strict=False)) for row in document["data"]]
    elif columns and len(columns) * 2 >= len(document):
        found = _turned(columns, remarks)
    elif document and all(_is_numbered(value) for value in document.values()):  # as pandas writes it by default
        found = _of_indexed(document)
    else:
        below = (document[name] for name in _ROWS if isinstance(document.get(name), dict | list))
        found = next(filter(None, (rows_of(one, remarks) for one in below)), [])
    return found


def _are_rows(value: Sequence[Any]) -> bool:
    return bool(value) and sum(isinstance(row, dict) for row in value) * 2 > len(value)


def _are_lists(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, list) for row in value)


def _are_plain(value: Sequence[Any]) -> bool:
    return bool(value) and not any(isinstance(one, dict | list) for one in value)


def _is_numbered(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(str(name).isdecimal() for name in value)


def _turned(columns: Mapping[str, list[Any]], remarks: list[str]) -> list[dict[str, Any]]:
    """Return columns as rows; a shorter one is of every second row, every third and so on, as of rare validation."""
    count = max(map(len, columns.values()))
    rows: list[dict[str, Any]] = [{} for _ in range(count)]
    for name, values in columns.items():
        step = count // len(values)
        even = step * len(values) in range(count - step + 1, count + 1) and step > 1
        if len(values) < count:
            said = _EACH if even else _FIRST
            ordinal = {2: "second row", 3: "third row"}.get(step, f"{step}th row")
            remarks.append(said.format(name=name, count=len(values), whole=count, step=ordinal))
        for place, value in enumerate(values):
            rows[(place + 1) * step - 1 if even else place][name] = value
    return rows


def _of_indexed(document: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    places = sorted({place for column in document.values() for place in column}, key=int)
    return [{name: column.get(place) for name, column in document.items()} for place in places]


_FORM = "lines of JSON"


def contents_of(path: Path, options: TableOptions) -> Contents:
    """Read a file to its end; OSError or NoTable say why not."""
    known = taken(path, _FORM)
    if known is not None:
        records, lines = known[0][0], known[0][1].again()
        document = None
    else:
        records, lines = Records(path.name), Lines(path)
        document = None if _is_lines(path) else _document(path)
    remarks = list[str]()
    if document is None:
        for line, row in lines:
            records.add(row, line)
        if not records.count and not lines.long:
            raise NoTable("it holds no rows of JSON objects")
        if not lines.is_open:
            keep(path, _FORM, (records, lines), lines.end)
    else:
        for row in rows_of(document, remarks) or ([document] if isinstance(document, dict) else []):
            records.add(row)
    roles = options.roles(records.head())
    sheet = records.sheet(roles)
    lines.finish(sheet)
    return Contents(sheet, roles, remarks)


def _is_lines(path: Path) -> bool:
    """Tell a file of several objects, each on a line of its own."""
    with path.open("rb") as file:
        first, second = file.readline(_MOST_SNIFFED), file.readline(1 << 16)
    start = first.lstrip(b"\xef\xbb\xbf \t\r")
    if start[:1] != b"{" or not first.endswith(b"\n"):
        return len(first) == _MOST_SNIFFED and path.suffix != ".json"
    return bool(second.strip()) and isinstance(parsed(first), dict)


def _document(path: Path) -> Any:
    """Return a document; None where it is none and may be lines."""
    size = path.stat().st_size
    if size > _MOST:
        what = f"it is one JSON document of {size >> 20:,} MiB, and those are read up to {_MOST >> 20} MiB"
        raise NoTable(what, "Write one object a line (JSON lines).")
    return parsed(path.read_bytes())
