"""The device's own sketch in world `sketch`: on each family it does what the device program of `sim` does."""

import json
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

RUN_TIMEOUT_S: Final = 900
PORT: Final = FIRMWARE_DIRECTORY / "arduino" / "oceanremote"
SCENARIOS: Final = (
    "device-id-failed",
    "first-boot",
    "line-stuck",
    "maintenance",
    "millis-wraps",
    "power-loss-reestablishes-session",
    "rate-limited",
    "read-refused-at-boot",
    "reboot-keeps-token",
    "registration-reply-lost",
    "relay-switched",
    "save-refused",
    "sensor-reported",
    "server-blocked",
    "session-renewed-at-60-min",
    "token-expired",
    "token-revoked",
    "wifi-password-wrong",
)
CHOICE: Final = "the scenario chooses how firmware stores, asks or derives"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(RUN_TIMEOUT_S)]


@cache
def results(board: str) -> list[Mapping[str, object]]:
    """Run the scenarios on the port and in `sim`; gives what came of each case."""
    words = ["run", *SCENARIOS, "--board", board, "--world", f"sketch:{PORT}", "--against", "sim", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "oceanhil", *words],
        capture_output=True,
        text=True,
        timeout=RUN_TIMEOUT_S,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout, done.stderr
    found: list[Mapping[str, object]] = json.loads(done.stdout)["results"]
    return found


@pytest.mark.parametrize("board", ["esp32", "esp8266", "picow"])
def test_the_port_does_what_the_device_program_does(board: str) -> None:
    judged = [each for each in results(board) if each["outcome"] != "skipped"]
    assert {str(each["agreement"]).split(" (")[0] for each in judged} == {"agrees with sim"}
    assert {each["outcome"] for each in judged} == {"passed"}
    assert {each["scenario"] for each in judged} >= set(SCENARIOS) - {"read-refused-at-boot"}


@pytest.mark.parametrize("board", ["esp32", "esp8266", "picow"])
def test_what_the_port_does_not_run_is_another_firmware(board: str) -> None:
    skipped = [each for each in results(board) if each["outcome"] == "skipped"]
    assert all(CHOICE in str(each["reason"]) for each in skipped)
