"""What can be done on the server's side of a contract: by the admin API of a mock server, or by a connector file.

An implementation overrides what it can do and says so by `needs`; anything else of it is never called. It keeps a
ledger of what it created, acts on nothing else, and removes it in `close`.
"""

from collections.abc import Callable, Mapping

import msgspec

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.wire.need import Need

TOKEN = Need("registration-token", "a way to obtain registration tokens")
REVOKE = Need("revoke", "a way to revoke a device's tokens")
REGENERATE = Need("regenerate", "a way to regenerate a device's registration token")
DELETE = Need("delete", "a way to delete a device")
STATUS = Need("status", "a way to read a device's status")
RELAY = Need("set-state", "a way to switch a device's relays")
CLAIM = Need("claim", "a way to claim a pending device by hand")
RESTART = Need("restart", "a server that tests can restart")
CLOCK = Need("test-clock", "a server with a clock that tests can move")
CLOCK_BACK = Need("clock-reset", "a test clock that can be put back to the real time")
SETTINGS = Need("settings", "a server whose settings tests can change")
LOG = Need("log", "a way to read what the server logged")


_OF_THE_SERVER = frozenset({"rate", "let-in", "body-limit", "item", "server", "refresh-token", "refresh-replay"})
"""Names of what is missing in the server itself: no connector can add it."""
_OPERATIONS = {
    CLOCK.name: "the test clock (clock-now, clock-advance, clock-freeze, clock-release)",
    SETTINGS.name: "settings and put-setting",
}


def is_of_the_server(name: str) -> bool:
    """Tell whether what is missing under this name is no operation, but something that the server has or has not."""
    return name in _OF_THE_SERVER or name.startswith("setting:")


def operations_of(name: str) -> str:
    """Name the operations of a connector that a need takes, for people."""
    return _OPERATIONS.get(name, name)


def setting_need(name: str) -> Need:
    """Give the need for one setting, which not every server has whose settings can be changed."""
    return Need(f"setting:{name}", f"a server with the setting {name!r}")


class ControlError(Exception):
    """An operation failed: the text says which, with what, and what to do; never a secret."""

    def __init__(self, text: str, operation: str = "") -> None:
        """`operation` is its name, as needs and connector files have it, empty if it is none of them."""
        super().__init__(text)
        self.operation = operation


class UnsaidError(ControlError):
    """Nobody has said how it is done."""


class DoubtfulError(ControlError):
    """It failed so late that it may have done its work: `values` are those of the answer that are known."""

    def __init__(self, text: str, operation: str, values: Mapping[str, str] | None = None) -> None:
        """As ControlError."""
        super().__init__(text, operation)
        self.values = values or {}


class GivenUpError(ControlError):
    """It failed several times in a row and is not tried again."""


class UnfitError(GivenUpError):
    """It was answered well and did not do what it says: whatever rests on it would be blamed on the server."""

    def __init__(self, operation: str, seen: str, cure: str) -> None:
        """Say what was seen instead, and how to mend it."""
        super().__init__(f"{operation}: the operation does not do what it says: {seen}; {cure}", operation)


class OutOfReachError(ControlError):
    """No connection to the server's own side comes about: nothing can be tried any more."""


class Obtained(msgspec.Struct, frozen=True):
    """A pending device: the server's id of it, and its registration token."""

    id: str
    token: str


class Clock:
    """The server's clock; only of controls that have `CLOCK`. Times in seconds. Each may raise ControlError."""

    grain_s: float = 0.0
    """How far from a whole second it may be while it stands still and shows one: 0 if it can be set exactly."""

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

    def set_back(self) -> None:
        """Put it back to where it would be if nobody had moved it; only of controls that have `CLOCK_BACK`."""
        raise NotImplementedError


CleanupHeard = Callable[[int, int], None]
"""Hears before each thing that is removed or put back how many are done, and of how many."""


class Control:
    """Operations by the server's own id of a device. Each may raise ControlError.

    Whoever calls what `needs` does not name meets NotImplementedError: an item that did not say what it needs.
    """

    was_interrupted = False
    heard: CleanupHeard | None = None
    """Hears of the clean-up in `close`."""
    """Whether Ctrl-C ended `close` before everything was removed."""
    is_impaired = False
    """Whether `close` left the server otherwise than it was: its clock stands still, a setting is not put back."""
    is_foreign = False
    """Whether somebody else said how its operations are done: they are verified before they are relied on."""

    def clock_fault(self) -> "UnfitError | None":
        """Try the clock; gives which operation does not do what it says, and what to do, None if all do."""
        return None

    def distrust(self, need: Need) -> None:
        """Know that this is answered well and does nothing: `close` must not rely on it."""
        del need

    @property
    def needs(self) -> frozenset[Need]:
        """What it can do."""
        return frozenset()

    @property
    def is_laborious(self) -> bool:
        """Whether a person does an operation of it: nothing is repeated then that need not be."""
        return False

    @property
    def removes(self) -> bool:
        """Whether what is created can be removed again."""
        return DELETE in self.needs

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

    def status(self, identity: str) -> DeviceStatus:
        """Give a device's status, one that is shown."""
        raise NotImplementedError

    def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
        """Switch relays: `relay1`, `relay2`."""
        raise NotImplementedError

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        """Claim a pending device by hand for a board."""
        raise NotImplementedError

    @property
    def restarts_afterwards(self) -> bool:
        """Whether `restart` is answered by the very process that is to end: it does so a moment later, if at all."""
        return False

    def restart(self, until_it_answers: Callable[[], None]) -> None:
        """End the server's process and begin another one; `until_it_answers` waits for it."""
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

    def let_go(self) -> None:
        """Close connections that are kept open for the next operation: a server may count them."""

    def close(self) -> list[str]:
        """Remove what was created and put back what was changed; gives what could not be, a line for each."""
        return []


class NoControl(Control):
    """A server of which nothing is known but its address."""
