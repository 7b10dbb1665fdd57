"""The server of the simulated world: the pure core, called directly by the simulated network."""

from collections.abc import Callable

from hil.worlds.server_view import ServerView
from mock_server.core.core import Core
from mock_server.core.delivery import Disturbance, DisturbanceKind
from protocol.http import HttpRequest, HttpResponse
from protocol.profile import Profile
from scenarios.trace import Trace
from simulator.kernel import Kernel
from simulator.network import DisturbedAnswer

# 2026-01-15 12:00:00 UTC: when every simulated run begins.
START_UNIX_US = 1_768_478_400 * 1_000_000
_SECOND_US = 1_000_000


class SimServer(ServerView):
    """The server as scenarios see it (`scenarios.world.Server`) and as the simulated network calls it (`serve`)."""

    def __init__(self, kernel: Kernel, profile: Profile, seed: int, trace: Trace) -> None:
        super().__init__(Core(profile, seed), kernel, START_UNIX_US, profile.wire, trace)
        self._names: dict[str, Callable[[], str]] = {}
        self._name_of_peer: dict[str, str] = {}

    def know(self, name: str, address: Callable[[], str]) -> None:
        """Learn what the scenario calls the device that has this address."""
        self._names[name] = address

    def serve(self, request: HttpRequest) -> HttpResponse | DisturbedAnswer:
        """Answer one request at the present virtual time."""
        delivery = self._core.handle(request, self._wall_us)
        self.observe(request, delivery, self._name_of_peer.get(request.peer) or self._find_name(request.peer))
        if delivery.disturbance is None and delivery.response is not None:
            return delivery.response
        return _disturbed(delivery.response, delivery.disturbance)

    def _find_name(self, peer: str) -> str:
        for name, address in self._names.items():
            if address() == peer:
                self._name_of_peer[peer] = name
                return name
        return ""


def _disturbed(response: HttpResponse | None, disturbance: Disturbance | None) -> HttpResponse | DisturbedAnswer:
    if response is None or disturbance is None:
        return DisturbedAnswer(None)
    match disturbance.kind:
        case DisturbanceKind.DELAY:
            return DisturbedAnswer(response, round(disturbance.seconds * _SECOND_US))
        case DisturbanceKind.TRUNCATE:
            return DisturbedAnswer(response, keep_bytes=disturbance.keep_bytes)
        case DisturbanceKind.SLOW:
            return DisturbedAnswer(response, round(len(response.body) / disturbance.bytes_per_second * _SECOND_US))
        case _:
            return response
