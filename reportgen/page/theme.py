"""Themes: a folder with templates, stylesheets and a Vega config. Jinja's one door."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from reportgen.blocks import digest_of
from reportgen.errors import Problem, SpecError, suggestion
from reportgen.fragment import Rendered
from reportgen.inputs import note_path
from reportgen.model.media import MediaFile
from reportgen.page.prose import Prose
from reportgen.texts import plural, say

if TYPE_CHECKING:
    from jinja2 import Environment

_OF = re.compile(r"/\* Of ([\w, ]+)\.")
_ROOTS = (Path(__file__).parents[1] / "themes", Path(__file__).parents[2] / "themes")


def names() -> list[str]:
    """Return the built-in themes' names."""
    return sorted({folder.name for root in _ROOTS if root.is_dir() for folder in root.iterdir() if folder.is_dir()})


def _folder(name: str, spec_folder: Path) -> Path:
    for root in _ROOTS:
        if (root / name / "theme.css").is_file():
            return root / name
    own = spec_folder / name
    if (own / "theme.css").is_file():
        return own
    raise SpecError(Problem(f"unknown theme '{name}'", None, suggestion(name, names(), "themes")))


def is_built_in(name: str) -> bool:
    """Tell a theme that comes with reportgen from a folder of the user's."""
    return any((root / name / "theme.css").is_file() for root in _ROOTS)


def style_of(page: str) -> str:
    """Return the style of a finished page."""
    return page.partition("<style>")[2].partition("</style>")[0]


def default_texts() -> list[str]:
    """Return the sheets, templates and chart settings of the default theme."""
    return [file.read_text("utf-8") for file in sorted(_folder("default", Path()).iterdir()) if file.is_file()]


def theme_fault(name: str, spec_folder: Path) -> tuple[str, str] | None:
    """Return what is wrong with a theme's name, and the nearest right thing."""
    try:
        _folder(name, spec_folder)
    except SpecError as error:
        return error.problems[0].what, error.problems[0].hint
    return None


_KEPT = re.compile(r"""("[^"\n]*"|'[^'\n]*'|url\([^)]*\))""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _is_needed(sheet: str, elements: Collection[str]) -> bool:
    named = _OF.match(sheet)
    return named is None or any(name in elements for name in named[1].split(", "))


@lru_cache(maxsize=256)
def _without_space(sheet: str) -> str:
    """Return a stylesheet without comments and the space around blocks and rules; texts and values stay as they are."""
    parts = _KEPT.split(_COMMENT.sub("", sheet))  # every second part is a text or an address
    for place in range(0, len(parts), 2):
        parts[place] = re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", parts[place]))
    return "".join(parts).strip()


_COLOR = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,8})\b")
_SIGN = re.compile(r"(?<=\w)([/_]|\.(?!\d))(?=\w)")


def breaks(name: str) -> Markup:
    """Return a name, escaped, that may break behind its slashes, underscores and points."""
    return Markup(_SIGN.sub(r"\1<wbr>", str(escape(name))))  # noqa: S704 - escaped


@lru_cache(maxsize=8)
def _environment(folders: tuple[str, ...]) -> Environment:
    """Return the templates of folders, each compiled once; one that changes is compiled again."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {"say": say, "count": plural}
    made.filters["breaks"] = breaks
    return made


class Theme:
    """A theme, opened for one page. What a theme folder leaves out comes from the default theme."""

    def __init__(self, name: str, spec_folder: Path) -> None:
        self._folders = [_folder(name, spec_folder), _folder("default", spec_folder)]
        for file in self._folders[0].iterdir():
            note_path(file)
        self._spec_folder = spec_folder
        self.pictures: dict[str, str] = {}
        """The pictures that texts showed: by their path what a block of them would be called."""
        self._environment = _environment(tuple(map(str, self._folders)))
        self._prose = Prose(self._read_image)

    def style(self, elements: Collection[str]) -> str:
        """Return the stylesheets: the default's, then the theme's own, of each folder ``theme.css`` first.

        The others follow by name. So ``width.css`` comes last: its rules for narrow windows and paper hold for all.

        A sheet that begins with ``/* Of chart, image.`` is omitted of pages with neither of these elements.
        """
        files = [
            file
            for folder in reversed(self._folders)
            for file in sorted(folder.glob("*.css"), key=lambda file: (file.name != "theme.css", file.name))
        ]
        texts = dict.fromkeys(file.read_text("utf-8") for file in files)
        return "\n".join(_without_space(text) for text in texts if _is_needed(text, elements))

    def colors(self) -> dict[str, str]:
        """Return the colours of the theme's light side by the names of their custom properties."""
        found: dict[str, str] = {}
        for folder in reversed(self._folders):
            text = _COMMENT.sub("", (folder / "theme.css").read_text("utf-8"))
            sheet = text.partition(":root")[2].partition("}")[0]
            found.update(_COLOR.findall(sheet))
        return found

    def sheet(self, name: str) -> str:
        """Return one stylesheet, by its file's name."""
        return _without_space(next(f / name for f in self._folders if (f / name).is_file()).read_text("utf-8"))

    def vega(self) -> dict[str, Any]:
        """Return the Vega config; ``var(--x)`` in it follows light and dark."""
        file = next(f / "vega.json" for f in self._folders if (f / "vega.json").is_file())
        config: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return config

    def stream(self, template: str, **values: Any) -> Iterator[str]:
        """Yield a rendered template piece by piece."""
        return self._environment.get_template(template).generate(**values)

    def markdown(self, text: str) -> Rendered:
        """Return sanitised markup of a Markdown text."""
        html, headings = self._prose.render(text)
        return Rendered(html, headings, tuple(self._prose.missing))

    def file(self, path: str) -> MediaFile:
        """Return a file of the spec's folder."""
        return MediaFile(self._spec_folder, path)

    def _read_image(self, path: str) -> tuple[bytes, str]:
        from reportgen.media.image import from_bytes

        picture = from_bytes(self.file(path).read(), path)
        self.pictures[path] = digest_of("file", 0, picture.media_type, picture.content)
        return picture.content, picture.media_type
