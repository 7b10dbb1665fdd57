"""Faults of the path as data: which can be, and what is wrong with the others."""

from collections.abc import Callable

import pytest

from oceanhil.protocol.faults import FaultError, PathFault, PathTrouble, TlsAlert

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
