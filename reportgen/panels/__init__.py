"""One module or package per block kind; the folder is the registry. ``base`` is what they share.

The module ``line_plot`` holds the class ``LinePlot``; outside packages register classes under the entry points
``reportgen.panels``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from reportgen.registered import registered

if TYPE_CHECKING:
    from reportgen.panels.base.panel import Panel


def class_name(kind: str) -> str:
    """Return the class name of a kind: ``line_plot`` is ``LinePlot``."""
    return "".join(word.capitalize() for word in kind.split("_"))


class Kinds(Mapping[str, "type[Panel]"]):
    """The block kinds by name; a kind's module is imported when it is asked for."""

    def __init__(self) -> None:
        self._outside = {point.name: point for point in registered("reportgen.panels")}
        own = {module.name for module in pkgutil.iter_modules(__path__) if module.name != "base"}
        self._names = sorted({*own, *self._outside})

    def __getitem__(self, kind: str) -> type[Panel]:
        if kind not in self._names:
            raise KeyError(kind)
        if kind in self._outside:
            return cast("type[Panel]", self._outside[kind].load())
        module = importlib.import_module(f"{__name__}.{kind}")
        return cast("type[Panel]", getattr(module, class_name(kind)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
