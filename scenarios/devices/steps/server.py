"""Steps in the dashboard and on the server."""

from collections.abc import Iterable, Mapping
from enum import Enum
from itertools import takewhile
from typing import Annotated, Final

from oceanhil.protocol.identity import device_id, is_local
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, WorldStep
from oceanhil.scenarios.devices.device_notes import Wish
from oceanhil.scenarios.mistakes import Named
from oceanhil.scenarios.names import SettingName, free_text
from oceanhil.scenarios.scalars import Count, MacAddress, Value, check_setting
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import Capability, is_foreign

_REPORT_US: Final = 2 * SECOND_US
"""How long after a poll its report, whose relays were read before it, may be on its way."""

ClaimedId = Annotated[str, free_text("a hand may type any device ID, a wrong one too")]
"""A device ID as it is typed into the dashboard."""


class Generate(DeviceStep, name="server.generate", needs=Capability.DASHBOARD, introduces=True):
    """Generate firmware: a pending device with a registration token, for the device that `on` names."""

    def run(self, context: DeviceContext) -> None:
        generated = context.world.server.generate_firmware(context.board, self.on)
        notes = context.notes(self.on)
        notes.dashboard_id, notes.newest_token = generated.id, generated.registration_token


class RegenerateToken(
    DeviceStep, name="server.regenerate_token", touches=Touch.CREDENTIALS, needs=Capability.TOKEN_REGENERATE
):
    """Give the device a new registration token; its permanent token is revoked."""

    def run(self, context: DeviceContext) -> None:
        notes = context.notes(self.on)
        generated = context.world.server.regenerate_token(context.dashboard_id(self.on))
        notes.dashboard_id, notes.newest_token = generated.id, generated.registration_token


class RevokeToken(DeviceStep, name="server.revoke_token", touches=Touch.CREDENTIALS, needs=Capability.TOKEN_REVOKE):
    """Revoke the permanent and the session token of the device."""

    def run(self, context: DeviceContext) -> None:
        context.world.server.revoke_token(context.dashboard_id(self.on))


class DeleteDevice(DeviceStep, name="server.delete_device", touches=Touch.CREDENTIALS, needs=Capability.DEVICE_DELETE):
    """Delete the device and every token of it."""

    def run(self, context: DeviceContext) -> None:
        context.world.server.delete_device(context.dashboard_id(self.on))


class Claim(DeviceStep, name="server.claim", needs=Capability.CLAIM):
    """Claim the pending device by hand, with its MAC and the device ID made from it, or with those given."""

    device_id: ClaimedId | None = None
    mac: MacAddress | None = None

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: a MAC that a manufacturer may have given out may be somebody's."""
        names_others = self.mac is not None and not is_local(self.mac)
        return DeviceStep.all_needs(self) | (frozenset({Capability.ANY_MAC}) if names_others else frozenset())

    def run(self, context: DeviceContext) -> None:
        mac = self.mac or context.device(self.on).mac
        claimed_id = self.device_id or device_id(context.board, mac)
        context.world.server.claim_device(context.dashboard_id(self.on), mac, claimed_id)


class Restart(WorldStep, name="server.restart", needs=Capability.SERVER_RESTART):
    """Restart the server: sessions are gone, devices and tokens are kept."""

    def run(self, context: DeviceContext) -> None:
        context.world.server.restart()


class Switch(Enum):
    """The state of a relay."""

    ON = "on"
    OFF = "off"


def check_relay(number: int) -> None:
    """Raise ValueError if no device of the platform has this relay."""
    if number not in {1, 2}:
        raise ValueError(f"relay {number!r} does not exist; expected 1 or 2")


class SetRelay(DeviceStep, name="server.set_relay", needs=Capability.SET_RELAY):
    """Switch a relay of the device in the dashboard.

    Foreign firmware reports when it likes. So if it polled within the last two seconds, time goes on until two seconds
    are over: a report that is under way would take back what is wanted from now on.
    """

    relay: Count
    state: Switch

    def __post_init__(self) -> None:
        check_relay(self.relay)

    def run(self, context: DeviceContext) -> None:
        if is_foreign(context.world):
            self._let_a_report_arrive(context)
        dashboard_id = context.dashboard_id(self.on)
        is_on = self.state is Switch.ON
        context.world.server.set_relay(dashboard_id, self.relay, on=is_on)
        context.notes(self.on).wishes[self.relay] = Wish(is_on, context.world.now_us)

    def _let_a_report_arrive(self, context: DeviceContext) -> None:
        world, path = context.world, context.path("state")
        since_us = world.now_us - _REPORT_US
        lately = takewhile(lambda event: event.t_us > since_us, reversed(world.trace.events))
        asked = (event for event in lately if event.device == self.on and event.kind is EventKind.REQUEST)
        polled = next((event for event in asked if TracedRequest.of(event).path == path), None)
        if polled is not None:
            world.run_for(polled.t_us - since_us)


class Settings(
    WorldStep,
    name="server.settings",
    touches=Touch.SETTINGS,
    needs=Capability.SERVER_SETTINGS,
    main="values",
    whole=True,
):
    """Change settings of the server by name (profile table `server`); a world takes all of them or none."""

    values: Mapping[SettingName, Value]

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            if wrong := check_setting(name, value):
                raise ValueError(wrong)

    def declares(self) -> Iterable[tuple[Named, str]]:
        """The HTTP statuses that the server sends with these values."""
        statuses = (value for name, value in self.values.items() if name.endswith("_status") and type(value) is int)
        return [(Named.STATUS, str(status)) for status in statuses]

    def hold_in(self, profile: Profile) -> bool:
        """Tell whether the profile has these values already."""
        return all(profile.document.server[name].value == value for name, value in self.values.items())

    def run(self, context: DeviceContext) -> None:
        """Do it; in a world that cannot, the server has these values by its profile."""
        if Capability.SERVER_SETTINGS in context.world.capabilities:
            changes = {name: value for name, value in self.values.items() if not isinstance(value, str)}
            context.world.server.put_settings(changes)
