"""A scenario as read from its file, the cases it stands for, and what a case runs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

import msgspec

from oceanhil.boards import OWN_NAMES, family, find_board
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.language import Given, Language, Prepared, SourceReference
from oceanhil.scenarios.limits import Limit, LimitTemplate, bind_limits, needs_of_limits
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.names import Declared
from oceanhil.scenarios.replay import ReplayError, ReplayId, format_replay
from oceanhil.scenarios.scalars import NO_CUT
from oceanhil.scenarios.step import PlacedStep, needs_of
from oceanhil.scenarios.subject import ServiceName, Subject
from oceanhil.scenarios.tally import ExpectedOutcome, TallyRow
from oceanhil.scenarios.templates import Conditions, Guard, Template, bind_all, conditions_hold, guards_in
from oceanhil.scenarios.variables import BOARD, CASE, DRIVER, SEED, STORE, STORES, BySubject, Matrix, Rows, Variables
from oceanhil.scenarios.world_terms import Capability

_VALUES_TOLD: Final = 8


class Swept(msgspec.Struct, frozen=True):
    """Every `every`-th unit of flash work in boot number `boot`; behind a cut there, every one of `then`."""

    boot: int
    every: int
    then: "Swept | None" = None


class Sweep(msgspec.Struct, frozen=True):
    """One run for each unit, or each pair of units; `variable` is the point, such as `2.104` or `2.104:3.7`."""

    variable: str
    over: Swept

    @property
    def boot(self) -> int:
        """The boot of the first cut."""
        return self.over.boot

    @property
    def last(self) -> Swept:
        """The last cut, of which the points of a row are."""
        last = self.over
        while last.then is not None:
            last = last.then
        return last


class KnownViolation(msgspec.Struct, frozen=True):
    """Invariants that a real driver is known to break in the cases in which the conditions hold."""

    invariants: frozenset[InvariantId]
    because: str
    conditions: Conditions


class KnownIdle(msgspec.Struct, frozen=True):
    """An expectation that nothing depends on when the test is proved, and why it is kept."""

    text: str
    """As written."""
    because: str
    place: Place
    """Where the reason stands."""
    places: frozenset[Place]
    """Where such expectations stand."""


class Bound(msgspec.Struct, frozen=True):
    """Everything a run needs, variables replaced."""

    given: Prepared
    steps: tuple[PlacedStep, ...]
    """What is given, then the scenario's own steps."""
    remedy: tuple[PlacedStep, ...]
    tally: tuple[ExpectedOutcome, ...]
    unjudged: Mapping[InvariantId, str]
    """Invariants that are not judged in this case, and why: empty where the file gives no reason."""
    limits: tuple[Limit, ...] = ()
    """Limits on what is measured of the run."""

    @property
    def needs(self) -> frozenset[Capability]:
        """What a world must be able to do for all of it but the remedy."""
        return needs_of(self.steps) | self.given.needs | needs_of_limits(self.limits)


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario file. Steps are templates until a case binds them."""

    id: str
    title: str
    group: str
    place: Place
    language: Language
    subjects: tuple[Subject, ...]
    """The families of boards it is for, by its file or the platform's; or the service it is about."""
    is_for_any: bool = False
    """True when the file does not say which boards it is for: it runs on others too, when they are asked for."""
    is_promised: bool = True
    """False when no page asks for what it is about."""
    sources: tuple[SourceReference, ...] = ()
    matrix: Matrix = {}
    rows: Rows = {}
    """The rows under `cases` by name."""
    by_board: BySubject = {}
    sweep: Sweep | None = None
    given: Given
    steps: tuple[Template, ...]
    remedy_text: str = ""
    remedy: tuple[Template, ...] = ()
    tally: tuple[TallyRow, ...] = ()
    limits: tuple[LimitTemplate, ...] = ()
    known_violations: tuple[KnownViolation, ...] = ()
    known_idle: tuple[KnownIdle, ...] = ()
    without: frozenset[InvariantId] = frozenset()
    """Invariants that are not judged in any of its cases."""
    found_in: str = ""
    """The world in which `oceanhil explore` found it, where its file says so."""
    declared: Declared | None = None
    """The names that its steps may use; None while they are gathered."""

    @property
    def boards(self) -> tuple[Board, ...]:
        """The families it is for; none when it is about a service."""
        return tuple(subject for subject in self.subjects if isinstance(subject, Board))

    def is_for(self, subject: Subject) -> bool:
        """Tell whether it is meant for this one: names it or the family that it is like, or names none."""
        return self.is_for_any or any(name in self.subjects for name in _names(subject))

    @property
    def service(self) -> ServiceName | None:
        """The service it is about; None when it is about boards."""
        return next((subject for subject in self.subjects if isinstance(subject, ServiceName)), None)

    def expand(self, subject: Subject | None = None, drivers: Sequence[str] = ()) -> list["Case"]:
        """All cases on `subject`, or on all of them; `drivers` are those of the world for it.

        A world with fewer than two drivers has no such axis. A subject the scenario is not for has no cases. A sweep is
        one case.
        """
        subjects = self.subjects if subject is None else (subject,) if self.is_for(subject) else ()
        axes = {
            name: values for name, values in self.matrix.items() if name not in self._apart or _counts(name, drivers)
        }
        if self.rows:
            axes[CASE] = tuple(self.rows)
        chosen = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
        return [self._case(each, values) for each in subjects for values in chosen]

    def case(self, replay: ReplayId) -> "Case":
        """The case a replay ID names; raises ReplayError when the scenario has no such case.

        Values of axes may be others than the file lists, rows may not.
        """
        text = format_replay(replay)
        if not self.is_for(replay.subject):
            subjects = ", ".join(each.value for each in self.subjects)
            raise ReplayError(f"replay ID {text!r}: {self.id} is not for {replay.subject.value}; it is for {subjects}")
        wanted = self.axis_names
        known = {*wanted, self.sweep.variable} if self.sweep else wanted
        for name in replay.axes:
            if name not in known:
                raise ReplayError(f"replay ID {text!r}: {self.id} has no variable {name!r}; {suggestion(name, known)}")
        if STORE in self._apart & set(self.matrix) and replay.store is None:
            raise ReplayError(
                f"replay ID {text!r} names no store; add {' or '.join('+' + each for each in self.matrix[STORE])}"
            )
        for name in sorted(wanted - set(replay.axes)):
            raise ReplayError(
                f"replay ID {text!r} gives no {name!r}; add {name}=VALUE behind '#'{self._values_of(name)}"
            )
        row = replay.axes.get(CASE)
        if row is not None and row not in self.rows:
            raise ReplayError(f"replay ID {text!r}: {self.id} has no case {row!r}; {suggestion(row, self.rows)}")
        return Case(self, replay)

    def _values_of(self, name: str) -> str:
        """Say which values a variable of a replay ID may have."""
        values = [*(self.rows if name == CASE else self.matrix.get(name, ()))]
        if not values:
            return ""
        more = f" and {len(values) - _VALUES_TOLD} more" if len(values) > _VALUES_TOLD else ""
        return f", VALUE one of {', '.join(values[:_VALUES_TOLD])}{more}"

    @property
    def axis_names(self) -> frozenset[str]:
        """The axes that stand behind `#` in a replay ID of this scenario."""
        rows = {CASE} if self.rows else set()
        return frozenset({*self.matrix, *rows} - self._apart)

    def guards(self) -> Iterator[Guard]:
        """Every condition in the file."""
        yield from guards_in((*self.steps, *self.remedy))
        for conditions in (each.conditions for rows in (self.tally, self.known_violations) for each in rows):
            yield from conditions

    def possible_words(self) -> Mapping[str, frozenset[str]]:
        """Give every word that a variable may have in its cases; one that may have any is left out.

        Boards of other distributions are looked for only if a condition names one that is not of this project.
        """
        found = {self.language.subject: {subject.value for subject in self.subjects}}
        if self.is_for_any:
            named = {word.text for guard in self.guards() if guard.variable.text == BOARD for word in guard.words}
            found[BOARD] = {*OWN_NAMES, *(word for word in named if find_board(word) is not None)}
        if STORE in self._apart:
            found[STORE] = set(STORES)
        by_board = [self.by_board[subject] for subject in self.subjects if subject in self.by_board]
        for name, word in (pair for variables in (*self.rows.values(), *by_board) for pair in variables.items()):
            found.setdefault(name, set()).add(word)
        axes = {**self.matrix, **({CASE: tuple(self.rows)} if self.rows else {})}
        return {name: frozenset(words) for name, words in {**found, **axes}.items()}

    @property
    def _apart(self) -> frozenset[str]:
        return frozenset(self.language.axes)

    def _case(self, subject: Subject, chosen: Mapping[str, str]) -> "Case":
        apart = {name: value for name, value in chosen.items() if name in self._apart}
        replay = ReplayId(
            scenario=self.id,
            subject=subject,
            driver=apart.get(DRIVER, ""),
            store=StorePolicy(apart[STORE]) if STORE in apart else None,
            axes={name: value for name, value in chosen.items() if name not in apart},
        )
        return Case(self, replay)


class Case(msgspec.Struct, frozen=True):
    """One scenario on one subject with one choice of variables; without the sweep's variable it is the whole sweep."""

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
        found = {scenario.language.subject: replay.subject.value, SEED: str(replay.seed)}
        if DRIVER in scenario.language.axes:
            found[DRIVER] = replay.driver
        if scenario.sweep is not None:
            found[scenario.sweep.variable] = NO_CUT
        found |= replay.axes
        found |= next((scenario.by_board[name] for name in _names(replay.subject) if name in scenario.by_board), {})
        found |= scenario.rows.get(replay.axes.get(CASE, ""), {})
        found |= scenario.given.variables(found)
        return found if replay.store is None else {**found, STORE: replay.store.value}

    def bind(self, mistakes: Mistakes) -> Bound:
        """Replace the variables; what is wrong then is noted, and left out of the result."""
        variables, scenario = self.variables(), self.scenario
        given = scenario.given.bind(variables, mistakes)
        steps = (*given.steps, *bind_all(scenario.steps, variables, mistakes))
        remedy = bind_all(scenario.remedy, variables, mistakes)
        if scenario.declared is not None:
            scenario.declared.refuse_unknown((name for step in (*steps, *remedy) for name in step.names), mistakes)
        rows = [row for row in scenario.tally if conditions_hold(row.conditions, variables, mistakes)]
        known = [each for each in scenario.known_violations if conditions_hold(each.conditions, variables, mistakes)]
        return Bound(
            given,
            steps,
            remedy,
            tuple(outcome for row in rows for outcome in row.outcomes),
            {
                **dict.fromkeys(scenario.without, ""),
                **{invariant: each.because for each in known for invariant in each.invariants},
            },
            bind_limits(scenario.limits, variables, mistakes),
        )

    def bound(self) -> Bound:
        """Replace the variables; raises ScenarioError when a value does not fit where it is used."""
        mistakes = Mistakes()
        bound = self.bind(mistakes)
        mistakes.raise_any()
        return bound


def _names(subject: Subject) -> tuple[Subject, ...]:
    """Give the names by which a file means this subject, its own first."""
    return family(subject).names if isinstance(subject, Board) else (subject,)


def _counts(name: str, drivers: Sequence[str]) -> bool:
    return name != DRIVER or len(drivers) > 1
