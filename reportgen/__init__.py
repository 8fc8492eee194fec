"""A spec names sources and panels; readers turn sources into runs; panels turn runs into fragments.

A page puts fragments and a theme into one HTML file. ``reportgen build report.yaml`` does all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportgen.errors import ReportError as ReportError
    from reportgen.pipeline import Result as Result
    from reportgen.pipeline import build as build
    from reportgen.tables.api import OpenTable as OpenTable
    from reportgen.tables.api import QuestionError as QuestionError
    from reportgen.tables.api import open_table as open_table

__version__ = "0.1.0"
__all__ = ["OpenTable", "QuestionError", "ReportError", "Result", "__version__", "build", "open_table"]
_MODULES = {
    "build": "pipeline", "Result": "pipeline", "ReportError": "errors",
    "open_table": "tables.api", "OpenTable": "tables.api", "QuestionError": "tables.api",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Load public names on first use, so that ``import reportgen`` costs nothing."""
    if name in _MODULES:
        import importlib

        return getattr(importlib.import_module(f"reportgen.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'reportgen' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({name for name in globals() if name.startswith("__")} | set(__all__))
