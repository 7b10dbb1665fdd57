"""One exchange of a recording, whatever file it came from: in the form that all rules read, without a secret.

Only those of the device API are wanted: browsers and other programs record whatever else passes.
"""

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from posixpath import commonpath
from typing import Final

from oceanhil.conformance.contract.place import Counted
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.units import DAY_US, SECOND_US
from oceanhil.protocol.wording import rfc3339
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind

HIDDEN: Final = "~hidden~"
"""Stands for a token that the exporter made unreadable: nobody can say which one it was."""
REGISTRATION: Final = "~reg-"
"""The beginning of the names of registration tokens."""
LONGEST_US: Final = 10 * 366 * DAY_US
"""No exchange takes longer; whatever a file says, times stay numbers that can be reckoned with."""
_FEWEST_SLASHES: Final = 3
_ENCODED: Final = re.compile(r"%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])")
"""Letters, digits, hyphen, period, underscore and tilde."""
_NOT_THE_SERVERS: Final = frozenset({None, NoAnswerKind.STRUCK, NoAnswerKind.TIMEOUT})
"""What kept an answer away without the server: the one who asked, a rule of the proxy's, perhaps the network."""

NOT_IN_TIME: Final = re.compile(r"time[d]?[\s_-]*out|not answer in time", re.IGNORECASE)
"""How programs say it: the server may have kept silent, or the network lost the request or the answer."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Entry:
    """An exchange; times in Unix µs by the recording's clock.

    Secrets are names such as `~perm-1~`. The path is without what may stand before it at the server. A gap says why a
    body is not there, and is empty if it is.
    """

    counted: Counted
    number: int
    """Where it stands in its file."""
    began_us: int
    ended_us: int
    origin: str
    """Scheme, host and what stands before the path."""
    request: HttpRequest
    response: HttpResponse | None
    no_answer: NoAnswer | None = None
    """Why there is no answer; None where the one who asked may have given up."""
    request_gap: str = ""
    response_gap: str = ""
    sent_status: int | None = None
    """What the device got, which is something else than the answer where a fault struck."""
    retry_after: str = ""
    """Value of the header that the device got."""
    grain_us: int = 0
    """How coarse the times are: a file may give whole seconds only."""

    @property
    def exchange(self) -> Exchange:
        """The exchange as the checks of the contract take it."""
        return Exchange(self.request, self.response, None if self.response else self.no_answer)

    @property
    def path(self) -> str:
        """The path as it is meant: a letter that is percent-encoded is that letter."""
        return decoded_letters(self.request.path)

    @property
    def is_left_unanswered(self) -> bool:
        """Whether it has no answer, and that was the server's doing as far as the recording tells."""
        kind = None if self.no_answer is None else self.no_answer.kind
        return self.response is None and kind not in _NOT_THE_SERVERS

    @property
    def place(self) -> str:
        """Where it stands in its file: `line 13`."""
        return f"{self.counted.value} {self.number}"

    @property
    def when(self) -> str:
        """When it began, UTC, to the second."""
        return rfc3339(self.began_us / SECOND_US)

    def follows(self, other: "Entry") -> bool:
        """Tell whether this exchange began only when `other` was over: what it did was done by then."""
        return self.after_us(other) >= 0 and self.number != other.number

    def after_us(self, other: "Entry") -> int:
        """Give how long after the end of `other` this one began at least."""
        return self.began_us - other.ended_us - other.grain_us

    @property
    def ordered_us(self) -> int:
        """When it was over; of whole seconds when it began, for the end would be in no order with those of others."""
        return self.began_us if self.grain_us else self.ended_us


class DevicePaths:
    """Finds the device API's paths behind whatever a server puts before them."""

    def __init__(self, wire: WireNames) -> None:
        """Look for the paths that `wire` names, and for others beside them."""
        own = (wire.register_path, wire.session_path, wire.state_path)
        common = f"{commonpath(own)}/" if all(path.startswith("/") for path in own) else ""
        # Too little in common, such as a single slash, would take in everything.
        self._common = common if common.count("/") >= _FEWEST_SLASHES else ""
        self._ends = tuple(end for path in own for end in (path, path.rstrip("/")))

    def split(self, path: str, *, is_devices: bool) -> tuple[str, str] | None:
        """Give what stands before the device API's own path, and that path; None for any other.

        Of a device (`is_devices`) a path beside the three is a mistake; whatever else passes may mean another thing.
        """
        meant = decoded_letters(path)
        end = next((end for end in self._ends if end and meant.endswith(end)), None)
        at = len(meant) - len(end) if end is not None else -1
        if at < 0 and is_devices and self._common:
            at = meant.find(self._common)
        if at < 0:
            return None
        # The path stays as it was sent: it is what the evidence shows.
        cut = at
        for letter in _ENCODED.finditer(path):
            if letter.start() >= cut:
                break
            cut += len(letter[0]) - 1
        return path[:cut], path[cut:]


def decoded_letters(path: str) -> str:
    """Decode what needs no encoding (RFC 3986, 6.2.2.2): another spelling of the same path."""
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), path) if "%" in path else path


class Reason(Enum):
    """Why something is missing; the value goes on after a number, the first one after 1."""

    OTHER_PATH = (
        "exchange on a path outside the device API was left out",
        "exchanges on paths outside the device API were left out",
    )
    NO_ENTRY = (
        "entry that is not as HAR 1.2 says was left out",
        "entries that are not as HAR 1.2 says were left out",
    )
    BODY_GAP = (
        "body is not in the recording, so what it said cannot be judged",
        "bodies are not in the recording, so what they said cannot be judged",
    )
    NO_JSON = (
        "answer has a body that is no JSON, so what it said cannot be judged",
        "answers have bodies that are no JSON, so what they said cannot be judged",
    )
    REDACTED = (
        "exchange has tokens that the exporter made unreadable: what was done with them cannot be followed",
        "exchanges have tokens that the exporter made unreadable: what was done with them cannot be followed",
    )
    GIVEN_UP = (
        "exchange has no answer, and nothing says that this was the server's doing",
        "exchanges have no answer, and nothing says that this was the server's doing",
    )
    LATE = (
        "exchange stands far out of its order in time",
        "exchanges stand far out of their order in time",
    )
    NO_ANSWER = (
        "exchange has no answer that could be expected again",
        "exchanges have no answer that could be expected again",
    )
    NO_BODY = (
        "exchange lacks a body that would have to be sent or expected again",
        "exchanges lack a body that would have to be sent or expected again",
    )
    NO_HISTORY = (
        "exchange uses a token whose history is not known",
        "exchanges use a token whose history is not known",
    )
    NO_WAY = (
        "request cannot be sent again as it was",
        "requests cannot be sent again as they were",
    )
    INCONSISTENT = (
        "case was answered in more than one way and makes no item",
        "cases were answered in more than one way and make no item",
    )
    TOO_MANY = (
        "exchange is beyond the largest number of items",
        "exchanges are beyond the largest number of items",
    )


class LeftOut:
    """Counts what is left out."""

    def __init__(self) -> None:
        self._counts: Counter[Reason] = Counter()
        self._remarks: list[str] = []

    def count(self, reason: Reason, number: int = 1) -> None:
        """Count `number` more."""
        self._counts[reason] += number

    def remark(self, text: str) -> None:
        """Say something else that a user should know."""
        self._remarks.append(text)

    def notes(self) -> tuple[str, ...]:
        """Give a line for each."""
        counted = ((self._counts[reason], reason.value) for reason in Reason if self._counts[reason])
        return (*self._remarks, *(f"{count} {words[count > 1]}" for count, words in counted))
