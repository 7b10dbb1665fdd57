"""What a request's fields are, and that they come back from an event as they were written."""

from typing import cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.faults import Arrival, FaultKind
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
from oceanhil.scenarios.traced_request import TracedRequest
from tests.together import together

POLL = TracedRequest(method="GET", path="/api/device/state/", status=200, session="12345678")


def event(fields: dict[str, Scalar], kind: EventKind = EventKind.REQUEST) -> Event:
    return Event(0, Source.SERVER, kind, "device", fields)


def asked(**fields: Scalar) -> TracedRequest:
    return TracedRequest.of(event({"method": "GET", "path": "/x", "status": 200, **fields}))


@given(st.from_type(TracedRequest))
def test_a_request_comes_back_from_its_event(request: TracedRequest) -> None:
    assert TracedRequest.of(event(request.fields())) == request


def test_what_is_not_told_is_no_field() -> None:
    assert POLL.fields() == {"method": "GET", "path": "/api/device/state/", "status": 200, "session": "12345678"}


def test_no_answer_is_a_field_all_the_same() -> None:
    assert TracedRequest(method="GET", path="/x", status=0).fields()["status"] == 0


@together
@pytest.mark.parametrize(
    ("late", "order"),
    [
        (None, ["token", "session", "id", "mac", "expires_in", "code"]),
        ("token", ["session", "id", "token", "mac", "expires_in", "code"]),
        ("session", ["token", "id", "mac", "expires_in", "session", "code"]),
    ],
)
def test_what_a_body_told_stands_behind_the_id(late: object, order: list[str]) -> None:
    request = msgspec.structs.replace(POLL, token="oc_reg_", id="d", mac="m", expires_in=1, code="c")
    fields = request.fields("token" if late == "token" else "session" if late == "session" else None)
    assert list(fields) == ["method", "path", "status", *order]


def test_a_value_that_is_not_known_is_another_than_none_that_is_told() -> None:
    known = [asked(temperature=None), asked(temperature="21.5"), asked()]
    assert [each.temperature for each in known] == [None, "21.5", msgspec.UNSET]
    assert ["temperature" in each.fields() for each in known] == [True, True, False]
    assert [each.measured for each in known] == [{}, {"temperature": "21.5"}, {}]


def test_a_field_of_a_later_version_does_not_disturb() -> None:
    assert asked(colour="green") == asked()


def test_another_event_is_no_request() -> None:
    line = event({"text": "x"}, EventKind.SERIAL)
    assert TracedRequest.seen_in(line) is None
    with pytest.raises(ValueError, match="kind 'serial' is no request"):
        TracedRequest.of(line)


@together
@pytest.mark.parametrize(
    ("fields", "true"),
    [
        ({}, {"is_answered", "is_ok", "is_success", "is_sound", "is_accepted", "is_as_told"}),
        ({"fault": "delay"}, {"is_answered", "is_ok", "is_success", "is_accepted"}),
        ({"fault": "status"}, {"is_answered", "is_ok", "is_success", "is_as_told"}),
        ({"fault": "status+delay"}, {"is_answered", "is_ok", "is_success"}),
        ({"code": "token_used", "fault": "answer"}, {"is_answered", "is_ok", "is_success"}),
        ({"status": 0, "fault": "drop_response"}, set()),
        ({"status": 503}, {"is_answered", "is_as_told"}),
        ({"status": 401}, {"is_answered", "is_as_told", "is_refused", "refuses_token", "asks_to_rest"}),
        ({"status": 401, "code": "session_expired"}, {"is_answered", "is_as_told", "is_refused", "ends_session"}),
        ({"status": 403, "code": "clock_skew"}, {"is_answered", "is_as_told", "is_refused", "asks_to_rest"}),
        ({"status": 429}, {"is_answered", "is_as_told", "is_refused", "asks_to_rest"}),
        ({"status": 404}, {"is_answered", "is_as_told", "is_refused", "asks_to_rest"}),
        ({"status": 408}, {"is_answered", "is_as_told", "is_refused"}),
    ],
)
def test_what_an_answer_means(fields: object, true: set[str]) -> None:
    request = asked(**cast("dict[str, Scalar]", fields))
    judged = [name for name, each in vars(TracedRequest).items() if isinstance(each, property)]
    assert {name for name in judged if getattr(request, name) is True} == true


def test_faults_that_struck_together_are_kinds_of_which_each_leaves_something() -> None:
    struck = asked(fault="delay+truncate")
    assert struck.faults == {FaultKind.DELAY, FaultKind.TRUNCATE}
    assert struck.arrivals == {Arrival.LATE, Arrival.CUT}
    assert asked().faults == asked(fault="no answer").faults == frozenset()


@together
@pytest.mark.parametrize(
    ("fields", "relays"),
    [({}, None), ({"relay1": True}, None), ({"relay1": True, "relay2": False}, (True, False))],
)
def test_relays_are_told_together(fields: object, relays: object) -> None:
    assert asked(**cast("dict[str, Scalar]", fields)).relays == relays
