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

MAX_ROWS = 200_000
_PLACEHOLDER = re.compile(r"\$\{(field|string):([^}]+)\}")
_PICTURE = re.compile(r"data:image/(png|jpeg|webp|gif);base64,")
_GROWING = re.compile(r"\b(sequence|pad)\s*\(([^()]*)")
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_FULL = {"contour", "crossfilter", "dotbin", "force", "geojson", "geopath", "geopoint", "geoshape", "graticule",
         "heatmap", "isocontour", "kde2d", "label", "linkpath", "loess", "nest", "pack", "partition", "projection",
         "regression", "resolvefilter", "stratify", "tree", "treelinks", "treemap", "voronoi"}  # fmt: skip
DATA = "wandb"
"""The name that W&B's specs give to their data set."""


class ChartError(Exception):
    """A chart spec cannot be drawn; says what is wrong and, where known, which part."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


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


def placeholders(spec: Any) -> Iterator[tuple[str, str]]:
    """Yield ("field" or "string", name) of every placeholder."""
    for text in _texts(spec):
        yield from _PLACEHOLDER.findall(text)


def fill(spec: Any, fields: Mapping[str, str], strings: Mapping[str, str], columns: Sequence[str]) -> Any:
    """Return the spec with its placeholders filled, and columns by the names that charts may use.

    A default stands behind a second colon, as in W&B: ``${string:title:Untitled}``.
    """
    renamed = {name: safe_name(name) for name in columns}

    def word(match: re.Match[str]) -> str:
        kind, (name, _, default) = match[1], match[2].partition(":")
        if kind == "string":
            return strings.get(name, default)
        column = fields.get(name, name if name in renamed else default)
        if column not in renamed:
            from reportgen.errors import suggestion

            raise ChartError(f"the field '{name}' stands for no column", suggestion(column or name, columns, "columns"))
        return renamed[column]

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return _renamed(_PLACEHOLDER.sub(word, value), renamed)
        if isinstance(value, list):
            return [walk(item) for item in value]
        return {key: walk(item) for key, item in value.items()} if isinstance(value, dict) else value

    return walk(spec)


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

    if not spec.keys() & {"mark", "layer", "facet", "hconcat", "vconcat", "concat", "repeat", "spec"}:
        raise ChartError("a Vega-Lite spec needs 'mark', 'layer', 'concat', 'facet' or 'repeat'")
    try:
        alt.Chart.from_dict(dict(spec), validate=True)
    except alt.utils.schemapi.SchemaValidationError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise ChartError(f"not Vega-Lite: {' '.join(lines[:3])[:300]}") from None
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
    url = spec.get("url")
    if isinstance(url, str) and not _PICTURE.match(url):
        raise ChartError(f"'{url[:60]}'{where} is an address: a report asks the network for nothing",
                         "Put the data into the spec, or into a table.")  # fmt: skip
    if isinstance(url, dict) and not isinstance(url.get("value", ""), str):
        raise ChartError(f"a picture's address{where} must be text")
    if isinstance(url, dict) and any(key in url for key in ("signal", "expr", "field")):
        raise ChartError(f"pictures by address{where} are not shown", "Use a data: picture as the value.")
    if isinstance(url, dict) and not _PICTURE.match(str(url.get("value", "data:image/png;base64,"))):
        raise ChartError(f"'{str(url.get('value'))[:60]}'{where} is an address: a report asks the network for nothing")
    if "href" in spec:
        raise ChartError(f"links{where} are not allowed in charts", "Remove href.")
    for name in ("sequence", "graticule"):
        if isinstance(spec.get(name), dict):
            _check_rows(spec[name], where)
    if spec.get("type") == "sequence":
        _check_rows(spec, where)
    if spec.get("type") == "density" and isinstance(spec.get("steps"), int) and spec["steps"] > MAX_ROWS:
        raise ChartError(f"density{where} makes more than {MAX_ROWS:,} rows")


def _check_expression(text: str, path: str) -> None:
    """Refuse calls that make lists or texts without end: their ends must stand there as numbers."""
    for match in _GROWING.finditer(text):
        numbers = [float(part) for part in re.findall(r"-?[\d.]+(?:[eE][-+]?\d+)?", match[2])]
        plain = re.fullmatch(r"[-\d.eE+,\s]*" if match[1] == "sequence" else r".*", match[2], re.DOTALL)
        if not plain or (numbers and max(map(abs, numbers)) > MAX_ROWS):
            raise ChartError(f"{match[1]}() at {path} could grow without end", "Give it numbers of at most 200,000.")


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
