"""Where a case runs and by whose rules: what the engine asks of a world, of a run's context and of a stage.

A subject has one of each; `oceanhil.scenarios.devices` and `oceanhil.scenarios.ringcentral` have theirs.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

from oceanhil.scenarios.acts import Act
from oceanhil.scenarios.invariants import Invariant, Past, Traced
from oceanhil.scenarios.limits import Breach, Limit, Untold
from oceanhil.scenarios.measures import Reading
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.step import PlacedStep, Step, Unmet, needs_of
from oceanhil.scenarios.world_terms import Capability, CutWork


class EngineWorld(Traced, Protocol):
    """What the engine sees of any world."""

    @property
    def now_us(self) -> int:
        """µs since the run began."""

    @property
    def is_self_contained(self) -> bool:
        """Whether all of it is in this process, so that a moment of the run can be kept."""

    def facts(self) -> Mapping[str, str]:
        """What reports say about this run."""

    def close(self) -> None:
        """Let go of everything; harmless when called twice."""


W = TypeVar("W", bound=EngineWorld)


class Told(msgspec.Struct, frozen=True):
    """What a context says of a run that is over: facts, and what was measured of the main device."""

    facts: Mapping[str, str] = {}
    measures: Mapping[str, Reading] = {}


class Context(ABC):
    """The state of one run, passed to every step. Cursors are indices into the trace."""

    def __init__(self) -> None:
        self.mark = 0
        self.outcomes: list[str] = []
        self.is_classified = True
        """Whether each step that names an outcome could."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the world can do, as far as steps ask for it."""
        return frozenset()

    def lacking(self, steps: Sequence[PlacedStep]) -> frozenset[Capability]:
        """Give what the world cannot do of what these steps need."""
        return needs_of(steps) - self.capabilities

    @property
    def why_unjudged(self) -> str:
        """Say why nothing was judged in a run that was done; empty where something was."""
        return ""

    def told(self) -> "Told":
        """What reports say about this run now that it is over."""
        return Told()

    def judge(self, limits: Sequence[Limit]) -> Breach | Untold | None:
        """Give the first of these limits that is broken, or else that nobody can judge; None if all are kept."""
        del limits
        return None

    @abstractmethod
    def do(self, step: Step) -> None:
        """Do it; raises Unmet when an expectation does not hold and WorldError when the world fails."""

    def acts_behind(self, step: Step, unmet: Unmet) -> tuple[Act, ...]:
        """Give what the program under test did that `step` did not expect, or last before; empty: nobody knows."""
        del step, unmet
        return ()

    def count(self, boot: int, step: Step | None = None) -> int | None:
        """Give the units of work in `boot`, for a sweep; with `step` only if a counting run ends at it, else None."""
        del boot
        return None if step else 0

    def why_no_work(self, boot: int) -> str:
        """Say what there was to do in `boot`, after a counting run that found no work there.

        Raises LackingError where there need not have been any.
        """
        del boot
        return "none in the run without a cut"

    # What the points of a sweep have in common up to their cuts: `oceanhil.scenarios.cut_moments`

    def record_work(self, boot: int) -> CutWork | None:
        """Record the work of that boot from now on; None where the world cannot."""
        del boot
        return None

    def is_cut(self) -> bool:
        """Tell whether what the sweep is about has lost power by a cut and has not been started since."""
        return False

    def move_cut(self, work: CutWork, boot: int, unit: int, steps: Sequence[tuple[Step, Step]]) -> bool:
        """Be as if the cut had come at `unit`. `steps` are those that were done, and those that are to have been done.

        False, with nothing to be relied on, where they differ in more than in where a cut is arranged.
        """
        del work, boot, unit, steps
        return False

    def what_is_left(self, rest: frozenset[Capability]) -> Hashable | None:
        """Give all in which points differ whose cuts came in one stretch, as far as steps with these needs can tell.

        None where that cannot be said.
        """
        del rest
        return None


class Stage(ABC, Generic[W]):
    """Where one case runs, a sweep's points too, and by whose rules."""

    invariants: Sequence[type[Invariant[W]]]
    past: Sequence[Past] = ()

    @property
    def is_foreign(self) -> bool:
        """Whether somebody else wrote what runs there: how much work it has for a sweep, no scenario knows."""
        return False

    """Breaches of them that end no run."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The world's name."""

    @abstractmethod
    def why_not(self, bound: Bound) -> str:
        """Say why the case cannot run here; empty when it can."""

    @abstractmethod
    def make(self) -> W:
        """Make a fresh world; raises WorldError when it cannot be had."""

    @abstractmethod
    def begin(self, world: W, bound: Bound) -> Context:
        """Give the context in which the steps are done."""
