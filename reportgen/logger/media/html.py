"""HTML."""

from __future__ import annotations

import os
import re
from typing import Any

from reportgen.logger.media.given.files import content_of, is_open, on_disk
from reportgen.logger.media.made import Made, named, text_of
from reportgen.logger.misuse import UsageError
from reportgen.model.media.document import Html as Stored
from reportgen.native.values import in_memory

_PATH = re.compile(r"[^<>\n]{1,400}\.html?", re.IGNORECASE)


class Html(Made):
    """HTML: a text, an open file, or the path of a file. A report shows it without running its scripts.

    ``inject`` would add a style sheet from the network, which a report does not load: nothing is added.
    ``data_is_not_path`` takes a text as it is where a file of that name may exist.
    """

    def __init__(
        self, data: Any, inject: bool = True, data_is_not_path: bool = False, caption: str | None = None
    ) -> None:
        del inject
        if isinstance(data, os.PathLike) or (isinstance(data, str) and not data_is_not_path and _is_path(data)):
            file = on_disk(data, "data")
        elif isinstance(data, str):
            file = in_memory("page.html", data.encode("utf-8", "surrogatepass") or b"\n")
        elif is_open(data):
            file = in_memory("page.html", content_of(data, "data"))
        else:
            raise UsageError(f"data: {named(data)} came", "Pass HTML as a text, the path of a file, or an open file.")
        self._media = Stored(file, caption=text_of(caption))


def _is_path(text: str) -> bool:
    """Tell a path from HTML: it ends in .html, and no tag is in it."""
    return _PATH.fullmatch(text.strip()) is not None
