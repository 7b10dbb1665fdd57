"""What listeners are told, and what of a device is shown to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.mock_server.core import Event, EventKind
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock_server.conftest import Bench

NOW_S = 1_700_000_000
DROP = FaultRule(Fault(FaultKind.DROP_REQUEST), times=1)


def _listen(bench: Bench) -> list[Event]:
    heard: list[Event] = []
    bench.core.subscribe(heard.append)
    return heard


def _told(bench: Bench, act: Callable[[], object]) -> list[tuple[str, object]]:
    heard = _listen(bench)
    act()
    return [(event.kind.value, msgspec.to_builtins(event.data)) for event in heard]


def test_a_generated_device_is_told_as_it_is_shown(bench: Bench) -> None:
    heard = _listen(bench)
    bench.generate()
    (event,) = heard
    assert (event.kind, event.time_us) == (EventKind.DEVICE, bench.now_us)
    assert event.data == bench.core.devices(bench.now_us)[0]


def test_a_request_is_told_with_its_entry_and_then_its_device(bench: Bench) -> None:
    device = bench.online()
    told = _told(bench, device.poll)
    assert [kind for kind, _ in told] == ["request", "device"]
    assert told[0][1] == msgspec.to_builtins(bench.journal()[-1])


def test_a_request_of_nobody_tells_of_no_device(bench: Bench) -> None:
    assert [kind for kind, _ in _told(bench, lambda: bench.poll("oc_perm_nobody"))] == ["request"]


def test_a_takeover_tells_of_the_loser_too(bench: Bench) -> None:
    loser = bench.registered()
    token = bench.generate().registration_token
    heard = _listen(bench)
    bench.register(token)
    told = [msgspec.to_builtins(event.data) for event in heard if event.kind is EventKind.DEVICE]
    assert [(view["id"] == loser.id, view["status"]) for view in told] == [(True, "REVOKED"), (False, "OFFLINE")]


def test_a_claim_tells_of_the_loser_too(bench: Bench) -> None:
    loser = bench.registered()
    mac = bytes.fromhex(loser.mac.replace(":", ""))
    fresh = bench.generate().id
    told = _told(bench, lambda: bench.core.claim(fresh, mac, "HAND", bench.now_us))
    assert [(kind, view["id"], view["status"], view["claimed"]) for kind, view in told if isinstance(view, dict)] == [
        ("device", loser.id, "REVOKED", True),
        ("device", fresh, "PENDING", True),
    ]


def test_a_claimed_device_is_shown_with_what_it_was_claimed_for(bench: Bench) -> None:
    fresh = bench.generate().id
    view = bench.core.claim(fresh, bytes.fromhex("246f28aabbcc"), "ESP32_HAND", bench.now_us)
    assert (view.device_id, view.mac, view.claimed) == ("ESP32_HAND", "24:6F:28:AA:BB:CC", True)
    assert bench.core.device(fresh, bench.now_us) == view


def test_a_deleted_device_is_told_by_its_id(bench: Bench) -> None:
    identity = bench.generate().id
    told = _told(bench, lambda: bench.core.delete(identity, bench.now_us))
    assert told == [("deleted", {"id": identity})]


def test_levers_are_told(bench: Bench) -> None:
    core, now_us = bench.core, bench.now_us
    assert _told(bench, lambda: core.put_settings({"maintenance": True}, now_us)) == [("settings", core.settings())]
    clock = {"now": NOW_S + 5, "offset": 5, "frozen": False}
    assert _told(bench, lambda: core.advance_clock(5, now_us)) == [("clock", clock)]
    assert _told(bench, lambda: core.freeze_clock(now_us)) == [("clock", {**clock, "frozen": True})]
    assert _told(bench, lambda: core.release_clock(now_us)) == [("clock", clock)]
    assert _told(bench, lambda: core.set_clock_offset(0, now_us)) == [("clock", {**clock, "now": NOW_S, "offset": 0})]
    assert _told(bench, lambda: core.restart(now_us)) == [("restart", {})]
    assert _told(bench, lambda: core.reset(9, now_us)) == [("reset", {"seed": 9})]


def test_rules_are_told_by_their_number(bench: Bench) -> None:
    rule = bench.core.add_fault(DROP, bench.now_us)
    assert _told(bench, lambda: bench.core.add_fault(DROP, bench.now_us)) == [("faults", {"count": 2})]
    assert _told(bench, lambda: bench.core.remove_fault(rule.id, bench.now_us)) == [("faults", {"count": 1})]
    assert _told(bench, lambda: bench.core.clear_faults(bench.now_us)) == [("faults", {"count": 0})]


def test_a_strike_is_told_between_rule_and_request(bench: Bench) -> None:
    bench.core.add_fault(DROP, bench.now_us)
    told = _told(bench, lambda: bench.poll("x"))
    assert [kind for kind, _ in told] == ["injected", "request"]
    assert told[0][1] == {
        "seq": 1,
        "time": NOW_S,
        "rule": "f1",
        "kind": "drop_request",
        "device": "",
        "journal": 1,
        "parameters": {},
    }


def test_storage_is_told_with_its_reason(bench: Bench) -> None:
    full = StorageView(StorageState.READ_ONLY, "the disk is full")
    told = _told(bench, lambda: bench.core.set_storage(full, bench.now_us))
    assert told == [("storage", {"state": "read_only", "reason": "the disk is full"})]
    assert bench.core.storage == full


def test_who_has_left_hears_nothing_and_others_still_do(bench: Bench) -> None:
    first: list[Event] = []
    leave = bench.core.subscribe(first.append)
    second = _listen(bench)
    leave()
    bench.generate()
    assert (len(first), len(second)) == (0, 1)


def test_events_carry_the_servers_time(bench: Bench) -> None:
    bench.core.advance_clock(100, bench.now_us)
    heard = _listen(bench)
    identity = bench.generate().id
    bench.poll("x")
    bench.core.revoke(identity, bench.now_us)
    bench.core.delete(identity, bench.now_us)
    bench.core.add_fault(DROP, bench.now_us)
    bench.core.restart(bench.now_us)
    bench.change(maintenance=True)
    bench.core.set_storage(StorageView(StorageState.DURABLE), bench.now_us)
    assert {event.time_us - bench.now_us for event in heard} == {100_000_000}


def test_a_pending_device_is_shown(bench: Bench) -> None:
    identity = bench.generate(name="Küche").id
    assert msgspec.to_builtins(bench.view(identity)) == {
        "id": identity,
        "name": "Küche",
        "board": "esp32",
        "device_id": None,
        "mac": None,
        "ip": None,
        "status": "PENDING",
        "claimed": False,
        "last_contact": None,
        "created_at": NOW_S,
        "token_expires_at": NOW_S + 86_400,
        "registered_at": None,
        "session_expires_at": None,
        "state": {"relay1": False, "relay2": False, "temperature": None, "humidity": None},
        "tags": (),
    }


def test_an_online_device_is_shown(bench: Bench) -> None:
    device = bench.registered()
    bench.wait(2)
    device.renew()
    bench.wait(1.5)
    device.report({"relay1": True, "humidity": 40})
    shown = msgspec.to_builtins(bench.view(device.id))
    assert {name: shown[name] for name in ("device_id", "mac", "ip", "status", "claimed")} == {
        "device_id": device.device_id,
        "mac": device.mac,
        "ip": "192.168.1.100",
        "status": "ONLINE",
        "claimed": True,
    }
    assert (shown["registered_at"], shown["last_contact"]) == (NOW_S, NOW_S + 3.5)
    assert shown["session_expires_at"] == NOW_S + 2 + 3600
    assert shown["state"] == {"relay1": True, "relay2": False, "temperature": None, "humidity": 40.0}


def test_a_regenerated_device_begins_again(bench: Bench) -> None:
    device = bench.online()
    bench.wait(7)
    fresh = bench.core.regenerate(device.id, bench.now_us)
    shown = bench.view(device.id)
    assert (fresh.id, fresh.expires_at, shown.token_expires_at) == (device.id, NOW_S + 7 + 86_400, NOW_S + 7 + 86_400)
    assert (shown.status, shown.mac, shown.ip, shown.device_id, shown.claimed) == ("PENDING", None, None, None, False)
    assert (shown.registered_at, shown.session_expires_at, shown.created_at) == (None, None, NOW_S)


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_devices_are_listed_page_by_page(bench: Bench, limit: int) -> None:
    names = [bench.generate(name=str(number)).id for number in range(5)]
    pages: list[str] = []
    while page := bench.core.devices(bench.now_us, after=pages[-1] if pages else "", limit=limit):
        assert len(page) <= limit
        pages += [view.id for view in page]
    assert pages == names


def test_devices_are_counted_by_status(bench: Bench) -> None:
    bench.generate()
    bench.online()
    bench.online("24:6F:28:00:00:02", "ESP32_2")
    gone = bench.generate().id
    bench.core.revoke(gone, bench.now_us)
    counts = {"PENDING": 1, "ONLINE": 2, "AWAY": 0, "OFFLINE": 0, "REVOKED": 1}
    assert bench.core.census(bench.now_us).counts == counts
    assert (bench.core.device_count, bench.core.health(bench.now_us).devices) == (4, 4)
    assert bench.core.census(bench.now_us).label == "status"
