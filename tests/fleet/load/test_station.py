"""What a storm does to devices at a real server reaches them, in a process of its own: Locust's are gevent's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

pytestmark = pytest.mark.slow


def befell(*strikes: str) -> dict[str, list[str]]:
    """Strike two of four devices, one thing after another; gives what each of them did."""
    command = [sys.executable, str(Path(__file__).with_name("strikes.py")), *strikes]
    return msgspec.json.decode(
        subprocess.run(command, capture_output=True, check=True, timeout=60).stdout, type=dict[str, list[str]]
    )


def test_what_befalls_a_part_of_the_fleet_befalls_those_devices_and_no_others() -> None:
    assert befell("power-off", "power-on", "network-off", "network-on", "trust-off", "rollout") == {
        "power-off": ["0 dark", "1 dark"],
        "power-on": ["0 lit", "1 lit"],
        "network-off": ["0 deaf", "1 deaf"],
        # A device finds its network by itself.
        "network-on": [],
        "trust-off": ["0 anew at server", "1 anew at server"],
        # Nobody has the place 9 here.
        "rollout": ["1 flashed with t1"],
    }
