"""What a W&B report or workspace comes as: a spec, the API's view of one, a list of them, or JSON text of any of these.

Version 5 of the spec is read, which the app and ``wandb-workspaces`` write. What is read is bounded: a hostile file is
refused with a reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from reportgen.errors import Problem, SpecError, suggestion

_LARGEST = 64_000_000
"""Characters of JSON."""
_MOST_VALUES = 2_000_000
_DEEPEST = 200
_TEXT_IN_TEXT = 3
"""JSON may be a text in JSON, as often as this."""
VERSION = 5
HOW = "Save the report's spec as JSON: docs/coming-from-wandb.md says how."


@dataclass(frozen=True)
class View:
    """A report or workspace: its spec, and what the API says of it."""

    kind: Literal["report", "workspace"]
    spec: Mapping[str, Any]
    title: str = ""
    description: str = ""


def opened(source: Any, wanted: str = "") -> View:
    """Return the report in JSON text, bytes or plain values; ``wanted`` (a title or a number from 1) chooses one.

    Raises SpecError for what holds none, for several without a choice, and for specs from before 2022.
    """
    found = _views(_parsed(source), "", "")
    if not found:
        raise _refused("there is no W&B report in the file", HOW)
    if wanted:
        return _chosen(found, wanted)
    if len(found) > 1:
        titles = ", ".join(f"{n} '{view.title}'" for n, view in enumerate(found[:12], 1))
        raise _refused(f"it holds {len(found)} reports", f"Choose one by title or number: {titles}.")
    return found[0]


def _chosen(found: list[View], wanted: str) -> View:
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= len(found):
        return found[int(wanted) - 1]
    titles = [view.title for view in found]
    if wanted not in titles:
        raise _refused(f"it holds no report '{wanted}'", suggestion(wanted, titles, "reports"))
    return found[titles.index(wanted)]


def _refused(what: str, hint: str = "") -> SpecError:
    return SpecError(Problem(what, hint=hint))


def _parsed(source: Any) -> Any:
    """Return plain values of JSON within bounds."""
    value = source
    for _ in range(_TEXT_IN_TEXT):
        if not isinstance(value, str | bytes):
            break
        value = _of_text(value)
    _bounded(value)
    return value


def _of_text(text: str | bytes) -> Any:
    if len(text) > _LARGEST:
        raise _refused(f"the file is larger than {_LARGEST // 1_000_000} MB")
    try:
        return json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except UnicodeDecodeError as error:
        raise _refused(f"not UTF-8 text at byte {error.start}", HOW) from None
    except json.JSONDecodeError as error:
        raise _refused(f"not JSON at line {error.lineno}, column {error.colno}", HOW) from None
    except RecursionError:
        raise _refused(f"nested deeper than {_DEEPEST} levels") from None
    except ValueError:  # an integer of thousands of digits
        raise _refused("a number in it has too many digits") from None


def _bounded(value: Any) -> None:
    """Refuse what is nested too deeply or holds too much, however it came."""
    level, count, depth = [value], 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        if depth > _DEEPEST:
            raise _refused(f"nested deeper than {_DEEPEST} levels")
        if count > _MOST_VALUES:
            raise _refused(f"more than {_MOST_VALUES:,} values")
        inner: list[Any] = []
        for item in level:
            inner += item.values() if isinstance(item, Mapping) else item if isinstance(item, list | tuple) else ()
        level = inner


def _views(  # noqa: PLR0911 - one line per form
    value: Any, title: str, description: str, depth: int = 8
) -> list[View]:
    """Return the reports in a value, those of answers of the API among them."""
    if not depth:
        return []
    if isinstance(value, list | tuple):
        return [view for item in value for view in _views(item, "", "", depth - 1)]
    if not isinstance(value, Mapping):
        return []
    title = _text(value, "displayName", "display_name", "title") or title
    description = _text(value, "description") or description
    if isinstance(value.get("blocks"), list):
        return [View("report", value, title, description)]
    if isinstance(value.get("section"), Mapping):
        return [View("workspace", value, title, description)]
    if "panelGroups" in value:
        hint = "Open the report in W&B and save it once: the app then writes the spec that is read here."
        raise _refused("the report was last saved before 2022", hint)
    spec = value.get("spec")
    if isinstance(spec, str) and spec.lstrip()[:1] in ("{", "["):
        spec = _parsed(spec)
    if isinstance(spec, Mapping):
        return _views(spec, title, description, depth - 1)
    return [view for inner in value.values() for view in _views(inner, "", "", depth - 1)]


def _text(value: Mapping[str, Any], *names: str) -> str:
    return next((found for name in names if isinstance(found := value.get(name), str) and found), "")
