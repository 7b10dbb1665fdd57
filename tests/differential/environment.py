"""Hostile environments below the network: any answer of a server, any bytes where the record is, any clock."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import RecordReading, StorePolicy
from oceanhil.simulator.board.board import DeviceProgram
from oceanhil.simulator.eeprom.slots import Slot
from tests.simulator.answers import NOW_S, Sent, answers
from tests.simulator.program.fake_hardware import MAC, REGISTRATION, SECOND_US, FakeHardware, TimeIsUp

PROFILE = load_profile()


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What surrounds one device for an hour."""

    board: Board = Board.ESP32
    store: StorePolicy = StorePolicy.REFERENCE
    derivation: Derivation = Derivation.STATION_MAC
    sntp: bool = False
    token: str = REGISTRATION
    mac: bytes | None = MAC
    scripts: tuple[Sequence[Exchanged], ...] = ((), (), (), ())
    joins: Sequence[bool] = ()
    times_s: Sequence[int | None] = ()
    clock_s: int = NOW_S
    booted_ms: int = 0
    random_ppm: int = 0
    eeprom: bytes = b""
    slots: tuple[bytes, bytes] = (b"", b"")
    broken: bool = False
    until_s: int = 3600


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a program did in an environment."""

    text: str
    sent: Sequence[Sent]
    waits_s: Sequence[float]
    timeouts_ms: dict[str, int]
    settled: Sequence[str]
    loads: Sequence[RecordReading]
    saves: Sequence[RecordReading]
    stored: tuple[bytes, bytes, bytes]
    clock_us: int
    halted: bool


def seen(program: DeviceProgram, around: Environment) -> Seen:
    """Run a program in this environment until its time is up or it halts."""
    hardware = _hardware(around)
    image = Firmware(around.token, store=around.store, derivation=around.derivation, sntp=around.sntp)
    running = program(hardware, image, PROFILE.device, PROFILE.wire)
    halted = False
    try:
        running.send(None)
    except StopIteration:
        halted = True
    except TimeIsUp:
        pass
    finally:
        running.close()
    slots = hardware.storage.slots.stored
    return Seen(
        text=hardware.text,
        sent=[_in_one_spelling(sent) for sent in hardware.sent],
        # A wait of nothing is none.
        waits_s=[wait_s for wait_s in hardware.waits_s if wait_s],
        timeouts_ms=hardware.timeouts_ms,
        settled=hardware.settled,
        loads=hardware.loads,
        saves=hardware.saves,
        stored=(hardware.storage.eeprom.stored, slots[Slot.A], slots[Slot.B]),
        clock_us=hardware.clock_us,
        halted=halted,
    )


def _in_one_spelling(sent: Sent) -> Sent:
    """Give a request with its JSON written anew: each program may escape characters in its own way (RFC 8259)."""
    return replace(sent, body=json.dumps(sent.json).encode()) if sent.body else sent


def _hardware(around: Environment) -> FakeHardware:
    hardware = FakeHardware(
        answers(*around.scripts),
        board=around.board,
        until_s=around.until_s,
        mac=around.mac,
        joins=list(around.joins),
        clock_us=around.clock_s * SECOND_US,
        time_server_s=list(around.times_s),
        booted_ms=around.booted_ms,
        random=around.random_ppm,
    )
    storage = hardware.storage
    storage.eeprom.stored = around.eeprom
    storage.slots.stored = dict(zip(Slot, around.slots, strict=True))
    storage.eeprom.broken = storage.slots.broken = around.broken
    return hardware
