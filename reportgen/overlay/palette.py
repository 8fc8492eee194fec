"""Colours of classes over pictures: distinct, the same for a class id everywhere, in light and in dark."""

from __future__ import annotations

import colorsys

# Bright enough over photographs; the first eight can be distinguished by colour-blind eyes (after Okabe and Ito).
_FIRST = (
    "#0091ff", "#ff8a00", "#00c08b", "#ff5db1", "#ffd60a", "#7a5cff", "#e5383b", "#5ad1ff", "#9bd100", "#b0612e",
    "#00a3a3", "#c77dff", "#ff9e9e", "#4f7cac", "#8f9e00", "#d81b60",
)  # fmt: skip
_GOLDEN = 0.6180339887498949
NO_CLASS = "#b8b8c0"


def color_of(class_id: int, turn: int = 0) -> str:
    """Return the "#rrggbb" of a class id; ``turn`` sets another class with the same id apart."""
    place = class_id + 5 * turn
    if class_id < 0:
        return NO_CLASS
    if place < len(_FIRST):
        return _FIRST[place]
    lightness, saturation = ((0.56, 0.85), (0.68, 0.75), (0.45, 0.8))[place % 3]
    red, green, blue = colorsys.hls_to_rgb(place * _GOLDEN % 1, lightness, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
