"""Sessions that end after a few polls each have somebody else; one that lasts, or ends after its hour, has nobody."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.model import Course
from tests.together import together

OPENED = "[SESSION] HTTP Response: 200\n[SESSION] Got session ID: {}c77e0aa\n[INFO] Device ONLINE\n"
ENDED = "[POLL] HTTP Response: 401\n[SESSION] Expired, renewing\n"
POLL = "[POLL] HTTP Response: 200\n"


def sessions(*polls: int) -> str:
    return "".join(OPENED.format(number) + POLL * count + ENDED for number, count in enumerate(polls))


def test_sessions_that_end_after_a_few_polls_are_taken_over() -> None:
    log = sessions(1, 0, 2, 1, 0) + OPENED.format(9)
    assert diagnose(log).findings[0].cause == "session-taken-over"
    assert diagnose(log + POLL).findings[0].cause == "session-taken-over"


def test_so_are_those_of_firmware_that_prints_numbers_only() -> None:
    log = "oceanremote\nsession 200\n" + "poll 200\npoll 401\nsession 200\n" * 6
    assert diagnose(log).findings[0].cause == "session-taken-over"


def test_a_session_that_lasts_ends_it() -> None:
    diagnosis = diagnose(sessions(1, 0, 2, 1, 0) + OPENED.format(9) + POLL * 12)
    assert diagnosis.verdict is LogVerdict.RECOVERED


def test_a_session_that_is_renewed_after_many_polls_is_well() -> None:
    assert diagnose(sessions(30, 30, 30, 30, 30) + OPENED.format(9) + POLL).verdict is LogVerdict.HEALTHY


def test_a_session_that_the_server_calls_expired_and_that_is_renewed_is_well() -> None:
    expired = "[POLL] HTTP Response: 401\n[POLL] Session expired\n[SESSION] Expired, renewing\n"
    log = "".join(OPENED.format(number) + POLL * 40 + expired for number in range(4)) + OPENED.format(9) + POLL
    assert (diagnose(log).verdict, diagnose(log).findings) == (LogVerdict.HEALTHY, ())
    forgotten = log.replace("Session expired", "Session not found")
    assert diagnose(forgotten).findings[0].cause == "session-lost"
    assert diagnose(log.rpartition("[SESSION] HTTP")[0]).findings[0].cause == "session-lost"


def test_a_session_that_lasts_its_hour_is_well_however_rarely_it_polls() -> None:
    hours = "".join(
        "".join(
            f"{hour:02}:{minute}:00 > {line}\n"
            for minute, line in zip((10, 10, 10, 30, 50, 59, 59), lines, strict=True)
        )
        for hour in range(1, 8)
        for lines in [(OPENED.format(hour) + POLL * 2 + ENDED).splitlines()]
    )
    assert diagnose(hours + OPENED.format(9) + POLL).verdict is LogVerdict.HEALTHY


@together
@pytest.mark.parametrize(
    "refusal",
    [
        "poll -> 401 Session not found\n",
        "poll -> 401\n{'success': False, 'error': 'Session expired', 'code': 'session_expired'}\n",
        "estado 401 session_unknown\n",
    ],
)
def test_who_polls_on_with_a_session_that_is_over_opens_no_other(refusal: str) -> None:
    log = "oceanremote\nsession 200\n" + "poll 200\n" * 30 + refusal * 7
    finding = diagnose(log).findings[0]
    assert finding.cause == "session-not-renewed"
    assert diagnose(log + "session 200\n" + "poll 200\n" * 9).verdict is not LogVerdict.PROBLEM


def stamped(from_s: int, to_s: int, line: str) -> str:
    return "".join(f"{9 + at // 3600:02}:{at // 60 % 60:02}:{at % 60:02} {line}\n" for at in range(from_s, to_s, 5))


@together
@pytest.mark.parametrize(
    "log",
    [
        "09:00:00 session opened\n" + stamped(5, 3600, "state 200") + stamped(3605, 3700, "state 401"),
        "09:00:00 [SESSION] opened\n" + stamped(5, 3600, "[POLL] 200") + stamped(3605, 3700, "[POLL] refused: 401"),
        # Without times 720 polls tell the hour, at the distance of the platform.
        "session opened\n" + "state 200\n" * 712 + "state 401\n" * 9,
    ],
)
def test_a_session_whose_hour_is_over_tells_why_polls_are_refused_with_a_bare_number(log: str) -> None:
    assert diagnose(log).findings[0].cause == "session-not-renewed"
    assert diagnose(log + "session opened\n" + "state 200\n" * 9).verdict is not LogVerdict.PROBLEM


@together
@pytest.mark.parametrize(
    "log",
    [
        "09:00:00 session opened\n" + stamped(5, 2400, "state 200") + stamped(2405, 2500, "state 401"),
        "09:00:00 session opened\n" + stamped(5, 3600, "state 200") + stamped(3605, 3620, "state 401"),
        "session opened\n" + "state 200\n" * 200 + "state 401\n" * 9,
    ],
)
def test_a_refusal_at_another_time_or_only_once_or_twice_does_not(log: str) -> None:
    assert "session-not-renewed" not in [finding.cause for finding in diagnose(log).findings]


@together
@pytest.mark.parametrize(
    "between",
    ["session 503\n", "new session: no answer\n", "neue Sitzung, warte\n", "renewing\n", "poll 200\n"],
)
def test_who_asks_for_another_one_in_any_words_renews_it(between: str) -> None:
    log = "oceanremote\nsession 200\n" + "poll 200\n" * 30 + ("poll 401 Session not found\n" + between) * 9
    assert "session-not-renewed" not in [finding.cause for finding in diagnose(log).findings]


def test_a_session_that_was_not_seen_opened_may_be_renewed_without_a_word() -> None:
    log = "oceanremote\n" + "poll 200\n" * 30 + "poll 401 Session not found\n" * 9
    assert diagnose(log).findings[0].cause == "session-lost"


def test_who_was_taken_over_is_so_still_when_it_happens_once_more() -> None:
    taken = "session 200\npoll 200\npoll 401 Session not found\n"
    log = "oceanremote\n" + taken * 6 + "session 200\n" + "poll 200\n" * 9 + "poll 401 Session not found\n" + taken
    assert diagnose(log).findings[0].cause == "session-taken-over"


REQUEST = """> GET /api/device/state/ HTTP/1.1
> Host: www.oceanremote.net
> X-Device-Token: oc_perm_4ncn...
"""
ANSWER = '< {"success": true, "relay1": false, "relay2": true, "temperature": null, "humidity": null}\n'


def test_who_polls_with_the_token_alone_has_no_session() -> None:
    finding = diagnose((REQUEST + ANSWER) * 4).findings[0]
    assert finding.cause == "polls-without-session"


IN_ONE_LINE = "GET https://oceanremote.net/api/device/state/ X-Device-Token: oc_perm_4ncn...{}\n"


def test_a_request_in_one_line_shows_its_headers_too() -> None:
    assert diagnose((IN_ONE_LINE.format("") + ANSWER) * 4).findings[0].cause == "polls-without-session"
    assert diagnose((IN_ONE_LINE.format(", X-Session-Id: 1738f7d9") + ANSWER) * 4).findings == ()
    assert diagnose((REQUEST.rstrip() + ", X-Session-Id: 1738f7d9\n" + ANSWER) * 4).findings == ()


@together
@pytest.mark.parametrize(
    "log",
    [
        (REQUEST + "> X-Session-Id: 1738f7d9\n" + ANSWER) * 4,
        "session 200\n" + (REQUEST + ANSWER) * 4,
        (REQUEST + ANSWER) * 4 + "asking for a session\n",
        (REQUEST + ANSWER) * 2,
        ("> GET /api/device/state/ HTTP/1.1\n" + ANSWER) * 4,
    ],
)
def test_whose_session_is_shown_or_whose_headers_are_not_may_have_one(log: str) -> None:
    assert diagnose(log).findings == ()


def timed(*spans: tuple[str, str]) -> str:
    lines = ((began, OPENED.format(1), ended, ENDED) for began, ended in spans)
    return "".join(
        f"{time} -> {line}\n"
        for began, opened, ended, over in lines
        for time, lines in ((began, opened), (ended, over))
        for line in lines.splitlines()
    )


BRIEF = (("09:00:01", "09:00:09"), ("09:00:10", "09:00:21"), ("09:00:22", "09:00:27"), ("09:00:28", "09:00:40"))


def test_firmware_that_is_silent_about_good_polls_tells_by_the_time_how_few_there_were() -> None:
    assert diagnose(timed(*BRIEF)).findings[0].cause == "session-taken-over"
    assert diagnose(timed(*BRIEF) + OPENED.format(9)).findings[0].cause == "session-taken-over"


@together
@pytest.mark.parametrize(
    "spans",
    [
        BRIEF[:2],
        (("09:00:01", "10:00:01"), ("10:00:02", "11:00:02"), ("11:00:03", "12:00:03"), ("12:00:04", "13:00:04")),
        (("09:00:01", "09:09:01"), ("09:09:02", "09:18:30"), ("09:18:31", "09:28:10"), ("09:28:11", "09:37:40")),
    ],
)
def test_sessions_that_last_or_are_few_are_nobody_elses(spans: tuple[tuple[str, str], ...]) -> None:
    assert "session-taken-over" not in [finding.cause for finding in diagnose(timed(*spans)).findings]


def test_a_session_of_an_hour_ends_it_too() -> None:
    log = timed(*BRIEF, ("09:00:41", "10:00:41")) + OPENED.format(9)
    assert diagnose(log).verdict is LogVerdict.RECOVERED


WAIT = "[SYSTEM] Next attempt in 3 s\n"
DEVICE_ID = "[SYSTEM] Device ID: ESP32_A0B765DD4C18\n"
MAC_SET = "base mac set from config.h: A0:B7:65:DD:4C:18\n"


def untimed(*waits: str) -> str:
    ended = "".join(OPENED.format(number) + ENDED + wait for number, wait in enumerate(waits))
    return DEVICE_ID + ended + OPENED.format(9)


def test_this_project_s_firmware_tells_by_its_wait_how_few_polls_there_were() -> None:
    finding = diagnose(untimed(WAIT, WAIT, WAIT, WAIT)).findings[0]
    assert (finding.cause, finding.course) == ("session-taken-over", Course.OPEN)
    assert diagnose(untimed(WAIT, WAIT, WAIT, WAIT) + POLL * 12).verdict is LogVerdict.RECOVERED


@together
@pytest.mark.parametrize(
    "log",
    [
        untimed(WAIT, WAIT),
        untimed("", "", "", "", ""),
        untimed(WAIT, "", WAIT, "", WAIT, "", WAIT),
        untimed(*["[SYSTEM] Next attempt in 3 s\n"] * 2).replace(ENDED, "[POLL] HTTP Response: 503\n" + ENDED) * 2,
    ],
)
def test_a_wait_now_and_then_is_nobody_else_s(log: str) -> None:
    findings = diagnose(log).findings
    assert not [each for each in findings if each.cause == "session-taken-over" and each.course is Course.OPEN]


@together
@pytest.mark.parametrize(
    "line",
    [
        MAC_SET,
        "esp_base_mac_addr_set(A0:B7:65:DD:4C:18) ok\n",
        "wlan.config(mac=b'\\xa0\\xb7e\\xddL\\x18')\n",
        "MAC address overridden by secrets.h\n",
    ],
)
def test_a_mac_that_the_firmware_sets_is_that_of_each_board_that_runs_it(line: str) -> None:
    finding = diagnose(line + untimed(WAIT, WAIT, WAIT)).findings[0]
    assert finding.cause == "session-taken-over"
    assert finding.evidence[0].text in line


@together
@pytest.mark.parametrize(
    "log",
    [
        MAC_SET + untimed(WAIT),
        MAC_SET + untimed(),
        "random base mac set: A2:B7:65:DD:4C:18\n" + untimed(WAIT, WAIT),
        "esp_base_mac_addr_set failed\n" + untimed(WAIT, WAIT),
        MAC_SET + untimed(WAIT, WAIT) + POLL * 12,
    ],
)
def test_a_mac_alone_or_one_for_each_start_takes_nothing_over(log: str) -> None:
    assert diagnose(log).verdict is not LogVerdict.PROBLEM


def test_a_poll_that_is_told_by_its_path_goes_on_with_a_session_that_is_over() -> None:
    asked = '192.0.2.14 - - [04/May/2026:{:02}:{:02}:01 +0200] "{} HTTP/1.1" {} 84 "-" "ESP32HTTPClient"\n'
    polls = "".join(
        asked.format(8 + minute // 60, minute % 60, "GET /api/device/state/", 200 if minute < 60 else 401)
        for minute in range(1, 80)
    )
    found = diagnose(asked.format(8, 0, "POST /api/device/session/", 200) + polls).findings
    assert found[0].cause == "session-not-renewed"
