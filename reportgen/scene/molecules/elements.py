"""Colours and sizes of chemical elements. Radii are gemmi's (covalent: Cordero 2008; van der Waals: Alvarez 2013)."""

from __future__ import annotations

from functools import cache

# The convention of Corey, Pauling and Koltun as molecule viewers extended it.
_COLORS = {
    "H": "#d6d6d6", "D": "#d6d6d6", "C": "#7d7d7d", "N": "#3050f8", "O": "#ff0d0d", "F": "#72c93b", "P": "#ff8000",
    "S": "#e6c31a", "CL": "#1ff01f", "BR": "#a62929", "I": "#940094", "B": "#ffb5b5", "SI": "#d9b38c", "SE": "#ffa100",
    "LI": "#cc80ff", "NA": "#ab5cf2", "K": "#8f40d4", "MG": "#5ccb00", "CA": "#3dff00", "MN": "#9c7ac7",
    "FE": "#e06633", "CO": "#f090a0", "NI": "#50d050", "CU": "#c88033", "ZN": "#7d80b0", "AL": "#bfa6a6",
    "AG": "#c0c0c0", "AU": "#ffd123", "HG": "#b8b8d0", "PT": "#d0d0e0", "TI": "#bfc2c7", "CR": "#8a99c7",
    "HE": "#d9ffff", "NE": "#b3e3f5", "AR": "#80d1e3", "AS": "#bd80e3",
}  # fmt: skip
_OTHER = "#ff1493"


def color(symbol: str) -> str:
    """Return the "#rrggbb" of an element."""
    return _COLORS.get(symbol.upper(), _OTHER)


@cache
def radius(symbol: str) -> float:
    """Return the covalent radius in ångström."""
    import gemmi

    found = float(gemmi.Element(symbol).covalent_r)
    return found if found > 0 else 0.75


@cache
def ball(symbol: str) -> float:
    """Return the radius of an atom's ball in ångström: a quarter of its van der Waals radius."""
    import gemmi

    found = float(gemmi.Element(symbol).vdw_r)
    return 0.25 * (found if found > 0 else 1.7)


def is_element(symbol: str) -> bool:
    """Return whether a text names an element."""
    import gemmi

    return gemmi.Element(symbol).atomic_number > 0
