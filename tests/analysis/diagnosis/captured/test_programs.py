"""In the journal of a machine that writes down what a device says, other programs' troubles are not the device's."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

OURS = ("oceanremote lamp", "session 200", *["poll 200"] * 6)
SYSLOG, ISO = "Mar  2 04:00:{:02} hub {}: ", "2026-03-02T04:00:{:02}.120+01:00 hub {}: "


def journal(form: str, *lines: tuple[str, str]) -> str:
    return "".join(form.format(number % 60, program) + text + "\n" for number, (program, text) in enumerate(lines))


def device(*texts: str) -> list[tuple[str, str]]:
    return [("serial-log[441]", text) for text in texts]


INTEGRATION = "2026-07-02 08:00:{:02}.378 ERROR (MainThread) [{}] "
OTHERS = [
    ("nginx[512]", "upstream 503 Service Unavailable while connecting to 127.0.0.1:9000"),
    ("systemd-timesyncd[301]", "Timed out waiting for reply from 162.159.200.1:123 (time.cloudflare.com)."),
    ("certbot[990]", "The certificate has expired, renewal failed: 429"),
    ("backup[77]", "connect() error: connection refused"),
    ("web[9]", "GET /admin 403 Token revoked"),
    ("sshd[1200]", "Failed password for invalid user admin from 185.220.101.9 port 41002 ssh2"),
]


@together
@pytest.mark.parametrize("form", [SYSLOG, ISO])
@pytest.mark.parametrize("other", OTHERS)
def test_what_befalls_other_programs_is_not_the_device_s(form: str, other: tuple[str, str]) -> None:
    for lines in ([*device(*OURS), *[other] * 4], [*device(*OURS), *[other, *device("poll 200")] * 4, *OTHERS]):
        diagnosis = diagnose(journal(form, *lines))
        assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


def test_one_program_s_line_does_not_go_on_in_another_s() -> None:
    lines = [("nginx[512]", "while connecting to 127.0.0.1:9000"), OTHERS[1], ("cron[9]", "(root) CMD (run-parts)")]
    assert diagnose(journal(SYSLOG, *lines)).findings == ()


def test_a_device_whose_lines_have_no_head_is_not_the_next_program() -> None:
    log = "".join(f"{line}\n" for line in OURS) + journal(SYSLOG, OTHERS[0]) + "session 403 Token revoked\n" * 3
    assert diagnose(log).findings[0].cause == "token-revoked"


def test_two_words_behind_a_time_are_no_program() -> None:
    log = "2026-04-21T05:30:{:02}+0200 oceanremote lamp: 200\n2026-04-21T05:30:{:02}+0200 Session refused: {}\n"
    found = diagnose(log.format(1, 2, "403 Token revoked") + log.format(3, 4, "403 Token revoked")).findings
    assert [finding.cause for finding in found] == ["token-revoked"]


def test_what_the_device_says_itself_counts() -> None:
    lines = [*device(*OURS), *OTHERS, *device(*["poll 403 Token revoked"] * 3), *OTHERS]
    assert [finding.cause for finding in diagnose(journal(SYSLOG, *lines)).findings] == ["token-revoked"]


BRIDGE, HUE = "custom_components.serial_bridge", "custom_components.hue.bridge"
REFUSED = [(HUE, "401 Unauthorized: unauthorized user"), (HUE, "token refresh failed: invalid_grant, token revoked")]


@pytest.mark.parametrize("is_first", [False, True])
def test_what_befalls_another_integration_of_home_assistant_is_not_the_device_s(is_first: bool) -> None:
    polls = [(BRIDGE, "rx: oceanremote poll 200")] * 6
    lines = [*(REFUSED if is_first else ()), *polls, *REFUSED, polls[0], *REFUSED]
    diagnosis = diagnose(journal(INTEGRATION, ("homeassistant.setup", "Setting up hue"), *lines))
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


def test_a_traceback_goes_on_with_the_integration_that_failed() -> None:
    failed = journal(INTEGRATION, REFUSED[0]) + "Traceback (most recent call last):\nOSError: 401 Unauthorized\n"
    log = (journal(INTEGRATION, *[(BRIDGE, "rx: oceanremote poll 200")] * 6) + failed) * 2
    assert diagnose(log).findings == ()


def test_each_part_of_the_device_s_own_integration_counts() -> None:
    lines = [
        ("homeassistant.setup", "Setting up oceanremote"),
        ("custom_components.oceanremote.api", "poll 200"),
        *[("custom_components.oceanremote.coordinator", "poll 403 Token revoked")] * 3,
    ]
    found = diagnose(journal(INTEGRATION, *lines)).findings
    assert [finding.cause for finding in found] == ["token-revoked"]
