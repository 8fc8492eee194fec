"""The committed stores of MLflow, unpacked, and what MLflow's own client reads of them."""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

MADE = Path(__file__).parent / "mlflow"
VERSIONS = ("1.30.1", "2.14.3", "3.17.2")
STORES = [(version, store) for version in VERSIONS for store in ("file", "sqlite")]


EVALUATION = "evaluation"
"""Stores with evaluations and traces, in place of a version."""


def unpack(folder: Path, version: str, store: str) -> Path:
    """Unpack a store into a folder; returns the folder."""
    with tarfile.open(MADE / f"{version}-{store}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


@cache
def told(version: str, store: str) -> dict[str, Any]:
    """Return what the client reads of each run, by id; a run that it cannot read has an ``error``."""
    found: dict[str, Any] = json.loads((MADE / f"{version}.json").read_text("utf-8"))[store]["runs"]
    return found
