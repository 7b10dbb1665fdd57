"""What a line denies, a test of the firmware makes on purpose, or would only mean something, accuses nobody."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

WELL = "oceanremote\nsession opened\n" + "poll 200\n" * 4
NOT_SO = (
    # A list of what might be wrong, with a no behind each.
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
    # A test of the firmware itself.
    "POST 3/5 simulate dns failure .............. handled, ok",
    "simulated wdt reset: caught",
    "self-test: 401 session expired -> recovered",
    "[inject] token revoked ... passed",
    "Simulation DNS-Fehler: bestanden",
    "provoked: eeprom checksum mismatch [ok]",
    # Advice.
    "If you see 403: token revoked, regenerate it in the dashboard",
    "  - if the log says 401 Session expired, that is normal",
    "* Wenn hier 'Token revoked' steht, neu erzeugen",
    "Si vous voyez 410 Registration token already used : nouveau code",
    "Si aparece MAC address mismatch, regenera el token",
    "Se appare 401 Token already used or expired genera un codice nuovo",
    "Jeśli widzisz 403 Token revoked, wygeneruj nowy kod",
    "Если видите 403 Token revoked, выпустите токен заново",
    "如果看到 403 Token revoked 请重新生成",
)
SO = (
    # Another word than a no.
    "no session: token revoked",
    "token revoked: new code",
    "token revoked: note it",
    "error: token revoked",
    # A test that did not go well, and what is no test.
    "simulator board: token revoked",
    "self-test ok: token revoked",
    "simulate: token revoked not handled",
    "token revoked, testing ok again",
    # A report that begins as advice does.
    "Se rechazó: Token revoked",
    "if0 up, session: token revoked",
    "sees 403: Token revoked",
    "IF: 403 Token revoked",
)


@together
@pytest.mark.parametrize("line", NOT_SO)
def test_what_did_not_happen_accuses_nobody(line: str) -> None:
    diagnosis = diagnose(f"{line}\n{WELL}")
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    assert diagnose(f"{WELL}{line}\n").findings == ()


@together
@pytest.mark.parametrize("line", SO)
def test_what_only_looks_like_it_is_reported(line: str) -> None:
    assert diagnose(f"{WELL}{line}\n").findings[0].cause == "token-revoked"
