"""What firmware explains of itself, in its help or in a list of codes, accuses nobody; what it reports does."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

WELL = "oceanremote lamp\nsession 200\npoll 200\npoll 200\npoll 200\n"
LIST = ("401  Token already used or expired", "403  Token revoked", "410  Registration token already used", "429  wait")
HELP = (
    "lamp> help\n  wifi <ssid> <psk>   no AP found: blinks twice, wrong password: thrice\n"
    "  token clear         after MAC address mismatch\nlamp> status\n"
)


@together
@pytest.mark.parametrize("form", ["  {}", "{}", "- {}", "12:01:07 > {}", "I (2412) console: {}", "\x1b[33m  {}\x1b[0m"])
def test_a_list_of_codes_with_their_meanings_accuses_nobody(form: str) -> None:
    legend = "".join(form.format(entry) + "\n" for entry in LIST)
    diagnosis = diagnose(f"{WELL}{legend}poll 200\n")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    assert diagnose(WELL + legend).findings == ()


def test_a_list_may_have_several_meanings_of_one_code() -> None:
    entries = ("401 Token already used or expired", "401 Invalid token", *LIST[1:3], "429 ....... wait 5-10 min")
    diagnosis = diagnose(WELL + "".join(f"  {entry}\n" for entry in entries) + "poll 200\n")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


def test_a_list_of_the_platform_s_own_words_tells_whose_the_log_is() -> None:
    legend = "".join(f"  {entry}\n" for entry in LIST)
    diagnosis = diagnose(legend + "poll 200\n" * 4)
    assert diagnosis.recognition.is_oceanremote
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    others = legend.replace("Token already used or expired", "no login").replace("Token revoked", "no right")
    assert not diagnose(others.replace("Registration token already used", "gone")).recognition.is_oceanremote


def test_neither_does_the_text_of_help() -> None:
    diagnosis = diagnose(f"{WELL}{HELP}poll 200\n")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        # The same again, a larger one behind it, words of a request in front of it, something between.
        (["403 Token revoked"] * 4, "token-revoked"),
        (["401 Session expired", "403 Token revoked"], "token-revoked"),
        (["session 401 Session expired", "session 403 Token revoked", "session 429 Rate limited"], "token-revoked"),
        (["403 Token revoked", "retry in 600 s", "403 Token revoked", "lamp off", "429 Rate limited"], "token-revoked"),
        (["help", "403 Token revoked"], "token-revoked"),
        # Two refusals of one status, each with its reason, and no third.
        (["401 Session not found", "401 Invalid token", "403 Token revoked"], "token-revoked"),
    ],
)
def test_what_happens_to_the_device_is_no_list(lines: list[str], cause: str) -> None:
    diagnosis = diagnose("oceanremote lamp\n" + "".join(f"{line}\n" for line in lines))
    assert diagnosis.findings[0].cause == cause


@together
@pytest.mark.parametrize("every", [1, 5])
@pytest.mark.parametrize("form", ["{} ", "[{}] ", "00:00:07.{} WIF: ", "{}: "])
def test_seconds_since_the_start_are_no_list(every: int, form: str) -> None:
    log = WELL + "".join(f"{form.format(at)}tick\n" for at in range(386, 400, every))
    refused = "".join(f"{form.format(at)}session: Token revoked\n" for at in range(400, 416, every))
    assert diagnose(log + refused).findings[0].cause == "token-revoked"
    ticks = "".join(f"{form.format(at)}tick\n" for at in range(416, 430, every))
    assert diagnose(WELL + refused + ticks).findings[0].cause == "token-revoked"


def test_lines_keep_their_numbers_and_their_count() -> None:
    log = WELL + "".join(f"  {entry}\n" for entry in LIST) + "session 403 Token revoked\n"
    diagnosis = diagnose(log)
    assert diagnosis.findings[0].evidence[0].line == 10
    assert diagnosis.recognition.lines == 10


@together
@pytest.mark.parametrize(
    "changes",
    [
        "changes in 2.3.1: no crash when the session expired\nchanges in 2.2.0: token revoked is shown\n",
        "  new in v1.4: MAC address mismatch blinks twice\n",
        "What's new:\n 2.3 - fixed: token revoked made it hang\n 2.2 - waits after 429\n",
        "Changelog\n- brownout detector was triggered at the pump: soft start\n- 403 Token revoked is told\n",
        "12:00:01.120 -> Release notes:\n12:00:01.121 ->   * Token revoked: no endless loop any more\n",
        "Änderungen:\n1.9.2 Token revoked wird angezeigt\n1.9.1 WLAN: wrong password blinkt\n",
        "neu in Version 3.2: bei 'Token revoked' leuchtet die LED\n",
        "Nouveautés de la version 1.8 :\n  Token revoked affiché\n",
        "cambios en 4.1: Token revoked ya no reinicia la placa\n",
    ],
)
def test_what_changed_in_the_versions_of_a_firmware_is_no_report(changes: str) -> None:
    diagnosis = diagnose(f"garden gate, oceanremote\n{changes}session 200\n" + "poll 200\n" * 5)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize(
    "lines",
    [
        "changes in 2.3.1: token revoked is shown\n403 Token revoked\n",
        "Changelog:\n  2.3 waits after 429\nsession 403 Token revoked\n",
        "changes of state: Token revoked\n",
        "new in cache: 3.2 kB, Token revoked\n",
        "2.3 s - Token revoked\n",
    ],
)
def test_what_stands_behind_such_a_list_is_one(lines: str) -> None:
    assert diagnose(WELL + lines).findings[0].cause == "token-revoked"
