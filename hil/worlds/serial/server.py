"""The server of a world of boards: the same core as everywhere, behind a socket that outlives the single run."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import NoReturn, Protocol

import msgspec

from oceanhil.hil.vboard.internet.sntp import TimeServer
from oceanhil.hil.worlds.foreign.carried_core import CarriedCore
from oceanhil.hil.worlds.serial.pace import Inbox
from oceanhil.hil.worlds.server_look import ServerLook
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.hil.worlds.sim_server import NEVER_US
from oceanhil.host.addresses import address_for_others, host_and_port
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app.background import BackgroundServer
from oceanhil.mock_server.app.raw_http import ending_of
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery, Ending
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import parse_mac
from oceanhil.protocol.messages import SessionRequest
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.trace import Trace
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.kernel import Kernel

_SENDER = msgspec.json.Decoder(SessionRequest)

Seen = Callable[[HttpRequest, Delivery], Delivery]


class WatchedCore(Core):
    """A core whose every delivery passes by `seen`, which may take a delay out of it; called in the server's thread."""

    def __init__(self, profile: Profile, seed: int, lock: threading.RLock, seen: Seen) -> None:
        super().__init__(profile, seed)
        self._watch_lock = lock
        self._seen = seen

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer as the core does."""
        with self._watch_lock:
            delivery = super().handle(request, now_us)
        return self._seen(request, delivery)

    def refuses_connection(self, peer: str, now_us: int) -> bool:
        """Refuse as the core does."""
        with self._watch_lock:
            return super().refuses_connection(peer, now_us)


class CarryingCore(Core):
    """What a socket serves whose requests are a foreign server's to answer; called in the server's thread."""

    def __init__(self, profile: Profile, carried: CarriedCore, lock: threading.RLock, seen: Seen, inbox: Inbox) -> None:
        super().__init__(profile, 0)
        self._carried = carried
        self._watch_lock = lock
        self._seen = seen
        self._inbox = inbox

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Have it answered; what goes wrong with the foreign server ends the run, in the run's own thread."""
        try:
            with self._watch_lock:
                delivery = self._carried.handle(request, now_us)
        except WorldError as error:
            self._inbox.post(partial(_raise, error))
            return Delivery(None)
        return self._seen(request, delivery)


class BenchSocket:
    """The port on which boards reach the server, and the time server beside it; one for all runs of a process."""

    def __init__(self, profile: Profile, host: str, port: int) -> None:
        """Listen; raises OSError if the address cannot be had."""
        self._host = host
        self._clock: Callable[[], int] = wall_us
        self._unix_us: Callable[[], int] = wall_us
        self._stack = ExitStack()
        with ExitStack() as stack:
            core = Core(profile, 0)
            self._server = stack.enter_context(BackgroundServer(core, host=host, port=port, clock=self._wall_us))
            self._time_server = stack.enter_context(TimeServer(self._server_us, host=host))
            self._stack = stack.pop_all()

    @property
    def url(self) -> str:
        """The server's base URL as boards see it; one that listens everywhere is named as `address_for_others` does."""
        return f"http://{host_and_port(address_for_others(self._host), self._server.port)}"

    @property
    def time_server(self) -> str:
        """HOST:PORT of the time server, as boards see it."""
        return host_and_port(address_for_others(self._host), self._time_server.port)

    def serve(self, core: Core, clock: Callable[[], int], unix_us: Callable[[], int]) -> None:
        """Answer with `core` from now on, at the times of `clock`; the time server tells `unix_us`."""
        self._clock, self._unix_us = clock, unix_us
        self._server.serve_instead(core)

    def _wall_us(self) -> int:
        return self._clock()

    def _server_us(self) -> int:
        return self._unix_us()

    def close(self) -> None:
        """Stop both."""
        self._stack.close()


class BenchServer(ServerView):
    """The server of one run (`oceanhil.scenarios.world.Server`), on a socket that it is lent."""

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self,
        socket: BenchSocket,
        kernel: Kernel,
        epoch_us: int,
        profile: Profile,
        seed: int,
        trace: Trace,
        inbox: Inbox,
        sender: "Sender",
        carried: CarriedCore | None = None,
    ) -> None:
        """Answer with a core of its own, or have a foreign server answer."""
        lock = threading.RLock()
        own = WatchedCore(profile, seed, lock, self._pass_on)
        super().__init__(carried or own, kernel, epoch_us, profile.wire, trace, lock)
        self._inbox = inbox
        self._sender = sender
        if trace.is_closeup and carried is None:
            ServerLook(trace, lambda: self.unix_us)
        served = own if carried is None else CarryingCore(profile, carried, lock, self._pass_on, inbox)
        socket.serve(served, lambda: self._wall_us, lambda: self.unix_us)

    def _pass_on(self, request: HttpRequest, delivery: Delivery) -> Delivery:
        """Leave the request for the trace; called in the server's thread."""
        name = self._sender.in_turn()
        # Read here and now: by the time the scenario's thread looks, the next request may have changed it.
        seen = self.contact(delivery.device) if delivery.device and self._tells_changes else None
        told = _as_told(request)
        self._inbox.post(lambda: self.observe(told, delivery, name or self._guess(request, delivery), seen))
        late_us = _late_us(delivery)
        if not late_us or not self._sender.tell_late(late_us):
            return delivery
        return _in_time(delivery)

    def _guess(self, request: HttpRequest, delivery: Delivery) -> str:
        """Tell by the MAC it names, or by its token, whose request this is; in doubt, the only device there is."""
        try:
            mac = parse_mac(_SENDER.decode(request.body).mac_address) if request.body else None
        except NOT_JSON:
            mac = None
        return self._sender.name_by_mac(mac) or self.name_of(delivery.device or "") or self._sender.only_one()


class Sender(Protocol):
    """Who may have sent a request; implemented by the world. All may be called in the server's thread."""

    def in_turn(self) -> str:
        """Name the device whose time runs just now, empty when all run."""

    def tell_late(self, late_us: int) -> bool:
        """Tell the board in turn how much later the answer comes; False where lateness has to be real."""

    def name_by_mac(self, mac: bytes | None) -> str:
        """Name the device with this MAC, empty if there is none."""

    def only_one(self) -> str:
        """Name the device if there is only one with power, else empty."""


def _raise(error: WorldError) -> NoReturn:
    raise error


def _as_told(request: HttpRequest) -> HttpRequest:
    """Give header names in lower case, as a trace looks for them; a board's client may write them in any case.

    Without `host`, where on this machine the socket is: no two runs have that in common. Of two fields of one name the
    first counts, as it does for the server.
    """
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers.setdefault(name.lower(), value)
    headers.pop("host", None)
    return msgspec.structs.replace(request, headers=headers)


def _late_us(delivery: Delivery) -> int:
    disturbance: AnswerDisturbance | None = delivery.disturbance
    if disturbance is not None and ending_of(disturbance) is Ending.HOLD:
        return NEVER_US
    if disturbance is None or delivery.response is None or disturbance.ending is not Ending.KEEP:
        return 0
    return disturbance.late_us(len(delivery.response.body))


def _in_time(delivery: Delivery) -> Delivery:
    """Take the lateness out of a delivery, which keeps whatever else struck it."""
    disturbance: AnswerDisturbance | None = delivery.disturbance
    if disturbance is not None and ending_of(disturbance) is Ending.HOLD:
        # The board knows that nothing comes before its patience ends.
        return msgspec.structs.replace(delivery, disturbance=msgspec.structs.replace(disturbance, ending=Ending.FIN))
    return msgspec.structs.replace(delivery, disturbance=disturbance and disturbance.in_time())
