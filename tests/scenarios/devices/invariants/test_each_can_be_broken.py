"""Each invariant is watched in every run, and something breaks it: for each number the shortest life that does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import Panic, PanicKind
from oceanhil.scenarios.devices.invariants import INVARIANTS
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant
from oceanhil.scenarios.trace import EventKind, panic_fields
from oceanhil.scenarios.world import World
from tests.scenarios.devices.invariants.memory_device import MemoryDevice, polls
from tests.scenarios.devices.invariants.watching import S, WatchedLife, work_flash
from tests.scenarios.fake_world import (
    MAC,
    SESSION_TOKEN,
    FakeWorld,
    Planned,
    boot,
    fake_world,
    line,
    power,
    requested,
    stored,
)
from tests.scenarios.fake_world import status as shown
from tests.together import together

REGISTRATION, PERMANENT = "oc_reg_aaaaa…", "oc_perm_bbbb…"
GRANTED: Final = requested("register", 200, 0, token=REGISTRATION, granted=PERMANENT, mac=MAC)
OTHER_MAC: Final = "24:6F:28:00:00:02"
PANIC: Final = Panic(board=Board.ESP32, kind=PanicKind.ABORT, headline="abort() was called", lines=("the dump",))


def answered(word: str, status: int, *after_s: int, **fields: str | int | bool) -> tuple[Planned, ...]:
    return tuple(requested(word, status, each * S, "device", **fields) for each in after_s)


def nothing(_: FakeWorld) -> None:
    """Leave the world as it is."""


def session_in_flash(world: FakeWorld) -> None:
    world.device().in_flash.add(SESSION_TOKEN)


def forged_record(world: FakeWorld) -> None:
    world.device().record = stored("oc_perm_" + "x" * 43)


def much_flash_work(world: FakeWorld) -> None:
    work_flash(world, 1_000, 1_000_000)


def lost_heap(world: FakeWorld) -> None:
    world.put("device", MemoryDevice(world, Board.ESP32, lost=40))


def long_hold(world: FakeWorld) -> None:
    world.put("device", MemoryDevice(world, Board.ESP8266, holds_us=[0, 0, 2 * S]))


@dataclass(frozen=True, slots=True)
class Life:
    """What happens to a device in a world that was prepared, for how long it goes on, and what it has done then."""

    planned: tuple[Planned, ...]
    prepare: Callable[[FakeWorld], None] = nothing
    run_s: int = 0
    afterwards: Callable[[FakeWorld], None] = nothing

    def seen_by(self, invariant: type[Invariant[World]]) -> str:
        """Give what the invariant says of it; empty when it holds."""
        world = fake_world()
        self.prepare(world)
        watched = WatchedLife(world, invariant).see(*self.planned, run_us=self.run_s * S)
        self.afterwards(world)
        return watched.found


BREACHES: Final[Mapping[InvariantId, Life]] = MappingProxyType(
    {
        InvariantId.I1: Life((line("[REG] token oc_reg_rrrrr…", leak=True),)),
        InvariantId.I2: Life((boot(),), session_in_flash),
        InvariantId.I3: Life((GRANTED, *answered("register", 200, 1, token=REGISTRATION, mac=OTHER_MAC))),
        InvariantId.I4: Life((shown("online", S),)),
        InvariantId.I5: Life((GRANTED, *answered("session", 200, 1, token=PERMANENT, mac=OTHER_MAC))),
        InvariantId.I6: Life((power("cut"),), forged_record),
        InvariantId.I7: Life((boot(), line("working", S)), run_s=100),
        InvariantId.I8: Life(answered("register", 401, 1, 3, token=REGISTRATION)),
        InvariantId.I9: Life((boot(), Planned(S, EventKind.PANIC, panic_fields(PANIC)))),
        InvariantId.I10: Life(answered("session", 500, *range(0, 200, 5))),
        InvariantId.I11: Life((boot(),), afterwards=much_flash_work, run_s=1),
        InvariantId.I12: Life(
            (boot(), *answered("state", 200, 1, session="5e5510", relay1=True, relay2=False)), run_s=9
        ),
        InvariantId.I13: Life(answered("state", 200, *range(0, 18, 2), session="5e5510")),
        InvariantId.I14: Life(answered("session", 200, 0, 12, session="5e5510", expires_in=3600)),
        InvariantId.I15: Life((GRANTED, *answered("session", 503, 50), *answered("register", 410, 100))),
        InvariantId.I16: Life(
            (boot(), *answered("session", 401, 5, code="clock_skew"), Planned(6 * S, EventKind.TIME, {}))
        ),
        InvariantId.I17: Life(answered("session", 404, 1)),
        InvariantId.I18: Life(tuple(polls(800)), lost_heap),
        InvariantId.I19: Life(tuple(polls(3)), long_hold),
    }
)


def test_there_is_a_breach_of_every_invariant() -> None:
    unbroken = [each.value for each in InvariantId if each not in BREACHES]
    assert not unbroken, f"add to BREACHES the shortest life that breaks each of {unbroken}"


def test_every_invariant_is_watched_once() -> None:
    assert sorted(each.id.value for each in INVARIANTS) == sorted(each.value for each in InvariantId)


@together
@pytest.mark.parametrize("number", BREACHES)
def test_what_breaks_an_invariant_is_seen(number: InvariantId) -> None:
    (invariant,) = (each for each in INVARIANTS if each.id is number)
    assert BREACHES[number].seen_by(invariant)
    assert not Life((boot(), line("hello", S))).seen_by(invariant)
