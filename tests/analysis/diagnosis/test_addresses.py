"""A gateway that is in no network of the board's leads nowhere; one that is shows nothing."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.addresses import Addresses
from tests.together import together

NOTHING = "DNS Failed for oceanremote.net\nerror(-1): connection refused\n"


@together
@pytest.mark.parametrize(
    ("lines", "elsewhere"),
    [
        ("static ip=10.0.0.50 gw=10.0.1.1 mask=255.255.255.0 dns=10.0.1.1", True),
        ("WiFi.config(192.168.4.20, 192.168.1.1, 255.255.255.0)", True),
        ("('172.16.5.9', '255.255.255.0', '172.16.6.1', '8.8.8.8')", True),
        ("feste IP 192.168.178.50/24, Gateway 192.168.2.1", True),
        ("ip 192.168.1.50\ngateway 192.168.0.1\nsubnet 255.255.255.0", True),
        ("ip 192.168.1.50\ngateway 192.168.0.1\nsubnet 255.255.0.0", False),
        ("sta ip: 192.168.1.64, mask: 255.255.255.0, gw: 192.168.1.1", False),
        ("WiFi.config(10.0.0.77, 10.0.0.1, 255.255.255.0)\nIP address: 192.168.1.66", False),
        ("ip: 0.0.0.0 gw: 192.168.1.1", False),
        ("ip 169.254.3.4 gw 192.168.1.1 mask 255.255.0.0", False),
        ("ip 300.1.1.1 gw 192.168.1.1 mask 255.255.255.0", False),
        ("broker 10.0.0.2 gateway 10.9.9.9", False),
    ],
)
def test_own_address_and_gateway_are_compared(lines: str, elsewhere: bool) -> None:
    addresses = Addresses()
    told = [addresses.do_not_fit(line) for line in lines.split("\n")]
    assert any(told) is elsewhere


def test_it_is_told_once() -> None:
    addresses = Addresses()
    line = "ip=10.0.0.50 gw=10.0.1.1 mask=255.255.255.0"
    assert [addresses.do_not_fit(line) for _ in range(3)] == [True, False, False]


@together
@pytest.mark.parametrize(
    ("gateway", "behind", "cause"),
    [
        ("10.0.1.1", NOTHING, "static-address-wrong"),
        ("10.0.0.1", NOTHING, "name-not-resolved"),
        ("10.0.1.1", "session 403 token_revoked\n", "token-revoked"),
    ],
)
def test_only_where_nobody_is_reached_it_is_the_cause(gateway: str, behind: str, cause: str) -> None:
    log = f"ESP32_58BF259A11E0\nip=10.0.0.50 gw={gateway} mask=255.255.255.0\nwifi ok\n{behind}"
    assert diagnose(log).findings[0].cause == cause
