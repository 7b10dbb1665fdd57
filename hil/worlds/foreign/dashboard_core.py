"""What a connector can do on the server's side, as the core of a world."""

import contextlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from oceanhil.hil.worlds.foreign.server_time import ServerTime
from oceanhil.hil.worlds.server_core import LimitedCore
from oceanhil.host.state_files import StateError
from oceanhil.mock_server.core.admin_error import UnknownNameError
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.views import Generated
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import LOCAL_BIT
from oceanhil.protocol.profile import Profile, Scalar
from oceanhil.remote.connector.control import Control, ControlError, Obtained, UnsaidError
from oceanhil.scenarios.world import Capability, LackingError, WorldError

_GROUP_BIT: Final = 0x01


def local_mac() -> bytes:
    """Give a MAC that no manufacturer has given out and no other run is likely to have."""
    first, *others = secrets.token_bytes(6)
    return bytes([(first | LOCAL_BIT) & ~_GROUP_BIT, *others])


@contextlib.contextmanager
def connector_errors() -> Iterator[None]:
    """Turn an operation that failed into an error of the world: the scenario is neither passed nor failed.

    One that the connector has not is lacking.
    """
    try:
        yield
    except UnsaidError as error:
        raise LackingError(str(error)) from None
    except (ControlError, StateError) as error:
        raise WorldError(f"connector: {error}") from None


class DashboardCore(LimitedCore):
    """Implements `oceanhil.hil.worlds.server_core.ServerCore`, without seeing a device's requests.

    `ended` is called with the control when the run is over, once. Operations that the control cannot do are never
    called: their capabilities are missing.
    """

    def __init__(
        self,
        control: Control,
        profile: Profile,
        time: ServerTime,
        capabilities: frozenset[Capability],
        ended: Callable[[Control], None],
    ) -> None:
        self._control = control
        self._profile = profile
        self._time = time
        self._capabilities = capabilities
        self._ended: Callable[[Control], None] | None = ended
        self._deleted: set[str] = set()
        self._server_ids: dict[str, str] = {}
        self.on_token: Callable[[], object] | None = None
        """Called for each registration token that was obtained."""
        self.on_refusal: Callable[[str], object] | None = None
        """Called with the reason where none could be obtained for a new device."""
        # Some servers know a device by its name only.
        self._prefix = f"oceanhil-{secrets.token_hex(4)}"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What there is with this connector."""
        return self._capabilities

    def make_mac(self) -> bytes:
        """Give a MAC of the locally administered range."""
        return local_mac()

    def end(self) -> None:
        """Remove what the run made."""
        ended, self._ended = self._ended, None
        if ended is not None:
            ended(self._control)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Never called: boards reach the server by themselves."""
        del now_us
        raise WorldError(f"{request.method} {request.path}: this server is reached by the boards themselves")

    def create_device(self, board: Board, name: str, now_us: int) -> Generated:
        """Generate firmware."""
        try:
            with connector_errors():
                self._time.reach(now_us)
                obtained = self._control.obtain(board.value, f"{self._prefix}-{name}")
        except WorldError as error:
            if self.on_refusal is not None:
                self.on_refusal(str(error))
            raise
        with connector_errors():
            return self._generated(self._new_identity(obtained.id), obtained, now_us)

    def regenerate(self, identity: str, now_us: int) -> Generated:
        """Give a device a new registration token."""
        with connector_errors():
            self._time.reach(now_us)
            return self._generated(identity, self._control.regenerate(self._server_id(identity)), now_us)

    def revoke(self, identity: str, now_us: int) -> object:
        """End a device's tokens."""
        return self._do(lambda: self._control.revoke(self._server_id(identity)), now_us)

    def delete(self, identity: str, now_us: int) -> None:
        """Delete a device."""
        self._do(lambda: self._control.delete(self._server_id(identity)), now_us)
        self._deleted.add(identity)

    def claim(self, identity: str, mac: bytes, device_id: str, now_us: int) -> object:
        """Claim a pending device for a board."""
        return self._do(lambda: self._control.claim(self._server_id(identity), mac, device_id), now_us)

    def set_state(self, identity: str, fields: Mapping[str, bool | float | None], now_us: int) -> object:
        """Switch relays."""
        relays = {name: bool(value) for name, value in fields.items()}
        return self._do(lambda: self._control.set_state(self._server_id(identity), relays), now_us)

    def contact(self, identity: str, now_us: int) -> tuple[DeviceStatus, int | None]:
        """Ask for a device's status; when it was last heard from nobody says. Raises UnknownNameError."""
        if identity in self._deleted:
            raise UnknownNameError(f"device {identity!r} was deleted")
        with connector_errors():
            return self._time.status(identity, now_us, lambda: self._ask_status(identity)), None

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings that the profile says, or the server."""
        if Capability.SERVER_SETTINGS not in self._capabilities:
            return {name: row.value for name, row in self._profile.document.server.items()}
        with connector_errors():
            return self._control.settings()

    def put_settings(self, changes: Mapping[str, Scalar], now_us: int) -> object:
        """Change settings; the control puts them back. Raises LackingError for one that the server has not."""
        has = self.settings()
        for name in changes:
            if name not in has:
                raise LackingError(f"a setting {name!r} of the server")
        return self._do(lambda: self._control.put_settings(changes), now_us)

    def unix_us(self, now_us: int) -> int:
        """Give the server's time."""
        return self._time.unix_us(now_us)

    def set_clock_offset(self, offset_s: float, now_us: int) -> object:
        """Set the difference between the server's clock and the run's."""
        with connector_errors():
            self._time.set_offset(offset_s, now_us)
        return None

    def freeze_clock(self, now_us: int) -> object:
        """Stop the server's clock."""
        with connector_errors():
            self._time.freeze(now_us)
        return None

    def release_clock(self, now_us: int) -> object:
        """Let it run again."""
        with connector_errors():
            self._time.release(now_us)
        return None

    def add_fault(self, rule: FaultRule, now_us: int) -> object:
        """Refuse: what boards send by themselves cannot be disturbed here."""
        del rule, now_us
        raise LackingError("a way between the boards and the server that tests can disturb")

    def clear_faults(self, now_us: int, name: str = "") -> None:
        """There are none."""

    def restart(self, now_us: int) -> None:
        """Refuse."""
        del now_us
        raise LackingError("a server that tests can restart")

    def _obtained(self, generated: Generated) -> None:
        """Take notice of a registration token."""

    def _new_identity(self, server_id: str) -> str:
        """Give what the run calls a new device: the server's id, marked where that was one of a deleted device.

        Some servers give the id of a deleted device to the next one, of which nothing is true that was of the first.
        """
        identity, count = server_id, 1
        while identity in self._deleted:
            count += 1
            identity = f"{server_id} ({count})"
        self._server_ids[identity] = server_id
        return identity

    def _server_id(self, identity: str) -> str:
        """Give the server's id of a device."""
        return self._server_ids.get(identity, identity)

    def _generated(self, identity: str, obtained: Obtained, now_us: int) -> Generated:
        self._time.reach(now_us)
        if self.on_token is not None:
            self.on_token()
        generated = Generated(identity, obtained.token, 0)
        self._obtained(generated)
        return generated

    def _do(self, operation: Callable[[], object], now_us: int) -> object:
        with connector_errors():
            self._time.reach(now_us)
            done = operation()
            self._time.reach(now_us)
            return done

    def _ask_status(self, identity: str) -> DeviceStatus:
        return self._control.status(self._server_id(identity))
