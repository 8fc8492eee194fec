"""What a report keeps to itself unless its spec asks: secrets and the places of files on someone's machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

HIDDEN = "(hidden)"

_SECRET = re.compile(
    r"(?:^|[^a-z])(?:api[_-]?key|access[_-]?key|secret(?:[_-]?key)?|password|passwd|pwd|credentials?|private[_-]?key"
    r"|(?:api|auth|access|hf|hub|github|gitlab|bearer|session|refresh|wandb|secret)[_-]?token)(?:$|[^a-z])|^token$",
    re.IGNORECASE,
)
_FOLDERS = re.compile(r"(?<![\w.:/\\])(?:~|[A-Za-z]:[\\/]|/)[^\s,'\"\]}]*[\\/]([^\s,'\"\]}\\/]+)")
_SCHEME, _REST = r"[a-z][a-z0-9+.-]*://", r"(?:\$\{[^}]*\}|[^\s'\"\]}>,])*"
_ADDRESS = re.compile(rf"\b{_SCHEME}{_REST}")
_NO_PAGE = re.compile(rf"\b(?!https?:|file:){_SCHEME}{_REST}")
_WHOLE = re.compile(r"(?:~|[A-Za-z]:[\\/]|/)[^\n]*[\\/]([^\n\\/]+)[\\/]?\Z")


def is_secret(path: str) -> bool:
    """Tell from a config path's last part whether its value is a secret."""
    return bool(_SECRET.search(path.rsplit(".", 1)[-1]))


def redact(path: str, value: Any) -> Any:
    """Return a config value as it may be shown: secrets hidden, absolute paths cut to their last part."""
    if value is not None and is_secret(path):
        return HIDDEN
    if isinstance(value, str):
        whole = _WHOLE.match(value)
        return f"…/{whole[1]}" if whole else _FOLDERS.sub(r"…/\1", value)
    if isinstance(value, list):
        return [redact(path, item) for item in value]
    if isinstance(value, dict):
        return {key: redact(f"{path}.{key}", item) for key, item in value.items()}
    return value


def is_address(path: str) -> bool:
    """Tell whether a path is an address, of a database or of files in storage, such as ``s3://bucket/preds/``."""
    return "://" in path


def short_address(address: str) -> str:
    """Return an address's scheme and its last part: no user, host, folder or query."""
    scheme, _, rest = address.partition("://")
    path = rest.partition("?")[0].rstrip("/").partition("/")[2]
    return f"{scheme}://…{'/' + path.rpartition('/')[2] if path else ''}"


def without_addresses(text: str) -> str:
    """Return a message with every address, those of web pages too, cut to its scheme and its last part."""
    return _ADDRESS.sub(lambda found: short_address(found[0]), text)


def shown_path(path: str) -> str:
    """Return the path of a file or the address of one as a page may tell it."""
    return short_address(path) if is_address(path) else without_folders(path, [path])


def without_folders(text: str, paths: Sequence[str] = ()) -> str:
    """Return a spec's text with absolute paths cut to their last part: ``paths`` as it names them, and any other.

    Of an address that is no web page (a database, a bucket) its scheme and its last part are left.
    """
    text = _NO_PAGE.sub(lambda found: short_address(found[0]), text)
    for path in sorted(set(paths), key=len, reverse=True):
        if path.startswith(("/", "~")) or path[1:2] == ":":
            text = text.replace(path, "…/" + (path.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1] or "…"))
    return _FOLDERS.sub(r"…/\1", text)


_ASSIGNED = re.compile(
    r"""(?ix)((?:[\w-]*[_-])?(?:api|access|private|secret|auth)[_-]?key|(?:[\w-]*[_-])?(?:token|secret|passw(?:or)?d|passwd|pwd)
    |authorization)(["']?\s*[=:]\s*(?:(?:bearer|basic)\s+)?["']?|\s+(?=\S*\d))([^\s"',;]{6,})"""
)
_TOKEN = re.compile(
    r"\b(?:hf_|ghp_|gho_|github_pat_|sk-|xox[bap]-|AKIA)[A-Za-z0-9_-]{12,}|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)?|\b[0-9a-f]{40}\b"
)


def redact_line(text: str) -> str:
    """Return a printed line without what reads as a key, a token or a password."""
    return redact_url(_TOKEN.sub(HIDDEN, _ASSIGNED.sub(lambda m: f"{m[1]}{m[2]}{HIDDEN}", text)))


def redact_url(text: str) -> str:
    """Return an address without the name and password before its host."""
    return re.sub(r"(?<=://)[^/@\s]+@", "", text)
