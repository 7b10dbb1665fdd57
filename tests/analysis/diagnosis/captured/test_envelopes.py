"""What a collector of logs puts into JSON is read as it was printed."""

import json
from collections.abc import Callable

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.captured.envelopes import out_of_envelope
from tests.together import together

MOMENT_US = 1_777_900_002_500_000
PRINTED = 'session: HTTP 403 {"error": "Token revoked"}'


def otel(*texts: str) -> str:
    records = [{"timeUnixNano": f"{MOMENT_US}000", "body": {"stringValue": text}} for text in texts]
    scope = {"scope": {"name": "serial"}, "logRecords": records}
    return json.dumps({"resourceLogs": [{"resource": {"attributes": []}, "scopeLogs": [scope]}]})


def loki(*pairs: tuple[int, str]) -> str:
    values = [[f"{at}000", text] for at, text in pairs]
    return json.dumps({"data": {"resultType": "streams", "result": [{"stream": {"job": "serial"}, "values": values}]}})


def journal(text: str, program: str = "gateway", process: str = "812") -> str:
    head = {"__REALTIME_TIMESTAMP": str(MOMENT_US), "_HOSTNAME": "barn", "SYSLOG_IDENTIFIER": program}
    return json.dumps(head | {"_PID": process, "MESSAGE": text})


@together
@pytest.mark.parametrize(
    ("line", "text"),
    [
        (otel(PRINTED), f"2026-05-04T13:06:42.500Z {PRINTED}"),
        (otel("a", "b"), "2026-05-04T13:06:42.500Z a\r2026-05-04T13:06:42.500Z b"),
        (loki((MOMENT_US, PRINTED)), f"2026-05-04T13:06:42.500Z {PRINTED}"),
        (
            loki((MOMENT_US + 1_000_000, "b"), (MOMENT_US, "a")),
            "2026-05-04T13:06:42.500Z a\r2026-05-04T13:06:43.500Z b",
        ),
        (journal(PRINTED), f"2026-05-04T13:06:42.500Z barn gateway[812]: {PRINTED}"),
        ('{"MESSAGE": "poll 200", "PRIORITY": "6"}', "poll 200"),
        ('{"log":"poll 200\\n","stream":"stdout","time":"2026-05-04T13:06:42.5Z"}', "2026-05-04T13:06:42.5Z poll 200"),
        ('{"textPayload": "poll \\u00e9", "insertId": "x"}', "poll é"),
        ('{"@timestamp": "2026-05-04 13:06:42.500", "@message": "poll 200"}', "2026-05-04 13:06:42.500 poll 200"),
        ('{"MESSAGE": "a text that was cut', "a text that was cut"),
        ('1777900002,ttyUSB3,INFO,"poll 401 {""error"": 1}"', '2026-05-04T13:06:42.000Z poll 401 {"error": 1}'),
        ('"2026-05-04T13:06:42.5Z","{job=""serial""}","poll 200"\r', "2026-05-04T13:06:42.5Z poll 200"),
        ('1777900002500;"poll 200"', "2026-05-04T13:06:42.500Z poll 200"),
        ('1777900002.5,,"poll 200"', "2026-05-04T13:06:42.500Z poll 200"),
        (r'{"MESSAGE": "no escape: \q"}', r"no escape: \q"),
    ],
)
def test_the_text_is_taken_out(line: str, text: str) -> None:
    assert out_of_envelope(line) == text


@together
@pytest.mark.parametrize(
    "line",
    [
        "poll 200",
        '{"success": true, "relay1": false}',
        '{"level": 50, "msg": "session refused", "res": {"statusCode": 403}}',
        '{"log": "no stream beside it"}',
        '{"MESSAGE": [104, 105]}',
        "{",
        '1777900002,401,"Invalid token"',
        '1777900002,21.5,55,"dry"',
        '12,"poll 200"',
        'time,port,"text"',
        '1777900002,"poll 200" and more',
    ],
)
def test_what_a_program_writes_itself_stays(line: str) -> None:
    assert out_of_envelope(line) == line


@together
@pytest.mark.parametrize("envelope", [otel, journal])
def test_the_text_is_what_is_shown(envelope: Callable[..., str]) -> None:
    finding = diagnose("\n".join([envelope("oceanremote"), envelope(PRINTED)])).findings[0]
    assert finding.cause == "token-revoked"
    assert [(each.line, each.text[-len(PRINTED) :]) for each in finding.evidence] == [(2, PRINTED)]


def test_programs_of_a_journal_are_told_apart() -> None:
    lines = [journal("oceanremote, session 200"), *[journal("poll 200")] * 6]
    others = [journal("GET /admin 403 Token revoked", "web", "9")] * 4
    diagnosis = diagnose("\n".join([*lines, *others]))
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


def test_who_starts_the_device_s_program_does_not_speak_in_its_place() -> None:
    lines = [
        journal("Started ocean.service - OceanRemote gateway.", "systemd", "1"),
        journal("session opened"),
        journal("poll ok"),
        *[journal("session failed: HTTP 403 Token revoked")] * 3,
    ]
    assert diagnose("\n".join(lines)).findings[0].cause == "token-revoked"
