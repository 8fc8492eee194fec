"""Settings that trainers write beside their logs: a run's config. Tags of Python are dropped, and nothing is made."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.errors import SpecError
from reportgen.inputs import note_path
from reportgen.model.nested import dig
from reportgen.model.run import Loss
from reportgen.spec.yaml import parse

NAMES = ("hparams.yaml", "args.yaml", "opt.yaml", "hyp.yaml", "params.yaml", "params.json", "hparams.json",
          "config.yaml", "config.json", "args.json")  # fmt: skip
_HYDRA = (".hydra/config.yaml", ".hydra/overrides.yaml")
_ABOVE = 3
"""Folders above a log in which its Hydra config may lie."""
_MOST_BYTES = 1_000_000
_TAG = re.compile(r"(?<![^\s\[,-])!!?(?:python/)?[\w./:<>-]+")
_REFERENCE = re.compile(r"\$\{([A-Za-z_][\w.]*)\}")
_UNREAD = "the settings cannot be read, so the run has no config"
_LARGE = "the settings are larger than 1 MB and are not read, so the run has no config"
_LINKED = "the settings are a link that leads out of the run's folder, which is not followed"


@dataclass(frozen=True)
class Settings:
    """What lies beside a log: the config, what of it cannot be read, and what Hydra was told to change."""

    config: dict[str, Any] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    overrides: tuple[str, ...] = ()
    hydra: str = ""
    """The name of the folder that Hydra made."""

    def named(self, name: str, folder: Path) -> str:
        """Return a run's name: of one that is called by its folder only, and that Hydra made, its overrides."""
        last = name.rpartition("/")[2]
        if not self.overrides or last != folder.absolute().name or last != self.hydra:
            return name
        told = [text for text in self.overrides if not text.startswith(("hydra.", "hydra/", "+hydra"))]
        return ",".join(told) or name


def settings_beside(folder: Path, names: Iterable[str] = NAMES) -> Settings:
    """Return what the settings in a folder say, the first file's names first; and which cannot be read."""
    config: dict[str, Any] = {}
    losses: list[Loss] = []
    for name in names:
        found = settings_in(folder, name, losses)
        if isinstance(found, dict):
            config = {**found, **config}
    above = next((one for one in _and_above(folder) if (one / ".hydra").is_dir()), None)
    if above is None:
        return Settings(config, tuple(losses))
    hydra, overrides = (settings_in(above, name, losses) for name in _HYDRA)
    if isinstance(hydra, dict):
        config = {**_resolved(hydra), **config}
    told = tuple(text for text in overrides if isinstance(text, str)) if isinstance(overrides, list) else ()
    return Settings(config, tuple(losses), told, above.absolute().name)


def settings_in(folder: Path, name: str, losses: list[Loss]) -> Any:
    """Return what a file of settings says, YAML or JSON; None where there is none, or it cannot be read."""
    path = folder / name
    if not path.is_file():
        return None
    note_path(path)
    root, place = os.path.realpath(folder), os.path.realpath(path)
    if not place.startswith(root.rstrip(os.sep) + os.sep):
        losses.append(Loss(name, _LINKED))
        return None
    try:
        if path.stat().st_size > _MOST_BYTES:
            losses.append(Loss(name, _LARGE))
            return None
        text = path.read_text("utf-8-sig")
        if path.suffix == ".json":
            return json.loads(text)
        return parse(_TAG.sub("", text), path.name).value  # a tuple of Python's is a list, an object its fields
    except (OSError, ValueError, RecursionError, SpecError):
        losses.append(Loss(name, _UNREAD))
        return None


def _and_above(folder: Path) -> list[Path]:
    whole = folder.absolute()
    return [whole, *list(whole.parents)[:_ABOVE]]


def _resolved(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return a config whose references to its own values are those values; what is asked of the machine stays."""

    def of(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: of(one) for name, one in value.items() if one != "???"}
        if isinstance(value, list):
            return [of(one) for one in value]
        if not isinstance(value, str) or "${" not in value:
            return value
        whole = _REFERENCE.fullmatch(value)
        if whole is not None:
            found = dig(config, whole[1])
            return value if found is None or isinstance(found, dict | list) else found
        return _REFERENCE.sub(lambda match: _text(dig(config, match[1]), match[0]), value)

    return {name: of(value) for name, value in config.items() if value != "???"}


def _text(value: Any, otherwise: str) -> str:
    return otherwise if value is None or isinstance(value, dict | list) else str(value)
