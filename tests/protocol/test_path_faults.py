"""Faults of the path as data: which can be, and what is wrong with the others."""

import ssl
from collections.abc import Callable
from typing import Final

import pytest

from oceanhil.protocol.faults import FaultError, PathFault, PathTrouble, TlsAlert
from tests.together import together

LATER_THAN_PYTHONS: Final = {
    TlsAlert.INAPPROPRIATE_FALLBACK: 86,
    TlsAlert.MISSING_EXTENSION: 109,
    TlsAlert.CERTIFICATE_REQUIRED: 116,
    TlsAlert.NO_APPLICATION_PROTOCOL: 120,
}
"""Alerts of RFC 7507, 8446 and 7301, which `ssl.AlertDescription` does not have."""
HOLE, ALERT = PathTrouble.MTU_BLACK_HOLE, PathTrouble.TLS_ALERT


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: PathFault(ALERT), "alert is missing: 'tls-alert' needs it"),
        (lambda: PathFault(HOLE), "mtu is missing: 'mtu-black-hole' needs it"),
        (
            lambda: PathFault(PathTrouble.DNS_LIES, alert=TlsAlert.UNKNOWN_CA),
            "alert belongs to 'tls-alert', not 'dns-lies'; leave it out",
        ),
        (
            lambda: PathFault(ALERT, TlsAlert.UNKNOWN_CA, 1400),
            "mtu belongs to 'mtu-black-hole', not 'tls-alert'; leave it out",
        ),
        (lambda: PathFault(HOLE, mtu_bytes=67), "mtu is 67, expected 68 to 1499 bytes"),
        (lambda: PathFault(HOLE, mtu_bytes=1500), "mtu is 1500, expected 68 to 1499 bytes"),
    ],
)
def test_what_cannot_be_is_told(make: Callable[[], PathFault], complaint: str) -> None:
    with pytest.raises(FaultError) as caught:
        make()
    assert str(caught.value) == complaint


def test_a_fault_has_words_for_the_trace() -> None:
    assert PathFault(PathTrouble.IPV6_ONLY).words == "ipv6-only"
    assert PathFault(ALERT, alert=TlsAlert.HANDSHAKE_FAILURE).words == "tls-alert handshake_failure (40)"
    assert PathFault(HOLE, mtu_bytes=1400).words == "mtu-black-hole above 1400 bytes"


def test_no_two_alerts_have_one_number() -> None:
    assert len({alert.number for alert in TlsAlert}) == len(TlsAlert)


@together
@pytest.mark.parametrize("alert", TlsAlert, ids=lambda alert: alert.value)
def test_alerts_have_the_numbers_that_python_knows_by_these_names(alert: TlsAlert) -> None:
    known = {each.name: each.value for each in ssl.AlertDescription}
    number = known.get(f"ALERT_DESCRIPTION_{alert.value.upper()}", LATER_THAN_PYTHONS.get(alert))
    assert alert.number == number


@pytest.mark.parametrize("mtu_bytes", [68, 1499])
def test_the_shortest_packet_of_ipv4_may_be_the_longest_to_pass(mtu_bytes: int) -> None:
    assert PathFault(HOLE, mtu_bytes=mtu_bytes).mtu_bytes == mtu_bytes
