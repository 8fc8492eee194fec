"""Tables to frames and back: a part holds some thousand rows, column by column, and verifies like every frame.

A part is ``u64 table, u32 part, u32 length`` of its JSON, that JSON and a block for each column. The JSON is ``{"rows":
n, "columns": [[name, code, bytes], ...]}``, filled with spaces so that blocks begin at multiples of eight bytes. Codes:
``d`` float64, ``q`` int64, ``b`` a byte for each truth value, ``n`` nothing at all; ``s`` texts, ``t`` timestamps as
ISO 8601, ``j`` JSON, ``m`` media as JSON and ``v`` JSON with media in it, each as u32 offsets (one more than rows) and
UTF-8. ``?`` behind a code says that a bit for each row comes first, lowest first: whether the row has a value.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from reportgen.inputs import note_path
from reportgen.model.media import Media, MediaError
from reportgen.model.media.document import Attachment
from reportgen.model.table import Table, Time, distinct
from reportgen.native.frames import HEAD, LARGEST, SMALLEST, START, TABLE, TAIL, framed
from reportgen.native.overlays import Find
from reportgen.native.rows import Packed, as_json, encoded
from reportgen.native.scan import Scan, scan
from reportgen.native.values import restored, stored, unpacked_histogram

JOINED = "joined table"
KINDS = frozenset({"table", JOINED})
_HEAD = struct.Struct("<QII")
_MOST_ROWS = 1 << 14
_MOST_BYTES = 1 << 25
_EXACT = 1 << 53
_FIXED = {"d": "<f8", "q": "<i8", "b": "u1"}
_PLAIN = {float: "d", int: "q", bool: "b", str: "s", Time: "t", Packed: "m"}
_NOTHING = type(None)


def table_frames(number: int, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the frames of table ``number`` of a file, at least one.

    Cells are what rows of a log hold: plain values, lists and mappings of those, and ``Packed`` media, also inside of
    lists and mappings. A row has a cell for each column.
    """
    part, places = 0, [(at, min(at + _MOST_ROWS, len(rows))) for at in range(0, max(len(rows), 1), _MOST_ROWS)]
    places.reverse()
    while places:
        start, end = places.pop()
        content = _part(number, part, columns, rows[start:end])
        if len(content) > _MOST_BYTES and end - start > 1:
            middle = (start + end) // 2
            places += [(middle, end), (start, middle)]
            continue
        yield framed(TABLE, content)
        part += 1


def _part(number: int, part: int, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    blocks = [_block(column) for column in cells]
    named = [[name, code, len(block)] for name, (code, block) in zip(columns, blocks, strict=True)]
    facts = as_json({"rows": len(rows), "columns": named})
    facts += b" " * (-len(facts) % 8)
    return b"".join([_HEAD.pack(number, part, len(facts)), facts, *(block for _, block in blocks)])


def _block(cells: Sequence[Any]) -> tuple[str, bytes]:
    """Return the code of a column and its bytes, padded."""
    kinds = {*map(type, cells)}
    if not kinds <= {*_PLAIN, _NOTHING, list, dict, tuple}:
        cells = [plain(cell) for cell in cells]
        kinds = {*map(type, cells)}
    gaps = b""
    if _NOTHING in kinds:
        kinds.discard(_NOTHING)
        if not kinds:
            return "n", b""
        gaps = _padded(np.packbits([cell is not None for cell in cells], bitorder="little").tobytes())
    code, content = _typed(kinds, cells, gaps=bool(gaps))
    return (f"{code}?" if gaps else code), gaps + _padded(content)


def _typed(kinds: set[type], cells: Sequence[Any], *, gaps: bool) -> tuple[str, bytes]:
    code = _PLAIN.get(next(iter(kinds), float), "j") if len(kinds) < 2 else "j"  # noqa: PLR2004 - one kind
    if kinds == {int, float} and all(abs(cell) <= _EXACT for cell in cells if type(cell) is int):
        code = "d"
    if code in _FIXED:
        kept = [0 if cell is None else cell for cell in cells] if gaps else cells
        try:
            return code, np.array(kept, _FIXED[code]).tobytes()
        except OverflowError:  # beyond 64 bits
            code = "j"
    if code == "s":
        return "s", _texts([b"" if cell is None else cell.encode("utf-8", "surrogatepass") for cell in cells])
    if code == "j" and any(map(_holds_media, cells)):
        return "v", _texts([b"" if cell is None else as_json(_tagged(cell)) for cell in cells])
    if code == "m":
        return "m", _texts([b"" if cell is None else _media(cell) for cell in cells])
    if code == "j":
        return "j", _texts([b"" if cell is None else as_json(cell) for cell in cells])
    return code, _texts([b"" if cell is None else encoded(cell) for cell in cells])


def _texts(cells: Sequence[bytes]) -> bytes:
    ends = np.zeros(len(cells) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, cells), np.int64, len(cells)), out=ends[1:])
    if ends[-1] >= 1 << 32:
        raise ValueError("the texts of a row are larger than 4 GiB")
    return ends.astype("<u4").tobytes() + b"".join(cells)


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 8)


def plain(cell: Any) -> Any:
    """Return a value of a subclass, or of NumPy, as the plain value that it is."""
    if hasattr(cell, "item") and getattr(cell, "shape", None) == ():
        cell = cell.item()
    for kind in (bool, int, float, Time, str):
        if isinstance(cell, kind):
            return cell if kind is bool or kind is type(cell) else kind(cell)
    return cell


def _media(cell: Packed) -> bytes:
    """Return media as JSON, which a histogram is not in a row."""
    if cell.code == "h":
        return as_json(stored(unpacked_histogram(cell.content), lambda _: {}))
    return cell.content


def _holds_media(cell: Any) -> bool:
    if isinstance(cell, Packed):
        return True
    inner = cell.values() if isinstance(cell, Mapping) else cell if isinstance(cell, list | tuple) else ()
    return any(map(_holds_media, inner))


def _tagged(cell: Any) -> Any:
    """Return a value with media in it as JSON in which nothing else looks like media."""
    if isinstance(cell, Packed):
        return {"media": json.loads(_media(cell))}
    if isinstance(cell, Mapping):
        return {"map": {str(key): _tagged(inner) for key, inner in cell.items()}}
    return [_tagged(inner) for inner in cell] if isinstance(cell, list | tuple) else cell


def read_tables(folder: Path, logged: Sequence[tuple[int, Any]], find: Find) -> list[tuple[int, Table]]:
    """Return the tables, and those of charts, among values that were logged under a key, each with its step.

    Parts of an incremental table are one table, at the step of the last part.
    """
    found: list[tuple[int, Table]] = []
    open_parts: list[Table] = []
    for step, one in logged:
        value = one["table"] if isinstance(one, Mapping) and one.get("kind") == "chart" else one
        if not isinstance(value, Mapping) or value.get("kind") not in KINDS:
            continue
        table = read_table(folder, value, find)
        if value.get("mode") != "incremental":
            open_parts = []
            found.append((step, table))
            continue
        if not value.get("increment"):
            open_parts = []
        elif open_parts:
            found.pop()
        lost = int(value.get("before", 0)) - sum(part.count for part in open_parts)
        if lost > 0:
            open_parts.append(_gap(table.columns, lost))
        open_parts.append(table)
        found.append((step, stacked(open_parts)))
    return found


def read_table(folder: Path, value: Mapping[str, Any], find: Find) -> Table:
    """Return the table that JSON of a row stands for, from the files of a ``folder``; media by ``find``.

    What cannot be read of it is its problem.
    """
    if value.get("kind") == JOINED:
        tables = [read_table(folder, one, find) for one in value.get("tables", ()) if isinstance(one, Mapping)]
        names = value.get("names") or [f"table {number}" for number in range(1, len(tables) + 1)]
        count = sum(table.count for table in tables)
        named = tuple(zip(map(str, names), tables, strict=False))
        return Table([], [], count, parts=named, keys=tuple(map(str, value.get("keys", ()))))
    count = int(value.get("rows", 0))
    if not isinstance(value.get("pack"), str) or "/" in value["pack"] or "\\" in value["pack"]:
        return _gap([], count)
    path = folder / value["pack"]
    note_path(path)
    try:
        parts = _parts_at(path, int(value.get("at", 0)), int(value.get("table", 0)), count)
    except OSError as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        return Table([], [], count, f"the file with the table's rows {reason}")
    return _table(parts, count, find)


def decoded_table(data: bytes, count: int, find: Find) -> Table:
    """Return the only table of a file's content."""
    whole = scan(data)
    return _table([whole.content(start) for parts in parts_of(whole).values() for start in parts], count, find)


def _table(parts: Sequence[bytes], count: int, find: Find) -> Table:
    columns: list[str] = []
    rows: list[list[Any]] = []
    for content in parts:
        columns, read = _read(content, find)
        rows += read
    return Table(distinct(columns), rows, count, _lost(count, count - len(rows)))


def _gap(columns: list[str], count: int) -> Table:
    return Table(columns, [], count, _lost(count, count))


def _lost(count: int, lost: int) -> str:
    return f"{lost:,} of {count:,} rows cannot be read: the file is damaged or cut off" if lost > 0 else ""


def _parts_at(path: Path, at: int, number: int, count: int) -> list[bytes]:
    """Return the contents of a table's frames from a place on; where one is damaged, those of the whole file."""
    found: list[bytes] = []
    left = count
    with path.open("rb") as file:
        file.seek(at)
        while left > 0 or not found:
            frame = file.read(HEAD.size)
            size = int.from_bytes(frame[:4], "little")
            frame += file.read(max(size - len(frame), 0)) if SMALLEST <= size <= LARGEST else b""
            intact = len(frame) == size and frame[4] == TABLE and crc32(frame, START) == START
            content = frame[HEAD.size : -TAIL.size] if intact else b""
            if not intact or _HEAD.unpack_from(content)[0] != number:
                break
            found.append(content)
            left -= int(_facts(content)["rows"])
        else:
            return found
        file.seek(0)
        whole = scan(file.read())
    return [whole.content(start) for start in parts_of(whole).get(number, [])]


def parts_of(scan: Scan) -> dict[int, list[int]]:
    """Return where the parts of each table of a file begin, in their order."""
    found: dict[int, list[tuple[int, int]]] = {}
    for start in scan.of(TABLE).tolist():
        number, part, _ = _HEAD.unpack_from(scan.data, start + 8)
        found.setdefault(number, []).append((part, start))
    return {number: [start for _, start in sorted(parts)] for number, parts in found.items()}


def stacked(parts: Sequence[Table]) -> Table:
    """Return the rows of an incremental table's parts below each other; what is missing is the whole's problem."""
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    rows: list[list[Any]] = []
    for part in parts:
        if part.columns == columns:
            rows += part.rows
            continue
        at = [part.columns.index(name) if name in part.columns else -1 for name in columns]
        rows += [[row[place] if place >= 0 else None for place in at] for row in part.rows]
    problem = "; ".join(dict.fromkeys(part.problem for part in parts if part.problem))
    return Table(columns, rows, sum(part.count for part in parts), problem)


def _read(content: bytes, find: Find) -> tuple[list[str], list[list[Any]]]:
    facts = _facts(content)
    count, at, names, cells = int(facts["rows"]), _HEAD.size + _HEAD.unpack_from(content)[2], [], []
    for name, code, size in facts["columns"]:
        names.append(str(name))
        cells.append(_cells(str(code), content[at : at + size], count, find))
        at += size
    return names, [list(row) for row in zip(*cells, strict=True)] if cells else [[] for _ in range(count)]


def _facts(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content[_HEAD.size : _HEAD.size + _HEAD.unpack_from(content)[2]])
    return found


def _cells(code: str, block: bytes, count: int, find: Find) -> list[Any]:
    has: NDArray[np.bool_] | None = None
    if code.endswith("?"):
        size = -(-count // 8)
        has = np.unpackbits(np.frombuffer(block, np.uint8, size), count=count, bitorder="little").astype(bool)
        block = block[size + -size % 8 :]
    kind = code.rstrip("?")
    if kind in _FIXED:
        numbers = np.frombuffer(block, _FIXED[kind], count)
        found: list[Any] = (numbers.astype(bool) if kind == "b" else numbers).tolist()
    elif kind == "n":
        return [None] * count
    else:
        found = _of_texts(kind, block, count, find)
    return found if has is None else [cell if there else None for cell, there in zip(found, has.tolist(), strict=True)]


def _of_texts(kind: str, block: bytes, count: int, find: Find) -> list[Any]:
    ends = np.frombuffer(block, "<u4", count + 1).tolist()
    start = 4 * (count + 1)
    pieces = [block[start + low : start + high] for low, high in pairwise(ends)]
    if kind in ("s", "t"):
        of = Time if kind == "t" else str
        return [of(piece.decode("utf-8", "surrogatepass")) for piece in pieces]
    values = [json.loads(piece.decode("utf-8", "surrogatepass")) if piece else None for piece in pieces]
    if kind == "m":
        return [None if value is None else _restored(value, find) for value in values]
    return [_untagged(value, find) for value in values] if kind == "v" else values


def _untagged(value: Any, find: Find) -> Any:
    if isinstance(value, list):
        return [_untagged(inner, find) for inner in value]
    if not isinstance(value, Mapping):
        return value
    if "media" in value:
        return _restored(value["media"], find)
    return {key: _untagged(inner, find) for key, inner in value["map"].items()}


def _restored(value: Mapping[str, Any], find: Find) -> Media:
    try:
        return restored(value, find)
    except MediaError as error:
        return Attachment(None, str(value.get("kind", "file")), str(error))
