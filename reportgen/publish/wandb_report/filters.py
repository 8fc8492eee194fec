"""Which runs a run set of a W&B report has, as one filter: its conditions in both forms, its search, what is hidden.

The newer form is a list in which each item says how it is joined to the one before (AND binds closer); the older one is
a tree. Both are read by their structure: W&B's text for filters parses here, too, but some of it means something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reportgen.lang.error import ExpressionError
from reportgen.lang.expression import parse
from reportgen.publish.wandb_report.given import Given, shown
from reportgen.publish.wandb_report.names import NoTwin, in_filter, literal, of_section

_COMPARED = {"=": "==", "==": "==", "!=": "!=", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}
_ORDERED = ("<", "<=", ">", ">=")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\Z")
_UNITS = ((604_800, "weeks"), (86_400, "days"), (3_600, "hours"), (60, "minutes"))
_DEEPEST = 40

Say = Callable[[str], None]
"""Called with what has no counterpart."""


def conditions(given: Any, say: Say) -> str:
    """Return the filter of a run set's ``filters``, empty for none."""
    if not isinstance(given, Mapping):
        return ""
    text = _chain(given.get("filters"), say, 0) if "filterFormat" in given else _tree(given, say, 0)
    return "" if text == _ALWAYS else text


_ALWAYS = ""
"""The filter that leaves every run."""


def _chain(items: Any, say: Say, depth: int) -> str:
    """Return a list of conditions and groups, joined as each says."""
    groups: list[list[str]] = [[]]
    for item in items if isinstance(items, Sequence) and not isinstance(items, str) and depth < _DEEPEST else ():
        if not isinstance(item, Mapping):
            continue
        text = _chain(item["filters"], say, depth + 1) if isinstance(item.get("filters"), list) else _leaf(item, say)
        if not text:
            continue
        if str(item.get("connector", "AND")).upper() == "OR" and groups[-1]:
            groups.append([])
        groups[-1].append(text)
    return any_of([all_of(group) for group in groups if group])


def _tree(node: Mapping[str, Any], say: Say, depth: int) -> str:
    """Return a tree of AND and OR."""
    parts = node.get("filters")
    if not isinstance(parts, list):
        return _leaf(node, say) if node.get("key") else ""
    found = [_tree(part, say, depth + 1) for part in parts if isinstance(part, Mapping)] if depth < _DEEPEST else []
    found = [text for text in found if text]
    return any_of(found) if str(node.get("op", "AND")).upper() == "OR" else all_of(found)


def all_of(parts: Sequence[str]) -> str:
    """Return the filter that all of these hold."""
    parts = list(dict.fromkeys(part for part in parts if part))
    return (
        parts[0] if len(parts) == 1 else " and ".join(f"({part})" if _joins(part, " or ") else part for part in parts)
    )


def any_of(parts: Sequence[str]) -> str:
    """Return the filter that any of these holds; none where one of them leaves every run."""
    parts = list(dict.fromkeys(parts))
    return "" if "" in parts else " or ".join(parts)


def _joins(text: str, word: str) -> bool:
    """Tell a filter that is joined by a word outside of texts and brackets."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    while (less := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = less
    return word in bare


def _leaf(item: Mapping[str, Any], say: Say) -> str:
    """Return one condition; one that is switched off is none, one that logs cannot answer is reported."""
    key, op, value = Given(item.get("key")), str(item.get("op", "=")).upper(), item.get("value")
    section, name = key.text("section"), key.text("name")
    if item.get("disabled") is True or (not name and section != "tags"):
        return ""
    if isinstance(item.get("current"), Mapping):
        say("a frozen filter is kept as it was: the runs that it named")
    try:
        text = _condition(section, name, op, value)
        parse(text)
    except NoTwin as error:
        say(f"a filter is omitted: {error.what}")
    except ExpressionError as error:
        say(f"a filter on {section} '{shown(name)}' is omitted: {error.what}")
    else:
        return text
    return ""


def _condition(section: str, name: str, op: str, value: Any) -> str:  # noqa: PLR0911 - one line per kind
    path = of_section(section, name)
    if path == "tags":
        return _tagged("" if name in ("__ALL__", "tags", "") else name, op, value)
    if op == "WITHINSECONDS":
        return _within(path, value)
    if section == "keys_info":
        return f"{in_filter(path)} {'==' if op in ('=', '==') and value is None else '!='} null"
    if op in ("IN", "NIN"):
        values = value if isinstance(value, list) else [value]
        return f"{in_filter(path)} {'in' if op == 'IN' else 'not in'} [{', '.join(map(_value, values))}]"
    if op not in _COMPARED:
        raise NoTwin(f"'{op}' is not a known comparison")
    logged = section in ("config", "summary")
    if logged and isinstance(value, str) and _NUMBER.match(value):
        number = _as_number(value)
        if op in _ORDERED:
            return f"{in_filter(path)} {op} {literal(number)}"
        return f"{in_filter(path)} {'not in' if op == '!=' else 'in'} [{literal(number)}, {literal(value)}]"
    return f"{in_filter(path)} {_COMPARED[op]} {_value(value)}"


def _value(value: Any) -> str:
    if not isinstance(value, str | int | float | bool | None):
        raise NoTwin(f"nothing is compared with {shown(value)}")
    return literal(value)


def _as_number(text: str) -> float | int:
    found = float(text)
    return int(found) if found.is_integer() and abs(found) < 1 << 53 else found


def _within(path: str, value: Any) -> str:
    if path != "created":
        raise NoTwin(f"'{path}' is not a time that can be in the last seconds")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e12:  # noqa: PLR2004
        raise NoTwin(f"{shown(value)} is not a number of seconds")
    size, unit = next(((size, unit) for size, unit in _UNITS if value % size == 0), (60, "minutes"))
    return f"created within_last {literal(_as_number(str(value / size)))} {unit}"


def _tagged(tag: str, op: str, value: Any) -> str:
    """Return a condition on tags: any of some, or whether there is one."""
    if tag:
        absent = (op in ("=", "==") and value is False) or (op == "!=" and value is not False)
        return f"{literal(tag)} not in tags" if absent else f"{literal(tag)} in tags"
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str) for one in values):
        raise NoTwin(f"tags are compared with {shown(value)}")
    found = " or ".join(f"{literal(one)} in tags" for one in values)
    if op in ("NIN", "!="):
        return f"not ({found})"
    return found


def searched(search: Given) -> str:
    """Return the filter of what is typed above a table of runs."""
    query = search.text("query")
    if not query:
        return ""
    if search.flag("isRegex"):
        return f"matches(name, {literal(query)})"
    return f"{literal(query)} in name"


def selected(selections: Given, say: Say) -> str:
    """Return the filter of which runs are shown: all but some (root 1), or only some (root 0)."""
    hidden = selections.values.get("root", 1) != 0
    ids = list(dict.fromkeys(_ids(selections.values.get("tree"), say, 0)))
    if not ids:
        if not hidden:
            say("every run of the run set is hidden")
        return ""
    return f"id {'not in' if hidden else 'in'} [{', '.join(map(literal, ids))}]"


def _ids(tree: Any, say: Say, depth: int) -> list[str]:
    found: list[str] = []
    for item in tree if isinstance(tree, list) and depth < _DEEPEST else ():
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, Mapping):
            inner = _ids(item.get("children"), say, depth + 1)
            found += inner
            if not inner:
                say(f"the group {shown(item.get('value'))} is chosen as a whole, which a filter by ids cannot say")
    return found
