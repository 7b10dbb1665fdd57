"""Steps in the dashboard and on the server."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, ClassVar

from oceanhil.protocol.identity import device_id, is_local
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.context import Context
from oceanhil.scenarios.levers.base import DeviceLever, Lever
from oceanhil.scenarios.names import SettingName, free_text
from oceanhil.scenarios.scalars import Count, MacAddress, Value, check_setting
from oceanhil.scenarios.world import Capability

ClaimedId = Annotated[str, free_text("a hand may type any device ID, a wrong one too")]
"""A device ID as it is typed into the dashboard."""


class Generate(DeviceLever, frozen=True, kw_only=True):
    """Generate firmware: a pending device with a registration token, for the device that `on` names."""

    name: ClassVar[str] = "server.generate"
    introduces: ClassVar[bool] = True
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.DASHBOARD})

    def run(self, context: Context) -> None:
        """Do it."""
        generated = context.world.server.generate_firmware(context.board, self.on)
        bench = context.bench(self.on)
        bench.dashboard_id, bench.newest_token = generated.id, generated.registration_token


class RegenerateToken(DeviceLever, frozen=True, kw_only=True):
    """Give the device a new registration token; its permanent token is revoked."""

    name: ClassVar[str] = "server.regenerate_token"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.TOKEN_REGENERATE})

    def run(self, context: Context) -> None:
        """Do it."""
        bench = context.bench(self.on)
        generated = context.world.server.regenerate_token(context.dashboard_id(self.on))
        bench.dashboard_id, bench.newest_token = generated.id, generated.registration_token


class RevokeToken(DeviceLever, frozen=True, kw_only=True):
    """Revoke the permanent and the session token of the device."""

    name: ClassVar[str] = "server.revoke_token"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.TOKEN_REVOKE})

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.server.revoke_token(context.dashboard_id(self.on))


class DeleteDevice(DeviceLever, frozen=True, kw_only=True):
    """Delete the device and every token of it."""

    name: ClassVar[str] = "server.delete_device"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.DEVICE_DELETE})

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.server.delete_device(context.dashboard_id(self.on))


class Claim(DeviceLever, frozen=True, kw_only=True):
    """Claim the pending device by hand, with its MAC and the device ID made from it, or with those given."""

    name: ClassVar[str] = "server.claim"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.CLAIM})

    device_id: ClaimedId | None = None
    mac: MacAddress | None = None

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: a MAC that a manufacturer may have given out may be somebody's."""
        names_others = self.mac is not None and not is_local(self.mac)
        return DeviceLever.all_needs(self) | (frozenset({Capability.ANY_MAC}) if names_others else frozenset())

    def run(self, context: Context) -> None:
        """Do it."""
        mac = self.mac or context.device(self.on).mac
        claimed_id = self.device_id or device_id(context.board, mac)
        context.world.server.claim_device(context.dashboard_id(self.on), mac, claimed_id)


class Restart(Lever, frozen=True, kw_only=True):
    """Restart the server: sessions are gone, devices and tokens are kept."""

    name: ClassVar[str] = "server.restart"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.SERVER_RESTART})

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.server.restart()


class Switch(Enum):
    """The state of a relay."""

    ON = "on"
    OFF = "off"


class SetRelay(DeviceLever, frozen=True, kw_only=True):
    """Switch a relay of the device in the dashboard."""

    name: ClassVar[str] = "server.set_relay"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.SET_RELAY})

    relay: Count
    state: Switch

    def __post_init__(self) -> None:
        if self.relay not in {1, 2}:
            raise ValueError(f"relay {self.relay!r} does not exist; expected 1 or 2")

    def run(self, context: Context) -> None:
        """Do it."""
        dashboard_id = context.dashboard_id(self.on)
        context.world.server.set_relay(dashboard_id, self.relay, on=self.state is Switch.ON)


class Settings(Lever, frozen=True, kw_only=True):
    """Change settings of the server by name (profile table `server`); a world takes all of them or none."""

    name: ClassVar[str] = "server.settings"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.SERVER_SETTINGS})
    main: ClassVar[str] = "values"
    whole: ClassVar[bool] = True

    values: Mapping[SettingName, Value]

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            if wrong := check_setting(name, value):
                raise ValueError(wrong)

    @property
    def statuses(self) -> tuple[int, ...]:
        """The HTTP statuses that the server sends with these values."""
        return tuple(value for name, value in self.values.items() if name.endswith("_status") and type(value) is int)

    def hold_in(self, profile: Profile) -> bool:
        """Tell whether the profile has these values already."""
        return all(profile.document.server[name].value == value for name, value in self.values.items())

    def run(self, context: Context) -> None:
        """Do it; in a world that cannot, the server has these values by its profile."""
        if Capability.SERVER_SETTINGS in context.world.capabilities:
            changes = {name: value for name, value in self.values.items() if not isinstance(value, str)}
            context.world.server.put_settings(changes)
