"""How long sessions last, by the polls that go well in them: who loses each one after a few is not alone.

One session that ends at once is anybody's, and so is one that ends after its hour, however few polls there were.

What it must not know: why a session ends.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from oceanhil.analysis.diagnosis.history.clock import second_of_day, seconds_between
from oceanhil.analysis.diagnosis.knowledge import poll
from oceanhil.analysis.diagnosis.wording.answers import GOOD, POLLED

CUT_SHORT: Final = "session-cut-short"
CUT_OFTEN: Final = "session-cut-often"
LASTS: Final = "session-lasts"
NOT_RENEWED: Final = "session-not-renewed"
"""It is over, and no other one is asked for: polls go on with it."""
_OPENED: Final = frozenset({"session-opened", "session-200"})
_POLLED: Final = frozenset({"poll-200", POLLED, "server-state"})
_STATE_ASKED: Final = "request-state"
_REFUSED: Final = "http-401"
_ENDED: Final = frozenset(
    {"session-expired", "session-session-gone", "session-aged-session-gone", "poll-session-gone"}
    | {"poll-aged-session-gone", "server-session_unknown", "server-session_expired"}
    | {"poll-401"}
)
_FEW_POLLS: Final = 3
_MANY_POLLS: Final = 6
_SHORT_S: Final = 600
_HOUR_S: Final = range(3_540, 3_901)
"""So long after it was opened the first refusal of a poll comes, if its hour is over and nobody knows it."""
_POLLS_OF_AN_HOUR: Final = range(650, 726)
"""So many there are at every 5 s, the platform's distance, and what each takes."""
_BRIEF_S: Final = 120
"""So long at most lasts one whose polls are not told."""
_ONLINE: Final = "online"
_WAITS: Final = "retry"
"""This project's firmware waits behind a session with one good poll or none; who lost a longer one asks at once."""
_POLL: Final = "poll-"
_IN_A_ROW: Final = 4
_USED: Final = 2
_WAITED: Final = 3
_OFTEN: Final = 3
_SAYS_SO: Final = _ENDED - {"poll-401", "session-expired", "session-session-gone", "session-aged-session-gone"}
_BARE: Final = frozenset({_REFUSED, "poll-401"})
_POLLS_ON: Final = 5
# Also where it is asked for in words that nobody knows.
_SPEAKS_OF_IT: Final = re.compile(
    r"(?i)(?<!x-)(?:\b|_)(?:sess|sitzung|sesi|sesj|oturum|relac|munkamenet|istunto|zitting)|\b(?:log|sign)[ -]?in\b"
    r"|renew|reopen"
)


class Sessions:
    """What one board's log has shown of them."""

    def __init__(self) -> None:
        self._is_open = self._was_online = self._has_failed = self._may_be_brief = self._is_hour_over = False
        self._polls = self._row = self._used = self._polled_on = 0
        self._cuts = self._waited = 0
        self._opened_at: int | None = None

    def learn(self, line: str, names: Iterable[str], recorded: str) -> Iterator[str]:
        """Take a line, what it means and how it was recorded; gives the names of what it shows."""
        names = tuple(names)
        if not names and not self._polled_on:
            return
        if self._polls_on(line, names):
            yield NOT_RENEWED
        for name in names:
            if name in _OPENED and not self._is_open:
                self._is_open, self._polls, self._opened_at = True, 0, second_of_day(recorded)
                self._waited = 0 if self._may_be_brief else self._waited
                self._was_online = self._has_failed = self._may_be_brief = self._is_hour_over = False
            elif name == _ONLINE:
                self._was_online = True
            elif name in _POLLED or (name == GOOD and _is_poll(line, names)):
                self._polls += 1
                if self._polls == _MANY_POLLS and self._row:
                    self._row = self._used = self._waited = 0
                    yield LASTS
            elif name == _WAITS and self._may_be_brief:
                self._may_be_brief, self._waited = False, self._waited + 1
            elif self._is_open and (name in _ENDED or (name == _REFUSED and _is_poll(line, names))):
                self._is_open = False
                yield from self._end(recorded)
            elif name.startswith(_POLL):
                self._has_failed = True

    def _end(self, recorded: str) -> Iterator[str]:
        lasted_s = seconds_between(self._opened_at, second_of_day(recorded))
        self._is_hour_over = self._polls in _POLLS_OF_AN_HOUR if lasted_s is None else lasted_s in _HOUR_S
        if self._polls > _FEW_POLLS or (lasted_s is not None and lasted_s > _SHORT_S):
            if self._row:
                yield LASTS
            self._row = self._used = self._waited = 0
            return
        self._row += 1
        # Firmware that is silent about good polls says ONLINE with the first; then only time tells how many there were.
        self._used += self._polls > 0 or (self._was_online and lasted_s is not None and lasted_s <= _BRIEF_S)
        # So does this project's wait, unless polls that failed before are what it waits for.
        self._may_be_brief = self._was_online and not self._has_failed and self._polls == 0 and lasted_s is None
        # Who was not alone before is not alone with the next one either.
        if self._cuts or (self._row >= _IN_A_ROW and (self._used >= _USED or self._waited >= _WAITED)):
            self._cuts += 1
            yield CUT_SHORT
            if self._cuts >= _OFTEN:
                yield CUT_OFTEN

    def _polls_on(self, line: str, names: Collection[str]) -> bool:
        """Tell whether the session of so many polls in a row was over, while nothing else was said of one.

        That it is over the server says, or the clock does: no token ends to the minute an hour after its session began.
        """
        is_refused = not _BARE.isdisjoint(names) and _is_poll(line, names)
        if not _SAYS_SO.isdisjoint(names) or (self._is_hour_over and is_refused):
            self._polled_on += 1
            return self._polled_on >= _POLLS_ON
        if self._polled_on:
            is_good = not _POLLED.isdisjoint(names) or (GOOD in names and _is_poll(line, names))
            if is_good or _SPEAKS_OF_IT.search(line) is not None:
                self._polled_on = 0
        return False


def _is_poll(line: str, names: Collection[str]) -> bool:
    """Tell whether a line is about a poll, by its words or by the path that it names."""
    return _STATE_ASKED in names or poll().search(line) is not None
