"""What a run knows while its steps are done: the world, and for each device its tokens and how far it was read."""

from collections.abc import Callable, Iterator

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import RecordReading
from oceanhil.scenarios.firmware_choice import FirmwareChoice
from oceanhil.scenarios.names import ENDPOINTS
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import Device, World

Wanted = Callable[[Event], bool]


class Unmet(Exception):  # noqa: N818 - a finding about the device under test, not an error of this program
    """A step did not find what it expects; both texts go into the report."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}; found {found}")
        self.expected = expected
        self.found = found


class Bench(msgspec.Struct):
    """What the run keeps about one device. The cursors are indices into the trace."""

    choice: FirmwareChoice
    dashboard_id: str = ""
    newest_token: str = ""
    flashed: Firmware | None = None
    serial_cursor: int = 0
    request_cursor: int = 0
    power_cursor: int = 0
    panic_cursor: int = 0


class Context:
    """The state of one run, passed to every step."""

    def __init__(self, world: World, board: Board, choice: FirmwareChoice) -> None:
        self.world = world
        self.board = board
        self.mark = 0
        self.outcomes: list[str] = []
        self.remembered: dict[str, RecordReading] = {}
        self.choice = choice
        self._benches: dict[str, Bench] = {}

    def bench(self, name: str) -> Bench:
        """What is known about the device of that name; a new one has the scenario's firmware choice."""
        found = self._benches.get(name)
        if found is None:
            found = self._benches[name] = Bench(self.choice)
        return found

    def device(self, name: str) -> Device:
        """The device of that name."""
        return self.world.device(name)

    def dashboard_id(self, name: str) -> str:
        """The dashboard's ID of the device; raises Unmet when nothing was generated for it."""
        known = self.bench(name).dashboard_id
        if not known:
            raise Unmet(f"a dashboard entry for {name!r}", "none; put a server.generate step before")
        return known

    def flash(self, name: str, registration_token: str) -> None:
        """Flash the device with firmware that carries `registration_token`."""
        bench = self.bench(name)
        firmware = bench.choice.firmware(registration_token)
        self.device(name).flash(firmware)
        bench.flashed = firmware

    def path(self, word: str) -> str:
        """The path that `register`, `session` or `state` stands for; any other word is a path itself."""
        value = ENDPOINTS.get(word)
        return word if value is None else str(getattr(self.world.profile.wire, value))

    def find(self, start: int, wanted: Wanted, within_us: int) -> int | None:
        """The index of the first event from index `start` on that is wanted; waits up to `within_us` for one."""
        return find_event(self.world, start, wanted, within_us)

    def events(self, start: int, kind: EventKind, name: str) -> Iterator[Event]:
        """The events of one kind about one device from index `start` on."""
        events = self.world.trace.events
        for index in range(start, len(events)):
            event = events[index]
            if event.kind is kind and event.device == name:
                yield event

    def boot_index(self, name: str) -> int:
        """The index of the last BOOT event of the device; 0 when there is none."""
        events = self.world.trace.events
        last_first = reversed(range(len(events)))
        return next((at for at in last_first if events[at].kind is EventKind.BOOT and events[at].device == name), 0)


def find_event(world: World, start: int, wanted: Wanted, within_us: int) -> int | None:
    """Give the index of the first event from index `start` on that is wanted; waits up to `within_us` (µs) for one."""
    events = world.trace.events
    for index in range(start, len(events)):
        if wanted(events[index]):
            return index
    seen = len(events)
    found = world.wait_for(wanted, within_us) if within_us else None
    return None if found is None else events.index(found, seen)
