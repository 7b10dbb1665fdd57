"""Several workers in one log of a program: which of them refreshed the tokens, which was refused, and who logged in.

Lines name who prints them in many ways: a pod, a process, a number behind *worker*. Only that two are not the same
counts. Nothing tells how many sessions a service bears but its documentation: RingCentral's are five.

What it must not know: the service's codes.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from oceanhil.analysis.diagnosis.captured.lines import printed_lines
from oceanhil.analysis.diagnosis.history.readings import Reading
from oceanhil.analysis.diagnosis.wording.answers import GOOD
from oceanhil.analysis.diagnosis.wording.signals import meaning_of

REFUSED_ANOTHER: Final = "oauth-refused-another"
"""A worker is refused after another one has refreshed the tokens."""
WORKS_AGAIN: Final = "oauth-worker-works"
"""The worker that was refused so has a good answer."""
SIXTH_LOGIN: Final = "oauth-sixth-login"
"""More logins than there may be sessions at a time, with none of them ended."""

_SESSIONS_MAX: Final = 5
_WHO: Final = re.compile(
    r"(?i)\bpod[/\"' :=]{1,4}[\w.-]+"
    r"|\b\w*(?:worker|thread|pod|instance|replica|process|proc|pid|node|host|container)[\"']?[ =:#/_-]{0,2}[\"']?"
    r"(?:[\w.-]*\d[\w.-]*|[a-z])(?![\w.-])"
)
# A process by its number, behind the name of a program or a time of day: of syslog, gunicorn and Ruby.
_PROCESS: Final = re.compile(
    r"\b[A-Za-z][\w./-]*\[(\d{2,7})\]:|\d\d:\d\d:\d\d\S*(?: [+-]\d{4})?\]? \[(\d{2,7})\]|\d\d:\d\d:\d\d\S* #(\d{1,7})\]"
)
# One of several that run the same service, as `docker compose` labels its lines.
_SERVICE: Final = re.compile(r"\s*([A-Za-z][\w.-]*[-_]\d{1,3}) *\|")
_REFUSED: Final = frozenset({"oauth-213", "oauth-grant", "oauth-rotated"})
_REFRESHED, _LOGGED_IN, _LOGGED_OUT = "oauth-refreshed", "oauth-login", "oauth-logout"
_NAMES: Final = _REFUSED | {_REFRESHED}
"""Of whom it counts who prints them."""
# Few lines have any of it, and those are looked at.
_MAY_REFRESH: Final = ("refresh", "token", "pair")
_REFRESHES_KEPT: Final = 64


class _Refresh(NamedTuple):
    number: int
    """Of its line."""
    who: str


class Workers:
    """What a log has shown of those who share a login, whichever of its boards or services they are."""

    def __init__(self) -> None:
        self._refreshes: deque[_Refresh] = deque(maxlen=_REFRESHES_KEPT)
        self._refused = ""
        self._logins = 0

    def overhear(self, number: int, recorded: str) -> None:
        """Take a line as it was recorded, before any board's reader has: each of them reads some lines behind."""
        if any(word in recorded.lower() for word in _MAY_REFRESH):
            for text in printed_lines(recorded):
                meaning = meaning_of(text)
                if meaning is not None and meaning.name == _REFRESHED:
                    self._refreshes.append(_Refresh(number, _who(text, recorded)))

    def learn(self, number: int, line: str, readings: Iterable[Reading], recorded: str = "") -> Iterator[str]:
        """Take a line, what it was read as and how it was recorded; gives the names of what follows from it.

        A good answer is one in the log of nobody in particular, too.
        """
        for name, is_sure, *_ in readings:
            if name == GOOD:
                if self._refused and _who(line, recorded) == self._refused:
                    yield WORKS_AGAIN
            elif is_sure:
                yield from self._learn_of_tokens(number, name, _who(line, recorded) if name in _NAMES else "")

    def _refreshed_before(self, number: int) -> str:
        """Tell who was the last to refresh before a line."""
        before = [each for each in self._refreshes if each.number < number]
        return max(before).who if before else ""

    def _learn_of_tokens(self, number: int, name: str, who: str) -> Iterator[str]:
        if name == _REFRESHED:
            self._refreshes.append(_Refresh(number, who))
        elif name in _REFUSED and who and self._refreshed_before(number) not in ("", who):
            self._refused = who
            yield REFUSED_ANOTHER
        elif name == _LOGGED_OUT:
            self._logins = 0
        elif name == _LOGGED_IN:
            self._logins += 1
            if self._logins > _SESSIONS_MAX:
                yield SIXTH_LOGIN


def _who(line: str, recorded: str) -> str:
    """Name who prints a line, as it says itself or as the log's recorder says in front of it."""
    if (found := _WHO.search(line)) is not None:
        return found[0].lower()
    service, process = _SERVICE.match(recorded), _PROCESS.search(recorded)
    number = f"process {process[1] or process[2] or process[3]}" if process else ""
    return f"{service[1] if service else ''} {number}".strip()
