"""Two ways to carry a board's requests: at once, while board time stands still, or in threads beside the loop."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from oceanhil.hil.vboard.internet.network import Answered
from oceanhil.hil.vboard.internet.sntp import TimeSource
from oceanhil.protocol.http import Exchanged, HttpRequest
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.wire.http_exchange import HttpExchanger, Route

_WAIT_S_MAX: Final = 30.0


class Lateness:
    """By how much the answer now under way is late in board time, as told over the control channel."""

    def __init__(self) -> None:
        self._under_way = 0
        self._late_us = 0

    def begin(self) -> None:
        """An exchange begins."""
        self._under_way += 1
        self._late_us = 0

    def add(self, late_us: int) -> None:
        """Hear a notice; one that belongs to no exchange is forgotten."""
        if self._under_way:
            self._late_us += late_us

    def end(self) -> int:
        """Give the sum for the exchange that ends."""
        self._under_way -= 1
        late_us, self._late_us = self._late_us, 0
        return late_us


class BlockingTransport:
    """For held time: the answer is there before board time goes on.

    `drain` reads what the control channel holds: a notice of lateness was sent before the answer it is about.
    """

    def __init__(self, route: Route, time_source: TimeSource, lateness: Lateness, drain: Callable[[], None]) -> None:
        self.route = route
        self._exchanger = HttpExchanger(route)
        self.time_source = time_source
        self._lateness = lateness
        self._drain = drain

    def send(self, request: HttpRequest, server_url: str, timeout_us: int, answered: Answered) -> None:
        """Exchange now."""
        route = replace(self.route, url=server_url) if server_url else self.route
        if route != self._exchanger.route:
            self._exchanger.close()
            self._exchanger = HttpExchanger(route)
        self._lateness.begin()
        outcome = self._exchanger.exchange(request, _wait_s(timeout_us))
        self._drain()
        answered(outcome, self._lateness.end())

    def ask_time(self, timeout_us: int, told: Callable[[int | None], None]) -> None:
        """Ask now."""
        told(self.time_source(_wait_s(timeout_us)))

    def close(self) -> None:
        """Close the connection."""
        self._exchanger.close()


class ThreadedTransport:
    """For real time: each request in a thread of its own, the result posted to the loop."""

    def __init__(
        self, route: Route, time_source: TimeSource, lateness: Lateness, post: Callable[[Callable[[], None]], None]
    ) -> None:
        self.route = route
        # Only the loop's thread takes from here and puts back.
        self._idle: list[HttpExchanger] = []
        self.time_source = time_source
        self._lateness = lateness
        self._post = post

    def send(self, request: HttpRequest, server_url: str, timeout_us: int, answered: Answered) -> None:
        """Exchange in a thread."""
        exchanger = self._take(replace(self.route, url=server_url) if server_url else self.route)
        self._lateness.begin()

        def work() -> None:
            outcome = exchanger.exchange(request, _wait_s(timeout_us))
            self._post(lambda: self._finish(exchanger, outcome, answered))

        threading.Thread(target=work, name="http", daemon=True).start()

    def ask_time(self, timeout_us: int, told: Callable[[int | None], None]) -> None:
        """Ask in a thread."""

        def work() -> None:
            unix_us = self.time_source(_wait_s(timeout_us))
            self._post(lambda: told(unix_us))

        threading.Thread(target=work, name="sntp", daemon=True).start()

    def close(self) -> None:
        """Close idle connections; a request under way ends with its thread."""
        for exchanger in self._idle:
            exchanger.close()
        self._idle.clear()

    def _take(self, route: Route) -> HttpExchanger:
        """Give an idle connection on this route, or a new one; those on other routes are of no more use."""
        if any(exchanger.route != route for exchanger in self._idle):
            self.close()
        return self._idle.pop() if self._idle else HttpExchanger(route)

    def _finish(self, exchanger: HttpExchanger, outcome: Exchanged, answered: Answered) -> None:
        self._idle.append(exchanger)
        answered(outcome, self._lateness.end())


def _wait_s(timeout_us: int) -> float:
    return min(timeout_us / SECOND_US, _WAIT_S_MAX)
