"""Answers tell of whose log they are, and what is a server's own trouble is so for anybody who asks."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from oceanhil.analysis.diagnosis.knowledge import Need
from oceanhil.analysis.diagnosis.model import LineKind
from oceanhil.analysis.diagnosis.wording.answers import GOOD, Answers
from oceanhil.analysis.diagnosis.wording.signals import Meaning
from tests.together import together


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize(
    "log",
    [
        "abfrage: 200 relais=aus\nabfrage: 200 relais=aus\nabfrage: 403\nToken revoked\nsitzung: 403\nToken revoked\n",
        "sondage -> 200\nsondage -> 200\nsondage -> 403 Token revoked\nsession -> 403 Token revoked\n",
        "轮询 200\n轮询 200\n轮询 403\n会话 403\n回答: Token revoked\n",
        "lvl=info ev=poll status=200 ms=31\n" * 2 + "lvl=warn ev=session status=403 code=token_revoked\n",
        "gate: 403 Token revoked\n",
    ],
)
def test_a_session_beside_polls_or_its_own_words_with_their_status_are_oceanremote_s(log: str) -> None:
    diagnosis = diagnose(log)
    assert diagnosis.recognition.is_oceanremote
    assert names(diagnosis)[0] == "token-revoked"


@together
@pytest.mark.parametrize(
    "log",
    ["abfrage: 200\n" * 3, "session 403\nlight 200\nlight 200\n", "gate: 401 Token revoked\n", "403 Forbidden\n"],
)
def test_either_by_itself_is_anybody_s(log: str) -> None:
    assert not diagnose(log).recognition.is_oceanremote


@together
@pytest.mark.parametrize(
    ("good", "bad", "cause"),
    [
        ("GET /wetter 200", "GET /wetter 500", "server-error"),
        ('{"n": 4, "http": 200}', '{"n": 5, "http": 503}', "maintenance"),
        ("upload -> 200", "upload -> -11", "server-slow"),
        ("lettura 200", "lettura -5", "connection-drops"),
        ("poll 200 120 ms", "poll timeout (-11)", "server-slow"),
        ("abfrage 200", "abfrage 429", "rate-limited"),
    ],
)
def test_what_went_well_before_fails_for_anybody_for_the_same_reason(good: str, bad: str, cause: str) -> None:
    assert names(diagnose(f"{good}\n" * 3 + f"{bad}\n" * 3))[0] == cause
    assert names(diagnose(f"{bad}\n" * 3)) == []
    assert diagnose(f"{good}\n" * 3 + f"{bad}\n" * 3 + f"{good}\n").verdict is LogVerdict.RECOVERED


@together
@pytest.mark.parametrize(
    "log",
    [
        "GET /wetter 200\n" * 3 + "GET /wetter 403\n" * 3,
        "GET /wetter 200\n" * 3 + "GET /other 500\n" * 3,
        "light 200\nlight 200\nlight 500\nlight 503\n",
    ],
)
def test_a_refusal_another_request_and_a_sensor_tell_nothing_of_anybody(log: str) -> None:
    assert names(diagnose(log)) == []


def test_the_number_of_a_room_is_no_status() -> None:
    polls = "Abfrage 200, Zimmer 401 Licht AUS\n" * 3 + "Abfrage 200, Zimmer 403 Licht EIN\n"
    diagnosis = diagnose("Sitzung offen, Status 200\n" + polls + "Timer Zimmer 401 abgelaufen\n" + polls)
    assert (diagnosis.verdict, names(diagnosis)) == (LogVerdict.HEALTHY, [])


@together
@pytest.mark.parametrize(
    "log",
    [
        "[bank7] req session\n[bank7] 401\n[bank7] wait 600\n" * 2,
        "session request\n401\nretry\n" * 2,
        "> POST session\n< 401\n" * 2,
        "open session ...\n401\n" * 2,
        "Sitzung anfordern\n401\nwarte 600\n" * 2,
        "demande de session\n401\n" * 2,
        "solicito nueva sesión\n401\n" * 2,
        "sessie opnieuw aanvragen\n401\n" * 2,
        "Pidiendo sesión al servidor...\n401\n" * 2,
        "запрос сессии\n401\n" * 2,
        "请求会话...\n401\n" * 2,
        "セッションを要求\n401\n" * 2,
    ],
)
def test_a_session_that_is_asked_for_in_vain_is_a_guess_and_says_so(log: str) -> None:
    diagnosis = diagnose(log)
    finding = diagnosis.findings[0]
    assert (finding.cause, finding.confidence, len(diagnosis.findings)) == ("device-deleted", 55, 1)
    assert finding.note.startswith("the server's words are missing")


@together
@pytest.mark.parametrize(
    "log",
    [
        "req session\n401\n",
        "req token\n401\n" * 2,
        "req session id\n401\n" * 2,
        "sip: req session\n401\n" * 2,
        "open session rtsp\n401\n" * 2,
        "req session\n401 lux\n" * 2,
        "feed 200\nreq session\n401\nreq session\n401\nfeed 200\n",
    ],
)
def test_another_request_or_one_refusal_is_anybody_s(log: str) -> None:
    assert diagnose(log).findings == ()


@together
@pytest.mark.parametrize(
    ("log", "is_ours"),
    [
        ("poll {'relay1': False, 'relay2': False, 'success': True}\n", True),
        ("INFO - poll: relay1=0 relay2=1 t=21.4\n", True),
        ("modbus poll: relay1=0 relay2=1\n", False),
        ("relay1=0 relay2=1\n", False),
        ("ocean: session ok\nocean: poll ok\nocean: poll ok\n", True),
        ("session ok\nstate ok\nstate ok\n", False),
        ("session: 200 après 90 ms\nétat: 200 après 80 ms\nétat: 200 après 70 ms\n", True),
        ("sessie 200\nstand 200\nstand 200\n", True),
        ("session ok (200)\n" + "state ok (200)\n" * 3, True),
        ("session ok\n" + "state ok (40)\n" * 3, False),
    ],
)
def test_polls_show_whose_log_it_is_by_their_relays_and_by_going_well(log: str, is_ours: bool) -> None:
    assert diagnose(log).recognition.is_oceanremote is is_ours


def test_of_places_a_bounded_number_is_remembered() -> None:
    def in_places(number: int) -> list[str]:
        answers = Answers()
        names = [f"{first}{second} -> " for first in "abcdefgh" for second in "abcdefghi"]
        good, bad = (Meaning(name, LineKind.POLL, need=Need.DEVICE) for name in (GOOD, "http-503"))
        for name in (*names[:number], "last -> ", "last -> "):
            list(answers.of_any_server(good, f"{name}200"))
        return [each.need.name for each in answers.of_any_server(bad, "last -> 503")]

    assert in_places(63) == ["NOTHING"]
    assert in_places(64) == ["DEVICE"]


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("Token permanente letto\nApertura sessione: 403\nMAC address mismatch\n", "mac-mismatch"),
        ("permanent token loaded\nsession request: HTTP 403 Token revoked\n", "token-revoked"),
        ("постоянный токен прочитан\nсессия: 403\nToken revoked\n", "token-revoked"),  # noqa: RUF001 - Russian
        ("trvalý token načten\nregistrace: 401\nInvalid token\n", "token-pasted-wrongly"),
    ],
)
def test_a_permanent_token_beside_a_session_s_answer_is_oceanremote_s(log: str, cause: str) -> None:
    diagnosis = diagnose(log)
    assert diagnosis.recognition.is_oceanremote
    assert diagnosis.findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "log",
    [
        "permanent token loaded\nGET /feed: 403\nToken revoked\n",
        "WhatsApp permanent token loaded\nsession: 403\nToken revoked\n",
        "no permanent token yet\nsession: 403\nToken revoked\n",
        "token loaded\nsession request: HTTP 403\n",
    ],
)
def test_a_permanent_token_by_itself_is_anybody_s(log: str) -> None:
    assert not diagnose(log).recognition.is_oceanremote


def test_a_session_with_its_lifetime_beside_polls_is_oceanremote_s() -> None:
    log = "session new id=3b9a expires_in=3600\n" + "poll http=200\n" * 3
    assert diagnose(log).verdict is LogVerdict.HEALTHY
    assert not diagnose(log.replace("session", "lease")).recognition.is_oceanremote


@together
@pytest.mark.parametrize(
    "log",
    [
        "yanit: 429\nRetry-After: 480\n" * 2,
        "kayit 429, retry after 480\n",
        "PUT /v2/rows -> 429\nserver: x\nretry-after: 30\n" * 2,
    ],
)
def test_who_is_told_how_long_to_wait_is_limited_by_whomever(log: str) -> None:
    diagnosis = diagnose(log)
    assert [finding.cause for finding in diagnosis.findings] == ["rate-limited"]
    assert not diagnosis.recognition.is_oceanremote


@together
@pytest.mark.parametrize("log", ["lux 429\n" * 3, "lux 429\n" + "tick\n" * 4 + "Retry-After: 480\nlux 429\n"])
def test_a_number_without_such_a_header_is_none(log: str) -> None:
    assert diagnose(log).findings == ()


def test_a_poll_in_words_with_its_status_went_well_for_anybody() -> None:
    good, bad = "poll ok (200) t=22.1\n" * 4, "poll: server answered 503\n" * 3
    assert diagnose(good + bad).findings[0].cause == "maintenance"
    assert diagnose(good + bad + good).verdict is LogVerdict.RECOVERED
    assert diagnose("poll ok t=22.1\n" * 4 + bad).findings == ()


@together
@pytest.mark.parametrize(
    "log",
    [
        "GarageBot\npermanent token loaded from NVS\nsession opened\n"
        + "getUpdates 200\n" * 9
        + "getUpdates 401\n" * 5,
        "Discord gateway bot\nsession resumed 4f3a2b1c\n" + "poll 200\n" * 9 + "poll 401 Unauthorized\n" * 5,
        "bot token ok\npermanent token stored\nsession: 403\nToken revoked\n",
    ],
)
def test_what_a_bot_has_in_common_with_such_a_device_tells_nothing(log: str) -> None:
    diagnosis = diagnose(log)
    assert not diagnosis.recognition.is_oceanremote
    assert diagnosis.findings == ()
    named = diagnose(f"oceanremote\n{log}")
    assert named.recognition.is_oceanremote
