"""A device that fails at its registration never opens a session; that it is this platform's its refusal tells."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("> reg: sending\n> reg: denied (410 Gone)\n> led red\n", "token-used"),
        ("reg: http 410\nreg: this code has registered a device already\n", "token-used"),
        ("Registrierung...\nAntwort 410\n", "token-used"),
        ("[register] POST\n[register] failed: HTTP 410\n", "token-used"),
        ("Enregistrement en cours\nRéponse HTTP : 401\nErreur : jeton déjà utilisé\n", "token-used"),
        ("Enregistrement en cours\nRéponse HTTP : 401\nErreur : jeton déjà utilisé ou expiré\n", "token-expired"),
        ("Registrando...\nCódigo 401\ntoken ya usado\n", "token-used"),
        ("Gerät anmelden\nHTTP 401\nToken abgelaufen\n", "token-expired"),
    ],
)
def test_a_refused_registration_tells_whose_device_it_is(log: str, cause: str) -> None:
    diagnosis = diagnose(f"node 4\nip 192.168.1.7\n{log}")
    assert diagnosis.recognition.is_oceanremote
    assert diagnosis.findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "log",
    [
        "SIP registration\nSIP/2.0 410 Gone\n",
        "modbus: reading holding register 410\nregister 410\n",
        "GET /old-page -> HTTP 410\n",
        "user login\nHTTP 401\ntoken expired\n",
        "FCM: registration token expired\nHTTP 401\n",
        "i2c reg 0x10 -> 410\n",
        "register: ok\n" + "tick\n" * 9 + "GET /feed -> HTTP 410\n",
        "registrazione sensore\ntoken scaduto\n",
    ],
)
def test_registers_and_others_registrations_do_not(log: str) -> None:
    diagnosis = diagnose(log)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.UNKNOWN, ())


USED = "410 Registration token already used\n"


@together
@pytest.mark.parametrize(
    "log",
    [
        "POST /api/device/register/\nno answer (timed out after 10 s)\nPOST /api/device/register/\n",
        "Anmeldung läuft\nkeine Antwort\nAnmeldung läuft\n",
        "registering...\ntimeout\nregistering...\n",
        "Enregistrement en cours\npas de réponse (10 s)\nEnregistrement en cours\n",
        "登録要求を送信\n応答なし 10秒でタイムアウト\n登録要求を送信\n",
        "开始注册\n无响应 超时\n开始注册\n",
        "регистрация\nнет ответа\nрегистрация\n",  # noqa: RUF001 - Russian
        "등록 요청\n응답 없음\n등록 요청\n",
    ],
)
def test_a_registration_that_nobody_answered_and_whose_token_is_used_then_lost_its_answer(log: str) -> None:
    assert diagnose(log + USED).findings[0].cause == "registration-reply-lost"


@together
@pytest.mark.parametrize(
    "log",
    [
        "POST /api/device/register/ (timeout 10000 ms)\n",
        "POST /api/device/register/\ntimeout: 10 s\n",
        "registering...\nDHT timeout\n",
        "ping: no answer\nregistering...\n",
        "registering...\n" + "tick\n" * 5 + "pump: no answer\nregistering...\n",
        "registering...\nno answer\nregistering...\n200 permanent_token saved\npoll 200\nregistering...\n",
    ],
)
def test_what_else_has_no_answer_before_a_registration_lost_none(log: str) -> None:
    assert "registration-reply-lost" not in [finding.cause for finding in diagnose(log + USED).findings]


def test_a_failed_registration_in_french_is_no_failed_save() -> None:
    log = "oceanremote\nÉchec de l'enregistrement, jeton expiré\n"
    assert "eeprom-save-failed" not in [finding.cause for finding in diagnose(log).findings]
    saving = "oceanremote\nÉchec de l'enregistrement en mémoire flash\n"
    assert diagnose(saving).findings[0].cause == "eeprom-save-failed"


@together
@pytest.mark.parametrize(
    "log",
    [
        "registration token has 49 characters\nregistering\nHTTP 401 Invalid token\n",
        "Registrierungstoken: 49 Zeichen\nAnmeldung ...\n401 Invalid token\n",
        "jeton d'enregistrement lu\nEnregistrement en cours\n401 Invalid token\n",
    ],
)
def test_a_registration_token_that_is_no_valid_one_is_this_platform_s(log: str) -> None:
    diagnosis = diagnose(f"node 4\nip 192.168.1.7\n{log}")
    assert diagnosis.recognition.is_oceanremote
    assert diagnosis.findings[0].cause == "token-pasted-wrongly"


@together
@pytest.mark.parametrize(
    "log",
    [
        "registering\nHTTP 401 Invalid token\n",
        "gitlab runner, registration token read\nregistering runner\nHTTP 401 Invalid token\n",
        "registration token has 49 characters\n" + "tick\n" * 9 + "GET /feed 401 Invalid token\n",
    ],
)
def test_an_invalid_token_of_another_kind_is_anybody_s(log: str) -> None:
    assert not diagnose(f"node 4\nip 192.168.1.7\n{log}").recognition.is_oceanremote
