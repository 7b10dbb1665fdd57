"""Laws that somebody has written for a device of theirs: never, always, eventually.

Each has a name, a sentence for people, and says with a sighting (`sightings.py`) what must hold. `oceanhil explore
--laws` makes these steps of a file of laws and puts them behind each life; any scenario may have them. A law looks at
all of the run, from its beginning.
"""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Annotated

import msgspec

from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import HOUR_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.steps.sightings import Moment, Scene, Sighting, moments
from oceanhil.scenarios.language import ForPeople
from oceanhil.scenarios.names import annotated
from oceanhil.scenarios.replay import is_scenario_id
from oceanhil.scenarios.scalars import DurationUs, ScalarKind
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability


def _parse_law(text: str) -> str:
    if not is_scenario_id(text):
        raise ValueError(f"law {text!r} is not made of small letters, digits and hyphens")
    return text


LawName = Annotated[str, annotated(ScalarKind("the name of a law", _parse_law, {"type": "string"}))]
"""What a law is called: as a scenario's ID, for findings are named after it."""


class LawStep(DeviceStep):
    """A law: its name, and in a sentence what must hold."""

    law: LawName
    says: ForPeople

    @property
    @abstractmethod
    def sightings(self) -> tuple[Sighting, ...]:
        """What it looks at."""

    @property
    def condition_key(self) -> str:
        """The key of what has to be seen before it says anything; empty: it says something of each run."""
        return ""

    def is_asked(self, events: Iterable[Event], profile: Profile) -> bool:
        """Tell whether it says anything of a run in which these happen."""
        del events, profile
        return True

    def has_seen(self, condition: Sighting | None, events: Iterable[Event], profile: Profile) -> bool:
        """Tell whether a condition is met in a run in which these happen; none is always."""
        return condition is None or any(map(condition.under(profile), moments(events, self.on)))

    @abstractmethod
    def can_fail_at(self, moment: Moment, profile: Profile) -> bool:
        """Tell whether a run with this moment in it, and nothing behind it, breaks the law."""

    def all_needs(self) -> frozenset[Capability]:
        """What its sightings need."""
        return DeviceStep.all_needs(self).union(*(each.needs for each in self.sightings))

    def broken(self, found: str, event: Event | None = None) -> Unmet:
        """Say that it does not hold."""
        return Unmet(self.says, found, event, law=self.law)


class ExpectNever(LawStep, name="expect.never", met_by=()):
    """At no moment of this run it is so."""

    is_so: Sighting = msgspec.field(name="is")

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """What must not be."""
        return (self.is_so,)

    def can_fail_at(self, moment: Moment, profile: Profile) -> bool:
        """Where it is so."""
        return self.is_so.under(profile)(moment)

    def run(self, context: DeviceContext) -> None:
        """Look at all that has happened; raises Unmet at the first moment at which it was so."""
        is_so = self.is_so.under(context.world.profile)
        for moment in moments(context.world.trace.events, self.on):
            if is_so(moment):
                raise self.broken(f"{self.is_so.told(moment)} at {clock(moment[0].t_us)}", moment[0])


class ExpectAlways(LawStep, name="expect.always", met_by=()):
    """At each moment of this run it is so, or at each at which something else is so.

    What is said of lines, or of requests, is said of each of them; without `when`, or with one about what lasts, at all
    moments of that kind.
    """

    is_so: Sighting = msgspec.field(name="is")
    when: Sighting | None = None

    def __post_init__(self) -> None:
        kinds = {each.kind for each in self.sightings} - {None}
        if len(kinds) > 1:
            raise ValueError("'when' and what must be so are of a line and of a request, and no moment is both")

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """What must be, and when."""
        return (self.is_so,) if self.when is None else (self.is_so, self.when)

    @property
    def condition_key(self) -> str:
        """Nothing, where all moments are meant."""
        return "" if self.when is None else "when"

    def is_asked(self, events: Iterable[Event], profile: Profile) -> bool:
        """Look for a moment that is meant."""
        return self.has_seen(self.when, events, profile)

    def can_fail_at(self, moment: Moment, profile: Profile) -> bool:
        """Where it is asked for, and not so."""
        is_asked = self.is_so.kind is None or moment[0].kind is self.is_so.kind
        is_due = is_asked and (self.when is None or self.when.under(profile)(moment))
        return is_due and not self.is_so.under(profile)(moment)

    def run(self, context: DeviceContext) -> None:
        """Look at all that has happened; raises Unmet at the first moment at which it was not so."""
        for moment in moments(context.world.trace.events, self.on):
            if self._is_known(moment[1]) and self.can_fail_at(moment, context.world.profile):
                raise self.broken(f"{self.is_so.told(moment)} at {clock(moment[0].t_us)}", moment[0])

    def _is_known(self, scene: Scene) -> bool:
        """Tell whether it can be judged yet: before the dashboard shows a status there is none."""
        return self.is_so.dashboard is None or bool(scene.dashboard)


class ExpectEventually(LawStep, name="expect.eventually", met_by=(), waits=True):
    """It comes to be so: behind the last moment at which `after` was so, and at the latest so long from here on.

    Whatever lasts may be so already. A line, or a request, has to come behind that moment; without `after`, from here
    on.
    """

    is_so: Sighting = msgspec.field(name="is")
    after: Sighting | None = None
    within_us: DurationUs = msgspec.field(default=HOUR_US, name="within")

    def __post_init__(self) -> None:
        if not self.within_us:
            raise ValueError("'within' is 0s, in which nothing comes to be; expected a time such as 10m")

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """What must come, and behind what."""
        return (self.is_so,) if self.after is None else (self.is_so, self.after)

    @property
    def condition_key(self) -> str:
        """Nothing, where it is wanted of each run."""
        return "" if self.after is None else "after"

    def is_asked(self, events: Iterable[Event], profile: Profile) -> bool:
        """Look for what it has to come behind."""
        return self.has_seen(self.after, events, profile)

    def can_fail_at(self, moment: Moment, profile: Profile) -> bool:
        """Where it is asked for, and not so yet: a device that is mute from then on never comes to it."""
        is_due = self.after is None or self.after.under(profile)(moment)
        return is_due and (self.is_so.kind is not None or not self.is_so.under(profile)(moment))

    def run(self, context: DeviceContext) -> None:
        """Look from the last `after` on, then wait; raises Unmet when the time is over."""
        world = context.world
        watch = _Watch(self, world.profile)
        for event in world.trace.events:
            watch.take(event)
        if self.after is None:
            watch.begin()
        if not watch.is_due or world.wait_for(watch.has_come, self.within_us) is not None:
            return
        since = watch.since
        behind = "" if self.after is None or since is None else f" after {self.after.told(since)}"
        raise self.broken(f"not within {format_duration(self.within_us)}{behind}")


class _Watch:
    """Looks out for what a law wants to come."""

    def __init__(self, law: ExpectEventually, profile: Profile) -> None:
        self._device = law.on
        self._law = law
        self._is_so = law.is_so.under(profile)
        self._after = law.after.under(profile) if law.after is not None else None
        self.scene = Scene()
        self.since: Moment | None = None
        """The moment behind which it has to come."""
        self.is_due = False

    def take(self, event: Event) -> None:
        """Take notice of something that has happened already."""
        if event.device != self._device:
            return
        self.scene = self.scene.behind(event)
        moment = (event, self.scene)
        if self._after is not None and self._after(moment):
            self.since, self.is_due = moment, not self._is_so_already()
        elif self.is_due and self._is_so(moment):
            self.is_due = False

    def begin(self) -> None:
        """Want it from here on."""
        self.is_due = not self._is_so_already()

    def _is_so_already(self) -> bool:
        return self._law.is_so.kind is None and self._law.is_so.fits(self.scene)

    def has_come(self, event: Event) -> bool:
        """Tell whether it has come with this event, which is new; another `after` now is for another time."""
        if event.device != self._device:
            return False
        self.scene = self.scene.behind(event)
        return self._is_so((event, self.scene))
