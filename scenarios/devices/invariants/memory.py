"""I18: memory that is allocated and not given back, and a heap that is broken up."""

from collections.abc import Mapping
from typing import ClassVar, Final

import msgspec

from oceanhil.protocol.units import HOUR_US, MINUTE_US
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.devices.heap_history import Fall, HeapHistory, Shrinking
from oceanhil.scenarios.devices.polls import is_poll, is_sound_poll
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.memory import Held, ShowsMemory
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import UNITS_US
from oceanhil.scenarios.world import Capability, World

_NOTHING: Final = Held(0, 0)
_MANY_FAILURES: Final = 40
_BYTES_EACH: Final = 40
# What a program does once when all is well again, such as to connect anew, is done by then.
_SETTLED_POLLS: Final = 4
_LONG_OUTAGE_US: Final = 2 * HOUR_US
# Of what was free at first, less than a part of this many is left.
_USED_UP_PARTS: Final = 4
# An answer that was as it should be shows that there was enough for it.
_ANSWERED_WITHIN_US: Final = 2 * MINUTE_US
_UNITS: Final = (("d", "days"), ("h", "hours"), ("m", "minutes"))


class _Failing(msgspec.Struct):
    """What went wrong in a row: what was free and held before it, how often it did, and how many polls were good since.

    Of an outage in which nothing came to the server nobody knows how often: its minutes are counted.
    """

    free: int
    held: Mapping[int, Held] = {}
    failed: int = 0
    what: str = "at each poll that fails"
    sound: int = 0


class _Start(msgspec.Struct):
    """What was free, and held, at the first request of a boot, and when an answer was last as it should be."""

    free: int
    held: Mapping[int, Held]
    answered_us: int


class _Boot(msgspec.Struct):
    """What is known of the heap in one boot of a device, and who held what before it began to fall, or to shrink."""

    history: HeapHistory
    failing: _Failing
    polled_us: int
    """When the last poll was accepted."""
    before_fall: Mapping[int, Held]
    before_shrinking: Mapping[int, Held]


class MemoryIsKept(Invariant[World]):
    """I18: free heap does not fall from poll to poll, and its largest free block does not shrink.

    Judged by accepted polls, which are all alike. Free heap has to fall in eight stretches of polls in a row, for 18
    hours or until half of it is gone: what is allocated for a while, or once, is nobody's fault. Behind forty polls or
    more in a row that failed, heap is as it was before them, but for less than 40 bytes for each; so it is behind two
    hours or more without a poll, for each minute. Who comes to no good answer any more, and has less than a quarter
    left of what was free at the first request of the boot, has used it up.
    """

    id: ClassVar[InvariantId] = InvariantId.I18
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {EventKind.REQUEST, EventKind.BOOT, EventKind.POWER, EventKind.NETWORK}
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._is_seen = Capability.MEMORY in world.capabilities
        self._path = world.profile.wire.state_path
        self._boots: dict[str, _Boot] = {}
        self._starts: dict[str, _Start] = {}

    def take(self, event: Event) -> None:
        """Follow boots, and outages that may begin."""
        if event.kind is EventKind.NETWORK and self._is_seen:
            self._note_holders()
        elif self._is_seen:
            self._boots.pop(event.device, None)
            self._starts.pop(event.device, None)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow what is free at each poll."""
        if not self._is_seen:
            return
        name, start = event.device, self._starts.get(event.device)
        if start is not None and request.is_sound:
            start.answered_us = event.t_us
        if is_sound_poll(request, self._path):
            self._note(event)
        elif is_poll(request, self._path) and name in self._boots:
            self._note_failure(name, self._boots[name].failing)
        elif start is None:
            self._note_start(event)

    def end(self) -> None:
        """Look whether who gets no answer any more has memory left."""
        for name, start in list(self._starts.items()):
            device = self.world.device(name)
            silent_us = self.world.now_us - start.answered_us
            reading = device.memory() if isinstance(device, ShowsMemory) else None
            if reading is None or silent_us < _ANSWERED_WITHIN_US or not isinstance(device, ShowsMemory):
                continue
            if reading.free * _USED_UP_PARTS < start.free:
                words = _used_up_words(name, start.free, reading.free, silent_us)
                self._accuse(name, f"{words}{_holder_words(device, start.held)}")

    def _note_start(self, event: Event) -> None:
        device = self.world.device(event.device)
        reading = device.memory() if isinstance(device, ShowsMemory) else None
        if reading is not None and isinstance(device, ShowsMemory):
            self._starts[event.device] = _Start(reading.free, device.held(), event.t_us)

    def _note_holders(self) -> None:
        """Look who holds what before an outage that may begin now."""
        for name, boot in self._boots.items():
            device = self.world.device(name)
            if not boot.failing.failed and isinstance(device, ShowsMemory):
                boot.failing.held = device.held()

    def _note_failure(self, name: str, failing: _Failing) -> None:
        device = self.world.device(name)
        if not failing.failed and isinstance(device, ShowsMemory):
            failing.held = device.held()
        failing.failed, failing.sound = failing.failed + 1, 0

    def _note(self, event: Event) -> None:
        device = self.world.device(event.device)
        reading = device.memory() if isinstance(device, ShowsMemory) else None
        if reading is None or not isinstance(device, ShowsMemory):
            return
        boot = self._boots.get(event.device)
        if event.device not in self._starts:
            self._starts[event.device] = _Start(reading.free, device.held(), event.t_us)
        if boot is None:
            boot = self._boots[event.device] = _Boot(HeapHistory(), _Failing(reading.free), event.t_us, {}, {})
        silent_us, boot.polled_us = event.t_us - boot.polled_us, event.t_us
        if not boot.failing.failed and silent_us >= _LONG_OUTAGE_US:
            boot.failing.failed = silent_us // MINUTE_US
            boot.failing.what = "in each minute without a poll"
        if not boot.failing.failed:
            boot.failing.free = reading.free
        elif not self._is_kept_over_failures(event.device, device, boot, reading.free):
            return
        if boot.history.note(event.t_us, reading):
            self._judge(event.device, device, boot)

    def _is_kept_over_failures(self, name: str, device: ShowsMemory, boot: _Boot, free: int) -> bool:
        failing = boot.failing
        failing.sound += 1
        if failing.sound < _SETTLED_POLLS:
            return True
        boot.failing = _Failing(free)
        if failing.failed < _MANY_FAILURES or failing.free - free < _BYTES_EACH * failing.failed:
            return True
        self._accuse(name, f"{_failure_words(name, failing, free)}{_holder_words(device, failing.held)}")
        return False

    def _judge(self, name: str, device: ShowsMemory, boot: _Boot) -> None:
        history = boot.history
        if not history.is_falling:
            boot.before_fall = device.held()
        if not history.is_shrinking:
            boot.before_shrinking = device.held()
        fall, shrinking = history.fall(), history.shrinking()
        if fall is not None:
            self._accuse(name, f"{_fall_words(name, fall)}{_holder_words(device, boot.before_fall)}")
        elif shrinking is not None:
            self._accuse(name, f"{_shrinking_words(name, shrinking)}{_holder_words(device, boot.before_shrinking)}")

    def _accuse(self, name: str, found: str) -> None:
        self.violated(found, by=None)
        self._boots.pop(name, None)
        self._starts.pop(name, None)


def _fall_words(name: str, fall: Fall) -> str:
    each = f"{fall.lost_a_poll:,.0f} bytes at each poll" if fall.lost_a_poll >= 1 else f"{fall.lost:,} bytes"
    return (
        f"{name} loses heap, {each}: {fall.before:,} bytes were free, {fall.now:,} are {_span(fall.taken_us)} and "
        f"{plural(fall.polls, 'poll')} later; at this rate it is out of memory after {_span(fall.left_us)} more"
    )


def _failure_words(name: str, failing: _Failing, now: int) -> str:
    lost = failing.free - now
    return (
        f"{name} loses heap, {lost / failing.failed:,.0f} bytes {failing.what}: {failing.free:,} bytes were free, "
        f"{now:,} are behind {failing.failed:,} of them"
    )


def _used_up_words(name: str, before: int, now: int, silent_us: int) -> str:
    return (
        f"{name} has used up its heap: {before:,} bytes were free at the first request of this boot, {now:,} are, and "
        f"no answer was as it should be for {_span(silent_us)}"
    )


def _shrinking_words(name: str, shrinking: Shrinking) -> str:
    return (
        f"{name} breaks up its heap: its largest free block fell from {shrinking.before:,} to {shrinking.now:,} bytes "
        f"within {_span(shrinking.taken_us)}, while {shrinking.free:,} bytes are free"
    )


def _holder_words(device: ShowsMemory, before: Mapping[int, Held]) -> str:
    """Say where most was allocated of what was not held before; empty where that is nowhere, or cannot be found."""
    more: dict[str, Held] = {}
    for number, held in device.held().items():
        grown = _more(held, before.get(number, _NOTHING))
        if grown.bytes > 0 and (place := device.place_of_holder(number)):
            # Several ways may lead there.
            more[place] = _sum(more.get(place, _NOTHING), grown)
    if not more:
        return ""
    place = max(more, key=lambda each: more[each].bytes)
    blocks = f" in {plural(more[place].blocks, 'block')}" if more[place].blocks > 0 else ""
    return f"; {more[place].bytes:,} bytes{blocks} were allocated since in {place}, and not given back"


def _sum(one: Held, other: Held) -> Held:
    return Held(one.blocks + other.blocks, one.bytes + other.bytes)


def _more(now: Held, before: Held) -> Held:
    return Held(now.blocks - before.blocks, now.bytes - before.bytes)


def _span(time_us: int) -> str:
    """Give a time in the unit of which it has some: `9.2 days`."""
    unit, word = next(((unit, word) for unit, word in _UNITS if time_us >= UNITS_US[unit]), _UNITS[-1])
    return f"{time_us / UNITS_US[unit]:.1f} {word}"
