"""A token service that is served elsewhere, in a run's virtual time: real HTTP, the admin side for everything else.

Its clock stands still and is set before whatever depends on it, when the run's time has moved. Which session a request
concerned is read in its journal.
"""

from collections.abc import Mapping, Sequence

from oceanhil.hil.worlds.remote.client_errors import client_errors
from oceanhil.hil.worlds.remote.wire import DeviceWire
from oceanhil.hil.worlds.service.service_core import Account, Handled, service_errors
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.ringcentral.admin_routes import (
    NewApplication,
    NewPerson,
    add_app,
    add_user,
    change_credentials,
    end_session,
    list_sessions,
)
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.admin import SessionView
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.scenarios.world_terms import WorldError

_SECOND_US = 1_000_000
_NAME = "scenario"


class ServedDoor:
    """Implements `oceanhil.hil.worlds.service.service_core.ServiceCore`; the service has just been reset."""

    def __init__(self, client: Client, wire: DeviceWire) -> None:
        """Stop the service's clock; raises ClientError."""
        self._client = client
        self._wire = wire
        self._frozen_us = round(client.freeze_clock().now * _SECOND_US)
        self._shown_us = self._frozen_us
        self._last_seq = 0
        self.made: set[str] = set()
        """The ids of the application and the user that were made here."""

    def handle(self, request: HttpRequest, now_us: int) -> Handled:
        """Let the service answer a client's request; raises WorldError if somebody else's comes in between."""
        with service_errors(), client_errors():
            self._show_time(now_us)
            response = self._wire.exchange(request)
            page = self._client.journal(since=self._last_seq)
        expected, self._last_seq = self._last_seq + 1, page.last_seq
        if page.last_seq != expected or page.entries[-1].path != request.path:
            raise WorldError(
                f"--server: somebody else talks to {self._client.url!r} too, or it was reset; a run needs it for itself"
            )
        entry = page.entries[-1]
        if response is None and not entry.fault:
            raise WorldError(f"--server: {self._client.url!r} broke off its answer to {request.method} {request.path}")
        return Handled(response, entry.device, entry.fault)

    def add_app(self) -> AppKey:
        """Register an application."""
        with service_errors(), client_errors():
            made = self._client.call(add_app, NewApplication(_NAME))
        self.made.add(made.client_id)
        return AppKey(made.client_id, made.client_secret or "")

    def add_user(self) -> Account:
        """Add a user."""
        with service_errors(), client_errors():
            made = self._client.call(add_user, NewPerson(_NAME))
        self.made.add(made.id)
        return Account(made.id, made.jwt, made.password)

    def change_credentials(self, user: str, now_us: int) -> Account:
        """Give a user other credentials."""
        with service_errors(), client_errors():
            self._show_time(now_us)
            made = self._client.call(change_credentials, identity=user)
        return Account(made.id, made.jwt, made.password)

    def end_session(self, session: str, now_us: int) -> None:
        """End a session as its user can."""
        with service_errors(), client_errors():
            self._show_time(now_us)
            self._client.call(end_session, identity=session)

    def sessions(self, now_us: int) -> Sequence[SessionView]:
        """Show all sessions."""
        with service_errors(), client_errors():
            self._show_time(now_us)
            return self._client.call(list_sessions).sessions

    def put_settings(self, changes: Mapping[str, Scalar], now_us: int) -> None:
        """Change settings."""
        with service_errors(), client_errors():
            self._show_time(now_us)
            self._client.put_settings(**changes)

    def add_fault(self, rule: FaultRule, now_us: int) -> None:
        """Add a fault rule."""
        with service_errors(), client_errors():
            self._show_time(now_us)
            self._client.add_fault(rule)

    def clear_faults(self, now_us: int) -> None:
        """Remove all fault rules."""
        with service_errors(), client_errors():
            self._show_time(now_us)
            self._client.clear_faults()

    def _show_time(self, now_us: int) -> None:
        """Let the service's clock, which stands still, show the run's time."""
        at_us = START_UNIX_US + now_us
        if at_us != self._shown_us:
            self._client.set_clock_offset((at_us - self._frozen_us) / _SECOND_US)
            self._shown_us = at_us
