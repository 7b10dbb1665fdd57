"""What a run measures of each device beside its verdict: a reading of each of `oceanhil.scenarios.measures`.

All of it is counted when the run is over, from its trace and from what the devices say, so a run is no slower for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import msgspec

from oceanhil.protocol.units import MS_US, SECOND_US
from oceanhil.scenarios.devices.heap_history import HeapBoots
from oceanhil.scenarios.devices.polls import is_sound_poll
from oceanhil.scenarios.measures import Measure, Reading, rate
from oceanhil.scenarios.memory import MemoryReading, ShowsMemory
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import MAIN_DEVICE, Capability, FlashWear, World

Readings = Mapping[Measure, Reading]


class _Span(msgspec.Struct, frozen=True):
    """A length of time, µs, and the moment at which it ended."""

    length_us: int
    ended_us: int

    def reading(self) -> Reading:
        """Give it in seconds."""
        return Reading(number=self.length_us / SECOND_US, at_us=self.ended_us)


def _longer(longest: _Span | None, since_us: int, until_us: int) -> _Span:
    """Give the longer of two; of equal ones the first."""
    span = _Span(until_us - since_us, until_us)
    return span if longest is None or span.length_us > longest.length_us else longest


class _Life(msgspec.Struct):
    """What the trace tells of one device; times in µs."""

    powered_since_us: int | None = None
    powered_us: int = 0
    booted_us: int | None = None
    heard_us: int | None = None
    requests: int = 0
    slowest: "_Span | None" = None
    silence: "_Span | None" = None

    def power(self, at_us: int, *, on: bool) -> None:
        """Note that power came, or that it went."""
        if on:
            self.powered_since_us = at_us if self.powered_since_us is None else self.powered_since_us
            # Behind a sleep nothing was heard yet.
            self.heard_us = at_us if self.heard_us is None else self.heard_us
        elif self.powered_since_us is not None:
            self.hear(at_us)
            self.powered_us += at_us - self.powered_since_us
            self.powered_since_us = self.booted_us = self.heard_us = None

    def sleep(self, at_us: int) -> None:
        """Note that it sleeps deeply: it has power, and what is asleep is not silent."""
        self.hear(at_us)
        self.heard_us = self.booted_us = None

    def hear(self, at_us: int) -> None:
        """Note that there was something to hear: a line, a request, a start."""
        if self.powered_since_us is not None and self.heard_us is not None:
            self.silence = _longer(self.silence, self.heard_us, at_us)
        self.heard_us = at_us

    def come_online(self, at_us: int) -> None:
        """Note an accepted poll."""
        if self.booted_us is not None:
            self.slowest = _longer(self.slowest, self.booted_us, at_us)
            self.booted_us = None


def measured(
    world: World, wear: Callable[[str], FlashWear | None], heaps: Mapping[str, HeapBoots]
) -> Mapping[str, Readings]:
    """Give what was measured of each device, by its name.

    `wear` gives the flash work of a device where it is known, `heaps` what was free at polls.
    """
    return {
        name: dict([*_of_life(life), *_of_flash(wear(name), life), *_of_memory(world, name, heaps.get(name))])
        for name, life in _lives(world).items()
    }


def facts_of(readings: Mapping[str, Readings]) -> dict[str, str]:
    """Write what was measured as facts; those of another device than the main one begin with its name."""
    facts: dict[str, str] = {}
    for name, found in readings.items():
        prefix = "" if name == MAIN_DEVICE else f"{name}_"
        facts |= {f"{prefix}{measure.value}": reading.said(measure) for measure, reading in found.items()}
    return facts


def heaps_of(world: World) -> Mapping[str, HeapBoots]:
    """Follow what is free at the polls of each device, where the world knows, over all its boots."""
    heaps: dict[str, HeapBoots] = {}
    if Capability.MEMORY in world.capabilities:
        world.trace.listen(partial(_note_heap, world, heaps))
    return heaps


def _note_heap(world: World, heaps: dict[str, HeapBoots], event: Event) -> None:
    if event.kind is EventKind.BOOT:
        heaps.setdefault(event.device, HeapBoots()).boot()
    elif (request := TracedRequest.seen_in(event)) and is_sound_poll(request, world.profile.wire.state_path):
        device = world.device(event.device)
        if isinstance(device, ShowsMemory) and (reading := device.memory()) is not None:
            heaps.setdefault(event.device, HeapBoots()).note(event.t_us, reading)


_Found = tuple[Measure, Reading]


def _of_life(life: _Life) -> Iterator[_Found]:
    if life.slowest is not None:
        yield Measure.BOOT_TO_ONLINE, life.slowest.reading()
    if life.powered_us:
        yield Measure.REQUESTS, rate(Measure.REQUESTS, life.requests, life.powered_us)
    if life.silence is not None:
        yield Measure.SILENCE, life.silence.reading()


def _of_flash(wear: FlashWear | None, life: _Life) -> Iterator[_Found]:
    if wear is not None and life.powered_us:
        yield Measure.FLASH_ERASES, rate(Measure.FLASH_ERASES, wear.erases, life.powered_us)
        yield Measure.FLASH_BYTES, rate(Measure.FLASH_BYTES, wear.programmed_bytes, life.powered_us)


def _of_memory(world: World, name: str, heap: HeapBoots | None) -> Iterator[_Found]:
    device = world.device(name)
    readings = device.memory_of_boots() if isinstance(device, ShowsMemory) else ()
    if readings:
        yield from _of_readings(readings)
    if heap is not None and (lost := heap.most_lost_per_hour()) is not None:
        yield Measure.HEAP_LOST, Reading(number=lost)


def _of_readings(readings: Sequence[MemoryReading]) -> Iterator[_Found]:
    least = min(readings, key=lambda reading: reading.least_free)
    yield Measure.LEAST_HEAP, Reading(number=least.least_free)
    yield Measure.LARGEST_BLOCK, Reading(number=least.largest_at_least)
    yield Measure.STACK, Reading(number=max(reading.stack_used for reading in readings))
    held_us = max(reading.longest_hold_us for reading in readings)
    yield Measure.HOLD, Reading(number=held_us / MS_US)


def _lives(world: World) -> Mapping[str, _Life]:
    lives: dict[str, _Life] = {}
    for event in world.trace.events:
        take = _TAKES.get(event.kind)
        if take is not None and event.device:
            take(lives.setdefault(event.device, _Life()), event, world.profile.wire.state_path)
    for life in lives.values():
        life.power(world.now_us, on=False)
    return lives


def _take_power(life: _Life, event: Event, _: str) -> None:
    state = power_state(event)
    if state is PowerState.ASLEEP:
        life.sleep(event.t_us)
    else:
        life.power(event.t_us, on=state is PowerState.ON)


def _take_boot(life: _Life, event: Event, _: str) -> None:
    life.power(event.t_us, on=True)
    life.hear(event.t_us)
    life.booted_us = event.t_us


def _take_line(life: _Life, event: Event, _: str) -> None:
    life.hear(event.t_us)


def _take_request(life: _Life, event: Event, state_path: str) -> None:
    life.hear(event.t_us)
    life.requests += 1
    if is_sound_poll(TracedRequest.of(event), state_path):
        life.come_online(event.t_us)


_TAKES: Final[Mapping[EventKind, Callable[[_Life, Event, str], None]]] = {
    EventKind.POWER: _take_power,
    EventKind.BOOT: _take_boot,
    EventKind.SERIAL: _take_line,
    EventKind.REQUEST: _take_request,
}
