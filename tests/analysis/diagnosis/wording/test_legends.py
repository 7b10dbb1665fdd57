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


@together
@pytest.mark.parametrize(
    "legend",
    [
        "lamp:\n  1 blink  = 401 Invalid token\n  2 blinks = 403\n  3 blinks = 429\n 4 blinks = Clock skew too large\n",
        "1 pitido: sin wifi\n2 pitidos: 410\n3 pitidos: 403 Token revoked\n4 pitidos: 503\n",
        "0) gut\n1) 401 Invalid token\n2) 403 Token revoked\n3) 410 Registration token already used\n",
        "12:00:01.120 -> 1x - 403 Token revoked\n12:00:01.121 -> 2x - 410\n12:00:01.122 -> 3x - 503 Maintenance\n",
    ],
)
def test_what_a_lamp_s_blinks_mean_accuses_nobody(legend: str) -> None:
    diagnosis = diagnose(f"{WELL}{legend}poll 200\n")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize(
    "lines",
    [
        # Steps, seconds, tries, and a list that begins elsewhere.
        "1) wifi joined\n2) session 403 Token revoked\n3) waiting\n",
        "1: poll 403 Token revoked\n2: poll 403 Token revoked\n3: poll 403 Token revoked\n",
        "try 1: 503\ntry 2: 429\ntry 3: 403 Token revoked\n",
        "7: poll 503\n8: poll 429\n9: poll 403 Token revoked\n",
        "1: poll 503\n3: poll 429\n5: poll 403 Token revoked\n",
    ],
)
def test_what_happens_in_steps_that_are_counted_is_no_legend(lines: str) -> None:
    assert diagnose(WELL + lines).findings[0].cause == "token-revoked"


def test_a_legend_at_the_end_of_a_log_is_one_too() -> None:
    legend = "1 blink = 401\n2 blinks = 403 Token revoked\n3 blinks = 410\n"
    assert diagnose(WELL + legend).findings == ()
    assert diagnose(WELL + legend).recognition.lines == 8


@together
@pytest.mark.parametrize(
    "notes",
    [
        "gate 2.2\n- fixed: 410 after a power cut\n- no longer 403 Token revoked at night\n",
        " * corrigé : 403 Token revoked après coupure\n * ajouté : attente sur 429\n",
        "2.0.1 fixes 403 Token revoked after an update\n",
        "• behoben: MAC address mismatch nach Tausch\n",
        "- 修复 403 Token revoked 死循环\n",
    ],
)
def test_what_was_changed_is_no_report_without_a_heading_either(notes: str) -> None:
    diagnosis = diagnose(f"{WELL}{notes}poll 200\n")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


def test_what_stands_behind_a_bullet_may_be_a_report() -> None:
    lines = "gate 2.2\n- wifi: joined\n- session: 403 Token revoked\n"
    assert diagnose(WELL + lines).findings[0].cause == "token-revoked"
