"""The way to the server under test: requests as devices send them, several at once, and bytes that are no HTTP."""

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import zip_longest
from typing import Final

import msgspec

from hil.conform.contract.finding import Lacking
from hil.conform.evidence.concealed import concealed
from hil.conform.evidence.exchange import Exchange
from hil.conform.wire.pace import RATE, NoPace, Pace
from hil.conform.wire.raw_connection import AnnouncedEndError, RawConnection
from hil.conform.wire.timed_answer import TimedAnswer
from hil.vboard.internet.http_exchange import HttpExchanger, Route
from protocol.http import HttpRequest, HttpResponse

ANNOUNCED_END: Final = "connection closed as announced"
"""Why there is no answer behind one that said that it is the last on its connection."""
# With the first: a server that refuses again after the wait that it asked for gets its way.
_TRIALS_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server is: base URL, the file of its certificate authority, and how long an answer may take.

    `headers` (names in lower case) go with every request, such as the key of a gateway before the server; `lent` are
    the real secrets in them with their names, which take their place in everything that is told of an exchange.
    """

    url: str
    ca_file: str = ""
    timeout_s: float = 10.0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    lent: Mapping[str, str] = field(default_factory=dict, repr=False)


class Wire:
    """Sends requests; not to be shared between threads. Close it."""

    def __init__(
        self, target: Target, pace: Pace | None = None, heard: Callable[[Exchange], None] | None = None
    ) -> None:
        """`heard` is told of every exchange, in the order in which they ended."""
        self.target = target
        self._pace = pace or NoPace()
        self._heard = heard
        self._route = Route(target.url, ca_file=target.ca_file)
        self._exchanger = HttpExchanger(self._route, TimedAnswer)
        self._wants_429 = False
        self._takes_429 = False

    @contextmanager
    def asking_for_429(self) -> Iterator[None]:
        """Send meanwhile as fast as it goes and take a 429 as an answer: for those who find out about limits."""
        self._wants_429 = True
        try:
            yield
        finally:
            self._wants_429 = False

    @contextmanager
    def taking_429(self) -> Iterator[None]:
        """Keep the pace meanwhile, and take a 429 as an answer: for those whom it says more than to slow down."""
        self._takes_429 = True
        try:
            yield
        finally:
            self._takes_429 = False

    def widest(self, request: HttpRequest) -> int | None:
        """Tell how many requests of this kind may be sent at once; None for any number."""
        return self._bound.widest(request)

    def exchange(self, request: HttpRequest) -> Exchange:
        """Send one request and give what came back; where the server says that it came too fast, again."""
        request = self._with_headers(request)
        for _ in range(_TRIALS_MAX):
            self._bound.wait([request])
            exchange = _exchange(self._exchanger, request, self.target.timeout_s)
            if exchange.response is None or not self._has_waited_for(exchange.response):
                break
        return self._told(exchange)

    def at_once(
        self, requests: Sequence[HttpRequest], meanwhile: Callable[[], None] = lambda: None
    ) -> tuple[Exchange, ...]:
        """Send all requests at the same time, each over a connection of its own that is open already.

        `meanwhile` is called, in another thread, when they have just left. Raises Lacking where the server does
        not allow so many, and whatever `meanwhile` raises.
        """
        requests = [self._with_headers(request) for request in requests]
        self._must_be_allowed(requests)
        self._bound.wait(requests)
        start, leaving = threading.Barrier(len(requests)), threading.Semaphore(0)
        with ThreadPoolExecutor(len(requests) + 1) as pool:
            acting = pool.submit(_act, meanwhile, leaving, len(requests), 2 * self.target.timeout_s)
            done = list(pool.map(lambda request: self._when_all_are_there(request, start, leaving), requests))
            acting.result()
        for exchange in done:
            if exchange.response is not None and self._has_waited_for(exchange.response):
                raise Lacking(RATE, f"the server answered 429 to {len(requests)} requests at once")
        return tuple(self._told(exchange) for exchange in done)

    def raw(self, data: bytes) -> Exchange:
        """Send bytes over a connection of its own, say no more, and read one answer if there is one."""
        return self.in_turn([data])[0]

    def in_turn(self, parts: Sequence[bytes]) -> tuple[Exchange, ...]:
        """Send requests as bytes over one connection of their own, each after the answer to the one before."""
        parts = [self._carrying(part) for part in parts]

        def talk(connection: RawConnection) -> Iterator[HttpResponse]:
            for part in parts:
                connection.send(part)
                yield connection.answer(_named(part)[0])

        return self._talked(parts, talk)

    def pipelined(self, parts: Sequence[bytes]) -> tuple[Exchange, ...]:
        """Send requests as bytes over one connection of their own, all at once, and read an answer to each."""
        parts = [self._carrying(part) for part in parts]

        def talk(connection: RawConnection) -> Iterator[HttpResponse]:
            connection.send(b"".join(parts))
            for part in parts:
                yield connection.answer(_named(part)[0])

        return self._talked(parts, talk)

    def expecting(self, head: bytes, body: bytes) -> tuple[int, Exchange]:
        """Send a head, wait for leave (status 100), then send the body; gives the first status, 0 for none."""
        head = self._carrying(head)
        first: list[int] = []

        def talk(connection: RawConnection) -> Iterator[HttpResponse]:
            connection.send(head)
            first.append(connection.interim_status())
            if first[0] == HTTPStatus.CONTINUE:
                connection.send(body)
            yield connection.answer(_named(head)[0])

        exchange = self._talked([head + body], talk)[0]
        return first[0] if first else 0, exchange

    def dropped(self, data: bytes) -> Exchange:
        """Send bytes over a connection of its own and close it, without waiting for an answer."""
        data = self._carrying(data)
        request = HttpRequest(*_named(data))
        self._bound.wait([request])
        with suppress(OSError), self._own_connection() as connection:
            connection.send(data)
        return self._told(Exchange(request, None, "closed by the client", data))

    @contextmanager
    def held(self, count: int) -> Iterator[None]:
        """Keep so many connections open meanwhile, on which nothing is said; raises OSError."""
        with ExitStack() as stack:
            for _ in range(count):
                stack.enter_context(self._own_connection())
            yield

    def close(self) -> None:
        """Close the connection."""
        self._exchanger.close()

    @property
    def _bound(self) -> Pace:
        return NoPace() if self._wants_429 else self._pace

    def _has_waited_for(self, response: HttpResponse) -> bool:
        return not self._takes_429 and self._bound.has_waited_for(response)

    def _with_headers(self, request: HttpRequest) -> HttpRequest:
        if not self.target.headers:
            return request
        return msgspec.structs.replace(request, headers={**self.target.headers, **request.headers})

    def _carrying(self, data: bytes) -> bytes:
        """Put the target's headers behind the request line, if there is one."""
        line, end, rest = data.partition(b"\r\n")
        if not self.target.headers or b" HTTP/1." not in line:
            return data
        headers = "".join(f"{name}: {value}\r\n" for name, value in self.target.headers.items())
        return line + end + headers.encode("latin-1") + rest

    def _must_be_allowed(self, requests: Sequence[HttpRequest]) -> None:
        widest = min((width for each in requests if (width := self._bound.widest(each)) is not None), default=None)
        if widest is not None and len(requests) > widest:
            raise Lacking(RATE, f"{len(requests)} requests at once are needed, and the server allows {widest}")

    def _told(self, exchange: Exchange) -> Exchange:
        exchange = concealed(exchange, self.target.lent)
        if self._heard is not None:
            self._heard(exchange)
        return exchange

    def _when_all_are_there(
        self, request: HttpRequest, start: threading.Barrier, leaving: threading.Semaphore
    ) -> Exchange:
        exchanger = HttpExchanger(self._route, TimedAnswer)
        try:
            exchanger.connect(self.target.timeout_s)
            start.wait(2 * self.target.timeout_s)
            leaving.release()
            return _exchange(exchanger, request, self.target.timeout_s)
        finally:
            exchanger.close()

    def _talked(
        self, parts: Sequence[bytes], talk: Callable[[RawConnection], Iterator[HttpResponse]]
    ) -> tuple[Exchange, ...]:
        """Talk on a connection of its own; gives an exchange for each part, without an answer where none came."""
        requests = [HttpRequest(*_named(part)) for part in parts]
        for request in requests:
            self._bound.wait([request])
        answers, failure = self._answers(talk)
        return tuple(
            self._told(Exchange(request, answer, "" if answer else failure, part))
            for request, part, answer in zip_longest(requests, parts, answers)
        )

    def _answers(self, talk: Callable[[RawConnection], Iterator[HttpResponse]]) -> tuple[list[HttpResponse], str]:
        """Give the answers that came, and why there were no more."""
        answers: list[HttpResponse] = []
        try:
            with self._own_connection() as connection:
                # What came before a failure stays in the list.
                answers.extend(talk(connection))
        except TimeoutError:
            return answers, "timeout"
        except AnnouncedEndError:
            return answers, ANNOUNCED_END
        except (OSError, http.client.HTTPException) as error:
            return answers, f"connection closed ({type(error).__name__})"
        return answers, ""

    def _own_connection(self) -> RawConnection:
        return RawConnection(self._route, self.target.timeout_s)


def _act(act: Callable[[], None], leaving: threading.Semaphore, count: int, timeout_s: float) -> None:
    """Act when so many requests are about to leave."""
    for _ in range(count):
        leaving.acquire(timeout=timeout_s)
    act()


def _exchange(exchanger: HttpExchanger, request: HttpRequest, timeout_s: float) -> Exchange:
    outcome = exchanger.exchange(request, timeout_s)
    if isinstance(outcome, HttpResponse):
        return Exchange(request, outcome)
    return Exchange(request, None, outcome.name.lower().replace("_", " "))


def _named(data: bytes) -> tuple[str, str]:
    """Give method and path for the report, as far as the bytes have any."""
    words = data.split(b"\r\n", 1)[0][:200].decode("latin-1").split(" ")
    return words[0], words[1] if len(words) > 1 else ""
