"""The page's own words in the language of its spec: English sentences are the keys of each catalogue.

``ja.json`` beside this module holds ``{English: Japanese}``; whatever a catalogue lacks stays English. A count has one
text, or one for each plural category of its language (``{"one": …, "few": …, "other": …}``, by CLDR's names).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TypeAlias

Catalogue: TypeAlias = "Mapping[str, str | Mapping[str, str]]"
_FOLDER = Path(__file__).parent
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_SPOKEN: ContextVar[str] = ContextVar("language", default="")
"""The catalogue of the page that is being made; empty for English."""


def languages() -> list[str]:
    """Return the tags of the languages that have a catalogue."""
    return sorted(file.stem for file in _FOLDER.glob("*.json"))


def language_of(tag: str) -> str:
    """Return which catalogue a language tag means: ``ja`` for ``ja-JP``; empty for English and what has none."""
    parts = tag.replace("_", "-").lower().split("-")
    known = {name.lower(): name for name in languages()}
    names = ("-".join(parts[:size]) for size in range(len(parts), 0, -1))
    return next((known[name] for name in names if name in known), "")


def is_right_to_left(tag: str) -> bool:
    """Return whether a language is written from right to left."""
    return tag.replace("_", "-").lower().split("-")[0] in _RIGHT_TO_LEFT


@cache
def catalogue(language: str) -> Catalogue:
    """Return a language's texts by their English ones."""
    if not language:
        return {}
    found: Catalogue = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return found


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Say everything inside in the language of a page, named by its tag."""
    before = _SPOKEN.set(language_of(tag))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def say(text: str, **places: object) -> str:
    """Return a text of the page in the language spoken, each ``{place}`` filled in."""
    said = catalogue(_SPOKEN.get()).get(text, text)
    return _filled(said if isinstance(said, str) else said["other"], places)


def plural(count: int, one: str, several: str = "") -> str:
    """Return a count with its noun, ``1 run`` or ``2,000 runs``; a catalogue has ``{n} runs`` of it."""
    nouns = several or f"{one}s"
    language = _SPOKEN.get()
    said = catalogue(language).get(f"{{n}} {nouns}")
    if said is None:
        return f"{count:,} {one if count == 1 else nouns}"
    if not isinstance(said, str):
        said = said.get(_category(language, count), said["other"])
    return _filled(said, {"n": f"{count:,}"})


def texts_in(code: Callable[[str], bool]) -> dict[str, str | Mapping[str, str]]:
    """Return the texts of the language spoken of which ``code``, given a key as it is written there, says yes."""
    return {key: said for key, said in catalogue(_SPOKEN.get()).items() if code(key)}


def _filled(text: str, places: Mapping[str, object]) -> str:
    if not places:
        return text
    return re.sub(r"\{(\w+)\}", lambda place: str(places.get(place[1], place[0])), text)


def _category(language: str, count: int) -> str:
    """Return the plural category of a whole number, by the rules of CLDR."""
    return next(
        (rule(count) for names, rule in _RULES if language.split("-", maxsplit=1)[0] in names), _one_or_other(count)
    )


def _one_or_other(count: int) -> str:
    return "one" if count == 1 else "other"


def _slavic(count: int) -> str:
    last, two = count % 10, count % 100
    if last == 1 and two != 11:  # noqa: PLR2004 - as CLDR writes it
        return "one"
    return "few" if 2 <= last <= 4 and not 12 <= two <= 14 else "many"  # noqa: PLR2004 - as CLDR writes it


def _polish(count: int) -> str:
    return "one" if count == 1 else "many" if _slavic(count) == "one" else _slavic(count)


def _czech(count: int) -> str:
    return "one" if count == 1 else "few" if 2 <= count <= 4 else "other"  # noqa: PLR2004 - as CLDR writes it


def _arabic(count: int) -> str:
    if count < 3:  # noqa: PLR2004 - as CLDR writes it
        return ("zero", "one", "two")[count]
    two = count % 100
    return "few" if 3 <= two <= 10 else "many" if two > 10 else "other"  # noqa: PLR2004 - as CLDR writes it


_RULES: tuple[tuple[tuple[str, ...], Callable[[int], str]], ...] = (
    (("ja", "ko", "zh", "th", "vi", "id", "ms"), lambda _: "other"),
    (("fr", "pt", "hi", "fa"), lambda count: "one" if count < 2 else "other"),  # noqa: PLR2004 - 0 and 1
    (("ru", "uk", "be"), _slavic),
    (("pl",), _polish),
    (("cs", "sk"), _czech),
    (("ar",), _arabic),
)
