"""What can be done on the server's side of a contract: by the admin API of a mock server, or by a connector file.

An implementation overrides what it can do and says so by `needs`; anything else of it is never called. It keeps a
ledger of what it created, acts on nothing else, and removes it in `close`.
"""

from collections.abc import Mapping

import msgspec

from hil.conform.contract.item import Need
from protocol.profile import Scalar

TOKEN = Need("registration-token", "a way to obtain registration tokens")
REVOKE = Need("revoke", "a way to revoke a device's tokens")
REGENERATE = Need("regenerate", "a way to regenerate a device's registration token")
DELETE = Need("delete", "a way to delete a device")
STATUS = Need("status", "a way to read a device's status")
RELAY = Need("set-state", "a way to switch a device's relays")
CLAIM = Need("claim", "a way to claim a pending device by hand")
CLOCK = Need("test-clock", "a server with a clock that tests can move")
SETTINGS = Need("settings", "a server whose settings tests can change")
LOG = Need("log", "a way to read what the server logged")


class ControlError(Exception):
    """An operation failed: the text says which, with what, and what to do; never a secret."""

    def __init__(self, text: str, operation: str = "") -> None:
        """`operation` is its name, as needs and connector files have it, empty if it is none of them."""
        super().__init__(text)
        self.operation = operation


class DoubtfulError(ControlError):
    """It failed so late that it may have done its work: `values` are those of the answer that are known."""

    def __init__(self, text: str, operation: str, values: Mapping[str, str] | None = None) -> None:
        """As ControlError."""
        super().__init__(text, operation)
        self.values = values or {}


class GivenUpError(ControlError):
    """It failed several times in a row and is not tried again."""


class OutOfReachError(ControlError):
    """No connection to the server's own side comes about: nothing can be tried any more."""


class Obtained(msgspec.Struct, frozen=True):
    """A pending device: the server's id of it, and its registration token."""

    id: str
    token: str


class Clock:
    """The server's clock; only of controls that have `CLOCK`. Times in seconds. Each may raise ControlError."""

    def now_s(self) -> float:
        """Give the server's Unix time."""
        raise NotImplementedError

    def freeze(self) -> None:
        """Stop it."""
        raise NotImplementedError

    def release(self) -> None:
        """Let it run again."""
        raise NotImplementedError

    def advance(self, seconds: float) -> None:
        """Move it forward."""
        raise NotImplementedError


class Control:
    """Operations by the server's own id of a device. Each may raise ControlError.

    Whoever calls what `needs` does not name meets NotImplementedError: an item that did not say what it needs.
    """

    was_interrupted = False
    """Whether Ctrl-C ended `close` before everything was removed."""

    @property
    def needs(self) -> frozenset[Need]:
        """What it can do."""
        return frozenset()

    @property
    def clock(self) -> Clock:
        """The server's clock."""
        raise NotImplementedError

    def obtain(self, board: str, name: str) -> Obtained:
        """Generate firmware: a pending device and its registration token."""
        raise NotImplementedError

    def regenerate(self, identity: str) -> Obtained:
        """Give a device a new registration token."""
        raise NotImplementedError

    def revoke(self, identity: str) -> None:
        """Revoke a device's tokens."""
        raise NotImplementedError

    def delete(self, identity: str) -> None:
        """Delete a device."""
        raise NotImplementedError

    def status(self, identity: str) -> str:
        """Give a device's status in upper case: PENDING, ONLINE, AWAY, OFFLINE, REVOKED."""
        raise NotImplementedError

    def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
        """Switch relays: `relay1`, `relay2`."""
        raise NotImplementedError

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        """Claim a pending device by hand for a board."""
        raise NotImplementedError

    def settings(self) -> Mapping[str, Scalar]:
        """Give the server's settings by name."""
        raise NotImplementedError

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Change settings; they are put back in `close`."""
        raise NotImplementedError

    def log(self) -> str:
        """Give everything the server has logged about requests since this control was made."""
        raise NotImplementedError

    def close(self) -> list[str]:
        """Remove what was created and put back what was changed; gives what could not be, a line for each."""
        return []


class NoControl(Control):
    """A server of which nothing is known but its address."""
