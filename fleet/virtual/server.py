"""The server of a virtual fleet: the mock server's core behind a queue, for a storm hurts nobody who can do everything.

What it is: the core says what is answered, this says when. Work waits in one queue, first come first served, and is
done at a rate, the capacity; more than the backlog does not get in. Nobody tells the server that a device has given up
waiting: its request is carried out all the same, and the time for it is gone. That is what makes an overload last.

What it must not know: what devices do next, storms.

Laws:

- In any span of time no more work is done than the capacity allows.
- A request that got in is carried out once, whether or not its answer is still waited for.

Which share of its time a request takes of a server is no fact of the platform: `ServerModel` holds assumptions, each
with its reason.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from oceanhil.fleet.requests import RequestKind
from oceanhil.mock_server.core import AnswerDisturbance, Core, Delivery, Ending
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest
from oceanhil.protocol.settings import DeviceSettings
from oceanhil.protocol.units import MS_US, SECOND_US

COSTS: Final[Mapping[RequestKind, float]] = MappingProxyType(
    {RequestKind.POLL: 1.0, RequestKind.REPORT: 2.0, RequestKind.SESSION: 3.0, RequestKind.REGISTER: 5.0}
)
"""What a request costs, in polls: a poll reads one row, the others read and write one, two or more (assumptions)."""


class ServerModel(msgspec.Struct, frozen=True):
    """How much a server can do, and how it is reached."""

    capacity_per_s: float
    """How many polls it could answer in a second."""
    handshake_cost: float = 1.0
    """What a TLS handshake without resumption costs, in polls: a signature takes about what a row does (assumption)."""
    refusal_cost: float = 0.1
    """What an answer of maintenance costs, in polls: what stands before the application gives it (assumption)."""
    backlog: int = 2048
    """How many polls' work may wait; who comes beyond gets no connection (default backlog of gunicorn)."""
    round_trip_us: int = 40_000
    """From a device to the server and back, as in simulated worlds."""
    keep_alive_us: int = 75 * SECOND_US
    """How long an idle connection stays open (default `keepalive_timeout` of nginx)."""
    connect_timeout_us: int = 5 * SECOND_US
    """After how long a device gives up connecting, as in simulated worlds."""


def needed_per_s(devices: int, device: DeviceSettings, session_ttl_s: int) -> float:
    """Give the work, in polls a second, that so many devices make while nothing is wrong."""
    polls = COSTS[RequestKind.POLL] / device.poll_interval_s
    reports = COSTS[RequestKind.REPORT] / device.report_interval_s
    return devices * (polls + reports + COSTS[RequestKind.SESSION] / session_ttl_s)


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What a device gets for a request, and how many µs after it asked; later than its time-out: too late."""

    exchanged: Exchanged
    after_us: int


class VirtualServer:
    """A core with a queue before it; times are µs of the run, which begins at `start_unix_us`."""

    def __init__(self, core: Core, model: ServerModel, start_unix_us: int) -> None:
        self.core = core
        self.model = model
        self._start_unix_us = start_unix_us
        self._unit_us = SECOND_US / model.capacity_per_s
        self._free_us = 0.0

    def unix_us(self, now_us: int) -> int:
        """Give the wall time at a time of the run."""
        return self._start_unix_us + now_us

    @property
    def trip_us(self) -> int:
        """What the answer to a poll takes if nobody waits."""
        work_us = -(-SECOND_US // self.model.capacity_per_s)
        return self.model.round_trip_us + -(-round(work_us) // MS_US) * MS_US

    def reserve(self, polls_per_s: float) -> None:
        """Set aside the work of polls that are asked but not played (see `calm`)."""
        left_per_s = max(self.model.capacity_per_s - polls_per_s, 0.01 * self.model.capacity_per_s)
        self._unit_us = SECOND_US / left_per_s

    def waiting_us(self, now_us: int) -> int:
        """Give how long a request would wait that came now."""
        return max(0, round(self._free_us) - now_us)

    def answer(self, request: HttpRequest, kind: RequestKind, now_us: int, *, is_new: bool) -> Answer:
        """Answer a request that comes now; `is_new`: on a connection of its own, with a handshake before it."""
        if not self._has_room(now_us):
            return Answer(HttpFailure.REFUSED, self.model.connect_timeout_us)
        delivery = self.core.handle(request, self.unix_us(now_us))
        cost = self.model.refusal_cost if delivery.reason is ErrorReason.MAINTENANCE else COSTS[kind]
        trips = 3 if is_new else 1  # TCP and TLS 1.3 take a round trip each
        done_us = self._work(cost + self.model.handshake_cost * is_new, now_us) + trips * self.model.round_trip_us
        if delivery.disturbance is None and delivery.response is not None:
            return Answer(delivery.response, done_us)
        return _disturbed(delivery, done_us)

    def shake_hands(self, failure: HttpFailure, now_us: int) -> Answer:
        """Take a handshake that ends with this failure."""
        if not self._has_room(now_us):
            return Answer(HttpFailure.REFUSED, self.model.connect_timeout_us)
        return Answer(failure, self._work(self.model.handshake_cost, now_us) + 2 * self.model.round_trip_us)

    def _has_room(self, now_us: int) -> bool:
        return self._free_us - now_us < self.model.backlog * self._unit_us

    def _work(self, cost: float, now_us: int) -> int:
        """Do work behind what waits; gives after how many µs it is done, in whole milliseconds."""
        self._free_us = max(self._free_us, now_us) + cost * self._unit_us
        return -int((now_us - self._free_us) // MS_US) * MS_US


def _disturbed(delivery: Delivery, after_us: int) -> Answer:
    """Give what a device makes of an answer that does not simply arrive."""
    disturbance, response = delivery.disturbance or AnswerDisturbance(()), delivery.response
    if disturbance.ending is Ending.HOLD:
        return Answer(HttpFailure.TIMEOUT, after_us)
    late_us = after_us + disturbance.late_us(0 if response is None else len(response.body))
    if response is None or disturbance.malformation is not None or disturbance.keep_bytes is not None:
        return Answer(HttpFailure.CONNECTION_LOST, late_us)
    return Answer(response, late_us)
