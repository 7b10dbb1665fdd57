"""I19: a program that lets nobody else have a turn."""

from typing import ClassVar

from oceanhil.boards import family
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.polls import is_sound_poll
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.memory import ShowsMemory
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import Capability, World


class TurnsAreLeft(Invariant[World]):
    """I19: a device that is online lets others have their turn within `Family.turn_us_most`.

    Judged where the network is served between the turns of the program, from the first accepted poll of a boot on.
    """

    id: ClassVar[InvariantId] = InvariantId.I19
    kinds: ClassVar[frozenset[EventKind]] = frozenset({EventKind.REQUEST, EventKind.BOOT, EventKind.POWER})

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._is_seen = Capability.MEMORY in world.capabilities
        self._path = world.profile.wire.state_path
        self._held_us: dict[str, int] = {}

    def take(self, event: Event) -> None:
        """Begin anew with each boot."""
        self._held_us.pop(event.device, None)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Look at a request, whether the program has held on for longer since the last one."""
        if self._is_seen and (event.device in self._held_us or is_sound_poll(request, self._path)):
            self._look(event)

    def _look(self, event: Event) -> None:
        device = self.world.device(event.device)
        reading = device.memory() if isinstance(device, ShowsMemory) else None
        most_us = family(device.board).turn_us_most
        if reading is None or not isinstance(device, ShowsMemory):
            return
        before_us = self._held_us.setdefault(event.device, reading.longest_hold_us)
        self._held_us[event.device] = reading.longest_hold_us
        if most_us is not None and reading.longest_hold_us > max(before_us, most_us):
            self._accuse(event.device, reading.longest_hold_us, most_us, device.place_of_hold())

    def _accuse(self, name: str, held_us: int, most_us: int, place: str) -> None:
        where = f" in {place}" if place else ""
        self.violated(
            f"{name} let nobody else have a turn for {held_us / SECOND_US:.1f} s{where}; "
            f"its network needs one within {most_us / SECOND_US:.1f} s",
            by=None,
        )
