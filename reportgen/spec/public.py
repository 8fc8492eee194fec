"""The text of a spec without what is its author's alone: comments, and values of fields that others need not see."""

from __future__ import annotations

import re
from collections.abc import Mapping

_COMMENT = re.compile(r"(?:^[ \t]*|[ \t]+)#[^\n]*", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*(?=\n[ \t]*\n)")


def without_comments(text: str) -> str:
    """Return YAML without its comments; what is quoted or a block of text stays as it is. Unreadable YAML is empty."""
    import yaml

    parts, at = [], 0
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            start, end = token.start_mark.index, token.end_mark.index
            if start > at:
                parts.append(_COMMENT.sub("", text[at:start]))
            parts.append(text[max(start, at) : end])
            at = max(at, end)
    except yaml.YAMLError:
        return ""
    return _BLANK.sub("", "".join([*parts, _COMMENT.sub("", text[at:])]))


def with_fields(text: str, fields: Mapping[str, str]) -> str:
    """Return a spec's YAML with other values for some of its fields; those it does not have stay out."""
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return ""
    found = root.value if isinstance(root, yaml.MappingNode) else []
    for key, value in reversed(found):
        if key.value in fields:
            end = value.end_mark.index
            after = text[end:]
            line = "\n" if text[:end].endswith("\n") else ""
            text = f"{text[: key.end_mark.index]}: {fields[key.value]}{line}{after}"
    return text
