"""Arrays and tensors that are logged as they are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from reportgen.logger.media.given.arrays import as_array
from reportgen.logger.media.made import Made, text_of
from reportgen.model.media.tensor import Tensor as Stored
from reportgen.native.values import in_memory

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


class Tensor(Made):
    """An array or a tensor: all of it in a file (.npy), with its statistics.

    These are least, most, mean, variance, standard deviation and percentiles, the 95th among them, of the values that
    are finite; how many are not is said, too. Complex numbers are described by their magnitudes.
    """

    _media: Stored

    def __init__(self, data: Any, caption: str | None = None) -> None:
        import numpy as np

        array = as_array(data)
        stream = io.BytesIO()
        np.save(stream, np.ascontiguousarray(array) if array.ndim else array, allow_pickle=False)
        file = in_memory("array.npy", stream.getvalue())
        self._media = Stored(_numbers(array), file, array.shape, str(array.dtype), caption=text_of(caption))

    def media(self) -> Stored:
        """Return it as readers return it."""
        return self._media


def _numbers(array: NDArray[Any]) -> dict[str, float]:
    """Return the statistics of an array by name."""
    import numpy as np

    values = np.abs(array) if array.dtype.kind == "c" else array
    values = values.astype(np.float64).ravel()
    finite = values[np.isfinite(values)]
    found: dict[str, float] = {"size": array.size}
    if len(finite) < array.size:
        found["not finite"] = array.size - len(finite)
    if not len(finite):
        return found
    with np.errstate(over="ignore", invalid="ignore"):
        found |= {"min": float(finite.min()), "max": float(finite.max()), "mean": float(finite.mean())}
        found |= {"var": float(finite.var()), "std": float(finite.std())}
        parts = np.percentile(finite, PERCENTILES)
    return found | {f"{name}%": float(part) for name, part in zip(PERCENTILES, parts, strict=True)}
