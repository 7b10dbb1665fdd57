"""Whether a law says anything: whether it can fail at all, and whether it holds where nothing happens.

Whether it can fail is tried on moments that are made up: those that its own sightings are about, those of a life in
which nothing happens, and each state of relays and dashboard beside them. If none of them, with nothing behind it,
breaks the law, nothing does. Of a pattern nobody can say what it matches but by trying; where no line that is known
matches it is taken to match some other one. So is a law in Python that looks at what can be anything, such as lines;
one that remembers is believed, since a moment alone says nothing of it.

What it must not know: worlds.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from http import HTTPStatus
from itertools import product
from typing import Final

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.devices.context import path_under
from oceanhil.scenarios.devices.law import Law, Look
from oceanhil.scenarios.devices.law_file import LawFileError, law_in
from oceanhil.scenarios.devices.steps.own_laws import LawStep
from oceanhil.scenarios.devices.steps.python_laws import ExpectLaw, Trial
from oceanhil.scenarios.devices.steps.server import Switch
from oceanhil.scenarios.devices.steps.sightings import Moment, Scene, Sighting
from oceanhil.scenarios.names import ENDPOINTS
from oceanhil.scenarios.trace import Event, EventKind, Source
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import MAIN_DEVICE

_NOTHING: Final = ""
_ANYTHING: Final = "?"
_METHODS: Final = ("GET", "POST")
_STATUSES: Final = (200, 401, 500, 0)
_REASONS: Final = {reason.value: reason for reason in ErrorReason}
_UNBOUNDED: Final = frozenset({Look.LINES, Look.REQUESTS, Look.ANYTHING})
"""What can be anything, so that nobody can try all of it."""


def can_fail(step: LawStep | ExpectLaw, seen: Iterable[Event], profile: Profile) -> bool:
    """Tell whether anything can break the law; `seen` is what happens in a life in which nothing does.

    Raises LawFileError, also where a mistake in the law is all that comes of what could break it.
    """
    if isinstance(step, ExpectLaw):
        return _can_fail_in_python(law_in(step.file, step.law), seen, profile)
    law = step
    texts = {text for each in law.sightings for text in (each.line, each.contains) if text is not None}
    tried = list(_moments(texts, law.sightings, seen, profile))
    if any(law.can_fail_at(moment, profile) for moment in tried):
        return True
    patterned = (each for each in law.sightings if each.pattern is not None)
    return any(not any(map(each.under(profile), tried)) for each in patterned)


def looks_of(law: Law, profile: Profile) -> frozenset[Look]:
    """Say what a law in Python looks at, as far as made-up moments lead it to; raises LawFileError."""
    trial = Trial(law, profile)
    for moment in _moments_of(law, (), profile):
        with suppress(LawFileError):
            trial.is_met(moment)
    return frozenset(trial.looks)


def _can_fail_in_python(law: Law, seen: Iterable[Event], profile: Profile) -> bool:
    if law.is_remembering:
        return True
    trial = Trial(law, profile)
    met = [False] * (1 if law.beside is None else 2)
    mistake: LawFileError | None = None
    for moment in _moments_of(law, seen, profile):
        try:
            if trial.breaks(moment):
                return True
            met = [before or now for before, now in zip(met, trial.is_met(moment), strict=True)]
        except LawFileError as error:
            # What nobody has printed yet may be nothing that the law was written for.
            mistake = mistake or error
    if not all(met) and trial.looks & _UNBOUNDED:
        return True
    if mistake is not None:
        raise mistake
    return False


def _moments_of(law: Law, seen: Iterable[Event], profile: Profile) -> Iterator[Moment]:
    """Give moments about what stands in the code of a law in Python."""
    said = law.constants
    texts = [each for each in said if isinstance(each, str)]
    statuses = {each for each in said if isinstance(each, int)} & {status.value for status in HTTPStatus}
    sightings = [Sighting(path="state")]
    sightings += [Sighting(status=status) for status in sorted(statuses)]
    sightings += [Sighting(code=_REASONS[text]) for text in texts if text in _REASONS]
    yield from _moments(texts, sightings, seen, profile)


def _moments(
    said: Iterable[str], sightings: Iterable[Sighting], seen: Iterable[Event], profile: Profile
) -> Iterator[Moment]:
    texts = {str(event.fields["text"]) for event in seen if event.kind is EventKind.SERIAL}
    texts |= {_NOTHING, _ANYTHING, *(line.template for line in Line)}
    texts |= {*said}
    events = [_event(EventKind.SERIAL, {"text": text}) for text in sorted(texts)]
    for each in sightings:
        events += _requests(each, profile)
    statuses = (_NOTHING, *(status.value for status in DeviceStatus))
    scenes = [Scene(*state) for state in product(Switch, Switch, statuses)]
    yield from product(events, scenes)


def _requests(sighting: Sighting, profile: Profile) -> Iterator[Event]:
    paths = {path_under(profile, word) for word in (*ENDPOINTS, *filter(None, [sighting.path]))}
    methods = {*_METHODS, *filter(None, [sighting.method])}
    statuses = {*_STATUSES} if sighting.status is None else {*_STATUSES, sighting.status}
    codes = {None, None if sighting.code is None else sighting.code.value}
    for path, method, status, code in product(paths, methods, statuses, codes):
        traced = TracedRequest(method=method, path=path, status=status, code=code)
        yield _event(EventKind.REQUEST, traced.fields())


def _event(kind: EventKind, fields: dict[str, str | int | bool | None]) -> Event:
    return Event(0, Source.DEVICE, kind, MAIN_DEVICE, fields)
