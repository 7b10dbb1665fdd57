"""What one address may ask for."""

from __future__ import annotations

from oceanhil.mock_server.core.early_refusal import EarlyRefusal, too_many
from oceanhil.mock_server.operation.address_limits import OFF_LOOPBACK, AddressGuard, AddressLimits, OpenConnections

A = "192.0.2.1"


def test_without_limits_any_number_of_requests_is_let_in() -> None:
    guard = AddressGuard(AddressLimits())
    assert {guard.judge(A, has_key=False, now_s=0.0) for _ in range(5000)} == {None}


def test_off_loopback_a_flood_is_refused_while_others_are_served() -> None:
    guard = AddressGuard(OFF_LOOPBACK)
    verdicts = [guard.judge(A, has_key=False, now_s=0.0) for _ in range(OFF_LOOPBACK.request_burst + 1)]
    assert verdicts[:-1] == [None] * OFF_LOOPBACK.request_burst
    assert verdicts[-1] is not None
    assert verdicts[-1][0] is EarlyRefusal.REQUEST_RATE
    assert guard.judge("192.0.2.2", has_key=False, now_s=0.0) is None


def test_after_many_wrong_keys_even_the_right_one_is_not_looked_at() -> None:
    guard = AddressGuard(AddressLimits(failed_keys_per_min=3.0))
    for _ in range(3):
        assert guard.judge(A, has_key=True, now_s=0.0) is None
        guard.note_wrong_key(A, 0.0)
    verdict = guard.judge(A, has_key=True, now_s=0.0)
    assert verdict == (EarlyRefusal.KEY_GUESSING, 20.0)


def test_who_sends_no_key_is_not_kept_out_by_wrong_keys() -> None:
    guard = AddressGuard(AddressLimits(failed_keys_per_min=1.0))
    guard.note_wrong_key(A, 0.0)
    assert guard.judge(A, has_key=False, now_s=0.0) is None
    assert guard.judge("192.0.2.2", has_key=True, now_s=0.0) is None


def test_keys_are_looked_at_again_after_the_wait() -> None:
    guard = AddressGuard(AddressLimits(failed_keys_per_min=6.0))
    for _ in range(6):
        guard.note_wrong_key(A, 0.0)
    assert guard.judge(A, has_key=True, now_s=9.9) is not None
    assert guard.judge(A, has_key=True, now_s=10.0) is None


def test_connections_are_counted_by_address_and_forgotten_when_closed() -> None:
    connections = OpenConnections(2)
    assert [connections.enter(A), connections.enter(A), connections.enter(A), connections.enter("b")] == [
        True,
        True,
        False,
        True,
    ]
    connections.leave(A)
    assert connections.enter(A)


def test_nothing_is_remembered_of_who_has_left() -> None:
    connections = OpenConnections(None)
    for number in range(1000):
        assert connections.enter(str(number))
        connections.leave(str(number))
    assert connections._by_address == {}


def test_a_refusal_says_in_whole_seconds_when_to_come_again() -> None:
    answer = too_many(EarlyRefusal.REQUEST_RATE, 0.2)
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    assert b"request_rate" in answer.body
