"""What can go wrong with leases, in words for the one who asked."""

from datetime import UTC, datetime

from oceanhil.hil.boards.lease_state import BoardState
from oceanhil.host.state_files import StateError


class LeaseError(Exception):
    """A lease could not be had or kept."""


class BoardBusyError(LeaseError):
    """Somebody else holds the board, or waits for it and comes first; `state` says who."""

    def __init__(self, key: str, state: BoardState, now_unix_s: float) -> None:
        super().__init__(f"board {key!r} is not free: {describe(state, now_unix_s)}")
        self.key = key
        self.state = state


class LeaseLostError(LeaseError):
    """The lease ended while it was in use: the board may be in other hands."""


class DamagedLeaseError(StateError):
    """The file of a lease is unreadable; it counts as held until `free_at_unix_s`."""

    def __init__(self, path: str, damage: str, free_at_unix_s: float) -> None:
        super().__init__(
            f"the lease {path!r} is damaged ({damage}); it counts as held until {clock_time(free_at_unix_s)},"
            " then as free"
        )
        self.free_at_unix_s = free_at_unix_s


def describe(state: BoardState, now_unix_s: float) -> str:
    """Say who holds a board and until when, and who waits for it; empty when it is free and nobody waits."""
    parts: list[str] = []
    if (lease := state.lease) is not None:
        left_s = max(0, round(lease.expires_unix_s - now_unix_s))
        parts.append(
            f"held by {lease.owner} since {clock_time(lease.acquired_unix_s)},"
            f" expires in {left_s} s unless renewed ({clock_time(lease.expires_unix_s)})"
        )
    if state.queue:
        parts.append(f"{len(state.queue)} waiting: " + "; ".join(str(each.owner) for each in state.queue))
    return "; ".join(parts)


def clock_time(unix_s: float) -> str:
    """Write a moment in UTC, such as `2026-03-01 12:00:05Z`."""
    try:
        return f"{datetime.fromtimestamp(unix_s, UTC):%Y-%m-%d %H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return f"{unix_s:.0f} s"
