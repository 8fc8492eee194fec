"""Histograms."""

from __future__ import annotations

from typing import Any

from reportgen.logger.loggable import Store
from reportgen.logger.media.given.arrays import as_array, is_array
from reportgen.logger.media.made import Made, named, whole
from reportgen.logger.misuse import UsageError
from reportgen.model.media.histogram import Histogram as Stored
from reportgen.native.rows import Packed
from reportgen.native.values import packed_histogram


class Histogram(Made):
    """Values counted in bins: ``Histogram(values)``, or bins that were counted before.

    ``sequence`` is a list, an array or a tensor, which is flattened; ``num_bins`` bins of even width are made. Values
    that are NaN or infinite have no bin; the report says how many there were. ``np_histogram`` is what
    ``numpy.histogram`` returned: heights, and one edge more; it may be given as the first argument, too.
    """

    MAX_LENGTH = 512
    """How many bins a histogram may have."""
    _media: Stored

    def __init__(self, sequence: Any = None, np_histogram: Any = None, num_bins: int = 64) -> None:
        if np_histogram is None and _is_counted(sequence):
            sequence, np_histogram = None, sequence
        if np_histogram is not None:
            if sequence is not None:
                raise UsageError("sequence, np_histogram: both came", "Pass values, or bins that are counted.")
            self._media = _of_bins(np_histogram, self.MAX_LENGTH)
            return
        if sequence is None:
            raise UsageError("sequence: nothing came", "Pass values, or np_histogram=numpy.histogram(values).")
        count = whole(num_bins, "num_bins", "It is an integer.")
        if not 1 <= count <= self.MAX_LENGTH:
            raise UsageError(f"num_bins: {count:,} came", f"A histogram has 1 to {self.MAX_LENGTH} bins.")
        self._media = _of_values(sequence, count)

    def media(self) -> Stored:
        """Return it as readers return it."""
        return self._media

    @property
    def histogram(self) -> list[float]:
        """The heights."""
        return list(self._media.heights.tolist())

    @property
    def bins(self) -> list[float]:
        """The edges."""
        return list(self._media.edges.tolist())

    def stored(self, store: Store) -> Packed:
        """Return its bins as bytes; with more to say of it, as JSON."""
        if self._media.unbinned or self._media.caption:
            return super().stored(store)
        return Packed("h", packed_histogram(self._media))


def _is_counted(value: Any) -> bool:
    """Tell what ``numpy.histogram`` returns from values: a tuple of heights and one edge more."""
    if not isinstance(value, tuple) or len(value) != 2:  # noqa: PLR2004 - heights and edges
        return False
    lengths = [len(part) if isinstance(part, list | tuple) or (is_array(part) and part.shape) else -1 for part in value]
    return lengths[0] > 0 and lengths[1] == lengths[0] + 1


def _of_bins(counted: Any, most: int) -> Stored:
    if not isinstance(counted, tuple | list) or len(counted) != 2:  # noqa: PLR2004 - heights and edges
        raise UsageError(f"np_histogram: {named(counted)} came", "Pass what numpy.histogram returns.")
    heights, edges = (_floats(part, "np_histogram") for part in counted)
    if len(heights) > most:
        raise UsageError(f"np_histogram: {len(heights):,} bins came", f"A histogram has 1 to {most} bins.")
    if len(edges) != len(heights) + 1:
        raise UsageError(
            f"np_histogram: {len(heights):,} heights and {len(edges):,} edges came", "There is one edge more."
        )
    found = Stored.of(edges, heights)
    if found is None:
        raise UsageError("np_histogram: its edges do not rise, or are not finite", "Pass what numpy.histogram returns.")
    return found


def _of_values(sequence: Any, count: int) -> Stored:
    import numpy as np

    values = _floats(sequence, "sequence")
    finite = np.isfinite(values)
    lost = int(len(values) - np.count_nonzero(finite))
    if lost == len(values) > 0:
        return Stored(np.zeros(0), np.zeros(0), unbinned=lost)
    heights, edges = _binned(values[finite] if lost else values, count)
    return Stored(edges.astype(float), heights.astype(float), unbinned=lost)


def _binned(values: Any, count: int) -> tuple[Any, Any]:
    """Return heights and edges, also where values are too near each other, or too far apart, for doubles between."""
    import numpy as np

    try:
        with np.errstate(over="ignore"):
            return np.histogram(values, count)
    except ValueError:
        pass
    low, high = float(values.min()) / 4, float(values.max()) / 4  # what is between the largest doubles is none
    more = max(abs(low), abs(high)) * np.finfo(float).eps * 8 * count
    heights, edges = np.histogram(values / 4, count, (low - more, high + more))
    return heights, edges * 4


def _floats(value: Any, argument: str) -> Any:
    """Return values as doubles in one row; UsageError where they are no numbers."""
    import numpy as np

    try:
        array = as_array(value if is_array(value) or isinstance(value, list | tuple) else list(value))
        if array.dtype.kind not in "biuf":
            array = array.astype(float)
        return np.asarray(array, float).ravel()
    except (TypeError, ValueError):
        raise UsageError(f"{argument}: {named(value)} came that does not hold numbers", "Pass numbers.") from None
