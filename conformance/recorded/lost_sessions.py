"""Sessions that a server says it does not know: all of them may have ended with a restart, one of them alone not."""

from collections import deque
from collections.abc import Callable
from typing import Final

import msgspec

from oceanhil.conformance.recorded.call import Call
from oceanhil.conformance.recorded.entry import Entry
from oceanhil.conformance.recorded.history import History

_MOST: Final = 256


class _Lost(msgspec.Struct, frozen=True):
    """A call whose session was lost, when that was last alive, and what follows if others were not."""

    call: Call
    alive: Entry
    conclude: Callable[[], None]


class LostSessions:
    """Conclusions that wait until a session is accepted that was there all the time: there was no restart."""

    def __init__(self, history: History) -> None:
        """Know sessions by `history`."""
        self._history = history
        self._waiting: deque[_Lost] = deque(maxlen=_MOST)

    def put(self, call: Call, conclude: Callable[[], None]) -> None:
        """Call `conclude` as soon as it is clear that `call` was refused without a restart."""
        seen = self._history.sessions.get(call.session)
        if seen is not None:
            self._waiting.append(_Lost(call, seen.used, conclude))

    def settle(self, call: Call) -> None:
        """Draw the conclusions that an accepted call allows."""
        seen = self._history.sessions.get(call.session)
        if not self._waiting or seen is None or not call.is_accepted:
            return
        for lost in tuple(self._waiting):
            entry = lost.call.entry
            is_older = seen.opened.ended_us <= lost.alive.began_us and call.entry.follows(entry)
            if is_older and call.entry.origin == entry.origin:
                self._waiting.remove(lost)
                lost.conclude()
