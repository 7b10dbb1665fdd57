"""What must hold in every run whatever the scenario: an invariant sees events, and a watch feeds all of a run.

Which invariants there are says each kind of run: `oceanhil.scenarios.devices.invariants`,
`oceanhil.scenarios.ringcentral.invariants`.
"""

from abc import ABC
from collections.abc import Callable, Sequence
from functools import cache
from typing import ClassVar, Final, Generic, Protocol, Self, TypeVar

import msgspec

from oceanhil.scenarios.acts import Act, Sought, TellsActs
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.snapshot import Shared
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.trace import Event, EventKind, Trace
from oceanhil.scenarios.traced_request import TracedRequest

_LINES_MOST: Final = 20_000


class Traced(Protocol):
    """What every world has."""

    @property
    def trace(self) -> Trace:
        """What happened so far."""


W = TypeVar("W", bound=Traced)


class Violation(msgspec.Struct, frozen=True):
    """One breach: which invariant, what must hold, what was seen and when."""

    invariant: InvariantId
    title: str
    found: str
    at_us: int
    """When it was noticed, µs since the run began."""
    acts: tuple[Act, ...] = ()
    """Of a program whose acts are known: those behind it."""


class Past(msgspec.Struct, frozen=True):
    """Breaches that are known and looked past: of which invariant, and how what was found begins; empty: all of them.

    A run goes on behind them, so that what else is wrong is found, too. It fails all the same: with what else was
    found, or with the first of these.
    """

    invariant: InvariantId
    begins: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `I17` or `I17: device calls itself`; raises ValueError, which says what is wrong."""
        number, _, begins = text.partition(":")
        try:
            return cls(InvariantId(number.strip()), begins.strip())
        except ValueError:
            known = f"{min(InvariantId, key=_number).value} to {max(InvariantId, key=_number).value}"
            raise ValueError(
                f"{number.strip()!r} is no invariant; there are {known}, as in I17 or 'I17: device calls itself'"
            ) from None

    def covers(self, breach: Violation) -> bool:
        """Tell whether `breach` is one of these."""
        return breach.invariant is self.invariant and breach.found.startswith(self.begins)

    def __str__(self) -> str:
        return f"{self.invariant.value}: {self.begins}" if self.begins else self.invariant.value


def _number(invariant: InvariantId) -> int:
    return int(invariant.value[1:])


NEWEST: Final = Sought("")
"""Whatever made the newest event broke what must hold."""


class Invariant(ABC, Generic[W]):
    """One invariant during one run; breaches of all invariants of a run go into one list, `violations`."""

    id: ClassVar[InvariantId]
    kinds: ClassVar[frozenset[EventKind]] = frozenset()
    title: ClassVar[str] = ""
    """What must hold, where it is not what the number says."""

    def __init__(self, world: W, violations: list[Violation]) -> None:
        self.world = world
        self._violations = violations

    @classmethod
    def hangs_on_steps(cls) -> bool:
        """Tell whether it knows what the bench did by the steps that did it: without them it would judge falsely."""
        return EventKind.STEP in cls.kinds

    def expect(self, steps: Sequence[PlacedStep]) -> None:
        """Learn before the run which steps it may come to."""

    @classmethod
    def hears(cls, text: str) -> bool:
        """Tell whether `take` does anything with such a line of a device; lines with a cut secret are for everybody.

        Nothing but the text may decide: the answer is kept for all runs.
        """
        del text
        return True

    def take(self, event: Event) -> None:
        """Look at the next event of the kinds it asked for, and of lines at those it hears."""

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Look at the next event of kind REQUEST, if it asked for that; `request` is what it says, read for all."""
        del request
        self.take(event)

    def cut_moved(self) -> None:
        """Look again at what it looked at when it took the last power cut: flash is as after a cut at another unit.

        `oceanhil.scenarios.cut_moments`: nothing else is different, and what it noted when it took the cut holds.
        """

    def look(self) -> None:
        """Look at what there is after a step."""

    def end(self) -> None:
        """Look at the world when steps have ended; may be called several times."""

    def violated(self, found: str, by: Sought | None = NEWEST) -> None:
        """Note a breach, at the time of the newest event.

        `by` says which act of the program broke it; None where `found` names the place itself.
        """
        events = self.world.trace.events
        at_us = events[-1].t_us if events else 0
        acts = self._acts(by) if by is not None else ()
        self._violations.append(Violation(self.id, self.title or self.id.title, found, at_us, acts))

    def _acts(self, by: Sought) -> tuple[Act, ...]:
        """Look now, while it is known, by which acts the first breach of this invariant came: no later one is told."""
        world: object = self.world
        events = self.world.trace.events
        if any(each.invariant is self.id for each in self._violations) or not isinstance(world, TellsActs):
            return ()
        if by is NEWEST and events:
            by = Sought(events[-1].device, events[-1])
        return world.acts_behind(by)


class _Audience(Shared):
    """Who of several invariants hears which line: devices print the same lines in thousands of runs."""

    def __init__(self, invariants: Sequence[type[Invariant[W]]]) -> None:
        self._hears = [invariant.hears for invariant in invariants]
        self._known: dict[str, Sequence[int]] = {}

    def of(self, text: str) -> Sequence[int]:
        """Give the indices of those that hear `text`."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _LINES_MOST:
                self._known.clear()
            known = self._known[text] = [index for index, hears in enumerate(self._hears) if hears(text)]
        return known


class Watch(Generic[W]):
    """Feeds every new event of a world's trace to the invariants that ask for its kind."""

    def __init__(
        self,
        world: W,
        invariants: Sequence[type[Invariant[W]]],
        known: frozenset[InvariantId] = frozenset(),
        steps: Sequence[PlacedStep] = (),
        past: Sequence[Past] = (),
    ) -> None:
        self._trace = world.trace
        self._past = past
        self.first_past: Violation | None = None
        """The first breach that was looked past."""
        self.looked_past: dict[Past, None] = {}
        """What of `past` a breach was of."""
        self._violations: list[Violation] = []
        self._invariants = [invariant(world, self._violations) for invariant in invariants if invariant.id not in known]
        for invariant in self._invariants:
            invariant.expect(steps)
        self._connect()
        self._trace.listen(self._take)

    def _connect(self) -> None:
        self._is_taking = False
        self._behind: list[Event] = []
        self._by_kind: dict[EventKind, list[Callable[[Event], None]]] = {}
        asking = [invariant for invariant in self._invariants if EventKind.REQUEST in invariant.kinds]
        self._of_requests = [invariant.take_request for invariant in asking]
        for invariant in self._invariants:
            for kind in invariant.kinds - {EventKind.REQUEST}:
                self._by_kind.setdefault(kind, []).append(invariant.take)
        listening = [invariant for invariant in self._invariants if EventKind.SERIAL in invariant.kinds]
        self._hearers = [invariant.take for invariant in listening]
        self._audience = _audience(tuple(type(invariant) for invariant in listening))
        # Most judge nothing but events, and there are many steps.
        self._lookers = [each.look for each in self._invariants if type(each).look is not Invariant.look]
        self._enders = [each.end for each in self._invariants if type(each).end is not Invariant.end]

    def __getstate__(self) -> object:
        # What `_connect` makes is made again sooner than it is copied.
        return self._trace, self._violations, self._invariants, self._past, self.first_past, self.looked_past

    def __setstate__(
        self,
        state: tuple[Trace, list[Violation], list[Invariant[W]], Sequence[Past], Violation | None, dict[Past, None]],
    ) -> None:
        self._trace, self._violations, self._invariants, self._past, self.first_past, self.looked_past = state
        self._connect()

    def first_violation(self, *, at_end: bool = False) -> Violation | None:
        """The first breach so far that is not looked past; `at_end` lets the invariants look at the world too."""
        for look in self._lookers:
            look()
        if at_end:
            for end in self._enders:
                end()
        if self._past and self._violations:
            self._set_aside()
        return self._violations[0] if self._violations else None

    def others(self, told: Violation) -> Sequence[Violation]:
        """Give the first breach so far of each invariant but that of `told`, those looked past left out."""
        first = {each.invariant: each for each in reversed(self._violations) if each.invariant is not told.invariant}
        return sorted(first.values(), key=lambda each: each.at_us)

    def take_breaches(self) -> Sequence[Violation]:
        """Give all breaches so far, as at the end, and forget them: each is given once."""
        self.first_violation(at_end=True)
        found, self._violations[:] = tuple(self._violations), ()
        return found

    def _set_aside(self) -> None:
        aside = [each for each in self._violations if any(past.covers(each) for past in self._past)]
        if aside:
            self.first_past = self.first_past or aside[0]
            met = dict.fromkeys(past for past in self._past if any(map(past.covers, aside)))
            self.looked_past = {**self.looked_past, **met}
            # The list is that of the invariants.
            self._violations[:] = [each for each in self._violations if each not in aside]

    def cut_moved(self) -> None:
        """Let the invariants look again at what the last power cut has left."""
        for invariant in self._invariants:
            invariant.cut_moved()

    def stop(self) -> None:
        """Stop watching."""
        self._trace.unlisten(self._take)

    def _take(self, event: Event) -> None:
        # Whoever takes an event may look at the world, and in a real one events may come meanwhile: they come next.
        if self._is_taking:
            self._behind.append(event)
            return
        self._is_taking = True
        try:
            self._give(event)
            while self._behind:
                self._give(self._behind.pop(0))
        finally:
            self._is_taking = False

    def _give(self, event: Event) -> None:
        if event.kind is EventKind.SERIAL and not event.fields.get("leak"):
            hearers = self._hearers
            for index in self._audience.of(str(event.fields["text"])):
                hearers[index](event)
            return
        if event.kind is EventKind.REQUEST:
            # Read once: every second invariant wants to know what is in it.
            request = TracedRequest.of(event)
            for take_request in self._of_requests:
                take_request(event, request)
            return
        for take in self._by_kind.get(event.kind, ()):
            take(event)


@cache
def _audience(invariants: tuple[type[Invariant[W]], ...]) -> _Audience:
    return _Audience(invariants)
