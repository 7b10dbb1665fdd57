"""The log of what was injected: every strike, with what it did, to whom, and in which journal entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import Event, EventKind
from oceanhil.mock_server.core.faults import FaultLog, FaultRules
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.redact import leaks

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench


def _add(bench: Bench, fault: dict[str, object], **more: object) -> str:
    return bench.admin("POST", "/faults", {"fault": fault, **more}).text("id")


def test_a_strike_names_rule_kind_device_and_journal_entry(bench: Bench) -> None:
    device = bench.online()
    rule = _add(bench, {"kind": "delay", "seconds": 3})
    device.poll()
    assert bench.admin("GET", "/faults/log").body["entries"] == [
        {
            "seq": 1,
            "time": bench.now_us / 1_000_000,
            "rule": rule,
            "kind": "delay",
            "device": device.id,
            "journal": bench.journal()[-1].seq,
            "parameters": {"seconds": 3.0},
        }
    ]


def test_a_cut_says_how_much_was_left(bench: Bench) -> None:
    _add(bench, {"kind": "truncate"})
    delivery = bench.deliver(HttpRequest("GET", "/nowhere"))
    assert delivery.response is not None
    [entry] = bench.core.fault_log.since(0)
    assert entry.parameters == {"bytes": len(delivery.response.body) // 2}


def test_each_of_several_strikes_has_the_parameters_of_its_own_kind(bench: Bench) -> None:
    for fault in ({"kind": "truncate", "bytes": 3}, {"kind": "delay", "seconds": 2}, {"kind": "segments", "bytes": 7}):
        _add(bench, fault)
    bench.send("GET", "/")
    shown = [(entry.kind, entry.parameters) for entry in bench.core.fault_log.since(0)]
    assert shown == [("truncate", {"bytes": 3}), ("delay", {"seconds": 2.0}), ("segments", {"bytes": 7})]


@pytest.mark.parametrize(("more", "most"), [({}, 1), ({"bytes": 7}, 7)])
def test_an_answer_in_segments_comes_byte_by_byte_unless_it_is_said_otherwise(
    bench: Bench, more: dict[str, int], most: int
) -> None:
    _add(bench, {"kind": "segments", **more})
    disturbance = bench.deliver(HttpRequest("GET", "/")).disturbance
    assert disturbance is not None
    assert (disturbance.piece_bytes, disturbance.keep_bytes) == (most, None)


def test_a_reader_asks_for_what_is_new(bench: Bench) -> None:
    _add(bench, {"kind": "status", "status": 500})
    for _ in range(3):
        bench.send("GET", "/")
    answer = bench.admin("GET", "/faults/log", query="since=2").body
    assert ([entry["seq"] for entry in answer["entries"]], answer["last_seq"]) == ([3], 3)  # type: ignore[attr-defined] # JSON


def test_removing_rules_leaves_the_log_and_a_reset_empties_it(bench: Bench) -> None:
    assert _add(bench, {"kind": "reset"}) == "f1"
    bench.send("GET", "/")
    bench.core.clear_faults(bench.now_us)
    assert bench.core.fault_log.last_seq == 1
    assert _add(bench, {"kind": "reset"}) == "f2", "an id in the log means one rule"
    bench.core.reset(None, bench.now_us)
    assert (bench.core.fault_log.last_seq, bench.core.fault_log.since(0)) == (0, [])
    assert [_add(bench, {"kind": "reset"}) for _ in range(2)] == ["f1", "f2"]


def test_the_log_keeps_the_newest(bench: Bench) -> None:
    book, log = FaultRules(), FaultLog(limit=2)
    active = book.rules[book.add(FaultRule(Fault(FaultKind.RESET)), 0)]
    for at_us in range(3):
        log.add(active, at_us, "", at_us, None)
    assert ([entry.seq for entry in log.since(0)], log.dropped) == ([2, 3], 1)


def test_every_strike_is_an_event(bench: Bench) -> None:
    heard: list[Event] = []
    bench.core.subscribe(heard.append)
    _add(bench, {"kind": "delay", "seconds": 1})
    _add(bench, {"kind": "slow", "bytes_per_second": 9})
    bench.send("GET", "/")
    injected = [event.data for event in heard if event.kind is EventKind.INJECTED]
    assert injected == list(bench.core.fault_log.since(0))


def test_no_secret_is_in_the_log(bench: Bench) -> None:
    device = bench.online()
    _add(bench, {"kind": "status", "status": 500}, match={"device": device.device_id})
    device.poll()
    assert len(bench.core.fault_log.since(0)) == 1
    assert leaks(str(bench.core.fault_log.since(0))) == []
