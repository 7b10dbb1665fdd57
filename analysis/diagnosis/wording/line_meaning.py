"""All that one line means in its log: the request that it names, the status that it shows, and what it says in words.

What it must not know: what follows from several lines together.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from oceanhil.analysis.diagnosis.knowledge import Need
from oceanhil.analysis.diagnosis.model import LineKind
from oceanhil.analysis.diagnosis.wording.access_logs import is_visitor_s
from oceanhil.analysis.diagnosis.wording.answers import GOOD, Answers
from oceanhil.analysis.diagnosis.wording.counted_numbers import CountedNumbers
from oceanhil.analysis.diagnosis.wording.negations import is_denied, is_rehearsed, is_supposed
from oceanhil.analysis.diagnosis.wording.ownership import Ownership
from oceanhil.analysis.diagnosis.wording.signals import Meaning, meaning_of, requests_in, with_status
from oceanhil.analysis.diagnosis.wording.statuses import BareStatuses, without_parts

# A session is opened by no other device that polls.
_SESSION: Final = frozenset({"request-session", "names-session"})
_SESSION_OPENED: Final = "session-200"
_OPENED_IN_WORDS: Final = "session-opened"
_REGISTRATION: Final = frozenset({"request-register", "names-registration"})
REGISTERED: Final = "registration-200"
"""The platform has registered the device, in words of the firmware's own."""
_ANSWERED: Final = _SESSION | _REGISTRATION
_STATUS: Final = re.compile(r"http-\d+")
# What the server may say of a device, in words.
_REFUSAL: Final = re.compile(
    r"server-(?:token_\w+|mac_mismatch|clock_skew|session_\w+|rate_limited|maintenance)|(?:reg|session|poll)-(?!\d|-)[\w-]+"
)
_OTHERS_ANSWER: Final = "others-answer"
"""Whose answer it is: none of the platform's."""


class Meanings:
    """Reads the lines of one board's log, one after another."""

    def __init__(self, ownership: Ownership, answers: Answers) -> None:
        self._ownership = ownership
        self._answers = answers
        self._statuses = BareStatuses()
        self._counts = CountedNumbers()

    def look_ahead(self, lines: Collection[str]) -> None:
        """Take the first lines of the log before any of them is read."""
        self._counts.look_ahead(lines)
        self._statuses.look_ahead(map(without_parts, lines))

    def of(self, line: str) -> Iterator[Meaning]:
        """Give what a line means; each is to be counted among the answers before the next is asked for."""
        self._answers.take(line)
        line = without_parts(line)
        if is_visitor_s(line) or is_rehearsed(line) or is_supposed(line):
            return
        request, *headers = requests_in(line) or (None,)
        is_of_session = request is not None and request.name in _SESSION
        if request is not None:
            if is_of_session:
                self._answers.session_named()
            yield request
            yield from headers
        meaning = self._beside_request(line)
        asked = "" if request is None else request.name
        if meaning is None or (asked == _OTHERS_ANSWER and meaning.name == GOOD):
            return
        if meaning.name == _OPENED_IN_WORDS:
            self._answers.session_named(in_words=True)
        is_status = _STATUS.fullmatch(meaning.name) is not None
        if asked in _ANSWERED and is_status:
            self._answers.answered(of_session=is_of_session)
        if asked in _ANSWERED and (is_status or _REFUSAL.fullmatch(meaning.name)):
            self._answers.has_told = True
        yield from self._answers.of_any_server(meaning, line)
        if is_of_session and meaning.name == GOOD:
            yield Meaning(_SESSION_OPENED, LineKind.SESSION, need=meaning.need)
        if asked in _REGISTRATION and meaning.name == GOOD:
            yield Meaning(REGISTERED, LineKind.REGISTRATION, need=meaning.need)

    def _beside_request(self, line: str) -> Meaning | None:
        status, counted, meaning = self._statuses.in_line(line), self._counts.in_line(line), _told_by(line)
        if meaning is not None and _STATUS.fullmatch(meaning.name) and meaning.name.removeprefix("http-") in counted:
            meaning = None
        if not status or status in counted or (told := with_status(line, meaning, status)) is meaning:
            return meaning
        # Behind a tag of the platform's own it is this device's.
        self._ownership.tell(shows_it=told.need is Need.NOTHING)
        return told


def _told_by(line: str) -> Meaning | None:
    """Give what a line says, unless that is a refusal which it says there was not."""
    meaning = meaning_of(line)
    is_refusal = meaning is not None and _REFUSAL.fullmatch(meaning.name) is not None
    return None if is_refusal and is_denied(line) else meaning
