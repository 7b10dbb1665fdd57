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
