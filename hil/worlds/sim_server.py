"""The server and the network of the simulated world: the pure core, called directly by the simulated network."""

from collections.abc import Callable
from functools import cached_property

from msgspec import structs

from oceanhil.hil.worlds.server_core import RefusesConnections, ServerCore
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery, Ending
from oceanhil.protocol.faults import Malformation
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.network_change import NetworkChange
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios import world
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import DisturbedAnswer, Network

# 2026-01-15 12:00:00 UTC: when every simulated run begins.
START_UNIX_US = 1_768_478_400 * SECOND_US
# Longer than any client waits.
NEVER_US = 10**15


class SimServer(ServerView):
    """The server as scenarios see it (`scenarios.world.Server`) and as the simulated network calls it (`serve`)."""

    def __init__(self, kernel: Kernel, profile: Profile, core: ServerCore, trace: Trace) -> None:
        super().__init__(core, kernel, START_UNIX_US, profile.wire, trace)
        self._names: dict[str, Callable[[], str]] = {}
        self._name_of_peer: dict[str, str] = {}

    def know(self, name: str, address: Callable[[], str]) -> None:
        """Learn what the scenario calls the device that has this address."""
        self._names[name] = address

    def forget_devices(self) -> None:
        """Let go of the devices: the run is over."""
        self._names.clear()

    def serve(self, request: HttpRequest) -> HttpResponse | DisturbedAnswer:
        """Answer one request at the present virtual time."""
        delivery = self.deliver(request)
        if delivery.disturbance is None and delivery.response is not None:
            return delivery.response
        return _disturbed(delivery.response, delivery.disturbance)

    def deliver(self, request: HttpRequest) -> Delivery:
        """Answer one request at the present virtual time, for who sends answers as bytes."""
        delivery = self._core.handle(request, self._wall_us)
        self.observe(request, delivery, self._name_of_peer.get(request.peer) or self._find_name(request.peer))
        return delivery

    @cached_property
    def _refuser(self) -> RefusesConnections | None:
        """Asked once, and only where there are connections: to look whether it is one takes as long as a poll."""
        return self._core if isinstance(self._core, RefusesConnections) else None

    def refuses(self, peer: str) -> bool:
        """Tell whether a fault keeps the device with this address from connecting now; counted if so."""
        return self._refuser is not None and self._refuser.refuses_connection(peer, self._wall_us)

    @property
    def may_refuse(self) -> bool:
        """Whether `refuses` may be true at all, as long as nobody gives the server other rules."""
        return self._refuser is not None and self._refuser.may_refuse_connections

    def answer_time(self) -> int:
        """Answer who asks the time server: Unix µs."""
        return self.unix_us

    def _find_name(self, peer: str) -> str:
        for name, address in self._names.items():
            if address() == peer:
                self._name_of_peer[peer] = name
                return name
        return ""


def _disturbed(response: HttpResponse | None, disturbance: AnswerDisturbance | None) -> HttpResponse | DisturbedAnswer:
    if disturbance is None:
        return DisturbedAnswer(response)
    if disturbance.ending is Ending.HOLD or disturbance.malformation is Malformation.LENGTH_LONG:
        # Who was told of more bytes than there are waits for them on an open connection.
        return DisturbedAnswer(None, NEVER_US)
    if disturbance.malformation is Malformation.LENGTH_SHORT and response is not None:
        # A client takes as much as it was told of. Boards then open another connection: the rest is nobody's.
        response = HttpResponse(response.status, response.body[: len(response.body) // 2], response.headers)
        disturbance = structs.replace(disturbance, malformation=None)
    is_unreadable = disturbance.malformation is not None
    late_us = disturbance.late_us(0 if response is None else len(response.body))
    if response is None or is_unreadable:
        return DisturbedAnswer(None, late_us)
    if disturbance.keep_bytes is None and not late_us:
        return response
    return DisturbedAnswer(response, late_us, disturbance.keep_bytes)


class SimNetwork(world.Network):
    """Passes what a scenario wants on to the simulated network."""

    def __init__(self, kernel: Kernel, network: Network, trace: Trace) -> None:
        self._kernel = kernel
        self._network = network
        self._trace = trace

    def apply(self, change: NetworkChange) -> None:
        """Let it be so from now on."""
        self._network.apply(change)
        self._trace.add(self._kernel.now_us, Source.HARNESS, EventKind.NETWORK, "", {"change": change.words})
