"""Where cases about boards run: in the worlds of a factory, with a profile.

The runner's door to this folder; `oceanhil.scenarios.ringcentral.stage` is that of services.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.devices.context import DeviceContext, without_looks
from oceanhil.scenarios.devices.given import PreparedDevices
from oceanhil.scenarios.devices.invariants import INVARIANTS
from oceanhil.scenarios.devices.steps.server import Settings
from oceanhil.scenarios.invariants import Past
from oceanhil.scenarios.limits import needs_of_limits
from oceanhil.scenarios.replay import with_overrides
from oceanhil.scenarios.run import lacking_text
from oceanhil.scenarios.scenario import Bound, Case
from oceanhil.scenarios.stage import Stage
from oceanhil.scenarios.step import PlacedStep, needs_of
from oceanhil.scenarios.world import (
    Capability,
    ChoosesBoards,
    NamesServersLack,
    TakesAnyFirmware,
    World,
    WorldFactory,
    WorldRequest,
)


class DeviceStage(Stage[World]):
    """The worlds of `factory` for one case; seed and changed values of the profile are those of its replay ID."""

    invariants = INVARIANTS

    def __init__(
        self,
        case: Case,
        factory: WorldFactory,
        profile: Profile,
        *,
        is_closeup: bool = False,
        past: Sequence[Past] = (),
    ) -> None:
        self._case = case
        self.past = past
        self._is_closeup = is_closeup
        self._factory = factory
        self._profile = profile

    @property
    def name(self) -> str:
        """The world's name."""
        return self._factory.name

    def why_not(self, bound: Bound) -> str:
        """Say what there is not: the board, something the steps need, the driver."""
        factory = self._factory
        board, driver = self._case.replay.board, self._case.replay.driver
        if absence := factory.absence(board):
            return absence
        needs = self._needs_of(bound)
        choosing = factory if isinstance(factory, ChoosesBoards) else None
        capabilities = factory.capabilities_on(board) if choosing is None else choosing.capabilities_for(board, needs)
        if not self._case.scenario.is_promised and self._is_held_to_pages(capabilities):
            return "no page promises it, and this firmware is somebody else's"
        lacking = needs - capabilities
        for limit in bound.limits:
            if (need := limit.measure.needs) is not None and need in lacking:
                return f"world {factory.name!r} lacks {need.value}, which the limit on {limit.measure.value} needs"
        if lacking:
            if why := _why_lacking(factory, board, lacking):
                return f"needs {lacking_text(lacking)}: {why}"
            return f"world {factory.name!r} lacks {lacking_text(lacking)}"
        drivers = factory.drivers(board)
        if driver and driver not in drivers:
            return f"world {factory.name!r} has no driver {driver!r}; known: {', '.join(drivers) or 'none'}"
        return ""

    @property
    def is_foreign(self) -> bool:
        """Whether the firmware is somebody else's."""
        return isinstance(self._factory, TakesAnyFirmware)

    def _is_held_to_pages(self, capabilities: frozenset[Capability]) -> bool:
        return self.is_foreign and Capability.STORAGE_READ not in capabilities

    def _needs_of(self, bound: Bound) -> frozenset[Capability]:
        """Give what the world must be able to do for the case to be one, its remedy aside."""
        needs = needs_of(self._needed(bound.steps)) | bound.given.needs | needs_of_limits(bound.limits)
        if all(placed.step.hold_in(self._profile_here) for placed in bound.steps if isinstance(placed.step, Settings)):
            # Nothing has to be changed in a server that has these values anyway.
            needs -= Settings.needs
        if self._case.scenario.sweep is not None:
            needs |= {Capability.POWER_CUT, Capability.VIRTUAL_TIME}
        return needs

    def _needed(self, steps: Iterable[PlacedStep]) -> Iterable[PlacedStep]:
        """Give the steps without which the case is no case here."""
        if not isinstance(self._factory, TakesAnyFirmware):
            return steps
        return without_looks(steps)

    def make(self) -> World:
        """Make a fresh world, the same for every point of a sweep."""
        return self._factory.make(self._request)

    def begin(self, world: World, bound: Bound) -> DeviceContext:
        """Begin with the firmware that is given."""
        assert isinstance(bound.given, PreparedDevices)
        return DeviceContext(world, self._case.replay.board, bound.given.choice, self._case.replay.seed)

    @cached_property
    def _profile_here(self) -> Profile:
        return with_overrides(self._profile, self._case.replay.overrides)

    @cached_property
    def _request(self) -> WorldRequest:
        replay = self._case.replay
        request = WorldRequest(
            board=replay.board,
            seed=replay.seed,
            profile=self._profile_here,
            driver=replay.driver,
            is_closeup=self._is_closeup,
        )
        if not isinstance(self._factory, ChoosesBoards):
            return request
        bound = self._case.bound()
        return msgspec.structs.replace(request, needs=self._needs_of(bound), wants=needs_of(bound.remedy))


def _why_lacking(factory: WorldFactory, board: Board, lacking: frozenset[Capability]) -> str:
    """Say what would be needed beside the world: at a server elsewhere, or of boards; empty where its name says all."""
    if isinstance(factory, NamesServersLack) and (why := factory.servers_lack(lacking)):
        return why
    return factory.why_lacking(board, lacking) if isinstance(factory, ChoosesBoards) else ""
