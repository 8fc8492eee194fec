"""Runs in storage (``s3://bucket/experiments/``), fetched through fsspec for the time of a build.

Readers need files that can be mapped and searched, so what may belong to a run is copied to a temporary folder, under
the names that it has there; model weights and other checkpoints are not.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from reportgen.errors import KnownError, nearest
from reportgen.privacy.places import shown_path

_WEIGHTS = frozenset(
    (".bin", ".ckpt", ".distcp", ".engine", ".gguf", ".h5", ".keras", ".onnx", ".pickle", ".pkl", ".pt", ".pth",
     ".safetensors", ".tar", ".tflite")
)  # fmt: skip
"""What no reader opens, and what fills a folder of runs."""
_HINT = "Install it and a driver: pip install 'reportgen-ml[storage]' 'fsspec[s3]'"


_DATABASES = frozenset(("sqlite", "postgresql", "mysql", "mssql"))
"""What MLflow and Optuna have addresses of."""
_INSTALL = re.compile(r"install `?([\w.-]+)`? ", re.IGNORECASE)
_LACKS = re.compile(r"""(?:No module named|requires) ['"]([\w-]+)""")


class Unreachable(KnownError):  # noqa: N818 - a state of what a spec names
    """What an address names cannot be had; ``what`` and ``hint`` say why and what to do."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def fetched(address: str) -> tuple[Path, list[str]]:
    """Return the local copy of the folder or file that an address names, and what is said of files that cannot be read.

    A copy is made once a process. Unreachable says why there is none.
    """
    if address.startswith("file://"):
        return _local(address), []
    files, path = _storage(address)
    try:
        listed = _listed(files, path)
    except Exception as error:  # noqa: BLE001 - every driver has errors of its own
        raise Unreachable(f"'{shown_path(address)}' cannot be read", _reason(error)) from None
    if not listed:
        raise Unreachable(f"nothing is stored at '{shown_path(address)}'")
    return _copied(address, files, path, listed)


def _local(address: str) -> Path:
    from urllib.parse import unquote, urlparse

    path = Path(unquote(urlparse(address).path))
    if not path.exists():
        raise Unreachable(f"no such path '{shown_path(address)}'")
    return path


def _storage(address: str) -> tuple[Any, str]:
    """Return the file system of an address and its path there."""
    try:
        from fsspec import available_protocols
        from fsspec.core import url_to_fs
    except ImportError:
        raise Unreachable(f"'{shown_path(address)}' needs fsspec", _HINT) from None
    try:
        files, path = url_to_fs(address)
    except ImportError as error:
        what, scheme = f"'{shown_path(address)}' needs a driver", address.partition("://")[0]
        raise Unreachable(what, _to_install(str(error), scheme)) from None
    except ValueError:
        scheme = address.partition("://")[0]
        if scheme in _DATABASES:
            hint = "A database is given by its file, such as 'mlflow.db'; one on a server is not read."
        else:
            close = nearest(scheme, sorted(available_protocols()))
            hint = f"Did you mean '{close}://'?" if close else "fsspec has no driver of that name."
        raise Unreachable(f"unknown storage '{scheme}://'", hint) from None
    return files, path


def _listed(files: Any, path: str) -> list[str]:
    """Return every file at or below a path."""
    found = files.find(path, detail=True)
    return sorted(name for name, facts in found.items() if facts.get("type") == "file")


def _copied(address: str, files: Any, path: str, listed: Collection[str]) -> tuple[Path, list[str]]:
    root = _folder(address) / PurePosixPath(path.strip("/")).name
    if root.exists():
        return root, []
    top, failed = path.rstrip("/"), []
    for name in listed:
        place = PurePosixPath(name)
        below = PurePosixPath(name[len(top) :].lstrip("/") if name.startswith(top) else place.name)
        if place.suffix.lower() in _WEIGHTS or ".." in below.parts:
            continue
        target = root / below if below.name else root
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            files.get_file(name, str(target))
        except Exception as error:  # noqa: BLE001 - as above
            target.unlink(missing_ok=True)
            failed.append(f"'{place.name}' cannot be read: {_reason(error)}")
    if not root.is_file():
        root.mkdir(parents=True, exist_ok=True)
    return root, failed


@lru_cache
def _folder(address: str) -> Path:
    """Return a folder for the copy of an address, which is removed when the process ends."""
    del address
    folder = tempfile.mkdtemp(prefix="reportgen-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _to_install(said: str, scheme: str) -> str:
    """Return how to install the package that a driver lacks, by what fsspec or Python says of it."""
    match = _INSTALL.search(said) or _LACKS.search(said)
    return f"Install it: pip install {match[1]}" if match else f"Install fsspec's driver of '{scheme}://'."


def _reason(error: Exception) -> str:
    """Return why a driver failed, in our words: it is told by the kind of its error, and by what a server answered."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    answer = next((code for name in ("status", "code") if isinstance(code := getattr(error, name, None), int)), 0)
    if isinstance(error, ImportError):
        return _to_install(str(error), "it")
    for names, codes, words in _REASONS:
        if kinds & names or answer in codes:
            return words
    return f"Its driver failed ({type(error).__name__}): try the address with the storage's own tool."


_REASONS: tuple[tuple[frozenset[str], frozenset[int], str], ...] = (
    (
        frozenset((
            "NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "TokenRetrievalError",
            "ProfileNotFound", "SSOTokenLoadError", "DefaultCredentialsError", "GoogleAuthError",
            "ClientAuthenticationError",
        )),
        frozenset((401,)),
        "No credentials are found: set them as for the storage's own tool, such as in AWS_PROFILE.",
    ),
    (frozenset(("PermissionError",)), frozenset((403,)), "Access is refused: the account may not list or read it."),
    (frozenset(("FileNotFoundError",)), frozenset((404,)), "There is nothing of that name."),
    (
        frozenset((
            "ConnectionError", "TimeoutError", "HTTPClientError", "ClientConnectorError", "ServiceRequestError",
            "gaierror",
        )),
        frozenset(),
        "It cannot be reached: look at the address and the network.",
    ),
)  # fmt: skip
"""Errors of Python, botocore, google-auth, azure-core and aiohttp by name, answers of servers, and what they mean."""
