"""A board's lease: what stands in its file, the rules of passing it on, and what can go wrong, in the asker's words.

Pure: the time (Unix seconds) and what is known of dead processes are passed in. Two laws: a lease that has not expired
is taken from nobody but a holder that is known to be dead; and those who wait get the board in the order in which they
came. The clock may jump: what claims to be from the future counts from now on, so that nothing is held longer than one
expiry after its last sign of life by whichever clock there is now. Among processes of one boot it does not jump:
`lease_clock` has put their signs of life in step.

A lease may have a keeper beside its owner: a process that puts the board back when the owner is gone. Then it ends only
when both have let go or died.
"""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from oceanhil.host.owners import Owner
from oceanhil.host.state_files import StateError
from oceanhil.protocol.wording import utc

WAITER_EXPIRY_S = 15.0
"""A run that waits shows itself once in this time, or loses its place."""

IsDead = Callable[[Owner], bool]


class Lease(msgspec.Struct, frozen=True):
    """A board in somebody's hands until `expires_unix_s`, which each heartbeat moves.

    `keeper` stays when the owner is gone or has `owner_let_go`; the board `is_being_put_back` by nobody else.
    `heartbeat_monotonic_s` is the same moment by the monotonic clock of the owner's boot, where that is known.
    """

    owner: Owner
    token: str
    acquired_unix_s: float
    heartbeat_unix_s: float
    expiry_s: float
    keeper: Owner | None = None
    owner_let_go: bool = False
    is_being_put_back: bool = False
    heartbeat_monotonic_s: float | None = None

    @property
    def expires_unix_s(self) -> float:
        """When it ends unless it is renewed, Unix seconds."""
        return self.heartbeat_unix_s + self.expiry_s

    def is_left(self, is_dead: IsDead) -> bool:
        """Tell whether everybody who held it has let go or died."""
        return (self.owner_let_go or is_dead(self.owner)) and (self.keeper is None or is_dead(self.keeper))

    def __str__(self) -> str:
        """Say in whose hands the board is."""
        if self.is_being_put_back and self.keeper is not None:
            return f"being put back by {self.keeper}, after {self.owner}"
        return f"held by {self.owner}"


class Waiter(msgspec.Struct, frozen=True):
    """A run that waits for the board; `heartbeat_monotonic_s` is as in a lease."""

    owner: Owner
    token: str
    since_unix_s: float
    heartbeat_unix_s: float
    heartbeat_monotonic_s: float | None = None


class LeaseState(msgspec.Struct, frozen=True):
    """The lease of a board, if there is one, and the queue for it, first come first."""

    lease: Lease | None = None
    queue: tuple[Waiter, ...] = ()
    version: int = 1


def settled(state: LeaseState, now_unix_s: float, is_dead: IsDead) -> LeaseState:
    """Give the state as it is at this time: without what has expired or died, and without anything of the future."""
    lease = state.lease
    if lease is not None:
        heard, acquired = min(lease.heartbeat_unix_s, now_unix_s), min(lease.acquired_unix_s, now_unix_s)
        lease = replace(lease, heartbeat_unix_s=heard, acquired_unix_s=acquired)
    if lease is not None and (lease.expires_unix_s <= now_unix_s or lease.is_left(is_dead)):
        lease = None
    waiters = (replace(each, heartbeat_unix_s=min(each.heartbeat_unix_s, now_unix_s)) for each in state.queue)
    queue = tuple(
        each for each in waiters if now_unix_s < each.heartbeat_unix_s + WAITER_EXPIRY_S and not is_dead(each.owner)
    )
    return LeaseState(lease, queue)


def asked_for(state: LeaseState, owner: Owner, token: str, now_unix_s: float, expiry_s: float) -> LeaseState:
    """Give the settled state after `token` asked for the board: it has the lease now, or its place in the queue."""
    places = [each.token for each in state.queue]
    if state.lease is None and (not places or places[0] == token):
        lease = Lease(owner, token, now_unix_s, now_unix_s, expiry_s)
        return LeaseState(lease, tuple(each for each in state.queue if each.token != token))
    if token in places:
        queue = (replace(each, heartbeat_unix_s=now_unix_s) if each.token == token else each for each in state.queue)
        return replace(state, queue=tuple(queue))
    return replace(state, queue=(*state.queue, Waiter(owner, token, now_unix_s, now_unix_s)))


def without(state: LeaseState, token: str) -> LeaseState:
    """Give the state after `token` let go of the board or left the queue."""
    lease = None if state.lease is not None and state.lease.token == token else state.lease
    return LeaseState(lease, tuple(each for each in state.queue if each.token != token))


def handed_over(state: LeaseState, token: str, owner: Owner) -> LeaseState | None:
    """Give the state after the holder `token` made `owner` the board's; None if it is not the holder (any more)."""
    if state.lease is None or state.lease.token != token:
        return None
    return replace(state, lease=replace(state.lease, owner=owner))


def let_go_by_owner(state: LeaseState, token: str) -> LeaseState:
    """Give the state after the owner with `token` let go, or left the queue; a keeper holds the board on."""
    lease = state.lease
    if lease is None or lease.token != token or lease.keeper is None:
        return without(state, token)
    return replace(state, lease=replace(lease, owner_let_go=True))


def kept(state: LeaseState, token: str, keeper: Owner, *, is_being_put_back: bool = False) -> LeaseState | None:
    """Give the state after `keeper` joined the holder `token`, or began to put the board back; None if it is none."""
    if state.lease is None or state.lease.token != token:
        return None
    return replace(state, lease=replace(state.lease, keeper=keeper, is_being_put_back=is_being_put_back))


def let_go_by_keeper(state: LeaseState, token: str, is_dead: IsDead) -> LeaseState:
    """Give the state after the keeper let go: the board is free, unless its owner still holds it."""
    if state.lease is None or state.lease.token != token:
        return state
    alone = replace(state.lease, keeper=None, is_being_put_back=False)
    return replace(state, lease=None if alone.is_left(is_dead) else alone)


def renewed(state: LeaseState, token: str, now_unix_s: float) -> LeaseState | None:
    """Give the state after the heartbeat of `token`; None if it is not the holder (any more).

    A holder whose lease ran out while nobody took the board keeps it: no one else can have touched it.
    """
    if state.lease is None or state.lease.token != token:
        return None
    return replace(state, lease=replace(state.lease, heartbeat_unix_s=now_unix_s))


class LeaseError(Exception):
    """A lease could not be had or kept."""


class BoardBusyError(LeaseError):
    """Somebody else holds the board, or waits for it and comes first; `state` says who.

    `device` is the key of its port where that is what is held, under another name; `name` the inventory's for the
    board, where that is known.
    """

    def __init__(self, key: str, state: LeaseState, now_unix_s: float, device: str = "", *, name: str = "") -> None:
        what = f" ({device}, its port, under another name)" if device else ""
        super().__init__(f"board {name or key!r} is not free{what}: {describe(state, now_unix_s)}")
        self.key = key
        self.name = name
        self.state = state
        self._now_unix_s = now_unix_s

    def by_device(self, key: str) -> "BoardBusyError":
        """Say it of the board `key`, whose port it is that is held."""
        return BoardBusyError(key, self.state, self._now_unix_s, device=self.key, name=self.name)

    def named(self, name: str) -> "BoardBusyError":
        """Say it of the board that the inventory calls so."""
        return BoardBusyError(self.key, self.state, self._now_unix_s, name=name)


class PlaceBusyError(BoardBusyError):
    """Nobody of this machine holds the board `name`, and somebody has its place in a farm; `said` is who."""

    def __init__(self, key: str, said: str, name: str) -> None:
        super().__init__(key, LeaseState(), 0.0, name=name)
        self.args = (f"board {name!r} is not free: {said}",)

    def by_device(self, key: str) -> "BoardBusyError":
        """Say it of the board `key`: a place is nobody's other name."""
        del key
        return self


class PlaceLeaseError(LeaseError):
    """The place of the board `name` in a farm cannot be had, whoever wants it."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"board {name!r}: {said}")
        self.name = name


class TwinError(LeaseError):
    """The board `name` is one that this run holds already, under the name `held`."""

    def __init__(self, name: str, held: str) -> None:
        super().__init__(
            f"its port is that of board {held!r}, which this run holds; a board has one entry: remove one of the two"
        )
        self.name = name


class LeaseLostError(LeaseError):
    """The lease ended while it was in use: the board may be in other hands."""


def lost(board: str) -> LeaseLostError:
    """Say that the lease of `board`, its name or its key, was taken away."""
    return LeaseLostError(
        f"the lease of board {board!r} is lost: it expired or was released, and the board may"
        " be in other hands; run again"
    )


class DamagedLeaseError(StateError):
    """The file of a lease is unreadable; it counts as held until `free_at_unix_s`."""

    def __init__(self, path: str, damage: str, free_at_unix_s: float) -> None:
        super().__init__(
            f"the lease {path!r} is damaged ({damage}); it counts as held until {utc(free_at_unix_s)}, then as free"
        )
        self.free_at_unix_s = free_at_unix_s


def describe(state: LeaseState, now_unix_s: float) -> str:
    """Say who holds a board and until when, and who waits for it; empty when it is free and nobody waits."""
    parts: list[str] = []
    if (lease := state.lease) is not None:
        left_s = max(0, round(lease.expires_unix_s - now_unix_s))
        until = f"expires in {left_s} s unless renewed ({utc(lease.expires_unix_s)})"
        # Since when the one before had it is nothing to wait by.
        kept = f"{lease}; that takes about a minute at most, also where that board is gone: try again then"
        parts.append(kept if lease.is_being_put_back else f"{lease} since {utc(lease.acquired_unix_s)}, {until}")
    if state.queue:
        parts.append(f"{len(state.queue)} waiting: " + "; ".join(str(each.owner) for each in state.queue))
    return "; ".join(parts)
