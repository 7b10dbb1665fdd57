"""A status in brackets is one, and a monitor's stamp in brackets is none."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

ASKED = "[WiFi] connected, IP 192.168.1.44\nPOST https://www.oceanremote.net/api/device/register/\n{}\nretry in 30s\n"
WELL = "POST https://www.oceanremote.net/api/device/session/ -> 200\nGET /api/device/state/ -> 200 relay1=0\n"


@together
@pytest.mark.parametrize("bare", ["410", "401 token expired", "410 gone", "12:00:01.123 -> 410"])
def test_a_status_in_brackets_is_read_as_without_them(bare: str) -> None:
    stamp, arrow, status = bare.rpartition("-> ")
    number, _, words = status.partition(" ")
    bracketed = f"{stamp}{arrow}[{number}]{' ' * bool(words)}{words}"
    without, within = (diagnose(ASKED.format(line) * 3) for line in (bare, bracketed))
    assert without.findings
    assert [(each.cause, each.confidence) for each in within.findings] == [
        (each.cause, each.confidence) for each in without.findings
    ]


def test_a_server_that_refuses_in_brackets_is_not_healthy() -> None:
    log = WELL + "GET /api/device/state/\n[503] busy\n" * 6
    assert diagnose(log).verdict is LogVerdict.PROBLEM


@together
@pytest.mark.parametrize("first", ["[12] boot", "[  503] boot", "[0.401] boot", "[7215] again"])
def test_stamps_that_are_like_a_status_are_none(first: str) -> None:
    polls = "".join(f"[{number}] GET /api/device/state/ 200\n" for number in (200, 401, 403, 410, 503))
    log = f"{first}\nPOST https://www.oceanremote.net/api/device/session/ -> 200\n{polls}"
    assert diagnose(log).findings == ()
