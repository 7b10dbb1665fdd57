"""One TCP connection of a sketch: bytes to a server and back, over a way on which they may get lost."""

from collections.abc import Callable
from functools import partial

from oceanhil.hil.worlds.sketch.heard_exchange import HeardExchanges
from oceanhil.hil.worlds.sketch.http_peer import HangUp, HttpPeer, HttpServer
from oceanhil.hil.worlds.sketch.way import Lost, Way
from oceanhil.mock_server.core.delivery import Ending
from oceanhil.simulator.kernel import Kernel


class Line:
    """A connection that stands. `arrive` takes bytes for the board, `end` the end of the connection.

    `since_us`: when it comes about, if that is still to come.
    """

    def __init__(
        self,
        kernel: Kernel,
        way: Way,
        server: HttpServer,
        arrive: Callable[[bytes], None],
        end: HangUp,
        *,
        since_us: int = 0,
    ) -> None:
        self._kernel = kernel
        self._way = way
        self._breaks = way.breaks
        self._heard = None if way.on_exchange is None else HeardExchanges(kernel, way.on_exchange)
        self._arrive = arrive
        self._end = end
        self._is_silent = False
        self._is_deaf = False
        self._peer = HttpPeer(kernel, server, self._latency_us, self._come, self._hang_up, since_us=since_us)

    def send(self, data: bytes) -> None:
        """Take bytes of the board."""
        if self._is_deaf:
            return
        if self._heard is not None:
            self._heard.sent(data)
        if self._way.breaks != self._breaks:
            # Another machine is there now, which knows nothing of this connection.
            self._is_deaf = True
            self._kernel.call_later(2 * self._way.latency_us, partial(self._hang_up, Ending.RST))
            return
        fate = self._way.fate(len(data))
        if fate is not Lost.NOTHING:
            self._is_silent = self._is_deaf = True
        if fate is not Lost.REQUEST:
            self._peer.receive(data, self._way.peer)

    def close(self) -> None:
        """End it from the board's side: nothing arrives any more."""
        if self._heard is not None:
            self._heard.closed()
        self._is_silent = self._is_deaf = True
        self._peer.close()

    def _latency_us(self) -> int:
        return self._way.latency_us

    def _come(self, data: bytes) -> None:
        if not self._way.delivers(len(data)):
            self._is_silent = True
        if not self._is_silent:
            if self._heard is not None:
                self._heard.came(data, is_last=self._peer.is_answer_there)
            self._arrive(data)

    def _hang_up(self, ending: Ending) -> None:
        if not self._is_silent and self._way.delivers(0):
            if self._heard is not None:
                self._heard.hung_up()
            self.close()
            self._end(ending)
