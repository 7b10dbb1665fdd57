"""One exchange of a recording, whatever file it came from: in the form that all rules read, without a secret."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.evidence.exchange import Exchange

HIDDEN: Final = "~hidden~"
"""Stands for a token that the exporter made unreadable: nobody can say which one it was."""
STRUCK: Final = "a fault struck"
"""The failure where it was a rule of the proxy's that kept the request from the server."""
LONGEST_US: Final = 10 * 366 * 86_400 * 1_000_000
"""No exchange takes longer; whatever a file says, times stay numbers that can be reckoned with."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """An exchange; times in Unix µs by the recording's clock.

    Secrets are names such as `~perm-1~`. The path is without what may stand before it at the server. A gap says why a
    body is not there, and is empty if it is.
    """

    place: str
    """Where it stands in its file, such as `line 13`."""
    number: int
    began_us: int
    ended_us: int
    origin: str
    """Scheme, host and what stands before the path."""
    request: HttpRequest
    response: HttpResponse | None
    failure: str = ""
    request_gap: str = ""
    response_gap: str = ""
    sent_status: int | None = None
    """What the device got, which is something else than the answer where a fault struck."""
    retry_after: str = ""
    """Value of the header that the device got."""

    @property
    def exchange(self) -> Exchange:
        """The exchange as the checks of the contract take it."""
        return Exchange(self.request, self.response, self.failure)

    @property
    def when(self) -> str:
        """When it began, UTC, to the second."""
        return utc(self.began_us)

    def follows(self, other: "Entry") -> bool:
        """Tell whether this exchange began only when `other` was over: what it did was done by then."""
        return self.began_us >= other.ended_us and self.number != other.number


def utc(time_us: int) -> str:
    """Write Unix µs as ISO 8601, UTC."""
    try:
        return (_EPOCH + timedelta(microseconds=time_us)).isoformat(timespec="seconds").replace("+00:00", "Z")
    except OverflowError:
        return f"{time_us // 1_000_000} s"
