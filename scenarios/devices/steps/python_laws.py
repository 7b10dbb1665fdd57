"""The step for a law in Python: the file is run, and the law looks at the moments of the run, from its beginning."""

from collections.abc import Iterable
from typing import Annotated

from oceanhil.protocol.profile import Profile
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.devices.context import DeviceContext, WorldStep, path_under
from oceanhil.scenarios.devices.law import EVERY, Judge, Law, Look, Now, Shape
from oceanhil.scenarios.devices.law_file import LawFileError, law_in, printing_aside, refusal, told
from oceanhil.scenarios.devices.steps.own_laws import LawName
from oceanhil.scenarios.devices.steps.sent_requests import described
from oceanhil.scenarios.devices.steps.server import Switch
from oceanhil.scenarios.devices.steps.sightings import Moment, Scene
from oceanhil.scenarios.names import ENDPOINTS, free_text
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability, WorldError

LawFile = Annotated[str, free_text("a path is looked for where one stands; a file that is not there is told")]
"""A file of laws in Python."""


class ExpectLaw(WorldStep, name="expect.law", met_by=(), waits=True):
    """What a law in a Python file says holds of this run.

    `looks_at` is what the world must be able to show for it; `oceanhil explore` writes what the law looks at.
    """

    law: LawName
    file: LawFile
    looks_at: tuple[Look, ...] = ()

    def __post_init__(self) -> None:
        if why := refusal(self.file):
            raise ValueError(why)

    def all_needs(self) -> frozenset[Capability]:
        """What the law looks at."""
        return self.needs.union(*(each.needs for each in self.looks_at))

    @property
    def condition_key(self) -> str:
        """The word of what has to be so before it says anything, as in `always(when=…)`; empty: of each run.

        Raises LawFileError.
        """
        law = law_in(self.file, self.law)
        if law.beside is None:
            return ""
        return "after" if law.shape is Shape.EVENTUALLY else "when"

    def is_asked(self, events: Iterable[Event], profile: Profile) -> bool:
        """Tell whether it says anything of a run in which these happen; raises LawFileError."""
        return Trial(law_in(self.file, self.law), profile).is_asked(events)

    def run(self, context: DeviceContext) -> None:
        """Look at all that has happened, and wait for what must come; raises Unmet, and WorldError for a wrong file."""
        try:
            law = law_in(self.file, self.law)
            trial = Trial(law, context.world.profile)
            broken = trial.watch(context) if law.shape is Shape.EVENTUALLY else trial.first_broken(context)
        except LawFileError as error:
            raise WorldError(str(error)) from None
        if broken is not None:
            raise broken


class Trial:
    """A law that looks at one run."""

    def __init__(self, law: Law, profile: Profile) -> None:
        """Raises LawFileError where the law cannot be made."""
        self._law = law
        self._paths = {path_under(profile, word): word for word in ENDPOINTS}
        self._scenes: dict[str, Scene] = {}
        self.looks: set[Look] = set()
        """What it has looked at."""
        try:
            with printing_aside():
                self._judge = law.judge_of_run()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a file of somebody else's may raise anything
            raise self._wrong(error) from None

    def first_broken(self, context: DeviceContext) -> Unmet | None:
        """Give what breaks the law first, of all that has happened."""
        for event in context.world.trace.events:
            if (now := self._now(event)) is not None and (found := self._broken_at(now, event)):
                return self._unmet(f"{found} at {clock(event.t_us)}", event)
        return None

    def watch(self, context: DeviceContext) -> Unmet | None:
        """Wait for what must come, as long as the law says; give what is told where it does not."""
        after, is_due = self._law.beside, self._law.beside is None
        since: Event | None = None
        for event in context.world.trace.events:
            if (now := self._now(event)) is None:
                continue
            is_so = self._asked(self._judge, now)
            if after is None:
                is_due = not is_so
            elif self._asked(after, now):
                since, is_due = event, not is_so
            elif is_so:
                is_due = False
        if not is_due or context.world.wait_for(self._has_come, self._law.within_us) is not None:
            return None
        behind = "" if since is None else f" after {_told(since)}"
        return self._unmet(f"not within {format_duration(self._law.within_us)}{behind}")

    def is_asked(self, events: Iterable[Event]) -> bool:
        """Tell whether there is a moment in a run at which it says anything; raises LawFileError."""
        beside = self._law.beside
        return beside is None or any(
            self._asked(beside, now) for event in events if (now := self._now(event)) is not None
        )

    def breaks(self, moment: Moment) -> bool:
        """Tell whether a run with this moment in it, and nothing behind it, breaks the law; raises LawFileError."""
        event, scene = moment
        return bool(self._is_broken(self._at(event, scene)))

    def is_met(self, moment: Moment) -> tuple[bool, ...]:
        """Tell of each of its functions whether it is so at this moment; raises LawFileError."""
        now = self._at(*moment)
        return tuple(bool(self._asked(each, now)) for each in (self._judge, self._law.beside) if each is not None)

    def _has_come(self, event: Event) -> bool:
        now = self._now(event)
        return now is not None and bool(self._asked(self._judge, now))

    def _broken_at(self, now: Now, event: Event) -> str:
        """Say what is found where it is broken."""
        is_broken = self._is_broken(now)
        return is_broken if isinstance(is_broken, str) else self._found(event) if is_broken else ""

    def _is_broken(self, now: Now) -> bool | str:
        """Tell whether it is broken at this moment; a text says so, and what was found."""
        is_due = self._law.beside is None or self._asked(self._law.beside, now)
        if not is_due and not self._law.is_remembering:
            return False  # nor is it asked: it may be about what only such a moment has
        is_so = self._asked(self._judge, now)
        return is_so if self._law.shape is Shape.NEVER else bool(is_due and not is_so)

    def _now(self, event: Event) -> Now | None:
        """Take notice of an event; None: it is none of the law's."""
        if self._law.device not in {EVERY, event.device}:
            return None
        scene = self._scenes.get(event.device, Scene()).behind(event)
        self._scenes[event.device] = scene
        return self._at(event, scene)

    def _at(self, event: Event, scene: Scene) -> Now:
        relays = scene.relay1 is Switch.ON, scene.relay2 is Switch.ON
        return Now(event, relays, scene.dashboard, self._paths, self.looks)

    def _asked(self, judge: Judge, now: Now) -> bool | str:
        try:
            with printing_aside():
                return judge(now)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a file of somebody else's may raise anything
            raise self._wrong(error) from None

    def _wrong(self, error: BaseException) -> LawFileError:
        return LawFileError(f"{told(error, self._law.file, self._law.line)}, in law {self._law.name!r}")

    def _unmet(self, found: str, event: Event | None = None) -> Unmet:
        return Unmet(self._law.says, found, event, law=self._law.name)

    def _found(self, event: Event) -> str:
        """Say what is seen at a moment of what the law looks at."""
        scene = self._scenes[event.device]
        relays = [f"relay 1 {scene.relay1.value}, relay 2 {scene.relay2.value}"] if Look.RELAYS in self.looks else []
        dashboard = [f"dashboard {scene.dashboard or 'not asked yet'}"] if Look.DASHBOARD in self.looks else []
        seen = [_told(event)] if Look.LINES in self.looks or Look.REQUESTS in self.looks else []
        return ", ".join(seen + relays + dashboard) or _told(event)


def _told(event: Event) -> str:
    if event.kind is EventKind.SERIAL:
        return repr(event.fields["text"])
    return described(event) if event.kind is EventKind.REQUEST else event.kind.value
