"""Encryption of a page: AES-256-GCM in chunks under a random key, which a key made of the password wraps.

The format, version 1. Content is deflated (raw) and cut into chunks of ``CHUNK`` bytes. Chunk i of n is encrypted with
the nonce (8 random bytes, then i in 4 bytes, big-endian) and the additional data ``reportgen-lock-1:i:n:size``, so that
none can be cut, moved, repeated or taken from another file. The key of the content is encrypted by AES-256-GCM under
PBKDF2-HMAC-SHA256(password in NFC as UTF-8, salt, rounds) with the additional data ``reportgen-lock-1:rounds``.
"""

from __future__ import annotations

import base64
import os
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportgen.errors import Problem, ReportError, SpecError

ROUNDS = 600_000
"""Rounds of PBKDF2: what OWASP asks for SHA-256. Fewer are refused when a page is opened."""
_MOST_ROUNDS = 20_000_000
CHUNK = 1 << 20
_NAME = "reportgen-lock-1"
_KEY, _SALT, _PREFIX, _NONCE = 32, 16, 8, 12
_LARGEST = 4_000_000_000
_BASE64 = re.compile(rb"[A-Za-z0-9+/=]{4096,}")


class LockError(ReportError):
    """A locked page cannot be opened."""


@dataclass(frozen=True)
class Sealed:
    """An encrypted page: what is said in the clear to open it, and its chunks."""

    header: dict[str, Any]
    chunks: Sequence[bytes]


def seal(content: bytes, password: str, rounds: int = ROUNDS) -> Sealed:
    """Encrypt a page. Salt, key and nonces are random, so the same page is never sealed to the same bytes."""
    aead = _aead()
    packed = _deflated(content)
    parts = [packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK)]
    key, salt, prefix, nonce = (os.urandom(size) for size in (_KEY, _SALT, _PREFIX, _NONCE))
    wrapped = aead(_derived(password, salt, rounds)).encrypt(nonce, key, f"{_NAME}:{rounds}".encode())
    cipher = aead(key)
    chunks = [
        cipher.encrypt(prefix + at.to_bytes(4, "big"), part, _place(at, len(parts), len(content)))
        for at, part in enumerate(parts)
    ]
    header = {
        "format": _NAME, "rounds": rounds, "salt": _text(salt), "wrapNonce": _text(nonce), "wrapped": _text(wrapped),
        "prefix": _text(prefix), "chunks": len(chunks), "size": len(content),
    }  # fmt: skip
    return Sealed(header, chunks)


def unseal(sealed: Sealed, password: str) -> bytes:
    """Return the page; LockError says whether the password is wrong or the file damaged."""
    from cryptography.exceptions import InvalidTag

    aead, header = _aead(), sealed.header
    try:
        rounds, count, size = (int(header[name]) for name in ("rounds", "chunks", "size"))
        salt, nonce, wrapped, prefix = (
            base64.b64decode(header[name]) for name in ("salt", "wrapNonce", "wrapped", "prefix")
        )
    except (KeyError, TypeError, ValueError):
        raise LockError(Problem("the file is damaged: what it says of its lock cannot be read")) from None
    if header.get("format") != _NAME:
        raise LockError(Problem("the file was locked by a later version of reportgen", None, "Update reportgen."))
    if not ROUNDS <= rounds <= _MOST_ROUNDS or not 0 < size <= _LARGEST or len(sealed.chunks) != count:
        raise LockError(Problem("the file is damaged: parts of it are missing or were changed"))
    try:
        key = aead(_derived(password, salt, rounds)).decrypt(nonce, wrapped, f"{_NAME}:{rounds}".encode())
    except InvalidTag:
        raise LockError(Problem("the password is wrong")) from None
    except ValueError:
        raise LockError(Problem("the file is damaged: what it says of its lock cannot be read")) from None
    return _joined(_decrypted(sealed.chunks, aead(key), prefix, size), size)


def _decrypted(chunks: Sequence[bytes], cipher: Any, prefix: bytes, size: int) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag

    for at, chunk in enumerate(chunks):
        try:
            yield cipher.decrypt(prefix + at.to_bytes(4, "big"), chunk, _place(at, len(chunks), size))
        except (InvalidTag, ValueError):
            raise LockError(Problem(f"the file is damaged: part {at + 1} of {len(chunks)} was changed")) from None


def _joined(parts: Iterator[bytes], size: int) -> bytes:
    inflater = zlib.decompressobj(-15)
    content = b"".join(inflater.decompress(part) for part in parts) + inflater.flush()
    if len(content) != size:
        raise LockError(Problem("the file is damaged: parts of it are missing or were changed"))
    return content


def _deflated(content: bytes) -> bytes:
    """Return a page deflated; long base64 by Huffman codes alone: it is of what is deflated, and repeats nothing."""
    parts, at = [], 0
    for found in _BASE64.finditer(content):
        parts += [_stream(content[at : found.start()]), _stream(found[0], zlib.Z_HUFFMAN_ONLY)]
        at = found.end()
    return b"".join([*parts, _stream(content[at:], end=zlib.Z_FINISH)])


def _stream(content: bytes, strategy: int = zlib.Z_DEFAULT_STRATEGY, end: int = zlib.Z_SYNC_FLUSH) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, 9, strategy)
    return packer.compress(content) + packer.flush(end)


def _place(at: int, count: int, size: int) -> bytes:
    return f"{_NAME}:{at}:{count}:{size}".encode()


def _derived(password: str, salt: bytes, rounds: int) -> bytes:
    import hashlib

    return hashlib.pbkdf2_hmac("sha256", normal(password).encode(), salt, rounds, _KEY)


def normal(password: str) -> str:
    """Return a password in the form in which every keyboard means the same."""
    return unicodedata.normalize("NFC", password)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _aead() -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        what = "locked reports need the package 'cryptography'"
        raise SpecError(Problem(what, None, "Run: pip install 'reportgen-ml[lock]'")) from None
    return AESGCM


def require() -> None:
    """Raise SpecError where the package that encrypts is missing, before any work is done."""
    _aead()
