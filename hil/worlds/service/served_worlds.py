"""The served token service as the runs of a session use it: one after another, each on an empty service."""

from pathlib import Path

from oceanhil.hil.worlds.remote.client_errors import client_errors_before_run
from oceanhil.hil.worlds.remote.wire import DeviceWire
from oceanhil.hil.worlds.service.factory import changed_settings
from oceanhil.hil.worlds.service.served import ServedDoor
from oceanhil.hil.worlds.service.world import TokenServiceWorld
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.ringcentral.admin_routes import list_apps, list_users
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.profile import load_profile
from oceanhil.scenarios.ringcentral.world import ServiceRequest
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.world_terms import WorldError


class ServedWorlds:
    """Implements `oceanhil.scenarios.ringcentral.world.ServiceWorlds` by the service at `url`.

    Each run resets it. It is refused if it has users or applications that these runs did not make, unless `may_reset`;
    at the end it is left empty, with its clock in step.
    """

    name = "sim"

    def __init__(
        self, url: str, *, admin_key: str | None, ca_file: Path | None, may_reset: bool, profile: Path | None = None
    ) -> None:
        """Ask what is served there; raises WorldError in one line if nothing is, and ProfileError."""
        self._settings = {name: row.value for name, row in load_profile(profile).document.server.items()}
        with client_errors_before_run():
            self._client = Client(url, admin_key=admin_key, verify=True if ca_file is None else ca_file)
        self._wire = DeviceWire(self._client.url, ca_file)
        self._may_reset = may_reset
        self._is_used = False
        self._made: set[str] = set()
        try:
            with client_errors_before_run():
                self._served = self._client.health().profile
        except BaseException:
            self._client.close()
            raise

    def absence(self, service: ServiceName) -> str:
        """Say that something else is served there, if it is so."""
        if self._served == service.value:
            return ""
        start = f"start `oceanhil serve --profile {service.value}` for these"
        return f"{self._client.url!r} serves {self._served!r}, not {service.value!r}; {start}"

    def make(self, request: ServiceRequest) -> TokenServiceWorld:
        """Reset the service and give it the profile's settings; raises WorldError."""
        with client_errors_before_run():
            self._look_for_others()
            self._is_used = True
            self._wire.close()
            self._client.reset(request.seed)
            self._put(self._settings | changed_settings(request))
            door = ServedDoor(self._client, self._wire)
        self._made = door.made
        return TokenServiceWorld(self.name, door)

    def close(self) -> None:
        """Leave it empty."""
        self._wire.close()
        try:
            if self._is_used:
                with client_errors_before_run():
                    self._client.reset()
        finally:
            self._is_used = False
            self._client.close()

    def _put(self, wanted: dict[str, Scalar]) -> None:
        now = self._client.settings()
        changes = {name: value for name, value in wanted.items() if now.get(name) != value}
        if changes:
            self._client.put_settings(**changes)

    def _look_for_others(self) -> None:
        if self._may_reset:
            return
        users = self._client.call(list_users).users
        apps = self._client.call(list_apps).apps
        known = [(user.id, user.name) for user in users] + [(app.client_id, app.name) for app in apps]
        others = [name for identity, name in known if identity not in self._made]
        if others:
            names = ", ".join(map(repr, others[:3])) + (" and more" if len(others) > 3 else "")
            raise WorldError(
                f"{self._client.url!r} has users or applications that this run did not make: {names}; a run deletes "
                "everything there. Start another `oceanhil serve` for it, or add --yes"
            )
