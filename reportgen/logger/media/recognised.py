"""Raw objects that are media: of Pillow, Matplotlib, Plotly, RDKit, and arrays of any library."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from reportgen.logger.loggable import LoggableMedia
from reportgen.logger.media.given.arrays import as_array, derives_from, is_array

_PLAIN = frozenset({bool, int, float, str, type(None)})
_NUMBERS = "biufc"


def media_of(value: Any) -> LoggableMedia | None:
    """Return a raw object as media, None where it is none: numbers, texts, lists, tables.

    Images of Pillow are images, figures of Matplotlib (or pyplot) and of Plotly are figures, molecules of RDKit are
    molecules; of arrays of more than one number all is kept, with their statistics.
    """
    if type(value) in _PLAIN:
        return None
    if isinstance(value, LoggableMedia):
        return value
    if derives_from(value, "PIL") and hasattr(value, "getbands"):
        from reportgen.logger.media.image import Image

        return Image(value)
    if _is_figure(value):
        from reportgen.logger.media.plotly import figure_of

        return figure_of(value)
    if derives_from(value, "rdkit") and hasattr(value, "GetAtoms"):
        from reportgen.logger.media.molecule import Molecule

        return Molecule.from_rdkit(value)
    return _tensor(value) if is_array(value) else None


def _is_figure(value: Any) -> bool:
    if isinstance(value, ModuleType) or derives_from(value, "matplotlib"):
        from reportgen.logger.media.given.pyplot import is_drawn

        return is_drawn(value)
    return derives_from(value, "plotly") and hasattr(value, "to_plotly_json")


def _tensor(value: Any) -> LoggableMedia | None:
    """Return an array of numbers with its statistics; None for a single number, and for texts and objects."""
    array = as_array(value)
    if array.size == 1 or array.dtype.kind not in _NUMBERS:
        return None
    from reportgen.logger.media.tensor import Tensor

    return Tensor(array)
