"""Reports in Python: a class for each kind of block, with the names of the YAML.

import reportgen as rg
from reportgen import reports as r

report = rg.Report("Focal loss", runs="wandb/", blocks=[
    r.LinePlot("train/loss", smoothing_factor=0.6),
    r.Table("predictions", order=["-score"]),
])
print(report)          # YAML
rg.build(report, "report.html")

The classes are made from the models of the spec when they are first asked for. ``reportgen.Table``, ``Image``,
``Histogram``, ``Molecule``, ``Object3D`` and ``Artifact`` are what a script logs; the panels of these names are here.
"""

from __future__ import annotations

from typing import Any

_MODULES = {
    **dict.fromkeys(("Report", "RunSet", "Source"), "report"),
    **dict.fromkeys(("Result", "build"), "building"),
    "import_wandb": "imported",
    "Block": "node",
    "Shown": "shown",
}


def __getattr__(name: str) -> Any:
    """Return a class, made on first use."""
    from importlib import import_module

    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    if not name.startswith("_") and name[:1].isupper():
        from reportgen.publish.reports.classes import block_class, kind_of, nested_class

        kind = kind_of(name)
        found = block_class(kind) if kind is not None else nested_class(name)
        if found is not None:
            return found
        from reportgen.errors import suggestion

        raise AttributeError(f"reports has no class '{name}'. {suggestion(name, __dir__(), 'classes')}")
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    """Return the names of all classes."""
    from reportgen.publish.reports.classes import names

    return sorted({*names(), *_MODULES})
