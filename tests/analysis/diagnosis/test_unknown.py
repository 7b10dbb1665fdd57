"""A log without a known cause gets told what it has and what it lacks."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.model import LineKind
from tests.together import together

DEVICE = "[SYSTEM] Device ID: ESP32_246F28AABBCC\n"
WIFI = "[WiFi] Connecting... Connected!\n"
LOGS = {
    "": "the log is empty",
    "\n\n  \n": "the log is empty",
    "hello world\n": "no line of an OceanRemote device",
    DEVICE: "no [WiFi] line",
    DEVICE + WIFI: "no [REG] line: the log ends after WiFi; capture a whole boot at 115200 baud",
    DEVICE + WIFI + "[REG] Registering device...\n": "no '[REG] HTTP Response' line",
    DEVICE + WIFI + "[REG] HTTP Response: 200\n[REG]  Registration successful!\n": "no [SESSION] line after it",
    DEVICE + WIFI + "[EEPROM] Token loaded\n": "has a token and WiFi, but there is no [SESSION] line",
    DEVICE + WIFI + "[SESSION] Got session ID: a1b2c3d4\n": "no line '[INFO] Device ONLINE'",
    "[SESSION] HTTP Response: 200\n": "the beginning of the boot is missing",
    "esptool.py v4.5\nConnecting....\nHash of data verified.\nLeaving...\n": "output of the upload",
    "ets Jul 29 2019 12:21:46\n\nrst:0x1 (POWERON_RESET),boot:0x13\nload:0x3fff0030\n": "only the boot ROM speaks",
    "\ufffd\x01\ufffdx\ufffd\n" * 50: "set it to 115200 baud",
    "[SYSTEM\ufffd Devide ID: ESP32\n[EEP\x12OM] Emxty\n[WiFi} Connectang...\n" * 5: "bytes were damaged on the way",
    "[SYSTEM\\xdd Devide ID: ESP32\n" * 5: "bytes were damaged on the way",
    "[SYSTEM\\xdd Devide ID: ESP32\n" * 4: "no line of an OceanRemote device",
    " ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n" + "\ufffd\x01\ufffdx\ufffd\n" * 50: "speaks at 74880 baud",
}


@together
@pytest.mark.parametrize(("log", "hint"), LOGS.items())
def test_an_unknown_log_gets_a_hint(log: str, hint: str) -> None:
    diagnosis = diagnose(log)
    assert diagnosis.verdict is LogVerdict.UNKNOWN
    assert hint in diagnosis.hints[0]


def test_what_was_recognised_is_counted_by_kind() -> None:
    recognition = diagnose("ets Jul 29 2019 12:21:46\nhello\n[WiFi] Connecting... Connected!\n[WiFi] hm\n").recognition
    assert recognition.kinds == {LineKind.ROM: 1, LineKind.WIFI: 2}
    assert recognition.other == 1


def test_a_problem_that_passed_before_the_log_ends_keeps_the_hint() -> None:
    diagnosis = diagnose("[WiFi] Connecting... Failed!\n[WiFi] Connecting... Connected!\n")
    assert diagnosis.verdict is LogVerdict.PROBLEM
    assert "no [REG] line" in diagnosis.hints[0]


REFUSED = "enroll: 410 Registration token already used\nsession: 403 Token revoked\nrst:0x10 (RTCWDT_RTC_RESET)\n"
PASSED = {
    "pytest": "=============================== 5 passed in 98.41s ===============================",
    "pytest, some skipped": "=================== 5 passed, 1 skipped in 0.41s ===================",
    "Unity": "5 Tests 0 Failures 0 Ignored",
    "ztest": "PROJECT EXECUTION SUCCESSFUL",
    "PlatformIO": "================= 5 test cases: 5 succeeded in 00:00:07.124 =================",
    "AUnit": "TestRunner summary: 5 passed, 0 failed, 0 skipped, 0 timed out, out of 5 test(s).",
    "Robot Framework": "5 tests, 5 passed, 0 failed",
    "GoogleTest": "[  PASSED  ] 5 tests.",
    "cargo": "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
    "ctest": "100% tests passed, 0 tests failed out of 5",
    "mocha": "  5 passing (31ms)",
    "Jest": "Tests:       5 passed, 5 total",
    "Maven": "[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0",
    ".NET": "Passed!  - Failed:     0, Passed:     5, Skipped:     0, Total:     5",
    "RSpec": "5 examples, 0 failures",
    "Go": "ok  \texample.com/ocean\t0.412s",
}
FAILED = {
    "pytest": "==================== 1 failed, 4 passed in 98.41s ====================",
    "pytest, an error": "=================== 4 passed, 1 error in 0.41s ===================",
    "Unity": "5 Tests 1 Failures 0 Ignored",
    "PlatformIO": "============ 5 test cases: 1 failed, 4 succeeded in 00:00:07.124 ============",
    "GoogleTest": "[  PASSED  ] 4 tests.\n[  FAILED  ] 1 test, listed below:",
    "mocha": "  4 passing (31ms)\n  1 failing",
    "Jest": "Tests:       1 failed, 4 passed, 5 total",
    "Maven": "Tests run: 5, Failures: 1, Errors: 0, Skipped: 0",
    "no run of tests": "self test passed, 5 sensors",
}


@together
@pytest.mark.parametrize("summary", PASSED.values(), ids=PASSED.keys())
def test_what_is_refused_in_a_test_run_that_passes_was_to_be_refused(summary: str) -> None:
    diagnosis = diagnose(f"{REFUSED}{summary}\n")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.UNKNOWN, ())
    assert "every test passed" in diagnosis.hints[0]
    assert diagnose(f"{summary}\n{REFUSED}").verdict is LogVerdict.PROBLEM


@together
@pytest.mark.parametrize("summary", FAILED.values(), ids=FAILED.keys())
def test_what_is_refused_in_a_test_run_that_fails_is_what_is_wrong(summary: str) -> None:
    assert diagnose(f"{REFUSED}{summary}\n").verdict is LogVerdict.PROBLEM


def test_a_device_whose_words_nobody_knows_is_not_said_to_be_none() -> None:
    diagnosis = diagnose("varmvatten 2.0\nhej oceanremote.net\nklart\n")
    assert "speaks of OceanRemote" in diagnosis.hints[0]
    assert "no line of an OceanRemote device" in diagnose("varmvatten 2.0\nklart\n").hints[0]
