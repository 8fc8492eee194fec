"""What a panel hands to the page: markup, the client modules it uses, and its data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from reportgen.blocks import Block
from reportgen.held import Held


@dataclass(frozen=True)
class Heading:
    """A heading for the table of contents."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Rendered:
    """Markdown as markup, with the headings it holds as (level, text, id)."""

    html: Markup
    headings: tuple[tuple[int, str, str], ...] = ()
    missing: tuple[str, ...] = ()
    """What the text asked for and could not have: pictures, formulas."""


@dataclass
class Fragment:
    """A rendered panel. ``elements`` name client modules, ``libraries`` the large ones that these need.

    ``alt`` says in words what the panel shows; ``sampled`` what was omitted; ``missing`` what a spec asked for and
    no run has. ``late``, where given, makes the markup once every heading of the page is known. ``title`` is what a
    logged chart calls itself, for a panel whose spec gives none. ``holds`` says which of the blocks is what.
    """

    html: Markup = field(default_factory=Markup)
    elements: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()
    blocks: list[Block] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    alt: str = ""
    sampled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    late: Callable[[Sequence[Heading]], Markup] | None = None
    title: str = ""
    styles: frozenset[str] = frozenset()
    """Stylesheets that it needs besides those of its elements: a panel that needs no code names its own."""
    holds: list[Held] = field(default_factory=list)


def joined(parts: Sequence[Fragment]) -> Fragment:
    """Return what several fragments need and say, as one without markup."""
    return Fragment(
        elements=frozenset().union(*(part.elements for part in parts)),
        libraries=frozenset().union(*(part.libraries for part in parts)),
        styles=frozenset().union(*(part.styles for part in parts)),
        blocks=[block for part in parts for block in part.blocks],
        headings=[heading for part in parts for heading in part.headings],
        alt=" ".join(part.alt for part in parts),
        sampled=list(dict.fromkeys(text for part in parts for text in part.sampled)),
        missing=list(dict.fromkeys(text for part in parts for text in part.missing)),
        holds=[held for part in parts for held in part.holds],
    )
