"""Laws about wishes: relays as they were set in the dashboard, and what a device goes on with is stored."""

import pytest

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.record import RecordFlag, RecordReading, RecordVerdict, TokenRecord
from oceanhil.scenarios.devices.steps import wishes
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.devices.steps.test_laws import GRANT, ON, found
from tests.scenarios.fake_world import PERMANENT_TOKEN, Planned, S, requested

WISH = "- server.set_relay: {relay: 1, state: on}\n"
WANTED = WISH + ON + "- time.run: 60s\n- expect.wanted: 20s"
STORED = ON + "- time.run: 60s\n- expect.stored: 20s"


def moved(relay1: bool, relay2: bool = False, after_s: int = 2) -> Planned:
    return Planned(after_s * S, EventKind.RELAYS, {"relay1": relay1, "relay2": relay2})


def reported(relay1: bool, after_s: int, device: str = "device") -> Planned:
    return requested("state", 200, after_s * S, device, method="POST", relay1=relay1, relay2=False, session="5e5510")


def saved(after_s: int) -> Planned:
    return Planned(after_s * S, EventKind.SAVE, {"verdict": "valid"})


def record(flags: RecordFlag) -> RecordReading:
    return RecordReading(RecordVerdict.VALID, TokenRecord(PERMANENT_TOKEN, flags))


def test_a_relay_has_to_be_as_it_was_set_last() -> None:
    assert found(WANTED) == "relay 1 off"
    assert found(WANTED, moved(True), moved(False, after_s=3)) == "relay 1 off"
    assert not found(WANTED, moved(True))
    assert not found(ON + "- expect.wanted: 20s")


def test_a_relay_that_nobody_sees_is_neither_wanted_nor_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    on = record(RecordFlag.RELAY1)
    assert found(WANTED)
    assert found(STORED, GRANT, record=on)
    monkeypatch.setattr(wishes, "seen_relays", lambda _world: frozenset({2}))
    assert not found(WANTED)
    assert not found(STORED, GRANT, record=on)


def test_a_relay_that_moves_in_time_is_in_time() -> None:
    assert not found(WANTED, moved(True, after_s=79))
    assert found(WANTED, moved(True, after_s=81))


def test_of_several_wishes_for_a_relay_the_last_one_counts() -> None:
    both = WISH + WISH.replace("state: on", "state: off") + WISH.replace("relay: 1", "relay: 2") + ON
    assert found(both + "- time.run: 9s\n- expect.wanted: 20s", moved(True, True)) == "relay 1 on and relay 2 on"
    assert not found(both + "- time.run: 9s\n- expect.wanted: 20s", moved(False, True))


def test_a_device_that_is_not_online_owes_no_wish() -> None:
    assert not found(WANTED, shown=DeviceStatus.OFFLINE)
    assert not found(STORED, shown=DeviceStatus.OFFLINE)


@pytest.mark.parametrize("action", ["generate", "regenerate", "revoke", "delete", "claim"])
def test_a_wish_for_what_became_another_device_is_none(action: str) -> None:
    assert not found(WANTED, Planned(3 * S, EventKind.DASHBOARD, {"action": action}))
    assert found(WANTED, Planned(3 * S, EventKind.DASHBOARD, {"action": "settings"}))


def test_only_a_report_that_was_under_way_may_overtake_a_wish() -> None:
    assert not found(WANTED, reported(False, 15))
    assert found(WANTED, reported(False, 16)) == "relay 1 off"
    assert found(WANTED, reported(True, 15)) == "relay 1 off"


def test_where_others_or_nobody_say_what_is_wanted_no_wish_is_judged() -> None:
    assert not found(WANTED, reported(False, 30, "twin"))
    assert not found("- server.fuzz_answer: {draw: 1, of: state}\n" + WANTED)


def test_the_token_of_an_online_device_has_to_be_stored() -> None:
    assert found(STORED, GRANT) == "stored is: empty"
    assert not found(STORED, GRANT, record=record(RecordFlag(0)))


def test_of_cells_that_read_otherwise_each_time_nobody_can_say_what_is_stored() -> None:
    assert not found(STORED, GRANT, wavers=True)


def test_relays_have_to_be_stored_as_they_stand() -> None:
    assert found(STORED, GRANT, moved(True), record=record(RecordFlag(0))) == (
        "stored is relay 1 off and relay 2 off, and it has relay 1 on and relay 2 off"
    )
    assert not found(STORED, GRANT, moved(True), record=record(RecordFlag.RELAY1))


def test_a_save_that_changes_nothing_makes_nothing_good() -> None:
    assert found(STORED, GRANT, saved(61), saved(70)) == "stored is: empty"
