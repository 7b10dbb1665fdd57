"""The latest boot counts most, and what is over is called so."""

from oceanhil.analysis.diagnosis import Verdict, diagnose
from oceanhil.analysis.diagnosis.model import Course


def test_a_whole_good_boot_is_healthy(good_boot: str) -> None:
    diagnosis = diagnose(good_boot)
    assert (diagnosis.verdict, diagnosis.findings) == (Verdict.HEALTHY, ())
    assert diagnosis.online is not None
    assert diagnosis.online.text == "[INFO] Device ONLINE"


def test_a_renewed_session_is_nothing_wrong(good_boot: str) -> None:
    log = good_boot + "[SESSION] Expired, renewing\n[SESSION] Got session ID: 00112233\n"
    assert diagnose(log).verdict is Verdict.HEALTHY


def test_a_session_that_is_not_renewed_is_a_problem(good_boot: str) -> None:
    diagnosis = diagnose(good_boot + "[SESSION] Expired, renewing\n[SESSION] HTTP Response: 500\n")
    assert diagnosis.verdict is Verdict.PROBLEM


def test_a_device_that_failed_and_came_online_has_recovered(expired_boot: str, good_boot: str) -> None:
    diagnosis = diagnose(expired_boot + good_boot)
    assert diagnosis.verdict is Verdict.RECOVERED
    assert (diagnosis.findings[0].cause, diagnosis.findings[0].course) == ("token-expired", Course.CURED)


def test_a_device_that_was_online_and_fails_now_has_a_problem(later_boot: str, expired_boot: str) -> None:
    diagnosis = diagnose(later_boot + expired_boot)
    assert (diagnosis.verdict, diagnosis.findings[0].course) == (Verdict.PROBLEM, Course.OPEN)


def test_a_pause_within_a_boot_passed_by_itself(good_boot: str) -> None:
    log = good_boot + "[POLL] HTTP Response: 503\n[SYSTEM] Next attempt in 2 s\n[INFO] Device ONLINE\n"
    diagnosis = diagnose(log)
    assert (diagnosis.verdict, diagnosis.findings[0].course) == (Verdict.RECOVERED, Course.PASSED)


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
    assert diagnosis.verdict is Verdict.UNKNOWN
    assert "the log ends after WiFi" in diagnosis.hints[0]


def test_a_reset_pressed_at_the_end_does_not_matter(good_boot: str) -> None:
    assert diagnose(good_boot + "ets Jul 29 2019 12:21:46\n").verdict is Verdict.HEALTHY


def test_a_cause_of_an_older_boot_is_less_sure(expired_boot: str) -> None:
    waiting = "ets Jul 29 2019 12:21:46\n[SYSTEM] Device ID: ESP32_246F28AABBCC\n"
    now, later = diagnose(expired_boot).findings[0], diagnose(expired_boot + waiting * 2).findings[0]
    assert now.cause == later.cause == "token-expired"
    assert now.confidence > later.confidence
