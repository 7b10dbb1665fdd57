"""A run of a virtual fleet: it boots, is let be for a while, is struck by a storm, and followed to the end."""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from oceanhil.fleet.device import DOCUMENTED_JITTER_PERCENT, FleetDevice, Habits, mac_of
from oceanhil.fleet.storm import Storm, by_time
from oceanhil.fleet.tally import Recovery, Tally
from oceanhil.fleet.virtual.calm import Calm
from oceanhil.fleet.virtual.deeds import Hand
from oceanhil.fleet.virtual.fleet import Records, VirtualFleet
from oceanhil.fleet.virtual.server import ServerModel, VirtualServer, needed_per_s
from oceanhil.fleet.watch import Watch
from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US

START_UNIX_US: Final = 1_767_225_600 * SECOND_US
"""2026-01-01 00:00:00 UTC: when every run begins."""
HEADROOM: Final = 2.0
"""How many times what a calm fleet needs a server can do, unless somebody says otherwise."""
_LEAST_PER_S: Final = 2.0
"""Fewer polls a second can no server do by itself: a device's registration, with its handshake, would take longer than
the device waits for it."""
_STEP_US: Final = 60 * SECOND_US
_SETTLE_S: Final = 600
_QUIET_US: Final = 120 * SECOND_US
_SHORT_WAIT_US: Final = 100_000
_JOURNAL_ROWS: Final = 1_000


class Plan(msgspec.Struct, frozen=True):
    """What is run: so many devices of one family, a storm, and for how many seconds the fleet is followed from it on.

    `capacity_per_s` None: `HEADROOM` times what the calm fleet needs, and as much as one device needs to register.
    `plays_all` False: steady polls are counted and not played (`calm`).
    """

    devices: int
    storm: Storm
    for_s: float
    profile: Profile
    board: Board = Board.ESP32
    jitter_percent: int = DOCUMENTED_JITTER_PERCENT
    capacity_per_s: float | None = None
    seed: int = 0
    plays_all: bool = False

    @property
    def strikes_s(self) -> int:
        """When the storm strikes: all booted within one session's time, so that sessions end evenly, and rested."""
        return self.profile.server.session_ttl_s + _SETTLE_S

    @property
    def model(self) -> ServerModel:
        """What the server can do."""
        needed = needed_per_s(self.devices, self.profile.device, self.profile.server.session_ttl_s)
        usual_per_s = max(HEADROOM * needed, _LEAST_PER_S)
        return ServerModel(usual_per_s if self.capacity_per_s is None else self.capacity_per_s)


class VirtualRun(msgspec.Struct, frozen=True):
    """What came of a plan."""

    plan: Plan
    tally: Tally
    recovery: Recovery


def run(plan: Plan, progress: Callable[[float], None] = lambda _: None) -> VirtualRun:
    """Run a plan; `progress` is told, now and then, which part of the time has passed (0 to 1)."""
    player = _Player(plan)
    for part in player.play():
        progress(part)
    return VirtualRun(plan, player.tally, player.tally.recovery())


class _Player:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        chance = Chance(plan.seed)
        core = Core(plan.profile, plan.seed, _JOURNAL_ROWS)
        self._server = VirtualServer(core, plan.model, START_UNIX_US)
        self.tally = Tally(plan.devices)
        habits = Habits(plan.profile.device, plan.profile.wire, plan.jitter_percent)
        made = [core.create_device(plan.board, plan.board.value, START_UNIX_US) for _ in range(plan.devices)]
        devices = [
            FleetDevice(plan.board, mac_of(place), Firmware(each.registration_token), habits, chance)
            for place, each in enumerate(made)
        ]
        calm = Calm(plan.devices, plan.profile.device, plan.profile.server.session_ttl_s, self._server.trip_us)
        watch = Watch(self.tally, plan.profile.wire)
        self._fleet = VirtualFleet(devices, self._server, Records(self.tally, watch, calm), chance)
        self._hand = Hand(self._fleet, [each.id for each in made], chance)
        for place in range(plan.devices):
            self._fleet.start(place, chance.randrange(SECOND_US * plan.profile.server.session_ttl_s))

    def play(self) -> Iterator[float]:
        """Play it all; gives the part that is over now and then."""
        plan, tally = self._plan, self.tally
        strikes_us = SECOND_US * plan.strikes_s
        mended_us = strikes_us + round(SECOND_US * plan.storm.mended_s)
        end_us = strikes_us + round(SECOND_US * plan.for_s)
        for at_us, act in by_time(plan.storm.deeds, strikes_us):
            yield from self._play_to(at_us, end_us)
            if tally.struck_us is None:
                tally.strike(at_us)
            self._hand.do(act, at_us)
        yield from self._play_to(mended_us, end_us)
        tally.mend(mended_us)
        yield from self._play_to(end_us, end_us)
        self._fleet.finish()

    def _play_to(self, until_us: int, end_us: int) -> Iterator[float]:
        fleet = self._fleet
        while fleet.now_us < until_us:
            step_us = min(until_us, fleet.now_us + _STEP_US)
            fleet.calm_until_us = until_us if self._is_calm() else 0
            fleet.play(step_us)
            yield step_us / end_us

    def _is_calm(self) -> bool:
        """Whether nothing but what always happens is to be expected."""
        fleet, tally = self._fleet, self.tally
        if self._plan.plays_all or self._server.waiting_us(fleet.now_us) > _SHORT_WAIT_US:
            return False
        if tally.struck_us is None:
            return True
        return tally.mended_us is not None and fleet.now_us - tally.changed_us > _QUIET_US
