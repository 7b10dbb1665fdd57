"""Lives on boards that are there for good: each is rehearsed on a simulated one first, which says what it will cost.

What it is: a habitat for boards in real time. A *rehearsal* leads the same life in a simulated world, in milliseconds,
and tells how long it will take and how many sectors it will erase. The erases go to an *account* of the board's family
before the board leads the life, so that a budget is kept and not looked at afterwards. What a life has come to on the
board is made simple in the rehearsal, as far as that breaks the same law in the same way; the board is asked once more
at the end (`oceanhil.exploration.explorer`).

What it must not know: ports, inventories, clocks. How many sectors a run of a board begins by erasing it is told.

Laws: what was charged never exceeds the budget. A life that does not fit the account is not led, nor is one that takes
longer than it may, or that asks for what the board cannot do. What is charged is at least what the firmware of the
rehearsal erases in that life, and what the bench erases to prepare it, to change it and to put it back: all sectors
that are kept, at each of these.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from oceanhil.exploration.findings import Breach, breach_of
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import Life
from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.steps.device import Flash
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.trace import EventKind
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_PROGRAM: Final = "program"


class LifeForecast(msgspec.Struct, frozen=True):
    """What a life has come to in the rehearsal, and so what it will come to on a board, and cost there."""

    breach: Breach | None
    """The law that it broke there."""
    lasts_us: int
    erases: int
    """Erases of a sector, the bench's too."""


class LifeBudget(msgspec.Struct, frozen=True):
    """What lives may cost: each at most so long (µs), all that a board leads so many erases of a sector."""

    life_us: int
    erases: int


class SpentError(Exception):
    """What a board may be erased is used up; the text says of which family, and how much."""


class TooCostlyError(Exception):
    """A life that is not for this bench; the text says why."""


class BenchHabitat:
    """Boards, and the simulated ones on which their lives are rehearsed."""

    def __init__(
        self, boards: Habitat, rehearsals: Habitat, budget: LifeBudget, kept_sectors: Callable[[Board], int]
    ) -> None:
        """`rehearsals` are close-ups, which tell of erases; `kept_sectors` of a family are erased before each life."""
        self._boards = boards
        self.rehearsals = rehearsals
        self._budget = budget
        self._kept_sectors = kept_sectors
        self.erases: Counter[str] = Counter()
        """What was charged so far, by family."""

    def rehearse(self, life: Life) -> LifeForecast:
        """Say what a life comes to; raises TooCostlyError for one that the bench cannot lead, or may not."""
        found = self._rehearsed(life)
        if found.lasts_us > self._budget.life_us:
            raise TooCostlyError("it takes longer than a life may")
        return found

    def lead(self, life: Life) -> Run:
        """Charge a life, however long it is, and lead it on a board.

        Raises TooCostlyError for one that the bench cannot lead, and SpentError where it does not fit the account.
        """
        cost, board = self._rehearsed(life).erases, life.start.board.value
        # At the end of all the board gets back what it held.
        needed = cost + self._kept_sectors(life.start.board)
        left = self._budget.erases - self.erases[board]
        if needed > left:
            spent = f"{left:,} of {self._budget.erases:,} erases are left"
            raise SpentError(f"{board}: {spent}, and the next life needs {needed:,}")
        self.erases[board] += cost
        return self._boards.lead(life)

    def edges(self) -> Mapping[int, int]:
        """Give nothing: of the code of a board nobody sees which edges it goes over."""
        return {}

    def asked(self, run: Run) -> frozenset[str]:
        """Name the laws with a condition that was met in that run."""
        return self._boards.asked(run)

    def _rehearsed(self, life: Life) -> LifeForecast:
        if why_not := self._boards.why_not(life):
            raise TooCostlyError(why_not)
        run = self.rehearsals.lead(life)
        writes = 1 + _bench_writes(life)
        return LifeForecast(
            breach_of(run), run.simulated_us, _erased(run) + writes * self._kept_sectors(life.start.board)
        )


def _erased(run: Run) -> int:
    """Count the sectors that devices have erased in a close-up; whatever a cut has torn may have been an erase."""
    work = (each.fields for each in run.events if each.kind is EventKind.FLASH)
    lengths = (fields["length"] for fields in work if fields["operation"] != _PROGRAM)
    return sum(-(-length // SECTOR_BYTES) for length in lengths if isinstance(length, int))


def _bench_writes(life: Life) -> int:
    """Count the steps with which the bench writes what is kept: those of the start's image, and of happenings."""
    names = (name for each in life.happenings for name in each.disturbance.step_names)
    # An agent provisions what stands for the image, in sectors that are kept.
    return 1 + sum(name == Flash.name or Touch.STORAGE in touched_by(name) for name in names)
