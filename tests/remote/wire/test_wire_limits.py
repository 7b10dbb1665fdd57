"""The wire keeps to the pace, obeys a 429, and keeps what was lent to it out of sight."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from threading import Thread

import pytest

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.evidence.exchange import Exchange, shown
from oceanhil.remote.wire.need import Lacking
from oceanhil.remote.wire.pace import Limits, RatePace
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.remote.connector.foreign import Told, answering

POLL = HttpRequest("GET", "/api/device/state/")
KEY = "gateway-key-of-someone"


class Obeying:
    """A pace that waits for the first answers with 429, as many as it is told."""

    registration_s = 0.0
    registrations = 0

    def __init__(self, count: int, widest: int | None = None) -> None:
        self._left = count
        self._widest = widest
        self.waited: list[int] = []
        self.heeded = 0
        """How often it waited because of an answer."""

    def wait(self, requests: Sequence[HttpRequest]) -> None:
        self.waited.append(len(requests))

    def until_room(self) -> None:
        pass

    def widest(self, request: HttpRequest) -> int | None:
        return self._widest

    def has_waited_for(self, response: HttpResponse) -> bool:
        self._left -= 1
        is_heeded = response.status == 429 and self._left >= 0
        self.heeded += is_heeded
        return is_heeded


class Relenting(Obeying):
    """Waits, and the server lets in who has waited."""

    def __init__(self, told: Told) -> None:
        super().__init__(1)
        self._told = told

    def has_waited_for(self, response: HttpResponse) -> bool:
        self._told.status = 200
        return super().has_waited_for(response)


def test_a_request_that_came_too_fast_is_sent_again() -> None:
    told, heard = Told(status=429), list[Exchange]()
    with answering(told) as url:
        wire = Wire(Target(url), Relenting(told), heard.append)
        assert wire.exchange(POLL).status == 200
        wire.close()
    assert (len(told.requests), len(heard)) == (2, 1)


def refused(wire: Wire) -> Lacking:
    with pytest.raises(Lacking) as raised:
        wire.exchange(POLL)
    return raised.value


def test_a_server_that_goes_on_refusing_is_accused_of_nothing_but_that() -> None:
    told, heard = Told(status=429, headers={"Retry-After": "31"}), list[Exchange]()
    with answering(told) as url:
        wire = Wire(Target(url), Obeying(99), heard.append)
        lacking = refused(wire)
        wire.close()
    assert (lacking.need.name, lacking.is_trouble) == ("let-in", True)
    assert str(lacking) == "the server answers 429 and asks to wait 31 s, again and again"
    assert (len(told.requests), [each.status for each in heard]) == (3, [429])


def test_where_waiting_did_not_help_it_is_not_waited_again_until_somebody_is_let_in() -> None:
    told, pace = Told(status=429), Obeying(99)
    with answering(told) as url:
        wire = Wire(Target(url), pace)
        refused(wire)
        refused(wire)
        assert len(told.requests) == 3 + 1
        told.status = 200
        assert wire.exchange(POLL).status == 200
        told.status = 429
        refused(wire)
        wire.close()
    assert len(told.requests) == 3 + 1 + 1 + 3


def test_bytes_that_came_too_fast_are_sent_again_too() -> None:
    told = Told(status=429)
    with answering(told) as url:
        wire = Wire(Target(url, timeout_s=1.0), Obeying(99))
        with pytest.raises(Lacking, match="again and again"):
            wire.raw(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        wire.close()
    assert len(told.requests) == 3


def test_a_wait_of_a_year_is_not_begun() -> None:
    told, time_s = Told(status=429, headers={"Retry-After": "31536000"}), [0.0]
    pace = RatePace(Limits(), lambda _: False, now_s=lambda: time_s[0], sleep_s=lambda _: pytest.fail("waits"))
    with answering(told) as url:
        wire = Wire(Target(url), pace)
        assert "asks to wait 31536000 s" in str(refused(wire))
        wire.close()
    assert len(told.requests) == 1


def test_whoever_asks_for_a_429_gets_it_without_waiting() -> None:
    told, pace = Told(status=429), Obeying(99, widest=1)
    with answering(told) as url:
        wire = Wire(Target(url), pace)
        with wire.asking_for_429():
            assert [exchange.status for exchange in wire.at_once([POLL] * 3)] == [429] * 3
        wire.close()
    assert (len(told.requests), pace.waited) == (3, [])


def test_whoever_takes_a_429_for_an_answer_keeps_the_pace_all_the_same() -> None:
    told, pace = Told(status=429), Obeying(99, widest=1)
    with answering(told) as url:
        wire = Wire(Target(url), pace)
        with wire.taking_429():
            assert wire.exchange(POLL).status == 429
            with pytest.raises(Lacking, match="2 requests at once are needed"):
                wire.at_once([POLL] * 2)
        wire.close()
    assert (len(told.requests), pace.waited) == (1, [1])


def test_more_at_once_than_the_server_allows_are_not_sent() -> None:
    told = Told()
    with answering(told) as url:
        wire = Wire(Target(url), Obeying(0, widest=2))
        with pytest.raises(Lacking, match="3 requests at once are needed, and the server allows 2") as raised:
            wire.at_once([POLL] * 3)
        wire.close()
    assert (told.requests, raised.value.need.name) == ([], "rate")


def test_a_429_to_several_at_once_spoils_the_attempt() -> None:
    with answering(Told(status=429)) as url:
        wire = Wire(Target(url), Obeying(1))
        with pytest.raises(Lacking, match="answered 429 to 2 requests at once"):
            wire.at_once([POLL] * 2)
        wire.close()


def test_a_429_to_several_at_once_spoils_the_attempt_however_long_a_wait_it_asks_for() -> None:
    with answering(Told(status=429, headers={"Retry-After": "3600"})) as url:
        pace = RatePace(Limits(), lambda _: False, now_s=lambda: 0.0, sleep_s=lambda _: None)
        wire = Wire(Target(url), pace)
        with pytest.raises(Lacking, match="answered 429 to 2 requests at once"):
            wire.at_once([POLL] * 2)
        wire.close()


def test_every_kind_of_request_goes_through_the_pace() -> None:
    pace = Obeying(0)
    with answering(Told()) as url:
        wire = Wire(Target(url, timeout_s=1.0), pace)
        wire.exchange(POLL)
        wire.at_once([POLL] * 2)
        wire.raw(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        wire.close()
    assert pace.waited == [1, 2, 1]


def test_what_was_lent_is_sent_and_shown_nowhere() -> None:
    told, heard = Told(body=f'{{"you sent": "{KEY}"}}', headers={"X-Echo": KEY}), list[Exchange]()
    with answering(told) as url:
        wire = Wire(Target(url, headers={"x-key": KEY}, lent={KEY: "GATEWAY_KEY"}), heard=heard.append)
        wire.exchange(POLL)
        wire.raw(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        wire.close()
    assert [headers["x-key"] for _, _, headers, _ in told.requests] == [KEY, KEY]
    assert KEY not in repr(heard)
    assert heard[0].request.headers["x-key"] == "${GATEWAY_KEY}"


def test_the_line_of_curl_takes_what_was_lent_from_the_shell() -> None:
    exchange = Exchange(HttpRequest("GET", "/", {"x-key": "${KEY}"}), HttpResponse(200))
    line = shown(exchange, "http://staging.example", {"${KEY}": "KEY"}).curl
    assert '--header "x-key: ${KEY}"' in line


def test_limits_and_wire_together_keep_to_the_rate() -> None:
    time_s = [0.0]

    def sleep(duration_s: float) -> None:
        time_s[0] += duration_s

    pace = RatePace(Limits(requests_per_s=2), lambda _: False, now_s=lambda: time_s[0], sleep_s=sleep)
    with answering(Told()) as url:
        wire = Wire(Target(url), pace)
        for _ in range(5):
            wire.exchange(POLL)
        wire.close()
    assert time_s[0] == pytest.approx(2.1)


def test_devices_are_given_the_429_that_waiting_did_not_help_against() -> None:
    told = Told(status=429)
    with answering(told) as url:
        wire = Wire(Target(url), Obeying(99), gives_429=True)
        assert wire.exchange(POLL).status == 429
        wire.close()
    assert len(told.requests) == 3


def test_a_server_that_begins_again_is_waited_for_until_itself_answers() -> None:
    told, waits = Told(status=502), list[float]()

    def wait(seconds: float) -> None:
        waits.append(seconds)
        told.status = 401

    with answering(told) as url:
        heard = list[Exchange]()
        wire = Wire(Target(url), heard=heard.append)
        assert wire.comes_back(POLL, within_s=60, sleep_s=wait)
        wire.close()
    assert (len(waits), len(told.requests), heard) == (1, 2, [])


def test_a_server_that_ends_is_seen_to_end_and_one_that_goes_on_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        wire = Wire(Target(f"http://127.0.0.1:{listening.getsockname()[1]}"))
        assert not wire.goes_down(within_s=0.05)
        listening.accept()[0].close()

        def end_the_next() -> None:
            listening.accept()[0].close()

        ending = Thread(target=end_the_next)
        ending.start()
        assert wire.goes_down(within_s=60)
        ending.join()
    assert wire.goes_down(within_s=60)


def test_a_server_that_does_not_come_back_is_not_waited_for_longer_than_said() -> None:
    with answering(Told()) as url:
        pass
    assert not Wire(Target(url)).comes_back(POLL, within_s=0.05, sleep_s=lambda _: None)
