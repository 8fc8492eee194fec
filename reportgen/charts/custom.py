"""Charts of the user's own: a Vega-Lite or Vega spec with W&B's placeholders, made safe and compiled.

A spec may draw anything and ask for nothing: data from addresses, remote pictures and links are refused, as are
generators of rows without end. What cannot be drawn fails here, never in a reader's browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportgen.charts.frame import safe_name
from reportgen.errors import KnownError, suggestion

MAX_ROWS = 200_000
_MAX_DEPTH = 100
_PLACEHOLDER = re.compile(r"\$\{(field|string):([^}]+)\}")
_PICTURE = re.compile(r"data:image/(png|jpeg|webp|gif);base64,")
_GROWING = re.compile(r"\b(sequence|pad)\s*\(([^()]*)")
_MARKS = {"arc", "area", "bar", "boxplot", "circle", "errorband", "errorbar", "geoshape", "image", "line", "point",
          "rect", "rule", "square", "text", "tick", "trail"}  # fmt: skip
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_FULL = {"contour", "crossfilter", "dotbin", "force", "geojson", "geopath", "geopoint", "geoshape", "graticule",
         "heatmap", "isocontour", "kde2d", "label", "linkpath", "loess", "nest", "pack", "partition", "projection",
         "regression", "resolvefilter", "stratify", "tree", "treelinks", "treemap", "voronoi"}  # fmt: skip
DATA = "wandb"
"""The name that W&B's specs give to their data set."""


class ChartError(KnownError):
    """A chart spec cannot be drawn; says what is wrong and, where known, which part."""


def read(text: str) -> dict[str, Any]:
    """Return the spec in JSON text; ChartError gives line and column."""
    try:
        found = json.loads(text)
    except ValueError as error:
        where = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ChartError(f"not JSON{where}") from None
    except RecursionError:
        raise ChartError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ChartError("a chart spec is a JSON object")
    return found


def fill(spec: Any, fields: Mapping[str, str], strings: Mapping[str, str], columns: Sequence[str]) -> Any:
    """Return the spec with its placeholders filled, and columns by the names that charts may use.

    A default stands behind a second colon, as in W&B: ``${string:title:Untitled}``.
    """
    if _depth(spec) > _MAX_DEPTH:
        raise ChartError("nested too deeply")
    renamed = {name: safe_name(name) for name in columns}

    def word(match: re.Match[str]) -> str:
        kind, (name, _, default) = match[1], match[2].partition(":")
        if kind == "string":
            return strings.get(name, default)
        column = fields.get(name, name if name in renamed else default)
        if column not in renamed:
            raise ChartError(f"no column for the field '{name}'", suggestion(column or name, columns, "columns"))
        return renamed[column]

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return _renamed(_PLACEHOLDER.sub(word, value), renamed)
        if isinstance(value, list):
            return [walk(item) for item in value]
        return {key: walk(item) for key, item in value.items()} if isinstance(value, dict) else value

    return walk(spec)


def _depth(spec: Any) -> int:
    """Return how deep mappings and lists are nested, without recursion."""
    depth, level = 0, [spec]
    while level and depth <= _MAX_DEPTH:
        depth += 1
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
    return depth


def _renamed(text: str, renamed: Mapping[str, str]) -> str:
    """Return a text of a spec with the columns that Vega would read as paths by their other names."""
    for name, safe in renamed.items():
        if name == safe:
            continue
        escaped = re.sub(r"([.\[\]])", r"\\\1", name)
        if text in (name, escaped, f"['{name}']", f'["{name}"]'):
            return safe
        text = text.replace(f"['{name}']", f"['{safe}']").replace(f'["{name}"]', f'["{safe}"]')
    return text


def check_fields(spec: Mapping[str, Any], columns: Sequence[str]) -> None:
    """Refuse fields that are no column, in specs that make none of their own; ChartError names the nearest."""
    own = any(
        part.keys() & {"transform", "repeat", "values", "sequence", "lookup", "url", "signals"}
        for part in _mappings(spec)
    )
    if own or not columns or "marks" in spec:
        return
    known = {safe_name(name): name for name in columns}
    for part in _mappings(spec):
        field = part.get("field")
        if not isinstance(field, str) or field.startswith("$"):
            continue
        plain = field.replace("\\", "")
        if plain not in known and re.split(r"[.\[]", plain)[0] not in known:
            raise ChartError(f"the rows have no column '{plain}'", suggestion(plain, list(known.values()), "columns"))


def uses_color(spec: Any) -> bool:
    """Return whether a spec draws the runs' own colours."""
    return any(part.get("field") == "color" for part in _mappings(spec)) or any(
        "datum.color" in text for text in _texts(spec)
    )


def compiled(spec: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the Vega spec of a Vega-Lite or Vega spec, and the library that draws it ("vega" or "vega_full")."""
    from reportgen.charts import compile_vega_lite

    kind = str(spec.get("$schema", ""))
    spec = {key: value for key, value in spec.items() if key not in ("usermeta", "$schema")}
    check(spec)
    is_vega = "/vega/" in kind or ("marks" in spec and "mark" not in spec)
    if is_vega:
        vega = dict(spec)
    else:
        _validate(spec)
        try:
            vega = compile_vega_lite({"$schema": _SCHEMA, **spec, "config": _ours(spec.get("config"))})
        except ValueError as error:
            raise ChartError(f"Vega-Lite cannot compile it: {first_line(str(error))}") from None
    vega = {key: value for key, value in vega.items() if key not in ("$schema", "usermeta")}
    if vega.get("background") == "white" and "background" not in spec:  # Vega-Lite's default hides the theme's paper
        del vega["background"]
    check(vega)
    types = {str(part.get("type", "")) for part in _mappings(vega)} | (
        {"projection"} if vega.get("projections") else set()
    )
    return vega, "vega_full" if types & _FULL else "vega"


def _ours(config: Any) -> dict[str, Any]:
    """Return a spec's config over what Vega-Lite would write into the marks themselves: the theme's first colour."""
    own = config if isinstance(config, Mapping) else {}
    mark = own.get("mark")
    return {**own, "mark": {"color": "var(--c0)", **(mark if isinstance(mark, Mapping) else {})}}


def first_line(text: str) -> str:
    """Return the line of a message that says what is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = next((line for line in lines if "rror" in line), lines[0] if lines else "unknown error")
    return re.sub(r"^(Uncaught |\(in promise\) |Error: |Vega.*?failed: )+", "", found)[:300]


def _validate(spec: Mapping[str, Any]) -> None:
    """Refuse what is no Vega-Lite, with what its schema says of it."""
    import altair as alt
    import jsonschema

    if not spec.keys() & {"mark", "layer", "facet", "hconcat", "vconcat", "concat", "repeat", "spec"}:
        raise ChartError("a Vega-Lite spec needs 'mark', 'layer', 'concat', 'facet' or 'repeat'")
    for part in _mappings(spec):
        mark = part.get("mark")
        name = mark.get("type") if isinstance(mark, Mapping) else mark
        if isinstance(name, str) and name not in _MARKS:
            raise ChartError(f"unknown mark '{name}'", suggestion(name, sorted(_MARKS), "marks"))
    try:
        alt.Chart.from_dict(dict(spec), validate=True)
    except (jsonschema.ValidationError, alt.utils.schemapi.SchemaValidationError) as error:
        found = jsonschema.exceptions.best_match([error]) or error
        where = ".".join(str(part) for part in found.absolute_path)
        raise ChartError(f"not Vega-Lite{f' at {where}' if where else ''}: {found.message[:240]}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ChartError(f"not Vega-Lite: {error}") from None


def check(spec: Any, path: str = "") -> None:
    """Refuse what asks for anything outside of the spec, or never ends; ChartError names the part."""
    if isinstance(spec, list):
        for index, item in enumerate(spec):
            check(item, f"{path}[{index}]")
        return
    if isinstance(spec, str):
        _check_expression(spec, path)
        return
    if not isinstance(spec, dict):
        return
    _check_mapping(spec, path)
    for key, value in spec.items():
        check(value, f"{path}.{key}" if path else str(key))


def _check_mapping(spec: Mapping[str, Any], path: str) -> None:
    where = f" at {path}" if path else ""
    rules = spec.get("url")
    for url in rules if isinstance(rules, list) else [rules]:
        _check_address(url, where)
    if "href" in spec:
        raise ChartError(f"links{where} are not allowed in charts", "Remove href.")
    kind, events = spec.get("type"), spec.get("events")
    if kind == "wordcloud":
        raise ChartError(f"word clouds{where} are not supported")
    if kind == "timer" or (isinstance(events, str) and "timer" in events):
        raise ChartError(f"timers{where} are not allowed in charts")
    for name in ("sequence", "graticule"):
        if isinstance(spec.get(name), dict):
            _check_rows(spec[name], where)
    if kind == "sequence":
        _check_rows(spec, where)
    if kind == "density" and isinstance(spec.get("steps"), int) and spec["steps"] > MAX_ROWS:
        raise ChartError(f"density{where} makes more than {MAX_ROWS:,} rows")


def _check_address(url: Any, where: str) -> None:
    """Refuse an address of data or of a picture, unless it is a picture within the spec."""
    if isinstance(url, dict):
        if url.keys() & {"signal", "expr", "field"} or not isinstance(url.get("value", ""), str):
            raise ChartError(f"images by URL{where} are not shown", "Use a data: URL as the value.")
        url = url.get("value")
    if isinstance(url, str) and not _PICTURE.match(url):
        raise ChartError(f"'{url[:60]}'{where} is a URL: a report makes no network requests",
                         "Put the data into the spec, or into a table.")  # fmt: skip


def _check_expression(text: str, path: str) -> None:
    """Refuse calls that make lists or texts without end: their ends must stand there as numbers."""
    for match in _GROWING.finditer(text):
        inner = match[2]
        if match[1] == "pad":  # pad(text, length, ...): the length
            inner = [*inner.split(","), ""][1]
        plain = re.fullmatch(r"[-\d.eE+,\s]+", inner)
        numbers = [float(part) for part in re.findall(r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", inner)]
        if not plain or text[match.end() : match.end() + 1] != ")" or max(numbers, default=0.0) > MAX_ROWS:
            raise ChartError(f"{match[1]}() at {path} could grow without limit", "Give it numbers of at most 200,000.")


def _check_rows(sequence: Mapping[str, Any], where: str) -> None:
    start, stop, step = (sequence.get(name, default) for name, default in (("start", 0), ("stop", 0), ("step", 1)))
    numbers = all(isinstance(value, int | float) for value in (start, stop, step))
    if not numbers:
        raise ChartError(f"the ends of sequence{where} must be numbers")
    if step == 0 or abs((stop - start) / step) > MAX_ROWS:
        raise ChartError(f"sequence{where} makes more than {MAX_ROWS:,} rows")


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _mappings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _mappings(item)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
