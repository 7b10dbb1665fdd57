"""Why a request got no answer: a kind that programs compare, and words for people."""

from enum import Enum

import msgspec

from oceanhil.protocol.http import HttpFailure


class NoAnswerKind(Enum):
    """What kept the answer away; the value says it in words. The first ones are what boards tell apart."""

    REFUSED = HttpFailure.REFUSED.words
    NOT_CONNECTED = HttpFailure.NOT_CONNECTED.words
    CONNECTION_LOST = HttpFailure.CONNECTION_LOST.words
    TIMEOUT = HttpFailure.TIMEOUT.words
    TLS = HttpFailure.TLS.words
    TLS_UNTRUSTED = HttpFailure.TLS_UNTRUSTED.words
    TLS_ALERT = HttpFailure.TLS_ALERT.words
    ANNOUNCED_END = "connection closed as announced"
    """The answer before said that it is the last on its connection."""
    HTTP_2 = "an answer in HTTP/2"
    HUNG_UP = "closed by the client"
    """Nobody waited for it."""
    STRUCK = "a fault struck"
    """A rule of a proxy's kept the request from the server."""
    RECORDED = "no answer"
    """A recording says so, in words of its own if it has any."""


class NoAnswer(msgspec.Struct, frozen=True):
    """Why there is no answer; `detail` is what else is known of it, fit to be shown."""

    kind: NoAnswerKind
    detail: str = ""

    @property
    def words(self) -> str:
        """The kind in words with the detail, such as `connection lost (BrokenPipeError)`; a recording's own words."""
        if not self.detail:
            return self.kind.value
        return self.detail if self.kind is NoAnswerKind.RECORDED else f"{self.kind.value} ({self.detail})"


def no_answer(failure: HttpFailure) -> NoAnswer:
    """Give the reason that a board's HTTP client would have."""
    return NoAnswer(NoAnswerKind[failure.name])
