"""The lanes of a sequence diagram: harness, storage, devices, server, from left to right, as far as a run has them."""

from collections.abc import Iterable, Sequence
from enum import Enum

from oceanhil.scenarios.trace import Event, EventKind


class Place(Enum):
    """What a lane stands for; devices are told apart by name."""

    HARNESS = "harness"
    STORAGE = "storage"
    DEVICE = "device"
    SERVER = "server"


_PLACES = {
    EventKind.STEP: Place.HARNESS,
    EventKind.NETWORK: Place.HARNESS,
    EventKind.CLOCK: Place.HARNESS,
    EventKind.VERDICT: Place.HARNESS,
    EventKind.SAVE: Place.STORAGE,
    EventKind.LOAD: Place.STORAGE,
    EventKind.REQUEST: Place.SERVER,
    EventKind.STATUS: Place.SERVER,
    EventKind.DASHBOARD: Place.SERVER,
}


class Lanes:
    """Which lane an event belongs to, and which devices have no power (`off`, a bit a lane) as events go by."""

    def __init__(self, events: Sequence[Event]) -> None:
        names = {event.device: None for event in events if event.device}
        places = {_place(event) for event in events}
        before = [place.value for place in (Place.HARNESS, Place.STORAGE) if place in places]
        after = [Place.SERVER.value] if Place.SERVER in places or not names else []
        self.titles = (*before, *names, *after)
        self.storage = before.index("storage") if "storage" in before else 0
        self.server = len(self.titles) - 1
        self._devices = {name: len(before) + index for index, name in enumerate(names)}
        self.off = sum(1 << self._devices[name] for name in _start_without_power(events))

    def device(self, event: Event) -> int:
        """Give the lane of the event's device; without a name, that of the first device."""
        return self._devices.get(event.device, min(self._devices.values(), default=self.server))

    def of(self, event: Event) -> int:
        """Give the lane in which a note about `event` stands."""
        lanes = {Place.HARNESS: 0, Place.STORAGE: self.storage, Place.SERVER: self.server}
        return lanes.get(_place(event), self.device(event))

    def switch(self, event: Event) -> None:
        """Take note of a POWER event."""
        bit = 1 << self.device(event)
        self.off = self.off & ~bit if event.fields.get("state") == "on" else self.off | bit


def _place(event: Event) -> Place:
    if event.kind in _PLACES:
        return _PLACES[event.kind]
    return Place(event.source.value) if not event.device else Place.DEVICE


def _start_without_power(events: Iterable[Event]) -> set[str]:
    first: dict[str, Event] = {}
    for event in events:
        if event.kind is EventKind.POWER:
            first.setdefault(event.device, event)
    return {name for name, event in first.items() if name and event.fields.get("state") == "on"}
