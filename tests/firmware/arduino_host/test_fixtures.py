"""Tests in Python drive a sketch by the fixtures of every world."""

from __future__ import annotations

from typing import Final

import pytest

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

TIMEOUT_S: Final = 400
WORLD: Final = f"sketch:{FIRMWARE_DIRECTORY / 'examples' / 'careful'}"
WRITTEN: Final = """
from oceanhil.protocol.firmware import Firmware


def test_it_needs_no_registration_when_power_comes_back(world, device, server, wait_line, board):
    device.flash(Firmware(server.generate_firmware(board, "lamp").registration_token))
    device.power_on()
    wait_line("[INFO] Device ONLINE", timeout_s=30)
    device.power_off()
    device.power_on()
    wait_line("[INFO] Device ONLINE", timeout_s=30)
    paths = [each.fields["path"] for each in world.trace if each.kind.value == "request"]
    assert paths.count("/api/device/register/") == 1
"""

pytest_plugins = ["pytester"]


@pytest.mark.timeout(TIMEOUT_S)
def test_fixtures_give_a_sketch_on_a_simulated_board(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(WRITTEN)
    done = pytester.runpytest_subprocess("--oceanhil-world", WORLD, "--oceanhil-board", "picow", timeout=TIMEOUT_S)
    done.assert_outcomes(passed=1)
