"""Texts of an anonymous report: each removed value replaced by its placeholder, whatever text it is part of."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from reportgen.digits import plural
from reportgen.privacy.anonymous.forms import Form, any_of, forms_of, is_searchable, pattern_of
from reportgen.privacy.anonymous.kinds import KINDS, Kind, Removed
from reportgen.privacy.names import HIDDEN
from reportgen.privacy.places import without_people

_CUT = r"(?<![\w.:/\\…)\]}(%])"
_PATH = re.compile(
    rf"{_CUT}(?:file://)?/(?:[\w.+@~ -]{{2,}}/|[\w.+@~-]+/(?=[\w.+@~-]+/))(?:[\w.+@~-]+/)*([\w.+@~=-]+)"
    rf"|{_CUT}[A-Za-z]:(?:\\\\?[^\\/:*?\"<>|\n]+)+\\\\?([^\\/:*?\"<>|\s]+)"
)
"""Absolute paths of two folders or one folder and a file; no chemistry (/C=C/), no address of a page."""
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_LONGEST_PACKED = 4000
_KEPT = 20_000
_LEAST_CUT = 5
"""Characters of a value that was cut which tell what it was."""
_MANY = 60
_LONGEST_LOOK = 1_000_000


class Anonymizer:
    """What is removed, and its placeholders; it counts what it replaces.

    ``own`` are the page's own words: a value that is one of them is replaced where it is a name and not inside texts,
    and it is in ``ordinary``, as one that is very short.
    """

    def __init__(self, removed: Iterable[Removed], own: str = "", *, code: bool = False, tags: bool = True) -> None:
        self.removed = tuple(removed)
        self.keeps_code, self.keeps_tags = code, tags
        self.ordinary: list[Removed] = []
        self._forms: list[Form] = []
        self._shown = {one.text: one.shown for one in self.removed}
        self._cut: list[Removed] = []
        own_low = own.lower()
        for one in sorted(self.removed, key=lambda one: -len(one.text)):
            forms = list(forms_of(one)) if is_searchable(one) else []
            if not forms or any(form.key in own_low and pattern_of(form).search(own) for form in forms):
                self.ordinary.append(one)
                continue
            self._forms += forms
            if len(one.text) > _LEAST_CUT and one.kind not in ("paths", "commits"):
                self._cut.append(one)
        self._keys = tuple(dict.fromkeys(form.key for form in self._forms))
        self._any = re.compile(f"(?=({any_of(self._keys)}))") if len(self._keys) > _MANY else None
        self._touched: dict[Kind, set[int]] = {}
        self._known: dict[str, str] = {}

    def shown(self, text: str) -> str:
        """Return the placeholder of a whole value, such as a group's name; a text that is none passes as a text."""
        return self._shown.get(text) or self.text(text)

    def shown_id(self, text: str, name: str) -> str:
        """Return the placeholder of a run's ID, which is made of the run's new name; the ID itself where it stays."""
        return self._shown.get(text) or (re.sub(r"\W+", "-", name).strip("-").lower() or name if text else text)

    def text(self, text: str) -> str:
        """Return a text with the placeholders of the removed values; without absolute folders and e-mail addresses."""
        if not text:
            return text
        known = self._known.get(text)
        if known is None:
            known = self._replaced(text, text.lower())
            if len(text) < _LONGEST_PACKED:
                if len(self._known) > _KEPT:
                    self._known.clear()
                self._known[text] = known
        return known

    def _present(self, low: str) -> set[str]:
        """Return the keys that a text of small letters has; many are looked for by how they begin."""
        if self._any is None:
            return {key for key in self._keys if key in low}
        begun = tuple({found[1] for found in self._any.finditer(low)})
        return {key for key in self._keys if key.startswith(begun) and key in low} if begun else set()

    def suspects(self, text: str) -> bool:
        """Tell fast whether a text may hold anything that has a placeholder."""
        low = text.lower()
        return (
            bool(self._present(low)) or any(sign in low for sign in ("@", "%40", "&#64;"))
            or _PATH.search(text) is not None or any(unpacked(token) for token in _PACKED.findall(text[:_LONGEST_LOOK]))
        )  # fmt: skip

    def _replaced(self, text: str, low: str) -> str:
        made = text
        if "/" in made or "\\" in made:
            made = _PATH.sub(lambda found: f"…/{found[1] or found[2]}", made)
            if made != text:
                self._touch("paths", text)
        if "@" in made or "%40" in made or "&#64;" in made:
            made, count = without_people(made, HIDDEN)
            if count:
                self._touch("emails", text)
        present = self._present(low)
        for form in self._forms if present else ():
            if form.key in present:
                made, count = pattern_of(form).subn(lambda _, shown=form.removed.shown: shown, made)  # type: ignore[misc]
                if count:
                    self._touch(form.removed.kind, text)
        if "…" in made:
            made = self._whole(made)
        return _PACKED.sub(lambda found: self._packed(found[0]), made) if len(made) < _LONGEST_PACKED else made

    def _whole(self, text: str) -> str:
        """Return a text with the placeholders of values that were cut before: ``bright-sze…``, ``…eged-41``."""
        parts = text.split("…")
        for place in range(len(parts) - 1):
            low = parts[place].lower()
            for one in self._cut:
                start = _longest(one.text.lower(), low, ends=True)
                if start:
                    parts[place] = parts[place][: len(low) - start] + one.shown
                    break
            low = parts[place + 1].lower()
            for one in self._cut:
                end = _longest(one.text.lower(), low, ends=False)
                if end:
                    parts[place + 1] = one.shown + parts[place + 1][end:]
                    break
        return "…".join(parts)

    def _packed(self, token: str) -> str:
        inner = unpacked(token)
        return HIDDEN if inner and self.kinds_in(inner) else token

    def _touch(self, kind: Kind, text: str) -> None:
        self._touched.setdefault(kind, set()).add(hash(text))

    def value(self, value: Any, depth: int = 0) -> Any:
        """Return nested values of JSON with every text in them anonymous; keys that become alike stay apart."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple) and not (value and isinstance(value[0], float)) and depth < 60:  # noqa: PLR2004 - as deep as JSON is read
            return [self.value(inner, depth + 1) for inner in value]
        if isinstance(value, Mapping):
            made: dict[Any, Any] = {}
            for key, inner in value.items():
                made[apart(self.text(key) if isinstance(key, str) else key, made)] = self.value(inner, depth + 1)
            return made
        return value

    def texts(self, texts: Sequence[Any]) -> Sequence[Any]:
        """Return a column of values with its texts anonymous, the same object where none changes."""
        made = [self.value(one) if isinstance(one, str | list | Mapping) else one for one in texts]
        return made if any(one is not other and one != other for one, other in zip(made, texts, strict=True)) else texts

    def kinds_in(self, text: str, shortest: int = 0) -> list[Kind]:
        """Return which kinds of removed values a text holds; of ``shortest`` characters and more."""
        low = text.lower()
        present = self._present(low)
        found = [
            form.removed.kind
            for form in (self._forms if present else ())
            if form.key in present and len(form.removed.text) >= shortest and pattern_of(form).search(text)
        ]
        if "…" in text and not shortest:
            parts = low.split("…")
            found += [
                one.kind for one in self._cut for before, behind in pairwise(parts)
                if _longest(one.text.lower(), before, ends=True) or _longest(one.text.lower(), behind, ends=False)
            ]  # fmt: skip
        return list(dict.fromkeys(found))

    def counts(self) -> dict[Kind, tuple[int, int]]:
        """Return for each kind how many values are removed, and how many texts held one."""
        shown: dict[Kind, set[str]] = {}
        for one in self.removed:
            shown.setdefault(one.kind, set()).add(one.shown)
        many = {kind: len(placeholders) for kind, placeholders in shown.items()}
        kinds = [kind for kind in KINDS if kind in many or kind in self._touched]
        return {kind: (many.get(kind, 0), len(self._touched.get(kind, ()))) for kind in kinds}

    def __str__(self) -> str:
        """Return in words what is removed, by kind with counts; never a value."""
        parts = []
        for kind, (many, texts) in self.counts().items():
            words = KINDS[kind]
            within = f"in {plural(texts, 'text')}" if texts else ""
            what = plural(many, words.one, words.many) if many else words.many
            parts.append(f"{what} ({within})" if within else what)
        return ", ".join(parts)


def _longest(value: str, text: str, *, ends: bool) -> int:
    """Return how much of a value's beginning a text ends with, or of its end a text begins with; 0 for too little."""
    for size in range(min(len(value) - 1, len(text)), _LEAST_CUT - 1, -1):
        part = value[:size] if ends else value[-size:]
        rest = text[: len(text) - size][-1:] if ends else text[size : size + 1]
        if (text.endswith(part) if ends else text.startswith(part)) and not (rest + part[0 if ends else -1]).isalpha():
            return size
    return 0


def apart(key: Any, known: Mapping[Any, Any]) -> Any:
    """Return a key that a mapping does not have yet."""
    made, count = key, 1
    while made in known:
        count += 1
        made = f"{key} ({count})"
    return made


def unpacked(token: str) -> str:
    """Return the text that base64 holds; empty where it holds none."""
    bare = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        inner = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return inner if inner.isprintable() or "\n" in inner else ""
