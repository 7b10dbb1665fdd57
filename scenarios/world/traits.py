"""What some worlds and factories are or can do beyond what all can; who asks looks whether they are of the type."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol, runtime_checkable

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.lines import Line
from oceanhil.scenarios.world.world import World
from oceanhil.scenarios.world_terms import Capability

_RELAYS: Final = frozenset({1, 2})


class TakesAnyFirmware:
    """Marks a factory of worlds whose firmware is somebody else's.

    What that shows in words of its own, or stores in a form that nobody knows, is no reason to skip a scenario: the
    expectations about it are passed over, and counted.
    """

    __slots__ = ()


class IsForBoards(ABC):
    """A factory of worlds whose firmware, or whose board, is of some families alone.

    On others nothing is lacking that could be had: a run to which nobody named boards has no cases there.
    """

    @abstractmethod
    def boards_meant(self) -> Collection[Board]:
        """Give these families; none where it may be for any."""


class LooksClosely(ABC):
    """A factory whose worlds take close-ups (`WorldRequest.is_closeup`), each the same run once more."""

    @property
    @abstractmethod
    def can_repeat(self) -> bool:
        """Whether all that a run hangs on is here, so that it can be had again and looked at."""


class WearsBoards(ABC):
    """A factory whose boards are there before a run and after it, so that each erase of theirs is one for good."""

    @abstractmethod
    def kept_sectors(self, board: Board) -> int:
        """How many sectors a board of this family keeps things in that a run may erase, the firmware's image aside.

        As many as any board of the family has; each run of a case begins with all of them erased.
        """

    @property
    def is_one_for_all(self) -> bool:
        """Whether its boards are the same in every process, and one at a time has them, in real time or held."""
        return True


class SpeaksItsOwn(ABC):
    """A world whose firmware is somebody else's, and may print other words than the documentation."""

    @abstractmethod
    def speaks(self, line: Line) -> bool:
        """Tell whether its firmware prints this line, in these words or in words that are known to mean it."""


class LimitsItsSensor(ABC):
    """A device whose sensor cannot show all that a scenario may let it show."""

    @abstractmethod
    def shown_tenths(self, temperature_tenths: int, humidity_tenths: int) -> tuple[int, int]:
        """Give what it shows then, in tenths of a degree Celsius and of a percent."""


class NamesItsRelays(ABC):
    """A world that sees some relays of its devices, and perhaps not the others."""

    @abstractmethod
    def seen_relays(self) -> frozenset[int]:
        """Give their numbers."""


def boards_of_world(factory: object) -> tuple[Board, ...]:
    """Give the families for which a factory's firmware is made where it says so, else the platform's."""
    meant = factory.boards_meant() if isinstance(factory, IsForBoards) else ()
    of_platform = [board for board in PLATFORM_BOARDS if board in meant]
    return (*of_platform, *(board for board in meant if board not in PLATFORM_BOARDS)) or PLATFORM_BOARDS


def is_foreign(world: object) -> bool:
    """Tell whether the firmware is somebody else's: it stores and says what it has to as it likes."""
    return isinstance(world, SpeaksItsOwn)


def is_held_to_pages(world: World) -> bool:
    """Tell whether pages alone say what the firmware has to do: somebody else's, which keeps no documented record."""
    return is_foreign(world) and Capability.STORAGE_READ not in world.capabilities


def is_unspoken(world: object, line: Line) -> bool:
    """Tell whether the firmware does not print this line, or only in words that nobody knows."""
    return isinstance(world, SpeaksItsOwn) and not world.speaks(line)


def seen_relays(world: object) -> frozenset[int]:
    """Give the numbers of the relays that a world sees, where it sees relays: no other one is judged."""
    return world.seen_relays() if isinstance(world, NamesItsRelays) else _RELAYS


@runtime_checkable
class WatchesEdges(Protocol):
    """A factory of worlds in which is seen which edges of the firmware's compiled code a run goes over."""

    def watch_edges(self) -> str:
        """Look at them from now on, before any world is made; says why that cannot be, empty where it can."""

    def begin_edges(self) -> None:
        """Forget them: another run begins."""

    def edges(self) -> Mapping[int, int]:
        """Give those of the last run by their numbers, each with when it was gone over first, µs since it began."""


@runtime_checkable
class NamesServersLack(Protocol):
    """A factory whose worlds may have a server that somebody else operates."""

    def servers_lack(self, lacking: frozenset[Capability]) -> str:
        """Say what is missing at that server's side for all of this; empty where it is the world that lacks it."""


@runtime_checkable
class ChoosesBoards(Protocol):
    """A factory whose boards of a family differ, and that chooses one for each run."""

    def capabilities_for(self, board: Board, needs: frozenset[Capability]) -> frozenset[Capability]:
        """What its worlds can do for a run with these needs, with the board of this family that it would choose."""

    def why_lacking(self, board: Board, lacking: frozenset[Capability]) -> str:
        """Say what would be needed for what is lacking; empty where the world's name says enough."""

    def choices(self, board: Board, needs: frozenset[Capability]) -> Sequence[str]:
        """Name the boards that a run with these needs may have, first those that it gets if they are free.

        Those are equally able; empty where the boards of a family do not differ.
        """
