"""The core of a proxy: journal, faults, clock and events as ever; records and answers are another server's."""

import re
from typing import NoReturn

import msgspec

from oceanhil.mock_server.core.admin_error import ConflictError
from oceanhil.mock_server.core.answer_disturbance import acting
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery, name_of
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.faults import Strikes
from oceanhil.mock_server.core.sender import Sender
from oceanhil.mock_server.core.shared_operations import AdminHandler, AdminRoutes
from oceanhil.mock_server.core.status import show_device
from oceanhil.mock_server.core.views import DeviceView
from oceanhil.mock_server.proxy.known_devices import KnownDevices, board_of, code_of
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.redact import redact

MAX_BODY_BYTES = 1_048_576
_MOST_CODE = 64


class Begun(msgspec.Struct, frozen=True):
    """A request on its way: what struck it and, if it does not go on to the other server, the outcome."""

    strikes: Strikes
    delivery: Delivery | None


class ProxyCore(Core):
    """Does not judge requests: `begin` says whether one goes on, `finish` what becomes of the answer."""

    def __init__(self, profile: Profile, seed: int, upstream: str) -> None:
        """Stand before the server with the URL `upstream`, which is shown in refusals."""
        super().__init__(profile, seed)
        self.upstream = upstream
        self._seen = KnownDevices(profile, lambda: self._settings.session_ttl_us, self._registry.devices)

    @property
    def max_body_bytes(self) -> int:
        """The largest body that is passed on."""
        return MAX_BODY_BYTES

    @property
    def connection_limit(self) -> int | None:
        """None: the other server has limits of its own."""
        return None

    def begin(self, request: HttpRequest, now_us: int) -> Begun:
        """Let the fault rules look at a request."""
        at_us = self._clock.at(now_us)
        strikes = self._faults.pick(request, at_us, lambda: self._sender(request))
        kept_back = self._kept_back(request, at_us, strikes)
        return Begun(strikes, None if kept_back is None else self._done(kept_back, request, at_us, strikes))

    def finish(
        self, request: HttpRequest, strikes: Strikes, response: HttpResponse, note: str, now_us: int
    ) -> Delivery:
        """Give what a device gets of the other server's `response`; `note` says why there is none of its own."""
        at_us = self._clock.at(now_us)
        device = None if note else self._seen.learn(request, response, at_us)
        row = self._journal.row(
            request,
            at_us,
            status=response.status,
            code=redact(code_of(response))[:_MOST_CODE],
            device=self._owner(request) if device is None else device.id,
            fault=name_of(acting(strikes)),
            note=note,
        )
        self._journal.add(row, request.body, response)
        return self._done(Delivery(response, None, row.device), request, at_us, strikes)

    def _done(self, undisturbed: Delivery, request: HttpRequest, at_us: int, strikes: Strikes) -> Delivery:
        delivery = self._struck(undisturbed, request, at_us, strikes) if strikes else undisturbed
        if self._hub.is_heard:
            self._hub.emit(Event(EventKind.REQUEST, at_us, self._journal.last()))
            self._tell_change(delivery, at_us)
        return delivery

    def _sender(self, request: HttpRequest) -> Sender:
        return self._seen.sender(request)

    def _owner(self, request: HttpRequest) -> str:
        owner = self._seen.owner(request)
        return "" if owner is None else owner.id

    def _reset_own(self) -> None:
        super()._reset_own()
        self._seen.reset()

    def admin_routes(self) -> AdminRoutes:
        """Give the admin routes; what does not say that a proxy does it is refused, whatever is sent."""
        # Loaded when wanted, as in `Core`.
        from oceanhil.mock_server.core.admin.routes import OPERATIONS

        routes = {path: dict(handlers) for path, handlers in super().admin_routes().items()}
        for each in OPERATIONS:
            if not each.is_proxys_own:
                routes[each.path][each.method] = self._refusing(each.description.summary)
        return routes

    def _refusing(self, summary: str) -> AdminHandler:
        """Make the handler that refuses what is summed up so: raises ConflictError."""
        action = re.split("[:;]", summary)[0]
        reason = f"this server is a proxy and has no devices of its own; do it at {self.upstream}"

        def refuse(request: HttpRequest, now_us: int, identity: str) -> NoReturn:
            del request, now_us, identity
            raise ConflictError(f"cannot {action[:1].lower()}{action[1:]}: {reason}")

        return refuse

    def _view(self, device: Device, at_us: int) -> DeviceView:
        """Show a device; its board is empty where nothing told it."""
        shown = show_device(device, self._settings, at_us)
        return shown if board_of(device.device_id) is not None else msgspec.structs.replace(shown, board="")
