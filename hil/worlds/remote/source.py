"""The server elsewhere as the runs of a session use it: one after another, each on an empty server."""

from pathlib import Path

from oceanhil.hil.worlds.remote.core import RemoteCore
from oceanhil.hil.worlds.remote.wire import DeviceWire, client_errors_before_run
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
        with client_errors_before_run():
            self._client = Client(url, admin_key=admin_key, verify=True if ca_file is None else ca_file)
        self._wire = DeviceWire(self._client.url, ca_file)
        self._may_reset = may_reset
        self._made: set[str] = set()
        self._is_used = False
        try:
            with client_errors_before_run():
                self._profile_name = self._client.health().profile
                self._look_for_others()
        except BaseException:
            self._client.close()
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
        return self._client.url

    def begin(self, profile: Profile, seed: int) -> RemoteCore:
        """Reset it and give it the profile's settings; raises WorldError."""
        self._check_profile(profile)
        with client_errors_before_run():
            self._look_for_others()
            self._is_used = True
            self._made.clear()
            self._wire.close()
            self._client.reset(seed)
            wanted, now = profile.document.server, self._client.settings()
            changes = {name: row.value for name, row in wanted.items() if name in now and now[name] != row.value}
            if changes:
                now = self._client.put_settings(**changes)
            return RemoteCore(self._client, self._wire, profile, now, self._made.add)

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

    def _look_for_others(self) -> None:
        if self._may_reset:
            return
        others = [device for device in self._client.devices() if device.id not in self._made]
        if others:
            names = ", ".join(repr(device.name) for device in others[:3])
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            raise WorldError(
                f"{self.url!r} holds devices that this run did not make: {names}{more}; a run deletes everything "
                "on the server. Start another `oceanhil serve` for it, or add --yes"
            )

    def _check_profile(self, profile: Profile) -> None:
        if profile.name != self._profile_name:
            raise WorldError(
                f"{self.url!r} serves the profile {self._profile_name!r}, this run is for {profile.name!r}; "
                "start both with one --profile"
            )
