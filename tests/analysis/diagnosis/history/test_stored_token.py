"""A token that is read otherwise than it was saved is damaged; one that the firmware calls old was never cleared."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.history.stored_token import StoredToken
from tests.together import together

SAVED = "registered, saved oc_perm_Zt81kQ...\nsession 200\npoll 200\npoll 200\n*** boot\n"
REFUSED = "session 401\n" * 3


@together
@pytest.mark.parametrize(
    "read",
    [
        "read oc_perm_Zt91kQ...",
        "loaded token oc_perm_Zt8",
        "read oc_perm_Zt81\xff\xff\xff",
        "read oc_perm_Zt81\ufffd\ufffd",
        "gelesen: oc_perm_Ab12...",
        r"leído oc_perm_Zt81\xff\xff",
    ],
)
def test_what_is_read_is_not_what_was_saved(read: str) -> None:
    same = read == "loaded token oc_perm_Zt8"
    finding = diagnose(f"{SAVED}{read}\n{REFUSED}").findings[0]
    assert finding.cause == ("device-deleted" if same else "eeprom-corrupted")
    assert diagnose(f"{SAVED}{read}\nsession 200\npoll 200\npoll 200\n").findings == ()


def test_a_token_that_was_given_anew_is_the_one_to_compare_with() -> None:
    token = StoredToken()
    lines = ["saved oc_perm_Aa11...", "new: oc_perm_Bb22...", "read oc_perm_Bb22...", "read oc_perm_Aa11..."]
    assert [token.is_unlike_saved(line, line) for line in lines] == [False, False, False, True]
    assert not StoredToken().is_unlike_saved("read oc_perm_Aa11...", "read oc_perm_Aa11\xff")


@together
@pytest.mark.parametrize(
    "line",
    [
        "nvs: found perm oc_perm_00a1... from an earlier firmware",
        "using token of the previous sketch",
        "old token found in EEPROM",
        "Token aus der alten Firmware geladen",
        "jeton du firmware précédent",
    ],
)
@pytest.mark.parametrize("refusal", ["session 401 Invalid token", "session 403", "session -> 403 Token revoked"])
def test_a_token_of_the_firmware_before_was_not_cleared(line: str, refusal: str) -> None:
    assert diagnose(f"oceanremote\n{line}\n{refusal}\n").findings[0].cause == "eeprom-not-cleared"


@together
@pytest.mark.parametrize(
    "line", ["token saved by this firmware", "settings of the previous version kept", "old token erased"]
)
def test_other_words_about_firmware_and_tokens_do_not_say_so(line: str) -> None:
    found = diagnose(f"oceanremote\n{line}\nsession 401 Invalid token\n").findings
    assert "eeprom-not-cleared" not in [finding.cause for finding in found]
