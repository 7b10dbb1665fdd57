"""A list of what might be wrong, with a no behind each, accuses nobody."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

WELL = "oceanremote\nsession opened\n" + "poll 200\n" * 4


@together
@pytest.mark.parametrize(
    "line",
    [
        "token revoked: no",
        "token zneplatněn: ne",
        "Token widerrufen: nein",
        "jeton révoqué: non",
        "token revocado: não",
        "token revoked = false",
        "token revoked? never",
        "mac mismatch: none",
        "clock skew too large: 0",
        "rate limited: -",
    ],
)
def test_what_is_denied_is_not_so(line: str) -> None:
    diagnosis = diagnose(f"{line}\n{WELL}")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    assert diagnose(f"{WELL}{line}\n").findings == ()


@together
@pytest.mark.parametrize(
    "line", ["no session: token revoked", "token revoked: new code", "token revoked: note it", "error: token revoked"]
)
def test_another_word_denies_nothing(line: str) -> None:
    assert diagnose(f"{WELL}{line}\n").findings[0].cause == "token-revoked"


@together
@pytest.mark.parametrize(
    "line",
    [
        "POST 3/5 simulate dns failure .............. handled, ok",
        "simulated wdt reset: caught",
        "self-test: 401 session expired -> recovered",
        "[inject] token revoked ... passed",
        "Simulation DNS-Fehler: bestanden",
        "provoked: eeprom checksum mismatch [ok]",
    ],
)
def test_what_a_test_of_the_firmware_makes_on_purpose_is_not_so(line: str) -> None:
    diagnosis = diagnose(f"{line}\n{WELL}")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    assert diagnose(f"{WELL}{line}\n").findings == ()


@together
@pytest.mark.parametrize(
    "line",
    [
        "simulator board: token revoked",
        "self-test ok: token revoked",
        "simulate: token revoked not handled",
        "token revoked, testing ok again",
    ],
)
def test_a_test_that_did_not_go_well_or_another_word_is_no_rehearsal(line: str) -> None:
    assert diagnose(f"{WELL}{line}\n").findings[0].cause == "token-revoked"


@together
@pytest.mark.parametrize(
    "line",
    [
        "If you see 403: token revoked, regenerate it in the dashboard",
        "  - if the log says 401 Session expired, that is normal",
        "* Wenn hier 'Token revoked' steht, neu erzeugen",
        "Si vous voyez 410 Registration token already used : nouveau code",
        "Si aparece MAC address mismatch, regenera el token",
        "Se appare 401 Token already used or expired genera un codice nuovo",
        "Jeśli widzisz 403 Token revoked, wygeneruj nowy kod",
        "Если видите 403 Token revoked, выпустите токен заново",
        "如果看到 403 Token revoked 请重新生成",
    ],
)
def test_what_would_be_seen_is_not_seen(line: str) -> None:
    diagnosis = diagnose(f"{line}\n{WELL}")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    assert diagnose(f"{WELL}{line}\n").findings == ()


@together
@pytest.mark.parametrize(
    "line",
    ["Se rechazó: Token revoked", "if0 up, session: token revoked", "sees 403: Token revoked", "IF: 403 Token revoked"],
)
def test_a_report_that_begins_alike_is_one(line: str) -> None:
    assert diagnose(f"{WELL}{line}\n").findings[0].cause == "token-revoked"
