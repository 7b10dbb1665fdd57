"""What a trace says about a request: enough to judge by, and no whole secret."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.worlds.request_notes import RequestNotes
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.faults import FaultKind
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import RegisterReply, RegisterRequest, SessionReply, SessionRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.redact import leaks
from oceanhil.scenarios.trace import Scalar
from tests.deep_json import DEEP_JSON

WIRE = load_profile().wire
REGISTRATION, PERMANENT = "oc_reg_" + "A" * 43, "oc_perm_" + "B" * 43
SESSION = "0123456789abcdef" * 2
ID, MAC = "ESP32_246F28AABBCC", "24:6F:28:AA:BB:CC"


def registration(token: str = REGISTRATION, mac: str = MAC) -> HttpRequest:
    body = msgspec.json.encode(RegisterRequest(token, ID, mac, "192.168.1.50"))
    return HttpRequest("POST", WIRE.register_path, body=body)


def granted(disturbance: FaultKind | None = None) -> Delivery:
    response = HttpResponse(200, msgspec.json.encode(RegisterReply(True, ID, PERMANENT, 0)))
    return Delivery(
        response, device="52e6b438", disturbance=None if disturbance is None else AnswerDisturbance((disturbance,))
    )


def opening() -> HttpRequest:
    body = msgspec.json.encode(SessionRequest(ID, MAC))
    return HttpRequest("POST", WIRE.session_path, {WIRE.token_header: PERMANENT}, body)


def opened() -> Delivery:
    return Delivery(HttpResponse(200, msgspec.json.encode(SessionReply(True, session_id=SESSION))))


def fields_of(notes: RequestNotes, request: HttpRequest, delivery: Delivery) -> dict[str, Scalar]:
    return notes.fields(request, notes.describe(request, delivery))


@pytest.fixture
def notes() -> RequestNotes:
    return RequestNotes(WIRE)


def test_a_registration_says_who_asked_with_what_and_what_came_of_it(notes: RequestNotes) -> None:
    assert fields_of(notes, registration(), granted()) == {
        "method": "POST",
        "path": WIRE.register_path,
        "status": 200,
        "id": "52e6b438",
        "token": REGISTRATION[:12] + "…",
        "mac": MAC,
        "device_id": "ESP32_246F28AABBCC",
        "granted": PERMANENT[:12] + "…",
    }


@pytest.mark.parametrize(("header", "pause_s"), [("30", 30), ("9" * 5_000, 10**10), ("soon", None)])
def test_a_refusal_has_its_code_and_its_pause(notes: RequestNotes, header: str, pause_s: int | None) -> None:
    response = HttpResponse(429, b"{}", {"retry-after": header})
    fields = fields_of(notes, registration(), Delivery(response, ErrorReason.RATE_LIMITED))
    assert (fields["status"], fields["code"], fields.get("retry_after")) == (429, "rate_limited", pause_s)
    assert "granted" not in fields


SKEWED = msgspec.json.encode({"success": False, "code": "clock_skew", "server_time": 1_767_225_600})


@pytest.mark.parametrize(
    ("told", "body", "off_s"),
    [
        ("1767229200", SKEWED, 3600),
        ("10.75", SKEWED, -1_767_225_590),
        # Milliseconds for seconds, which is a mistake that people make.
        ("1767225600000", SKEWED, 1_765_458_374_400),
        ("9" * 60, SKEWED, 10**18 - 1_767_225_600),
        ("", SKEWED, None),
        ("soon", SKEWED, None),
        ("1767229200", b'{"code": "clock_skew", "server_time": "1767225600"}', None),
        ("1767229200", b'{"server_time": 999999999999999999999999}', None),
        ("1767229200", b"<html>", None),
    ],
)
def test_a_refused_clock_has_how_far_it_was_off(notes: RequestNotes, told: str, body: bytes, off_s: int | None) -> None:
    request = opening()
    asked = msgspec.structs.replace(request, headers={**request.headers, WIRE.time_header: told})
    fields = fields_of(notes, asked, Delivery(HttpResponse(401, body), ErrorReason.CLOCK_SKEW))
    assert fields.get("clock_off_s") == off_s
    msgspec.json.encode(fields)


def test_a_clock_that_is_not_what_was_refused_is_not_told(notes: RequestNotes) -> None:
    request = opening()
    asked = msgspec.structs.replace(request, headers={**request.headers, WIRE.time_header: "1767229200"})
    fields = fields_of(notes, asked, Delivery(HttpResponse(401, SKEWED), ErrorReason.TOKEN_INVALID))
    assert "clock_off_s" not in fields


def test_a_token_is_granted_too_where_a_fault_took_the_rest_of_the_answer(notes: RequestNotes) -> None:
    body = msgspec.json.encode({"success": True, "permanent_token": PERMANENT})
    fields = fields_of(
        notes, registration(), Delivery(HttpResponse(200, body), disturbance=AnswerDisturbance((FaultKind.ANSWER,)))
    )
    assert fields["granted"] == PERMANENT[:12] + "…"
    assert notes.secrets() == {PERMANENT}


def test_a_granted_token_and_an_opened_session_are_secrets_from_then_on(notes: RequestNotes) -> None:
    assert notes.secrets() == frozenset()
    fields_of(notes, registration(), granted())
    fields_of(notes, opening(), opened())
    assert notes.secrets() == {PERMANENT, SESSION}
    assert notes.issued(PERMANENT)
    assert not notes.issued(REGISTRATION)


def test_a_session_is_shown_by_its_first_digits(notes: RequestNotes) -> None:
    fields = fields_of(notes, opening(), opened())
    assert (fields["session"], fields["token"], fields["mac"]) == (SESSION[:8], PERMANENT[:12] + "…", MAC)
    poll = HttpRequest("GET", WIRE.state_path, {WIRE.token_header: PERMANENT, WIRE.session_header: SESSION})
    assert fields_of(notes, poll, Delivery(HttpResponse(200, b"{}")))["session"] == SESSION[:8]


def test_a_session_may_be_named_to_the_server_where_sessions_are_asked_for_and_nowhere_else(
    notes: RequestNotes,
) -> None:
    fields_of(notes, opening(), opened())
    named = {WIRE.session_header: SESSION}

    def misplaced(path: str, headers: dict[str, str]) -> object:
        request = HttpRequest("POST", path, headers)
        return fields_of(notes, request, Delivery(HttpResponse(200, b"{}"))).get("misplaced")

    assert misplaced(WIRE.state_path, named) is None
    assert misplaced(WIRE.session_path, named) is None
    assert misplaced(WIRE.register_path, named) == f"a piece of a session in {WIRE.session_header}"
    assert misplaced(WIRE.session_path, {"x-note": SESSION}) == "a piece of a session in x-note"


def test_a_session_in_a_list_is_one_too_for_who_looks_for_its_name(notes: RequestNotes) -> None:
    in_a_list = Delivery(HttpResponse(200, b"[" + msgspec.json.encode(SessionReply(True, session_id=SESSION)) + b"]"))
    assert fields_of(notes, opening(), in_a_list)["session"] == SESSION[:8]
    assert SESSION in notes.secrets()


def test_a_permanent_token_that_is_given_again_is_a_replay(notes: RequestNotes) -> None:
    assert "replayed" not in fields_of(notes, registration(), granted())
    assert fields_of(notes, registration(), granted())["replayed"] is True


@pytest.mark.parametrize("kind", [FaultKind.DROP_REQUEST, FaultKind.RESET])
def test_a_request_that_was_not_processed_grants_nothing(notes: RequestNotes, kind: FaultKind) -> None:
    fields = fields_of(notes, registration(), Delivery(None, disturbance=AnswerDisturbance((kind,))))
    assert (fields["fault"], "granted" in fields, notes.secrets()) == (kind.value, False, frozenset())


def test_an_answer_put_in_place_of_the_servers_grants_nothing(notes: RequestNotes) -> None:
    delivery = Delivery(HttpResponse(200, b"{}"), disturbance=AnswerDisturbance((FaultKind.STATUS,)))
    assert "granted" not in fields_of(notes, registration(), delivery)
    assert notes.secrets() == frozenset()


def test_an_answer_that_was_lost_on_its_way_granted_its_token_all_the_same(notes: RequestNotes) -> None:
    assert fields_of(notes, registration(), granted(FaultKind.DELAY))["granted"] == PERMANENT[:12] + "…"
    assert notes.issued(PERMANENT)


def test_no_answer_has_status_0(notes: RequestNotes) -> None:
    delivery = Delivery(None, disturbance=AnswerDisturbance((FaultKind.DROP_RESPONSE,)))
    fields = fields_of(notes, HttpRequest("GET", WIRE.state_path), delivery)
    assert (fields["status"], fields["fault"]) == (0, "drop_response")


def test_what_a_fault_changed_in_an_answer_is_told_without_secrets(notes: RequestNotes) -> None:
    fields_of(notes, registration(), granted())
    disturbance = AnswerDisturbance((FaultKind.ANSWER,), changed=f"without {PERMANENT}")
    fields = fields_of(notes, opening(), msgspec.structs.replace(opened(), disturbance=disturbance))
    assert (fields["fault"], fields["changed"]) == ("answer", "without oc_perm_…")
    assert "changed" not in fields_of(notes, registration(), granted(FaultKind.DELAY))


@given(st.binary(), st.sampled_from([WIRE.register_path, WIRE.session_path, WIRE.state_path]))
def test_a_body_may_hold_anything(body: bytes, path: str) -> None:
    fields = fields_of(RequestNotes(WIRE), HttpRequest("POST", path, body=body), granted())
    assert (fields["method"], fields["path"], fields["status"]) == ("POST", path, 200)


@given(st.text(max_size=60))
def test_no_field_shows_a_whole_secret(pasted: str) -> None:
    notes = RequestNotes(WIRE)
    request = registration(token=pasted + REGISTRATION, mac=pasted + PERMANENT)
    fields = fields_of(notes, request, Delivery(HttpResponse(410, b"{}"), ErrorReason.TOKEN_USED))
    assert [leaks(str(value)) for value in fields.values() if leaks(str(value))] == []


@pytest.mark.parametrize(("session", "is_secret"), [("null", False), ("a" * 8, False), ("a1b2c3d4e", True)])
def test_a_made_up_session_that_may_be_shown_whole_is_no_secret(session: str, *, is_secret: bool) -> None:
    notes = RequestNotes(WIRE)
    fields_of(
        notes, opening(), Delivery(HttpResponse(200, msgspec.json.encode(SessionReply(True, session_id=session))))
    )
    assert (session in notes.secrets()) is is_secret


def test_bodies_nested_beyond_reading_are_told_as_far_as_they_are_known(notes: RequestNotes) -> None:
    for path in (WIRE.register_path, WIRE.session_path, WIRE.state_path):
        request = HttpRequest("POST", path, body=DEEP_JSON)
        for status in (200, 500):
            told = fields_of(notes, request, Delivery(HttpResponse(status, DEEP_JSON)))
            assert told == {"method": "POST", "path": path, "status": status}
