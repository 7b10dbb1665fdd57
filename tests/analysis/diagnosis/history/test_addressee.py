"""Whose trouble a line tells of is known by its own words, or by whom the lines before it asked."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from tests.together import together

DEVICE = "oceanremote client\nIP address: 192.168.1.20\n"
POLLS = "poll 200\nstate 200 relay1=0\n"
REFUSED = (
    "[E][ssl_client.cpp:36] _handle_error(): (-9984) X509 - Certificate verification failed\n"
    "[E][WiFiClientSecure.cpp:144] connect(): start_ssl_client: -9984\n"
)


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize(
    "asks", ["Telegram: connecting\n", "GET https://api.telegram.org/bot\n", "[weather] asking for tomorrow\n"]
)
def test_an_error_of_the_core_is_of_whom_the_line_before_it_asked(asks: str) -> None:
    assert diagnose(DEVICE + (POLLS + asks + REFUSED) * 3 + POLLS).verdict is LogVerdict.HEALTHY


@together
@pytest.mark.parametrize(
    "asks",
    [
        "",
        "GET https://oceanremote.net/api/device/state/\n",
        "telegram: 200\n",
        "Telegram: connecting\n" + "door closed\n" * 6,
    ],
)
def test_an_error_that_is_nobody_else_s_is_the_device_s(asks: str) -> None:
    assert names(diagnose(DEVICE + (POLLS + asks + REFUSED) * 3))[0] == "certificate-refused"


def test_without_an_answer_the_core_s_errors_for_others_tell_why() -> None:
    log = f"{DEVICE}{POLLS}Telegram: connecting\n{REFUSED}poll -1\n"
    assert names(diagnose(log * 2))[0] == "certificate-refused"


@together
@pytest.mark.parametrize(
    "line",
    [
        '[owm] 429 {"cod":429}\n',
        "(weather) GET 429\n",
        "[ota] GET http://updates.myhouse.example/fw.bin -> 404\n",
        "GET http://nas:8086/write -> 404\n",
        "Spotify: 401 the access token expired\n",
    ],
)
def test_what_others_answer_is_none_of_the_platform_s_before_or_behind_its_answers(line: str) -> None:
    for log in (line + POLLS, POLLS + line, (POLLS + line) * 3):
        diagnosis = diagnose(DEVICE + log + POLLS)
        assert (diagnosis.verdict, names(diagnosis)) == (LogVerdict.HEALTHY, [])


def test_who_answers_on_the_way_for_everybody_counts() -> None:
    log = f"{DEVICE}GET http://example.org/ -> 302\nLocation: http://login.hotspot.example/portal\n"
    assert names(diagnose(log))[0] == "captive-portal"


@together
@pytest.mark.parametrize(
    "refused",
    [
        'POST https://oauth2.googleapis.com/token -> 400 {"error": "invalid_grant"}\n',
        'POST https://oauth2.googleapis.com/token\n{"error": "invalid_grant", "error_description": "Token revoked."}\n',
        "spotify: token refresh failed: invalid_grant\n",
    ],
)
def test_a_grant_that_another_service_refuses_is_none_of_the_device_s(refused: str) -> None:
    diagnosis = diagnose(DEVICE + (POLLS + refused) * 3 + POLLS)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize(
    "refused",
    [
        "google sheets 401 token expired\n",
        "alexa: token revoked\n",
        "tibber api: 403 invalid token\n",
        "telegram bot 404\n",
    ],
)
def test_a_line_that_begins_with_another_service_s_name_is_about_that(refused: str) -> None:
    diagnosis = diagnose(DEVICE + (POLLS + refused) * 3 + POLLS)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize(
    ("asks", "answer"),
    [
        ("checking http://fw.example.org/gate/v.txt", "404"),
        ("baixando https://meuserver.example/clima.json ...", "resposta 401"),
        ("检查升级 http://ota.mycompany.example/latest.json", "检查升级 HTTP 404"),
    ],
)
def test_a_bare_status_behind_a_request_to_another_s_page_is_its_answer(asks: str, answer: str) -> None:
    diagnosis = diagnose(DEVICE + f"{POLLS}{asks}\n{answer}\n" * 6 + POLLS)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


@together
@pytest.mark.parametrize(
    "refused",
    [
        "settings at http://192.168.1.9/\nstatus 410\n",
        "checking http://fw.example.org/v.txt\nregister 410\n",
        "checking http://fw.example.org/v.txt\nup to date\nstatus 410\n",
        "GET https://oceanremote.net/api/device/state/\nstatus 410\n",
    ],
)
def test_any_other_bare_status_is_the_device_s(refused: str) -> None:
    assert names(diagnose(DEVICE + refused * 2))[0] == "token-used"
