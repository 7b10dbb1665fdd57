"""What can be done on the server's side of a contract: by the admin API of a mock server, or by a connector file.

An implementation says by `needs` what it can do; anything else of it is never called. It keeps a ledger of what it
created, acts on nothing else, and removes it in `close`.
"""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from hil.conform.item import Need
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


class Obtained(msgspec.Struct, frozen=True):
    """A pending device: the server's id of it, and its registration token."""

    id: str
    token: str


class Clock(Protocol):
    """The server's clock; only of controls that have `CLOCK`. Times in seconds."""

    def now_s(self) -> float:
        """Give the server's Unix time."""

    def freeze(self) -> None:
        """Stop it."""

    def release(self) -> None:
        """Let it run again."""

    def advance(self, seconds: float) -> None:
        """Move it forward."""


class Control(Protocol):
    """Operations by the server's own id of a device. Each may raise ControlError."""

    @property
    def needs(self) -> frozenset[Need]:
        """What it can do."""

    @property
    def clock(self) -> Clock:
        """The server's clock."""

    def obtain(self, board: str, name: str) -> Obtained:
        """Generate firmware: a pending device and its registration token."""

    def regenerate(self, identity: str) -> Obtained:
        """Give a device a new registration token."""

    def revoke(self, identity: str) -> None:
        """Revoke a device's tokens."""

    def delete(self, identity: str) -> None:
        """Delete a device."""

    def status(self, identity: str) -> str:
        """Give a device's status in upper case: PENDING, ONLINE, AWAY, OFFLINE, REVOKED."""

    def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
        """Switch relays: `relay1`, `relay2`."""

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        """Claim a pending device by hand for a board."""

    def settings(self) -> Mapping[str, Scalar]:
        """Give the server's settings by name."""

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Change settings; they are put back in `close`."""

    def log(self) -> str:
        """Give everything the server has logged about requests since this control was made."""

    def close(self) -> list[str]:
        """Remove what was created and put back what was changed; gives what could not be, a line for each."""


class NoControl:
    """A server of which nothing is known but its address: Implements `Control` without being able to do anything."""

    needs: frozenset[Need] = frozenset()

    @property
    def clock(self) -> Clock:
        """Never asked."""
        raise _nothing()

    def obtain(self, board: str, name: str) -> Obtained:
        """Never called."""
        raise _nothing()

    def regenerate(self, identity: str) -> Obtained:
        """Never called."""
        raise _nothing()

    def revoke(self, identity: str) -> None:
        """Never called."""
        raise _nothing()

    def delete(self, identity: str) -> None:
        """Never called."""
        raise _nothing()

    def status(self, identity: str) -> str:
        """Never called."""
        raise _nothing()

    def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
        """Never called."""
        raise _nothing()

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        """Never called."""
        raise _nothing()

    def settings(self) -> Mapping[str, Scalar]:
        """Never called."""
        raise _nothing()

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Never called."""
        raise _nothing()

    def log(self) -> str:
        """Never called."""
        raise _nothing()

    def close(self) -> list[str]:
        """Nothing was created."""
        return []


def _nothing() -> ControlError:
    return ControlError("no connector was given; add --connector FILE")
