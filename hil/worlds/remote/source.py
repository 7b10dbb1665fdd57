"""The server elsewhere as the runs of a session use it: one after another, each on an empty server."""

from collections.abc import Iterator
from pathlib import Path

from oceanhil.hil.worlds.remote.core import RemoteCore
from oceanhil.hil.worlds.remote.emptied import EmptiedServer
from oceanhil.hil.worlds.remote.wire import client_errors_before_run
from oceanhil.hil.worlds.server_core import SERVER_SIDE
from oceanhil.mock_server.client import Client
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.world import Capability, WorldError


class RemoteServer:
    """Implements `oceanhil.hil.worlds.server_core.ServerSource` by the mock server at `url`.

    Each run resets it. It is refused if it holds devices that these runs did not make, unless `may_reset`; at the end
    it is left empty, with its clock in step.
    """

    def __init__(self, url: str, *, admin_key: str | None, ca_file: Path | None, may_reset: bool) -> None:
        """Ask whether it is there and may be used; raises WorldError in one line if not."""
        self._server = EmptiedServer(
            url, admin_key=admin_key, ca_file=ca_file, may_reset=may_reset, what="devices", held=_devices
        )
        try:
            self._server.refuse_others()
        except BaseException:
            self._server.close()
            raise

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything that simulated boards can see of it."""
        return (SERVER_SIDE | {Capability.VIRTUAL_TIME}) - {Capability.CONNECTION_FAULTS}

    def why_lacking(self, lacking: frozenset[Capability]) -> str:
        """Nothing can be added to it."""
        del lacking
        return ""

    @property
    def tells_changes(self) -> bool:
        """It does."""
        return True

    @property
    def url(self) -> str:
        """Its address."""
        return self._server.url

    def begin(self, profile: Profile, seed: int) -> RemoteCore:
        """Reset it and give it the profile's settings; raises WorldError."""
        self._check_profile(profile)
        server, settings = self._server, profile.document.server
        now = server.empty(seed)
        now = server.adjust(now, {name: row.value for name, row in settings.items() if name in now})
        with client_errors_before_run():
            return RemoteCore(server.client, server.wire, profile, now, server.made.add)

    def close(self) -> None:
        """Leave it empty."""
        self._server.close()

    def _check_profile(self, profile: Profile) -> None:
        if profile.name != self._server.profile_name:
            raise WorldError(
                f"{self.url!r} serves the profile {self._server.profile_name!r}, this run is for {profile.name!r}; "
                "start both with one --profile"
            )


def _devices(client: Client) -> Iterator[tuple[str, str]]:
    return ((device.id, device.name) for device in client.devices())
