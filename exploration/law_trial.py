"""Whether a law says anything: whether it can fail at all, and whether it holds where nothing happens.

Whether it can fail is tried on moments that are made up: those that its own sightings are about, those of a life in
which nothing happens, and each state of relays and dashboard beside them. If none of them, with nothing behind it,
breaks the law, nothing does. Of a pattern nobody can say what it matches but by trying; where no line that is known
matches it is taken to match some other one.

What it must not know: worlds.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.devices.context import path_under
from oceanhil.scenarios.devices.steps.own_laws import LawStep
from oceanhil.scenarios.devices.steps.server import Switch
from oceanhil.scenarios.devices.steps.sightings import Moment, Scene, Sighting
from oceanhil.scenarios.names import ENDPOINTS
from oceanhil.scenarios.trace import Event, EventKind, Source
from oceanhil.scenarios.world import MAIN_DEVICE, DeviceStatus

_NOTHING: Final = ""
_ANYTHING: Final = "?"
_METHODS: Final = ("GET", "POST")
_STATUSES: Final = (200, 401, 500, 0)


def can_fail(law: LawStep, seen: Iterable[Event], profile: Profile) -> bool:
    """Tell whether anything can break the law; `seen` is what happens in a life in which nothing does."""
    tried = list(_moments(law, seen, profile))
    if any(law.can_fail_at(moment, profile) for moment in tried):
        return True
    patterned = (each for each in law.sightings if each.pattern is not None)
    return any(not any(map(each.under(profile), tried)) for each in patterned)


def _moments(law: LawStep, seen: Iterable[Event], profile: Profile) -> Iterator[Moment]:
    texts = {str(event.fields["text"]) for event in seen if event.kind is EventKind.SERIAL}
    texts |= {_NOTHING, _ANYTHING, *(line.template for line in Line)}
    texts |= {text for each in law.sightings for text in (each.line, each.contains) if text is not None}
    events = [_event(EventKind.SERIAL, {"text": text}) for text in sorted(texts)]
    for each in law.sightings:
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
        yield _event(EventKind.REQUEST, {"path": path, "method": method, "status": status, "code": code})


def _event(kind: EventKind, fields: dict[str, str | int | bool | None]) -> Event:
    return Event(0, Source.DEVICE, kind, MAIN_DEVICE, fields)
