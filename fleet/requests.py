"""The kinds of request that a device makes, and what may come of one."""

from enum import Enum
from typing import Final

from oceanhil.protocol.http import Exchanged, HttpRequest, HttpResponse
from oceanhil.protocol.settings import WireNames

OK: Final = 200


class RequestKind(Enum):
    """What a device asks for, by its word; the first four go to the server."""

    __hash__ = object.__hash__  # looked up for every request: Enum's own is a function of Python

    REGISTER = "register"
    SESSION = "session"
    POLL = "poll"
    REPORT = "report"
    TIME = "time"
    NAME = "name"

    @property
    def goes_to_server(self) -> bool:
        """Whether the platform's server gets it, and not a time or name server."""
        return self is not RequestKind.TIME and self is not RequestKind.NAME


class RequestOutcome(Enum):
    """What came of a request."""

    __hash__ = object.__hash__  # as above

    ANSWERED = "answered"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


def kind_of(request: HttpRequest, wire: WireNames) -> RequestKind:
    """Tell what a device's request to the server is for."""
    if request.path == wire.state_path:
        return RequestKind.POLL if request.method == "GET" else RequestKind.REPORT
    return RequestKind.SESSION if request.path == wire.session_path else RequestKind.REGISTER


def code_of(exchanged: Exchanged) -> int:
    """Give the status of an answer, or the negative code of a failure."""
    return exchanged.status if isinstance(exchanged, HttpResponse) else exchanged.value


def outcome_of(code: int) -> RequestOutcome:
    """Tell what a status, or the negative code of a failure, came to."""
    if code == OK:
        return RequestOutcome.ANSWERED
    return RequestOutcome.REFUSED if code > 0 else RequestOutcome.UNANSWERED
