"""Which requests a fault rule strikes, from when and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec import UNSET

from oceanhil.boards import read_board
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import FaultError, parse_rule

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

STATE = "/api/device/state/"
REFUSE = {"fault": {"kind": "refuse"}}


def _add(bench: Bench, **rule: object) -> None:
    bench.core.add_fault(parse_rule({"fault": {"kind": "status", "status": 500}, **rule}), bench.now_us)


def _statuses(bench: Bench, count: int) -> list[int]:
    return [bench.send("GET", STATE).status for _ in range(count)]


def test_a_path_with_an_asterisk_is_the_beginning_of_many(bench: Bench) -> None:
    _add(bench, match={"path": "/api/device/s*"})
    assert [bench.send("GET", path).status for path in (STATE, "/api/device/s", "/api/device/")] == [500, 500, 404]


def test_a_board_is_matched_by_the_token_of_its_device(bench: Bench) -> None:
    _add(bench, match={"board": "picow"})
    pico, other = bench.generate(Board.PICOW), bench.generate(Board.ESP32)
    assert bench.register(pico.registration_token).status == 500
    assert bench.register(other.registration_token).status == 200


def test_an_address_is_matched(bench: Bench) -> None:
    _add(bench, match={"peer": "192.0.2.7"})
    assert bench.send("GET", STATE, peer="192.0.2.7").status == 500
    assert bench.send("GET", STATE, peer="192.0.2.8").status == 401


def test_a_rule_passes_over_its_first_matches(bench: Bench) -> None:
    _add(bench, match={"path": STATE}, after=2, times=1)
    bench.send("GET", "/elsewhere")
    assert _statuses(bench, 4) == [401, 401, 500, 401]


def test_a_rule_ends_by_the_clock_of_the_server(bench: Bench) -> None:
    _add(bench, duration=10)
    bench.wait(9.9)
    assert _statuses(bench, 1) == [500]
    bench.core.advance_clock(0.2, bench.now_us)
    assert _statuses(bench, 1) == [401]


@pytest.mark.parametrize(
    ("match", "doubts"),
    [
        (
            {"path": "/api/device/sesion/"},
            ["no path of this service is '/api/device/sesion/'; did you mean '/api/device/session/'?"],
        ),
        ({"device": "nope"}, ["no device has the id or the device ID 'nope' yet"]),
    ],
)
def test_whoever_adds_a_rule_that_nothing_is_known_to_strike_is_told(
    bench: Bench, match: dict[str, str], doubts: list[str]
) -> None:
    bench.online()
    added = bench.admin("POST", "/faults", {"fault": {"kind": "reset"}, "match": match})
    assert (added.status, added.body["doubts"]) == (201, doubts)
    assert bench.core.faults()[0].doubts is UNSET


@pytest.mark.parametrize("by", ["id", "device_id"])
def test_nothing_is_doubted_of_a_rule_that_requests_may_fit(bench: Bench, by: str) -> None:
    device = bench.online()
    match = {"path": "/api/device/s*", "device": getattr(device, by), "method": "get"}
    assert "doubts" not in bench.admin("POST", "/faults", {"fault": {"kind": "reset"}, "match": match}).body


def test_the_end_of_a_rule_is_shown(bench: Bench) -> None:
    shown = bench.admin("POST", "/faults", {"fault": {"kind": "reset"}, "duration": 60}).body
    assert shown["until"] == bench.now_us / 1_000_000 + 60


def test_refused_connections_are_counted_and_logged(bench: Bench) -> None:
    bench.core.add_fault(parse_rule({**REFUSE, "match": {"peer": "192.0.2.7"}, "times": 1}), bench.now_us)
    peers = ("192.0.2.8", "192.0.2.7", "192.0.2.7")
    assert [bench.core.refuses_connection(peer, bench.now_us) for peer in peers] == [False, True, False]
    [entry] = bench.core.fault_log.since(0)
    assert (entry.kind, entry.journal) == ("refuse", None)


def test_a_rule_about_connections_strikes_no_request(bench: Bench) -> None:
    bench.core.add_fault(parse_rule({**REFUSE, "times": 1}), bench.now_us)
    assert _statuses(bench, 1) == [401]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (REFUSE, "times or duration"),
        ({**REFUSE, "times": 1, "match": {"path": "/"}}, "only 'peer'"),
        ({"fault": {"kind": "malformed"}}, "fault.how"),
        ({"fault": {"kind": "malformed", "how": "badly"}}, "how"),
        ({"fault": {"kind": "delay", "seconds": 1, "head": True}}, "fault.head"),
        ({"fault": {"kind": "segments", "bytes": 0}}, "fault.bytes"),
        ({"fault": {"kind": "reset"}, "after": -1}, "after"),
        ({"fault": {"kind": "reset"}, "duration": 0}, "duration"),
        ({"fault": {"kind": "reset"}, "match": {"board": "avr"}}, "board"),
        ({"fault": {"kind": "reset"}, "match": {"method": "PUTT"}}, "match.method is 'PUTT', .*; did you mean 'PUT'"),
        ({"fault": {"kind": "reset"}, "match": {"path": "/" * 301}}, "match.path"),
    ],
)
def test_a_wrong_rule_names_what_is_wrong(body: dict[str, object], named: str) -> None:
    with pytest.raises(FaultError, match=named):
        parse_rule(body, read_board)
