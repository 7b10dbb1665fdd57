"""The latest boot counts most, and what is over is called so."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.model import Course
from tests.together import together


def test_a_whole_good_boot_is_healthy(good_boot: str) -> None:
    diagnosis = diagnose(good_boot)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    assert diagnosis.online is not None
    assert diagnosis.online.text == "[INFO] Device ONLINE"


def test_a_renewed_session_is_nothing_wrong(good_boot: str) -> None:
    log = good_boot + "[SESSION] Expired, renewing\n[SESSION] Got session ID: 00112233\n"
    assert diagnose(log).verdict is LogVerdict.HEALTHY


def test_a_session_that_is_not_renewed_is_a_problem(good_boot: str) -> None:
    diagnosis = diagnose(good_boot + "[SESSION] Expired, renewing\n[SESSION] HTTP Response: 500\n")
    assert diagnosis.verdict is LogVerdict.PROBLEM


def test_a_device_that_failed_and_came_online_has_recovered(expired_boot: str, good_boot: str) -> None:
    diagnosis = diagnose(expired_boot + good_boot)
    assert diagnosis.verdict is LogVerdict.RECOVERED
    assert (diagnosis.findings[0].cause, diagnosis.findings[0].course) == ("token-expired", Course.CURED)


def test_a_device_that_was_online_and_fails_now_has_a_problem(later_boot: str, expired_boot: str) -> None:
    diagnosis = diagnose(later_boot + expired_boot)
    assert (diagnosis.verdict, diagnosis.findings[0].course) == (LogVerdict.PROBLEM, Course.OPEN)


def test_a_pause_within_a_boot_passed_by_itself(good_boot: str) -> None:
    log = good_boot + "[POLL] HTTP Response: 503\n[SYSTEM] Next attempt in 2 s\n[INFO] Device ONLINE\n"
    diagnosis = diagnose(log)
    assert (diagnosis.verdict, diagnosis.findings[0].course) == (LogVerdict.RECOVERED, Course.PASSED)


def test_the_problem_of_the_latest_boot_comes_first(expired_boot: str) -> None:
    latest = "ets Jul 29 2019 12:21:46\n[WiFi] Connecting... Failed!\n"
    causes = [finding.cause for finding in diagnose(expired_boot + latest).findings]
    assert causes[0] == "wifi-credentials-changed"
    assert "token-expired" in causes


def test_what_took_a_restart_comes_before_what_passed(expired_boot: str, good_boot: str) -> None:
    log = expired_boot + good_boot + "[POLL] HTTP Response: 503\n[INFO] Device ONLINE\n"
    courses = [finding.course for finding in diagnose(log).findings]
    assert courses == sorted(courses, key=list(Course).index)
    assert courses[-1] is Course.PASSED


def test_a_latest_boot_that_ends_early_is_not_called_healthy(good_boot: str) -> None:
    diagnosis = diagnose(good_boot + "ets Jul 29 2019 12:21:46\n[WiFi] Connecting... Connected!\n")
    assert diagnosis.verdict is LogVerdict.UNKNOWN
    assert "the log ends after WiFi" in diagnosis.hints[0]


def test_a_reset_pressed_at_the_end_does_not_matter(good_boot: str) -> None:
    assert diagnose(good_boot + "ets Jul 29 2019 12:21:46\n").verdict is LogVerdict.HEALTHY


def test_a_cause_of_an_older_boot_is_less_sure(expired_boot: str) -> None:
    waiting = "ets Jul 29 2019 12:21:46\n[SYSTEM] Device ID: ESP32_246F28AABBCC\n"
    now, later = diagnose(expired_boot).findings[0], diagnose(expired_boot + waiting * 2).findings[0]
    assert now.cause == later.cause == "token-expired"
    assert now.confidence > later.confidence


OPENED = "session 200 id a1b2c3d4\n"
POLLED = "poll 200\n"


@together
@pytest.mark.parametrize("refused", ["poll 401 session_expired\n", "poll 401 Session expired\n"])
def test_a_session_that_is_over_and_opened_anew_is_nothing_wrong_in_any_firmware(refused: str) -> None:
    hour = OPENED + POLLED * 12 + refused
    assert diagnose(hour * 3 + OPENED + POLLED).verdict is LogVerdict.HEALTHY
    assert diagnose(hour).findings[0].cause == "session-lost"


def test_a_session_that_is_lost_after_a_few_polls_each_time_is_not_cured_by_the_next() -> None:
    log = (OPENED + POLLED * 2 + "poll 401 session_unknown\n") * 4 + OPENED + POLLED
    diagnosis = diagnose(log)
    assert (diagnosis.verdict, diagnosis.findings[0].cause) == (LogVerdict.PROBLEM, "session-lost")
    assert diagnosis.findings[0].evidence[0].line == 4
    assert diagnose(log + POLLED * 4).verdict is LogVerdict.RECOVERED


def test_firmware_that_tells_changes_only_has_got_over_each_of_them(good_boot: str) -> None:
    renewed = "[SESSION] Expired, renewing\n[SESSION] Got session ID: 00112233\n"
    assert diagnose(good_boot + renewed * 5).verdict is LogVerdict.HEALTHY
    outage = "[POLL] HTTP Response: 503\n[INFO] Device ONLINE\n"
    assert diagnose(good_boot + outage * 5).verdict is LogVerdict.RECOVERED
    dropped = "wifi:bcn_timeout,ap_probe_send_start\nsta ip: 192.168.1.9\n"
    assert diagnose(dropped * 5).findings[0].course is Course.PASSED


@together
@pytest.mark.parametrize("lost", ["Reason: 201 - NO_AP_FOUND", "Reason: 200 - BEACON_TIMEOUT", "WiFi lost"])
def test_a_network_is_back_where_the_same_request_goes_well_again_whoever_is_asked(lost: str) -> None:
    log = f"{POLLED * 9}{lost}\n"
    assert diagnose(log).verdict is LogVerdict.PROBLEM
    assert diagnose(log + POLLED * 9).verdict is LogVerdict.RECOVERED
    assert diagnose(f"{log}light 200\nlight 200\nlight 200\n").verdict is LogVerdict.PROBLEM


@together
@pytest.mark.parametrize("begun", [f"session 200\n{POLLED * 9}", "oceanremote lamp\n"])
@pytest.mark.parametrize("over", ["Session not found", "Session expired"])
def test_a_session_that_ended_with_its_token_is_a_consequence(begun: str, over: str) -> None:
    log = f"{begun}poll 401 {over}\npoll 401 {over}\n"
    assert diagnose(log).findings[0].cause == "session-lost"
    for refused, cause in (("Invalid token", "device-deleted"), ("Token revoked", "token-revoked")):
        finding = diagnose(f"{log}session 401 {refused}\nsession 401 {refused}\n").findings[0]
        assert (finding.cause, finding.course) == (cause, Course.OPEN)


FAILED = {
    "connection": "esp-tls: [sock=54] select() timeout\napp: state failed (ESP_ERR_HTTP_CONNECT)\n",
    "status": "app: state -11\n",
    "page": "app: state failed\n<title>502 Bad Gateway</title>\n",
}


@together
@pytest.mark.parametrize("failed", FAILED.values(), ids=FAILED.keys())
def test_one_request_of_many_that_fails_has_passed_whoever_is_asked(failed: str) -> None:
    good = "app: state 200\n"
    assert diagnose(good * 6 + failed + good * 3).verdict is LogVerdict.RECOVERED
    assert diagnose(good * 6 + failed * 2).verdict is LogVerdict.PROBLEM
    assert diagnose(failed + "door 200\n" * 3).verdict is not LogVerdict.RECOVERED


def test_what_fails_again_after_each_good_answer_is_not_over_with_the_last_of_them() -> None:
    good, failed = "GET state 200\n", "GET state -11\n"
    log = good * 9 + failed * 2 + good + failed * 4 + good
    finding = diagnose(log).findings[0]
    assert (finding.cause, finding.course, finding.evidence[0].line) == ("server-slow", Course.OPEN, 10)
    assert diagnose(log + good * 3).verdict is LogVerdict.RECOVERED
    assert diagnose(good * 9 + failed + good * 40 + failed + good).verdict is LogVerdict.RECOVERED
    assert diagnose(f"{log}ets Jul 29 2019 12:21:46\n{good * 4}").findings[0].course is not Course.OPEN


@together
@pytest.mark.parametrize(
    "wake",
    [
        "rst:0x5 (DEEPSLEEP_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nload:0x3fff0030,len:4\nmoisture 41\n",
        "ESP-ROM:esp32c3-api1-20210207\nrst:0x5 (DSLEEP),boot:0xc (SPI_FAST_FLASH_BOOT)\nmoisture 41\n",
        "ESP-ROM:esp32c6-20220919\nrst:0x5 (SLEEP_RESET),boot:0x6c (SPI_FAST_FLASH_BOOT)\nmoisture 41\n",
        " ets Jan  8 2013,rst cause:5, boot mode:(3,6)\nmoisture 41\n",
        " ets Jan  8 2013,rst cause:2, boot mode:(3,6)\nmoisture 41\nentering deep sleep\n",
        " ets Jan  8 2013,rst cause:2, boot mode:(3,6)\nmoisture 41\nESP.deepSleep(60e6)\n",
        "ets Jul 29 2019 12:21:46\nWakeup caused by timer\nmoisture 41\nsleeping 300 s\n",
    ],
)
def test_a_board_that_sleeps_between_its_starts_is_in_no_boot_loop(wake: str) -> None:
    assert diagnose(wake * 6).findings == ()
    awake = "ets Jul 29 2019 12:21:46\nrst:0xc (SW_CPU_RESET),boot:0x13\nmoisture 41\nusleep(300)\n"
    assert diagnose(awake * 6).findings[0].cause == "boot-loop"


def test_a_limit_of_the_rate_is_over_when_the_same_request_is_answered() -> None:
    limited = "GET https://api.example/ 429 Too Many Requests\n"
    assert diagnose(limited).verdict is LogVerdict.PROBLEM
    assert diagnose(limited + "GET https://api.example/ 200 ok\n").verdict is LogVerdict.RECOVERED
    assert diagnose(limited + "GET https://other.example/ 200 ok\n").verdict is LogVerdict.PROBLEM


@together
@pytest.mark.parametrize(
    "well",
    [
        "session ok, polling\nsession renewed, heap 171 kB, 720 polls 0 errors\n",
        "session open, polling\n100 polls, no failures\n",
        "session up\nsession renewed, polls: 720 errors: 0\n",
        "session renewed, 9360 polls 1 error\n",
    ],
)
def test_polls_that_are_summed_up_show_a_device_at_work(well: str) -> None:
    begun = "rst:0xf (RTCWDT_BROWN_OUT_RESET),boot:0x13\nrst:0x1 (POWERON_RESET),boot:0x13\n"
    assert diagnose(begun + well).verdict is LogVerdict.RECOVERED
    assert diagnose(begun + "session renewed\n12 polls 9 errors\n").verdict is LogVerdict.PROBLEM
    assert not diagnose("telegram bot: session open, polling for updates\n").recognition.is_oceanremote


def test_a_network_that_was_lost_is_back_where_a_request_goes_well_again() -> None:
    log = "state 200\nstate 200\nwifi lost (reason 200 BEACON_TIMEOUT)\nstate -1\n"
    assert diagnose(log).verdict is LogVerdict.PROBLEM
    diagnosis = diagnose(f"{log}state 200\nstate 200\n")
    assert (diagnosis.verdict, diagnosis.findings[0].course) == (LogVerdict.RECOVERED, Course.PASSED)
