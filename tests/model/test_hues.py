"""Colours of runs: apart in both schemes, the same in other reports, and a dash only where few lines share a hue."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass, field

import numpy as np
import pytest
from conftest import ROOT

from reportgen.model.look.hues import DASHED, HUES, TURNS, with_hues
from reportgen.model.run import Run, RunMeta

STYLE = "".join((ROOT / f"themes/default/{name}.css").read_text("utf-8") for name in ("theme", "width"))
_TO_CONES = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
             [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
_TO_LAB = [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099],
           [0.0259040371, 0.7827717662, -0.808675766]]  # fmt: skip
EYES = {  # Machado, Oliveira and Fernandes (2009), at full severity, over linear RGB
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def linear(color: str) -> np.ndarray:
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(light: np.ndarray) -> np.ndarray:
    return np.cbrt(np.clip(light, 0, None) @ np.transpose(_TO_CONES)) @ np.transpose(_TO_LAB)


def palettes() -> list[dict[str, str]]:
    """Return the custom properties of each block of the stylesheet that states the runs' colours."""
    blocks = re.findall(r"\{([^{}]*--c0:[^{}]*)\}", STYLE)
    return [dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6})(?=;|\s|$)", block)) for block in blocks]


def scheme(number: int) -> tuple[list[np.ndarray], np.ndarray]:
    found = palettes()[number]
    paper = found["--paper"] if len(found["--paper"]) == 7 else "#ffffff"
    return [linear(found[f"--c{i}"]) for i in range(HUES * TURNS)], linear(paper)


def closest(labs: list[np.ndarray]) -> float:
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(labs, 2))


def test_the_dark_scheme_is_the_same_by_hand_and_by_the_system_and_print_is_light():
    light, dark, by_hand, printed = palettes()
    colors = [f"--c{i}" for i in range(HUES * TURNS)]
    assert [dark[c] for c in colors] == [by_hand[c] for c in colors] != [light[c] for c in colors]
    assert [light[c] for c in colors] == [printed[c] for c in colors]


@pytest.mark.parametrize("number", [0, 1], ids=["light", "dark"])
def test_colours_are_apart_are_no_greys_and_stand_out_from_the_paper(number):
    colors, paper = scheme(number)
    labs = [oklab(color) for color in colors]
    assert closest(labs) >= 0.07
    assert closest(labs[:HUES]) >= 0.11
    assert min(math.hypot(lab[1], lab[2]) for lab in labs) >= 0.055, "grey is for what is off"
    weights = np.array([0.2126, 0.7152, 0.0722])
    for color in colors:
        darker, brighter = sorted([float(color @ weights), float(paper @ weights)])
        assert (brighter + 0.05) / (darker + 0.05) >= 3


@pytest.mark.parametrize("number", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_colour_blind_readers_tell_the_first_twelve_apart(number, eyes):
    colors, _ = scheme(number)
    seen = [oklab(np.clip(color @ np.transpose(EYES[eyes]), 0, 1)) for color in colors[:HUES]]
    assert closest(seen) >= 0.048


@dataclass
class Source:
    meta: RunMeta
    logged: dict[str, object] = field(default_factory=dict)


def runs_of(*names: str, times: dict[str, float] | None = None) -> list[Run]:
    born = times or {name: float(i) for i, name in enumerate(names)}
    return [
        Run(Source(RunMeta(name, name, "wandb", created=born[name])), i, name)  # type: ignore[arg-type]
        for i, name in enumerate(names)
    ]


def slots(runs: list[Run]) -> dict[str, int]:
    return {run.meta.id: run.slot for run in with_hues(runs)}


NAMES = [f"run{i:03}" for i in range(200)]
BORN = {name: float(i) for i, name in enumerate(NAMES)}


def test_runs_of_a_report_differ_until_all_colours_are_taken():
    for count in (1, 2, 12, 13, 24, 36):
        found = slots(runs_of(*NAMES[:count], times=BORN))
        assert len(set(found.values())) == count
        assert max(found.values()) < HUES * -(-count // HUES)
    assert set(slots(runs_of(*NAMES, times=BORN)).values()) == set(range(HUES * TURNS))


def test_a_run_keeps_its_colour_when_younger_ones_come_wherever_it_stands_in_the_report():
    before = slots(runs_of(*NAMES[:9], times=BORN))
    after = slots(runs_of(*reversed(NAMES[:60]), times=BORN))
    assert {name: after[name] for name in before} == before


def test_a_run_mostly_keeps_its_colour_when_older_ones_are_left_out():
    kept = []
    for first in range(0, 200, 25):
        names = NAMES[first : first + 8]
        whole = slots(runs_of(*names, times=BORN))
        for some in itertools.combinations(names, 4):
            kept += [color == whole[name] for name, color in slots(runs_of(*some, times=BORN)).items()]
    assert sum(kept) / len(kept) > 0.75


def test_runs_without_a_date_are_in_the_order_of_their_names():
    unknown = dict.fromkeys(["a10", "a9", "a1"], math.nan)
    one, two = slots(runs_of("a9", "a1", times=unknown)), slots(runs_of("a10", "a1", "a9", times=unknown))
    assert {name: two[name] for name in one} == one


def test_dashes_stand_for_a_second_turn_and_are_gone_where_there_are_many():
    few = with_hues(runs_of(*NAMES[:15], times=BORN))
    assert [bool(run.dash) for run in few] == [run.slot >= HUES for run in few]
    assert sum(bool(run.dash) for run in few) == 3
    assert not any(run.dash for run in with_hues(runs_of(*NAMES[: DASHED + 1], times=BORN)))
