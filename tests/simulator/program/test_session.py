"""The session: opened with the permanent token, renewed before a poll could find it expired."""

from itertools import pairwise

import pytest

from oceanhil.protocol.http import Exchanged, HttpFailure, HttpResponse
from tests.simulator.answers import NOW_S, PERMANENT, SESSION, answers, opened, refused, reply
from tests.simulator.program.fake_hardware import FakeHardware, run
from tests.together import together

SESSION_PATH = "POST /api/device/session/"
RENEWING = "[SESSION] Expired, renewing"


def opening(*script: Exchanged, until_s: int = 1) -> FakeHardware:
    return run(FakeHardware(answers(session=script), until_s=2 + until_s))


def after_saving(hardware: FakeHardware) -> list[str]:
    return hardware.lines[hardware.lines.index("[EEPROM] Token saved") + 1 :]


def test_the_request_carries_the_permanent_token_in_the_header_only() -> None:
    sent = opening(opened()).sent[1]
    assert (sent.method, sent.path) == ("POST", "/api/device/session/")
    assert sent.headers == {
        "x-device-token": PERMANENT,
        "x-device-time": str(NOW_S + 2),
        "content-type": "application/json",
    }
    assert sent.json == {"device_id": "ESP32_246F28AABBCC", "mac_address": "24:6F:28:AA:BB:CC"}


def test_only_the_first_eight_characters_of_the_session_are_shown_and_none_is_stored() -> None:
    hardware = opening(opened())
    assert "[SESSION] Got session ID: a1b2c3d4" in hardware.lines
    assert SESSION[:9] not in hardware.text
    assert not any(SESSION.encode() in stored for stored in hardware.storage.slots.stored.values())


@together
@pytest.mark.parametrize(
    "answer",
    [
        reply(200, b""),
        reply(200, b'{"success": true, "session_id": "a1b2'),
        reply(200, b'{"session_id": "\xff\xfe"}'),
        reply(200, {"success": True, "expires_in": 3600}),
        reply(200, {"success": False, "session_id": SESSION}),
        opened(None),
        opened(""),
        opened(17),
        opened([SESSION]),
        opened("a\r\nX-Evil: 1"),
        opened("a b"),
        opened("x" * 65),
    ],
)
def test_an_answer_without_a_usable_session_id_is_told_in_the_printed_words(answer: HttpResponse) -> None:
    hardware = opening(answer)
    assert after_saving(hardware) == ["[SESSION] No session ID in response", "[SYSTEM] Next attempt in 2 s"]


def test_repeated_answers_without_a_session_id_are_asked_for_ever_more_slowly() -> None:
    assert opening(reply(200, {}), until_s=250).waits_s[:7] == [2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(
    ("answer", "lines", "wait_s"),
    [
        (
            refused(429, "Rate limited", "rate_limited"),
            ["[SESSION] HTTP Response: 429", "[SESSION] Refused: Rate limited"],
            300,
        ),
        (HttpResponse(500), ["[SESSION] HTTP Response: 500", "[SESSION] Refused: unreadable answer"], 2),
        (refused(404, "Not found", "x"), ["[SESSION] HTTP Response: 404", "[SESSION] Refused: Not found"], 600),
        (HttpFailure.TIMEOUT, ["[SESSION] HTTP Response: -11"], 2),
        (HttpFailure.TLS, ["[TLS] Certificate is expired or not yet valid.", "[SESSION] HTTP Response: -1"], 2),
        (HttpFailure.TLS_UNTRUSTED, ["[TLS] Certificate is not trusted.", "[SESSION] HTTP Response: -1"], 2),
        (HttpFailure.TLS_ALERT, ["[TLS] Fatal alert from the server.", "[SESSION] HTTP Response: -1"], 2),
    ],
)
def test_each_failure_has_its_lines_and_its_wait(answer: Exchanged, lines: list[str], wait_s: int) -> None:
    hardware = opening(answer)
    assert after_saving(hardware) == [*lines, f"[SYSTEM] Next attempt in {wait_s} s"]


@pytest.mark.parametrize("expires_in", [60, 61, 64, 3600])
def test_a_session_is_renewed_in_the_last_interval_and_never_used_after_its_end(expires_in: int) -> None:
    script = [opened("first", expires_in), opened("second")]
    hardware = run(FakeHardware(answers(session=script), until_s=expires_in + 20))
    first_s, second_s = (sent.at_s for sent in hardware.sent if sent.path.endswith("session/"))
    assert expires_in - 5 < second_s - first_s < expires_in + 0.1
    used_s = [sent.at_s for sent in hardware.sent if sent.headers.get("x-session-id") == "first"]
    assert max(used_s) < first_s + expires_in
    assert hardware.lines.count(RENEWING) == 1


def test_polls_with_a_renewed_session_begin_where_those_with_the_old_one_ended() -> None:
    hardware = run(FakeHardware(answers(session=[opened(expires_in=60)]), until_s=200))
    polls_s = [sent.at_s for sent in hardware.sent if sent.method == "GET"]
    assert hardware.lines.count(RENEWING) == 3
    assert all(4.9 < later - earlier < 5.1 for earlier, later in pairwise(polls_s))
    assert len(polls_s) == 40


def test_each_session_is_used_in_its_own_header() -> None:
    hardware = run(FakeHardware(answers(session=[opened("first", 30), opened("second", 30)]), until_s=40))
    used = [sent.headers["x-session-id"] for sent in hardware.sent if sent.method == "GET"]
    assert used == ["first"] * 5 + ["second"] * 3


@pytest.mark.parametrize("expires_in", [1, 4.9, 5, 9])
def test_a_session_shorter_than_two_polls_is_renewed_at_every_poll_and_not_more_often(expires_in: float) -> None:
    hardware = run(FakeHardware(answers(session=[opened(expires_in=expires_in)]), until_s=302))
    assert 58 <= hardware.paths.count(SESSION_PATH) <= 61


@pytest.mark.parametrize("expires_in", [0, -1, -(10**12), 10**7, 10**30, 1e300, None, "3600", True, [], {}])
def test_a_lifetime_without_sense_means_until_the_server_refuses(expires_in: object) -> None:
    hardware = run(FakeHardware(answers(session=[opened(expires_in=expires_in)]), until_s=2 * 3600))
    assert hardware.paths.count(SESSION_PATH) == 1
    assert hardware.lines[-1] == "[INFO] Device ONLINE"


def test_a_missing_lifetime_means_the_same() -> None:
    hardware = run(FakeHardware(answers(session=[reply(200, {"session_id": SESSION})]), until_s=2 * 3600))
    assert hardware.paths.count(SESSION_PATH) == 1


@pytest.mark.parametrize("booted_ms", [2**32 - 1, 2**32 - 2000, 2**32 - 2_000_000])
def test_the_wrap_of_the_millisecond_counter_changes_nothing(booted_ms: int) -> None:
    def requests(start_ms: int) -> list[tuple[float, str]]:
        hardware = run(FakeHardware(until_s=2 * 3600, booted_ms=start_ms))
        return [(sent.at_s, sent.path) for sent in hardware.sent]

    assert requests(booted_ms) == requests(0)
