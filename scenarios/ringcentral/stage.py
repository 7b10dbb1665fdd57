"""Where cases about a service run: in the worlds that have it.

The runner's door to this folder; `oceanhil.scenarios.devices.stage` is that of boards.
"""

from collections.abc import Sequence

from oceanhil.scenarios.invariants import Past
from oceanhil.scenarios.ringcentral.context import ServiceContext
from oceanhil.scenarios.ringcentral.invariants import INVARIANTS
from oceanhil.scenarios.ringcentral.world import ServiceRequest, ServiceWorld, ServiceWorlds
from oceanhil.scenarios.scenario import Bound, Case
from oceanhil.scenarios.stage import Stage


class ServiceStage(Stage[ServiceWorld]):
    """The worlds of one case; seed and changed values of the service's profile are those of its replay ID."""

    invariants = INVARIANTS

    def __init__(
        self, case: Case, worlds: ServiceWorlds, *, is_closeup: bool = False, past: Sequence[Past] = ()
    ) -> None:
        self.past = past
        self._replay = case.replay
        self._is_closeup = is_closeup
        self._worlds = worlds

    @property
    def name(self) -> str:
        """The name of the worlds."""
        return self._worlds.name

    def why_not(self, bound: Bound) -> str:
        """Say why there is no such service."""
        del bound
        return self._worlds.absence(self._replay.service)

    def make(self) -> ServiceWorld:
        """Make a fresh world; ProfileError when a changed value is wrong."""
        replay = self._replay
        request = ServiceRequest(
            service=replay.service, seed=replay.seed, overrides=replay.overrides, is_closeup=self._is_closeup
        )
        return self._worlds.make(request)

    def begin(self, world: ServiceWorld, bound: Bound) -> ServiceContext:
        """Begin with nothing given."""
        del bound
        return ServiceContext(world)
