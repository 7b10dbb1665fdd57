"""The HTTP exchanges of a close-up, taken apart: what exports for tools of the network are made of.

A trace may say any number. Times are kept within those that forms of files have: from 1970, and in PCAP, which counts
seconds in 32 bits, until 2106.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.trace import Event, EventKind, Scalar
from oceanhil.scenarios.traced_request import TracedRequest

LATEST_US: Final = (2**32 - 1) * SECOND_US
"""The latest time that there is in a file, in µs: Unix time, or of a run."""
_STATUS_DIGITS: Final = 3


class HttpText(msgspec.Struct, frozen=True):
    """A message as a close-up tells of it: its first line, its headers, its body with secrets cut."""

    first: str
    headers: tuple[tuple[str, str], ...]
    body: str


class Exchange(msgspec.Struct, frozen=True):
    """A request that the server had at `at_us` of the run, and its answer; None where none left the server.

    From `began_us` to `ended_us` the device saw it last; both are `at_us` where the trace does not tell, as those of
    version 2 do not.
    """

    at_us: int
    began_us: int
    ended_us: int
    device: str
    request: HttpText
    answer: HttpText | None
    fault: str

    @property
    def method(self) -> str:
        """Such as `POST`."""
        return self.request.first.partition(" ")[0]

    @property
    def target(self) -> str:
        """The path, with a query if there was one."""
        return self.request.first.partition(" ")[2]

    @property
    def status(self) -> int:
        """Of the answer, 0 without one, or where it says none."""
        word = "" if self.answer is None else self.answer.first
        return int(word) if word.isdecimal() and len(word) == _STATUS_DIGITS else 0


class NoExchangesError(ValueError):
    """The trace has no messages; the text says why and what to do."""


def exchanges_of(events: Sequence[Event]) -> tuple[Exchange, ...]:
    """Give the exchanges of a close-up in order; raises NoExchangesError where the trace is none, or has no request."""
    found = tuple(_exchanges(events))
    if not found:
        raise NoExchangesError(
            "has no HTTP messages: either no device asked anything, or it is no close-up; "
            "`oceanhil replay ID --moment FILE --trace FILE` makes one"
        )
    return found


def server_began_us(events: Iterable[Event]) -> int:
    """Give the Unix time (µs) at which the run began by the server's clock, as a close-up tells it first; else 0."""
    for event in events:
        began_ms = event.fields.get("server_off_ms")
        if event.kind is EventKind.STATE and type(began_ms) is int:
            return _in_a_file(1_000 * began_ms)
    return 0


def _in_a_file(us: int) -> int:
    return min(max(0, us), LATEST_US)


def _exchanges(events: Sequence[Event]) -> Iterator[Exchange]:
    ends = _ends(events)
    for index, event in enumerate(events):
        request = TracedRequest.seen_in(event)
        if request is not None and request.sent is not None:
            began_us, ended_us = ends.get(index, (event.t_us, event.t_us))
            yield Exchange(
                _in_a_file(event.t_us),
                _in_a_file(began_us),
                _in_a_file(ended_us),
                event.device,
                _message(request.sent),
                None if request.answered is None else _message(request.answered),
                request.fault or "",
            )


def _ends(events: Sequence[Event]) -> dict[int, tuple[int, int]]:
    """Give of requests, by their place in the trace, when their exchange began and ended for the device."""
    waiting: dict[tuple[str, Scalar, Scalar], list[int]] = {}
    found: dict[int, tuple[int, int]] = {}
    for index, event in enumerate(events):
        key = event.device, event.fields.get("method"), event.fields.get("path")
        if event.kind is EventKind.REQUEST:
            waiting.setdefault(key, []).append(index)
        elif event.kind is EventKind.EXCHANGE and type(took_us := event.fields.get("took_us")) is int:
            began_us = event.t_us - max(0, took_us)
            for request in waiting.pop(key, ()):
                if began_us <= events[request].t_us:
                    found[request] = began_us, event.t_us
    return found


def _message(text: str) -> HttpText:
    head, _, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    pairs = (line.partition(": ") for line in lines)
    return HttpText(first, tuple((name, value) for name, _, value in pairs), body)
