"""A scenario as read from its file, the cases it stands for, and what a case runs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import msgspec

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.firmware_choice import FirmwareChoice
from oceanhil.scenarios.given import Given
from oceanhil.scenarios.invariants.names import InvariantId
from oceanhil.scenarios.mistakes import Mistakes, Place, suggestion
from oceanhil.scenarios.names import Declared
from oceanhil.scenarios.replay import ReplayError, ReplayId, format_replay
from oceanhil.scenarios.scalars import NO_CUT
from oceanhil.scenarios.sources import SourceReference
from oceanhil.scenarios.steps import Step, Template
from oceanhil.scenarios.tally import ExpectedOutcome
from oceanhil.scenarios.templates import Conditions, conditions_hold
from oceanhil.scenarios.variables import Variables
from oceanhil.scenarios.world import Capability

STORE, DRIVER, CASE = "store", "driver", "case"


class Sweep(msgspec.Struct, frozen=True):
    """One run for each unit of flash work in boot number `boot`; `variable` is `BOOT.UNIT`. Every `every`-th unit."""

    variable: str
    boot: int
    every: int


class TallyRow(msgspec.Struct, frozen=True):
    """Expected outcomes for the cases in which the conditions hold."""

    conditions: Conditions
    outcomes: tuple[ExpectedOutcome, ...]


class KnownViolation(msgspec.Struct, frozen=True):
    """Invariants that a real driver is known to break in the cases in which the conditions hold."""

    invariants: frozenset[InvariantId]
    because: str
    conditions: Conditions


class Bound(msgspec.Struct, frozen=True):
    """Everything a run needs, variables replaced."""

    choice: FirmwareChoice
    steps: tuple[Step, ...]
    """What is given, then the scenario's own steps."""
    remedy: tuple[Step, ...]
    tally: tuple[ExpectedOutcome, ...]
    known_violations: frozenset[InvariantId]


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario file. Steps are templates until a case binds them."""

    id: str
    title: str
    group: str
    place: Place
    boards: tuple[Board, ...]
    """What it is for by its file; where that does not say it, the platform's."""
    is_for_any: bool = False
    """True when the file does not say which boards it is for: it runs on others too, when they are asked for."""
    sources: tuple[SourceReference, ...] = ()
    matrix: Mapping[str, tuple[str, ...]] = {}
    rows: Mapping[str, Mapping[str, str]] = {}
    """The rows under `cases` by name."""
    by_board: Mapping[Board, Mapping[str, str]] = {}
    sweep: Sweep | None = None
    given: Given
    steps: tuple[Template, ...]
    remedy_text: str = ""
    remedy: tuple[Template, ...] = ()
    tally: tuple[TallyRow, ...] = ()
    known_violations: tuple[KnownViolation, ...] = ()
    declared: Declared | None = None
    """The names that its steps may use; None while they are gathered."""

    def is_for(self, board: Board) -> bool:
        """Tell whether it is meant for boards of this family: names it or the one that it is like, or names none."""
        return self.is_for_any or any(name in self.boards for name in family(board).names)

    def expand(self, board: Board, drivers: Sequence[str] = ()) -> list["Case"]:
        """All cases on `board`; `drivers` are those of the world for it. A world with fewer than two has no such axis.

        A board the scenario is not for has none. A sweep is one case.
        """
        if not self.is_for(board):
            return []
        axes = {name: values for name, values in self.matrix.items() if name != DRIVER or len(drivers) > 1}
        if self.rows:
            axes[CASE] = tuple(self.rows)
        return [self._case(board, dict(zip(axes, values, strict=True))) for values in product(*axes.values())]

    def case(self, replay: ReplayId) -> "Case":
        """The case a replay ID names; raises ReplayError when the scenario has no such case.

        Values of axes may be others than the file lists, rows may not.
        """
        text = format_replay(replay)
        if not self.is_for(replay.board):
            boards = ", ".join(board.value for board in self.boards)
            raise ReplayError(f"replay ID {text!r}: {self.id} is not for {replay.board.value}; it is for {boards}")
        wanted = self.axis_names
        known = {*wanted, self.sweep.variable} if self.sweep else wanted
        for name in replay.axes:
            if name not in known:
                raise ReplayError(f"replay ID {text!r}: {self.id} has no variable {name!r}; {suggestion(name, known)}")
        if STORE in self.matrix and replay.store is None:
            raise ReplayError(
                f"replay ID {text!r} names no store; add {' or '.join('+' + each for each in self.matrix[STORE])}"
            )
        for name in sorted(wanted - set(replay.axes)):
            raise ReplayError(f"replay ID {text!r} gives no {name!r}; add {name}=VALUE behind '#'")
        row = replay.axes.get(CASE)
        if row is not None and row not in self.rows:
            raise ReplayError(f"replay ID {text!r}: {self.id} has no case {row!r}; {suggestion(row, self.rows)}")
        return Case(self, replay)

    @property
    def axis_names(self) -> frozenset[str]:
        """The axes that stand behind `#` in a replay ID of this scenario."""
        rows = {CASE} if self.rows else set()
        return frozenset({*self.matrix, *rows} - {STORE, DRIVER})

    def _case(self, board: Board, chosen: Mapping[str, str]) -> "Case":
        store = chosen.get(STORE)
        replay = ReplayId(
            scenario=self.id,
            board=board,
            driver=chosen.get(DRIVER, ""),
            store=None if store is None else StorePolicy(store),
            axes={name: value for name, value in chosen.items() if name not in {STORE, DRIVER}},
        )
        return Case(self, replay)


class Case(msgspec.Struct, frozen=True):
    """One scenario on one board with one choice of variables; without the sweep's variable it is the whole sweep."""

    scenario: Scenario
    replay: ReplayId

    @property
    def replay_id(self) -> str:
        """The line that runs this case again."""
        return format_replay(self.replay)

    @property
    def is_whole_sweep(self) -> bool:
        """True when the case stands for all points of a sweep."""
        sweep = self.scenario.sweep
        return sweep is not None and sweep.variable not in self.replay.axes

    @property
    def parameters(self) -> Mapping[str, str]:
        """What tells this case from the others of its scenario, by axis."""
        named = {DRIVER: self.replay.driver, STORE: self.replay.store.value if self.replay.store else ""}
        return {**{name: value for name, value in named.items() if value}, **self.replay.axes}

    def seeded(self, seed: int, overrides: Mapping[str, str] | None = None) -> "Case":
        """The same case with another seed and changed values of the profile."""
        replay = msgspec.structs.replace(self.replay, seed=seed, overrides=dict(overrides or {}))
        return Case(self.scenario, replay)

    def at(self, point: str) -> "Case":
        """One point of the sweep."""
        assert self.scenario.sweep is not None
        axes = {**self.replay.axes, self.scenario.sweep.variable: point}
        return Case(self.scenario, msgspec.structs.replace(self.replay, axes=axes))

    def variables(self) -> Variables:
        """Every variable of the case with its text; the variable of a whole sweep is `none`."""
        scenario, replay = self.scenario, self.replay
        found = {"board": replay.board.value, DRIVER: replay.driver, "seed": str(replay.seed)}
        if scenario.sweep is not None:
            found[scenario.sweep.variable] = NO_CUT
        found |= replay.axes
        names = family(replay.board).names
        found |= next((scenario.by_board[name] for name in names if name in scenario.by_board), {})
        found |= scenario.rows.get(replay.axes.get(CASE, ""), {})
        found[STORE] = replay.store.value if replay.store else scenario.given.store_word(found)
        return found

    def bind(self, mistakes: Mistakes) -> Bound:
        """Replace the variables; what is wrong then is noted, and left out of the result."""
        variables, scenario = self.variables(), self.scenario
        choice = scenario.given.choice(variables, mistakes)
        if variables[STORE] in {policy.value for policy in StorePolicy}:
            choice = msgspec.structs.replace(choice, store=StorePolicy(variables[STORE]))
        steps = (*scenario.given.bind(variables, mistakes), *_bind(scenario.steps, variables, mistakes))
        remedy = tuple(_bind(scenario.remedy, variables, mistakes))
        if scenario.declared is not None:
            scenario.declared.refuse_unknown((name for step in (*steps, *remedy) for name in step.names), mistakes)
        return Bound(
            choice,
            steps,
            remedy,
            tuple(
                outcome
                for row in scenario.tally
                if conditions_hold(row.conditions, variables, mistakes)
                for outcome in row.outcomes
            ),
            frozenset(
                invariant
                for known in scenario.known_violations
                if conditions_hold(known.conditions, variables, mistakes)
                for invariant in known.invariants
            ),
        )


def needs_of(steps: Sequence[Step]) -> frozenset[Capability]:
    """What a world must be able to do for these steps."""
    return frozenset[Capability]().union(*[step.needs for step in steps])


def _bind(templates: Sequence[Template], variables: Variables, mistakes: Mistakes) -> Iterator[Step]:
    for template in templates:
        yield from template.bind(variables, mistakes)
