"""What a store is told of a core is enough to make the same core again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.admin.server import reset
from oceanhil.mock_server.core.changes import Changes, ClockRecord, DeviceRecord, RetiredRecord, Snapshot
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.journal import PollRow, Row
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from tests.mock_server.conftest import Bench
from tests.mock_server.declared_operations import CHANGING, LASTING, do, examples, shown
from tests.together import together

if TYPE_CHECKING:
    from collections.abc import Callable

    from oceanhil.mock_server.core.operation import Json
    from oceanhil.protocol.profile import Scalar
    from tests.mock_server.declared_operations import DeviceOperation

MACS = ("24:6F:28:00:00:01", "24:6F:28:00:00:02", "24:6F:28:00:00:03")


class Store:
    """The simplest store: what changed, laid over what was there, in the order that `Changes` promises."""

    def __init__(self) -> None:
        self.devices: dict[str, DeviceRecord] = {}
        self.retired: list[RetiredRecord] = []
        self.settings: dict[str, Scalar] = {}
        self.clock = ClockRecord()
        self.rows: list[PollRow | Row] = []
        self.last_seq = 0

    def write(self, changes: Changes) -> None:
        if changes.is_reset:
            Store.__init__(self)
        self.rows += changes.rows
        self.last_seq = changes.last_seq
        for name, at_us in (*_polls(changes), *changes.contacts.items()):
            if name in self.devices:
                self.devices[name] = msgspec.structs.replace(self.devices[name], contact_us=at_us)
        self.devices |= {record.id: record for record in changes.saved}
        self.retired += changes.retired
        for name in changes.deleted:
            self.devices.pop(name, None)
            self.retired = [record for record in self.retired if record.device != name]
        self.settings = self.settings if changes.settings is None else dict(changes.settings)
        self.clock = changes.clock or self.clock

    def snapshot(self) -> Snapshot:
        return Snapshot(
            list(self.devices.values()), self.retired, self.settings, self.clock, list(self.rows), self.last_seq
        )


def _polls(changes: Changes) -> list[tuple[str, int]]:
    return [(row.device, row.time_us) for row in changes.rows if isinstance(row, PollRow)]


class Life:
    """Whatever may happen to a server that is kept; each step is a number."""

    def __init__(self) -> None:
        self.bench = Bench()
        self.bench.core.lasting.restore(Snapshot())
        self.tokens: dict[str, str] = {}
        self.permanent: dict[str, str] = {}

    def _some(self, number: int) -> str:
        known = [view.id for view in self.bench.core.devices(self.bench.now_us)]
        return known[number % len(known)] if known else self._generate()

    def _generate(self) -> str:
        generated = self.bench.generate()
        self.tokens[generated.id] = generated.registration_token
        return generated.id

    def _register(self, number: int) -> None:
        identity = self._some(number)
        reply = self.bench.register(self.tokens[identity], MACS[number % 3], f"ESP32_{number}")
        if reply.status == 200:
            self.permanent[identity] = reply.text("permanent_token")

    def _talk(self, number: int) -> None:
        identity = self._some(number)
        token = self.permanent.get(identity, "oc_perm_x")
        mac = self.bench.view(identity).mac or MACS[0]
        session = self.bench.open_session(token, mac).body.get("session_id")
        if isinstance(session, str):
            self.bench.poll(token, session)
            if number % 2:
                self.bench.report(token, session, {"temperature": number})

    def _operate(self, each: DeviceOperation, number: int) -> None:
        known = examples(each)
        reply = do(self.bench, each, known[number % len(known)], self._some(number))
        if each is reset:
            # With the same seed the same tokens are given out again, to others.
            self.tokens.clear()
            self.permanent.clear()
        elif "registration_token" in reply.body:
            self.tokens[reply.text("id")] = reply.text("registration_token")

    def do(self, kind: int, number: int) -> None:
        match kind:
            case 0 | 1:
                self._register(number)
            case 2 | 3:
                self._talk(number)
            case _:
                self._operate(LASTING[kind - 4], number)
        self.bench.wait(number)


STEPS = st.lists(st.tuples(st.integers(0, 3 + len(LASTING)), st.integers(0, 9), st.booleans()), max_size=25)


@settings(max_examples=60)
@given(STEPS)
def test_changes_laid_over_each_other_are_the_server(steps: list[tuple[int, int, bool]]) -> None:
    life, store = Life(), Store()
    for kind, number, is_written in steps:
        life.do(kind, number)
        if is_written:
            store.write(life.bench.core.lasting.take_changes())
    store.write(life.bench.core.lasting.take_changes())
    assert store.snapshot() == life.bench.core.lasting.snapshot()
    assert life.bench.core.lasting.take_changes().is_empty


@pytest.mark.slow
@settings(max_examples=60)
@given(STEPS)
def test_a_server_made_of_a_snapshot_is_the_same_but_for_its_sessions(steps: list[tuple[int, int, bool]]) -> None:
    life = Life()
    for kind, number, _ in steps:
        life.do(kind, number)
    other = Bench()
    other.core.lasting.restore(life.bench.core.lasting.snapshot())
    life.bench.core.restart(life.bench.now_us)
    assert other.core.lasting.snapshot() == life.bench.core.lasting.snapshot()
    for at in (life.bench, other):
        at.now_us = life.bench.now_us
    assert other.core.devices(other.now_us) == life.bench.core.devices(other.now_us)
    assert other.journal() == life.bench.journal()
    assert other.core.settings() == life.bench.core.settings()
    assert other.core.clock(other.now_us) == life.bench.core.clock(other.now_us)
    for token in life.tokens.values():
        assert other.register(token, MACS[0]).code == life.bench.register(token, MACS[0]).code
    for token in life.permanent.values():
        assert other.poll(token).code == life.bench.poll(token).code


def _restored(bench: Bench) -> Bench:
    other = Bench()
    other.now_us = bench.now_us
    other.core.lasting.restore(bench.core.lasting.snapshot())
    return other


def test_a_permanent_token_outlives_its_process(bench: Bench) -> None:
    device = bench.online()
    other = _restored(bench)
    assert other.poll(device.token, device.session).code == "session_unknown"
    assert other.open_session(device.token).status == 200
    assert other.view(device.id).status == "ONLINE"


def test_who_came_back_after_a_restart_stays_known_while_others_are_still_away(bench: Bench) -> None:
    device, away = bench.registered(), bench.registered(MACS[1], "ESP32_246F28000002")
    other = _restored(bench)
    assert [other.open_session(device.token).status for _ in range(2)] == [200, 200]
    assert other.open_session(away.token, away.mac, away.device_id).status == 200


def test_a_mac_stays_bound_over_a_restart(bench: Bench) -> None:
    first = bench.registered()
    other = _restored(bench)
    second = other.registered()
    assert (other.view(first.id).status, other.view(second.id).mac) == ("REVOKED", first.mac)


@pytest.mark.parametrize(
    ("end", "code"),
    [(lambda core, device, now: core.revoke(device, now), "token_revoked"), (lambda *_: None, "token_used")],
)
def test_an_ended_token_is_refused_as_before(bench: Bench, end: Callable[[Core, str, int], object], code: str) -> None:
    device = bench.registered()
    end(bench.core, device.id, bench.now_us)
    other = _restored(bench)
    assert other.register(device.registration_token).code == "token_used"
    assert other.open_session(device.token).code == (code if code == "token_revoked" else None)


def test_a_regenerated_device_remembers_its_first_tokens(bench: Bench) -> None:
    device = bench.registered()
    fresh = bench.core.regenerate(device.id, bench.now_us).registration_token
    other = _restored(bench)
    assert other.register(device.registration_token).code == "token_used"
    assert other.open_session(device.token).code == "token_revoked"
    assert other.register(fresh).status == 200


def test_a_deleted_device_leaves_nothing_to_keep(bench: Bench) -> None:
    bench.core.lasting.restore(Snapshot())
    device = bench.registered()
    bench.core.regenerate(device.id, bench.now_us)
    bench.core.delete(device.id, bench.now_us)
    changes = bench.core.lasting.take_changes()
    assert (changes.saved, changes.retired, changes.deleted) == ([], [], [device.id])
    assert bench.core.lasting.snapshot().retired == []


def test_nothing_is_noted_for_nobody(bench: Bench) -> None:
    bench.online()
    bench.change(maintenance=True)
    bench.core.freeze_clock(bench.now_us)
    bench.core.reset(None, bench.now_us)
    assert bench.core.lasting.take_changes().is_empty
    assert bench.core.changes.urgent == 0


GENERAL = {EventKind.SETTINGS, EventKind.CLOCK, EventKind.RESET}
KEPT = GENERAL | {EventKind.DEVICE, EventKind.DELETED}


@together
@pytest.mark.parametrize(("each", "body"), [(each, body) for each in CHANGING for body in examples(each)])
def test_what_an_operation_changes_is_told_and_kept_before_it_is_answered(
    each: DeviceOperation, body: Json | None
) -> None:
    bench, store, told = Bench(), Store(), list[Event]()
    core = bench.core
    core.lasting.restore(Snapshot())
    ids = {"devices": bench.generate().id, "faults": core.add_fault(FaultRule(Fault(FaultKind.RESET)), bench.now_us).id}
    store.write(core.lasting.take_changes())
    core.subscribe(told.append)
    before, urgent = core.lasting.snapshot(), core.changes.urgent
    assert do(bench, each, body, ids[each.kind] if each.kind else "").status < 300
    after, kinds = core.lasting.snapshot(), {event.kind for event in told}
    assert kinds, "nobody was told"
    assert (after != before) == bool(kinds & KEPT), "its example changes nothing"
    assert (core.changes.urgent > urgent) == core.changes.is_urgent == bool(kinds & KEPT)
    assert core.changes.is_general == bool(kinds & GENERAL)
    store.write(core.lasting.take_changes())
    assert store.snapshot() == after
    assert core.changes.is_urgent is False
    other = Bench()
    other.now_us = bench.now_us
    other.core.lasting.restore(store.snapshot())
    assert shown(other) == shown(bench)


def test_a_registration_is_kept_before_it_is_answered(bench: Bench) -> None:
    bench.core.lasting.restore(Snapshot())
    token = bench.generate().registration_token
    bench.core.lasting.take_changes()
    urgent = bench.core.changes.urgent
    bench.register(token)
    assert bench.core.changes.urgent > urgent
    assert (bench.core.changes.is_urgent, bench.core.changes.is_general) == (True, False)
    assert not bench.core.lasting.take_changes().is_empty


def test_polls_and_sessions_can_wait(bench: Bench) -> None:
    bench.core.lasting.restore(Snapshot())
    device = bench.registered()
    bench.core.lasting.take_changes()
    urgent = bench.core.changes.urgent
    device.renew()
    device.poll()
    bench.core.add_fault(FaultRule(Fault(FaultKind.RESET)), bench.now_us)
    assert (bench.core.changes.urgent, bench.core.changes.is_urgent) == (urgent, False)
    changes = bench.core.lasting.take_changes()
    assert changes.contacts == {device.id: bench.now_us}
    assert (changes.saved, len(changes.rows)) == ([], 2)


def test_only_settings_that_are_not_the_profiles_are_kept(bench: Bench) -> None:
    bench.core.lasting.restore(Snapshot())
    bench.change(session_ttl_s=60, maintenance=True)
    bench.change(maintenance=False)
    assert bench.core.lasting.take_changes().settings == {"session_ttl_s": 60}
    bench.core.lasting.restore(Snapshot())
    assert bench.core.settings()["session_ttl_s"] == 3600


def test_restoring_takes_the_records_out_of_the_snapshot(bench: Bench) -> None:
    names = [bench.generate(name=name).id for name in ("a", "b", "c")]
    snapshot, other = bench.core.lasting.snapshot(), Bench()
    other.core.lasting.restore(snapshot)
    assert snapshot.devices == []
    assert [view.id for view in other.core.devices(0)] == names
    assert other.core.lasting.journal_limit == 100_000
