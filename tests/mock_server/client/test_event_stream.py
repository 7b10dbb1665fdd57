"""The stream of events as the client reads it."""

import pytest
import responses

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client, NotServingError
from oceanhil.mock_server.core.events import EventKind
from oceanhil.mock_server.core.views import DeviceView, InjectionView
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind
from oceanhil.protocol.http import HttpRequest
from tests.mock_server.client.answers import ADMIN


def test_an_event_is_typed_by_its_kind(client: Client, played: responses.RequestsMock) -> None:
    body = 'event: clock\ndata: {"time":1.5,"data":{"now":1,"offset":0,"frozen":true}}\n\n'
    played.get(f"{ADMIN}/events", body=body)
    with client.events() as events:
        (event,) = events
    assert (event.kind, event.time_us) == (EventKind.CLOCK, 1_500_000)
    assert getattr(event.data, "frozen", None) is True


def test_comments_unknown_events_and_other_fields_are_passed_over(
    client: Client, played: responses.RequestsMock
) -> None:
    known = 'id: 7\r\nevent:restart\r\ndata: {"time":1,\r\ndata: "data":{}}\r\n\r\n'
    played.get(f"{ADMIN}/events", body=f": still here\n\nevent: of-tomorrow\ndata: {{}}\n\n{known}event: restart\n")
    with client.events() as events:
        assert [event.kind for event in events] == [EventKind.RESTART]


def test_an_event_of_another_form_is_an_error(client: Client, played: responses.RequestsMock) -> None:
    played.get(f"{ADMIN}/events", body='event: device\ndata: {"time":1,"data":{"id":7}}\n\n')
    with client.events() as events, pytest.raises(NotServingError, match="another form"):
        list(events)


def test_nothing_that_happens_after_opening_is_missed(real: Client) -> None:
    with real.events() as events:
        made = real.generate(Board.ESP32, "bench")
        event = next(event for event in events if event.kind is EventKind.DEVICE)
    assert isinstance(event.data, DeviceView)
    assert event.data.id == made.id


def test_a_strike_of_a_fault_is_told(real: Client, served: BackgroundServer) -> None:
    with real.events() as events:
        rule = real.fail_next(Fault(FaultKind.RESET))
        served.call(lambda core, now_us: core.handle(HttpRequest("GET", "/api/device/state/"), now_us))
        event = next(event for event in events if event.kind is EventKind.INJECTED)
    assert isinstance(event.data, InjectionView)
    assert event.data.rule == rule.id


def test_the_stream_ends_with_its_server(served: BackgroundServer) -> None:
    core = served.call(lambda core, _: core)
    with BackgroundServer(core) as server, Client(server.url) as client, client.events() as events:
        server.stop()
        assert list(events) == []
