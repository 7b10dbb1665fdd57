"""Letting events happen in a fake world and asking one invariant about them."""

from collections.abc import Callable
from typing import Self

from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.invariants import Invariant, Watch
from oceanhil.scenarios.world import FlashWear, World
from tests.scenarios.fake_world import FakeWorld, Planned, fake_world

S = 1_000_000


def work_flash(world: FakeWorld, erases: int, programmed: int) -> None:
    """Let the main device do so much flash work, all of the erases in one sector."""
    device, was = world.device(), world.device().wear
    device.wear = FlashWear(was.erases + erases, was.programmed_bytes + programmed, was.most_erases + erases)


class WatchedLife:
    """What happens to a device in a fake world, event by event, and an invariant that watches it."""

    def __init__(self, world: FakeWorld, invariant: type[Invariant[World]]) -> None:
        self.world = world
        self._watch = Watch(world, [invariant], frozenset())

    def see(self, *planned: Planned, run_us: int = 0) -> Self:
        """Let these events happen, and at least so much time pass."""
        for each in planned:
            self.world.plan(each)
        self.world.run_for(max([run_us, *(each.after_us for each in planned)]))
        return self

    @property
    def found(self) -> str:
        """What the invariant says if the run ends here; empty when it holds."""
        violation = self._watch.first_violation(at_end=True)
        return violation.found if violation else ""


def seen_by(
    invariant: type[Invariant[World]],
    *planned: Planned,
    prepare: Callable[[FakeWorld], None] = lambda _world: None,
    run_us: int = 0,
    profile: Profile | None = None,
) -> str:
    """What the invariant says after these events and `run_us` of time; empty when it holds."""
    world = fake_world(profile=profile)
    prepare(world)
    return WatchedLife(world, invariant).see(*planned, run_us=run_us).found
