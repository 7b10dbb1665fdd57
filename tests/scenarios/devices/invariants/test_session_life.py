"""I14: how long a session is used."""

import pytest

from oceanhil.scenarios.devices.invariants.session_life import SessionIsUsed
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import Planned, boot, line, network, requested


def opened(after_s: int, expires_in: int = 3600) -> Planned:
    return requested("session", 200, after_s * S, session="5e5510", expires_in=expires_in)


def refused(after_s: int, code: str = "session_expired", after_us: int = 0) -> Planned:
    return requested("state", 401, after_s * S + after_us, session="5e5510", code=code)


def seen(*planned: Planned) -> str:
    return seen_by(SessionIsUsed, *planned)


def test_a_session_is_used_for_half_its_life_at_least() -> None:
    assert not seen(opened(0), opened(1800))
    assert seen(opened(0), opened(12)) == "device opened a session 12s after the last one, which lives for 1h"
    assert not seen(opened(0, expires_in=20), opened(12))


@pytest.mark.parametrize(
    "between",
    [
        boot(5 * S),
        refused(5),
        requested("state", 500, 5 * S),
        line("[POLL] HTTP Response: -11", 5 * S),
        Planned(5 * S, EventKind.DASHBOARD, {"action": "restart"}, "", Source.SERVER),
        Planned(5 * S, EventKind.CLOCK, {"change": "server clock +10 s"}, "", Source.SERVER),
    ],
)
def test_a_session_that_may_be_lost_is_replaced_at_once(between: Planned) -> None:
    assert not seen(opened(0), between, opened(6))


def test_a_session_that_was_asked_for_before_a_start_is_nobodys() -> None:
    # The request was under way when the board began anew.
    on_the_way = requested("session", 200, 5 * S + 7000, session="5e5510", expires_in=3600)
    assert not seen(opened(0), boot(5 * S), on_the_way, opened(8))
    assert seen(opened(0), boot(5 * S), opened(7), opened(9))


def test_what_happens_to_another_device_loses_nothing() -> None:
    assert seen(opened(0), boot(5 * S, "twin"), opened(6))


def test_a_session_that_is_over_is_not_used_again() -> None:
    assert not seen(opened(0), refused(3601), opened(3602), refused(7300))
    assert seen(opened(0), refused(3601), refused(3606)) == (
        "device used a session again that had been refused as expired"
    )
    assert not seen(opened(0), refused(3601, "token_revoked"), refused(3606, "token_revoked"))


def test_a_refusal_that_was_lost_on_the_way_binds_to_nothing() -> None:
    lost = line("[POLL] HTTP Response: -11", 3602 * S)
    assert not seen(opened(0), refused(3601), lost, refused(3610))
    assert seen(opened(0), refused(3601), lost, refused(3610), refused(3615))


def test_a_refusal_that_was_under_way_when_the_network_went_binds_to_nothing() -> None:
    early = [network(3_600 * S + 1), line("[POLL] HTTP Response: -5", 3_600 * S + 2)]
    assert not seen(opened(0), *early, refused(3_600, after_us=15_000), refused(4_000))
    assert seen(opened(0), *early, refused(3_600, after_us=15_000), refused(4_000), refused(4_005))
    assert seen(opened(0), *early, refused(3_602), refused(4_000))


def test_a_session_that_was_under_way_when_the_network_went_may_be_replaced() -> None:
    assert not seen(opened(0), network(2_000 * S - 1), opened(2_000), opened(2_010))
    assert seen(opened(0), network(2_000 * S - 1), opened(2_002), opened(2_010))
