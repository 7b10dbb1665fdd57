"""Which acts of a program are behind a failure: the one that broke what should hold, and the last ones before it.

A request or a line is an event, and somebody's act made it. Of what was left out there is no act: then the last acts
before are told, for the program went on from there: where it has sent nothing since it turned to its network, that
first, for it waits for that. So they are of an act that is known: what a device does too soon it does because of what
it did, or did not do, before.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, takewhile
from typing import Final

import msgspec

from oceanhil.scenarios.acts import Act, ActKind, Deed, ShowsActs, Sought
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest

_OF_EVENTS: Final = {
    EventKind.TIME: frozenset({ActKind.TIME}),
    EventKind.SAVE: frozenset({ActKind.STORED}),
    EventKind.LOAD: frozenset({ActKind.READ}),
    EventKind.RELAYS: frozenset({ActKind.PIN}),
}
_STORAGE: Final = frozenset({ActKind.STORED, ActKind.READ})
_REQUEST: Final = frozenset({ActKind.REQUEST})
# Whoever writes a request in pieces has sent data.
_SENT: Final = frozenset({ActKind.REQUEST, ActKind.DATA})
# What a program does before it prints a line that begins like this.
_OF_TAGS: Final = {
    "[EEPROM]": _STORAGE,
    "[REG]": _REQUEST,
    "[SESSION]": _REQUEST,
    "[POLL]": _REQUEST,
    "[STATE]": _REQUEST,
    "[WiFi]": frozenset({ActKind.WIFI}),
    "[TIME]": frozenset({ActKind.TIME, ActKind.CLOCK}),
}
# These say where a program was. It opens a connection only to send something, and sets pins all the time; where nothing
# can be sent on a connection, the place says why.
_LANDMARKS: Final = (
    ActKind.LINE,
    ActKind.REQUEST,
    ActKind.LOST_HANDSHAKE,
    ActKind.STORED,
    ActKind.RESTART,
    ActKind.SLEEP,
)
_WIFI: Final = frozenset({ActKind.WIFI})
# Who does one of these has a network.
_OVER_NETWORK: Final = frozenset({ActKind.REQUEST, ActKind.DATA, ActKind.CONNECTION, ActKind.TIME})
_BEFORE_MOST: Final = 2
_LAST_MOST: Final = 3


def acts_behind(device: ShowsActs, sought: Sought) -> tuple[Act, ...]:
    """Give the acts of a device's program that a failure is about, that which broke what should hold first."""
    deeds = _until(sought.event, tuple(device.deeds()))
    broke = (
        _by_event(deeds, sought.event, device.said)
        if sought.event
        else _storing(deeds, sought.stored) or _newest(deeds, sought.kinds)
    )
    if broke is None:
        joining = tuple(_joining(deeds))
        return *joining, *_last(deeds, frozenset(), _LAST_MOST - len(joining))
    act, index = broke
    before, kind = deeds[index + 1 :], deeds[index].kind
    last = tuple(_last(before, frozenset({kind}), _BEFORE_MOST))
    beside = (_first_of(before, other) for other in ActKind if other in sought.beside and other is not kind)
    return act, *last, *(each for each in beside if each is not None and each not in last)


def kinds_told_of(text: str) -> frozenset[ActKind]:
    """Give the kinds of act that a documented line in this text tells of; none where it has no such line."""
    return frozenset().union(*(kinds for tag, kinds in _OF_TAGS.items() if tag in text))


def _until(event: Event | None, deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    """Give what had been done by then, the newest first: nothing done later made an event, were it of its kind.

    Of one that is too long ago for anything to be kept of it all that is kept is later, and nothing is known.
    """
    return deeds if event is None else tuple(deed for deed in deeds if deed.at_us <= event.t_us)


_Found = tuple[Act, int]
"""An act, and where it stands among the deeds."""


def _by_event(deeds: Sequence[Deed], event: Event, said: Callable[[str], str]) -> _Found | None:
    if (request := TracedRequest.seen_in(event)) is not None:
        same = ((deed, index) for index, deed in enumerate(deeds) if deed.is_request(request.method, request.path))
        return _first(same) or _newest(deeds, _SENT)
    if event.kind is EventKind.SERIAL:
        return _printing(deeds, str(event.fields["text"]), said) or _newest(deeds, frozenset({ActKind.LINE}))
    return _newest(deeds, _OF_EVENTS.get(event.kind, frozenset()))


def _printing(deeds: Sequence[Deed], text: str, said: Callable[[str], str]) -> _Found | None:
    """Find who printed the end of the newest line with this text: it may have been printed in pieces."""
    printing = [(deed, index) for index, deed in enumerate(deeds) if deed.kind is ActKind.LINE][::-1]
    ends = list(accumulate(len(deed.printed) for deed, _ in printing))
    lines = "".join(deed.printed for deed, _ in printing).split("\n")
    at = ends[-1] if ends else 0
    for line in reversed(lines):
        begin = at - len(line)
        shown = line.rstrip("\r")
        if shown and said(shown).rstrip() == text.rstrip():
            last = begin + len(shown) - 1
            return _first(each for each, end in zip(printing, ends, strict=True) if end > last)
        at = begin - 1
    return None


def _storing(deeds: Sequence[Deed], texts: Sequence[str]) -> _Found | None:
    """Find what first wrote one of these to flash, as far back as is known."""
    return _first((deed, index) for index, deed in [*enumerate(deeds)][::-1] if deed.stores_any(texts))


def _newest(deeds: Sequence[Deed], kinds: frozenset[ActKind]) -> _Found | None:
    return _first((deed, index) for index, deed in enumerate(deeds) if deed.kind in kinds)


def _first_of(deeds: Sequence[Deed], kind: ActKind) -> Act | None:
    found = _newest(deeds, frozenset({kind}))
    return found and msgspec.structs.replace(found[0], is_before=True)


def _first(found: Iterable[tuple[Deed, int]]) -> _Found | None:
    """Give the first that has a place in the program."""
    return next(((act, index) for deed, index in found if (act := _act(deed)).calls), None)


def _last(deeds: Sequence[Deed], others: frozenset[ActKind], most: int) -> Iterator[Act]:
    """Give the last act of each kind that says where the program was, in the order of time from the newest on."""
    told = set(others)
    for deed in deeds:
        if len(told) - len(others) == most:
            return
        if deed.kind in _LANDMARKS and deed.kind not in told and (act := _act(deed, is_before=True)).calls:
            told.add(deed.kind)
            yield act


def _joining(deeds: Sequence[Deed]) -> Iterator[Act]:
    """Give the act by which a program turned to its network, if it has sent nothing over it since."""
    new = tuple(takewhile(lambda each: each.kind not in _OVER_NETWORK, deeds))
    if (found := _newest(new, _WIFI)) is not None:
        yield _act(deeds[found[1]], is_before=True)


def _act(deed: Deed, *, is_before: bool = False) -> Act:
    return Act(deed.at_us, deed.what, deed.calls(), is_before)
