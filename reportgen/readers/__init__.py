"""One module or package per on-disk format; the folder is the registry.

``base`` is the contract; ``table_files`` and ``label_files`` are what readers of tables and of labels share. The module
``wandb`` holds the class ``Wandb``; outside packages register classes under the entry points ``reportgen.readers``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from reportgen.errors import KnownError
from reportgen.registered import registered

if TYPE_CHECKING:
    from reportgen.readers.base import Options, Reader

_CONTRACT = {"base", "label_files", "table_files"}


class Unusable(KnownError):  # noqa: N818 - a state of what is installed
    """A reader of an outside package cannot be used; says why."""


class Readers(Mapping[str, "type[Reader[Any]]"]):
    """The readers by the name of their format; a reader's module is imported when it is asked for."""

    def __init__(self) -> None:
        self._outside = {point.name: point for point in registered("reportgen.readers")}
        self._own = {module.name for module in pkgutil.iter_modules(__path__)} - _CONTRACT

    def __getitem__(self, name: str) -> type[Reader[Any]]:
        if name not in self._own:
            return self._loaded(name)
        module = importlib.import_module(f"{__name__}.{name}")
        return cast("type[Reader[Any]]", getattr(module, "".join(word.capitalize() for word in name.split("_"))))

    def _loaded(self, name: str) -> type[Reader[Any]]:
        """Return a reader of an outside package; Unusable says why not."""
        from reportgen.readers.base import Reader

        point = self._outside[name]
        package = point.dist.name if point.dist else point.value
        try:
            found = point.load()
        except Exception:  # noqa: BLE001 - whatever another package raises
            raise Unusable(f"the reader '{name}' of {package} cannot be loaded and is ignored") from None
        if not (isinstance(found, type) and issubclass(found, Reader)):
            raise Unusable(f"the reader '{name}' of {package} is not a Reader and is ignored")
        return found

    @cached_property
    def _names(self) -> list[str]:
        return sorted({*self._own, *self._outside})

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def usable(self) -> dict[str, type[Reader[Any]]]:
        """Return the readers that can be used, the highest rank first."""
        found = {}
        for name in self:
            try:
                found[name] = self[name]
            except Unusable:
                continue
        return dict(sorted(found.items(), key=lambda pair: (-pair[1].rank, pair[0])))

    def formats(self) -> dict[str, type[Options]]:
        """Return what entries of ``runs:`` may say, by format."""
        return {name: reader.options for name, reader in sorted(self.usable().items())}

    def faults(self) -> list[str]:
        """Say what is wrong with the readers that cannot be used."""
        found = []
        for name in self:
            try:
                self[name]
            except Unusable as fault:
                found.append(str(fault))
        return found
