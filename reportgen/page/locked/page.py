"""The page around a locked report: a form, the chunks, the script that opens them, and a policy that lets it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from reportgen import __version__
from reportgen.errors import Problem
from reportgen.page.client import all_modules, module
from reportgen.page.locked.sealing import LockError, Sealed, seal, unseal
from reportgen.page.output import encoded
from reportgen.page.policy import policy
from reportgen.page.theme import Theme
from reportgen.texts import is_right_to_left

_HEADER = re.compile(rb'<script type="application/json" id="rg-lock">([^<]*)</script>')
_CHUNK = re.compile(rb'<script type="application/octet-stream" data-lock="(\d+)">([A-Za-z0-9+/=]*)</script>')
_BEGINNING = 200_000


def locked_page(content: bytes, password: str, lang: str = "en") -> bytes:
    """Return a page that shows a form and opens to ``content``: nothing of that can be read in it.

    The policy names the scripts of every panel, so that it does not tell which the report has.
    """
    sealed, theme = seal(content, password), Theme("default", Path())
    script = module("lock").text
    texts = [module("boot").text, *(one.text for one in all_modules())]
    pieces = theme.stream(
        "lock.html.jinja", lang=lang, is_right_to_left=is_right_to_left(lang), version=__version__,
        policy=policy([script, *texts], workers=True), style=Markup(theme.sheet("lock.css")),  # noqa: S704 - the theme's own file
        header=Markup(json.dumps(sealed.header)),  # noqa: S704 - numbers and base64
        chunks=_islands(sealed), script=Markup(script),  # noqa: S704 - our own bundle
    )  # fmt: skip
    return b"".join(map(encoded, pieces))


def _islands(sealed: Sealed) -> Iterator[Markup]:
    for at, chunk in enumerate(sealed.chunks):
        text = base64.b64encode(chunk).decode()
        yield Markup(f'<script type="application/octet-stream" data-lock="{at}">{text}</script>\n')  # noqa: S704 - base64


def is_locked(content: bytes) -> bool:
    """Return whether a file is a locked report."""
    return _HEADER.search(content[:_BEGINNING]) is not None


def unlocked_page(content: bytes, password: str) -> bytes:
    """Return the report that was locked, bit for bit; LockError says why it cannot be opened."""
    found = _HEADER.search(content[:_BEGINNING])
    if found is None:
        hint = "Give a file that was made with --password-file."
        raise LockError(Problem("the file is not a locked report", None, hint))
    try:
        header = json.loads(found[1])
    except ValueError:
        header = {}
    chunks = [base64.b64decode(body) for _, body in _CHUNK.findall(content)]
    return unseal(Sealed(header if isinstance(header, dict) else {}, chunks), password)
