"""I8: how soon a device may ask again after it was refused."""

import pytest

from oceanhil.scenarios.devices.invariants.retries import NoRetryStorm
from oceanhil.scenarios.line_change import line_words
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import Planned, boot, line, requested

TOKEN = "oc_reg_aaaaa…"


def refused(status: int, after_us: int, word: str = "register", token: str = TOKEN, **fields: str | int) -> Planned:
    return requested(word, status, after_us, "device", token=token, **fields)


def seen(*planned: Planned) -> str:
    return seen_by(NoRetryStorm, *planned)


@pytest.mark.parametrize("status", [401, 403, 410])
def test_after_a_refusal_half_a_minute_must_pass(status: int) -> None:
    assert not seen(refused(status, S), refused(status, 31 * S))
    assert seen(refused(status, S), refused(status, 31 * S - 1))


def test_the_breach_says_what_came_how_soon() -> None:
    found = seen(refused(401, S, code="token_expired"), refused(401, 3 * S))
    assert found == (
        "device asked POST /api/device/register/ again 2s after 401 token_expired to its POST at 0:00:01.000,"
        " at least 30s expected"
    )


def test_a_poll_behind_a_refused_report_is_not_said_to_come_again() -> None:
    report = refused(401, S, "state", method="POST", code="session_unknown")
    found = seen(report, refused(401, 5 * S, "state", method="GET"))
    assert found.startswith("device asked GET /api/device/state/ 4s after 401 session_unknown to its POST at 0:00:01")


def test_after_429_the_announced_time_must_pass() -> None:
    assert not seen(refused(429, 0, retry_after=300), refused(200, 300 * S))
    assert seen(refused(429, 0, retry_after=300), refused(200, 299 * S))
    assert not seen(refused(429, 0, retry_after=1), refused(200, S))


def test_after_429_without_an_announcement_a_minute_must_pass() -> None:
    assert not seen(refused(429, 0), refused(200, 60 * S))
    assert seen(refused(429, 0), refused(200, 59 * S))
    assert seen(refused(429, 0, retry_after=0), refused(200, 59 * S))


def test_an_announcement_beyond_belief_is_not_waited_for() -> None:
    assert not seen(refused(429, 0, retry_after=10_000_000), refused(200, 86_400 * S))


@pytest.mark.parametrize(
    "other",
    [
        refused(401, S, token="oc_reg_bbbbb…"),
        refused(401, S, "session"),
        requested("register", 401, S, "twin", token=TOKEN),
    ],
)
def test_another_token_path_or_device_is_another_request(other: Planned) -> None:
    assert not seen(refused(401, 0), other)


def test_what_was_under_way_when_a_device_started_is_of_the_boot_before() -> None:
    assert not seen(boot(S), refused(401, S + 1), refused(401, 3 * S))
    assert seen(boot(S), refused(401, 2 * S), refused(401, 3 * S))


def test_while_a_line_is_disturbed_nobody_hears_why_a_device_asks_again() -> None:
    noise, mended = (
        Planned(at_us, EventKind.LINE, {"change": what}) for at_us, what in ((0, "stuck"), (3 * S, line_words(None)))
    )
    again = [refused(401, S), refused(401, 2 * S), mended, refused(401, 4 * S)]
    assert not seen(noise, *again)
    assert seen(*again)
    assert seen(noise, *again, refused(401, 5 * S))


def test_other_lines_excuse_nothing() -> None:
    assert seen(refused(401, 0), line("[REG] HTTP Response: 401", S), refused(401, 2 * S))


def test_a_new_boot_may_ask_at_once() -> None:
    assert not seen(refused(401, 0), boot(S), refused(401, 2 * S))
    assert seen(refused(401, 0), boot(S, "twin"), refused(401, 2 * S))


@pytest.mark.parametrize("status", [200, 500, 503])
def test_other_answers_may_be_followed_at_once(status: int) -> None:
    assert not seen(refused(status, 0), refused(200, S))


def test_a_refused_clock_may_be_tried_once_more_after_it_was_set() -> None:
    skewed, synced = refused(401, 0, code="clock_skew"), line("[TIME] Synced, clock corrected by +600 s", S)
    again = refused(401, 2 * S, code="clock_skew")
    assert seen(skewed, again)
    assert not seen(skewed, synced, again)
    assert seen(skewed, synced, again, refused(401, 3 * S, code="clock_skew"))


@pytest.mark.parametrize("code", ["session_expired", "session_unknown"])
def test_a_lost_session_is_answered_by_asking_for_a_new_one(code: str) -> None:
    lost, polled = refused(401, 0, "state", code=code), refused(200, 2 * S, "state")
    assert seen(lost, polled)
    assert not seen(lost, requested("session", 200, S, token=TOKEN), polled)
    assert seen(lost, requested("register", 200, S, token=TOKEN), polled)


def test_a_new_session_does_not_excuse_a_revoked_token() -> None:
    revoked = refused(403, 0, "state", code="token_revoked")
    assert seen(revoked, requested("session", 403, S, token=TOKEN), refused(403, 2 * S, "state"))


def test_a_refusal_that_never_reached_the_device_binds_it_to_nothing() -> None:
    assert not seen(refused(403, 0), line("[REG] HTTP Response: -11", S), refused(403, 2 * S))
    assert seen(refused(403, 0), line("[SESSION] HTTP Response: -11", S), refused(403, 2 * S))


def poll(after_us: int, status: int = 403, session: str = "oc_ses_aaaaa…", **fields: str | int) -> Planned:
    return refused(status, after_us, "state", token=session, method="GET", **fields)


def test_another_session_does_not_shorten_the_rest_behind_a_refused_poll() -> None:
    opened = requested("session", 200, S, token=TOKEN)
    assert not seen(poll(0), opened, poll(30 * S, session="oc_ses_bbbbb…"))
    assert seen(poll(0), opened, poll(30 * S - 1, session="oc_ses_bbbbb…"))
    found = seen(poll(0), opened, poll(5 * S, session="oc_ses_bbbbb…"))
    assert found.startswith("device asked GET /api/device/state/ again 5s after 403 to its GET at 0:00:00.000")


@pytest.mark.parametrize(
    "between",
    [poll(30 * S, 200, "oc_ses_bbbbb…"), requested("register", 200, S, token=TOKEN, granted="oc_per_aaaaa…")],
)
def test_what_was_accepted_ends_a_row_of_refused_polls(between: Planned) -> None:
    assert not seen(poll(0), between, poll(between.after_us + S, session="oc_ses_ccccc…"))


@pytest.mark.parametrize("code", ["session_expired", "session_unknown", "clock_skew"])
def test_a_poll_that_was_refused_for_its_session_or_clock_begins_no_row(code: str) -> None:
    assert not seen(poll(0, 401, code=code), poll(S, session="oc_ses_bbbbb…"))


def test_a_refused_poll_that_never_reached_the_device_begins_no_row() -> None:
    lost = line("[POLL] HTTP Response: -11", S)
    assert not seen(poll(0), lost, poll(2 * S, session="oc_ses_bbbbb…"))
