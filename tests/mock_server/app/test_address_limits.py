"""Limits by address, over real connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.app import TransportLimits
from oceanhil.mock_server.core import AccessPolicy
from oceanhil.mock_server.operation.address_limits import AddressLimits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock_server.app.conftest import Answer, Served

STATE, KEY = "/api/device/state/", "long-enough-key"


def _limits(**values: float) -> TransportLimits:
    return TransportLimits(stop_timeout_s=1.0, per_address=AddressLimits(**values))  # type: ignore[arg-type] # whole numbers are fine


def _health(served: Served, key: str) -> Answer:
    return served.ask("GET", "/_admin/health", None, f"Authorization: Bearer {key}")


def test_requests_beyond_the_rate_get_429_and_the_connection_stays(serve: Callable[..., Served]) -> None:
    client = serve(_limits(requests_per_s=0.001, request_burst=3)).connect()
    statuses = [client.ask("GET", STATE).answer().status for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_a_refusal_says_when_to_come_again_and_why(serve: Callable[..., Served]) -> None:
    served = serve(_limits(requests_per_s=0.01, request_burst=1))
    served.ask("GET", STATE)
    answer = served.ask("GET", "/")
    assert (answer.status, answer.json["code"]) == (429, "request_rate")
    assert 1 <= int(answer.headers["retry-after"]) <= 100
    assert answer.headers["x-frame-options"] == "DENY"


def test_refused_requests_are_not_processed_and_leave_no_trace_in_the_journal(serve: Callable[..., Served]) -> None:
    served = serve(_limits(requests_per_s=0.001, request_burst=1))
    for _ in range(5):
        served.ask("GET", STATE)
    assert served.server.call(lambda core, _: core.journal_last_seq) == 1


@pytest.mark.slow
def test_the_body_of_a_refused_request_is_not_waited_for(serve: Callable[..., Served]) -> None:
    served = serve(_limits(requests_per_s=0.001, request_burst=1))
    served.ask("GET", STATE)
    client = served.connect().send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
    assert client.answer().status == 429


def test_a_connection_too_many_is_closed_at_once(serve: Callable[..., Served]) -> None:
    served = serve(_limits(connections=2))
    first, second = served.connect(), served.connect()
    assert [each.ask("GET", STATE).answer().status for each in (first, second)] == [401, 401]
    with pytest.raises((ConnectionError, EOFError)):
        served.connect().ask("GET", STATE).answer()


def test_a_closed_connection_makes_room_for_another(serve: Callable[..., Served]) -> None:
    served = serve(_limits(connections=1))
    client = served.connect().ask("GET", STATE, b"", "Connection: close")
    assert client.answer().status == 401
    assert client.rest() == b""
    assert served.ask("GET", STATE).status == 401


def test_guessing_keys_gets_slow(serve: Callable[..., Served]) -> None:
    served = serve(_limits(failed_keys_per_min=3), AccessPolicy(KEY))
    assert [_health(served, f"guess-{number}").status for number in range(5)] == [401, 401, 401, 429, 429]
    assert _health(served, KEY).status == 429
    assert served.ask("GET", STATE).status == 401


def test_devices_at_the_address_of_a_guesser_are_served_whatever_they_send(serve: Callable[..., Served]) -> None:
    served = serve(_limits(failed_keys_per_min=1), AccessPolicy(KEY))
    assert [_health(served, f"guess-{number}").status for number in range(2)] == [401, 429]
    answer = served.ask("GET", STATE, None, "Authorization: Bearer of-another-service")
    assert (answer.status, answer.json["code"] != "key_guessing") == (401, True)


def test_the_right_key_costs_nothing(serve: Callable[..., Served]) -> None:
    served = serve(_limits(failed_keys_per_min=1), AccessPolicy(KEY))
    assert {_health(served, KEY).status for _ in range(5)} == {200}


def test_tokens_that_are_no_admin_keys_are_not_counted_as_guesses(serve: Callable[..., Served]) -> None:
    served = serve(_limits(failed_keys_per_min=1), AccessPolicy(KEY))
    for _ in range(5):
        served.ask("GET", STATE, None, "Authorization: Bearer nothing", "X-Device-Token: nothing")
    assert _health(served, KEY).status == 200


def test_by_default_keys_are_guessed_slowly_and_nothing_else_is_limited(served: Served) -> None:
    limits = TransportLimits().per_address
    assert (limits.requests_per_s, limits.connections, limits.failed_keys_per_min) == (None, None, 10.0)
