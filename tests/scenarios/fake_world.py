"""A world that does what a script says: each thing done to it plans events, and time brings them into the trace."""

from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import ClockFault, MacFault, RecordDamage, StorageRefusal, TornModel
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import FaultRule, PathFault
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import NetworkChange
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.protocol.record import RecordReading, RecordVerdict, TokenRecord
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.buttons import HasButton
from oceanhil.scenarios.line_change import line_words
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source, Trace
from oceanhil.scenarios.world import (
    MAIN_DEVICE,
    Capability,
    Device,
    FlashWear,
    Generated,
    LackingError,
    Network,
    Server,
    World,
    WorldError,
    WorldFactory,
    WorldRequest,
)
from oceanhil.scenarios.world_terms import LineFault

S = 1_000_000
REGISTRATION_TOKEN = "oc_reg_" + "r" * 43
PERMANENT_TOKEN = "oc_perm_" + "p" * 43
SESSION_TOKEN = "5e5510" + "0" * 26
MAC = "24:6F:28:00:00:01"


class Planned(msgspec.Struct, frozen=True):
    """An event so many µs after what plans it."""

    after_us: int
    kind: EventKind
    fields: Mapping[str, Scalar]
    device: str = MAIN_DEVICE
    source: Source = Source.DEVICE


Script = Mapping[str, Sequence[Planned]]
"""What follows from a call such as `device.power_on`; `device.power_on#2` is the second one only."""


def line(text: str, after_us: int = 0, device: str = MAIN_DEVICE, **fields: Scalar) -> Planned:
    return Planned(after_us, EventKind.SERIAL, {"text": text, **fields}, device)


def boot(after_us: int = 0, device: str = MAIN_DEVICE, reason: str = "power-on") -> Planned:
    return Planned(after_us, EventKind.BOOT, {"number": 1, "reason": reason}, device)


def requested(word: str, status: int, after_us: int = 0, device: str = MAIN_DEVICE, **fields: Scalar) -> Planned:
    method = "GET" if word == "state" else "POST"
    known = {"method": method, "path": f"/api/device/{word}/", "status": status, **fields}
    return Planned(after_us, EventKind.REQUEST, known, device, Source.SERVER)


def network(after_us: int = 0, change: str = "access point 'Another', 2.4GHz") -> Planned:
    return Planned(after_us, EventKind.NETWORK, {"change": change}, "", Source.HARNESS)


def status(word: str, after_us: int = 0) -> Planned:
    return Planned(after_us, EventKind.STATUS, {"status": word}, source=Source.SERVER)


def power(state: str, after_us: int = 0) -> Planned:
    return Planned(after_us, EventKind.POWER, {"state": state})


class FakeDevice(Device, HasButton):
    name = ""
    board = Board.ESP32
    mac = b""
    has_power = False

    def __init__(self, world: "FakeWorld", name: str, board: Board) -> None:
        self.world = world
        self.name = name
        self.board = board
        self.mac = bytes.fromhex("246f28000001")
        self.record = RecordReading(RecordVerdict.EMPTY)
        self.wavers = False
        self.in_flash: set[str] = set()
        self.work_units = 0
        self.cut: tuple[int, int] | None = None
        self.line_faults: list[LineFault | None] = []
        self.wear = FlashWear()
        self.eeprom = bytearray(b"\xff" * 64)
        self.keeps_nothing = False

    def flash(self, firmware: Firmware) -> None:
        self.world.firmwares.append(firmware)
        self.world.note(f"{self.name}.flash")

    def power_on(self) -> None:
        self.has_power = True
        self.world.note(f"{self.name}.power_on")
        if self.cut is not None:
            self.cut = None
            self.world.plan(power("cut", S))

    def power_off(self) -> None:
        self.has_power = False
        self.world.note(f"{self.name}.power_off")

    def reset(self, kind: ResetKind) -> None:
        self.world.note(f"{self.name}.reset {kind.value}")

    def crash(self, kind: PanicKind) -> None:
        self.world.note(f"{self.name}.crash {kind.value}")

    def break_line(self, fault: LineFault | None) -> None:
        self.line_faults.append(fault)
        self.world.note(f"{self.name}.break_line {line_words(fault)}")

    def cut_power(self, boot: int, unit: int) -> None:
        self.cut = (boot, unit)
        self.world.note(f"{self.name}.cut_power {boot}.{unit}")

    def tear_flash(self, torn: TornModel, seed: int) -> None:
        self.world.note(f"{self.name}.tear_flash {torn.value} {seed}")

    def resize_storage(self, size_bytes: int) -> None:
        self.world.note(f"{self.name}.resize_storage {size_bytes}")

    def rewrite_storage(self, times: int) -> None:
        self.world.note(f"{self.name}.rewrite_storage {times}")

    def refuse_storage(self, refusal: StorageRefusal) -> None:
        how = " torn" * refusal.torn + " silent" * refusal.silent
        self.world.note(f"{self.name}.refuse_storage {refusal.call.value} {refusal.times} after {refusal.after}{how}")

    def age_storage(self, saves: int) -> None:
        self.world.note(f"{self.name}.age_storage {saves}")

    def put_beside_record(self, address: int, data: bytes) -> None:
        if not self.keeps_nothing:
            self.eeprom[address : address + len(data)] = data
        self.world.note(f"{self.name}.put_beside_record {address} {data.decode()}")

    def read_beside_record(self, address: int, length: int) -> bytes:
        return bytes(self.eeprom[address : address + length])

    def flash_units(self, boot: int) -> int:
        return self.work_units if boot == 1 else 0

    def clear_storage(self) -> None:
        self.world.note(f"{self.name}.clear_storage")

    def damage_storage(self, fault: RecordDamage, seed: int) -> None:
        self.world.note(f"{self.name}.damage_storage {fault.value} {seed}")

    def copy_storage(self, other: object) -> None:
        self.world.note(f"{self.name}.copy_storage")

    def stored_record(self) -> RecordReading:
        return self.record

    def reads_alike(self) -> bool:
        return not self.wavers

    def storage_contains(self, *texts: str) -> bool:
        return any(text in stored for text in texts for stored in self.in_flash)

    def set_mac(self, mac: bytes) -> None:
        self.world.note(f"{self.name}.set_mac {mac.hex()}")

    def break_mac(self, fault: MacFault | None) -> None:
        self.world.note(f"{self.name}.break_mac {fault.value if fault else 'none'}")

    def set_clock(self, unix_us: int) -> None:
        self.world.note(f"{self.name}.set_clock {unix_us - self.world.server.unix_us}")

    def set_boot_clock(self, skew_us: int | None) -> None:
        self.world.note(f"{self.name}.set_boot_clock {skew_us}")

    def set_drift(self, parts_per_million: int) -> None:
        self.world.note(f"{self.name}.set_drift {parts_per_million}")

    def set_sleep_drift(self, parts_per_million: int) -> None:
        self.world.note(f"{self.name}.set_sleep_drift {parts_per_million}")

    def break_clock(self, fault: ClockFault | None) -> None:
        self.world.note(f"{self.name}.break_clock {fault.value if fault else 'none'}")

    def delay_time_client(self, delay_us: int) -> None:
        self.world.note(f"{self.name}.delay_time_client {delay_us}")

    def set_sensors(self, temperature_tenths: int, humidity_tenths: int) -> None:
        self.world.note(f"{self.name}.set_sensors {temperature_tenths} {humidity_tenths}")

    def hold_button(self, *, is_down: bool) -> None:
        self.world.note(f"{self.name}.hold_button {is_down} at {self.world.now_us}")

    def wear_out(self, seed: int) -> None:
        self.world.note(f"{self.name}.wear_out {seed}")

    def flash_wear(self) -> FlashWear:
        return self.wear

    def deep_sleep(self, duration_us: int) -> None:
        self.world.note(f"{self.name}.deep_sleep {duration_us}")

    def set_uptime(self, uptime_us: int) -> None:
        self.world.note(f"{self.name}.set_uptime {uptime_us}")


class FakeServer(Server, Network):
    """Server, network and dashboard at once: all of them only note what is done to them."""

    unix_us = 1_768_478_400 * S

    def __init__(self, world: "FakeWorld") -> None:
        self.world = world
        self.shown = DeviceStatus.PENDING
        self.rules: list[FaultRule] = []
        self.permanent = {PERMANENT_TOKEN}
        self.known_secrets = {PERMANENT_TOKEN, REGISTRATION_TOKEN, SESSION_TOKEN}

    def generate_firmware(self, board: Board, name: str) -> Generated:
        self.world.note(f"server.generate {board.value} {name}")
        return Generated(f"id-{name}", REGISTRATION_TOKEN)

    def regenerate_token(self, device_id: str) -> Generated:
        self.world.note(f"server.regenerate {device_id}")
        return Generated(device_id, REGISTRATION_TOKEN.replace("r" * 43, "s" * 43))

    def revoke_token(self, device_id: str) -> None:
        self.world.note(f"server.revoke {device_id}")

    def delete_device(self, device_id: str) -> None:
        self.world.note(f"server.delete {device_id}")

    def claim_device(self, device_id: str, mac: bytes, board_device_id: str) -> None:
        self.world.note(f"server.claim {device_id} {mac.hex()} {board_device_id}")

    def set_relay(self, device_id: str, relay: int, *, on: bool) -> None:
        self.world.note(f"server.relay {device_id} {relay} {on}")

    def status(self, device_id: str) -> DeviceStatus:
        return self.shown

    def put_settings(self, changes: Mapping[str, bool | int]) -> None:
        self.world.note(f"server.settings {dict(changes)}")

    def add_fault(self, rule: FaultRule) -> None:
        self.rules.append(rule)
        self.world.note("server.fault")

    def clear_faults(self, name: str = "") -> None:
        self.world.note(f"server.clear_faults {name}".rstrip())

    def move_clock(self, delta_us: int) -> None:
        self.world.note(f"server.move_clock {delta_us}")

    def freeze_clock(self) -> None:
        self.world.note("server.freeze_clock")

    def release_clock(self) -> None:
        self.world.note("server.release_clock")

    def restart(self) -> None:
        self.world.note("server.restart")

    def issued(self, token: str) -> bool:
        return token in self.permanent

    def secrets(self) -> frozenset[str]:
        return frozenset(self.known_secrets)

    def apply(self, change: NetworkChange) -> None:
        values = [getattr(change, name) for name in change.__struct_fields__]
        self.world.note(" ".join([f"network.{change.__struct_config__.tag}", *map(_shown, values)]))


def _shown(value: object) -> str:
    if isinstance(value, PathFault):
        return value.words
    return str(value.value) if isinstance(value, Enum) else str(value)


class FakeWorld(World):
    name = "fake"
    capabilities: frozenset[Capability] = frozenset()
    is_self_contained = False
    now_us = 0

    def __init__(self, made_for: WorldRequest, script: Script, capabilities: frozenset[Capability]) -> None:
        self.made_for = made_for
        self.capabilities = capabilities
        self._trace = Trace()
        self._server = FakeServer(self)
        self.calls: list[str] = []
        self.firmwares: list[Firmware] = []
        self.closed = 0
        self.broken: Sequence[str] = ()
        self.interrupting: Sequence[str] = ()
        self.lacking: Sequence[str] = ()
        self.script = script
        self._planned: list[tuple[int, Planned]] = []
        self._devices: dict[str, FakeDevice] = {}

    @property
    def profile(self) -> Profile:
        return self.made_for.profile

    @property
    def trace(self) -> Trace:
        return self._trace

    @property
    def server(self) -> FakeServer:
        return self._server

    @property
    def network(self) -> FakeServer:
        return self._server

    def device(self, name: str = MAIN_DEVICE) -> FakeDevice:
        if name not in self._devices:
            self._devices[name] = FakeDevice(self, name, self.made_for.board)
        return self._devices[name]

    def put(self, name: str, device: FakeDevice) -> None:
        self._devices[name] = device

    def note(self, call: str) -> None:
        self.calls.append(call)
        word = call.partition(" ")[0]
        count = sum(each.partition(" ")[0] == word for each in self.calls)
        if {word, call} & {*self.broken}:
            raise WorldError(f"{word} failed")
        if {word, call} & {*self.lacking}:
            raise LackingError(f"{word} here")
        if word in self.interrupting:
            raise KeyboardInterrupt
        for planned in (*self.script.get(word, ()), *self.script.get(f"{word}#{count}", ())):
            self.plan(planned)

    def plan(self, planned: Planned) -> None:
        insort(self._planned, (self.now_us + planned.after_us, planned), key=lambda pair: pair[0])

    def facts(self) -> dict[str, str]:
        return {"colour": "green"}

    def run_for(self, duration_us: int) -> None:
        self._run_until(self.now_us + duration_us, lambda _event: False)

    def wait_for(self, wanted: Callable[[Event], bool], timeout_us: int) -> Event | None:
        return self._run_until(self.now_us + timeout_us, wanted)

    def close(self) -> None:
        self.closed += 1
        if "world.close" in self.broken:
            raise WorldError("world.close failed")

    def _run_until(self, end_us: int, wanted: Callable[[Event], bool]) -> Event | None:
        while self._planned and self._planned[0][0] <= end_us:
            self.now_us, planned = self._planned.pop(0)
            self._happen(planned)
            if wanted(self.trace.events[-1]):
                return self.trace.events[-1]
        self.now_us = end_us
        return None

    def _happen(self, planned: Planned) -> None:
        if planned.kind is EventKind.STATUS:
            self.server.shown = DeviceStatus(planned.fields["status"])
        if planned.kind is EventKind.POWER and planned.fields["state"] == "cut":
            self.device(planned.device).has_power = False
        self.trace.add(self.now_us, planned.source, planned.kind, planned.device, planned.fields)


class FakeFactory(WorldFactory):
    """Makes fake worlds and keeps them, so that a test can ask what was done to them."""

    name = "fake"
    capabilities: frozenset[Capability] = frozenset()

    def __init__(
        self,
        script: Script | None = None,
        *,
        capabilities: frozenset[Capability] = frozenset(Capability),
        prepare: Callable[[FakeWorld], None] = lambda _world: None,
        drivers: tuple[str, ...] = (),
        broken: Sequence[str] = (),
        interrupting: Sequence[str] = (),
        lacking: Sequence[str] = (),
    ) -> None:
        self.capabilities = capabilities
        self.absent: dict[Board, str] = {}
        self.closed = False
        self.worlds: list[FakeWorld] = []
        self._script = script or {}
        self._prepare = prepare
        self._drivers = drivers
        self._broken = broken
        self._interrupting = interrupting
        self._lacking = lacking

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        del board
        return self.capabilities

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        del board
        return frozenset()

    def absence(self, board: Board) -> str:
        return self.absent.get(board, "")

    def close(self) -> None:
        self.closed = True

    def drivers(self, board: Board) -> tuple[str, ...]:
        return self._drivers if board is Board.ESP32 else ()

    def make(self, request: WorldRequest) -> FakeWorld:
        if "make" in self._broken:
            raise WorldError("make failed")
        world = FakeWorld(request, self._script, self.capabilities)
        world.broken, world.interrupting, world.lacking = self._broken, self._interrupting, self._lacking
        self._prepare(world)
        self.worlds.append(world)
        return world


def fake_world(script: Script | None = None, profile: Profile | None = None) -> FakeWorld:
    made_for = WorldRequest(board=Board.ESP32, seed=0, profile=profile or load_profile())
    return FakeWorld(made_for, script or {}, frozenset(Capability))


def stored(token: str) -> RecordReading:
    return RecordReading(RecordVerdict.VALID, TokenRecord(token))
