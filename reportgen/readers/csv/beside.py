"""Settings that trainers write beside their tables: a run's config."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from reportgen.errors import SpecError
from reportgen.inputs import note_path
from reportgen.model.run import Loss
from reportgen.spec.yaml import parse

_NAMES = ("hparams.yaml", "args.yaml", "opt.yaml", "hyp.yaml", "params.yaml", "params.json", "hparams.json",
          "config.yaml", "config.json", "args.json")  # fmt: skip
_MOST_BYTES = 1_000_000
_TAG = re.compile(r"(?<![^\s\[,-])!!?(?:python/)?[\w./:<>-]+")


def config_beside(folder: Path) -> tuple[dict[str, Any], list[Loss]]:
    """Return what the settings in a folder say, the first file's names first; and which cannot be read."""
    config: dict[str, Any] = {}
    losses = []
    for name in _NAMES:
        path = folder / name
        if not path.is_file():
            continue
        note_path(path)
        try:
            found = _read(path)
        except (OSError, ValueError, RecursionError, SpecError):
            losses.append(Loss(name, "the settings cannot be read, so the run has no config"))
            continue
        if isinstance(found, dict):
            config = {**found, **config}
    return config, losses


def _read(path: Path) -> Any:
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError
    text = path.read_text("utf-8-sig")
    if path.suffix == ".json":
        return json.loads(text)
    return parse(_TAG.sub("", text), path.name).value  # a tuple of Python's is a list, an object its fields
