"""Hyperparameters, as the plugin of that name keeps them (tensorboard/plugins/hparams/plugin_data.proto, api.proto)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import PureWindowsPath
from typing import Any

from reportgen.protobuf import Message, WireError
from reportgen.readers.tensorboard.log.events import METADATA, TENSOR, Entry
from reportgen.readers.tensorboard.log.tensor import WrongTensor, tensor_of

START = "_hparams_/session_start_info"
_NULL, _NUMBER, _TEXT, _FLAG, _STRUCT, _LIST = range(1, 7)
_ARGUMENTS = {"args/text_summary": "", "model_config/text_summary": "model"}
"""Texts in which Hugging Face's Trainer keeps a training's arguments and the model's config."""
_PRIVATE = frozenset({"logging_dir", "hub_token", "push_to_hub_token", "hub_model_id", "run_name"})
_ABSOLUTE = re.compile(r"(?:file:)?(?:[/\\~]|[A-Za-z]:[/\\])\S*")
_PATHS = frozenset({"output_dir", "resume_from_checkpoint", "_name_or_path", "deepspeed", "overwrite_output_dir"})


def session(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the hyperparameters of a session: numbers, texts, truth values and None."""
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.tag != START:
            continue
        try:
            info = Message(entry.value().sub(METADATA).sub(1).data(2)).sub(3)
            for pair in map(Message, info.all(1)):
                found[pair.text(1)] = _value(pair.sub(2))
        except (WireError, OSError):
            continue
    return found


def _value(value: Message) -> Any:
    """Return a ``google.protobuf.Value``."""
    if _NUMBER in value:
        number = value.number(_NUMBER)
        return int(number) if number.is_integer() and abs(number) < 1 << 53 else number
    if _TEXT in value:
        text = value.text(_TEXT)
        return None if text == "None" else text
    if _FLAG in value:
        return bool(value.whole(_FLAG))
    if _STRUCT in value:
        return {pair.text(1): _value(pair.sub(2)) for pair in map(Message, value.sub(_STRUCT).all(1))}
    if _LIST in value:
        return [_value(Message(one)) for one in value.sub(_LIST).all(1)]
    return None


def arguments(entry: Entry) -> dict[str, Any] | None:
    """Return the config that a text of Hugging Face's Trainer holds, without folders and names; None of other texts."""
    if entry.tag not in _ARGUMENTS:
        return None
    try:
        texts = tensor_of(entry.value().data(TENSOR)).texts
        found = json.loads(texts[0]) if len(texts) == 1 else None
    except (WireError, WrongTensor, ValueError, OSError):
        return None
    if not isinstance(found, dict):
        return None
    kept = {name: value for name, value in found.items() if name not in _PRIVATE and value is not None}
    plain = {name: _last(str(value)) if name in _PATHS else _without_paths(value) for name, value in kept.items()}
    under = _ARGUMENTS[entry.tag]
    return {under: plain} if under else plain


def _without_paths(value: Any) -> Any:
    """Return a value with the last part of each text that is an absolute path."""
    if isinstance(value, dict):
        return {name: _without_paths(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_paths(one) for one in value]
    return _last(value) if isinstance(value, str) and _ABSOLUTE.fullmatch(value) else value


def _last(path: str) -> str:
    return PureWindowsPath(path).name  # knows both separators
