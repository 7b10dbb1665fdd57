"""I15: what a device makes of a refusal."""

import pytest

from oceanhil.scenarios.devices.invariants.refusals import RefusalsAreUnderstood
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import Planned, line, power, requested

GRANTED = requested("register", 200, S, granted="oc_perm_aaaa…")
AGAIN = requested("register", 410, 100 * S, code="token_used")


def answered(status: int, code: str = "") -> Planned:
    return requested("session", status, 50 * S, code=code)


def seen(*planned: Planned) -> str:
    return seen_by(RefusalsAreUnderstood, *planned)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (503, "maintenance"),
        (401, "session_expired"),
        (401, "session_unknown"),
        (401, "clock_skew"),
        (429, "rate_limited"),
    ],
)
def test_what_refuses_no_token_is_no_reason_to_register(status: int, code: str) -> None:
    assert seen(GRANTED, answered(status, code), AGAIN) == (
        f"device registered again, though its token was not refused; the last answer was {status} {code}"
    )


@pytest.mark.parametrize(
    ("status", "code"), [(401, "token_invalid"), (403, "token_revoked"), (403, "mac_mismatch"), (401, "")]
)
def test_a_token_that_was_refused_may_be_replaced(status: int, code: str) -> None:
    assert not seen(GRANTED, answered(status, code), AGAIN)


@pytest.mark.parametrize(
    "loss",
    [
        power("cut", 50 * S),
        Planned(50 * S, EventKind.LOAD, {"verdict": "empty"}),
        Planned(50 * S, EventKind.STEP, {"lever": "storage.clear"}, "", Source.HARNESS),
        Planned(50 * S, EventKind.STEP, {"lever": "device.flash"}, "", Source.HARNESS),
        line("[REG] HTTP Response: -11", 50 * S),
    ],
)
def test_a_token_that_may_be_lost_may_be_replaced(loss: Planned) -> None:
    assert seen(GRANTED, AGAIN)
    assert not seen(GRANTED, loss, AGAIN)


def test_a_poll_without_an_answer_loses_no_token() -> None:
    assert seen(GRANTED, line("[POLL] HTTP Response: -11", 50 * S), AGAIN)


def test_a_token_that_never_arrived_may_be_asked_for_again() -> None:
    lost = requested("register", 200, S, granted="oc_perm_aaaa…", fault="drop_response")
    assert not seen(lost, AGAIN)


def test_nobody_is_refused_twenty_times_an_hour_for_long() -> None:
    often = [requested("session", 401, 170 * number * S, code="token_invalid") for number in range(30)]
    rarely = [requested("session", 401, 185 * number * S, code="token_invalid") for number in range(30)]
    assert seen(*often) == "device was refused 21 times in an hour"
    assert not seen(*rarely)
