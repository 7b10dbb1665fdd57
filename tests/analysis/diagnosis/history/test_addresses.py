"""A gateway that is in no network of the board's leads nowhere; one that is shows nothing."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.history.addresses import Addresses, Networks
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
        ("link ok ip 10.40.2.77 gw 10.40.0.1", False),
        ("ip 172.20.9.4 gw 172.20.0.1", False),
        ("ip 192.168.1.50 gw 192.168.0.1", True),
        ("ip 10.40.2.77 gw 192.168.0.1", True),
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


TUPLE = "('10.1.2.3', '255.255.255.0', '10.1.2.1', '8.8.8.8')\n"
GIVEN = "IP: 192.168.178.55  Gateway: 192.168.178.1  (DHCP)\n"
ROM = "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n"


@together
@pytest.mark.parametrize(
    ("lines", "another"),
    [
        (GIVEN + "WiFi.config: 192.168.0.55 / 255.255.255.0, Gateway 192.168.0.1", True),
        ("sta ip: 10.1.2.3, mask: 255.255.255.0, gw: 10.1.2.1\nstatic ip 192.168.1.20", True),
        (TUPLE + "ip fija: 192.168.1.20", True),
        (
            TUPLE + "wlan.ifconfig(('10.9.2.3', '255.255.255.0', '10.9.2.1', '8.8.8.8'))",
            True,
        ),
        (GIVEN + "WiFi.config(192.168.178.99, 192.168.178.1, 255.255.255.0)", False),
        (GIVEN + "IP: 192.168.0.55  Gateway: 192.168.0.1", False),
        ("AP ip: 192.168.4.1 gw: 192.168.4.1\nstatic ip 192.168.1.20", False),
        ("IP: 192.168.178.55\nstatic ip 192.168.1.20", False),
        ("static ip 192.168.1.20\nip: 192.168.1.20 gw: 192.168.1.1\nstatic ip 192.168.1.20", False),
    ],
)
def test_a_fixed_address_is_compared_with_the_routers_network(lines: str, another: bool) -> None:
    networks = Networks()
    told = [networks.is_another(line) for line in lines.split("\n")]
    assert any(told) is another


@together
@pytest.mark.parametrize(
    ("fixed", "cause"),
    [
        ("feste IP 192.168.0.55, Gateway 192.168.0.1\n", "static-address-wrong"),
        ("feste IP 192.168.178.99, Gateway 192.168.178.1\n", "name-not-resolved"),
        ("IP: 192.168.0.55  Gateway: 192.168.0.1\n", "name-not-resolved"),
    ],
)
def test_a_fixed_address_of_another_network_is_why_no_name_is_found(fixed: str, cause: str) -> None:
    assert diagnose(GIVEN + ROM + fixed + "WLAN verbunden\nDNS Failed for x.example\n" * 2).findings[0].cause == cause
