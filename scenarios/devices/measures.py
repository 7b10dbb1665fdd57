"""What a run measures of each device beside its verdict: one list of measures, each with its name, unit and words.

All of it is counted when the run is over, from its trace and from what the devices say, so a run is no slower for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import partial
from typing import Final, Self

import msgspec

from oceanhil.scenarios.devices.heap_history import HeapHistory
from oceanhil.scenarios.devices.polls import is_sound_poll
from oceanhil.scenarios.memory import MemoryReading, ShowsMemory
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import UNITS_US, format_duration
from oceanhil.scenarios.world import MAIN_DEVICE, Capability, FlashWear, World

_SECOND_US: Final = UNITS_US["s"]


class Measure(Enum):
    """A measure: its name among the facts of a case, its unit, and how reports call it."""

    unit: str
    title: str
    _value_: str

    def __new__(cls, name: str, unit: str, title: str) -> Self:
        """Declare one."""
        member = object.__new__(cls)
        member._value_, member.unit, member.title = name, unit, title
        return member

    BOOT_TO_ONLINE = "boot_to_online", "s", "boot to online, at most"
    REQUESTS = "requests_per_hour", "", "requests per hour"
    SILENCE = "longest_silence", "s", "longest silence"
    FLASH_ERASES = "flash_erases_per_day", "", "flash sectors erased per day"
    FLASH_BYTES = "flash_bytes_per_day", "bytes", "flash bytes programmed per day"
    LEAST_HEAP = "least_free_heap", "bytes", "least free heap"
    LARGEST_BLOCK = "largest_block_then", "bytes", "largest free block then"
    HEAP_LOST = "heap_lost_per_hour", "bytes", "heap lost per hour"
    STACK = "stack_used", "bytes", "stack used, of code of this machine"
    HOLD = "longest_hold", "ms", "longest time without a turn for others"

    def said(self, number: float) -> str:
        """Give a number with the unit, as facts have it."""
        text = f"{number:,.1f}" if isinstance(number, float) else f"{number:,}"
        return f"{text} {self.unit}".strip()


class _Life(msgspec.Struct):
    """What the trace tells of one device; times in µs."""

    powered_since_us: int | None = None
    powered_us: int = 0
    booted_us: int | None = None
    heard_us: int | None = None
    requests: int = 0
    slowest_us: int | None = None
    silence_us: int | None = None

    def power(self, at_us: int, *, on: bool) -> None:
        """Note that power came, or that it went."""
        if on and self.powered_since_us is None:
            self.powered_since_us = self.heard_us = at_us
        elif not on and self.powered_since_us is not None:
            self.hear(at_us)
            self.powered_us += at_us - self.powered_since_us
            self.powered_since_us = self.booted_us = None

    def hear(self, at_us: int) -> None:
        """Note that there was something to hear: a line, a request, a start."""
        if self.powered_since_us is not None and self.heard_us is not None:
            self.silence_us = max(self.silence_us or 0, at_us - self.heard_us)
        self.heard_us = at_us

    def come_online(self, at_us: int) -> None:
        """Note an accepted poll."""
        if self.booted_us is not None:
            self.slowest_us = max(self.slowest_us or 0, at_us - self.booted_us)
            self.booted_us = None


def measured(world: World, wear: Callable[[str], FlashWear | None], heaps: Mapping[str, HeapHistory]) -> dict[str, str]:
    """Give what was measured, by the names of facts; those of another device than the main one begin with its name.

    `wear` gives the flash work of a device where it is known, `heaps` what was free at polls.
    """
    facts: dict[str, str] = {}
    for name, life in _lives(world).items():
        prefix = "" if name == MAIN_DEVICE else f"{name}_"
        found = [*_of_life(life), *_of_flash(wear(name), life), *_of_memory(world, name, heaps.get(name))]
        facts |= {f"{prefix}{measure.value}": text for measure, text in found}
    return facts


def heaps_of(world: World) -> Mapping[str, HeapHistory]:
    """Follow what is free at the polls of each device, where the world knows: of the last boot that polled."""
    heaps: dict[str, HeapHistory] = {}
    if Capability.MEMORY in world.capabilities:
        world.trace.listen(partial(_note_heap, world, heaps))
    return heaps


def _note_heap(world: World, heaps: dict[str, HeapHistory], event: Event) -> None:
    if event.kind is EventKind.BOOT:
        heaps.pop(event.device, None)
    elif event.kind is EventKind.REQUEST and is_sound_poll(event, world.profile.wire.state_path):
        device = world.device(event.device)
        if isinstance(device, ShowsMemory) and (reading := device.memory()) is not None:
            heaps.setdefault(event.device, HeapHistory()).note(event.t_us, reading)


_Found = tuple[Measure, str]


def _of_life(life: _Life) -> Iterator[_Found]:
    if life.slowest_us is not None:
        yield Measure.BOOT_TO_ONLINE, Measure.BOOT_TO_ONLINE.said(life.slowest_us / _SECOND_US)
    if life.powered_us:
        yield Measure.REQUESTS, _rate(Measure.REQUESTS, life.requests, life.powered_us, UNITS_US["h"])
    if life.silence_us is not None:
        yield Measure.SILENCE, Measure.SILENCE.said(life.silence_us / _SECOND_US)


def _of_flash(wear: FlashWear | None, life: _Life) -> Iterator[_Found]:
    if wear is not None and life.powered_us:
        day_us = UNITS_US["d"]
        yield Measure.FLASH_ERASES, _rate(Measure.FLASH_ERASES, wear.erases, life.powered_us, day_us)
        yield Measure.FLASH_BYTES, _rate(Measure.FLASH_BYTES, wear.programmed_bytes, life.powered_us, day_us)


def _of_memory(world: World, name: str, heap: HeapHistory | None) -> Iterator[_Found]:
    device = world.device(name)
    readings = device.memory_of_boots() if isinstance(device, ShowsMemory) else ()
    if readings:
        yield from _of_readings(readings)
    if heap is not None and (lost := heap.lost_per_hour()) is not None:
        yield Measure.HEAP_LOST, Measure.HEAP_LOST.said(lost)


def _of_readings(readings: Sequence[MemoryReading]) -> Iterator[_Found]:
    least = min(readings, key=lambda reading: reading.least_free)
    yield Measure.LEAST_HEAP, Measure.LEAST_HEAP.said(least.least_free)
    yield Measure.LARGEST_BLOCK, Measure.LARGEST_BLOCK.said(least.largest_at_least)
    yield Measure.STACK, Measure.STACK.said(max(reading.stack_used for reading in readings))
    held_us = max(reading.longest_hold_us for reading in readings)
    yield Measure.HOLD, Measure.HOLD.said(held_us / UNITS_US["ms"])


def _rate(measure: Measure, count: int, taken_us: int, unit_us: int) -> str:
    """Say how many came in each unit of time, or in how much less than one so many came: nobody knows the rest."""
    if taken_us >= unit_us:
        return measure.said(round(count * unit_us / taken_us))
    return f"{measure.said(count)} in {format_duration(taken_us // _SECOND_US * _SECOND_US)}"


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
    life.power(event.t_us, on=event.fields["state"] == "on")


def _take_boot(life: _Life, event: Event, _: str) -> None:
    life.power(event.t_us, on=True)
    life.hear(event.t_us)
    life.booted_us = event.t_us


def _take_line(life: _Life, event: Event, _: str) -> None:
    life.hear(event.t_us)


def _take_request(life: _Life, event: Event, state_path: str) -> None:
    life.hear(event.t_us)
    life.requests += 1
    if is_sound_poll(event, state_path):
        life.come_online(event.t_us)


_TAKES: Final[Mapping[EventKind, Callable[[_Life, Event, str], None]]] = {
    EventKind.POWER: _take_power,
    EventKind.BOOT: _take_boot,
    EventKind.SERIAL: _take_line,
    EventKind.REQUEST: _take_request,
}
