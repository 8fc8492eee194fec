"""The page around a served report: it shows the newest one in a frame, and over it what is wrong."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from reportgen.page.assemble import texts_of
from reportgen.page.client import module
from reportgen.page.theme import Theme
from reportgen.texts import is_right_to_left, speaking


@lru_cache(maxsize=4)
def shell(lang: str) -> tuple[bytes, str]:
    """Return the page in a language, and the policy that it is to be served with: its own script, style and frame."""
    script, theme = module("serve").text, Theme("default", Path())
    style = theme.style(["serve"])
    with speaking(lang):
        page = theme.stream(
            "serve.html.jinja", lang=lang, is_right_to_left=is_right_to_left(lang),
            style=Markup(style),  # noqa: S704 - our own files
            script=Markup(script),  # noqa: S704 - our own bundle
            texts=Markup(texts_of([script])),  # noqa: S704 - escaped
        )  # fmt: skip
        text = "".join(page)
    policy = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; script-src {_hash(script)}; "
        f"style-src {_hash(style)}; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; img-src data:"
    )
    return text.encode(), policy


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
