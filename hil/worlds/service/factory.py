"""Makes worlds for scenarios about a service, which plays in this process, or says why there is none."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from oceanhil.hil.worlds.service.service_core import Account, Handled, service_errors
from oceanhil.hil.worlds.service.world import TokenServiceWorld
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.admin import SessionView
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.protocol.ringcentral.profile import load_profile
from oceanhil.protocol.service_profile import built_in_settings
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.replay import typed_value
from oceanhil.scenarios.ringcentral.world import ServiceRequest
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.world_terms import WorldError


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

    def clear_faults(self, now_us: int, name: str = "") -> None:
        """Remove the fault rules of that name, without one all."""
        self._service.clear_faults(START_UNIX_US + now_us, name)


class InProcessWorlds:
    """Implements `scenarios.ringcentral.world.ServiceWorlds` in virtual time; `profile` is a file of the user's."""

    name = OwnWorld.SIM.value
    can_repeat = True

    def __init__(self, profile: Path | None = None) -> None:
        """Use the values of `profile`; raises ProfileError."""
        self._profile = load_profile(profile)

    def absence(self, service: ServiceName) -> str:
        """Every service is there."""
        del service
        return ""

    def make(self, request: ServiceRequest) -> TokenServiceWorld:
        """Make a fresh world; raises ProfileError for a changed value that is wrong."""
        door = InProcessDoor(TokenService(self._profile, request.seed))
        if request.overrides:
            door.put_settings(changed_settings(request), 0)
        return TokenServiceWorld(self.name, door, is_closeup=request.is_closeup)

    def close(self) -> None:
        """Nothing is shared."""


class NoServiceWorlds:
    """Implements `oceanhil.scenarios.ringcentral.world.ServiceWorlds` where there is no service."""

    can_repeat = False

    def __init__(self, world: str, reason: str = "") -> None:
        """Stand for the world called `world`; `reason` is why there is no service, empty: it is a world of boards."""
        self.name = world
        self._reason = reason

    def absence(self, service: ServiceName) -> str:
        """Say that it is not there."""
        return self._reason or f"world {self.name!r} is one of boards and has no {service.value}; run it in 'sim'"

    def make(self, request: ServiceRequest) -> TokenServiceWorld:
        """Raise WorldError: there is none."""
        raise WorldError(self.absence(request.service))

    def close(self) -> None:
        """Nothing is shared."""


def changed_settings(request: ServiceRequest) -> dict[str, Scalar]:
    """Give the changed values of a replay ID by name, with their types; raises ProfileError."""
    known = {f"server.{name}": row for name, row in built_in_settings(request.service.value).items()}
    changes = {name: typed_value(known, name, text) for name, text in request.overrides.items()}
    return {name.removeprefix("server."): value for name, value in changes.items()}
