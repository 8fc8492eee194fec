"""The content security policy of the page: no network of any kind, only scripts whose hash it names."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; script-src {scripts}; "
    "style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; connect-src blob:; "
    "{workers}frame-src 'none'"
)


def policy(scripts: Iterable[str], *, workers: bool = False) -> str:
    """Return the policy for a page that runs exactly these script texts; workers, if any, are made by them."""
    hashes = sorted({f"'sha256-{_hash(text)}'" for text in scripts})
    allowed = "worker-src blob:; " if workers else ""
    return _POLICY.format(scripts=" ".join(hashes) or "'none'", workers=allowed)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
