"""Polls every five seconds, reports every minute, relays that follow the dashboard."""

from itertools import pairwise

import pytest

from oceanhil.protocol.http import Exchanged, HttpFailure, HttpResponse
from oceanhil.protocol.record import RecordFlag, StorePolicy, decode_reference
from tests.simulator.answers import NOW_S, PERMANENT, SESSION, answers, opened, refused, registered, reply, state
from tests.simulator.program.fake_hardware import FakeHardware, firmware, run
from tests.together import together

ONLINE = "[INFO] Device ONLINE"
POLL, REPORT = "GET /api/device/state/", "POST /api/device/state/"
SESSION_PATH = "POST /api/device/session/"


def polling(*script: Exchanged, until_s: int = 60) -> FakeHardware:
    return run(FakeHardware(answers(poll=script), until_s=until_s))


def after_opening(hardware: FakeHardware) -> list[str]:
    return hardware.lines[hardware.lines.index("[SESSION] Got session ID: a1b2c3d4") + 1 :]


def times_s(hardware: FakeHardware, path: str) -> list[float]:
    return [sent.at_s for sent in hardware.sent if f"{sent.method} {sent.path}" == path]


def test_a_poll_carries_token_and_session_and_no_body() -> None:
    sent = polling().sent[2]
    assert (sent.method, sent.path, sent.body) == ("GET", "/api/device/state/", b"")
    assert sent.headers == {"x-device-token": PERMANENT, "x-session-id": SESSION}


def test_polls_are_five_seconds_apart_however_long_an_answer_takes() -> None:
    polls_s = times_s(polling(), POLL)
    assert len(polls_s) == 12
    assert [round(at_s - polls_s[0], 3) for at_s in polls_s] == [5 * number for number in range(12)]


def test_the_first_report_follows_the_first_poll_and_then_one_a_minute() -> None:
    hardware = polling(until_s=600)
    reports_s = times_s(hardware, REPORT)
    assert hardware.paths[2:4] == [POLL, REPORT]
    assert [round((at_s - reports_s[0]) / 60) for at_s in reports_s] == list(range(10))


def test_a_report_carries_relays_and_sensors_as_the_api_page_shows_them() -> None:
    sent = polling().sent[3]
    assert sent.json == {"relay1": False, "relay2": False, "temperature": 23.5, "humidity": 62.0}
    assert sent.headers["content-type"] == "application/json"


def test_the_device_says_once_that_it_is_online_however_often_the_session_is_renewed() -> None:
    hardware = run(FakeHardware(answers(session=[opened(expires_in=600)]), until_s=3600))
    assert hardware.paths.count(SESSION_PATH) == 7
    assert hardware.lines.count(ONLINE) == 1


def test_a_relay_that_is_switched_is_saved_and_reported_at_once() -> None:
    hardware = polling(state(), state(relay2=True), until_s=9)
    record = hardware.saves[-1].record
    assert record is not None
    assert record.flags == RecordFlag.REGISTRATION_USED | RecordFlag.RELAY2
    assert record.token == PERMANENT
    assert hardware.paths[-2:] == [POLL, REPORT]
    assert hardware.sent[-1].json == {"relay1": False, "relay2": True, "temperature": 23.5, "humidity": 62.0}


def test_a_relay_that_stays_where_it_is_costs_no_flash() -> None:
    assert len(polling(state(relay1=True), until_s=3600).saves) == 2


def test_a_relay_position_survives_in_the_record() -> None:
    hardware = polling(state(relay1=True))
    newest = max((decode_reference(data).record for data in hardware.storage.slots.stored.values()), key=repr)
    assert newest is not None
    assert RecordFlag.RELAY1 in newest.flags


@pytest.mark.parametrize(
    "body",
    [{}, {"success": True}, {"relay1": None, "relay2": None}, {"temperature": 1}, {"relay1": True, "relay9": True}],
)
def test_a_relay_that_the_answer_does_not_name_stays_as_it_is(body: dict[str, object]) -> None:
    hardware = polling(state(relay1=True), reply(200, body))
    flags = [reading.record.flags for reading in hardware.saves if reading.record]
    assert flags[-1] == RecordFlag.REGISTRATION_USED | RecordFlag.RELAY1
    assert "[POLL] Unreadable answer" not in hardware.lines


UNREADABLE = [
    b"",
    b"{",
    b'{"success": true, "relay1": tr',
    b"<html>welcome to the hotel</html>",
    b"\xff\xfe",
    b'{"relay1": "\xff"}',
    b"null",
    b"[]",
    b'{"relay1": "on"}',
    b'{"relay1": 1}',
    b'{"success": false}',
    b'{"x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
]


@together
@pytest.mark.parametrize("body", UNREADABLE)
def test_an_unreadable_answer_is_told_switches_nothing_and_polling_goes_on(body: bytes) -> None:
    hardware = polling(state(relay1=True), reply(200, body), until_s=30)
    assert len(hardware.saves) == 2
    assert hardware.lines[-1] == "[POLL] Unreadable answer"
    assert len(times_s(hardware, POLL)) == 6


@together
@pytest.mark.parametrize("body", UNREADABLE)
def test_a_device_is_not_online_before_it_could_read_an_answer(body: bytes) -> None:
    hardware = polling(reply(200, body), reply(200, body), state())
    assert after_opening(hardware) == ["[POLL] Unreadable answer"] * 2 + [ONLINE]


@pytest.mark.parametrize(
    ("answer", "status", "waits_s"),
    [
        (HttpResponse(500), 500, [2, 4, 8, 16, 32, 60, 60]),
        (HttpFailure.TIMEOUT, -11, [2, 4, 8, 16, 32, 60, 60]),
        (HttpResponse(302), 302, [2, 4, 8, 16, 32, 60, 60]),
        (refused(404, "Not found", "not_found"), 404, [600, 600]),
        (refused(429, "Rate limited", "rate_limited"), 429, [300, 300]),
        (reply(429, {}, retry_after="9"), 429, [9, 9]),
    ],
)
def test_a_failed_poll_is_told_and_repeated_in_the_same_session(
    answer: Exchanged, status: int, waits_s: list[int]
) -> None:
    hardware = polling(answer, until_s=1300)
    assert after_opening(hardware)[:2] == [
        f"[POLL] HTTP Response: {status}",
        f"[SYSTEM] Next attempt in {waits_s[0]} s",
    ]
    assert [wait_s for wait_s in hardware.waits_s if wait_s > 5 or wait_s == int(wait_s)][: len(waits_s)] == waits_s
    assert hardware.paths.count(SESSION_PATH) == 1


def test_a_failed_poll_is_no_reason_to_report_again() -> None:
    assert polling(state(), HttpResponse(500), state(), until_s=50).paths.count(REPORT) == 1


WISH = state(relay2=True)
RELAY_1_ON = {"relay1": True, "relay2": False, "temperature": 23.5, "humidity": 62.0}
RELAY_2_ON = {"relay1": False, "relay2": True, "temperature": 23.5, "humidity": 62.0}


@pytest.mark.parametrize(
    "bad", [HttpResponse(500), HttpFailure.TIMEOUT, reply(200, b"<html>"), reply(200, {"success": False})]
)
def test_after_a_poll_that_told_nothing_the_next_one_comes_before_the_report_that_is_due(bad: Exchanged) -> None:
    # The server takes a report's relays for what is wanted: a switch thrown meanwhile would be lost.
    hardware = polling(state(), *[bad] * 15, WISH, until_s=900)
    first, second, *_ = (at for at, path in enumerate(hardware.paths) if path == REPORT)
    assert hardware.paths[first + 1 : second] == [POLL] * 16
    assert hardware.sent[second].at_s - hardware.sent[first].at_s > 60
    assert hardware.sent[second].json == RELAY_2_ON


def test_after_a_report_that_failed_a_poll_comes_before_the_next_one() -> None:
    # A relay is switched by the first poll: its own report fails, and that of the minute is due at once.
    script = answers(poll=[state(relay1=True), WISH], report=[HttpFailure.TIMEOUT, reply(200, {"success": True})])
    hardware = run(FakeHardware(script, until_s=20))
    assert hardware.paths[2:6] == [POLL, REPORT, POLL, REPORT]
    assert [sent.json for sent in hardware.sent[3:6:2]] == [RELAY_1_ON, RELAY_2_ON]


def test_after_a_failure_the_device_says_again_that_it_is_online() -> None:
    lines = after_opening(polling(state(), HttpResponse(500), state()))
    assert lines == [ONLINE, "[POLL] HTTP Response: 500", "[SYSTEM] Next attempt in 2 s", ONLINE]


def test_two_good_polls_in_a_row_start_the_doubling_over() -> None:
    good, bad = state(), HttpResponse(500)
    hardware = polling(bad, bad, good, bad, good, good, bad, good)
    announced = [line for line in hardware.lines if line.startswith("[SYSTEM] Next")]
    assert [int(line.split()[-2]) for line in announced] == [2, 4, 8, 2]


def test_a_certificate_that_is_refused_while_polling_is_told() -> None:
    lines = after_opening(polling(state(), HttpFailure.TLS, state()))
    assert lines[1:3] == ["[TLS] Certificate is expired or not yet valid.", "[POLL] HTTP Response: -1"]


@pytest.mark.parametrize("code", ["session_expired", "session_unknown"])
def test_a_session_that_served_and_is_refused_is_renewed_at_once(code: str) -> None:
    hardware = polling(state(), state(), refused(401, "Session expired", code), state(), until_s=20)
    assert after_opening(hardware) == [
        ONLINE,
        "[POLL] HTTP Response: 401",
        "[SESSION] Expired, renewing",
        "[SESSION] Got session ID: a1b2c3d4",
        ONLINE,
    ]


def test_a_new_session_that_is_refused_at_once_is_renewed_ever_more_slowly() -> None:
    expired = refused(401, "Session expired", "session_expired")
    hardware = polling(expired, until_s=600)
    assert hardware.waits_s[:7] == [2, 4, 8, 16, 32, 60, 60]
    assert hardware.paths.count(SESSION_PATH) == hardware.paths.count(POLL) < 20


def test_reports_that_are_refused_do_not_make_a_storm_either() -> None:
    expired = refused(401, "Session expired", "session_expired")
    hardware = run(FakeHardware(answers(report=[expired]), until_s=600))
    assert hardware.waits_s[:7] == [2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_polls_refuse_and_sessions_accept_waits_ten_minutes_between_polls(status: int) -> None:
    hardware = polling(refused(status), until_s=3600)
    polls_s = times_s(hardware, POLL)
    assert len(polls_s) == 6
    assert all(later - earlier >= 600 for earlier, later in pairwise(polls_s))
    assert "[SYSTEM] Next attempt in 600 s" in hardware.lines


def test_after_that_wait_a_good_poll_makes_an_end_of_it() -> None:
    script = answers(session=[opened(expires_in=700)], poll=[refused(401), state()])
    hardware = run(FakeHardware(script, until_s=3600))
    assert [wait_s for wait_s in hardware.waits_s if wait_s > 5] == [600]


def test_a_refused_token_is_taken_to_the_session_request_at_once() -> None:
    hardware = run(
        FakeHardware(
            answers(session=[opened(), refused(403, "Token revoked", "token_revoked")], poll=[state(), refused(403)]),
            until_s=20,
        )
    )
    assert after_opening(hardware)[:4] == [
        ONLINE,
        "[POLL] HTTP Response: 403",
        "[SESSION] HTTP Response: 403",
        "[SESSION] Refused: Token revoked",
    ]


def test_a_new_token_may_be_polled_with_at_once() -> None:
    hardware = run(
        FakeHardware(
            answers(
                register=[registered(), registered("oc_perm_new")],
                session=[opened(), refused(401), opened()],
                poll=[state(), refused(401), state()],
            ),
            until_s=20,
        )
    )
    assert hardware.lines[-1] == ONLINE
    assert hardware.sent[-1].headers["x-device-token"] == "oc_perm_new"


def test_slow_answers_shift_the_polls_and_none_is_caught_up() -> None:
    hardware = FakeHardware(until_s=100)
    granted = answers()

    def slowly(sent: object) -> Exchanged:
        hardware.now_us += 7_000_000
        return granted(hardware.sent[-1])

    hardware.answer = slowly
    polls_s = times_s(run(hardware), POLL)
    assert all(later - earlier >= 7 for earlier, later in pairwise(polls_s))


def test_after_a_long_wait_polls_come_five_seconds_apart_again() -> None:
    script = [state(), state(), refused(401, "Session expired", "session_expired"), state()]
    sessions = [opened(), HttpResponse(503), HttpResponse(503), HttpResponse(503), opened()]
    polls_s = times_s(run(FakeHardware(answers(session=sessions, poll=script), until_s=60)), POLL)
    assert [round(later - earlier, 2) for earlier, later in pairwise(polls_s[3:])] == [5.0] * 6


class Hasty(FakeHardware):
    """Waits end some milliseconds early by the counter, as rounding may let them."""

    async def sleep_ms(self, duration_ms: int) -> None:
        self.waits_s.append(duration_ms / 1000)
        self._take(1000 * (duration_ms - 3))


def test_a_wait_that_ends_some_milliseconds_early_is_no_reason_to_poll_twice() -> None:
    polls_s = times_s(run(Hasty(answers(), until_s=30)), POLL)
    assert all(later - earlier > 4.9 for earlier, later in pairwise(polls_s))


def test_the_clock_is_synchronised_every_hour_while_polling() -> None:
    hardware = FakeHardware(until_s=9000, time_server_s=[NOW_S, NOW_S - 90, None])
    lines = run(hardware, firmware(sntp=True)).lines
    assert [line for line in lines if line.startswith("[TIME]")] == [
        "[TIME] Synced, clock corrected by +0 s",
        "[TIME] Synced, clock corrected by -90 s",
        "[TIME] No answer from time server",
    ]


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
def test_the_session_never_reaches_the_record(store: StorePolicy) -> None:
    hardware = run(FakeHardware(answers(poll=[state(relay1=True)])), firmware(store=store))
    kept = [*hardware.storage.slots.stored.values(), hardware.storage.eeprom.stored]
    assert not any(SESSION[:16].encode() in each for each in kept)
