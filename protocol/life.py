"""The life of a device record and of its tokens, as one table: what each may be, what happens, what it is then.

A user's *generate firmware* makes a record and its registration token. That token registers one device, once, for which
the device gets a permanent token; with that it opens sessions; in a session it polls. The dashboard can end all of it
(revoke), begin it anew (regenerate) or forget it (delete). So four lives run side by side, and one event moves several
of them: `revoke` ends the record, both its tokens and its session at once.

What a life is not: how long ago a device was heard from (ONLINE, AWAY, OFFLINE are ages of the last contact, and those
of a registered device only), whose MAC it is, and what a clock says. Time comes in as one event, `AGE`: somebody with a
clock judges that something has become too old.

Laws:

- What a table does not list cannot happen: a revoked record cannot be claimed, a used token is never fresh again.
- A token that has ended never lives again. A new one is given instead, which begins its own life.
- Every state in which a token is refused has one reason, and `REFUSALS` names it.
- `DELETE` makes everything as unknown as if it had never been.

The server's core moves records by these tables (`oceanhil.mock_server.core`) and refuses by `REFUSALS`; tests
drive it with random events and compare, look for an item of the contract for each transition that a client can see, and
hold the C++ core's states against them. The diagrams in docs/protocol.md are made of them.

Sources: the dashboard's actions and the refusals are printed on OceanRemote's pages "Token Invalid or Expired" and
tutorials 26 and 27; what an action does to tokens is an assumption (docs/protocol.md, "Dashboard actions").
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, Generic, TypeVar

import msgspec

from oceanhil.protocol.error_reason import ErrorReason


class LifeEvent(Enum):
    """What may happen to a record and its tokens; the value is what diagrams call it."""

    REGISTER = "register"
    """The registration token is accepted."""
    REPEAT = "repeat"
    """The same registration is repeated in the profile's window, and the server has only the digest of what it gave."""
    OPEN = "open session"
    """The permanent token is accepted."""
    AGE = "age"
    """It has become too old."""
    CLAIM = "claim"
    """Claimed by hand for one MAC."""
    LOSE_MAC = "lose MAC"
    """Another record takes the MAC over."""
    REVOKE = "revoke"
    REGENERATE = "regenerate"
    DELETE = "delete"
    RESTART = "restart"
    """The server starts again."""

    __hash__ = object.__hash__  # the tables below are asked for every request: Enum's own is a function of Python


class DeviceLife(Enum):
    """What a record is."""

    PENDING = "pending"
    RESERVED = "reserved"
    """Pending, and claimed by hand: only the claimed MAC may register."""
    REGISTERED = "registered"
    REVOKED = "revoked"
    DELETED = "deleted"

    __hash__ = object.__hash__  # as above


class RegistrationLife(Enum):
    """What a registration token is."""

    FRESH = "fresh"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # as above


class PermanentLife(Enum):
    """What a permanent token is."""

    LIVE = "live"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class SessionLife(Enum):
    """What a session is."""

    LIVE = "live"
    EXPIRED = "expired"
    ENDED = "ended"

    __hash__ = object.__hash__  # as above


StateT = TypeVar("StateT", bound=Enum)


class Transition(msgspec.Struct, Generic[StateT], frozen=True):
    """One line of a table: in the state `before`, `event` leads to `after`."""

    before: StateT
    event: LifeEvent
    after: StateT


class Life(Generic[StateT]):
    """All transitions of one kind of thing, which begins in the state `start`."""

    def __init__(self, start: StateT, table: Mapping[StateT, Mapping[LifeEvent, StateT]]) -> None:
        self.start = start
        self._table = table

    def after(self, state: StateT, event: LifeEvent) -> StateT | None:
        """Give the state to which `event` leads; None if it cannot happen in `state`."""
        return self._table.get(state, {}).get(event)

    def __iter__(self) -> Iterator[Transition[StateT]]:
        """Go through the transitions in the table's order."""
        for before, row in self._table.items():
            for event, after in row.items():
                yield Transition(before, event, after)


DEVICE: Final = Life(
    DeviceLife.PENDING,
    {
        DeviceLife.PENDING: {
            LifeEvent.REGISTER: DeviceLife.REGISTERED,
            LifeEvent.CLAIM: DeviceLife.RESERVED,
            LifeEvent.REVOKE: DeviceLife.REVOKED,
            LifeEvent.REGENERATE: DeviceLife.PENDING,
            LifeEvent.DELETE: DeviceLife.DELETED,
        },
        DeviceLife.RESERVED: {
            LifeEvent.REGISTER: DeviceLife.REGISTERED,
            LifeEvent.CLAIM: DeviceLife.RESERVED,
            LifeEvent.LOSE_MAC: DeviceLife.REVOKED,
            LifeEvent.REVOKE: DeviceLife.REVOKED,
            LifeEvent.REGENERATE: DeviceLife.PENDING,
            LifeEvent.DELETE: DeviceLife.DELETED,
        },
        DeviceLife.REGISTERED: {
            LifeEvent.REPEAT: DeviceLife.REGISTERED,
            LifeEvent.LOSE_MAC: DeviceLife.REVOKED,
            LifeEvent.REVOKE: DeviceLife.REVOKED,
            LifeEvent.REGENERATE: DeviceLife.PENDING,
            LifeEvent.DELETE: DeviceLife.DELETED,
        },
        DeviceLife.REVOKED: {
            LifeEvent.LOSE_MAC: DeviceLife.REVOKED,
            LifeEvent.REVOKE: DeviceLife.REVOKED,
            LifeEvent.REGENERATE: DeviceLife.PENDING,
            LifeEvent.DELETE: DeviceLife.DELETED,
        },
    },
)
_UNUSED_ENDS: Final = {
    LifeEvent.LOSE_MAC: RegistrationLife.REVOKED,
    LifeEvent.REVOKE: RegistrationLife.REVOKED,
    LifeEvent.REGENERATE: RegistrationLife.REVOKED,
    LifeEvent.DELETE: RegistrationLife.UNKNOWN,
}
REGISTRATION: Final = Life(
    RegistrationLife.FRESH,
    {
        RegistrationLife.FRESH: {
            LifeEvent.REGISTER: RegistrationLife.USED,
            LifeEvent.AGE: RegistrationLife.EXPIRED,
            **_UNUSED_ENDS,
        },
        RegistrationLife.EXPIRED: _UNUSED_ENDS,
        RegistrationLife.USED: {
            LifeEvent.REPEAT: RegistrationLife.USED,
            LifeEvent.LOSE_MAC: RegistrationLife.USED,
            LifeEvent.REVOKE: RegistrationLife.USED,
            LifeEvent.REGENERATE: RegistrationLife.USED,
            LifeEvent.DELETE: RegistrationLife.UNKNOWN,
        },
        RegistrationLife.REVOKED: {
            LifeEvent.DELETE: RegistrationLife.UNKNOWN,
        },
    },
)
PERMANENT: Final = Life(
    PermanentLife.LIVE,
    {
        PermanentLife.LIVE: {
            LifeEvent.OPEN: PermanentLife.LIVE,
            LifeEvent.REPEAT: PermanentLife.REVOKED,
            LifeEvent.LOSE_MAC: PermanentLife.REVOKED,
            LifeEvent.REVOKE: PermanentLife.REVOKED,
            LifeEvent.REGENERATE: PermanentLife.REVOKED,
            LifeEvent.DELETE: PermanentLife.UNKNOWN,
        },
        PermanentLife.REVOKED: {
            LifeEvent.DELETE: PermanentLife.UNKNOWN,
        },
    },
)
_SESSION_ENDS: Final = dict.fromkeys(
    (
        *(LifeEvent.OPEN, LifeEvent.REPEAT, LifeEvent.LOSE_MAC, LifeEvent.REVOKE, LifeEvent.REGENERATE),
        *(LifeEvent.DELETE, LifeEvent.RESTART),
    ),
    SessionLife.ENDED,
)
SESSION: Final = Life(
    SessionLife.LIVE,
    {
        SessionLife.LIVE: {LifeEvent.AGE: SessionLife.EXPIRED, **_SESSION_ENDS},
        SessionLife.EXPIRED: _SESSION_ENDS,
    },
)

REFUSALS: Final[Mapping[Enum, ErrorReason]] = MappingProxyType(
    {
        RegistrationLife.EXPIRED: ErrorReason.TOKEN_EXPIRED,
        RegistrationLife.USED: ErrorReason.TOKEN_USED,
        RegistrationLife.REVOKED: ErrorReason.TOKEN_REVOKED,
        RegistrationLife.UNKNOWN: ErrorReason.TOKEN_INVALID,
        PermanentLife.REVOKED: ErrorReason.TOKEN_REVOKED,
        PermanentLife.UNKNOWN: ErrorReason.TOKEN_INVALID,
        SessionLife.EXPIRED: ErrorReason.SESSION_EXPIRED,
        SessionLife.ENDED: ErrorReason.SESSION_UNKNOWN,
    }
)
"""Why a token or session in this state is refused; a state that is not here is accepted."""
