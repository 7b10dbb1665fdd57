"""Faults strike what passes a proxy as they strike a server's own answers."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.proxy.conftest import Pair

STATE = "/api/device/state/"


def _seen_by_origin(pair: Pair) -> int:
    return pair.origin.call(lambda core, _: core.journal_last_seq)


@pytest.mark.parametrize("kind", ["drop_request", "reset"])
def test_a_dropped_request_never_reaches_the_other_server(pair: Pair, kind: str) -> None:
    pair.proxy.fault(kind)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        pair.proxy.ask("GET", STATE)
    assert _seen_by_origin(pair) == 0


def test_a_dropped_answer_has_reached_it(pair: Pair) -> None:
    pair.proxy.fault("drop_response")
    with pytest.raises(http.client.RemoteDisconnected):
        pair.proxy.ask("GET", STATE)
    assert _seen_by_origin(pair) == 1


def test_a_status_is_given_in_place_of_the_other_servers(pair: Pair) -> None:
    pair.proxy.fault("status", status=503, retry_after=7)
    got = pair.proxy.ask("GET", STATE)
    assert (got.status, ("retry-after", "7") in got.headers, _seen_by_origin(pair)) == (503, True, 0)


def test_a_corrupt_answer_is_the_other_servers_with_its_length(pair: Pair) -> None:
    good = pair.proxy.ask("GET", STATE)
    pair.proxy.fault("corrupt")
    bad = pair.proxy.ask("GET", STATE)
    assert (len(bad.body), bad.headers) == (len(good.body), good.headers)
    assert bad.body != good.body


def test_a_cut_answer_is_cut(pair: Pair) -> None:
    pair.proxy.fault("truncate", bytes=4)
    with pytest.raises(http.client.IncompleteRead) as cut:
        pair.proxy.ask("GET", STATE)
    assert cut.value.partial == b'{"su'


def test_one_device_is_struck_by_the_name_it_was_seen_with(pair: Pair) -> None:
    headers = pair.online()
    rule = {"match": {"device": "ESP32_246F28AABBCC"}, "fault": {"kind": "status", "status": 500}}
    pair.proxy.admin("POST", "/faults", rule)
    assert pair.proxy.ask("GET", STATE).status == 401
    assert pair.proxy.ask("GET", STATE, None, headers).status == 500


def test_a_board_is_struck_by_its_device_id(pair: Pair) -> None:
    headers = pair.online()
    pair.proxy.admin("POST", "/faults", {"match": {"board": "esp32"}, "fault": {"kind": "status", "status": 500}})
    assert pair.proxy.ask("GET", STATE, None, headers).status == 500


def test_journal_and_log_tell_what_was_injected(pair: Pair) -> None:
    pair.proxy.fault("delay", seconds=0)
    pair.proxy.fault("corrupt")
    pair.proxy.ask("GET", STATE)
    [entry] = pair.proxy.core.journal_since(0)
    assert (entry.status, entry.code, entry.fault) == (401, "token_invalid", "corrupt+delay")
    assert [(strike.kind, strike.journal) for strike in pair.proxy.core.fault_log.since(0)] == [
        ("delay", 1),
        ("corrupt", 1),
    ]
