"""Whatever happens to a device, no invariant breaks, and the guide's last resort always cures it.

Hypothesis makes up lives: resets, power cuts, faults, skews, networks that come and go, dashboard actions, in any
order. At the end everything round the device is put right, and "clear EEPROM, regenerate, flash" must bring it ONLINE.
"""

import os
from collections.abc import Callable
from typing import TypeVar

import msgspec
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import RecordDamage, StorageCall, StorageRefusal
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import AccessPointChange, HostChange, Latency, Loss
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetKind
from oceanhil.protocol.surroundings import Host
from oceanhil.scenarios.devices.invariants import INVARIANTS
from oceanhil.scenarios.invariants import Watch
from oceanhil.scenarios.trace import EventKind, Scalar, Source
from oceanhil.scenarios.world import WorldRequest
from tests.fault_rules import fault_rules
from tests.lived_device import LivedDevice

pytestmark = pytest.mark.slow

SECOND_US = 1_000_000
T = TypeVar("T")
EXAMPLES = int(os.environ.get("OCEANHIL_FUZZ_EXAMPLES", "30"))
PROFILE = load_profile()
# A token that also fits the legacy record.
SHORT_TOKENS = PROFILE.override({"server.permanent_body_length": 24})
PATHS = ("", PROFILE.wire.register_path, PROFILE.wire.session_path, PROFILE.wire.state_path)

FAULTS = fault_rules(st.sampled_from(PATHS), st.integers(0, 3))


class Action(msgspec.Struct):
    """Something that happens to a device, with the words that hypothesis shows for it."""

    words: str
    perform: Callable[["Life"], object]

    def __repr__(self) -> str:
        return self.words


class Life(LivedDevice):
    """One device, its dashboard entry, and what a person does with both."""

    def __init__(self, request: WorldRequest, store: StorePolicy) -> None:
        super().__init__(SimWorldFactory().make(request), request.board)
        self.watch = Watch(self.world, INVARIANTS, frozenset())
        self.store = store
        self.device.flash(self.firmware())

    def firmware(self) -> Firmware:
        return Firmware(self.entry.registration_token, store=self.store)

    def on_bench(self, step: str, deed: Callable[[], None]) -> None:
        """Do something to the device on the bench, as a step of a scenario does, so that it is no work of its own."""
        fields: dict[str, Scalar] = {"index": 0, "lever": step, "line": 0, "remedy": False}
        self.world.trace.add(self.world.now_us, Source.HARNESS, EventKind.STEP, "", fields)
        deed()
        self.watch.first_violation()

    def clear_storage(self) -> None:
        self.on_bench("storage.clear", self.device.clear_storage)

    def damage_storage(self, fault: RecordDamage, seed: int) -> None:
        self.on_bench("storage.damage", lambda: self.device.damage_storage(fault, seed))

    def refuse_storage(self, refusal: StorageRefusal) -> None:
        self.on_bench("storage.refuse", lambda: self.device.refuse_storage(refusal))

    def flash(self) -> None:
        self.on_bench("device.flash", lambda: self.device.flash(self.firmware()))

    def put_everything_right(self) -> None:
        self.server.clear_faults()
        self.server.put_settings({"maintenance": False, "rate_limit_enabled": False})
        self.network.apply(AccessPointChange("OceanNet", "correct horse"))
        for host in Host:
            self.network.apply(HostChange(host, blocked=False))
        self.network.apply(Latency(20_000))
        self.network.apply(Loss(0))
        for call in StorageCall:
            self.refuse_storage(StorageRefusal(call=call, times=0))
        self.device.set_drift(0)
        self.device.set_boot_clock(None)

    def last_resort(self) -> None:
        """Do what the guide says when nothing else helps; once more if power is cut in the middle of it."""
        for _ in range(2):
            self.device.power_off()
            self.clear_storage()
            self.regenerate()
            self.flash()
            self.device.power_on()
            self.world.run_for(3600 * SECOND_US)
            if self.device.has_power:
                return


def seconds(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most).map(lambda number: number * SECOND_US)


def plain(words: str, perform: Callable[[Life], object]) -> st.SearchStrategy[Action]:
    return st.just(Action(words, perform))


def act(words: str, values: st.SearchStrategy[T], perform: Callable[[Life, T], object]) -> st.SearchStrategy[Action]:
    return values.map(lambda value: Action(f"{words} {value!r}", lambda life: perform(life, value)))


def setting(name: str, values: st.SearchStrategy[int]) -> st.SearchStrategy[Action]:
    return act(name, values, lambda life, value: life.server.put_settings({name: value}))


ACTIONS: st.SearchStrategy[Action] = st.one_of(
    plain("power on", lambda life: life.device.power_on()),
    plain("power off", lambda life: life.device.power_off()),
    act("reset", st.sampled_from(ResetKind), lambda life, kind: life.device.reset(kind)),
    act("run µs", seconds(2 * 3600), lambda life, us: life.world.run_for(us)),
    act("run µs", seconds(60), lambda life, us: life.world.run_for(us)),
    act("cut next boot at unit", st.integers(0, 400), lambda life, unit: life.cut_next_boot(unit)),
    plain("clear storage", lambda life: life.clear_storage()),
    act(
        "damage",
        st.tuples(st.sampled_from(RecordDamage), st.integers(0, 99)),
        lambda life, fault: life.damage_storage(*fault),
    ),
    act(
        "refuse saves",
        st.builds(
            StorageRefusal,
            call=st.just(StorageCall.SAVE),
            times=st.integers(0, 5),
            after=st.integers(0, 2),
            torn=st.booleans(),
        ),
        lambda life, refusal: life.refuse_storage(refusal),
    ),
    # Of more than one in a row the device would have to think that nothing is stored.
    act(
        "refuse a read after",
        st.integers(0, 3),
        lambda life, after: life.refuse_storage(StorageRefusal(call=StorageCall.READ, after=after)),
    ),
    act("fault", FAULTS, lambda life, rule: life.server.add_fault(rule)),
    plain("clear faults", lambda life: life.server.clear_faults()),
    plain("restart server", lambda life: life.server.restart()),
    plain("regenerate", lambda life: life.regenerate()),
    plain("flash", lambda life: life.flash()),
    plain("revoke", lambda life: life.in_dashboard(life.server.revoke_token)),
    plain("delete", lambda life: life.in_dashboard(life.server.delete_device)),
    act(
        "relay",
        st.tuples(st.integers(1, 2), st.booleans()),
        lambda life, relay: life.in_dashboard(lambda entry: life.server.set_relay(entry, relay[0], on=relay[1])),
    ),
    setting("maintenance", st.booleans()),
    setting("rate_limit_enabled", st.booleans()),
    setting("idempotent_register_window", st.sampled_from([0, 600])),
    act("server clock by µs", seconds(3 * 86_400), lambda life, us: life.server.move_clock(us)),
    act(
        "device clock off by s",
        st.integers(-7200, 7200),
        lambda life, skew_s: life.device.set_clock(life.server.unix_us + skew_s * SECOND_US),
    ),
    act(
        "boot clock off by s",
        st.none() | st.integers(-700, 700),
        lambda life, skew_s: life.device.set_boot_clock(None if skew_s is None else skew_s * SECOND_US),
    ),
    act("drift ppm", st.integers(-50_000, 50_000), lambda life, ppm: life.device.set_drift(ppm)),
    act("block", st.sampled_from(Host), lambda life, host: life.network.apply(HostChange(host, blocked=True))),
    act("unblock", st.sampled_from(Host), lambda life, host: life.network.apply(HostChange(host, blocked=False))),
    act(
        "WiFi password",
        st.sampled_from(["correct horse", "changed"]),
        lambda life, password: life.network.apply(AccessPointChange("OceanNet", password)),
    ),
    act("latency µs", st.integers(0, 6_000_000), lambda life, us: life.network.apply(Latency(us))),
    act("loss ppm", st.integers(0, 500_000), lambda life, ppm: life.network.apply(Loss(ppm))),
)


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: board.value)
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(actions=st.lists(ACTIONS, max_size=25), seed=st.integers(0, 2**32 - 1), driver=st.integers(0, 1))
def test_no_life_breaks_an_invariant_and_the_last_resort_cures(
    board: Board, store: StorePolicy, actions: list[Action], seed: int, driver: int
) -> None:
    names = SimWorldFactory().drivers(board)
    request = WorldRequest(board=board, seed=seed, profile=SHORT_TOKENS, driver=names[driver % len(names)])
    life = Life(request, store)
    note(f"life: {actions}")
    for action in actions:
        action.perform(life)
    life.put_everything_right()
    life.last_resort()
    violation = life.watch.first_violation(at_end=True)
    assert violation is None, violation
    assert life.server.status(life.entry.id) is DeviceStatus.ONLINE
    life.world.close()
