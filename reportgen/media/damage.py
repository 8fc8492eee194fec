"""Broken media in plain words: whatever breaks inside a reader of media leaves it as a MediaError."""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportgen.model.media import MediaError

ODD_TEXT = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]|\x00")
"""What may be half of a character in JSON: it is escaped, or stands there in bytes, or the text is not UTF-8."""
_SURROGATE = re.compile("[\ud800-\udfff]")


@contextmanager
def reading(what: str, advice: str = "log it again", error: type[MediaError] = MediaError) -> Iterator[None]:
    """Turn anything unexpected inside into an ``error`` about ``what``, and keep libraries' warnings quiet.

    Readers say what they know to be wrong themselves, as a MediaError; this is for all the rest.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except error:
            raise
        except MediaError as known:
            raise error(str(known)) from None
        except MemoryError:
            raise error(f"{what} needs more memory than is available") from None
        except RecursionError:
            raise error(f"{what} is nested too deeply") from None
        except Exception:  # noqa: BLE001 - a broken file breaks its reader in any way
            raise error(f"{what} cannot be read: it is damaged or inconsistent; {advice}") from None


@contextmanager
def silenced() -> Iterator[None]:
    """Keep what decoders written in C print about odd files off the terminal."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def read_json(content: bytes, name: str) -> Any:
    """Return what JSON says; MediaError where it is none. Lone surrogates become U+FFFD."""
    try:
        found = json.loads(content)
        return whole_text(found) if ODD_TEXT.search(content) else found
    except UnicodeDecodeError:
        raise MediaError(f"{name} is not JSON: it contains bytes that are not text") from None
    except json.JSONDecodeError as error:
        if not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated"):
            raise MediaError(f"{name} is cut off: its JSON ends in the middle") from None
        raise MediaError(f"{name} is not JSON: line {error.lineno}, column {error.colno} cannot be read") from None
    except ValueError:
        raise MediaError(f"{name} contains a number with thousands of digits") from None
    except RecursionError:
        raise MediaError(f"{name} is nested too deeply") from None


def whole_text(value: Any) -> Any:
    """Return a decoded value whose texts hold no surrogate: a pair is its character, a lone one U+FFFD."""
    if isinstance(value, str):
        if not _SURROGATE.search(value):
            return value
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {whole_text(key): whole_text(inner) for key, inner in value.items()}
    return [whole_text(inner) for inner in value] if isinstance(value, list) else value
