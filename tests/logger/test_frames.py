"""Data frames of pandas, polars and Arrow as tables, in an environment that has them; reportgen imports none."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from environments import environment

pytestmark = [pytest.mark.sdk, pytest.mark.timeout(900)]


def test_data_frames_of_three_libraries_are_taken_and_given():
    command = [environment("frames"), Path(__file__).with_name("frames_taken.py")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout == "the same\n", done.stderr
