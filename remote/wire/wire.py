"""The way to the server under test: requests as devices send them, several at once, and bytes that are no HTTP."""

import http.client
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from itertools import zip_longest
from typing import Final

import msgspec

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.evidence.lent_secrets import concealed
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind, no_answer
from oceanhil.remote.wire.http_2 import Http2AnswerError
from oceanhil.remote.wire.http_exchange import HttpExchanger, Route
from oceanhil.remote.wire.need import Lacking
from oceanhil.remote.wire.pace import LET_IN, RATE, NoPace, Pace, retry_after_s
from oceanhil.remote.wire.race import Meanwhile, WaitingRequest
from oceanhil.remote.wire.raw_connection import AnnouncedEndError, RawConnection
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.timed_answer import TimedAnswer

# With the first: a server that refuses again after the wait that it asked for gets its way.
_TRIALS_MAX: Final = 3
_LEAVE_S: Final = 2.0
"""How long a client waits for leave to send a body before it sends it without."""
_LEADS_S: Final = (0.0, 0.001, -0.001, 0.0003, 0.003, -0.0003, -0.003, 0.006)
"""How long before the requests of a race something else is begun; negative: after them."""
_NOT_YET: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
"""With these somebody else answers for a server that is not there yet, or it says itself that it begins."""
_ASKS_EVERY_S: Final = 0.1
_LEAST_S: Final = 0.05
"""How long at least is waited for an answer, when those before it have used up the time."""


class Wire:
    """Sends requests; not to be shared between threads. Close it."""

    def __init__(
        self,
        target: Target,
        pace: Pace | None = None,
        heard: Callable[[Exchange], None] | None = None,
        *,
        gives_429: bool = False,
    ) -> None:
        """`heard` is told of every exchange, in the order in which they ended.

        `gives_429` hands on a 429 that waiting did not help against: for devices, which act on it themselves.
        """
        self._gives_429 = gives_429
        self.target = target
        self._pace = pace or NoPace()
        self._heard = heard
        self._route = Route(target.url, ca_file=target.ca_file)
        self._exchanger = HttpExchanger(self._route, TimedAnswer)
        self._races = 0
        self._wants_429 = False
        self._takes_429 = False
        self._is_time_still = False
        self._shut_out: set[str] = set()

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

    def until_room(self) -> None:
        """Wait until a registration may be sent at once: for those whose request tells the time."""
        self._bound.until_room()

    def exchange(self, request: HttpRequest) -> Exchange:
        """Send one request and give what came back; where the server says that it came too fast, again."""
        request = self._with_headers(request)

        def send() -> tuple[Exchange, ...]:
            self._bound.wait([request])
            made = _exchange(self._exchanger, request, self.target.timeout_s)
            # Who left the body of a refused request unread takes it for the next one: only items about that are to
            # find it. Devices go on over the connection as in the field, and so does who finds out what a limit counts.
            is_refused = made.status is not None and made.status >= HTTPStatus.BAD_REQUEST
            if is_refused and request.body and not (self._gives_429 or self._wants_429):
                self._exchanger.close()
            return (made,)

        return self._obeying(request.path, send)[0]

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Know meanwhile that the server's time stands still: where it counts by it, waiting does not help."""
        self._is_time_still = True
        try:
            yield
        finally:
            self._is_time_still = False

    def _obeying(self, path: str, send: Callable[[], tuple[Exchange, ...]]) -> tuple[Exchange, ...]:
        """Send, and where the server says that it came too fast wait and send again.

        Raises Lacking where that does not help: it says nothing about what was asked. Then it is not waited for again
        before a request of this path is let in.
        """
        left = _TRIALS_MAX - 1 if self._is_time_still else _TRIALS_MAX
        while True:
            exchanges, left = send(), left - 1
            refused = next((each.response for each in exchanges if self._is_unasked_429(each)), None)
            if refused is None:
                self._shut_out.discard(path)
                return tuple(self._told(each) for each in exchanges)
            if path in self._shut_out or not left or not self._pace.has_waited_for(refused):
                return self._shut(path, exchanges, refused)
            if len(exchanges) > 1:
                raise Lacking(RATE, f"the server answered 429 to one of {len(exchanges)} requests in a row")

    def _shut(self, path: str, exchanges: tuple[Exchange, ...], refused: HttpResponse) -> tuple[Exchange, ...]:
        """Know that waiting helps nothing at this path; gives the exchanges to devices, raises Lacking for items."""
        told = tuple(self._told(each) for each in exchanges)
        self._shut_out.add(path)
        if self._gives_429:
            return told
        why = f"the server answers 429 and asks to wait {retry_after_s(refused):.0f} s, again and again"
        raise Lacking(LET_IN, why, is_trouble=True)

    def _is_unasked_429(self, exchange: Exchange) -> bool:
        is_asked_for = self._wants_429 or self._takes_429 or isinstance(self._pace, NoPace)
        return exchange.status == HTTPStatus.TOO_MANY_REQUESTS and not is_asked_for

    def at_once(
        self, requests: Sequence[HttpRequest], meanwhile: Callable[[], None] | None = None
    ) -> tuple[Exchange, ...]:
        """Let all requests arrive at the same moment, each over a connection of its own.

        All but the last byte of each is sent beforehand, so that nothing is left between them but the sending of a
        byte. `meanwhile` is called, in another thread, a little before they are let go, or a little after. How much,
        and which of them goes first, is another thing in each call. Raises Lacking where the server does not allow so
        many, and whatever `meanwhile` raises.
        """
        lead_s = _LEADS_S[self._races % len(_LEADS_S)]
        self._races += 1
        requests = [self._with_headers(request) for request in requests]
        self._must_be_allowed(requests)
        self._bound.wait(requests)
        with ExitStack() as stack:
            waiting = [
                stack.enter_context(WaitingRequest(self._route, each, self.target.timeout_s)) for each in requests
            ]
            acting = stack.enter_context(Meanwhile(meanwhile))
            acting.begin(lead_s)
            for one in waiting if self._races % 2 else reversed(waiting):
                one.let_go()
            acting.begin_late(lead_s)
            end_s = time.monotonic() + self.target.timeout_s
            done = [one.exchange(max(_LEAST_S, end_s - time.monotonic())) for one in waiting]
            acting.end()
        for exchange in done:
            # Whether the wait is short enough to be sat out or not: who was refused took no part in the race.
            if self._has_waited_for(exchange.response) or self._is_unasked_429(exchange):
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
        """Send a head, wait for leave (status 100), then send the body; gives the first status, 0 for none.

        Whoever says nothing for a while gets the body nevertheless, as RFC 9110, 10.1.1 has clients do: servers of
        HTTP/1.0 know of no leave.
        """
        head = self._carrying(head)
        first: list[int] = []

        def talk(connection: RawConnection) -> Iterator[HttpResponse]:
            connection.send(head)
            with suppress(TimeoutError):
                first.append(connection.interim_status(min(_LEAVE_S, self.target.timeout_s / 2)))
            if not first or first[0] == HTTPStatus.CONTINUE:
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
        return self._told(Exchange(request, None, NoAnswer(NoAnswerKind.HUNG_UP), data))

    @contextmanager
    def holding(self, parts: Sequence[bytes]) -> Iterator[None]:
        """Keep a connection open meanwhile for each of these beginnings of requests, and say no more on it.

        Raises OSError where a connection does not come about; what a server does with one is not looked at.
        """
        with ExitStack() as stack:
            for part in parts:
                connection = stack.enter_context(self._own_connection())
                with suppress(OSError):
                    connection.send(self._carrying(part))
            yield

    @contextmanager
    def held(self, count: int) -> Iterator[None]:
        """Keep so many connections open meanwhile, on which nothing is said; raises OSError."""
        with ExitStack() as stack:
            for _ in range(count):
                stack.enter_context(self._own_connection())
            yield

    def goes_down(self, within_s: float) -> bool:
        """Wait until the process that serves here ends, for so long at most; tell whether it was seen to end.

        It ends every connection with itself, and takes no other.
        """
        try:
            with self._own_connection() as connection:
                return connection.is_ended(within_s)
        except OSError:
            return True

    def comes_back(self, request: HttpRequest, within_s: float, sleep_s: Callable[[float], None] = time.sleep) -> bool:
        """Ask, over new connections and telling nobody, until anything but a gateway answers; False if nothing does."""
        end_s = time.monotonic() + within_s
        while time.monotonic() < end_s:
            self._exchanger.close()
            status = _exchange(self._exchanger, self._with_headers(request), self.target.timeout_s).status
            if status is not None and status not in _NOT_YET:
                return True
            sleep_s(_ASKS_EVERY_S)
        return False

    def rest(self, seconds: float) -> None:
        """Let real time pass, for servers of which something goes by no other."""
        time.sleep(seconds)

    def close(self) -> None:
        """Close the connection."""
        self._exchanger.close()

    @property
    def _bound(self) -> Pace:
        return NoPace() if self._wants_429 else self._pace

    def _has_waited_for(self, response: HttpResponse | None) -> bool:
        return response is not None and not self._takes_429 and self._bound.has_waited_for(response)

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

    def _talked(
        self, parts: Sequence[bytes], talk: Callable[[RawConnection], Iterator[HttpResponse]]
    ) -> tuple[Exchange, ...]:
        """Talk on a connection of its own; gives an exchange for each part, without an answer where none came."""
        requests = [HttpRequest(*_named(part)) for part in parts]

        def send() -> tuple[Exchange, ...]:
            for request in requests:
                self._bound.wait([request])
            answers, missing = self._answers(talk)
            return tuple(
                Exchange(request, answer, None if answer else missing, part)
                for request, part, answer in zip_longest(requests, parts, answers)
            )

        return self._obeying(requests[0].path, send)

    def _answers(
        self, talk: Callable[[RawConnection], Iterator[HttpResponse]]
    ) -> tuple[list[HttpResponse], NoAnswer | None]:
        """Give the answers that came, and why there were no more."""
        answers: list[HttpResponse] = []
        try:
            with self._own_connection() as connection:
                # What came before a failure stays in the list.
                answers.extend(talk(connection))
        except TimeoutError:
            return answers, NoAnswer(NoAnswerKind.TIMEOUT)
        except AnnouncedEndError:
            return answers, NoAnswer(NoAnswerKind.ANNOUNCED_END)
        except Http2AnswerError:
            return answers, NoAnswer(NoAnswerKind.HTTP_2)
        except (OSError, http.client.HTTPException) as error:
            return answers, NoAnswer(NoAnswerKind.CONNECTION_LOST, type(error).__name__)
        return answers, None

    def _own_connection(self) -> RawConnection:
        return RawConnection(self._route, self.target.timeout_s)


def _exchange(exchanger: HttpExchanger, request: HttpRequest, timeout_s: float) -> Exchange:
    outcome = exchanger.exchange(request, timeout_s)
    if isinstance(outcome, HttpResponse):
        return Exchange(request, outcome)
    return Exchange(request, None, no_answer(outcome))


def _named(data: bytes) -> tuple[str, str]:
    """Give method and path for the report, as far as the bytes have any."""
    words = data.split(b"\r\n", 1)[0][:200].decode("latin-1").split(" ")
    return words[0], words[1] if len(words) > 1 else ""
