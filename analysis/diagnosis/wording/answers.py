"""How the answers in a log have gone so far, and what that tells of a log in which the platform is never named.

Many good answers in a row are those of polls. With a session beside them, a few are enough where their lines name them
as polls: no other device does both. And of anybody's request that went well before, a number that is the server's own
trouble, or the client's, means the same as of OceanRemote's; a refusal does not, for each service has its own reasons.
One that says how long to wait, as a header of HTTP's does, is an answer whoever gave it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from oceanhil.analysis.diagnosis.knowledge import Need, poll
from oceanhil.analysis.diagnosis.wording.signals import Meaning

GOOD: Final = "http-200"
_WELL: Final = "200"
WENT_WELL: Final = "went-well"
"""That a request which failed for anybody is answered well again, this time and each time from then on."""
_ANY_SERVER_S: Final = re.compile(r"http-(?:429|50[0234]|-(?:[1-9]|1[01]))$")
# No answer, in the words of the cores, or one that whoever asks may retry; and that the network is gone.
_NO_ANSWER: Final = re.compile(r"net-|tls-|edge-|wifi-(?:lost|dropped|not-joined|no-network)$")
_RETRIED: Final = re.compile(r"edge-(?P<status>50[0234])|oauth-rate-limited")
# An answer that is not a good one, in any form.
_ANSWER: Final = re.compile(r"http-|server-(?!state|registered)|html-page|edge-|portal")
_RATE_LIMITED: Final = "429"
POLLED: Final = "polled-200"
# It may be of anything, unless the status of an answer stands beside it.
_STATE: Final = re.compile(r"(?i)^(?!.*\b200\b).*\b(?:state|status|estado|stato|stan|stav)\b")
_SESSION_ASKED: Final = "request-session"
_REFUSED: Final = re.compile(r"http-40[13]$")
_REFUSED_SESSIONS: Final = 2
_NO_ID: Final = "session-no-id"
_ANSWERS_OF_POLLS: Final = 4
_GOOD_POLLS: Final = 8
_NAMED_POLLS: Final = 2
_NAMED_POLLS_OF_ANY_END: Final = 4
# A session that is told in words, without its answer's number or its ID, says less.
_NAMED_POLLS_BESIDE_WORDS: Final = 3
_GOOD_BEFORE: Final = 2
# The client's own numbers are nobody else's where a status was good: one tells whose they are.
_GOOD_BEFORE_CLIENT_S: Final = 1
_CLIENT_S: Final = re.compile(r"http--")
_PLACES_MAX: Final = 64
# What stands before a status and before hardly anything else.
_ASKED: Final = re.compile(
    r"http|status|code|\brc\b|response|answer|->|=>|/\w|\b(?:get|post|put|upload|request)\b|\bcodigo|\bcodice|\bkod|antwort"
    r"|\br.?ponse|risposta|respuesta|resposta|odpowied|antwoord|cevap|yanit|\bsvar\b|\bodpov"
)
_DIGITS: Final = re.compile(r"\d+")
_LIMITED: Final = f"http-{_RATE_LIMITED}"
_SAYS_HOW_LONG: Final = re.compile(r"(?i)\bretry[-_ ]?after\b\W{0,4}\d")
_LINES_TO_HEADER: Final = 3


class Answers:
    """What one board's log has shown of them."""

    def __init__(self) -> None:
        self._in_a_row = self._asked = self._named = self._named_in_a_row = 0
        self._has_answered_session = False
        self._has_session = self._is_named_since = self._was_none = self._was_good = False
        self._asks, self._refused = "", 0
        self._asks_session, self._without_id = False, 0
        self._good_at: Counter[str] = Counter()
        self._failed_at: set[str] = set()
        self._answered: set[bool] = set()
        self.has_told = False
        """A registration or a session was answered, with a status or in the server's words."""
        self._limited_at, self._since_limited = "", _LINES_TO_HEADER
        self._waits_at: set[str] = set()

    def session_named(self, *, in_words: bool = False) -> None:
        """Take note that a session is spoken of, `in_words` alone or with what its answer was."""
        self._has_session = self._is_named_since = True
        self._has_answered_session = self._has_answered_session or not in_words

    def take(self, line: str) -> None:
        """Take a line before what it means is asked for."""
        self._since_limited += 1
        says_how_long = self._since_limited <= _LINES_TO_HEADER and _SAYS_HOW_LONG.search(line) is not None
        if says_how_long and len(self._waits_at) < _PLACES_MAX:
            self._waits_at.add(self._limited_at)

    def answered(self, *, of_session: bool) -> None:
        """Take note that a registration, or the request for a session, was answered with a status."""
        self._answered.add(of_session)

    def of_any_server(self, meaning: Meaning, line: str) -> Iterator[Meaning]:
        """Give what a line means, whoever asked, where the same request went well before, and that it does again."""
        place = _place(line, meaning.name.removeprefix("http-")) if meaning.need is Need.DEVICE else ""
        if (retried := _RETRIED.match(meaning.name)) is not None and len(self._failed_at) < _PLACES_MAX:
            self._failed_at.add(_place(line, retried["status"] or _RATE_LIMITED))
        if _NO_ANSWER.match(meaning.name):
            self._was_none = True
        elif meaning.name == GOOD or (meaning.name == POLLED and _WELL in line):
            if place in self._failed_at or (self._was_none and self._goes_well(place)):
                yield Meaning(WENT_WELL, meaning.kind)
            if place in self._good_at or len(self._good_at) < _PLACES_MAX:
                self._good_at[place] += 1
        elif meaning.name == _LIMITED and self._says_how_long(place, line):
            meaning = Meaning(meaning.name, meaning.kind)
        elif _ANY_SERVER_S.match(meaning.name) and self._goes_well(place, _least(meaning)):
            self._failed_at.add(place)
            meaning = Meaning(meaning.name, meaning.kind)
        yield meaning

    def _says_how_long(self, place: str, line: str) -> bool:
        """Tell whether a refusal says how long to wait, or did so before at the same place."""
        self._limited_at, self._since_limited = place, 0
        return place in self._waits_at or _SAYS_HOW_LONG.search(line) is not None

    def _goes_well(self, place: str, least: int = _GOOD_BEFORE) -> bool:
        return self._good_at[place] >= least and _is_asked(place)

    def count(self, meaning: Meaning, line: str) -> None:
        """Count what a line means, if it is an answer."""
        self._count_refused_sessions(meaning, line)
        is_good = meaning.name == GOOD or (meaning.name == POLLED and _STATE.search(line) is None)
        if not is_good and not _ANSWER.match(meaning.name):
            return
        is_named = poll().search(line) is not None
        self._asked += is_named
        if is_good:
            self._was_good = True
            self._in_a_row += 1
            self._named += is_named
            self._named_in_a_row += is_named
        else:
            self._in_a_row = self._named_in_a_row = 0
            self._is_named_since = False

    def _count_refused_sessions(self, meaning: Meaning, line: str) -> None:
        if meaning.name == _NO_ID:
            self._without_id += self._asks_session
            self._asks_session = False
        elif meaning.name == _SESSION_ASKED:
            self._asks, self._asks_session = line, True
        elif self._asks:
            self._refused += _REFUSED.match(meaning.name) is not None and line != self._asks
            self._asks = ""

    @property
    def are_of_polls(self) -> bool:
        """True if so many good ones came in a row, or one of those that are named so, that they are those of polls."""
        return self._in_a_row >= _ANSWERS_OF_POLLS or self._named_in_a_row >= _NAMED_POLLS or self._was_named

    @property
    def _was_named(self) -> bool:
        """True if there were several by name, and behind the latest failure a session and another one."""
        return self._is_named_since and self._named_in_a_row > 0 and self._named > _NAMED_POLLS

    @property
    def are_oceanremote_s(self) -> bool:
        """True if a session is in the log beside polls or a registration, or refused again and again."""
        least = _NAMED_POLLS if self._has_answered_session else _NAMED_POLLS_BESIDE_WORDS
        is_named = self._named >= least or (self._named > 0 and self._asked >= _NAMED_POLLS_OF_ANY_END)
        # Nobody else registers first and then opens a session.
        # Nor asks for one again and again that is refused with a bare number, and for nothing else meanwhile, or whose
        # answers have none.
        is_kept_out = (self._refused >= _REFUSED_SESSIONS and not self._was_good) or (
            self._without_id >= _REFUSED_SESSIONS
        )
        return (
            len(self._answered) > 1
            or is_kept_out
            or (self._has_session and (self._in_a_row >= _GOOD_POLLS or is_named))
        )


def _least(meaning: Meaning) -> int:
    return _GOOD_BEFORE_CLIENT_S if _CLIENT_S.match(meaning.name) else _GOOD_BEFORE


def _is_asked(place: str) -> bool:
    return _ASKED.search(place) is not None or poll().search(place) is not None


def _place(line: str, status: str) -> str:
    """Give what is the same each time: that it polls, or what stands before the status, without numbers."""
    if (named := poll().search(line)) is not None:
        return named[0].lower()
    found = re.search(rf"(?<![\d.]){re.escape(status)}(?!\d)", line)
    return _DIGITS.sub("", line[: found.start()] if found else line).lower()
