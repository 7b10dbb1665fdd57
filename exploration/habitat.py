"""Where lives are led: the worlds of a factory. Lives with the same start go on from one kept moment of it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from oceanhil.exploration.disturbance import StepLine
from oceanhil.exploration.life import LAWS, Life, Start
from oceanhil.exploration.scenario_text import bound_of, case_of, steps_in_common
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.common_start import CommonStart
from oceanhil.scenarios.devices.law_file import LawFileError
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.devices.steps.own_laws import LawStep
from oceanhil.scenarios.devices.steps.python_laws import ExpectLaw
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.world import Capability, WatchesEdges, World, WorldFactory


class Habitat:
    """Worlds for lives, with what was kept of their starts."""

    def __init__(
        self,
        factory: WorldFactory,
        profile: Profile,
        laws: Sequence[str] = LAWS,
        *,
        is_closeup: bool = False,
        watches_edges: bool = False,
    ) -> None:
        """`watches_edges`: look which edges of the firmware's code a life goes over, where that can be seen."""
        self._factory = factory
        self._profile = profile
        self._laws = laws
        steps = [StepLine(law).placed(Place(law)).step for law in laws]
        self._conditional = [step for step in steps if isinstance(step, LawStep | ExpectLaw) and step.condition_key]
        self._is_closeup = is_closeup
        self._stages: dict[Start, DeviceStage] = {}
        self._edges = factory if watches_edges and isinstance(factory, WatchesEdges) else None
        if self._edges is not None and self._edges.watch_edges():
            self._edges = None
        self._kept: dict[tuple[Start, tuple[InvariantId, ...]], CommonStart[World] | None] = {}

    def lead(self, life: Life) -> Run:
        """Run a life in a world as new."""
        start, bound = life.start, bound_of(life, self._laws)
        stage = self._stage(start)
        # What is kept of a start has its invariants with it.
        common = (start, life.unjudged)
        if common not in self._kept:
            can_keep = self._can_keep(start)
            self._kept[common] = CommonStart.of(bound, stage, steps_in_common(start)) if can_keep else None
        kept = self._kept[common]
        if self._edges is not None:
            self._edges.begin_edges()
        return run_once(bound, stage) if kept is None else kept.run(bound, set())

    def edges(self) -> Mapping[int, int]:
        """Give the edges of the last life, each with when it was gone over first (µs of its run); nothing unseen."""
        return {} if self._edges is None else self._edges.edges()

    def asked(self, run: Run) -> frozenset[str]:
        """Name the laws of which each says something only where something else is so, and it was in that run."""
        return frozenset(step.law for step in self._conditional if self._is_asked(step, run))

    def _is_asked(self, step: LawStep | ExpectLaw, run: Run) -> bool:
        with suppress(LawFileError):  # told of the life itself
            return step.is_asked(run.events, self._profile)
        return True

    def why_not(self, life: Life) -> str:
        """Say why a life cannot be led here; empty where it can."""
        return self._stage(life.start).why_not(bound_of(life, self._laws))

    def _stage(self, start: Start) -> DeviceStage:
        stage = self._stages.get(start)
        if stage is None:
            case = case_of(start)
            stage = self._stages[start] = DeviceStage(case, self._factory, self._profile, is_closeup=self._is_closeup)
        return stage

    def _can_keep(self, start: Start) -> bool:
        """Tell whether a moment of a start may be had: on a board in real time the try would be a start in vain."""
        return Capability.VIRTUAL_TIME in self._factory.capabilities_on(start.board)
