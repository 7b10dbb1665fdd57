"""A case is run, and forks of it tell when its breach became inevitable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.exploring.plan import PlanError
from oceanhil.exploration.fork import by_themselves, future, track_of
from oceanhil.exploration.inevitability import Chart, Moment, asked, chart
from oceanhil.exploration.life import Start
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.world_name import WorldChoice
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.world import Capability

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oceanhil.exploration.fork import Future
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory


class Explained(msgspec.Struct, frozen=True):
    """A case that broke a law, and when that became inevitable."""

    case: Case
    world: str
    futures: int
    """How many of each moment."""
    chart: Chart


def explain(case: Case, factory: WorldFactory, seed: int, futures: int, went_on: Callable[[int], None]) -> Explained:
    """Run `case`, and chart its breach by so many futures of each moment; `went_on` is told how many forks were led.

    Raises PlanError where there is nothing to explain, and WorldError.
    """
    profile = load_profile()
    bound, stage = case.bound(), DeviceStage(case, factory, profile)
    if case.is_whole_sweep:
        raise PlanError(f"{case.replay_id} is a whole sweep; name one of its points, such as {case.replay_id}#cut=1.1")
    if lacking := {Capability.VIRTUAL_TIME} - factory.capabilities_on(case.replay.board):
        what = ", ".join(each.value for each in lacking)
        raise PlanError(f"world {factory.name!r} lacks {what}, which forks need; choose another --world, such as sim")
    if why_not := stage.why_not(bound):
        raise PlanError(f"{case.replay_id} cannot run: {why_not}")
    run = run_once(bound, DeviceStage(case, factory, profile, is_closeup=True))
    track = track_of(bound, run)
    if track is None:
        how = "passes" if run.outcome is Outcome.PASSED else f"ends as {run.outcome.value}: {run.reason}"
        found_in = case.scenario.found_in
        is_elsewhere = found_in != "" and WorldChoice.read(found_in).name != factory.name
        hint = f"; it was found in {found_in!r}: name that --world" if is_elsewhere else ""
        raise PlanError(f"{case.replay_id} {how}; there is nothing to explain{hint}")
    if not track.times_us():
        raise PlanError(
            f"{case.replay_id} breaks its law before anything has happened, so that there is no moment to go on from; "
            f"oceanhil replay '{case.replay_id}' shows how it begins"
        )
    drawn = _futures(case, factory, seed, futures)
    forks = 0

    def ask(at_us: int) -> Moment:
        nonlocal forks
        found = asked(track, at_us, drawn, lambda each: run_once(each, stage))
        forks += len(drawn)
        went_on(forks)
        return found

    return Explained(case, factory.name, len(drawn), chart(track, ask))


def _futures(case: Case, factory: WorldFactory, seed: int, count: int) -> Sequence[Future]:
    replay = case.replay
    start = Start(replay.board, replay.store, replay.driver or "", is_online=False)
    among = by_themselves(factory.capabilities_on(replay.board))
    return [future(seed, number, start, among) for number in range(count)]
