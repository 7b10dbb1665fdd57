"""A world and who makes it."""

from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.trace import Event, EventKind, Trace
from oceanhil.scenarios.world.arguments import Span, check_arguments
from oceanhil.scenarios.world.device import MAIN_DEVICE, Device
from oceanhil.scenarios.world.server import Network, Server
from oceanhil.scenarios.world_terms import Capability


class World(Protocol):
    """A place to run one scenario once: made fresh for a run, closed after it."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        check_arguments(cls, World)

    @property
    def name(self) -> str:
        """The name by which `--world` chooses it."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this world can do."""

    @property
    def profile(self) -> Profile:
        """The profile in force."""

    @property
    def trace(self) -> Trace:
        """What happened so far."""

    @property
    def server(self) -> Server:
        """The server."""

    @property
    def network(self) -> Network:
        """The network between devices and server."""

    @property
    def now_us(self) -> int:
        """µs since the run began."""

    @property
    def is_self_contained(self) -> bool:
        """Whether all of it is in this process, so that a moment of the run can be kept."""

    def device(self, name: str = MAIN_DEVICE) -> Device:
        """The device of that name; the first call makes it, blank and off. Same board family for all."""

    def run_for(self, duration_us: Span) -> None:
        """Let time pass for everybody."""

    def wait_for(self, wanted: Callable[[Event], bool], timeout_us: int) -> Event | None:
        """Let time pass until a *new* event satisfies `wanted` and give it; None when `timeout_us` passed first.

        An error of `wanted` ends the wait at that event and is raised here; no device notices it.
        """

    def facts(self) -> Mapping[str, str]:
        """What reports say about the boards of this run: names, MACs, firmware, boots."""

    def close(self) -> None:
        """Let go of everything; harmless when called twice."""


class WorldRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a world is made for."""

    board: Board
    seed: int
    profile: Profile
    driver: str = ""
    """Generation of the EEPROM driver, such as `idf-5.5.1`; empty: the board's default."""
    needs: frozenset[Capability] | None = None
    """What the run needs; None where nobody knows. Where boards differ, one that can do it is taken."""
    wants: frozenset[Capability] = frozenset()
    """What its remedy needs besides."""
    is_closeup: bool = False
    """Whether the trace is to tell of what only a look at a moment needs (`scenarios.trace.Trace`)."""


class WorldFactory(Protocol):
    """What the entry points in group `oceanhil.worlds` name: makes worlds and knows beforehand what they can do."""

    @property
    def name(self) -> str:
        """The name by which `--world` chooses it."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What its worlds can do, whatever the board."""

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What its worlds can do with a board of this family."""

    def absence(self, board: Board) -> str:
        """Say why there is no board of this family; empty when there is one."""

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """Kinds of event that its worlds cannot see of a board of this family though other worlds can."""

    def drivers(self, board: Board) -> tuple[str, ...]:
        """The EEPROM driver generations this world has for `board`, the default first."""

    def make(self, request: WorldRequest) -> World:
        """Make a fresh world; raises WorldError when it cannot be had."""

    def close(self) -> None:
        """Let go of what its worlds shared; it makes no more of them."""
