"""The runs that `oceanhil reach` follows: of the library, of traces that were written, of lives that are led."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from oceanhil.app.exploring.plan import PlanError
from oceanhil.exploration.reach.visits import SourceOfRuns
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.replay import ReplayError, parse_replay
from oceanhil.scenarios.trace_file import TraceVersionError, read_trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from oceanhil.app.exploring.plan import Plan
    from oceanhil.scenarios.scenario import Bound, Case
    from oceanhil.scenarios.trace import Event
    from oceanhil.scenarios.world import WorldFactory

_POINTS_MOST: Final = 24
"""Of a sweep so many points are run, evenly spread."""
_BY_ITSELF: Final = StorePolicy.REFERENCE
"""How firmware keeps its record where a scenario does not say."""


class LedRun(msgspec.Struct, frozen=True):
    """A run to follow."""

    source: SourceOfRuns
    name: str
    store: StorePolicy
    events: tuple[Event, ...]


class Wanted(Protocol):
    """Which layouts of the record are asked for."""

    def __contains__(self, store: object, /) -> bool:
        """Tell whether one is."""


def case_runs(source: SourceOfRuns, cases: Iterable[Case], factory: WorldFactory, wanted: Wanted) -> Iterator[LedRun]:
    """Run cases about boards; of a sweep some points. What cannot run there is left out."""
    profile = load_profile()
    for case in cases:
        store = case.replay.store or _BY_ITSELF
        if store not in wanted:
            continue
        stage = DeviceStage(case, factory, profile)
        for name, bound in _points(case, stage):
            if not stage.why_not(bound):
                yield LedRun(source, name, store, run_once(bound, stage).events)


def explored_runs(plan: Plan, factory: WorldFactory, lives: int, wanted: Wanted) -> Iterator[LedRun]:
    """Lead lives 1 to `lives` of a plan."""
    drawing, habitat = plan.drawing(factory), plan.habitat(factory)
    for number in range(1, lives + 1):
        life = drawing.life(number)
        store = life.start.store or _BY_ITSELF
        if store in wanted:
            run = habitat.lead(life)
            yield LedRun(SourceOfRuns.EXPLORATION, f"life {number}", store, run.events)


def written_runs(folder: Path, wanted: Wanted) -> Iterator[LedRun]:
    """Read the traces in a folder that `oceanhil run --traces` has written; raises PlanError where there are none."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise PlanError(f"no trace in {str(folder)!r}; expected a folder that oceanhil run --traces has written")
    for path in files:
        try:
            trace = read_trace(path.read_bytes())
        except OSError as error:
            raise PlanError(f"{str(path)!r} cannot be read: {os_reason(error)}") from None
        except (TraceVersionError, msgspec.MsgspecError) as error:
            raise PlanError(f"{str(path)!r} is no trace that can be followed: {error}") from None
        if trace.head is None or "@" not in trace.head.replay_id:
            raise PlanError(
                f"{str(path)!r} does not say of which case it is; write it again with oceanhil run --traces"
            )
        try:
            store = parse_replay(trace.head.replay_id).store or _BY_ITSELF
        except ReplayError as error:
            raise PlanError(f"{str(path)!r}: {error}") from None
        if store in wanted:
            yield LedRun(SourceOfRuns.LIBRARY, trace.head.replay_id, store, trace.events)


def _points(case: Case, stage: DeviceStage) -> Iterator[tuple[str, Bound]]:
    """Give what is run for a case: itself, or some points of its sweep."""
    bound, sweep = case.bound(), case.scenario.sweep
    yield case.replay_id, bound
    if sweep is None or not case.is_whole_sweep or sweep.over.then is not None:
        return
    units = run_once(bound, stage, count_boot=sweep.boot).units
    for unit in range(0, units, max(1, units // _POINTS_MOST)):
        at = case.at(f"{sweep.boot}.{unit}")
        yield at.replay_id, at.bound()
