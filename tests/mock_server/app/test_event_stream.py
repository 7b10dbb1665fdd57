"""`GET /_admin/events`."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientConnectionResetError, web

from oceanhil.mock_server.app import TransportLimits
from oceanhil.mock_server.app.event_stream import _Mailbox
from oceanhil.mock_server.core import AccessPolicy
from oceanhil.mock_server.core.events import Event, EventKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from oceanhil.mock_server.core import Core
    from tests.mock_server.app.conftest import RawClient, Served

STATE = "/api/device/state/"


def _open(served: Served) -> RawClient:
    client = served.connect().ask("GET", "/_admin/events")
    head = client.read_until(b"\r\n\r\n")
    assert b"text/event-stream" in head
    assert b"chunked" in head
    client.read_until(b": events\n\n")
    return client


def _next(client: RawClient) -> tuple[str, dict[str, object]]:
    _, _, text = client.read_until(b"\n\n").decode().rpartition("event: ")
    kind, _, data = text.partition("\ndata: ")
    return kind, json.loads(data)


def test_events_come_as_they_happen(served: Served) -> None:
    client = _open(served)
    served.ask("GET", STATE)
    served.admin("PUT", "/clock", {"advance": 5})
    (request, entry), (clock, view) = _next(client), _next(client)
    assert (request, entry["time"]) == ("request", 1_700_000_000)
    assert clock == "clock"
    assert view["data"] == {"now": 1_700_000_005, "offset": 5, "frozen": False}


def test_what_is_waiting_goes_out_together_and_in_order(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    written = list[int]()
    write = web.StreamResponse.write

    async def counted(response: web.StreamResponse, data: bytes) -> None:
        written.append(data.count(b"event: "))
        await write(response, data)

    monkeypatch.setattr(web.StreamResponse, "write", counted)
    client = _open(served)
    served.server.call(lambda core, now_us: _settings(core, now_us, 1000))
    text = b"".join(client.read_until(b"\n\n") for _ in range(1000))
    events = [json.loads(line[6:])["data"]["number"] for line in text.splitlines() if line.startswith(b"data: ")]
    assert events == [*range(1000)]
    assert [each for each in written if each] == [256, 256, 256, 232]


def test_what_is_waiting_at_the_end_still_comes() -> None:
    async def read() -> list[bytes | None]:
        mailbox = _Mailbox()
        for number in range(3):
            mailbox.put(Event(EventKind.SETTINGS, 0, {"number": number}))
        mailbox.close()
        return [await mailbox.next_message(60), await mailbox.next_message(60)]

    text, end = asyncio.run(read())
    assert (text or b"").count(b"event: settings") == 3
    assert end is None


def _settings(core: Core, now_us: int, count: int) -> None:
    for number in range(count):
        core._hub.emit(Event(EventKind.SETTINGS, now_us, {"number": number}))


def test_no_secret_is_in_the_stream(served: Served) -> None:
    token, session = served.online()
    client = _open(served)
    served.ask("GET", STATE, None, token, session)
    shown = repr([_next(client), _next(client)])
    assert token[-20:] not in shown
    assert session[-16:] not in shown


def test_silence_is_filled_with_comments(quick: Served) -> None:
    client = _open(quick)
    client.read_until(b": still here\n\n")
    client.read_until(b": still here\n\n")


def test_a_client_that_goes_away_is_forgotten(served: Served) -> None:
    client = _open(served)
    assert served.server.call(lambda core, _: core._hub.is_heard) is True
    client.socket.close()
    while served.server.call(lambda core, _: core._hub.is_heard):
        served.ask("GET", "/_admin/health")


@pytest.mark.slow
def test_a_client_that_reads_nothing_is_cut_off_and_forgotten(serve: Callable[..., Served]) -> None:
    served = serve(limits=TransportLimits(stop_timeout_s=1.0, event_stall_s=0.1))
    client = _open(served)
    # More than the buffers of both sides' sockets hold.
    settings: dict[str, object] = {f"{number}": "x" * 100_000 for number in range(10)}
    while served.server.call(lambda core, now_us: _flood(core, now_us, settings)):
        served.ask("GET", "/_admin/health")
    assert not client.rest().endswith(b"0\r\n\r\n")


def _flood(core: Core, now_us: int, data: dict[str, object]) -> bool:
    core._hub.emit(Event(EventKind.SETTINGS, now_us, data))
    return core._hub.is_heard


def test_a_client_that_goes_away_in_the_middle_of_an_event_is_no_error(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = _open(served)
    monkeypatch.setattr(web.StreamResponse, "write", _closing)
    served.admin("PUT", "/clock", {"offset": 5})
    client.rest()
    assert caplog.records == []


async def _closing(*_: object) -> None:
    raise ClientConnectionResetError("Cannot write to closing transport")


def test_the_stream_ends_with_the_server(served: Served) -> None:
    client = _open(served)
    served.server.stop()
    assert client.rest().endswith(b"0\r\n\r\n")


def test_the_stream_is_for_those_with_access(serve: Callable[..., Served]) -> None:
    served = serve(policy=AccessPolicy("k"))
    assert served.ask("GET", "/_admin/events").status == 401
    assert (
        served.ask("GET", "/_admin/events", None, "Authorization: Bearer k", "Origin: http://evil.example").status
        == 403
    )
    assert served.ask("POST", "/_admin/events", None, "Authorization: Bearer k").status == 405
