"""The served token service as the runs of a session use it: one after another, each on an empty service."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from oceanhil.hil.worlds.remote.emptied import EmptiedServer
from oceanhil.hil.worlds.remote.wire import DeviceWire, client_errors, client_errors_before_run
from oceanhil.hil.worlds.service.factory import changed_settings
from oceanhil.hil.worlds.service.service_core import Account, Handled, service_errors
from oceanhil.hil.worlds.service.world import TokenServiceWorld
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.ringcentral.admin_routes import (
    NewApplication,
    NewPerson,
    add_app,
    add_user,
    change_credentials,
    end_session,
    list_apps,
    list_sessions,
    list_users,
)
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.admin import SessionView
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.protocol.ringcentral.profile import load_profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.ringcentral.world import ServiceRequest
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.world_terms import WorldError

_NAME = "scenario"


class ServedDoor:
    """Implements `oceanhil.hil.worlds.service.service_core.ServiceCore`; the service has just been reset."""

    def __init__(self, client: Client, wire: DeviceWire) -> None:
        """Stop the service's clock; raises ClientError."""
        self._client = client
        self._wire = wire
        self._frozen_us = round(client.freeze_clock().now * SECOND_US)
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

    def clear_faults(self, now_us: int, name: str = "") -> None:
        """Remove the fault rules of that name, without one all."""
        with service_errors(), client_errors():
            self._show_time(now_us)
            self._client.clear_faults(name)

    def _show_time(self, now_us: int) -> None:
        """Let the service's clock, which stands still, show the run's time."""
        at_us = START_UNIX_US + now_us
        if at_us != self._shown_us:
            self._client.set_clock_offset((at_us - self._frozen_us) / SECOND_US)
            self._shown_us = at_us


class ServedWorlds:
    """Implements `oceanhil.scenarios.ringcentral.world.ServiceWorlds` by the service at `url`.

    Each run resets it. It is refused if it has users or applications that these runs did not make, unless `may_reset`;
    at the end it is left empty, with its clock in step.
    """

    name = OwnWorld.SIM.value
    can_repeat = False

    def __init__(
        self, url: str, *, admin_key: str | None, ca_file: Path | None, may_reset: bool, profile: Path | None = None
    ) -> None:
        """Ask what is served there; raises WorldError in one line if nothing is, and ProfileError."""
        self._settings = {name: row.value for name, row in load_profile(profile).document.server.items()}
        self._server = EmptiedServer(
            url,
            admin_key=admin_key,
            ca_file=ca_file,
            may_reset=may_reset,
            what="users or applications",
            held=_accounts,
        )

    def absence(self, service: ServiceName) -> str:
        """Say that something else is served there, if it is so."""
        served = self._server.profile_name
        if served == service.value:
            return ""
        start = f"start `oceanhil serve --profile {service.value}` for these"
        return f"{self._server.url!r} serves {served!r}, not {service.value!r}; {start}"

    def make(self, request: ServiceRequest) -> TokenServiceWorld:
        """Reset the service and give it the profile's settings; raises WorldError."""
        server = self._server
        server.adjust(server.empty(request.seed), self._settings | changed_settings(request))
        with client_errors_before_run():
            door = ServedDoor(server.client, server.wire)
        server.made = door.made
        return TokenServiceWorld(self.name, door, is_closeup=request.is_closeup)

    def close(self) -> None:
        """Leave it empty."""
        self._server.close()


def _accounts(client: Client) -> Iterator[tuple[str, str]]:
    yield from ((user.id, user.name) for user in client.call(list_users).users)
    yield from ((app.client_id, app.name) for app in client.call(list_apps).apps)
