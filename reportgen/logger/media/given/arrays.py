"""Arrays of any library, known by what they offer: no library is imported to find out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NO_ARRAYS = frozenset({"PIL", "matplotlib", "polars", "pyarrow"})


def library(value: Any) -> str:
    """Return the library that made the class of a value, or the first of those it derives from."""
    for kind in type(value).__mro__:
        root = kind.__module__.partition(".")[0]
        if root not in ("__main__", "builtins"):
            return root
    return "builtins"


def derives_from(value: Any, root: str) -> bool:
    """Return whether a class of a library is among those that a value's class derives from."""
    return any(kind.__module__.partition(".")[0] == root for kind in type(value).__mro__)


def is_torch(value: Any) -> bool:
    """Tell a tensor of PyTorch, whose pictures have the channels first."""
    return derives_from(value, "torch") and hasattr(value, "detach")


def is_array(value: Any) -> bool:
    """Tell an array or a tensor of NumPy, PyTorch, TensorFlow, JAX, CuPy or the like from other values."""
    if isinstance(value, type) or type(value).__module__ == "builtins":
        return False
    if not hasattr(value, "shape") or not hasattr(value, "dtype") or library(value) in _NO_ARRAYS:
        return False
    return hasattr(value, "__array__") or is_torch(value) or hasattr(value, "__dlpack__")


def as_array(value: Any) -> NDArray[Any]:
    """Return an array or a tensor, wherever it lies, or a list of numbers as an array of NumPy.

    It may share memory with what was given. Numbers of 8 and 16 bits that NumPy does not have become 32-bit ones.
    """
    import numpy as np

    if is_torch(value):
        value = _of_torch(value)
    elif derives_from(value, "cupy"):
        value = value.get()
    elif derives_from(value, "tensorflow") and hasattr(value, "numpy"):
        value = value.numpy()
    elif isinstance(value, list | tuple) and value and is_array(value[0]) and "numpy" not in library(value[0]):
        value = [as_array(one) for one in value]
    found = np.asarray(value)
    if found.dtype.kind == "V" and found.dtype.names is None:  # bfloat16 and the like, of ml_dtypes
        found = found.astype(np.float32)
    return found


def _of_torch(value: Any) -> Any:
    found = value.detach()
    if getattr(found, "is_sparse", False):
        found = found.to_dense()
    found = found.cpu()
    if str(found.dtype).removeprefix("torch.") in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
        found = found.float()
    return found.resolve_conj().numpy() if getattr(found, "is_conj", bool)() else found.numpy()
