"""What a world needs of the server behind its scenarios: the built-in core, or one elsewhere that acts the same."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Final, Protocol, runtime_checkable

from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.views import Generated
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Profile, Scalar
from oceanhil.scenarios.world import Capability

SERVER_SIDE: Final = frozenset(
    {
        Capability.ANY_MAC,
        Capability.DASHBOARD,
        Capability.TOKEN_REGENERATE,
        Capability.TOKEN_REVOKE,
        Capability.DEVICE_DELETE,
        Capability.DEVICE_STATUS,
        Capability.SET_RELAY,
        Capability.CLAIM,
        Capability.SERVER_REQUESTS,
        Capability.SERVER_CLOCK,
        Capability.SERVER_FAULTS,
        Capability.CONNECTION_FAULTS,
        Capability.SERVER_SETTINGS,
        Capability.SERVER_RESTART,
    }
)
"""What the server beside the boards makes possible."""


class ServerCore(Protocol):
    """Operations as `oceanhil.mock_server.core.core.Core` has them; every `now_us` is the run's Unix time in µs.

    They raise AdminError when the server refuses, and WorldError when there is no server to ask.
    """

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer a device's request."""

    def create_device(self, board: Board, name: str, now_us: int) -> Generated:
        """Generate firmware."""

    def regenerate(self, identity: str, now_us: int) -> Generated:
        """Give a device a new registration token."""

    def revoke(self, identity: str, now_us: int) -> object:
        """End a device's tokens."""

    def delete(self, identity: str, now_us: int) -> None:
        """Delete a device."""

    def claim(self, identity: str, mac: bytes, device_id: str, now_us: int) -> object:
        """Bind a pending device to a MAC."""

    def set_state(self, identity: str, fields: Mapping[str, bool | float | None], now_us: int) -> object:
        """Switch relays."""

    def contact(self, identity: str, now_us: int) -> tuple[DeviceStatus, int | None]:
        """Give a device's status and when it was last heard from (Unix µs); raises UnknownNameError."""

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings in force."""

    def put_settings(self, changes: Mapping[str, Scalar], now_us: int) -> object:
        """Change settings."""

    def unix_us(self, now_us: int) -> int:
        """Give the server's time."""

    def set_clock_offset(self, offset_s: float, now_us: int) -> object:
        """Set the difference between the server's clock and the run's."""

    def freeze_clock(self, now_us: int) -> object:
        """Stop the server's clock."""

    def release_clock(self, now_us: int) -> object:
        """Let it run again."""

    def add_fault(self, rule: FaultRule, now_us: int) -> object:
        """Inject a fault."""

    def clear_faults(self, now_us: int, name: str = "") -> None:
        """Remove the faults of that name, without one all."""

    def restart(self, now_us: int) -> None:
        """Do what a restart of the server does."""


class LimitedCore(ABC):
    """A core that cannot do everything, tells of nothing by itself, and stands on somebody else's ground.

    A class and no protocol: each world asks whether it has one, and looking at the names of methods takes long.
    """

    @property
    @abstractmethod
    def capabilities(self) -> frozenset[Capability]:
        """What of a world's capabilities there is with it; of `SERVER_SIDE` and virtual time."""

    @abstractmethod
    def make_mac(self) -> bytes:
        """Give a MAC for a simulated board that nobody else there has."""

    @abstractmethod
    def end(self) -> None:
        """End the run: remove what it made. Raises WorldError."""


MakeServer = Callable[[Profile, int], ServerCore]
"""Gives the server of one run, empty, for a profile and a seed; raises WorldError."""


class ServerSource(Protocol):
    """Where the runs of a session get their server from, if not from the world itself."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What of `SERVER_SIDE`, and of virtual time, its servers make possible."""

    def why_lacking(self, lacking: frozenset[Capability]) -> str:
        """Say what is missing at the server's side for all of this; empty where that is not why it is lacking."""

    @property
    def tells_changes(self) -> bool:
        """Whether a change of a device's status is seen when it happens, not only when it is asked for."""

    def begin(self, profile: Profile, seed: int) -> ServerCore:
        """Give the server of one run; that of the run before it is of no more use. Raises WorldError."""

    def close(self) -> None:
        """Leave it as somebody else wants to find it; raises WorldError."""


@runtime_checkable
class RefusesConnections(Protocol):
    """A core whose fault rules may keep a device from connecting at all."""

    @property
    def may_refuse_connections(self) -> bool:
        """Whether it has rules at present: without one it refuses nobody."""

    def refuses_connection(self, peer: str, now_us: int) -> bool:
        """Tell whether one does, for a new connection from the address `peer`; it counts and is logged if so."""


@runtime_checkable
class TakesServers(Protocol):
    """A world factory whose runs can have another server than the world's own."""

    def use_servers(self, source: ServerSource) -> None:
        """Take servers from `source` from now on; it is closed with the factory."""


def built_in(profile: Profile, seed: int) -> ServerCore:
    """Give the core of this process."""
    return Core(profile, seed)
