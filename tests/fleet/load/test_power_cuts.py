"""A device without power is a user of Locust all the same: counted, and ended with the run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

pytestmark = pytest.mark.slow


def test_a_device_whose_power_goes_out_and_comes_back_is_one_of_the_fleet_all_the_time() -> None:
    command = [sys.executable, str(Path(__file__).with_name("power_cuts.py"))]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    told = msgspec.json.decode(done.stdout, type=dict[str, int])
    assert told == {"before": 2, "dark": 2, "lit": 2, "left": 0, "failed": 0}
