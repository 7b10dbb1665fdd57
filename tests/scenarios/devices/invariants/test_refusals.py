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


def test_a_token_that_was_never_saved_is_told_as_such() -> None:
    unsaved = line("[EEPROM] Save failed", 40 * S)
    plain = "device registered again, though its token was not refused; the last answer was 200"
    never = "; it could not save the token at 0:00:40.000, and did not save it later"
    assert seen(GRANTED, unsaved, AGAIN) == plain + never
    assert seen(GRANTED, unsaved, line("[EEPROM] Token saved", 45 * S), AGAIN) == plain


def test_what_a_changed_answer_refused_nobody_knows() -> None:
    assert not seen(GRANTED, requested("session", 401, 50 * S, code="clock_skew", fault="answer"), AGAIN)


@pytest.mark.parametrize(
    ("status", "code"), [(401, "token_invalid"), (403, "token_revoked"), (403, "mac_mismatch"), (401, "")]
)
def test_a_token_that_was_refused_may_be_replaced(status: int, code: str) -> None:
    assert not seen(GRANTED, answered(status, code), AGAIN)


def losses(at_us: int) -> list[Planned]:
    """Give all that may take its token from a device."""
    return [
        power("cut", at_us),
        Planned(at_us, EventKind.LOAD, {"verdict": "empty"}),
        Planned(at_us, EventKind.STEP, {"lever": "storage.clear"}, "", Source.HARNESS),
        Planned(at_us, EventKind.STEP, {"lever": "device.flash"}, "", Source.HARNESS),
        line("[REG] HTTP Response: -11", at_us),
    ]


@pytest.mark.parametrize("loss", losses(50 * S))
def test_a_token_that_may_be_lost_may_be_replaced(loss: Planned) -> None:
    assert seen(GRANTED, AGAIN)
    assert not seen(GRANTED, loss, AGAIN)


def test_a_poll_without_an_answer_loses_no_token() -> None:
    assert seen(GRANTED, line("[POLL] HTTP Response: -11", 50 * S), AGAIN)


def test_a_token_that_never_arrived_may_be_asked_for_again() -> None:
    lost = requested("register", 200, S, granted="oc_perm_aaaa…", fault="drop_response")
    assert not seen(lost, AGAIN)


REFUSED = [requested("session", 401, 170 * number * S, code="token_invalid") for number in range(21)]


@pytest.mark.parametrize(
    "restart",
    [
        power("on", 1600 * S),
        Planned(1600 * S, EventKind.STEP, {"lever": "device.reset"}, "", Source.HARNESS),
        Planned(1600 * S, EventKind.STEP, {"lever": "device.flash"}, "", Source.HARNESS),
    ],
)
def test_who_is_started_again_may_ask_again(restart: Planned) -> None:
    assert seen(*REFUSED) == "device was refused 21 times in an hour, at most 20 expected"
    assert not seen(*REFUSED, restart)


def test_a_session_that_is_refused_shows_no_token_however_its_answer_was_changed() -> None:
    times = [170 * number * S for number in range(21)]
    assert not seen(*(requested("state", 401, at_us, code="session_unknown", fault="answer") for at_us in times))


def test_a_refusal_that_never_arrived_is_none() -> None:
    unheard = [line("[SESSION] HTTP Response: -11", (170 * number + 10) * S) for number in range(21)]
    assert not seen(*REFUSED, *unheard)
    assert seen(*REFUSED, line("[SESSION] HTTP Response: 401", 10 * S))


def test_nobody_is_refused_twenty_times_an_hour_for_long() -> None:
    often = [requested("session", 401, 170 * number * S, code="token_invalid") for number in range(30)]
    rarely = [requested("session", 401, 185 * number * S, code="token_invalid") for number in range(30)]
    assert seen(*often) == "device was refused 21 times in an hour, at most 20 expected"
    assert not seen(*rarely)


POLLED = requested("state", 200, S, session="5e5510")
OPENED = requested("session", 200, 7 * S, session="a1b2c3")


def rest(seconds: int) -> Planned:
    return line(f"[SYSTEM] Next attempt in {seconds} s", 8 * S)


def over(code: str, **fields: str) -> Planned:
    return requested("state", 401, 6 * S, session="5e5510", code=code, **fields)


@pytest.mark.parametrize("code", ["session_expired", "session_unknown"])
def test_a_session_that_is_over_is_no_reason_to_rest(code: str) -> None:
    found = seen(POLLED, over(code), OPENED, rest(600))
    assert found == f"device rests for 600 s after {code}, which refuses the session alone: at most 375 s expected"
    assert not seen(POLLED, over(code), OPENED, rest(60))


@pytest.mark.parametrize(
    "others",
    [
        (POLLED, over("token_revoked"), OPENED),
        (POLLED, over("session_unknown", fault="drop_response"), OPENED),
        (POLLED, over("session_unknown"), requested("session", 401, 7 * S, code="token_invalid")),
        (POLLED, over("session_unknown"), requested("session", 429, 7 * S, code="rate_limited")),
        (over("session_unknown"), OPENED),
    ],
)
def test_what_may_be_more_than_that_is_a_reason_to_rest(others: tuple[Planned, ...]) -> None:
    assert not seen(*others, rest(600))


def test_who_was_just_given_a_token_does_not_rest() -> None:
    assert seen(GRANTED, rest(600)) == (
        "device rests for 600 s with the permanent token that it was just given: at most 375 s expected"
    )
    assert not seen(GRANTED, rest(60))


@pytest.mark.parametrize("loss", losses(7 * S))
def test_who_may_have_lost_the_token_that_it_was_given_may_rest(loss: Planned) -> None:
    assert not seen(GRANTED, loss, rest(600))


def test_who_is_granted_the_token_again_that_was_refused_may_rest() -> None:
    refused = requested("session", 401, 2 * S, code="token_invalid")
    again = requested("register", 200, 3 * S, granted="oc_perm_aaaa…", replayed=True)
    assert not seen(GRANTED, refused, again, rest(600))
    assert seen(GRANTED, refused, requested("register", 200, 3 * S, granted="oc_perm_bbbb…"), rest(600))
    assert seen(requested("register", 200, S, granted="oc_perm_aaaa…", replayed=True), rest(600))


@pytest.mark.parametrize(
    "others",
    [
        (GRANTED, line("[REG] HTTP Response: -11", 2 * S)),
        (GRANTED, line("[EEPROM] Save failed", 2 * S)),
        (GRANTED, requested("session", 401, 7 * S, code="token_invalid")),
        (requested("register", 200, S, granted="oc_perm_aaaa…", fault="answer"),),
        (requested("register", 410, S, code="token_used"),),
    ],
)
def test_who_may_have_no_token_may_rest(others: tuple[Planned, ...]) -> None:
    assert not seen(*others, rest(600))
