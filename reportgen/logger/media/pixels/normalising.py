"""Pixels of arrays: what their shape means, and the rule that brings their values to bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportgen.logger.media.given.arrays import as_array, is_torch
from reportgen.logger.misuse import UsageError
from reportgen.model.media.image import Normalization

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
"""Modes of Pillow by the number of channels."""
_CHANNELS = (1, 3, 4)
_TOP = 255
_PER_ROW, _GAP = 8, 2
"""A batch is a grid, as torchvision draws it: pictures in a row, and black pixels between them."""


def pixels_of(value: Any, argument: str) -> NDArray[Any]:
    """Return an array or a tensor as numbers (height, width, channels); a batch becomes a grid.

    PyTorch's (C, H, W) is told by the library, not by the shape. UsageError says which shape came.
    """
    import numpy as np

    array = as_array(value)
    shape = tuple(array.shape)
    if array.dtype.kind not in "biuf":
        raise UsageError(f"{argument}: an array of {array.dtype} came", "Pixels are integers, floats or bools.")
    if array.ndim < 2 or array.ndim > 4 or 0 in shape:  # noqa: PLR2004 - from (H, W) to a batch
        raise _misshapen(argument, shape)
    if is_torch(value) and array.ndim > 2:  # noqa: PLR2004 - with channels
        array = np.moveaxis(array, -3, -1)
    if array.ndim == 4:  # noqa: PLR2004 - a batch
        array = _grid(array, argument, shape)
    if array.ndim == 3 and len(array) == 1 and array.shape[-1] not in MODES:  # noqa: PLR2004 - (1, H, W)
        array = array[0]
    if array.ndim == 2:  # noqa: PLR2004 - (H, W)
        array = array[..., np.newaxis]
    if array.shape[-1] not in MODES:
        raise _misshapen(argument, shape)
    return array


def _misshapen(argument: str, shape: tuple[int, ...]) -> UsageError:
    hint = "An image is (H, W), or (H, W, C) with 1 channel (gray), 3 (RGB) or 4 (RGBA); of PyTorch (C, H, W)."
    if len(shape) == 3 and shape[0] in _CHANNELS[:2] and shape[-1] not in _CHANNELS:  # noqa: PLR2004 - channels first
        hint = "Its channels come first: log np.moveaxis(array, 0, -1)."
    elif shape and shape[-1] > max(_CHANNELS):
        hint += " Choose the channels to show: array[..., :3]."
    return UsageError(f"{argument}: an array of the shape {shape} came", hint)


def _grid(batch: NDArray[Any], argument: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return pictures (N, H, W, C) in one, eight a row."""
    import numpy as np

    count, height, width, channels = batch.shape
    if channels not in MODES:
        raise _misshapen(argument, shape)
    if count == 1:
        first: NDArray[Any] = batch[0]
        return first
    across = min(_PER_ROW, count)
    down = -(-count // across)
    grid = np.zeros((down * (height + _GAP) + _GAP, across * (width + _GAP) + _GAP, channels), batch.dtype)
    for place, picture in enumerate(batch):
        top, left = (_GAP + (place // across) * (height + _GAP), _GAP + (place % across) * (width + _GAP))
        grid[top : top + height, left : left + width] = picture
    return grid


def normalised(values: NDArray[Any], *, normalize: bool) -> tuple[NDArray[np.uint8], Normalization]:
    """Return pixels as bytes, and the rule that was applied.

    Where all values are in [0, 1] they become ``x * 255``; else, where all are in [-1, 1], ``255 * 0.5 * (x + 1)``;
    else they are clipped to 0 to 255, which is no rule where all of them are. ``normalize=False`` only clips. They are
    cast, not rounded. NaN becomes 0 and is not looked at, nor is infinity, to choose the rule.
    """
    import numpy as np

    if values.dtype == np.bool_:
        return values.astype(np.uint8) * np.uint8(_TOP if normalize else 1), "unit" if normalize else ""
    low, high = _range(values)
    if normalize and low >= 0 and high <= 1:
        return _cast(values, lambda x: x * _TOP), "unit"
    if normalize and low >= -1 and high <= 1:
        return _cast(values, lambda x: _TOP * 0.5 * (x + 1)), "signed"
    if values.dtype == np.uint8:
        return values, ""
    outside = low < 0 or high > _TOP or not np.isfinite(values.sum(dtype=np.float64))
    return _cast(values, lambda x: x), "clip" if outside else ""


def to_uint8(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Return floats in [0, 1], and whole numbers from 0 to 255, as bytes; what is outside is clipped."""
    import numpy as np

    if values.dtype.kind == "f":
        return _cast(values, lambda x: np.clip(x, 0, 1) * _TOP)
    return _cast(values, lambda x: x)


def _range(values: NDArray[Any]) -> tuple[float, float]:
    """Return the least and the most of what is finite; of nothing, what no rule is for."""
    import numpy as np

    low, high = float(values.min()), float(values.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (-np.inf, np.inf)


def _cast(values: NDArray[Any], rule: Any) -> NDArray[np.uint8]:
    import numpy as np

    if values.dtype.kind == "f":
        wide = values if values.dtype.itemsize >= 4 else values.astype(np.float32)  # noqa: PLR2004 - half precision
        found = np.nan_to_num(np.clip(rule(wide), 0, _TOP), nan=0)
    else:
        found = np.clip(rule(values.astype(np.int64) if values.dtype.itemsize < 8 else values), 0, _TOP)  # noqa: PLR2004
    cast: NDArray[np.uint8] = found.astype(np.uint8)
    return cast
