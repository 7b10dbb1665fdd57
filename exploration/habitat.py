"""Where lives are led: the worlds of a factory. Lives with the same start go on from one kept moment of it."""

from collections.abc import Sequence

from oceanhil.exploration.life import LAWS, Life, Start
from oceanhil.exploration.scenario_text import bound_of, case_of, steps_in_common
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.common_start import CommonStart
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import Run, run_once
from oceanhil.scenarios.world import World, WorldFactory


class Habitat:
    """Worlds for lives, with what was kept of their starts."""

    def __init__(self, factory: WorldFactory, profile: Profile, laws: Sequence[str] = LAWS) -> None:
        self._factory = factory
        self._profile = profile
        self._laws = laws
        self._stages: dict[Start, DeviceStage] = {}
        self._kept: dict[Start, CommonStart[World] | None] = {}

    def lead(self, life: Life) -> Run:
        """Run a life in a world as new."""
        start, bound = life.start, bound_of(life, self._laws)
        stage = self._stages.get(start)
        if stage is None:
            stage = self._stages[start] = DeviceStage(case_of(start), self._factory, self._profile)
            self._kept[start] = CommonStart.of(bound, stage, steps_in_common(start))
        kept = self._kept[start]
        return run_once(bound, stage) if kept is None else kept.run(bound, set())
