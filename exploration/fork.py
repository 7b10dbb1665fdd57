"""A fork: what has happened up to a moment of a run that broke a law, and another future from there.

What the past is: the steps that had begun by that moment; of one that waits, as much time as had gone by. What the
future is: whatever was under way ends after a while, other things happen, drawn as in any life, it settles, and the
same law is judged. A power cut that was arranged and has not come yet is part of the future, and does not come. What
the world itself draws (jitter, lost packets) it draws in a fork as it did in the run.

Nothing that a person does is in a future, since the question is what becomes of the device if nobody looks after it.

What it must not know: worlds, and what comes of it.

Laws: a fork does up to its moment, event by event, what the run did; of one moment the same number gives the same
future, and of two moments futures that differ in nothing but what was before.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from oceanhil.exploration.disturbance import Disturbance, Kind, StepLine
from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.exploration.drawing import drawn_happenings
from oceanhil.exploration.draws import Span
from oceanhil.exploration.findings import Breach, breach_of
from oceanhil.exploration.life import Life, Start
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.units import MINUTE_US, MS_US
from oceanhil.scenarios.devices.context import is_expectation
from oceanhil.scenarios.devices.steps.device import PowerOff, PowerOn
from oceanhil.scenarios.devices.steps.storage import CutPower
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_step import is_in_remedy
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability

BY_ITSELF: Final = frozenset({Kind.POWER, Kind.SERVER, Kind.NETWORK, Kind.CLOCK, Kind.LINE})
"""Kinds of disturbances that no person brings about."""
_POWER: Final = (PowerOn.name, PowerOff.name)
_UNTIL: Final = Span(MS_US, 20 * MINUTE_US)
_MOST: Final = 4
"""Happenings of a future; the first future has none."""


class Track(msgspec.Struct, frozen=True):
    """A run that broke a law, as forks begin with it."""

    bound: Bound
    breach: Breach
    begun_us: tuple[int, ...]
    """When each of its steps began, as far as they did."""
    judging: int
    """The first of the steps at its end that judge, by index; how many it has where none of them does."""
    events: tuple[Event, ...]

    @property
    def end_us(self) -> int:
        """When what was to happen had happened."""
        return self.begun_us[self.judging] if self.judging < len(self.begun_us) else self.events[-1].t_us

    def times_us(self) -> list[int]:
        """When something happened from which a fork can begin, in order."""
        last_us = self.end_us
        return sorted({each.t_us for each in self.events if each.t_us <= last_us and self.past(each.t_us) is not None})

    def place_at(self, at_us: int) -> PlacedStep | None:
        """Give the step that was under way at that moment."""
        last = self._last_begun(at_us)
        return None if last < 0 else self.bound.steps[last]

    def past(self, at_us: int) -> tuple[PlacedStep, ...] | None:
        """Give the steps that lead to that moment; None where one is under way that cannot stop half-way."""
        last = self._last_begun(at_us)
        steps = tuple(each for index, each in enumerate(self.bound.steps[: last + 1]) if self._has_come(index, at_us))
        is_over = last + 1 < len(self.begun_us) and self.begun_us[last + 1] <= at_us
        if last < 0 or is_over:
            return steps
        under_way = self.bound.steps[last]
        if not under_way.step.waits:
            return None
        gone_us = at_us - self.begun_us[last]
        waited = [_run(gone_us, under_way.place)] if gone_us else []
        return (*steps[:-1], *waited)

    def _has_come(self, index: int, at_us: int) -> bool:
        """Tell whether a step has had its effect by then: one that arranges a power cut only has it when that comes."""
        if not isinstance(self.bound.steps[index].step, CutPower):
            return True
        cuts = (each.t_us for each in self.events if power_state(each) is PowerState.CUT)
        return any(self.begun_us[index] <= cut_us <= at_us for cut_us in cuts)

    def _last_begun(self, at_us: int) -> int:
        begun = [index for index, begun_us in enumerate(self.begun_us[: self.judging]) if begun_us <= at_us]
        return begun[-1] if begun else -1


class Future(msgspec.Struct, frozen=True):
    """What comes behind the moment."""

    calm_us: int
    """After so many µs whatever was under way has ended."""
    life: Life
    """What happens then; its start says nothing here."""


def track_of(bound: Bound, run: Run) -> Track | None:
    """Make of a run of `bound` what forks begin with; None if it has kept all laws."""
    breach, failure = breach_of(run), run.failure
    if breach is None or failure is None:
        return None
    begun = [each.t_us for each in run.events if each.kind is EventKind.STEP and not is_in_remedy(each)]
    judging = len(bound.steps)
    while judging and is_expectation(bound.steps[judging - 1]):
        judging -= 1
    failed = len(begun) - 1
    if not failure.invariant and failed < judging:
        # What fails in the middle is what is judged, and what would have come behind it is no matter.
        bound = msgspec.structs.replace(bound, steps=bound.steps[: failed + 1])
        judging = failed
    return Track(bound, breach, tuple(begun), judging, run.events)


def future(seed: int, number: int, start: Start, disturbances: Sequence[Disturbance]) -> Future:
    """Draw future number `number`, from 0; in the first one nothing else happens."""
    if number == 0:
        return Future(0, Life(start, ()))
    chance = Chance(f"{seed} future {number}")
    calm_us = _UNTIL.drawn(chance)
    count = chance.randint(0, _MOST) if disturbances else 0
    return Future(calm_us, Life(start, drawn_happenings(chance, disturbances, count)))


def by_themselves(able: frozenset[Capability]) -> Sequence[Disturbance]:
    """Give the disturbances that a future can have where so much can be done."""
    return [each for each in DISTURBANCES if each.kind in BY_ITSELF and each.needs <= able]


def fork(track: Track, at_us: int, then: Future) -> Bound:
    """Give what is run: the past up to `at_us`, then that future, and what judges."""
    past = track.past(at_us)
    assert past is not None
    lines = (*_calm(past, then.calm_us), *then.life.lines(()))
    place = past[-1].place if past else Place("")
    steps = (*past, *(line.placed(place) for line in lines), *track.bound.steps[track.judging :])
    return msgspec.structs.replace(track.bound, steps=steps, remedy=(), limits=())


def _calm(past: Sequence[PlacedStep], after_us: int) -> Iterator[StepLine]:
    """End what may be under way behind such steps, after so many µs."""
    names = {each.step.name for each in past}
    if after_us:
        yield StepLine("time.run: ${us}", {"us": format_duration(after_us)})
    ends = (line for each in DISTURBANCES if each.step_names & names for line in each.end_of_all)
    yield from (StepLine(line) for line in dict.fromkeys(ends) if not line.startswith(_POWER))


def _run(duration_us: int, place: Place) -> PlacedStep:
    return StepLine("time.run: ${us}", {"us": format_duration(duration_us)}).placed(place)
