"""What a fleet's devices are seen to do, told to the tally: requests as they begin and end, ONLINE, and their tokens.

It sees the devices' side only, which is the same in virtual time and against a server of which nothing else is known.
"""

from typing import Final, Protocol

from oceanhil.fleet.device import Ask, FleetDevice
from oceanhil.fleet.requests import OK, RequestKind, code_of, kind_of
from oceanhil.protocol.http import Exchanged
from oceanhil.protocol.settings import WireNames

_GONE: Final = 410
_REFUSED: Final = frozenset({401, 403, _GONE})


class Counting(Protocol):
    """What is told: a `Tally`, or what notes it for one in another process; times in µs of the run."""

    def ask(self, kind: RequestKind, at_us: int) -> None:
        """Count a request as it is asked."""

    def end(self, kind: RequestKind, asked_us: int, code: int) -> None:
        """Count what came of a request that was asked at `asked_us`."""

    def go(self, place: int, at_us: int, *, online: bool) -> None:
        """Note whether a device is ONLINE."""

    def keep_token(self, place: int, token: str) -> None:
        """Note the permanent token that a device was given."""

    def lose_token(self, place: int) -> None:
        """Note that a device has no token, and was told that its registration token is used up."""


class Watch:
    """Sees one fleet; devices are told by their places from 0, times are µs of the run."""

    def __init__(self, tally: Counting, wire: WireNames) -> None:
        """Tell `tally`."""
        self._tally = tally
        self._wire = wire
        self._unanswered: set[int] = set()
        """Who asked for a token in vain since it was last given one: the token may be used up all the same."""

    def begins(self, ask: Ask, at_us: int) -> RequestKind:
        """See a request as it is sent; gives its kind."""
        kind = kind_of(ask.request, self._wire)
        self._tally.ask(kind, at_us)
        return kind

    def ends(self, kind: RequestKind, asked_us: int, exchanged: Exchanged) -> None:
        """See what came of a request."""
        self._tally.end(kind, asked_us, code_of(exchanged))

    def registered(self, place: int, device: FleetDevice, exchanged: Exchanged) -> None:
        """See what a device has made of the answer to its registration: call it when the device was told."""
        code, record = code_of(exchanged), device.kept
        if code == OK and record is not None:
            self._unanswered.discard(place)
            self._tally.keep_token(place, record.token)
        elif code < 0:
            self._unanswered.add(place)
        elif record is None and code in _REFUSED and (code == _GONE or place in self._unanswered):
            self._tally.lose_token(place)

    def flashed(self, place: int) -> None:
        """See that a device has another registration token."""
        self._unanswered.discard(place)

    def looks(self, place: int, device: FleetDevice, at_us: int) -> None:
        """See whether a device is ONLINE: call it when it was told something, or lost its power or network."""
        self._tally.go(place, at_us, online=device.online)
