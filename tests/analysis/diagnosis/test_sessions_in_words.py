"""A session that is opened, and one whose time is over, are known in many words: to renew it is no trouble."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from tests.together import together

INVALID = '{"success": false, "error": "Invalid token", "code": "token_invalid"}\n'


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize(
    ("opened", "over", "poll"),
    [
        ("session opened (3600 s)", "session expired, renewing", "state"),
        ("Sitzung geöffnet (3600 s)", "Sitzung abgelaufen (401), hole neue", "Abfrage"),
        ("Session ouverte, valable 3600 s", "session expirée -> renouvellement", "état"),
        ("sesión abierta", "la sesión ha caducado, abro otra", "estado"),
        ("sessione aperta", "sessione scaduta, ne apro una nuova", "stato"),
        ("abrindo nova sessão... ok", "sessão expirada", "consulta"),
        ("sesja otwarta", "sesja wygasła, otwieram nową", "odczyt"),
        ("sessie geopend", "sessie verlopen", "opvraging"),
        ("oturum yenilendi", "oturum süresi doldu", "sorgu"),
        ("økt åpnet", "økten er utløpt", "spørring"),
        ("会话 打开成功", "会话已过期", "轮询"),
        ("сессия: ok", "сессия истекла", "опрос"),
        ("otwarto sesję, ważna 3600 s", "sesja wygasła", "odczyt"),
        ("abierta la sesión", "sesión caducada", "estado"),
        ("aperta nuova sessione", "sessione scaduta", "stato"),
        ("открыта сессия", "сессия истекла", "опрос"),
        ("new session, good for 3600 s", "session expired", "state"),
        ("neue Sitzung, gültig 3600 s", "Sitzung abgelaufen", "Abfrage"),
        ("nouvelle session valable 3600 s", "session expirée", "état"),
        ("nueva sesión, válida 3600 s", "sesión caducada", "estado"),
        ("nuova sessione valida per 3600 s", "sessione scaduta", "stato"),
        ("nova sessão, validade 3600 s", "sessão expirada", "consulta"),
        ("nowa sesja, ważna 3600 s", "sesja wygasła", "odczyt"),
    ],
)
def test_a_session_that_is_renewed_is_no_trouble_in_any_language(opened: str, over: str, poll: str) -> None:
    good = f"{poll} 200\n" * 3
    log = f"{opened}\n{good}{poll} 401\n{over}\n{opened}\n"
    for end in ("", good):
        diagnosis = diagnose(log + end)
        assert (diagnosis.verdict, names(diagnosis)) == (LogVerdict.HEALTHY, [])
        assert diagnosis.recognition.is_oceanremote


@together
@pytest.mark.parametrize("tag", ["[SESSION] {}", "[session] {}"])
@pytest.mark.parametrize("words", ["opened", "renewed", "geöffnet", "offen", "ready (3600 s)"])
def test_the_word_may_stand_in_the_tag(tag: str, words: str) -> None:
    log = f"{tag.format(words)}\n[POLL] 200\n[POLL] 200\n[POLL] 401\n"
    assert names(diagnose(log)) == ["device-deleted"]
    assert diagnose(f"{log}{tag.format(words)}\n").verdict is not LogVerdict.PROBLEM


def test_who_is_given_a_session_was_not_deleted() -> None:
    log = "sesion abierta\nestado 200\nestado 200\nestado 200\nestado 401\n"
    assert names(diagnose(log)) == ["device-deleted"]
    assert diagnose(f"{log}sesion abierta\n").verdict is not LogVerdict.PROBLEM


@together
@pytest.mark.parametrize(
    "line",
    [
        "could not establish the session",
        "session not opened",
        "keine Sitzung geöffnet",
        "session open failed",
        "waiting until session is ready",
        "TLS session established",
        "ssh session opened",
        "user session created",
        "web session expired",
        "session key ready",
        "new session? valid for 3600 s if granted",
        "new telnet session, valid 3600 s",
    ],
)
def test_a_session_that_is_not_opened_or_another_s_makes_no_device(line: str) -> None:
    assert not diagnose(f"{line}\nstate 200\nstate 200\nstate 200\n").recognition.is_oceanremote


def test_a_session_that_does_not_come_back_is_lost() -> None:
    log = "Sitzung geöffnet\nAbfrage 200\nAbfrage 200\nAbfrage 200\nSitzung abgelaufen\nAbfrage 401\n"
    assert names(diagnose(log)) == ["session-lost"]


@together
@pytest.mark.parametrize(
    "registered",
    ["Rejestracja urządzenia: kod 200\n", "register 200\nsession 200\n", "Anmeldung: Antwort 200\nSitzung: 200\n"],
)
def test_a_token_that_has_registered_the_device_was_pasted_well(registered: str) -> None:
    assert names(diagnose(f"{registered}code 401\n{INVALID}"))[0] == "registered-then-401"
    assert "token-pasted-wrongly" not in names(diagnose(f"{registered}code 401\n{INVALID}" * 2))


def test_without_a_registration_the_token_may_be_pasted_wrongly() -> None:
    assert names(diagnose(f"Anmeldung: Antwort 401\n{INVALID}"))[0] == "token-pasted-wrongly"


@together
@pytest.mark.parametrize("asked", ["[net] session 401", "main: sess -> 401", "[net] Sitzung: 401"])
def test_who_asks_for_a_session_has_registered_before_and_pasted_well(asked: str) -> None:
    assert names(diagnose(f"{asked}\n{INVALID}" * 3)) == ["device-deleted"]


@together
@pytest.mark.parametrize(
    ("asks", "answered"),
    [
        ("oturum isteği gönderildi", "yanitta session_id alani yok"),
        ("oturum isteniyor", "cevapta oturum kimliği yok"),
        ("proszę o nową sesję", "odpowiedź bez identyfikatora sesji"),
        ("žádám o novou relaci", "v odpovědi chybí session_id"),
        ("申请会话", "未返回会话ID"),
    ],
)
def test_a_session_that_is_asked_for_in_more_languages_has_no_id(asks: str, answered: str) -> None:
    assert names(diagnose(f"{asks}\n{answered}\n" * 3)) == ["session-missing-id"]
    assert names(diagnose(f"{answered}\n" * 3)) == []
