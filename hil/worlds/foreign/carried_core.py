"""A foreign server as simulated boards reach it: every request goes through the harness, which sees and disturbs it."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from oceanhil.hil.worlds.foreign.connector_errors import connector_errors
from oceanhil.hil.worlds.foreign.dashboard_core import DashboardCore
from oceanhil.hil.worlds.foreign.device_exchanges import TokenOwners, reason_of
from oceanhil.hil.worlds.foreign.server_time import ServerTime
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.views import Generated
from oceanhil.mock_server.proxy.core import ProxyCore
from oceanhil.protocol.device_time import parse_device_time
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Profile, Scalar
from oceanhil.remote.connector.control import Control
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.wire import Wire
from oceanhil.scenarios.world import Capability, WorldError

# How a wire says that a connection came about and then ended without an answer.
_BROKEN_OFF: Final = "connection lost"


class CarriedCore(DashboardCore):
    """Answers devices with the server's answers; faults are those of a proxy between them."""

    def __init__(  # noqa: PLR0917 - as its base class, and the wire
        self,
        control: Control,
        profile: Profile,
        time: ServerTime,
        capabilities: frozenset[Capability],
        ended: Callable[[Control], None],
        wire: Wire,
    ) -> None:
        super().__init__(control, profile, time, capabilities, ended)
        self._wire = wire
        self._names = profile.wire
        self._way = ProxyCore(profile, 0, wire.target.url)
        self._owners = TokenOwners(profile.wire)
        self._asks_for_limits = False

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Let the server answer a device's request; raises WorldError if there is no server any more."""
        begun = self._way.begin(request, now_us)
        if begun.delivery is not None:
            return msgspec.structs.replace(begun.delivery, device=self._owners.owner(request))
        response = self._exchange(request, now_us)
        if response is None:
            return Delivery(None, None, self._owners.owner(request))
        owner = self._owners.learn(request, response)
        if owner and self._owners.is_contact(request, response):
            self._time.heard(owner, now_us)
        delivery = self._way.finish(request, begun.strikes, response, "", now_us)
        return msgspec.structs.replace(delivery, reason=reason_of(response, self._profile), device=owner)

    def put_settings(self, changes: Mapping[str, Scalar], now_us: int) -> object:
        """Change settings; from then on a 429 is what the scenario asked for."""
        self._asks_for_limits = True
        return super().put_settings(changes, now_us)

    def add_fault(self, rule: FaultRule, now_us: int) -> object:
        """Disturb the way."""
        return self._way.add_fault(rule, now_us)

    def clear_faults(self, now_us: int) -> None:
        """Leave the way alone again."""
        self._way.clear_faults(now_us)

    def _obtained(self, generated: Generated) -> None:
        self._owners.obtained(generated.id, generated.registration_token)

    def _exchange(self, request: HttpRequest, now_us: int) -> HttpResponse | None:
        text = request.headers.get(self._names.time_header)
        claimed = None if text is None else parse_device_time(text)
        with connector_errors():
            if claimed is None:
                self._time.reach(now_us)
            else:
                self._time.claimed(claimed.time_us, now_us)
            exchange = self._send(request)
            if claimed is not None:
                self._time.judged(claimed.time_us, now_us)
        if exchange.response is None and exchange.failure != _BROKEN_OFF:
            raise WorldError(f"--server: {self._wire.target.url!r} does not answer devices ({exchange.failure})")
        return exchange.response

    def _send(self, request: HttpRequest) -> Exchange:
        if not self._asks_for_limits:
            return self._wire.exchange(request)
        with self._wire.asking_for_429():
            return self._wire.exchange(request)
