"""What devices meet: the network, and the server with its dashboard."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.network_change import NetworkChange
from oceanhil.scenarios.world.arguments import Change, Family, Mac, check_arguments


class Network(Protocol):
    """Access point, time server and the way to the OceanRemote server, shared by all devices."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        check_arguments(cls, Network)

    def apply(self, change: NetworkChange) -> None:
        """Let it be so from now on, and say so in the trace; LackingError for what is not this network's to change."""


class Generated(msgspec.Struct, frozen=True):
    """What "generate firmware" gives: the dashboard's ID of the pending device and its registration token."""

    id: str
    registration_token: str


class Server(Protocol):
    """The OceanRemote server and its dashboard. Requests and status changes appear in the world's trace."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        check_arguments(cls, Server)

    @property
    def unix_us(self) -> int:
        """The server's clock, Unix µs."""

    def generate_firmware(self, board: Family, name: str) -> Generated:
        """Create a pending device."""

    def regenerate_token(self, device_id: str) -> Generated:
        """Give a device (by dashboard ID) a new registration token; its permanent token is revoked."""

    def revoke_token(self, device_id: str) -> None:
        """Revoke permanent and session tokens of a device."""

    def delete_device(self, device_id: str) -> None:
        """Delete a device and every token of it."""

    def claim_device(self, device_id: str, mac: Mac, board_device_id: str) -> None:
        """Claim a pending device by hand for the board with this MAC and device ID."""

    def set_relay(self, device_id: str, relay: int, *, on: bool) -> None:
        """Switch relay 1 or 2 in the dashboard; the device sees it at its next poll."""

    def status(self, device_id: str) -> DeviceStatus:
        """What the dashboard shows now, DELETED of one that was; WorldError for an id that no device ever had."""

    def put_settings(self, changes: Mapping[str, bool | int]) -> None:
        """Change settings by name (profile table `server`)."""

    def add_fault(self, rule: FaultRule) -> None:
        """Inject a fault from now on; WorldError for a path that no device asks for, and a name in place of an id."""

    def clear_faults(self, name: str = "") -> None:
        """Remove the faults of that name, without one every fault; WorldError for a name that none ever had."""

    def move_clock(self, delta_us: Change) -> None:
        """Jump the server's clock, and with it the time server's; nothing waits."""

    def freeze_clock(self) -> None:
        """Stop the server's clock, and the time server's, where they are; `move_clock` still moves them."""

    def release_clock(self) -> None:
        """Let the clocks run again, from where they would be had they never stopped."""

    def restart(self) -> None:
        """Restart the server: sessions are gone, devices and tokens are kept."""

    def issued(self, token: str) -> bool:
        """Tell whether the server ever issued `token`, whole, as a permanent token."""

    def secrets(self) -> frozenset[str]:
        """Every whole secret issued so far, for the invariants that look for leaks."""
