"""From options to what is explored: which disturbances, which starts, in which world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.exploration.bench import BenchHabitat, LifeBudget
from oceanhil.exploration.disturbance import Disturbance, Kind, StepLine
from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.findings import law_of
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import LAWS, STAND_INS, Start
from oceanhil.exploration.own_laws import OwnLaw
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.world import Capability, TakesAnyFirmware, WatchesEdges, WearsBoards, boards_of_world

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from oceanhil.scenarios.world import WorldFactory


class PlanError(ValueError):
    """What was asked for cannot be explored; the text says what, and what could be."""


class NotJudged(msgspec.Struct, frozen=True):
    """A law that no life is judged by."""

    law: str
    """Its name, of an invariant the number."""
    reason: str
    lacks: tuple[str, ...] = ()
    """What the world does not tell, or cannot do, that it looks at."""
    instead: str = ""
    """The law that is judged in its place."""


class Plan(msgspec.Struct, frozen=True):
    """What is explored; another process can make the same of it."""

    world: str
    boards: tuple[Board, ...]
    seed: int
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    budget: LifeBudget | None = None
    """What lives may cost boards in real time; None for worlds in which they cost nothing."""
    is_guided: bool = False
    """Whether lives go on from those that reached something rare."""
    watches_edges: bool = False
    """Whether edges of the firmware's code count as what is reached, where they are seen."""
    beside: str = ""
    """What decides beside the options which guided life has which number; empty: nothing."""
    own_laws: tuple[OwnLaw, ...] = ()
    """Laws of the user's own, judged behind the others."""
    starts: tuple[Start, ...] = ()
    """Where lives begin; empty: on each board with each store and driver, online or not yet."""
    unjudged: tuple[str, ...] = ()
    """Laws, and names of invariants, that do not hold where these lives begin, whatever disturbs them."""
    is_sanitized: bool = False
    """Whether a sketch runs with sanitizers."""

    def drawing(self, factory: WorldFactory) -> Drawing:
        """Say what lives are drawn from; raises PlanError where that is nothing."""
        # What is left of a life's time is for its start and for what the device does about it all.
        length_us = None if self.budget is None else self.budget.life_us // 2
        return Drawing(self.seed, self._starts(factory), self._chosen(factory), length_us)

    def habitat(self, factory: WorldFactory) -> Habitat:
        """Say where they are led."""
        return Habitat(factory, load_profile(), self.laws(factory), watches_edges=self.watches_edges)

    def why_no_edges(self, factory: WorldFactory) -> str:
        """Say why no edges of the firmware's code are looked at in guided lives; empty where they are."""
        if not self.watches_edges:
            return "machines may compile it in different ways"
        if not isinstance(factory, WatchesEdges):
            return f"world {self.world!r} does not show them"
        return factory.watch_edges()

    def behind(self, factory: WorldFactory, kept: str) -> Plan:
        """Give the plan that says what its guided lives follow from; `kept`: digest of lives before them, if any."""
        if not self.is_guided:
            return self
        found = ["" if self.why_no_edges(factory) else "edges", f"kept lives {kept}" if kept else ""]
        return msgspec.structs.replace(self, beside=" and ".join(filter(None, found)))

    def bench_habitat(self, factory: WorldFactory, budget: LifeBudget) -> BenchHabitat:
        """Say on which boards they are led, and where they are rehearsed."""
        assert isinstance(factory, WearsBoards)
        rehearsals = Habitat(SimWorldFactory(), load_profile(), self.laws(factory), is_closeup=True)
        return BenchHabitat(self.habitat(factory), rehearsals, budget, factory.kept_sectors)

    def laws(self, factory: WorldFactory) -> Sequence[str]:
        """Give the laws that can be judged there, as steps; raises PlanError where one of the user's own cannot."""
        able = self._able(factory)
        for own in self.own_laws:
            if lacking := own.step.all_needs() - able:
                what = ", ".join(sorted(need.value for need in lacking))
                lacks = f"world {self.world!r} lacks {what}, which law {own.name!r} looks at"
                raise PlanError(f"{own.place}: {lacks}; choose another --world, or leave its file out of --laws")
        found = (self._judged(law, able) for law in LAWS)
        return [*(law for law in found if law and law not in self.unjudged), *(own.line for own in self.own_laws)]

    @property
    def conditional(self) -> Mapping[str, str]:
        """The user's own laws that say something only where something else is so: behind which key that stands."""
        steps = (own.step for own in self.own_laws)
        return {step.law: key for step in steps if (key := step.condition_key)}

    def not_judged(self, factory: WorldFactory) -> Sequence[NotJudged]:
        """Name the laws that are not judged there, each with the reason."""
        able = self._able(factory)
        blind = [(law, lacking) for law in LAWS if (lacking := _needs(law) - able)]
        held = [NotJudged(law_of(law), reason="it does not hold in the scenario itself") for law in self.unjudged]
        return [*(_without(law, lacking, self._judged(law, able)) for law, lacking in blind), *held]

    def _judged(self, law: str, able: frozenset[Capability]) -> str:
        """Give what is judged for a law of ours: itself, what stands in for it, or nothing."""
        return next((each for each in (law, STAND_INS.get(law, "")) if each and _needs(each) <= able), "")

    def _able(self, factory: WorldFactory) -> frozenset[Capability]:
        return frozenset.intersection(*(factory.capabilities_on(board) for board in self.boards))

    def _starts(self, factory: WorldFactory) -> Sequence[Start]:
        for board in self.boards:
            if absence := factory.absence(board):
                raise PlanError(absence)
        if self.starts:
            return self.starts
        return [
            Start(board, store, driver, is_online)
            for board in self.boards
            for store in _stores(factory)
            for driver in _drivers(factory, board)
            for is_online in (True, False)
        ]

    def _chosen(self, factory: WorldFactory) -> Sequence[Disturbance]:
        wanted = [each for each in _named(self.only) or DISTURBANCES if each not in _named(self.without)]
        if not wanted:
            raise PlanError("nothing is left that could happen; name fewer with --without, or others with --only")
        able = self._able(factory)
        for each in wanted if self.only else ():
            if lacking := each.needs - able:
                what = ", ".join(sorted(need.value for need in lacking))
                raise PlanError(f"world {self.world!r} lacks {what}, which {each.name!r} needs; leave it out of --only")
        found = [each for each in wanted if each.needs <= able]
        if not found:
            raise PlanError(
                f"world {self.world!r} can do none of the disturbances there are; choose another --world, such as sim"
            )
        return found


def _needs(law: str) -> frozenset[Capability]:
    return StepLine(law).placed(Place(law)).needs


def _without(law: str, lacking: Iterable[Capability], judged: str) -> NotJudged:
    lacks = tuple(sorted(each.value for each in lacking))
    instead = law_of(judged)
    return NotJudged(law_of(law), f"the world lacks {', '.join(lacks)}", lacks, instead)


def boards_in(factory: WorldFactory, asked: Sequence[Board]) -> tuple[Board, ...]:
    """Give the boards on which lives are led: those asked for, or those of the world that are there.

    Where there is none at all, those of the world: whoever looks for their starts is told why.
    """
    meant = boards_of_world(factory)
    return tuple(asked) or tuple(each for each in meant if not factory.absence(each)) or meant


def wears_boards(factory: WorldFactory, boards: Iterable[Board]) -> bool:
    """Tell whether lives are led in real time there, on boards that are worn by them."""
    held = (Capability.VIRTUAL_TIME in factory.capabilities_on(board) for board in boards)
    return isinstance(factory, WearsBoards) and not all(held)


def _stores(factory: WorldFactory) -> Sequence[StorePolicy | None]:
    """Give the layouts of the record that firmware can be asked for; somebody else's keeps what it keeps."""
    return (None,) if isinstance(factory, TakesAnyFirmware) else tuple(StorePolicy)


def _drivers(factory: WorldFactory, board: Board) -> Sequence[str]:
    """Give the drivers of the board where it has several: with one, a scenario names none."""
    found = factory.drivers(board)
    return found if len(found) > 1 else ("",)


def _named(words: Iterable[str]) -> list[Disturbance]:
    """Give the disturbances of these names and kinds; raises PlanError at one that there is not."""
    kinds, names = {kind.value for kind in Kind}, {each.name for each in DISTURBANCES}
    for word in words:
        if word not in kinds | names:
            raise PlanError(f"no disturbance and no kind is called {word!r}; {suggestion(word, sorted(kinds | names))}")
    return [each for each in DISTURBANCES if each.name in words or each.kind.value in words]
