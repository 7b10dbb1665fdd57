"""The network between simulated devices and the server: an access point, a time server and the way to the server.

All boards of the platform have a 2.4 GHz radio only. Every exchange runs in virtual time; what is lost is drawn from
the kernel's randomness.
"""

from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from typing import Final, Protocol, assert_never

import msgspec

from oceanhil.protocol.faults import PathFault, PathTrouble
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.network_change import (
    AccessPointChange,
    HostChange,
    JoinTime,
    Latency,
    Loss,
    NetworkChange,
    PathChange,
)
from oceanhil.protocol.surroundings import Band, Host
from oceanhil.protocol.units import SECOND_US, WHOLE_PPM
from oceanhil.simulator.kernel import Kernel, Signal

_CONNECT_TIMEOUT_US = 5 * SECOND_US
JOIN_US: Final = 1_800_000
JOIN_SPREAD_US: Final = 400_000
"""How long joining a network takes at least, and how much longer at most (assumption)."""
LOOK_AGAIN_US: Final = 4 * SECOND_US
"""After how long a station that was not let into its network looks for it again (µs): an assumption, of no page.

A scan of all channels and an attempt to join take about 3 s; so long a driver tries, and pauses for 1 s.
"""
BRIDGE_ADDRESS: Final = "192.0.2.1"
"""The address that a board without network reports as its own: one that no network has (RFC 5737, section 3)."""


class AccessPoint(msgspec.Struct, frozen=True):
    """What the radio finds."""

    ssid: str
    password: str
    band: Band = Band.GHZ_2_4


class DisturbedAnswer(msgspec.Struct, frozen=True):
    """An answer of the server that does not simply arrive.

    `response` None: the connection ends without one. `keep_bytes`: the connection ends after that many bytes of the
    body; a body that is not longer arrives whole. `late_us`: how much later than usual its last byte comes.
    """

    response: HttpResponse | None
    late_us: int = 0
    keep_bytes: int | None = None


class HalfAnswer(msgspec.Struct, frozen=True):
    """What came of an answer before its connection broke off: status, headers, and the body so far."""

    response: HttpResponse


ExchangeEnd = Exchanged | HalfAnswer
ServerSide = Callable[[HttpRequest], HttpResponse | DisturbedAnswer]


class EndedExchange(msgspec.Struct, frozen=True):
    """An exchange that is over for the board: what it asked, from when on (µs of the run), and what came of it.

    `status` is that of the answer, 0 where none came; `failure` says in words why.
    """

    method: str
    path: str
    began_us: int
    status: int
    failure: str = ""


OnExchange = Callable[[EndedExchange], None]


class Network:
    """One access point and what lies behind it."""

    def __init__(self, kernel: Kernel, server: ServerSide, server_unix_us: Callable[[], int]) -> None:
        self._kernel = kernel
        self._server = server
        self._server_unix_us = server_unix_us
        self.access_point = AccessPoint("OceanNet", "correct horse")
        self.blocked: set[Host] = set()
        self.fault: PathFault | None = None
        """What is wrong with the path to the server; whoever asks over it looks (`simulator.path`)."""
        self.breaks = 0
        """How often the path was broken so that a connection that stood before leads nowhere since."""
        self.latency_us = 20_000
        self.loss_ppm = 0
        self.join_takes_us: int | None = None
        """How long joining takes, with DHCP (µs); None: about 2 s, drawn each time."""
        self.stations = 0
        """How many there are, whether they are in it or not."""
        self._addresses = 100

    def apply(self, change: NetworkChange) -> None:
        """Let it be so from now on; raises ValueError for a number that cannot be."""
        match change:
            case AccessPointChange(ssid, password, band):
                self.access_point = AccessPoint(ssid, password, band)
            case HostChange(host, blocked):
                (self.blocked.add if blocked else self.blocked.discard)(host)
            case JoinTime(takes_us):
                self.join_takes_us = _within("takes_us", takes_us)
            case Latency(one_way_us):
                self.latency_us = _within("one_way_us", one_way_us)
            case Loss(parts_per_million):
                self.loss_ppm = _within("parts_per_million", parts_per_million, WHOLE_PPM)
            case PathChange(fault):
                self.break_path(fault)
            case _:
                assert_never(change)

    def break_path(self, fault: PathFault | None) -> None:
        """Let this be wrong with the path to the server; None: it is sound.

        It leads to another machine then, or to one that begins anew; behind a black hole the server is the same.
        """
        self.fault = fault
        self.breaks += fault is not None and fault.trouble is not PathTrouble.MTU_BLACK_HOLE

    def new_address(self) -> str:
        """Lease the next IPv4 address, from 192.168.1.100 up, in a network of 16 bits."""
        self._addresses += 1
        return str(ip_address("192.168.1.0") + self._addresses - 1)

    def exchange(self, request: HttpRequest, timeout_us: int) -> Signal[ExchangeEnd]:
        """Send a request; the signal fires with what came of it within `timeout_us`."""
        signal: Signal[ExchangeEnd] = Signal()
        kernel = self._kernel
        if self.blocked and Host.SERVER in self.blocked:
            self._fail(signal, HttpFailure.REFUSED, min(_CONNECT_TIMEOUT_US, timeout_us))
        elif self.loss_ppm and kernel.rng.randrange(WHOLE_PPM) < self.loss_ppm:
            self._lose(signal, request, timeout_us)
        elif self.latency_us * 2 >= timeout_us:
            self._lose(signal, request, timeout_us, arrives=True)
        else:
            deadline_us = kernel.now_us + timeout_us
            kernel.call_at(kernel.now_us + self.latency_us, partial(self._arrive, signal, request, deadline_us))
        return signal

    def ask_time(self, timeout_us: int) -> Signal[int | None]:
        """Ask the time server; the signal fires with its time (Unix µs) or with None when there is no answer."""
        signal: Signal[int | None] = Signal()
        kernel = self._kernel
        lost = self.loss_ppm and kernel.rng.randrange(WHOLE_PPM) < self.loss_ppm
        if Host.TIME_SERVER in self.blocked or lost or self.latency_us * 2 >= timeout_us:
            kernel.call_later(timeout_us, partial(signal.fire, None))
        else:
            # SNTP halves the round trip, so on a symmetric way the answer is right on arrival.
            ask = partial(self._ask_time_server, kernel.now_us + timeout_us, signal.fire)
            kernel.call_later(2 * self.latency_us, ask)
        return signal

    def join_us(self) -> int:
        """Give how long joining the access point takes, with DHCP; drawn, unless something else was said."""
        if self.join_takes_us is not None:
            return self.join_takes_us
        return JOIN_US + self._kernel.rng.randrange(JOIN_SPREAD_US)

    def _arrive(self, signal: Signal[ExchangeEnd], request: HttpRequest, deadline_us: int) -> None:
        answer = self._server(request)
        kernel = self._kernel
        if type(answer) is HttpResponse:
            kernel.call_at(kernel.now_us + self.latency_us, partial(signal.fire, answer))
            return
        assert isinstance(answer, DisturbedAnswer)
        outcome: ExchangeEnd = HttpFailure.CONNECTION_LOST
        response, keep_bytes = answer.response, answer.keep_bytes
        if response is not None and (keep_bytes is None or keep_bytes >= len(response.body)):
            outcome = response
        elif response is not None:
            outcome = HalfAnswer(HttpResponse(response.status, response.body[:keep_bytes], response.headers))
        due_us = kernel.now_us + self.latency_us + answer.late_us
        if due_us > deadline_us:
            due_us, outcome = deadline_us, HttpFailure.TIMEOUT
        kernel.call_at(due_us, partial(signal.fire, outcome))

    def _ask_time_server(self, deadline_us: int, told: Callable[[int | None], None]) -> None:
        """Ask the time server that a message has reached; `told` gets Unix µs, or None at the deadline (run's µs)."""
        del deadline_us
        told(self._server_unix_us())

    def _fail(self, signal: Signal[ExchangeEnd], failure: HttpFailure, after_us: int) -> None:
        self._kernel.call_later(after_us, partial(signal.fire, failure))

    def _lose(
        self, signal: Signal[ExchangeEnd], request: HttpRequest, timeout_us: int, *, arrives: bool = False
    ) -> None:
        if arrives or self._kernel.rng.randrange(2):
            self._kernel.call_later(self.latency_us, partial(self._forget, request))
        self._fail(signal, HttpFailure.TIMEOUT, timeout_us)

    def _forget(self, request: HttpRequest) -> None:
        self._server(request)


def _within(name: str, value: int, limit: int | None = None) -> int:
    if value < 0 or (limit is not None and value > limit):
        expected = "0 or more" if limit is None else f"0 to {limit}"
        raise ValueError(f"{name} is {value!r}, expected {expected}")
    return value


class Station:
    """A device's side of the radio."""

    def __init__(self, network: Network) -> None:
        self._network = network
        network.stations += 1
        self._joined: AccessPoint | None = None
        self.address = ""

    @property
    def connected(self) -> bool:
        """True while the access point it joined is still the one there is."""
        return self._joined is not None and self._joined is self._network.access_point

    @property
    def network_name(self) -> str:
        """The name of the network that it is in, empty in none."""
        return self._joined.ssid if self.connected and self._joined is not None else ""

    def accepted(self, ssid: str, password: str) -> bool:
        """Tell whether these credentials would get it into the network now."""
        found = self._network.access_point
        return found.band is Band.GHZ_2_4 and found.ssid == ssid and found.password == password

    def join(self) -> str:
        """Join; gives its address, the same one as before if it had one."""
        self._joined = self._network.access_point
        self.address = self.address or self._network.new_address()
        return self.address

    def leave(self) -> None:
        """Forget the network, as after a reset."""
        self._joined = None


class Uplink(Protocol):
    """A way to the server without radio: a board without network sends its requests to whoever holds its UART."""

    def exchange(self, request: HttpRequest, timeout_us: int) -> Signal[Exchanged]:
        """Send a request; the signal fires with an HttpResponse or an HttpFailure within `timeout_us`."""
