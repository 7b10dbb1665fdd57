"""The token service in this process, in virtual time."""

from collections.abc import Mapping, Sequence

from oceanhil.hil.worlds.service.service_core import Account, Handled, service_errors
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.admin import SessionView
from oceanhil.protocol.ringcentral.messages import AppKey


class InProcessDoor:
    """Implements `oceanhil.hil.worlds.service.service_core.ServiceCore` by a service that belongs to the run alone."""

    def __init__(self, service: TokenService) -> None:
        """Use `service`, which is empty."""
        self._service = service

    def handle(self, request: HttpRequest, now_us: int) -> Handled:
        """Let the service answer a client's request."""
        delivery = self._service.handle(request, START_UNIX_US + now_us)
        fault = "" if delivery.disturbance is None else delivery.disturbance.name
        return Handled(delivery.response, delivery.device, fault)

    def add_app(self) -> AppKey:
        """Register an application."""
        made = self._service.add_app("scenario", is_public=False)
        return AppKey(made.client_id, made.client_secret or "")

    def add_user(self) -> Account:
        """Add a user."""
        made = self._service.add_user("user")
        return Account(made.id, made.jwt, made.password)

    def change_credentials(self, user: str, now_us: int) -> Account:
        """Give a user other credentials."""
        with service_errors():
            made = self._service.change_credentials(user, START_UNIX_US + now_us)
        return Account(made.id, made.jwt, made.password)

    def end_session(self, session: str, now_us: int) -> None:
        """End a session as its user can."""
        with service_errors():
            self._service.end_session(session, START_UNIX_US + now_us)

    def sessions(self, now_us: int) -> Sequence[SessionView]:
        """Show all sessions."""
        return self._service.sessions(START_UNIX_US + now_us)

    def put_settings(self, changes: Mapping[str, Scalar], now_us: int) -> None:
        """Change settings."""
        with service_errors():
            self._service.put_settings(changes, START_UNIX_US + now_us)

    def add_fault(self, rule: FaultRule, now_us: int) -> None:
        """Add a fault rule."""
        with service_errors():
            self._service.add_fault(rule, START_UNIX_US + now_us)

    def clear_faults(self, now_us: int) -> None:
        """Remove all fault rules."""
        self._service.clear_faults(START_UNIX_US + now_us)
