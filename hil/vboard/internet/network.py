"""The radio of a virtual board: simulated up to the access point, a real server and a real time server behind it."""

from collections.abc import Callable
from typing import Protocol

from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.units import SECOND_US
from oceanhil.simulator.kernel import Kernel, Signal
from oceanhil.simulator.network import DisturbedAnswer, ExchangeEnd, Network

Answered = Callable[[Exchanged, int], None]
"""Takes the outcome of an exchange and by how many µs of board time it comes late."""


class Transport(Protocol):
    """Carries requests to the real world. Whatever it calls back, it calls in the loop's thread."""

    def send(self, request: HttpRequest, server_url: str, timeout_us: int, answered: Answered) -> None:
        """Send a request to this server, or if it is empty to the usual one; `answered` is called at once, or later."""

    def ask_time(self, timeout_us: int, told: Callable[[int | None], None]) -> None:
        """Ask for the time; `told` gets Unix µs or None, at once or later."""


class BoardNetwork(Network):
    """One board's network. Latency, loss and blocked hosts are the simulation's, on top of what the real way does.

    `server_url`: what the board's firmware was built for, asked at each request.
    """

    def __init__(self, kernel: Kernel, transport: Transport, address: str, server_url: Callable[[], str]) -> None:
        super().__init__(kernel, _no_server, _no_time)
        self._transport = transport
        self._server_url = server_url
        self._address = address

    def new_address(self) -> str:
        """Lease the address that the board was given, or the next one."""
        return self._address or super().new_address()

    def _ask_time_server(self, deadline_us: int, told: Callable[[int | None], None]) -> None:
        silence = self._kernel.call_at(deadline_us, lambda: told(None))

        def answered(unix_us: int | None) -> None:
            if unix_us is not None:
                silence.cancel()
                told(unix_us)

        self._transport.ask_time(deadline_us - self._kernel.now_us, answered)

    def _arrive(self, signal: Signal[ExchangeEnd], request: HttpRequest, deadline_us: int) -> None:
        kernel = self._kernel
        silence = kernel.call_at(deadline_us, lambda: signal.fire(HttpFailure.TIMEOUT))

        def answered(outcome: Exchanged, late_us: int) -> None:
            due_us = kernel.now_us + self.latency_us + late_us
            if due_us <= deadline_us and outcome is not HttpFailure.TIMEOUT:
                silence.cancel()
                kernel.call_at(due_us, lambda: signal.fire(outcome))

        self._transport.send(request, self._server_url(), deadline_us - kernel.now_us, answered)

    def _forget(self, request: HttpRequest) -> None:
        self._transport.send(request, self._server_url(), SECOND_US, _ignore)


def _ignore(outcome: Exchanged, late_us: int) -> None:
    """Lose an answer."""
    del outcome, late_us


def _no_server(request: HttpRequest) -> HttpResponse | DisturbedAnswer:
    """Stand where the simulation has its server: here everything goes through the transport."""
    raise AssertionError(request)


def _no_time() -> int:
    """Stand where the simulation has its time server."""
    raise AssertionError
