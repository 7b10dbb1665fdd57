"""What a client of a token service writes is diagnosed: by the code, in whatever form, and by what came before."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.scenarios.runner import run_service_case
from oceanhil.scenarios.trace import EventKind
from tests.hil.worlds.service.library import library

FULL = '{"errorCode": "TokenInvalid", "message": "Token not found", "errors": [{"errorCode": "OAU-213"}]}'


def logs_before_the_cure(scenario_id: str) -> list[str]:
    """Give each client's log up to the first step of the remedy, of every case."""
    found: list[str] = []
    for case in library().services[scenario_id].expand():
        lines: dict[str, list[str]] = {}
        for event in run_service_case(case, InProcessWorlds()).events:
            if event.kind is EventKind.STEP and event.fields["remedy"]:
                break
            if event.kind is EventKind.SERIAL:
                lines.setdefault(event.device, []).append(str(event.fields["text"]))
        found += ["\n".join(each) for each in lines.values()]
    return found


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@pytest.mark.parametrize("scenario_id", list(library().services))
def test_the_log_of_a_scenario_names_its_cause_first(scenario_id: str) -> None:
    found = [diagnose(log) for log in logs_before_the_cure(scenario_id)]
    assert any(scenario_id in each.findings[0].scenarios for each in found if each.findings)


@pytest.mark.parametrize(
    "text",
    [
        "OAU-213 Token not found",
        "TokenInvalid: OAU-213 (Token not found)",
        "2026-01-15 12:00:00 ERROR 401 TokenInvalid Token not found",
        f"HTTP 401 {FULL}",
        '    "errorCode" : "OAU-213",',
    ],
)
def test_a_token_that_is_not_found_has_four_causes_in_any_form(text: str) -> None:
    found = diagnose(text)
    assert found.verdict is LogVerdict.PROBLEM
    assert names(found) == [
        "too-many-logins",
        "refreshed-elsewhere",
        "session-revoked",
        "user-credentials-changed",
    ]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("OAU-128", "access-token-expired"),
        ("OAU-210", "refresh-token-dead"),
        ("OAU-149", "access-token-corrupted"),
        ("OAU-129", "access-token-corrupted"),
        ("OAU-140", "user-credentials-changed"),
    ],
)
def test_every_other_code_has_its_cause(code: str, cause: str) -> None:
    assert names(diagnose(f"refused: {code}")) == [cause]


def test_called_corrupted_first_and_then_not_found_is_a_refresh_of_somebody_else() -> None:
    found = diagnose("401 OAU-129 Access token corrupted\n401 OAU-213 Token not found")
    assert names(found)[0] == "refreshed-elsewhere"


def test_a_token_in_the_log_is_cut() -> None:
    token = "U0pDMTFQMDFQ" + "aB3-" * 18
    found = diagnose(f"OAU-213 Token not found: {token}")
    assert token not in found.findings[0].evidence[0].text


def test_the_log_of_a_board_knows_nothing_of_it() -> None:
    assert not names(diagnose("[SYSTEM] Device ID: ESP32_A1B2C3D4E5F6\n[INFO] Device ONLINE"))
