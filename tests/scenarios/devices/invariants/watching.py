"""Letting events happen in a fake world and asking one invariant about them."""

from collections.abc import Callable

from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.invariants import Invariant, Watch
from oceanhil.scenarios.world import FlashWear, World
from tests.scenarios.fake_world import FakeWorld, Planned, fake_world

S = 1_000_000


def work_flash(world: FakeWorld, erases: int, programmed: int) -> None:
    """Let the main device do so much flash work, all of the erases in one sector."""
    device, was = world.device(), world.device().wear
    device.wear = FlashWear(was.erases + erases, was.programmed_bytes + programmed, was.most_erases + erases)


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
    watch = Watch(world, [invariant], frozenset())
    for each in planned:
        world.plan(each)
    world.run_for(max([run_us, *(each.after_us for each in planned)]))
    violation = watch.first_violation(at_end=True)
    return violation.found if violation else ""
