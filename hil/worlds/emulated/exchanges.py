"""Requests of emulated boards under way: whose they are, and how much later than at once they are answered.

The server says so in the boards' time, which runs faster than the machine's; so the delay is made here, scaled.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from hil.vboard.internet.http_exchange import HttpExchanger
from protocol.agent.vocabulary import BridgeFailure
from protocol.http import HttpRequest, HttpResponse
from simulator.network import HttpFailure

_SECOND_US: Final = 1_000_000
_FAILURES: Final = {
    HttpFailure.REFUSED: BridgeFailure.REFUSED,
    HttpFailure.TLS: BridgeFailure.REFUSED,
    HttpFailure.NOT_CONNECTED: BridgeFailure.NOT_CONNECTED,
    HttpFailure.CONNECTION_LOST: BridgeFailure.LOST,
    HttpFailure.TIMEOUT: BridgeFailure.TIMEOUT,
}


class Exchanges:
    """All of a bench; may be asked in any thread. `speed` is how many times faster than real the boards' time runs."""

    def __init__(self, speed: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self._speed = speed
        self._sleep = sleep
        self._lock = threading.Lock()
        self._late_us: dict[str, int] = {}

    @property
    def under_way(self) -> bool:
        """Whether any request is under way."""
        return bool(self._late_us)

    def only_one(self) -> str:
        """Name the board whose request is under way; empty when there is none or more than one."""
        with self._lock:
            names = list(self._late_us)
        return names[0] if len(names) == 1 else ""

    def tell_late(self, late_us: int) -> bool:
        """Let the answer under way come so much later, µs of the boards' time; False when nobody waits for one."""
        name = self.only_one()
        with self._lock:
            if name not in self._late_us:
                return False
            self._late_us[name] += late_us
        return True

    def exchange(
        self, name: str, exchanger: HttpExchanger, request: HttpRequest, timeout_s: float
    ) -> HttpResponse | BridgeFailure:
        """Do a request of the board `name`, which waits `timeout_s` of its own time."""
        with self._lock:
            self._late_us[name] = 0
        outcome = exchanger.exchange(request, timeout_s / self._speed)
        with self._lock:
            late_s = self._late_us.pop(name) / _SECOND_US
        if late_s > 0:
            self._sleep(min(late_s, timeout_s) / self._speed)
        if late_s >= timeout_s:
            return BridgeFailure.TIMEOUT
        return _FAILURES[outcome] if isinstance(outcome, HttpFailure) else outcome
