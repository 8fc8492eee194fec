"""The last look at a finished file: whatever it holds, unpacked, in which a removed value may have survived."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import unquote

from reportgen.media.private.metadata import strip as bare_picture
from reportgen.pipeline.anonymous.fragments import STRUCTURE
from reportgen.privacy.anonymous.anonymizer import Anonymizer, unpacked
from reportgen.privacy.anonymous.kinds import KINDS, Kind

_ISLAND = re.compile(r"<script type=\"application/octet-stream\"([^>]*)>([^<]*)</script>")
_OWN = re.compile(
    r"<style>.*?</style>|<script>.*?</script>|<script type=\"application/json\" id=\"rg-texts\">.*?</script>"
    r"|<pre tabindex=\"0\" class=\"rg-licences\">.*?</pre>|<meta http-equiv=\"Content-Security-Policy\"[^>]*>",
    re.DOTALL,
)
"""What the page brings itself: style, scripts, words, licences, policy."""
_DATA = re.compile(r"data:([\w/+.-]*)(?:;[\w=.-]+)*;base64,([A-Za-z0-9+/=_%-]+)")
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"\s([\w:-]+)=\"([^\"]*)\"")
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_IN_NOISE = 6
"""Characters below which a value is found in compressed pictures by chance."""
_DEEPEST = 3
_LONGEST_WORD = 20_000


class Survivors:
    """Looks for removed values in files, and keeps what was found: kinds, and the places in words."""

    def __init__(self, anonymizer: Anonymizer, places: Mapping[str, str] | None = None) -> None:
        self._anonymizer, self._places = anonymizer, places or {}
        self.found: dict[tuple[Kind, str], None] = {}

    def in_page(self, content: bytes) -> None:
        """Look at a whole page: its markup and each of its blocks."""
        page = content.decode("utf-8", "replace")
        blocks: dict[str, list[str]] = {}
        heads: dict[str, str] = {}
        for head, body in _ISLAND.findall(page):
            named = re.search(r"data-rg=\"([^\"]*)\"", head)
            if named is not None:
                heads.setdefault(named[1], head)
                blocks.setdefault(named[1], []).append(body)
                self.in_text(head, self._place(named[1]))
        for name, head in heads.items():
            if "data-module" not in head:
                stored = b"".join(map(base64.b64decode, blocks[name]))
                self.in_bytes(stored if "data-raw" in head else zlib.decompress(stored, -15), self._place(name))
        self.in_markup(_OWN.sub("", _ISLAND.sub("", page)), "the text of the page")

    def _place(self, name: str) -> str:
        return self._places.get(name, "data of the page")

    def in_markup(self, markup: str, where: str) -> None:
        """Look at the texts of markup as they are read, one by one and joined, and at its attributes."""
        for tag in _TAG.findall(markup):
            for name, value in _ATTRIBUTE.findall(tag):
                if name.lower() == "class":
                    self.in_text(" ".join(one for one in value.split() if not one.startswith("rg-")), where)
                elif name.lower() not in STRUCTURE:
                    self.in_text(unescape(value), where)
        self.in_text(unescape(_TAG.sub("", markup)), where)
        self.in_text(unescape(_TAG.sub(" ", markup.replace("<wbr>", ""))), where)

    def in_text(self, text: str, where: str, depth: int = 0) -> None:
        """Look at a text, and at what it holds in other notations: addresses, escapes, base64, files in addresses."""
        if not text:
            return
        if depth < _DEEPEST:
            for _, body in _DATA.findall(text):
                self.in_bytes(_decoded(unquote(body)), where, depth + 1)
            text = _DATA.sub("", text)
        self._look(text, where)
        if "%" in text:
            self._look(unquote(text), where)
        if "\\u" in text:
            self._look(_UNICODE.sub(lambda found: chr(int(found[1], 16)), text), where)
        if "&" in text:
            self._look(unescape(text), where)
        if depth < _DEEPEST:
            for token in _PACKED.findall(text):
                if len(token) <= _LONGEST_WORD and (inner := unpacked(token)):
                    self.in_text(inner, where, depth + 1)

    def in_bytes(self, content: bytes, where: str, depth: int = 0) -> None:
        """Look at a file: as text where it is one, else at its parts and at its bytes as they are."""
        if depth > _DEEPEST:
            return
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if "\0" not in text:
                self.in_markup(text, where) if text.lstrip()[:1] == "<" else self.in_text(text, where, depth)
                return
        for part in _private_parts(content):
            self.in_text(part.decode("utf-8", "replace"), where, depth + 1)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            self._look(content.decode(encoding, "replace"), where, _IN_NOISE)

    def in_pdf(self, content: bytes, where: str) -> None:
        """Look at a PDF: its objects, and each stream that is deflated."""
        self._look(content.decode("latin-1"), where, _IN_NOISE)
        for found in _STREAM.finditer(content):
            try:
                inner = zlib.decompressobj().decompress(found[1])
            except zlib.error:
                continue
            self._look(inner.decode("latin-1"), where, _IN_NOISE)

    def _look(self, text: str, where: str, shortest: int = 0) -> None:
        for kind in self._anonymizer.kinds_in(text, shortest):
            self.found[kind, where] = None

    def __iter__(self) -> Iterator[str]:
        """Yield in words what was found: kind and place, never a value."""
        for kind, where in self.found:
            yield f"a {KINDS[kind].one} in {where}"


def _decoded(body: str) -> bytes:
    bare = re.sub(r"[^A-Za-z0-9+/]", "", body.replace("-", "+").replace("_", "/"))
    return base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4))


_PNG_HEAD = 8


def _private_parts(content: bytes) -> Iterator[bytes]:
    """Yield what stands in a picture beside its pixels, unpacked."""
    if content.startswith(b"\x89PNG"):
        at = _PNG_HEAD
        while at + 12 <= len(content):
            size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
            body = content[at + 8 : at + 8 + size]
            if name not in (b"IDAT", b"fdAT", b"IHDR", b"PLTE", b"tRNS"):
                yield body
                yield from _inflated(body)
            at += 12 + size
        yield content[at:]
    elif content.startswith(b"\xff\xd8"):
        kept = bare_picture(content, "image/jpeg")
        if len(kept) < len(content):
            yield content


def _inflated(body: bytes) -> Iterator[bytes]:
    """Yield what is deflated in a chunk of a picture, behind its name and its flags."""
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", body[:200]):
        try:
            yield zlib.decompressobj().decompress(body[found.start() :])
        except zlib.error:
            continue
