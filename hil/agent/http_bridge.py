"""The far end of the HTTP bridge: does the requests that a board without network sends over its line."""

import threading
import time
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Final, Protocol, Self

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.protocol.agent.bridge import BridgeError, MessageAssembler, decode_request
from oceanhil.protocol.agent.events import BootEvent, CutEvent, HttpEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse

Exchanger = Callable[[HttpRequest], HttpResponse | BridgeFailure]
RESENDS = 3
TOLD_AS: Final[Mapping[HttpFailure, BridgeFailure]] = {
    HttpFailure.REFUSED: BridgeFailure.REFUSED,
    HttpFailure.TLS: BridgeFailure.REFUSED,
    HttpFailure.TLS_UNTRUSTED: BridgeFailure.REFUSED,
    HttpFailure.TLS_ALERT: BridgeFailure.REFUSED,
    HttpFailure.NOT_CONNECTED: BridgeFailure.NOT_CONNECTED,
    HttpFailure.CONNECTION_LOST: BridgeFailure.LOST,
    HttpFailure.TIMEOUT: BridgeFailure.TIMEOUT,
}
"""What a board is told of a request that had no answer."""


class BridgeClient(Protocol):
    """The part of `AgentClient` that a bridge needs."""

    def on_event(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Have `listener` called for each event."""

    def http_answer(self, exchange: int, response: HttpResponse) -> None:
        """Hand over an answer."""

    def http_fail(self, exchange: int, failure: BridgeFailure) -> None:
        """Tell why there is no answer."""

    def http_resend(self, exchange: int, part: int) -> None:
        """Ask for parts of a request again."""


class HttpBridge:
    """Does one board's requests, one after another, in a thread of its own; a context manager.

    `exchange` does a request and must not raise. A part that does not come within `patience_s` is asked for again,
    RESENDS times; then the board is told that the connection was lost. A board that no longer waits, or is gone, is let
    be: it asks again by itself.
    """

    def __init__(
        self,
        client: BridgeClient,
        exchange: Exchanger,
        *,
        patience_s: float = 1.0,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`now_s` gives the time by which patience ends, seconds that only go on."""
        self._client = client
        self._exchange = exchange
        self._patience_s = patience_s
        self._now_s = now_s
        self._ask_at_s = 0.0
        self._events: SimpleQueue[Event | None] = SimpleQueue()
        self._assembler = MessageAssembler()
        self._resends_left = RESENDS
        self._unsubscribe: Callable[[], None] | None = None
        self._thread = threading.Thread(target=self._run, name="agent HTTP bridge", daemon=True)

    def __enter__(self) -> Self:
        self._unsubscribe = self._client.on_event(self._events.put)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._events.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            # Whatever else the board says takes nothing of this time.
            left_s = max(0.0, self._ask_at_s - self._now_s()) if self._assembler.missing else None
            try:
                event = self._events.get(timeout=left_s)
            except Empty:
                self._tell(self._ask_again)
                self._begin_patience()
                continue
            match event:
                case None:
                    return
                case HttpEvent():
                    self._take(event)
                    self._begin_patience()
                case BootEvent() | CutEvent():
                    self._assembler.forget()
                case _:
                    pass

    def _begin_patience(self) -> None:
        self._ask_at_s = self._now_s() + self._patience_s

    def _take(self, part: HttpEvent) -> None:
        if self._assembler.exchange != part.exchange:
            self._resends_left = RESENDS
        message = self._assembler.add(part)
        if message is None:
            return
        exchange = part.exchange
        try:
            outcome = self._exchange(decode_request(message))
        except BridgeError:
            outcome = BridgeFailure.REFUSED
        self._tell(lambda: self._answer(exchange, outcome))

    def _answer(self, exchange: int, outcome: HttpResponse | BridgeFailure) -> None:
        if isinstance(outcome, BridgeFailure):
            self._client.http_fail(exchange, outcome)
            return
        try:
            self._client.http_answer(exchange, outcome)
        except BridgeError:
            self._client.http_fail(exchange, BridgeFailure.LOST)

    def _ask_again(self) -> None:
        exchange, missing = self._assembler.exchange, self._assembler.missing
        if exchange is None or not missing:
            return
        if self._resends_left:
            self._resends_left -= 1
            self._client.http_resend(exchange, missing[0])
        else:
            self._assembler.forget()
            self._client.http_fail(exchange, BridgeFailure.LOST)

    def _tell(self, say: Callable[[], None]) -> None:
        try:
            say()
        except (AgentError, LinkError):
            # The board waits no more, or is gone: its firmware takes the silence for a lost connection.
            self._assembler.forget()
