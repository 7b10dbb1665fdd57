"""Makes worlds for scenarios about a service, or says why there is none."""

from pathlib import Path

from oceanhil.hil.worlds.service.in_process import InProcessDoor
from oceanhil.hil.worlds.service.world import TokenServiceWorld
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.profile import load_profile
from oceanhil.protocol.service_profile import built_in_settings
from oceanhil.scenarios.replay import typed_value
from oceanhil.scenarios.ringcentral.world import ServiceRequest
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.world_terms import WorldError


class InProcessWorlds:
    """Implements `scenarios.ringcentral.world.ServiceWorlds` in virtual time; `profile` is a file of the user's."""

    name = "sim"

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
        return TokenServiceWorld(self.name, door)

    def close(self) -> None:
        """Nothing is shared."""


class NoServiceWorlds:
    """Implements `oceanhil.scenarios.ringcentral.world.ServiceWorlds` where there is no service."""

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
