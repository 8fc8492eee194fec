"""The one table of cases: rows of every kind of value, and over 400 questions about them.

``answers.json`` holds the answer of every question for every row. The reference, the engine's SQL and the page's code
must all give it. ``python tests/query/cases.py`` rewrites it from the reference; read what changed.
"""

from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).with_name("answers.json")
TYPES = {
    "n": "number", "m": "number", "t": "text", "u": "text", "b": "boolean", "when": "time", "j": "json", "v": "vector",
    "img": "media", "a.b": "number", "val/loss": "number", "größe": "number", "id": "integer", "ids": "json",
}  # fmt: skip


def box(class_id: int, **more: Any) -> dict[str, Any]:
    return {"class_id": class_id, "scores": more, "box_caption": f"c{class_id}"}


def row(*values: Any) -> dict[str, Any]:
    """Return a row; the last two columns are large whole numbers, in order."""
    large = _LARGE[len(_MADE)]
    _MADE.append(None)
    return dict(zip(TYPES, (*values, *large), strict=True))


EXACT = 2**53
_MADE: list[None] = []
_LARGE: list[tuple[Any, Any]] = [
    (EXACT, [EXACT + 1, 2]),
    (EXACT + 1, {"id": EXACT + 1}),
    (EXACT + 2, EXACT + 1),
    (-EXACT - 1, [{"id": 2**63}, {"id": 2**64}]),
    (None, None),
    (2**63 - 1, 1e18),
    (5, 2**64 + 1),
    (-(2**63), True),
]


ROWS: list[dict[str, Any]] = [
    row(1.5, 2.0, "abc", "b", True, "2024-01-01T00:00:00", [1, "a", {"k": 2}], [1, 2.5, -3],
        {"boxes": {"gt": [box(13, acc=0.9), box(2, acc=0.1)]}, "caption": "x"}, 1, 0.5, 3),
    row(None, math.nan, None, "", None, None, None, None, None, None, None, None),
    row(math.nan, 0.0, "", None, False, "2024-01-01T00:00:00.500", {"k": [{"z": 1}, {"z": None}, {"y": 2}]}, [],
        {"boxes": {}}, -1, math.inf, 0),
    row(-math.inf, -2.5, "é😀", "é", True, "2023-12-31T23:59:59", "text", [5, None, 2],
        {"boxes": {"gt": []}, "masks": {"pred": {}}}, 2.5, -1e300, -0.0),
    row(0.0, math.inf, "ABC", "10", False, "1970-01-01T00:00:00", 7, [0], {"boxes": {"gt": [box(13)]}}, 7, 1e-9, 10),
    row(3.0, 3.0, "10", "\uffee", True, "2024-06-30T12:00:00", True, [1, 2, 3, 4], {"caption": "日本", "width": 64}, 3, 3, 3),
    row(-7.0, 2.0, "\U0001f600", "a'b\"c\\d`", True, None, {"k": {"deep": [[1], [2, 3]]}, "f": "a'b"}, [2, 2, 2],
        {"boxes": {"gt": [box(13, acc=0.4), box(13, acc=0.6), box(1)], "pred": [box(13)]}, "height": 2}, 0.1, 0.2, 0.3),
    row(2.0**53, 1e-320, "line\nbreak", "null", False, "9999-12-31T23:59:59", [], [1e300, -1e300], {}, 1e15, 1e16, 5),
]  # fmt: skip

_OPERANDS = ("n", "m", "t", "b", "j", "v", "1.5", '"abc"', "true", "null")
_FEW = ("n", "m", "a.b", "t", "b", "2")
_COMPARE = ("==", "!=", "<", "<=", ">", ">=")
_HAND = r"""
not n|not t|not b|not v|not j|not null|not not n|-n|-m|-t|- -n|n and b|n or t|n and m or b|not (n and m)|n > 1 and m > 1 or b
t < "b"|t > ""|t >= "é"|t < u|u < t|t == u|"b" in t|"" in t|t in u|u in t|t in ["abc", "10", null]|n in [1.5, 3, null]|null in [null]
n in v|2 in v|null in v|"a" in j|7 in j|t in j|"ex" in j|j in [7, true, "text"]|n not in [3]|t not in u|n in []|v in [[2, 2, 2]]|b in [true]
j == 7|j == true|j == "text"|j == []|j != null|j > 5|j < "u"|v == [0]|v == [1, 2, 3, 4]|v == []|[n, t] == [1.5, "abc"]|[1, 2] == [1, 2]
when > "2024-01-01"|when == "2024-01-01T00:00:00"|substr(when, 0, 4)|when < "2024"|when == null|min(when, "2000")
size(v)|size(t)|size(u)|size(j)|size(n)|size(null)|size([1, n])|len(t) > 2|size(img.boxes.gt)|size("日本😀")
sum(v)|avg(v)|min(v)|max(v)|sum(j)|avg(j)|max(j)|min(t)|max(t, u)|min(t, u)|min(n, m)|max(n, m)|sum(n, m)|avg(n, m, 1)|sum(n)|max(n, t)|sum([])
min([])|sum([1, "2", 3])|mean(v)|max("a", "B")|sum(img.boxes.gt.class_id)|avg(img.boxes.gt.scores.acc)|max(img.boxes.gt.scores.acc) > 0.5
abs(n)|abs(m)|abs(t)|floor(n)|floor(m)|ceil(n)|ceil(-0.5)|floor(a.b)|ceil(a.b)|sqrt(n)|sqrt(m)|sqrt(a.b)|abs(-2)|floor("1")
round(n)|round(m)|round(2.5)|round(-2.5)|round(0.5)|round(a.b / 3, 2)|round(1234.567, -2)|round(`val/loss`, 3)|round(t)|round(1.005, 2)|round(n, null)
if(b, n, m)|if(n > 1, "big", "small")|if(b, n, t)|if(null, 1, 2)|if(v, 1, 2)|if(b, null, 1)|if(t == "abc", [1], [2])|if(b, if(n, 1, 2), 3)
coalesce(n, m)|coalesce(t, "none")|coalesce(null, null)|coalesce(null, n, 0)|coalesce(a.b, 0) + 1|coalesce(j, t)|coalesce(v, [])|ifnull(t, u)
concat(t, "-", t)|concat(t, n)|concat("a")|concat(t, null)|lower(t)|upper(t)|lower(n)|upper("é日")|concat(upper(t), lower(t))
substr(t, 1, 1)|substr(t, 0, -1)|substr(t, -1, 1)|substr(t, 99, 1)|substr(u, 1, 2)|substr(n, 0, 1)|substr("😀日本", 1, 1)|substr(t, 0, 0)
matches(t, "(?i)B")|matches(t, "a(?=b)")|matches(t, "a(?!x)")|matches(t, "(?<=a)b")|matches(t, "(a)\\1")|matches(t, "line.break")|matches(t, "(?s)line.break")|matches("a b", "a\\sb")
matches("a　b", "a\\sb")|matches("٣", "\\d")|matches(t, "k$")|matches(t, "\\Aabc\\z")|matches("a1", "[[:alpha:]][[:digit:]]")|matches("x]", "[]x]+$")|matches("k", "(?P<name>k)")|matches("é", "\\w")
matches(t, "^[a-c]+$")|matches(t, "B", "i")|matches(t, "B")|matches(n, "1")|matches(t, "(")|matches(u, "'")|matches(t, "^$")|matches(t, "\\d+")|matches(t, "é")
v[1:]|v[-2:]|v[:2]|v[:-1]|v[1:3]|v[3:1]|v[:]|slice(v, 1)|slice(v, -9, 2)|slice(v, 0, 99)|slice(v, null, 1)|slice(t, 1)|slice(j, 1)|slice(v, n)|slice(v, t)|max(v[-2:])|img.boxes.gt[:1].class_id
at(v, 0)|at(v, -1)|at(v, 9)|v[1]|v[1] + 1|at(j, 2)|at(t, 0)|at(v, null)|at([5, 6], 1)|at(v, 0.9)|v[-2]|img.boxes.gt[0].class_id|j[2]["k"]
exists(n)|exists(t)|exists(img.caption)|exists(null)|exists(v)|exists(j.k)|not exists(m)|type(n)|type(t)|type(b)|type(j)|type(v)|type(img)|type(null)
type(1)|type("a")|type(true)|type([1])|type(img.caption)|type(j.k)|type(n) == "number"|type(when)
img.caption|img.boxes.gt|img.boxes.gt.class_id|img.boxes.gt.scores.acc|img.nothing|j.k|j.k.z|j.k.deep|t.x|n.x|img.caption == "x"|img.width > 10|img
boxes.gt.class_id|count(boxes.gt, class_id == 13)|caption == "日本"|width|exists(masks.pred)
count(img.boxes.gt, class_id == 13)|count(img.boxes.gt)|count(v)|count(v, it > 1)|count(t)|count(null)|count(img.boxes.gt, scores.acc > 0.5) >= 1
any(img.boxes.gt, class_id == 13)|any(v)|any(v, it > 2)|any(null)|any([])|all(img.boxes.gt, class_id == 13)|all(v)|all(v, it > 0)|all(null)|all([])
filter(v, it > 1)|filter(img.boxes.gt, class_id == 13)|filter(t, it)|map(v, it * 2)|map(v, it > n)|map(v, row.t)|map(v, $0.n)|map(img.boxes.gt, class_id)
map(v, [it, 1])|map(v, if(it > 1, "big", null))|count(filter(v, it > 1), it < 3)|count(map(v, it * 2), it in [2, 4])|count(v, it in $0.v)
map(filter(img.boxes.gt, class_id == 13), scores.acc)|count(img.boxes.gt, any([13, 2], it == 2))|sum(map(v, it ** 2))|count(j.k.deep, size(it) > 1)
reduce(v, 0, value + this)|reduce(v, 1, value * this)|reduce(v, "", if(this > 2, "big", value))|reduce(img.boxes.gt, 0, value + class_id)|reduce(null, 0, 1)|reduce([], 5, 1)
row["val/loss"] > 0.4|`val/loss` * 2|${val/loss}|$0["val/loss"]|row["a.b"]|a.b + 1|größe|größe > 2 and n|row.größe|$0.n == n|$0.img.boxes.gt[0].class_id
(n > 1) == (m > 1)|n + m * 2|(n + m) * 2|n - m - 1|2 ** 3 ** 2|-2 ** 2|7 // 2|-7 // 2|7 % 3|-7 % 3|7 % -3|5.5 % 2|n % 0|n // 0|n / 0|0 / 0|1e308 * 10|10 ** 400
id == 9007199254740993|id == 9007199254740992|id > 9007199254740992|id >= 9007199254740993|id < 9007199254740994|id != 9007199254740993|id < 7|id == 5
id == 9007199254740992.0|id > 9007199254740992.0|id < 1e16|id > n|id == n|n < id|id >= m|id <= t|id == ids|id > ids|ids == id|ids >= 9007199254740993
id in [5, 9007199254740993]|9007199254740993 in ids|9007199254740992 in ids|18446744073709551616 in ids.id|ids.id == [9223372036854775808, 18446744073709551616]
ids.id|ids[0]|ids[0] == 9007199254740993|ids|ids == 9007199254740993|ids > 9007199254740992|ids == 18446744073709551617|ids == 1000000000000000000|ids.id == 9007199254740993
id + 1|id + 2 == 9007199254740995|id - 9007199254740992|id * 2|id * id|id // 10|id % 10|-id|id % -7|-id // 3|id / 2|id + 0.5|id ** 2|id // 0|id % 0|id + null
abs(id)|floor(id)|ceil(id)|round(id)|round(id, 2)|sqrt(id)|max(id, 5)|min(id, 5)|max(ids)|min(ids)|max(id, 1.5)|if(b, id, 0)|coalesce(id, 0)|coalesce(null, id)|type(id)
exists(id)|not id|id and true|[id, 1]|[id] == [9007199254740993]|count(ids, it == 9007199254740993)|map(ids, it)|any(ids, id > 9223372036854775807)|type(ids)|avg(id)|sum(id)
9007199254740993 > 9007199254740992|9007199254740993 == 9007199254740992|9007199254740993 - 9007199254740992|99999999999999999999999999999999999999 > 9e37|bin(n, 2)|bin(m, 0.1)|bin(a.b, 0.5)|bin(`val/loss`, 0.1)|bin(n, 0.3)|bin(t, 1)|bin(0.3, 0.1)|bin(-0.05, 0.1)|bin(n * 1000, 250)|bin(id, 1000)|bin(n, 2) == 0
search("ABC")|search("line")|search("10")|search("2024")|search("x")|search("é")|search("日本")|search("nothing")|search("")|not search("a")|search("text")
1 < 2|"a" < "B"|true == 1|1 == 1.0|"1" == 1|null == null|null < 1|not (null < 1)|[] == []|[null] == [null]|true and "x"|"" or 0|1 and null
""".strip()
_AGGREGATIONS = r"""
{$gt: ['$0.n', 0.05]}
{$gte: [{$size: {$filter: {input: '$0.img.boxes.gt', as: 'box', cond: {$eq: ['$$box.class_id', 13]}}}}, 1]}
{"$and": [{"$gt": ["$n", 1]}, {"$lt": ["$m", 10]}]}
{$or: [{$eq: ['$t', 'abc']}, {$eq: ['$0.b', true]}, {$lte: ['$m', 0]}]}
{$nor: [{$eq: ['$t', 'abc']}]}
{$not: [{$gt: ['$n', 1]}]}
{$not: {$gt: ['$n', 1]}}
{$ne: ['$n', null]}
{$in: ['$t', ['abc', 'ABC']]}
{$nin: ['$t', ['abc', 'ABC']]}
{$in: [2, '$v']}
{$add: ['$n', '$m', 1]}
{$multiply: ['$n', '$m', 2]}
{$subtract: ['$n', '$m']}
{$divide: ['$n', '$m']}
{$mod: ['$n', 4]}
{$pow: ['$m', 2]}
{$abs: '$n'}
{$abs: ['$n']}
{$floor: '$a.b'}
{$ceil: '$a.b'}
{$round: ['$a.b', 1]}
{$sqrt: '$m'}
{$size: '$v'}
{$sum: '$v'}
{$sum: ['$n', '$m']}
{$avg: '$v'}
{$min: '$v'}
{$max: ['$n', '$m']}
{$concat: ['$t', '!']}
{$substr: ['$t', 0, 2]}
{$toUpper: '$t'}
{$toLower: '$t'}
{$regexMatch: {input: '$t', regex: '^a'}}
{$regexMatch: {input: '$t', regex: '^A', options: 'i'}}
{$arrayElemAt: ['$v', 0]}
{$arrayElemAt: ['$v', -1]}
{$type: '$j'}
{$exists: '$t'}
{$ifNull: ['$n', 0]}
{$ifNull: ['$t', '$u', 'none']}
{$cond: [{$gt: ['$n', '$m']}, 'a', null]}
{$cond: {if: '$b', then: '$n', else: '$m'}}
{$switch: {branches: [{case: {$gt: ['$n', 1]}, then: 'big'}, {case: {$lt: ['$n', 0]}, then: 'negative'}], default: 'mid'}}
{$switch: {branches: [{case: '$b', then: 1}]}}
{$map: {input: '$v', as: 'x', in: {$multiply: ['$$x', 2]}}}
{$map: {input: '$img.boxes.gt', as: 'b', in: '$$b.class_id'}}
{$filter: {input: '$v', cond: {$gt: ['$$this', 1]}}}
{$reduce: {input: '$v', initialValue: 0, in: {$add: ['$$value', '$$this']}}}
{$gt: [{$size: {$filter: {input: '$img.boxes.gt', as: 'o', cond: {$in: ['$$o.class_id', [13, {$literal: 1}]]}}}}, 1]}
{$size: {$filter: {input: '$0.v', as: 'x', cond: {$gt: ['$$x', {$size: {$filter: {input: '$0.v', as: 'y', cond: {$lt: ['$$y', '$$x']}}}}]}}}}
{$anyElementTrue: ['$v']}
{$allElementsTrue: ['$v']}
{n: {$gt: 0, $lt: 3}}
{t: 'abc', b: true}
{t: {$regex: 'B', $options: 'i'}}
{t: {$exists: true}}
{n: {$not: {$gt: 1}}}
{v: {$size: 3}}
{t: {$in: ['abc', '10']}}
{'val/loss': {$gt: 0.1}}
{$eq: ['$$ROOT.t', 'abc']}
{$gt: ['$val/loss', 0.3], }
{$literal: {a: [1, 'x']}}
{$eq: ['$id', 9007199254740993]}
{id: {$in: [9007199254740993, 5]}}
{$gt: [{$add: ['$id', 1]}, 9007199254740993]}
{ /* a comment */ $eq: ['$t', "abc"] } // and another
{}
"""


def questions() -> list[str]:
    """Return every question, in order."""
    found = [f"{left} {operator} {right}" for left, operator, right in product(_OPERANDS, _COMPARE[:4:2], _OPERANDS)]
    found += [f"{left} {operator} {right}" for left, operator, right in product(_FEW, (">", ">=", "<="), _FEW)]
    found += [f"{left} {operator} {right}" for left, operator, right in
              product(("n", "m", "t", "2"), ("+", "-", "*", "/", "//", "%", "**"), ("n", "m", "a.b", "2"))]  # fmt: skip
    found += [question for line in _HAND.split("\n") for question in line.split("|")]
    return list(dict.fromkeys([*found, *filter(None, _AGGREGATIONS.split("\n"))]))


def plain(value: Any) -> Any:
    """Return an answer as JSON holds it: whole numbers whole, what is not finite as text."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and abs(value) >= EXACT:
        return value
    if isinstance(value, float | int):
        if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return float(f"{value:.12g}") + 0.0
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(inner) for key, inner in value.items()}


def answers() -> dict[str, list[Any]]:
    """Return the reference's answer of every question, a row after the other."""
    from reportgen.lang.bind import Columns
    from reportgen.lang.evaluate import evaluate
    from reportgen.lang.expression import parse_rows

    columns = Columns([TYPES])
    trees = {text: parse_rows(text).bound(columns) for text in questions()}
    return {text: [plain(evaluate(tree, [row])) for row in ROWS] for text, tree in trees.items()}


def known() -> dict[str, list[Any]]:
    """Return the answers that are written down."""
    found: dict[str, list[Any]] = json.loads(ANSWERS.read_text("utf-8"))
    return found


def same(one: Any, other: Any) -> bool:
    """Return whether two answers are the same, numbers up to their last digits, and large whole ones exactly."""
    if any(isinstance(value, int) and abs(value) >= EXACT for value in (one, other)):
        return bool(one == other)
    if isinstance(one, float | int) and isinstance(other, float | int) and not isinstance(one, bool):
        return not isinstance(other, bool) and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


if __name__ == "__main__":
    lines = [f"{json.dumps(text, ensure_ascii=False)}: {json.dumps(found, ensure_ascii=False)}"
             for text, found in answers().items()]  # fmt: skip
    ANSWERS.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
