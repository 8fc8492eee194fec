"""What a file is that no reader takes, and what to do with it: told by its first bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_HEAD = 512
_ARCHIVES = (
    b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
)  # fmt: skip
_TAR, _TAR_AT = b"ustar", 257
_SQLITE = b"SQLite format 3\0"
_SHEETS = (".xlsx", ".xlsm", ".ods")
_DATABASES = (".db", ".sqlite", ".sqlite3")
_WEIGHTS = (".bin", ".ckpt", ".joblib", ".npz", ".pickle", ".pkl", ".pt", ".pth", ".safetensors")


def advice(paths: Iterable[str]) -> str:
    """Return what the first file is of which that can be said, and what to do; an empty string where of none."""
    return next((said for path in paths if (said := _said(Path(path)))), "")


def _said(path: Path) -> str:
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            what = _kind(path.name.lower(), file.read(_HEAD))
    except OSError as error:
        what = f": {error.strerror}"
    return f"'{path.name}'{what}." if what else ""


def _kind(name: str, head: bytes) -> str:
    kinds = {
        " is empty: it has 0 bytes": not head and name.endswith(_DATABASES),
        ": pickles, weights and checkpoints are never opened": name.endswith(_WEIGHTS),
        " is a spreadsheet: save it as CSV": name.endswith(_SHEETS),
        " is an archive: unpack it, and give the folder": head.startswith(_ARCHIVES) or head.startswith(_TAR, _TAR_AT),
        " is a SQLite database without the tables of MLflow or Optuna": head.startswith(_SQLITE),
        " is not a SQLite database": name.endswith(_DATABASES),
    }
    return next((what for what, holds in kinds.items() if holds), "")
