"""Texts, HTML, figures, and files that are kept and not drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from reportgen.model.media import FileMedia, Media


@dataclass(frozen=True)
class Text(Media):
    """A text as it was logged; line breaks count."""

    noun: ClassVar[str] = "text"
    text: str = ""


@dataclass(frozen=True)
class Html(FileMedia):
    """A file of HTML; it is cleaned before it is shown, and its scripts do not run."""

    noun: ClassVar[str] = "HTML"


@dataclass(frozen=True)
class Markdown(Html):
    """A text that was written in Markdown, as HTML."""

    noun: ClassVar[str] = "Markdown"


@dataclass(frozen=True)
class Figure(FileMedia):
    """A figure of a plotting library as its JSON: in a file, or as ``spec``."""

    library: Literal["Plotly", "Bokeh", "Vega-Lite"] = "Plotly"
    spec: Mapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        """Such as "Plotly figure"."""
        return f"{self.library} figure"


@dataclass(frozen=True)
class Attachment(FileMedia):
    """What is kept and not drawn, such as a graph or a saved model: ``what`` it is, in the field's words."""

    what: str = "file"
    details: str = ""
    """A few words about it: "5 rows × 3 columns"."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else was logged of it, as plain values."""

    @property
    def kind(self) -> str:
        """What it is."""
        return self.what

    def facts(self) -> dict[str, Any]:
        """Return what else was logged of it."""
        return dict(self.more) | super().facts()
