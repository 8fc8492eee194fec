"""Tensors of the real PyTorch and a watched module, in an environment that has it; reportgen does not import it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from environments import environment

pytestmark = [pytest.mark.sdk, pytest.mark.timeout(900)]


def test_tensors_and_modules_of_torch_are_logged_as_they_are(tmp_path):
    command = [environment("training"), Path(__file__).with_name("torch_taken.py"), tmp_path]
    own = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**own, "PYTHONPATH": str(ROOT)})
    assert done.stdout == "the same\n", done.stderr
