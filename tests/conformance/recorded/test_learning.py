"""A recording alone tells how its server reads what the sources leave open: enough to play that server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.recorded.judge import Judged, judge_recording
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.profile import load_profile as load
from tests.conformance.recorded.conversation import (
    MAC,
    OTHER_ID,
    OTHER_MAC,
    PROFILE,
    REGISTER,
    STATE,
    Conversation,
    profile,
)


def _conversation(talk: Conversation) -> None:
    token = talk.pending()
    permanent = talk.said(talk.register(token), "permanent_token")
    session = talk.session(permanent)
    talk.register(token)
    talk.open(permanent, OTHER_MAC)
    talk.open(permanent, MAC, OTHER_ID)
    talk.ask("GET", STATE, query=f"token={permanent}")
    fresh = talk.session(permanent)
    talk.poll(permanent, session)
    talk.wait(10_000)
    talk.poll(permanent, fresh)
    talk.open("oc_perm_" + "n" * 43)


READINGS: list[dict[str, Scalar]] = [
    {"server.used_token_status": 401},
    {"server.session_ttl_s": 7200},
    {"server.check_device_id": False},
    {"server.accept_query_token": False},
    {"server.idempotent_register_window": 2},
]
WORDS: list[tuple[str, dict[str, Scalar]]] = [
    ("mac_mismatch", {"status": 401, "message": "Wrong device", "code": "wrong_device"}),
    ("mac_mismatch", {"status": 401, "message": "Invalid token", "code": "token_invalid"}),
    ("session_expired", {"status": 403}),
    ("session_unknown", {"code": "no_session"}),
    ("token_invalid", {"code": "unknown_token"}),
]


@pytest.mark.parametrize("changes", READINGS, ids=lambda changes: next(iter(changes)))
def test_a_reading_is_learned_from_what_was_said(tmp_path: Path, changes: dict[str, Scalar]) -> None:
    talk = Conversation(tmp_path / "talk.jsonl", PROFILE.override(changes))
    _conversation(talk)
    talk.close()
    report = judge_recording(talk.path, PROFILE).report
    assert report.learned == changes
    learned = judge_recording(talk.path, PROFILE.override(report.learned)).report
    assert (learned.learned, ItemVerdict.VIOLATES in {each.verdict for each in _of_server(learned.results)}) == (
        {},
        False,
    )


@pytest.mark.parametrize("status", [400, 422])
def test_the_status_of_wrong_fields_is_learned_apart_from_that_of_bad_requests(tmp_path: Path, status: int) -> None:
    wants = {} if status == 400 else {"server.wrong_field_status": status}
    talk = Conversation(tmp_path / "talk.jsonl", PROFILE.override(wants))
    bodies: tuple[object, ...] = (b"{", {"token": 1}, [], {})
    for body in bodies:
        talk.ask("POST", REGISTER, body)
    talk.ask("POST", STATE, {"relay1": 1}, {"x-device-token": talk.registered()})
    talk.close()
    report = judge_recording(talk.path, PROFILE).report
    found = {each.id: each.verdict for each in report.results}
    assert report.learned == wants
    assert found["recorded/refusals/bad-request"] is ItemVerdict.CONFORMS
    assert found["recorded/refusals/wrong-field-status"] is (ItemVerdict.DIFFERS if wants else ItemVerdict.CONFORMS)
    learned = judge_recording(talk.path, PROFILE.override(report.learned)).report
    assert {each.verdict for each in _of_server(learned.results)} == {ItemVerdict.CONFORMS, ItemVerdict.UNTESTABLE}


def test_a_status_of_wrong_fields_that_changes_teaches_nothing(tmp_path: Path) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    statuses = iter((400, 422, 400, 422))
    talk.meddle = lambda _, answer: HttpResponse(next(statuses), answer.body, answer.headers)
    for _ in range(4):
        talk.ask("POST", REGISTER, {"token": 1})
    talk.close()
    report = judge_recording(talk.path, PROFILE).report
    found = {each.id: each for each in report.results}
    assert report.learned == {}
    assert found["recorded/refusals/wrong-field-status"].flaky


def _of_server(results: tuple[ItemResult, ...]) -> list[ItemResult]:
    return [each for each in results if not each.id.startswith("recorded/device/")]


@pytest.mark.parametrize(("row", "changes"), WORDS)
def test_words_of_a_refusal_are_learned(tmp_path: Path, row: str, changes: dict[str, Scalar]) -> None:
    file = tmp_path / "changed.toml"
    values = ", ".join(f"{name} = {value!r}" for name, value in changes.items())
    file.write_text(f"[errors]\n{row} = {{ {values} }}\n", "utf-8")
    talk = Conversation(tmp_path / "talk.jsonl", load(file))
    _conversation(talk)
    talk.close()
    wanted = {f"errors.{row}.{name}": value for name, value in changes.items()}
    assert judge_recording(talk.path, PROFILE).report.learned == wanted


def test_a_lifetime_that_is_said_in_milliseconds_teaches_nothing_and_ends_in_time(tmp_path: Path) -> None:
    def in_milliseconds(_: HttpRequest, answer: HttpResponse) -> HttpResponse:
        return HttpResponse(answer.status, answer.body.replace(b":3600,", b":3600000,"), answer.headers)

    talk = Conversation(tmp_path / "talk.jsonl")
    token = talk.registered()
    talk.meddle = in_milliseconds
    session = talk.session(token)
    talk.wait(3601)
    talk.poll(token, session)
    talk.close()
    report = judge_recording(talk.path, PROFILE).report
    found = {each.id: each for each in report.results}
    assert report.learned == {}
    assert "more likely milliseconds" in found["recorded/session/lifetime"].found
    assert found["recorded/session/expired-early"].verdict is ItemVerdict.CONFORMS


def test_of_a_window_the_longest_repetition_is_learned(tmp_path: Path) -> None:
    talk = Conversation(tmp_path / "talk.jsonl", profile(idempotent_register_window=60))
    token = talk.pending()
    for pause_s in (0, 0, 20, 200):
        talk.wait(pause_s)
        talk.register(token)
    talk.close()
    report = judge_recording(talk.path, PROFILE).report
    [twice] = [each for each in report.results if each.id == "recorded/registration/token-accepted-twice"]
    assert (report.learned, twice.flaky) == ({"server.idempotent_register_window": 22}, False)


def test_a_server_that_answers_alike_in_two_ways_is_flaky_and_teaches_nothing(
    talk: Conversation, judged: Callable[..., Judged]
) -> None:
    token = talk.pending()
    talk.register(token)
    talk.register(token)
    talk.meddle = lambda _, answer: type(answer)(401, answer.body, answer.headers)
    talk.register(token)
    report = judged().report
    [used] = [each for each in report.results if each.id == "recorded/registration/used-token-status"]
    assert (used.flaky, used.verdict, report.learned) == (True, ItemVerdict.DIFFERS, {})
