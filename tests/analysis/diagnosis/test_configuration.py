"""What a device is made of and set to is nothing that happened to it."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from oceanhil.analysis.diagnosis.wording.signals import meaning_of
from tests.together import together

DEVICE = "oceanremote client\n"
WELL = "session 200 a41c77e0\n" + "GET /api/device/state 200\n" * 4


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize(
    "line",
    [
        "[C][captive_portal:116]: Captive Portal:",
        "[C][logger:185][main]: Exception: OOM",
        "[C][wifi.info:023]: WiFi.status: 1",
        "[C][mqtt:140]: errno 104",
    ],
)
def test_a_configuration_that_is_told_is_no_event(line: str) -> None:
    meaning = meaning_of(line)
    assert meaning is not None
    assert meaning.name == "configuration"


def test_an_address_among_the_configuration_is_one_that_was_got() -> None:
    meaning = meaning_of("[C][wifi:435]: IP Address: 192.168.178.34")
    assert meaning is not None
    assert meaning.name == "wifi-address"


@together
@pytest.mark.parametrize(
    "line",
    [
        "*wm:<- Request redirected to captive portal",
        "[D][captive_portal:100]: Starting captive portal",
        "captive portal: enabled",
        "Captive Portal:",
        "captive portal off",
        "no captive portal",
        "captive portal: not detected",
    ],
)
def test_the_device_s_own_portal_is_none_that_stands_in_the_way(line: str) -> None:
    assert diagnose(f"{DEVICE}{line}\n{WELL}").verdict is LogVerdict.HEALTHY
    assert "captive-portal" not in names(diagnose(f"{DEVICE}{line}\n"))


@together
@pytest.mark.parametrize(
    "line",
    [
        "captive portal detected",
        "captive portal?",
        "this is a captive portal on the guest network",
        "captive-portal page",
    ],
)
def test_a_portal_that_was_met_is_the_cause(line: str) -> None:
    assert names(diagnose(f"{DEVICE}{line}\n"))[0] == "captive-portal"
