"""Devices in virtual time: what each needs next is met, by the server, the network, or by letting time pass.

What it is: a queue of what is due, each entry for one device, and the state of the world round each: its network, its
connection, the names it knows. `oceanhil.simulator.kernel` does the same for whole boards; here nothing but devices
waits, so an entry is a tuple and not an object, which halves the time of a poll.

What it must not know: storms. Somebody calls `power_off` and the like between two runs of `play`.

Laws:

- Entries are played by time, and at one time in the order in which they were made; all chance comes from `chance`. So a
  run is a function of its seed.
- An entry of a life that is over (power was taken) is not played; a request in it ends as a lost connection.
"""

import random
from array import array
from collections.abc import Sequence
from enum import Enum, auto
from heapq import heappop, heappush
from typing import Final

import msgspec

from oceanhil.fleet.device import Ask, AskTime, FleetDevice, Join, Need, Rest, Told
from oceanhil.fleet.requests import OK, RequestKind, code_of
from oceanhil.fleet.storm import SilentHost
from oceanhil.fleet.tally import Tally
from oceanhil.fleet.virtual.calm import Calm, Stretch
from oceanhil.fleet.virtual.server import Answer, VirtualServer
from oceanhil.fleet.watch import Watch
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpFailure, HttpResponse
from oceanhil.protocol.units import SECOND_US
from oceanhil.simulator.network import JOIN_SPREAD_US, JOIN_US, LOOK_AGAIN_US

NAME_KEPT_US: Final = 300 * SECOND_US
"""How long a device knows the server's address: the time to live of a common record (assumption)."""
_AGES_US: Final = -(10**18)


class _Sign(Enum):
    """What an entry of the queue brings that is nothing a device is told."""

    START = auto()
    """It gets power."""
    FLASH = auto()
    """It gets new firmware."""
    LOOK = auto()
    """It looks for its network."""
    JOINED = auto()
    """It has found it, if it is still there."""


_Entry = tuple[int, int, int, int, Told | _Sign, RequestKind | None, int]
"""When, which in order, device, its life, what it brings, the kind of request that ends, since when (or until when)."""


class Records(msgspec.Struct, frozen=True):
    """What is kept of a fleet beside the devices themselves."""

    tally: Tally
    watch: Watch
    calm: Calm


class VirtualFleet:
    """Devices, told by their places from 0, at one server; times are µs of the run."""

    def __init__(
        self, devices: Sequence[FleetDevice], server: VirtualServer, records: Records, chance: random.Random
    ) -> None:
        self.devices = devices
        self.server = server
        self.tally = records.tally
        self.now_us = 0
        self.calm_until_us = 0
        """Until when nothing happens to the fleet from outside; steady polls before it are counted, not played."""
        number = len(devices)
        self._watch = records.watch
        self._calm = records.calm
        self._chance = chance
        self._queue: list[_Entry] = []
        self._order = 0
        self._life = array("q", [0]) * number
        self._is_dark = bytearray(number)
        self._has_network = bytearray([1]) * number
        self._open_until_us = array("q", [0]) * number
        self._named_us = array("q", [_AGES_US]) * number
        self._is_alone = bytearray(number)
        self._alone = 0
        self._firmware: dict[int, Firmware] = {}
        self._silent_until_us = dict.fromkeys(SilentHost, 0)
        self._is_trusted = True

    # What happens to the fleet

    def start(self, place: int, at_us: int) -> None:
        """Give a device power at a time; harmless with."""
        self._push(at_us, place, _Sign.START)

    def flash(self, place: int, at_us: int, firmware: Firmware) -> None:
        """Erase a device at a time and put this firmware on it; it boots with it, unless it has no power."""
        self._firmware[place] = firmware
        self._push(at_us, place, _Sign.FLASH)

    def power_off(self, place: int) -> None:
        """Take a device's power."""
        self._is_dark[place] = True
        self._life[place] += 1
        self.devices[place].power_off()
        self._forget(place)

    def set_network(self, place: int, *, is_there: bool) -> None:
        """Take a device's network away, or give it back."""
        self._has_network[place] = is_there
        if not is_there:
            self.devices[place].lose_network()
            self._open_until_us[place] = 0

    def silence(self, host: SilentHost, until_us: int) -> None:
        """Let a host answer nobody until then, or for longer where that was said before."""
        self._silent_until_us[host] = max(self._silent_until_us[host], until_us)

    def change_certificate(self, *, is_trusted: bool) -> None:
        """Give the server another certificate: no connection outlives it."""
        self._is_trusted = is_trusted
        for place in range(len(self.devices)):
            self._open_until_us[place] = 0

    def play(self, until_us: int) -> None:
        """Let everything happen that is due before `until_us`; then it is `until_us`."""
        queue, lives = self._queue, self._life
        while queue and queue[0][0] < until_us:
            now_us, _, place, life, brought, kind, since_us = heappop(queue)
            self.now_us = now_us
            if life != lives[place]:
                if kind is not None:
                    self._watch.ends(kind, since_us, HttpFailure.CONNECTION_LOST)
            elif isinstance(brought, _Sign):
                self._follow(place, brought, since_us)
            else:
                self._tell(place, brought, kind, since_us)
        self.now_us = until_us

    def finish(self) -> None:
        """End the run: requests under way stay without an outcome."""
        self.tally.finish(self.now_us)

    # Entries of the queue

    def _push(
        self, at_us: int, place: int, brought: Told | _Sign, kind: RequestKind | None = None, since_us: int = 0
    ) -> None:
        self._order += 1
        heappush(self._queue, (at_us, self._order, place, self._life[place], brought, kind, since_us))

    def _follow(self, place: int, sign: _Sign, until_us: int) -> None:
        if sign is _Sign.START:
            self._is_dark[place] = False
            self._boot(place)
        elif sign is _Sign.FLASH:
            # One without power is flashed when it gets that: nobody can tell the difference.
            if not self._is_dark[place]:
                self._boot(place)
        elif sign is _Sign.JOINED and self._has_network[place]:
            self._tell(place, f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}", None, 0)
        elif self.now_us >= until_us:
            self._tell(place, None, None, 0)
        else:
            self._look(place, until_us)

    def _boot(self, place: int) -> None:
        device, firmware = self.devices[place], self._firmware.pop(place, None)
        if firmware is None and device.has_power:
            return
        self._life[place] += 1
        self._forget(place)
        if firmware is not None:
            device.flash(firmware)
            self._watch.flashed(place)
        self._meet(place, device.boot(self.now_us))

    def _forget(self, place: int) -> None:
        """Let nothing be left of a life that is over."""
        self._wake(place)
        self._open_until_us[place], self._named_us[place] = 0, _AGES_US
        self._calm.failed(place)
        self._watch.looks(place, self.devices[place], self.now_us)

    def _tell(self, place: int, told: Told, kind: RequestKind | None, since_us: int) -> None:
        device, now_us = self.devices[place], self.now_us
        if self._is_alone[place]:
            self._wake(place)
        if kind is None:
            need = device.go_on(told, now_us)
        elif kind.goes_to_server or kind is RequestKind.NAME:
            if not device.is_joined:
                told = HttpFailure.CONNECTION_LOST
            assert isinstance(told, HttpResponse | HttpFailure)
            need = device.go_on(told, now_us)
            self._note(place, kind, told, since_us)
        else:
            need = device.go_on(told, now_us)
            self.tally.end(kind, since_us, HttpFailure.TIMEOUT.value if told is None else OK)
        self._watch.looks(place, device, now_us)
        self._meet(place, need)

    def _note(self, place: int, kind: RequestKind, told: HttpResponse | HttpFailure, since_us: int) -> None:
        self._watch.ends(kind, since_us, told)
        if kind is RequestKind.REGISTER:
            self._watch.registered(place, self.devices[place], told)
        if isinstance(told, HttpFailure):
            self._open_until_us[place] = 0
        if code_of(told) == OK:
            self._calm.accepted(place, kind, since_us)
        else:
            self._calm.failed(place)

    # What a device needs

    def _meet(self, place: int, need: Need | None) -> None:
        match need:
            case Rest(duration_us):
                self._rest(place, duration_us)
            case Ask():
                self._ask(place, need)
            case AskTime(timeout_us):
                self._ask_time(place, timeout_us)
            case Join(timeout_us):
                self._look(place, self.now_us + timeout_us)
            case None:
                self._watch.looks(place, self.devices[place], self.now_us)

    def _rest(self, place: int, duration_us: int) -> None:
        until_us = self.now_us + duration_us
        if self.calm_until_us > until_us and self.devices[place].online:
            stretch = self._calm.stretch(place, until_us, self.calm_until_us)
            if stretch is not None:
                self._count(stretch)
                until_us = stretch.wake_us
                self._is_alone[place] = True
                self._set_alone(1)
        self._push(until_us, place, None)

    def _wake(self, place: int) -> None:
        if self._is_alone[place]:
            self._is_alone[place] = False
            self._set_alone(-1)
            # It has polled all the time.
            self._open_until_us[place] = self.now_us + self.server.model.keep_alive_us

    def _set_alone(self, step: int) -> None:
        self._alone += step
        self.server.reserve(self._alone * self._calm.work_per_s)

    def _count(self, stretch: Stretch) -> None:
        calm, count = self._calm, self.tally.count_steady
        count(RequestKind.POLL, stretch.first_us, stretch.polls, calm.interval_us // SECOND_US)
        if stretch.reports:
            count(RequestKind.REPORT, stretch.first_report_us, stretch.reports, calm.report_us // SECOND_US)

    def _ask(self, place: int, ask: Ask) -> None:
        now_us = self.now_us
        is_new = now_us > self._open_until_us[place]
        name_us = self._look_up(place) if is_new else 0
        if name_us is None:
            self._fail_name(place, ask)
            return
        kind = self._watch.begins(ask, now_us)
        answer = self._answer(ask, kind, is_new=is_new)
        after_us = answer.after_us + name_us
        if after_us > ask.timeout_us:
            self._push(now_us + ask.timeout_us, place, HttpFailure.TIMEOUT, kind, now_us)
            return
        self._open_until_us[place] = now_us + after_us + self.server.model.keep_alive_us
        self._push(now_us + after_us, place, answer.exchanged, kind, now_us)

    def _answer(self, ask: Ask, kind: RequestKind, *, is_new: bool) -> Answer:
        if self.now_us < self._silent_until_us[SilentHost.SERVER]:
            return Answer(HttpFailure.REFUSED, self.server.model.connect_timeout_us)
        if is_new and not ask.trusts_dates:
            return self.server.shake_hands(HttpFailure.TLS, self.now_us)
        if is_new and not self._is_trusted:
            return self.server.shake_hands(HttpFailure.TLS_UNTRUSTED, self.now_us)
        return self.server.answer(ask.request, kind, self.now_us, is_new=is_new)

    def _look_up(self, place: int) -> int | None:
        """Look up the server's name; gives how long that takes, 0 where it is known, None where nobody answers."""
        now_us = self.now_us
        if now_us - self._named_us[place] <= NAME_KEPT_US:
            return 0
        self.tally.ask(RequestKind.NAME, now_us)
        if now_us < self._silent_until_us[SilentHost.NAMES]:
            return None
        self._named_us[place] = now_us
        self.tally.end(RequestKind.NAME, now_us, OK)
        return self.server.model.round_trip_us

    def _fail_name(self, place: int, ask: Ask) -> None:
        after_us = min(self.server.model.connect_timeout_us, ask.timeout_us)
        self._push(self.now_us + after_us, place, HttpFailure.REFUSED, RequestKind.NAME, self.now_us)

    def _ask_time(self, place: int, timeout_us: int) -> None:
        now_us, trip_us = self.now_us, self.server.model.round_trip_us
        self.tally.ask(RequestKind.TIME, now_us)
        self._calm.asked_time(place, now_us)
        is_silent = now_us < self._silent_until_us[SilentHost.TIME]
        after_us = timeout_us if is_silent else trip_us
        told = None if is_silent else self.server.unix_us(now_us + after_us)
        self._push(now_us + after_us, place, told, RequestKind.TIME, now_us)

    def _look(self, place: int, until_us: int) -> None:
        """Look for the network; who does not find it looks again, until then."""
        rest_us = min(LOOK_AGAIN_US, until_us - self.now_us)
        join_us = JOIN_US + self._chance.randrange(JOIN_SPREAD_US)
        if self._has_network[place] and join_us <= rest_us:
            self._push(self.now_us + join_us, place, _Sign.JOINED, None, until_us)
        else:
            self._push(self.now_us + rest_us, place, _Sign.LOOK, None, until_us)
