"""``watch``: histograms of a model's gradients and parameters as it trains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from reportgen.logger.misuse import UsageError

if TYPE_CHECKING:
    from reportgen.logger.runs.run import Run

_watched: list[Any] = []
"""Handles of hooks, which ``unwatch`` removes."""


def watch(
    models: Any, criterion: Any = None, log: Literal["gradients", "parameters", "all"] | None = "gradients",
    log_freq: int = 1000, idx: int | None = None, log_graph: bool = False,
) -> None:  # fmt: skip
    """Log histograms of a PyTorch model's gradients, parameters or both at every ``log_freq``-th backward pass.

    Their keys are ``gradients/<parameter>`` and ``parameters/<parameter>``; they belong to the row that the script
    logs next. A model is what has ``named_parameters()`` whose parameters take hooks. Graphs are not logged.

    Raises UsageError where there is no run, or what came is not a model.
    """
    from reportgen.logger.runs.session import of_current

    del criterion, log_graph
    run = of_current("run")
    if run is None:
        raise UsageError("watch: there is no run in this process", "call init() before")
    if log not in ("gradients", "parameters", "all", None):
        raise UsageError(f"log: {log!r} came", "pass 'gradients', 'parameters', 'all' or None")
    if log_freq < 1:
        raise UsageError(f"log_freq: {log_freq!r} came", "pass a number of backward passes, from 1")
    each: Sequence[Any] = models if isinstance(models, list | tuple) else [models]
    for number, model in enumerate(each, idx or 0):
        named = getattr(model, "named_parameters", None)
        if not callable(named):
            raise UsageError(f"models: a {type(model).__name__} came", "pass a model with named_parameters()")
        prefix = f"{number}." if len(each) > 1 or idx else ""
        for name, parameter in named() if log else ():
            if getattr(parameter, "requires_grad", True):
                hook = _hook(run, f"{prefix}{name}", parameter, log or "", log_freq)
                _watched.append(parameter.register_hook(hook))


def _hook(run: Run, name: str, parameter: Any, log: str, every: int) -> Callable[[Any], None]:
    """Return what is called with each gradient of a parameter."""
    passes = 0

    def take(gradient: Any) -> None:
        nonlocal passes
        passes += 1
        if passes % every or not run.open:
            return
        from reportgen.logger.media.histogram import Histogram

        if log in ("gradients", "all"):
            run.history.row[f"gradients/{name}"] = Histogram(gradient)
        if log in ("parameters", "all"):
            run.history.row[f"parameters/{name}"] = Histogram(parameter)

    return take


def unwatch(models: Any = None) -> None:
    """Remove the hooks of all models that are watched."""
    del models
    while _watched:
        _watched.pop().remove()
