"""`oceanhil explore --why`: finds the case that is meant, runs it, and measures when its breach became inevitable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.exploring.plan import PlanError
from oceanhil.exploration.fork import by_themselves, future, track_of
from oceanhil.exploration.inevitability import Chart, Moment, asked, chart
from oceanhil.exploration.life import Start
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.world import Capability

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oceanhil.exploration.fork import Future
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory

_CASES_NAMED: Final = 5


class Question(msgspec.Struct, frozen=True):
    """What is asked."""

    name: str
    """A finding, a scenario, its file, or a replay ID."""
    folder: Path
    """Where findings are."""
    seed: int
    futures: int
    """How many of each moment."""
    page: Path | None
    """Where the chart is to be written."""


class Explained(msgspec.Struct, frozen=True):
    """A case that broke a law, and when that became inevitable."""

    case: Case
    world: str
    futures: int
    """How many of each moment."""
    chart: Chart


def explain(question: Question, factory: WorldFactory, went_on: Callable[[int], None]) -> Explained:
    """Run the case that is meant, and chart its breach; `went_on` is told how many forks were led.

    Raises PlanError, NoSuchScenarioError and ScenarioError.
    """
    case = _meant(question, factory)
    profile = load_profile()
    bound, stage = case.bound(), DeviceStage(case, factory, profile)
    if case.is_whole_sweep:
        raise PlanError(f"{case.replay_id} is a whole sweep; name one of its points, such as {case.replay_id}#cut=1.1")
    if lacking := {Capability.VIRTUAL_TIME} - factory.capabilities_on(case.replay.board):
        raise PlanError(f"world {factory.name!r} lacks {', '.join(each.value for each in lacking)}, which forks need")
    if why_not := stage.why_not(bound):
        raise PlanError(f"{case.replay_id} cannot run: {why_not}")
    run = run_once(bound, DeviceStage(case, factory, profile, is_closeup=True))
    track = track_of(bound, run)
    if track is None:
        how = "passes" if run.outcome is Outcome.PASSED else f"ends as {run.outcome.value}: {run.reason}"
        raise PlanError(f"{case.replay_id} {how}; there is nothing to explain")
    if not track.times_us():
        raise PlanError(f"{case.replay_id} breaks its law before anything has happened")
    drawn = _futures(case, factory, question)
    forks = 0

    def ask(at_us: int) -> Moment:
        nonlocal forks
        found = asked(track, at_us, drawn, lambda each: run_once(each, stage))
        forks += len(drawn)
        went_on(forks)
        return found

    return Explained(case, factory.name, len(drawn), chart(track, ask))


def _futures(case: Case, factory: WorldFactory, question: Question) -> Sequence[Future]:
    replay = case.replay
    start = Start(replay.board, replay.store, replay.driver or "", is_online=False)
    among = by_themselves(factory.capabilities_on(replay.board))
    return [future(question.seed, number, start, among) for number in range(question.futures)]


def _meant(question: Question, factory: WorldFactory) -> Case:
    from oceanhil.app.run.known_names import names_in_force
    from oceanhil.app.run.library import find_scenario
    from oceanhil.scenarios.loader import load_scenario
    from oceanhil.scenarios.replay import ReplayError, parse_replay

    name, folder = question.name, question.folder
    # A folder that is not there yet has no findings.
    places = [folder] if folder.is_dir() else []
    names = names_in_force(load_profile(), factory)
    try:
        wanted = parse_replay(name) if "@" in name else None
        is_file = wanted is None and Path(name).is_file()
        file = Path(name) if is_file else find_scenario(name if wanted is None else wanted.scenario, places)
        if question.page is not None and question.page.resolve() == file.resolve():
            raise PlanError(f"the chart would overwrite the scenario {str(file)!r}; choose another file for it")
        scenario = load_scenario(file, names)
        if wanted is not None:
            return scenario.case(wanted)
    except ReplayError as error:
        raise PlanError(str(error)) from None
    cases = [each for board in scenario.boards for each in scenario.expand(board, factory.drivers(board))]
    if len(cases) != 1:
        some = ", ".join(each.replay_id for each in cases[:_CASES_NAMED])
        more = ", …" if len(cases) > _CASES_NAMED else ""
        raise PlanError(f"{name} has {len(cases)} cases; name one by its replay ID: {some}{more}")
    return cases[0]
