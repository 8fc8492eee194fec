"""Tensors of a summary as small figures: the logger keeps their least, mean, most, variance and percentiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

from markupsafe import Markup

from reportgen.digits import digits
from reportgen.model.media.tensor import Tensor
from reportgen.model.nested import as_float
from reportgen.texts import say

_FIRST = ("size", "min", "mean", "max", "var")
_BOX = ("10%", "25%", "75%", "90%", "mean")


class TensorPayload(TypedDict):
    """A tensor in numbers: facts in words, and shares of its range, where it has one."""

    kind: Literal["array"]
    facts: list[list[str]]
    box: list[float]
    caption: NotRequired[str]


def _name(fact: str) -> str:
    names = {
        "min": say("minimum"), "max": say("maximum"), "var": say("variance"),
        "size": say("values"), "mean": say("mean"), "std": say("standard deviation"), "not finite": say("not finite"),
    }  # fmt: skip
    return names.get(fact, fact)


def tensor_cell(tensor: Tensor) -> TensorPayload:
    """Return a tensor as the page knows it: facts in words, and shares of its range."""
    facts = tensor.numbers
    known = {name: number for name, number in facts.items() if math.isfinite(as_float(number))}
    order = [name for name in _FIRST if name in facts] + [name for name in facts if name not in _FIRST]
    told = [[_name(name), digits(float(facts[name]))] for name in order]
    low, high = as_float(known.get("min")), as_float(known.get("max"))
    wide = high - low
    box = [round((float(known[name]) - low) / wide, 4) for name in _BOX] if wide > 0 and set(_BOX) <= set(known) else []
    return {"kind": "array", "facts": told, "box": box}


def tensor_markup(facts: Sequence[Sequence[str]], box: Sequence[float]) -> Markup:
    """Return the figure: a line from least to most, the middle half, and the mean; and the numbers."""
    terms = Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, text) for name, text in facts)
    line = Markup()
    if box:
        ten, first, third, ninety, mean = (f"{share:.2%}" for share in box)
        line = Markup(
            '<div class="rg-tensor-line" style="--a:{};--b:{};--c:{};--d:{};--m:{}" role="img" aria-label="{}">'
            "<i></i><b></b><s></s></div>"
        ).format(ten, first, third, ninety, mean, ", ".join(f"{name} {text}" for name, text in facts))
    return Markup('<div class="rg-tensor">{}<dl>{}</dl></div>').format(line, terms)


def tensor_words(tensor: Tensor) -> str:
    """Return a tensor in a table's cell."""
    facts = tensor.numbers
    if not {"min", "max"} <= set(facts):
        return ""
    mean = ", " + say("mean {value}", value=digits(float(facts["mean"]))) if "mean" in facts else ""
    return say("{low} to {high}", low=digits(float(facts["min"])), high=digits(float(facts["max"]))) + mean
